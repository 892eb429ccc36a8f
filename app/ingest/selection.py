"""Which passages of a page are its article: trafilatura says where it is, the page's own structure how far it goes.

What trafilatura finds is only believed as far as it goes together: the element that holds its prose is the article's
region. In it a passage between two others is the article's unless its place or its words say that it is furniture;
outside it nothing is, but the lead that stands between the headline and the region.
"""

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.ingest.cards import in_cards
from app.ingest.declared import Declared
from app.ingest.ending import before_its_end, without_loose_ends
from app.ingest.following import following_article
from app.ingest.furniture import CAPTION, is_furniture, is_label, is_sponsored
from app.ingest.headline import PARTS
from app.ingest.opening import headline_at, opening
from app.ingest.passages import Passage
from app.ingest.region import PROSE_WORDS, Region, article_of, region_of, stands_in
from app.ingest.seen import ENDS, MOSTLY_LINKS, ONLY_LINKS, QUOTES, RUNNING, Seen, seen_of
from app.ingest.words import words_of
from app.text.article import BlockKind

SURE_WORDS, SURE_LINKS = 30, 0.3
"""What was found with so many words, and fewer links, is prose whatever its place is called."""
SHORT = 5
"""Words; what is shorter may be said twice."""
ITEMS = frozenset(("li", "dt", "dd"))
MOST_BOXED = 0.25
"""Share of an article's words that a box in it may hold."""
LABEL = re.compile(r"[\w&’'-]{1,20}(?: [\w&’'-]{1,20}){0,4}\s?[:|»>]\s")
"""What a link to another article may follow."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The article's passages in order, and all that stand above its text."""

    article: list[Passage]
    above: list[Passage]


def select(passages: Sequence[Passage], found: str, about: Declared, kept: Collection[Any] = ()) -> Selection:
    """The passages that are the article; `found` is what trafilatura takes for its text.

    What stands in the elements `kept` is read whatever the rules say of it.
    """
    seen = seen_of(passages[: following_article(passages, about)], words_of(found))
    titles = [each.passage.element for each in seen if each.is_title(about)]
    cards = in_cards(seen, titles)
    seen = [each for number, each in enumerate(seen) if number not in cards]
    prose = [(each.passage.element, len(each.words)) for each in seen if each.is_prose]
    believed = [(each.passage.element, len(each.words)) for each in seen if each.is_prose and each.is_found]
    asked = [number for number, each in enumerate(seen) if stands_in(each.passage.element, kept)]
    if not believed:
        return Selection([seen[number].passage for number in asked], [])
    region = region_of(believed, prose, titles)
    inside = [number for number, each in enumerate(seen) if _is_in(region, each)]
    chosen, first = _chosen(seen, inside, region)
    top = headline_at(seen, first, about)
    chosen = [number for number in chosen if number > top]
    lead = opening(seen, top, first, chosen, about)
    chosen = _without_copies(seen, _once(seen, sorted({*lead, *chosen})))
    chosen = without_loose_ends(seen, chosen, about)
    again = {number for number in chosen if _is_title_again(seen[number], about, is_near=number < first + 3)}
    return Selection(
        [seen[number].passage for number in sorted({*chosen, *asked} - again)],
        [each.passage for number, each in enumerate(seen) if number < first or number in again],
    )


def _is_title_again(each: Seen, about: Declared, *, is_near: bool) -> bool:
    """Whether the title comes again, near the beginning in other words too, or as the name of a recipe."""
    told = (about.headline or "", *about.titles)
    titles = [words_of(title) for title in (*told, *(part for title in told for part in PARTS.split(title)[:1]))]
    return (is_near and each.is_title(about)) or (each.is_heading and each.words in titles)


def _is_in(region: Region, each: Seen) -> bool:
    is_sure = each.is_found and len(each.words) >= SURE_WORDS and not each.is_linked(SURE_LINKS)
    return region.holds(each.passage.element, len(each.words), is_sure=is_sure)


