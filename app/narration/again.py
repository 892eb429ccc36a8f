"""An article as its reading's Timeline keeps it, to be read again when the sound is lost."""

from collections.abc import Sequence

from app.narration.timeline import TimedLine, Timeline
from app.text.article import Article, Block, BlockKind, Part


def article_of(timeline: Timeline) -> tuple[Article, tuple[Part, ...]]:
    """The Article whose parts were read, every Line in its old place; what was not read is blank.

    What its author said of how words are read is not kept, nor are silences asked for.
    """
    lines = {part: [line for line in timeline.lines if line.part is part] for part in Part}
    summary = _by_block(lines[Part.SUMMARY])
    body = _by_block(lines[Part.BODY])
    article = Article(
        timeline.language,
        _text(lines[Part.BODY]),
        tuple(Block(each[0].kind, each[0].start, each[-1].end) if each else NOTHING for each in body),
        _text(lines[Part.TITLE]) or None,
        tuple(_text(each) for each in summary),
    )
    return article, tuple(part for part in Part if lines[part])


NOTHING = Block(BlockKind.PARAGRAPH, 0, 0)
"""In the place of a block without a word to say."""


def _by_block(lines: Sequence[TimedLine]) -> list[list[TimedLine]]:
    blocks: list[list[TimedLine]] = [[] for _ in range(max((line.block for line in lines), default=-1) + 1)]
    for line in lines:
        blocks[line.block].append(line)
    return blocks


def _text(lines: Sequence[TimedLine]) -> str:
    """The written words in their old places."""
    text, position = [], 0
    for line in lines:
        text += [" " * (line.start - position), line.written]
        position = line.end
    return "".join(text)
