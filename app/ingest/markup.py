"""HTML -> Article, through lxml's parser: what a reader would call the article's own words, in order.

Neither depth nor size costs more than time in proportion.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from app.errors import EmptyArticleError, InvalidMarkupError
from app.ingest.furniture import is_boxed, is_embed, is_hidden, is_hidden_place, is_notes
from app.ingest.passages import Passage, passages
from app.text.article import Article, Block, Directive

BREAK_MS = 350
"""Silence of a line break: as long as a sentence's."""
WRAPPED = 40
"""Characters from which on a line that the next one goes on in small letters was only broken to fit."""
LAYOUT = frozenset(("form", "table"))
"""What a whole article may stand in."""
_LANGUAGE = re.compile(r"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z0-9_-]{2,35})", re.IGNORECASE)
_DECLARED = 5_000
_UNPARSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def html_article(html: str, *, language: str, title: str | None = None, summary: Sequence[str] = ()) -> Article:
    """The readable text of a fragment; blocks are parted by a blank line, a line break is a silence.

    Raises EmptyArticleError when nothing readable is in it, InvalidMarkupError when it is nested too deep.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_UNPARSED.sub(" ", html).encode(), parser)
    except etree.XMLSyntaxError:
        root = None  # there is nothing in it
    if any(each.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for each in parser.error_log):
        raise InvalidMarkupError("The HTML is nested more than 2,000 elements deep.")
    read = [] if root is None else passages(root, _left_out(root))
    points = tuple(point for point in summary if point.strip())
    if not read and not points and not (title and title.strip()):
        raise EmptyArticleError("The article has no readable text.")
    text, blocks, silences = _written(read)
    return Article(language, text, blocks, title if title and title.strip() else None, points, silences)


def html_language(html: str) -> str | None:
    """The lang attribute of the `html` element, None when there is none."""
    found = _LANGUAGE.search(html, 0, _DECLARED)
    return found[1].replace("_", "-") if found else None


def _left_out(root: Any) -> Callable[[Any], bool]:
    """What of a fragment is no part of its text: boxes, notes, what is hidden; but not what all of it stands in."""
    first = [next(root.iter(tag), None) for tag in LAYOUT]
    layout = {each for each in first if each is not None and _is_layout(root, each)}
    return lambda element: (
        (is_boxed(element) and element not in layout)
        or is_notes(element)
        or is_embed(element)
        or is_hidden(element)
        or is_hidden_place(element)
    )


def _is_layout(root: Any, element: Any) -> bool:
    has_prose = next(element.iter("p", "br", "h1", "h2", "h3"), None) is not None
    return has_prose and 2 * len("".join(element.itertext())) > len("".join(root.itertext()))


def _written(read: Sequence[Passage]) -> tuple[str, tuple[Block, ...], tuple[Directive, ...]]:
    """The text of passages, its blocks, and a silence in the place of each line break."""
    text: list[str] = []
    blocks: list[Block] = []
    silences: list[Directive] = []
    at = 0
    for passage in read:
        if text:
            text.append("\n\n")
            at += 2
        lines = passage.text.split("\n")
        blocks.append(Block(passage.kind, at, at + len(passage.text)))
        text.append(" ".join(lines))
        for line, following in itertools.pairwise(lines):
            at += len(line)
            if not (len(line) >= WRAPPED and following[0].islower()):
                silences.append(Directive(at, at + 1, pause_ms=BREAK_MS))
            at += 1
        at += len(lines[-1])
    return "".join(text), tuple(blocks), tuple(silences)
