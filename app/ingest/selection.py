"""Which passages of a page are its article: trafilatura says where it is, the page's own structure how far it goes.

What trafilatura finds is only believed as far as it goes together: the element that holds its prose is the article's
region. In it a passage between two others is the article's unless its place or its words say that it is furniture;
outside it nothing is, but the lead that stands between the headline and the region.
"""

import bisect
import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.ingest.declared import Declared
from app.ingest.following import FEWEST, following_article
from app.ingest.furniture import is_closing, is_end, is_furniture, is_furniture_place, is_label, is_lead_place
from app.ingest.headline import is_h1, is_same
from app.ingest.passages import Passage
from app.ingest.region import PROSE_WORDS, Region, article_of, region_of, stands_in
from app.ingest.words import covered, words_of
from app.text.article import BlockKind

FOUND = 0.5
"""Share of a passage's words that must have been found."""
ALIKE = 0.9
"""Share of a lead's words that its page's description, or the article, has too."""
SURE_WORDS, SURE_LINKS = 30, 0.3
"""What was found with so many words, and fewer links, is prose whatever its place is called."""
MOSTLY_LINKS = 0.6
ONLY_LINKS = 0.9
LEAD_WITHIN = 40
"""Passages above the article among which its lead is looked for."""
AROUND = 3
"""Elements around a passage that may be a box which it stands in."""
SHORT = 5
"""Words; what is shorter may be said twice."""
RUNNING = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"))
"""Elements of running text: what they say twice was meant to be."""
ENDS = tuple(".!?…:;\"'”’»。！？।")


@dataclass(frozen=True, slots=True)
class Selection:
    """The article's passages in order, and all that stand above its text."""

    article: list[Passage]
    above: list[Passage]


@dataclass(frozen=True, slots=True)
class Seen:
    """A passage with words in it."""

    passage: Passage
    words: list[str]
    is_found: bool
    """By trafilatura."""

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph's worth of words, and those not links."""
        return len(self.words) >= PROSE_WORDS and not self.is_linked(MOSTLY_LINKS)

    def is_linked(self, share: float) -> bool:
        """Whether that share of it is links."""
        return self.passage.linked >= share * len(self.passage.text)


def select(passages: Sequence[Passage], found: str, about: Declared, kept: Collection[Any] = ()) -> Selection:
    """The passages that are the article; `found` is what trafilatura takes for its text.

    What stands in the elements `kept` is read whatever the rules say of it.
    """
    seen = seen_of(passages[: following_article(passages, about)], words_of(found))
    prose = [(each.passage.element, len(each.words)) for each in seen if each.is_prose]
    believed = [(each.passage.element, len(each.words)) for each in seen if each.is_prose and each.is_found]
    asked = [number for number, each in enumerate(seen) if stands_in(each.passage.element, kept)]
    if not believed:
        return Selection([seen[number].passage for number in asked], [])
    titles = [each.passage.element for each in seen if _is_title(each, about)]
    region = region_of(believed, prose, titles)
    inside = [number for number, each in enumerate(seen) if _is_in(region, each)]
    chosen, first = _chosen(seen, inside, region)
    top = _headline_at(seen, first, about)
    chosen = [number for number in chosen if number > top]
    lead = _lead(seen, range(max(top + 1, first - LEAD_WITHIN), first), chosen, about)
    chosen = _without_copies(seen, _once(seen, sorted({*lead, *chosen})))
    chosen = _without_loose_headings(seen, _without_signature(seen, chosen, about))
    again = {number for number in chosen if number < first + 3 and _is_title(seen[number], about)}
    return Selection(
        [seen[number].passage for number in sorted({*chosen, *asked} - again)],
        [each.passage for number, each in enumerate(seen) if number < first or number in again],
    )


def _is_in(region: Region, each: Seen) -> bool:
    is_sure = each.is_found and len(each.words) >= SURE_WORDS and not each.is_linked(SURE_LINKS)
    return region.holds(each.passage.element, len(each.words), is_sure=is_sure)


def seen_of(passages: Sequence[Passage], found: Sequence[str]) -> list[Seen]:
    """Those with words; found are those of which most words lie in runs that `found` has as often."""
    words = [words_of(each.text) for each in passages]
    hits = covered([word for own in words for word in own], found)
    seen, start = [], 0
    for passage, own in zip(passages, words, strict=True):
        if own:
            seen.append(Seen(passage, own, sum(hits[start : start + len(own)]) >= FOUND * len(own)))
        start += len(own)
    return seen


def _chosen(seen: Sequence[Seen], inside: Sequence[int], region: Region) -> tuple[list[int], int]:
    """Of those in the region the article's, and the first that is sure to be."""
    around = {article for each in region.elements if (article := article_of(each)) is not None}
    beyond = replace(region, elements=frozenset(around))
    near = [number for number, each in enumerate(seen) if each.is_found and each.is_prose and _is_in(beyond, each)]
    inside = _before_its_end(seen, sorted({*inside, *near}))
    sure = [number for number in inside if seen[number].is_found and seen[number].is_prose]
    beside = Counter(seen[number].passage.element.getparent() for number in sure)

    def goes_on(number: int) -> bool:
        each = seen[number]
        between = sure[0] < number < sure[-1] or len(region.elements) > 1
        return (
            each.is_found
            or (each.is_prose and beside[each.passage.element.getparent()] > 1)
            or (between and _is_text(each))
            or (_is_heading(each) and region.is_post(each.passage.element))
        )

    return [number for number in _unlabelled(seen, inside) if goes_on(number)], sure[0] if sure else 0


