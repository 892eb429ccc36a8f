"""Article -> Script: what will be read, in order."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from app.article import Article, BlockKind, Part
from app.errors import EmptyArticleError, UnspeakableError
from app.text.delivery import pause_ms
from app.text.sentences import split_sentences
from app.text.spoken import speak as speak_words
from app.text.spoken.token import SpokenToken

LONGEST_TITLE = 200
ENDS_LINE = tuple(".!?…:")
ALL_PARTS = tuple(Part)

Speak = Callable[[str, str], tuple[SpokenToken, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to be read.

    `start` and `end` are character offsets into the text of its part: the Article's `title`, its
    `summary[block]`, or its `text`; that slice is `written`. `block` is the index of the summary point or of the
    body Block (0 for the title). Token spans count from the start of `written`.
    """

    part: Part
    block: int
    kind: BlockKind
    start: int
    end: int
    written: str
    tokens: tuple[SpokenToken, ...]
    pause_ms: int
    """Silence after the Line."""

    @property
    def spoken(self) -> str:
        """The spoken form as one string."""
        return " ".join(token.text for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Script:
    """Ordered Lines of one Article."""

    language: str
    title: str
    """For display and tags: the Article's title, else its first heading, else the start of its first Line."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """A title, a summary point or a Block: `text` is the whole text of its part, `start:end` the run in it."""

    part: Part
    block: int
    kind: BlockKind
    text: str
    start: int
    end: int


def build_script(article: Article, *, parts: Collection[Part] = ALL_PARTS, speak: Speak = speak_words) -> Script:
    """Title, summary and body, as far as `parts` has them, sentence by sentence.

    A sentence without anything to say (emoji, asterisks) is left out; headings and list items end like sentences. A
    title that the body repeats as its first heading is read once. Raises EmptyArticleError when the parts hold no
    text, UnspeakableError when nothing of it can be said.
    """
    runs = list(_runs(article, parts))
    if not runs:
        raise EmptyArticleError("There is no text in the parts that are to be read.")
    lines = tuple(line for run in runs for line in _lines(run, article.language, speak))
    if not lines:
        raise UnspeakableError("The text has no character that can be spoken.")
    return Script(article.language, _title(article, lines), lines)


def line_view(line: Line) -> dict[str, Any]:
    """A Line for JSON."""
    return {
        "part": line.part.value,
        "block": line.block,
        "kind": line.kind.value,
        "start": line.start,
        "end": line.end,
        "written": line.written,
        "spoken": line.spoken,
        "pause_ms": line.pause_ms,
    }


def _runs(article: Article, parts: Collection[Part]) -> Iterator[_Run]:
    title = article.title
    if Part.TITLE in parts and title and not (Part.BODY in parts and _begins_with(article, title)):
        yield _Run(Part.TITLE, 0, BlockKind.HEADING, title, 0, len(title))
    if Part.SUMMARY in parts:
        for index, point in enumerate(article.summary):
            yield _Run(Part.SUMMARY, index, BlockKind.LIST_ITEM, point, 0, len(point))
    if Part.BODY in parts:
        for index, block in enumerate(article.blocks):
            yield _Run(Part.BODY, index, block.kind, article.text, block.start, block.end)


def _begins_with(article: Article, title: str) -> bool:
    if not article.blocks or article.blocks[0].kind is not BlockKind.HEADING:
        return False
    first = article.text[article.blocks[0].start : article.blocks[0].end]
    return " ".join(first.casefold().split()) == " ".join(title.casefold().split())


def _lines(run: _Run, language: str, speak: Speak) -> Iterator[Line]:
    text = run.text[run.start : run.end]
    spans = split_sentences(text, language)
    for number, (start, end) in enumerate(spans):
        written = text[start:end]
        tokens = speak(written, language)
        if not any(map(_is_sayable, tokens)):
            continue
        last = number == len(spans) - 1
        if last and (run.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM)):
            tokens = _ended(tokens)
        pause = pause_ms(run.part, run.kind, written, last_of_block=last)
        place = (run.part, run.block, run.kind, run.start + start, run.start + end)
        yield Line(*place, written, tokens, pause)


def _is_sayable(token: SpokenToken) -> bool:
    return any(map(str.isalnum, token.text))


def _ended(tokens: tuple[SpokenToken, ...]) -> tuple[SpokenToken, ...]:
    """With a full stop, so that the voice falls at the end as it does at a sentence's."""
    last = tokens[-1]
    if last.text.endswith(ENDS_LINE):
        return tokens
    return (*tokens[:-1], SpokenToken(last.text.rstrip(",;") + ".", last.start, last.end))


def _title(article: Article, lines: tuple[Line, ...]) -> str:
    heading = next((line.written for line in lines if line.kind is BlockKind.HEADING), None)
    title = " ".join((article.title or heading or lines[0].written).split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