def _chosen(seen: Sequence[Seen], inside: Sequence[int], region: Region) -> tuple[list[int], int]:
    """Of those in the region the article's, and the first that is sure to be."""
    around = {article for each in region.elements if (article := article_of(each)) is not None}
    beyond = replace(region, elements=frozenset(around))
    near = [number for number, each in enumerate(seen) if each.is_found and each.is_prose and _is_in(beyond, each)]
    inside = before_its_end(seen, sorted({*inside, *near}))
    sure = [number for number in inside if seen[number].is_found and seen[number].is_prose]
    beside = Counter(seen[number].passage.element.getparent() for number in sure)
    alike = Counter(region.path(seen[number].passage.element) for number in sure)
    levels = {
        seen[number].passage.element.tag for number in inside if sure and number > sure[0] and seen[number].is_heading
    }

    def goes_on(number: int) -> bool:
        each = seen[number]
        between = sure[0] < number < sure[-1] or len(region.elements) > 1
        return (
            (each.is_found and (not sure or number >= sure[0] or not each.is_linked(ONLY_LINKS)))
            or (each.is_prose and beside[each.passage.element.getparent()] > 1)
            or (each.is_prose and alike[region.path(each.passage.element)] > 1)
            or (between and _is_text(each))
            or (each.is_heading and region.is_post(each.passage.element))
            or (each.is_item and number + 1 < len(seen) and _is_rest_of(each, seen[number + 1]))
            or (number + 1 in sure[:1] and each.is_heading and each.passage.element.tag in levels)
        )

    return [number for number in _unlabelled(seen, inside) if goes_on(number)], sure[0] if sure else 0


def _is_rest_of(each: Seen, following: Seen) -> bool:
    """Whether what follows an item is in it too: the item is the date, or the name, of that."""
    if each.is_linked(MOSTLY_LINKS):
        return False
    item = each.passage.element
    while item.tag not in ITEMS and item.getparent() is not None:
        item = item.getparent()
    return stands_in(following.passage.element, (item,)) and (following.is_found or following.is_prose)


def _is_text(each: Seen) -> bool:
    """Whether a passage that was not found is one all the same: trafilatura forgets text beside elements it knows."""
    if each.is_linked(MOSTLY_LINKS):  # a post of a live blog is headed by the link to itself
        is_sentence = each.passage.text.endswith(".") and each.passage.element.tag in RUNNING
        return (is_sentence and not each.is_linked(ONLY_LINKS)) or (
            each.is_heading and any("#" in link.get("href", "") for link in each.passage.element.iter("a"))
        )
    return each.is_heading or len(each.words) >= PROSE_WORDS or each.passage.text.endswith(ENDS)


def _unlabelled(seen: Sequence[Seen], inside: Sequence[int]) -> Iterator[int]:
    """Those that are no furniture by their words; the links below a label of links, and a box's heading, go with it."""
    kept: list[int] = []
    boxes: Counter[Any] = Counter()
    in_links = False
    below = _below_labels(seen, inside)
    for number in inside:
        each = seen[number]
        is_link = each.is_linked(ONLY_LINKS) or _is_pointer(each)
        in_links = is_label(each.passage.text) or (in_links and is_link)
        is_out = in_links or is_furniture(each.passage.text) or (is_link and _is_headline_elsewhere(each))
        if is_out or number in below or _is_caption(each):
            boxes[each.passage.element.getparent()] += 1
        else:
            kept.append(number)
    text = Counter(seen[number].passage.element.getparent() for number in kept if not seen[number].is_heading)
    for number in kept:
        around = seen[number].passage.element.getparent()
        is_label_of_box = seen[number].is_heading and not seen[number].is_prose
        if not (is_label_of_box and boxes[around] and not text[around]):
            yield number