def _before_its_end(seen: Sequence[Seen], inside: Sequence[int]) -> list[int]:
    """Those above the heading of the readers' comments, or a release's contacts, if there is an article above it."""
    told = 0
    for count, number in enumerate(inside):
        told += seen[number].is_prose
        text = seen[number].passage.text
        if told >= FEWEST and (is_closing(text) or (_is_heading(seen[number]) and is_end(text))):
            return list(inside[:count])
    return list(inside)


def _is_text(each: Seen) -> bool:
    """Whether a passage that was not found is one all the same: trafilatura forgets text beside elements it knows."""
    if each.is_linked(MOSTLY_LINKS):  # a post of a live blog is headed by the link to itself
        return _is_heading(each) and any("#" in link.get("href", "") for link in each.passage.element.iter("a"))
    return _is_heading(each) or len(each.words) >= PROSE_WORDS or each.passage.text.endswith(ENDS)


def _unlabelled(seen: Sequence[Seen], inside: Sequence[int]) -> Iterator[int]:
    """Those that are no furniture by their words; the links below a label of links, and a box's heading, go with it."""
    kept: list[int] = []
    boxes: Counter[Any] = Counter()
    in_links = False
    for number in inside:
        each = seen[number]
        is_link = each.is_linked(ONLY_LINKS)
        in_links = is_label(each.passage.text) or (in_links and is_link)
        if in_links or is_furniture(each.passage.text) or (is_link and _is_headline_elsewhere(each)):
            boxes[each.passage.element.getparent()] += 1
        else:
            kept.append(number)
    text = Counter(seen[number].passage.element.getparent() for number in kept if not _is_heading(seen[number]))
    for number in kept:
        around = seen[number].passage.element.getparent()
        is_label_of_box = _is_heading(seen[number]) and not seen[number].is_prose
        if not (is_label_of_box and boxes[around] and not text[around]):
            yield number


def _is_heading(each: Seen) -> bool:
    return each.passage.kind is BlockKind.HEADING


def _is_headline_elsewhere(each: Seen) -> bool:
    """Whether a link is another article's headline: more than a few words, and no sentence."""
    return not _is_heading(each) and len(each.words) >= SHORT and not each.passage.text.endswith(ENDS)


def _is_title(each: Seen, about: Declared) -> bool:
    titles = about.titles if about.headline is None else (about.headline, *about.titles)
    return is_h1(each.passage) or is_same(each.passage.text, titles)


def _headline_at(seen: Sequence[Seen], first: int, about: Declared) -> int:
    """Where above the article its headline is, -1 where it has none: what is above that is not the article's."""
    return next((number for number in reversed(range(first)) if _is_title(seen[number], about)), -1)


def _lead(seen: Sequence[Seen], above: range, chosen: Sequence[int], about: Declared) -> Iterator[int]:
    """The passages between the headline and the first paragraph that are the article's lead."""
    described = words_of(about.description or "")
    text = [word for number in chosen for word in seen[number].words]
    for number in above:
        each = seen[number]
        is_item = each.passage.kind is BlockKind.LIST_ITEM
        if number in chosen or is_item or not each.is_prose or is_furniture(each.passage.text) or _has(text, each):
            continue
        is_below = above.start > 0
        is_called_so = is_below and (is_lead_place(each.passage.element) or _is_below(each, seen[above.start - 1]))
        if (_has(described, each) or is_called_so) and not _in_box(each):
            yield number


def _is_below(each: Seen, title: Seen) -> bool:
    """Whether it is a sentence right below the title, in a heading or a paragraph."""
    element = each.passage.element
    return (
        element.tag in RUNNING
        and element.getprevious() is title.passage.element
        and each.passage.text.endswith(ENDS)
        and not each.is_linked(MOSTLY_LINKS)
    )


def _in_box(each: Seen) -> bool:
    around = itertools.islice(each.passage.element.iterancestors(), AROUND)
    return any(is_furniture_place(element, len(each.words)) for element in (each.passage.element, *around))


def _has(text: Sequence[str], each: Seen) -> bool:
    return sum(covered(each.words, text)) >= ALIKE * len(each.words)


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
            or (_is_heading(seen[number]) and words > PROSE_WORDS)
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


def _without_signature(seen: Sequence[Seen], chosen: Sequence[int], about: Declared) -> list[int]:
    """Without the site's name alone in the last line."""
    sites = [words_of(site) for site in about.sites]
    return list(chosen[:-1] if chosen and seen[chosen[-1]].words in sites else chosen)


def _after(numbers: Sequence[int], number: int) -> int:
    return bisect.bisect_right(numbers, number)


def _without_loose_headings(seen: Sequence[Seen], chosen: Sequence[int]) -> list[int]:
    """Without headings that nothing follows."""
    kept = list(chosen)
    while kept and _is_heading(seen[kept[-1]]):
        kept.pop()
    return kept
