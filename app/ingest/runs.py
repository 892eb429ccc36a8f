"""Runs of text in pieces -> one text: of a paragraph with a span for each word, trafilatura's time is their square."""

from copy import deepcopy
from typing import Any

from app.ingest.furniture import is_in_line
from app.ingest.raised import is_note_mark

MANY = 500
"""Elements in one element; prose has fewer."""
PARAGRAPHS = ("p", "li", "td", "blockquote", "dd")
FORMATS = frozenset(("b", "big", "em", "font", "i", "mark", "small", "span", "strong", "tt", "u"))


def merge_runs(tree: Any) -> None:
    """Let the formatted pieces of a long run be its text; what is none of its words, and links, stay elements."""
    for each in [each for each in tree.iter() if len(each) > MANY]:
        _merge(each)


def without_long_runs_of_links(tree: Any) -> Any:
    """A copy of a tree without the links of paragraphs that have very many; the tree itself where none has."""
    if not any(len(each) > MANY for each in tree.iter(*PARAGRAPHS)):
        return tree
    copied = deepcopy(tree)
    for each in [each for each in copied.iter(*PARAGRAPHS) if len(each) > MANY]:
        for link in [link for link in each if link.tag == "a"]:
            link.tag = "span"
            link.attrib.clear()
        _merge(each)
    return copied


def _merge(parent: Any) -> None:
    before: Any = None
    pieces: list[str] = [parent.text or ""]
    for child in list(parent):
        tail, child.tail = child.tail or "", None
        if _is_piece(child):
            pieces += [child.text or "", tail]
            parent.remove(child)
        else:
            _write(parent, before, pieces)
            before, pieces = child, [tail]
    _write(parent, before, pieces)


def _is_piece(element: Any) -> bool:
    is_leaf = element.tag in FORMATS and len(element) == 0
    return is_leaf and not is_in_line(element) and not is_note_mark(element)


def _write(parent: Any, before: Any, pieces: list[str]) -> None:
    if before is None:
        parent.text = "".join(pieces)
    else:
        before.tail = "".join(pieces)
