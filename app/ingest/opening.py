"""What of an article stands above its text: the headline, the lead, and the points that sum it up."""

import itertools
from collections.abc import Iterator, Sequence

from app.ingest.declared import Declared
from app.ingest.furniture import (
    is_furniture,
    is_furniture_place,
    is_label_of_points,
    is_lead_place,
    is_points_place,
)
from app.ingest.seen import ENDS, MOSTLY_LINKS, ONLY_LINKS, RUNNING, Seen
from app.ingest.words import covered, words_of

ALIKE = 0.9
"""Share of a lead's words that its page's description, or the article, has too."""
LEAD_WITHIN = 40
"""Passages above the article among which its lead is looked for."""
AROUND = 3
"""Elements around a passage that may be a box which it stands in."""
POINTS_WITHIN = 10
FEWEST_POINTS = 2
POINT_WORDS = 4


def headline_at(seen: Sequence[Seen], first: int, about: Declared) -> int:
    """Where above the article its headline is, -1 where it has none: what is above that is not the article's."""
    return next((number for number in reversed(range(first)) if seen[number].is_title(about)), -1)


def opening(seen: Sequence[Seen], top: int, first: int, chosen: Sequence[int], about: Declared) -> Iterator[int]:
    """The passages below the headline, at `top`, that are the article's lead, or points that sum it up.

    The lead stands above the `first` paragraph, points may stand below it.
    """
    above = range(max(top + 1, first - LEAD_WITHIN), first)
    text = [word for number in chosen for word in seen[number].words]
    described = words_of(about.description or "")
    for number in above:
        each = seen[number]
        if number in chosen or each.is_item or not each.is_prose or is_furniture(each.passage.text) or _has(text, each):
            continue
        is_called_so = top >= 0 and (is_lead_place(each.passage.element) or _is_below(seen, number, top))
        if (_has(described, each) or is_called_so) and not _in_box(each, seen[top] if top >= 0 else None):
            yield number
    if top >= 0:
        yield from _points(seen, range(top + 1, min(first + POINTS_WITHIN, len(seen))), chosen, text)


def _is_below(seen: Sequence[Seen], number: int, top: int) -> bool:
    """Whether it is a sentence right below the title."""
    each = seen[number]
    element = each.passage.element
    is_next = element.tag in RUNNING and element.getprevious() is seen[top].passage.element
    return (
        (is_next or number == top + 1 or each.is_heading)
        and each.passage.text.endswith(ENDS)
        and not each.is_linked(MOSTLY_LINKS)
    )


def _points(seen: Sequence[Seen], near: range, chosen: Sequence[int], text: Sequence[str]) -> Iterator[int]:
    """The items of lists that sum up the article, and the headings that call them so."""
    for element, group in itertools.groupby(near, key=lambda number: seen[number].passage.element.getparent()):
        items = list(group)
        points = [seen[number] for number in items]
        if element is None or len(items) < FEWEST_POINTS or not all(map(_is_point, points)) or items[0] in chosen:
            continue
        label = seen[items[0] - 1]
        is_labelled = is_label_of_points(label.passage.text)
        are_sentences = all(each.passage.text.endswith(".") for each in points)
        if not (is_labelled or are_sentences or is_points_place(element)) or all(_has(text, each) for each in points):
            continue
        if not any(is_furniture_place(each, POINT_WORDS) for each in (element, *element.iterancestors())):
            yield from ([items[0] - 1] if is_labelled and label.is_heading else [])
            yield from items


def _is_point(each: Seen) -> bool:
    """Whether it is an item of several words that leads to no other page."""
    is_elsewhere = each.is_linked(ONLY_LINKS) and not all(
        link.get("href", "").startswith("#") for link in each.passage.element.iter("a")
    )
    return each.is_item and len(each.words) >= POINT_WORDS and not is_elsewhere and not is_furniture(each.passage.text)


def _in_box(each: Seen, title: Seen | None) -> bool:
    """Whether it stands in a box which the title does not."""
    around = set() if title is None else set(title.passage.element.iterancestors())
    own = (each.passage.element, *itertools.islice(each.passage.element.iterancestors(), AROUND))
    return any(element not in around and is_furniture_place(element, len(each.words)) for element in own)


def _has(text: Sequence[str], each: Seen) -> bool:
    return sum(covered(each.words, text)) >= ALIKE * len(each.words)
