"""Article -> Script: what will be read, in order."""

import bisect
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from app.errors import EmptyArticleError, TooManyLinesError, UnspeakableError
from app.text.article import Article, BlockKind, Directive, Part
from app.text.delivery import PAUSE, asked_pause_ms, pause_ms
from app.text.sentences import split_sentences
from app.text.spoken import speak as speak_words
from app.text.spoken.pronunciations import words_of
from app.text.spoken.token import SpokenToken

LONGEST_TITLE = 200
MOST_LINES = 50_000
"""A week of speech. Text that is cut into more is no article, and would take long to refuse later."""
ENDS_LINE = tuple(".!?…:")
TEXT = attrgetter("text")
SAYABLE = re.compile(r"[^\W_]").search
MARKS = re.compile(r"[,;:.!?…]{1,3}")
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
    """For display and tags: the Article's title, else the heading that its text begins with, else its first Line."""

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
    directives: Sequence[Directive] = ()
    """Of the run."""


def build_script(article: Article, *, parts: Collection[Part] = ALL_PARTS, speak: Speak = speak_words) -> Script:
    """Title, summary and body, as far as `parts` has them, sentence by sentence.

    A sentence without anything to say (emoji, asterisks) is left out; headings and list items end like sentences. A
    title that the body repeats as its first heading is read once. Raises EmptyArticleError when the parts hold no
    text, UnspeakableError when nothing of it can be said, TooManyLinesError.
    """
    if len(article.blocks) > MOST_LINES:
        raise _too_many()
    runs = list(_runs(article, parts))
    if not runs:
        raise EmptyArticleError("There is no text in the parts that are to be read.")
    lines: list[Line] = []
    for run in runs:
        _read(run, article.language, speak, lines)
        if len(lines) > MOST_LINES:
            raise _too_many()
    if not lines:
        raise UnspeakableError("The text has no character that can be spoken.")
    return Script(article.language, _title(article, lines), tuple(lines))


def _too_many() -> TooManyLinesError:
    return TooManyLinesError(f"The article has more than {MOST_LINES:,} sentences.")


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
            inside = _between(article.directives, block.start, block.end)
            yield _Run(Part.BODY, index, block.kind, article.text, block.start, block.end, inside)


def _between(directives: Sequence[Directive], start: int, end: int) -> Sequence[Directive]:
    """Those that begin within characters `start` to `end`, found without looking at all the others."""
    if not directives:
        return ()
    first = bisect.bisect_left(directives, start, key=lambda each: each.start)
    return directives[first : bisect.bisect_right(directives, end, first, key=lambda each: each.start)]


def _begins_with(article: Article, title: str) -> bool:
    if not article.blocks or article.blocks[0].kind is not BlockKind.HEADING:
        return False
    first = article.text[article.blocks[0].start : article.blocks[0].end]
    return " ".join(first.casefold().split()) == " ".join(title.casefold().split())


def _read(run: _Run, language: str, speak: Speak, lines: list[Line]) -> None:
    """Append the Lines of a run; a silence that is asked for replaces a sentence's, and lengthens a block's."""
    start, last = run.start, False
    for silence_start, silence_end, asked_ms in _silences(run):
        before = len(lines)
        last = not run.text[silence_end : run.end].strip()
        lines += _lines(run, start, silence_start, language, speak, last=last)
        if lines:
            usual_ms = lines[-1].pause_ms if last or len(lines) == before else 0
            lines[-1] = replace(lines[-1], pause_ms=max(usual_ms, asked_ms))
        start = silence_end
    if not last:
        lines += _lines(run, start, run.end, language, speak, last=True)


def _silences(run: _Run) -> list[tuple[int, int, int]]:
    """Start, end and ms of every silence that the run's author asks for."""
    if not run.directives and not PAUSE.search(run.text, run.start, run.end):
        return []
    written = [(*found.span(), asked_pause_ms(found)) for found in PAUSE.finditer(run.text, run.start, run.end)]
    return sorted(
        [
            *written,
            *((each.start, each.end, each.pause_ms) for each in run.directives if each.pause_ms is not None),
        ]
    )


def _lines(run: _Run, start: int, end: int, language: str, speak: Speak, *, last: bool) -> Iterator[Line]:
    """The Lines of characters `start` to `end`; `last` when the run ends there."""
    spans = split_sentences(run.text[start:end], language)
    if len(spans) > MOST_LINES:
        raise _too_many()
    for number, (left, right) in enumerate(spans):
        line_start, line_end = start + left, start + right
        written = run.text[line_start:line_end]
        tokens = _tokens(run, line_start, line_end, language, speak)
        if not any(map(SAYABLE, map(TEXT, tokens))):
            continue
        last_of_block = last and number == len(spans) - 1
        if last_of_block and run.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM):
            tokens = _ended(tokens)
        pause = pause_ms(run.part, run.kind, written, last_of_block=last_of_block)
        yield Line(run.part, run.block, run.kind, line_start, line_end, written, tokens, pause)


def _tokens(run: _Run, start: int, end: int, language: str, speak: Speak) -> tuple[SpokenToken, ...]:
    """The spoken form of a sentence, with what markup says of parts of it."""
    if not run.directives:
        return speak(run.text[start:end], language)
    inside = _between(run.directives, start, end)
    told = [each for each in inside if each.spoken is not None and each.start < each.end <= end]
    if not told:
        return speak(run.text[start:end], language)
    tokens: list[SpokenToken] = []
    position = start
    for each in told:
        tokens += _moved(speak(run.text[position : each.start], language), position - start)
        said = words_of(each.spoken or "")
        after = MARKS.match(run.text, each.end, end)
        if said and after:
            said = (*said[:-1], said[-1] + after[0])
        tokens += [SpokenToken(word, each.start - start, each.end - start) for word in said]
        position = each.end
    return (*tokens, *_moved(speak(run.text[position:end], language), position - start))


def _moved(tokens: tuple[SpokenToken, ...], by: int) -> Iterator[SpokenToken]:
    return (SpokenToken(token.text, token.start + by, token.end + by) for token in tokens)


def _ended(tokens: tuple[SpokenToken, ...]) -> tuple[SpokenToken, ...]:
    """With a full stop, so that the voice falls at the end as it does at a sentence's."""
    last = tokens[-1]
    if last.text.endswith(ENDS_LINE):
        return tokens
    return (*tokens[:-1], SpokenToken(last.text.rstrip(",;") + ".", last.start, last.end))


def _title(article: Article, lines: Sequence[Line]) -> str:
    body = next((line for line in lines if line.part is Part.BODY), lines[0])
    first = body if body.kind is BlockKind.HEADING else lines[0]
    title = " ".join((article.title or first.written).split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
