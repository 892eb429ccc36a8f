"""Plain text -> Article. The text is kept as it is; Blocks point into it."""

import re
from collections.abc import Iterator, Sequence

from app.errors import EmptyArticleError
from app.text.article import Article, Block, BlockKind

LONGEST_HEADING = 100
"""Characters. Headlines of news are shorter; a paragraph that has no full stop rarely is."""
ENDS_SENTENCE = tuple(".!?…:;,\"'”’»)")
ITEM = re.compile(r"[ \t]{0,20}(?:[-*•‣▪–][ \t]+|\d{1,3}[.)][ \t]+(?=\S))")
QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
ATX_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
MARKED = re.compile(r"[ \t]{0,20}[-*•‣▪–>#\d]")
"""What may begin with one of these three."""
INLINE_BULLETS = "•‣▪"


def plain_article(text: str, *, language: str, title: str | None = None, summary: Sequence[str] = ()) -> Article:
    """Blank lines part paragraphs; a short line alone without a final stop is a heading; "- " or "1. " begins an item.

    Raises EmptyArticleError when there is nothing but white space and the marks of lists, headings and quotes.
    """
    blocks = tuple(_blocks(text))
    points = tuple(point for point in summary if point.strip())
    if not blocks and not points and not (title and title.strip()):
        raise EmptyArticleError("The article has no text.")
    return Article(language, text, blocks, title if title and title.strip() else None, points)


def _blocks(text: str) -> Iterator[Block]:
    lines: list[tuple[int, int]] = []
    start = 0
    for line in [*text.splitlines(keepends=True), "\n"]:
        if line.strip():
            lines.append((start, start + len(line)))
        elif lines:
            yield from _paragraph(text, lines)
            lines = []
        start += len(line)


def _paragraph(text: str, lines: list[tuple[int, int]]) -> Iterator[Block]:
    """The lines between two blank ones: one paragraph, or a list, or a heading, or a quote."""
    if len(lines) == 1:
        yield from _single(text, *lines[0])
        return
    begin = lines[0][0]
    kind = BlockKind.PARAGRAPH
    for number, (start, end) in enumerate(lines):
        if (item := ITEM.match(text, start, end)) and (kind is BlockKind.LIST_ITEM or _goes_on(text, lines[number:])):
            yield from _block(text, kind, begin, start)
            begin, kind = item.end(), BlockKind.LIST_ITEM
        elif number == 0 and (quote := QUOTE.match(text, start, end)):
            begin, kind = quote.end(), BlockKind.QUOTE
    yield from _block(text, kind, begin, lines[-1][1])


def _goes_on(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether another item follows: a single line that begins with a dash is dialogue, or a number's end."""
    return any(ITEM.match(text, start, end) for start, end in lines[1:])


def _single(text: str, start: int, end: int) -> Iterator[Block]:
    if MARKED.match(text, start, end):
        for pattern, kind in ((ATX_HEADING, BlockKind.HEADING), (ITEM, BlockKind.LIST_ITEM), (QUOTE, BlockKind.QUOTE)):
            if found := pattern.match(text, start, end):
                is_read = kind is BlockKind.LIST_ITEM and _is_read(text, found, end)
                yield from _block(text, kind, start if is_read else found.end(), end)
                return
    written = text[start:end].strip()
    is_heading = len(written) <= LONGEST_HEADING and not written.endswith(ENDS_SENTENCE)
    yield from _block(text, BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH, start, end)


def _is_read(text: str, marker: re.Match[str], end: int) -> bool:
    """Whether the mark of a line that stands alone is part of what is read.

    A number is: no list tells it. And where others follow in the line, they can only be told apart with the first.
    """
    mark = marker[0].strip()
    return mark[0].isdigit() or (mark in INLINE_BULLETS and text.find(mark, marker.end(), end) >= 0)


def _block(text: str, kind: BlockKind, start: int, end: int) -> Iterator[Block]:
    """The block without the white space around it; none when nothing is left."""
    written = text[start:end]
    left = len(written) - len(written.lstrip())
    if stripped := written.strip():
        yield Block(kind, start + left, start + left + len(stripped))
