"""Notes below a text: which passages are one, by the marks that lead there and back, and by the heading above them."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from app.ingest.furniture import is_heading_of_notes
from app.ingest.raised import leads_back, mark_of
from app.text.article import BlockKind

if TYPE_CHECKING:
    from app.ingest.passages import Passage


class Marks:
    """The marks of notes that a text has had; what begins with one of them is that note."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def meet(self, element: Any, *, is_first: bool) -> bool:
        """Remember the mark that an element is; whether it begins its note, or leads back from it."""
        mark = mark_of(element)
        begins = is_first and mark in self._seen
        if mark:
            self._seen.add(mark)
        return begins or leads_back(element)


def without_notes(passages: Sequence["Passage"]) -> Iterator["Passage"]:
    """Passages that are no notes, without the headings of notes, and the lists that are all there is below those."""
    number = 0
    while number < len(passages):
        each = passages[number]
        number += 1
        if each.kind is BlockKind.HEADING and is_heading_of_notes(each.text):
            below = list(takewhile(lambda other: other.kind is not BlockKind.HEADING, passages[number:]))
            if all(other.is_note or other.kind is BlockKind.LIST_ITEM for other in below):
                number += len(below)
                continue
        if not each.is_note:
            yield each