def _below_labels(seen: Sequence[Seen], inside: Sequence[int]) -> set[int]:
    """Those in boxes that begin with a label: of links to other articles, or of what somebody paid for."""
    most = MOST_BOXED * sum(len(seen[number].words) for number in inside)
    below: set[int] = set()
    for place, number in enumerate(inside):
        each = seen[number]
        if not is_label(each.passage.text):
            continue
        for around in each.passage.element.iterancestors():
            if place and stands_in(seen[inside[place - 1]].passage.element, (around,)):
                break
            box = _held(seen, itertools.islice(inside, place, None), around, most)
            if not box:
                break
            if is_sponsored(each.passage.text) or any(seen[other].is_linked(ONLY_LINKS) for other in box):
                below |= set(box)
    return below


def _held(seen: Sequence[Seen], numbers: Iterable[int], around: Any, most: float) -> list[int]:
    """The first of those, as far as an element holds them; none if they have more words than that."""
    held: list[int] = []
    for number in numbers:
        most -= len(seen[number].words)
        if not stands_in(seen[number].passage.element, (around,)):
            return held
        if most < 0:
            return []
        held.append(number)
    return held


def _is_headline_elsewhere(each: Seen) -> bool:
    """Whether a link is another article's headline: more than a few words, and no sentence."""
    text = each.passage.text.rstrip(QUOTES) if each.passage.text.isupper() else each.passage.text
    return not each.is_heading and len(each.words) >= SHORT and not text.endswith(ENDS)


def _is_caption(each: Seen) -> bool:
    """Whether it is set off from the text, in a paragraph with a picture or, as no sentence, below one."""
    element = each.passage.element
    if len(each.words) >= CAPTION or element.tag not in ("p", "div") or not each.is_emphasised:
        return False
    above = element.getprevious()
    is_below = (
        above is not None and above.tag in ("p", "div") and _is_picture(above) and not above.text_content().strip()
    )
    return _is_picture(element) or (is_below and not each.passage.text.endswith(ENDS))


def _is_picture(element: Any) -> bool:
    return next(element.iter("img", "amp-img", "picture"), None) is not None


def _is_pointer(each: Seen) -> bool:
    """Whether it is a label, "Opinion:", and nothing else but a link; or a line in italics and brackets."""
    text = each.passage.text
    label = LABEL.match(text)
    if text.startswith("[") and text.endswith("]"):
        return each.is_emphasised
    return label is not None and each.passage.linked >= ONLY_LINKS * (len(each.passage.text) - label.end())


def _once(seen: Sequence[Seen], chosen: Sequence[int]) -> list[int]:
    """Without pull quotes, boxes that come again, and a heading that the text begins with."""
    texts = {number: f" {' '.join(seen[number].words)} " for number in chosen}
    told = [number for number in chosen if seen[number].passage.element.tag in RUNNING]
    kept: list[int] = []
    for number in chosen:
        passage, words = seen[number].passage, len(seen[number].words)
        is_aside = (
            passage.kind is BlockKind.QUOTE
            or passage.element.tag not in RUNNING
            or (seen[number].is_heading and words > PROSE_WORDS)
        )
        others = [*kept, *told[_after(told, number) :]] if is_aside and words >= SHORT else ()
        if not any(texts[number] in texts[other] for other in others):
            kept.append(number)
    return kept


def _without_copies(seen: Sequence[Seen], chosen: Sequence[int]) -> list[int]:
    """Without what a page prints again elsewhere, for small screens: paragraphs, and what is short beside them."""
    places: dict[tuple[str, ...], Any] = {}
    again: dict[int, bool] = {}
    for before, number in zip([-1, *chosen], chosen, strict=False):
        words, around = tuple(seen[number].words), seen[number].passage.element.getparent()
        follows = before >= 0 and tuple(seen[before].words) == words
        again[number] = words in places and (places[words] is not around or follows)
        places.setdefault(words, around)
    copies = {number for number in chosen if again[number] and len(seen[number].words) >= PROSE_WORDS}
    for numbers in (chosen, list(reversed(chosen))):
        for before, number in itertools.pairwise(numbers):
            if again[number] and before in copies:
                copies.add(number)
    return [number for number in chosen if number not in copies]


def _after(numbers: Sequence[int], number: int) -> int:
    return bisect.bisect_right(numbers, number)
