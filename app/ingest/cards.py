"""The ways to other articles that a page shows in a row: a headline that is a link, and a line or two below it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.ingest.region import stands_in
from app.ingest.seen import ONLY_LINKS, Seen

IN_A_ROW = 2
MOST_PROSE = 1
"""Paragraphs of a card; a post of a live blog has more."""
SHORTEST = 100
"""Characters of an article that its page's cards are told from."""


def in_cards(seen: Sequence[Seen], titles: Sequence[Any]) -> set[int]:
    """The passages that stand in cards beside the article; none where what they stand beside is no article.

    Beside: the smallest element that holds the title and a found paragraph outside of cards holds none of them.
    """
    headings = [each.passage.element for each in seen if each.is_heading and _leads_on(each)]
    if len(headings) < IN_A_ROW or not titles:
        return set()
    held = Counter(around for each in headings for around in each.iterancestors())
    boxes = [_card(each, held) for each in headings]
    rows = Counter((box.getparent(), box.tag, box.get("class")) for box in boxes)
    cards = {box for box in boxes if rows[box.getparent(), box.tag, box.get("class")] >= IN_A_ROW}
    inside = {
        number: box for number, each in enumerate(seen) if (box := _one_of(each.passage.element, cards)) is not None
    }
    prose = Counter(box for number, box in inside.items() if seen[number].is_prose)
    told = [each for number, each in enumerate(seen) if number not in inside and each.is_found and each.is_prose]
    around = _around(titles, [each.passage.element for each in told])
    if sum(len(each.passage.text) for each in told) < SHORTEST or around is None:
        return set()
    return {number for number, box in inside.items() if prose[box] <= MOST_PROSE and not stands_in(box, (around,))}


def _leads_on(each: Seen) -> bool:
    """Whether a heading is a link to another page."""
    element = each.passage.element
    links = [*element.iter("a"), *element.iterancestors("a")]
    return each.is_linked(ONLY_LINKS) and bool(links) and not links[0].get("href", "#").startswith("#")


def _card(heading: Any, held: Counter[Any]) -> Any:
    """The largest element around a heading that holds no other one."""
    card = heading
    while (around := card.getparent()) is not None and held[around] == 1:
        card = around
    return card


def _one_of(element: Any, cards: set[Any]) -> Any:
    return next((each for each in (element, *element.iterancestors()) if each in cards), None)


def _around(titles: Sequence[Any], told: Sequence[Any]) -> Any:
    """The smallest element that holds a title and one of these."""
    for title in titles:
        for around in title.iterancestors():
            if any(stands_in(each, (around,)) for each in told):
                return around
    return None
