"""HTML -> Article, through lxml's parser: what a reader would call the article's own words, in order.

One pass over the parser's events, so neither depth nor size costs more than time in proportion.
"""

import contextlib
import re
from collections.abc import Sequence

from lxml import etree

from app.errors import EmptyArticleError
from app.text.article import Article, Block, BlockKind

LEFT_OUT = frozenset(
    """
    aside audio button canvas caption code dialog embed figcaption figure footer form head iframe input kbd math menu
    nav noscript object pre samp script select style sup svg table template textarea video
    """.split()
)
"""Not part of the reading. `sup` is mostly a footnote mark; what it raises else, no voice can."""
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
INLINE = frozenset(
    """
    a abbr acronym ai-announcer b bdi bdo big br cite data del dfn em font i ins label mark q rp rt ruby s small span
    strike strong sub time tt u var wbr
    """.split()
)
"""All other elements begin and end a block."""
_LANGUAGE = re.compile(r"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z0-9_-]{2,35})", re.IGNORECASE)
_DECLARED = 5_000
_UNPARSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def html_article(html: str, *, language: str, title: str | None = None, summary: Sequence[str] = ()) -> Article:
    """The readable text of a document or a fragment; blocks are parted by a blank line.

    Raises EmptyArticleError when nothing readable is in it.
    """
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, huge_tree=True, recover=True)
    for start in range(0, len(html), 65_536):
        parser.feed(_UNPARSED.sub(" ", html[start : start + 65_536]))
    with contextlib.suppress(etree.XMLSyntaxError):  # it says so when no element was in it
        parser.close()
    reader.close()
    points = tuple(point for point in summary if point.strip())
    if not reader.blocks and not points and not (title and title.strip()):
        raise EmptyArticleError("The article has no readable text.")
    return Article(
        language, "".join(reader.text), tuple(reader.blocks), title if title and title.strip() else None, points
    )


def html_language(html: str) -> str | None:
    """The lang attribute of the `html` element, None when there is none."""
    found = _LANGUAGE.search(html, 0, _DECLARED)
    return found[1].replace("_", "-") if found else None


class _Reader:
    """A parser target: gathers text and blocks."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.blocks: list[Block] = []
        self._length = 0
        self._words: list[str] = []
        self._open: list[tuple[str, bool, BlockKind | None]] = []
        """Of each open element its name, whether it is left out, and the kind of block it makes."""
        self._hidden = 0
        self._kinds: list[BlockKind] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        hidden = tag in LEFT_OUT or _is_hidden(attributes)
        kind = _kind(tag)
        if tag not in INLINE:
            self._end_block()
        elif tag == "br":
            self._words.append(" ")
        self._open.append((tag, hidden, kind))
        self._hidden += hidden
        if kind:
            self._kinds.append(kind)

    def end(self, tag: str) -> None:
        if tag not in INLINE:
            self._end_block()
        if self._open and self._open[-1][0] == tag:
            _, hidden, kind = self._open.pop()
            self._hidden -= hidden
            if kind:
                self._kinds.pop()

    def data(self, data: str) -> None:
        if not self._hidden:
            self._words.append(data)

    def comment(self, _text: str) -> None:
        """Not read."""

    def close(self) -> None:
        self._end_block()

    def _end_block(self) -> None:
        written = " ".join("".join(self._words).split())
        self._words.clear()
        if not written:
            return
        if self.blocks:
            self.text.append("\n\n")
            self._length += 2
        self.blocks.append(Block(self._block_kind(), self._length, self._length + len(written)))
        self.text.append(written)
        self._length += len(written)

    def _block_kind(self) -> BlockKind:
        """A paragraph in a quote is a quote, in a list item a list item."""
        return self._kinds[-1] if self._kinds else BlockKind.PARAGRAPH


def _kind(tag: str) -> BlockKind | None:
    if tag in HEADINGS:
        return BlockKind.HEADING
    return {"li": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE}.get(tag)


def _is_hidden(attributes: dict[str, str]) -> bool:
    style = attributes.get("style", "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in style
        or attributes.get("role") in ("navigation", "search", "banner", "contentinfo")
    )
