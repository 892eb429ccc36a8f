"""When each Line and word is heard, in written-text spans; its JSON, captions and chapters.

The JSON (docs/timeline.md), version 1; a reader of it must ignore members that it does not know:

    {"version": 1, "language": "en", "duration_ms": 4200, "marks_exact": true,
     "lines": [{"i": 0, "part": "body", "block": 0, "kind": "paragraph", "start": 0, "end": 12,
                "text": "Hello world.", "start_ms": 50, "end_ms": 1250,
                "words": [[0, 5, 50, 600], [6, 12, 600, 1250]]}]}

`start` and `end` are characters (Unicode code points) of the text of the part: the title, the summary point `block`,
or the body's text. A word is [start, end, start_ms, end_ms].
"""

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from app.audio.join import Joined
from app.audio.tags import Chapter
from app.errors import StoreError, SynthesisError
from app.text.article import BlockKind, Part
from app.text.script import Line

TIMELINE_VERSION = 1


@dataclass(frozen=True, slots=True)
class TimedWord:
    """One written word: characters `start` to `end` of the text of its part, heard from `start_ms` to `end_ms`."""

    start: int
    end: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class TimedLine:
    """One Line as heard; `part`, `block`, `start` and `end` are the Line's own."""

    part: Part
    block: int
    kind: BlockKind
    start: int
    end: int
    written: str
    start_ms: int
    end_ms: int
    words: tuple[TimedWord, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole reading; times count from the first sample of the sound, which players find by the MP3's Info frame."""

    language: str
    duration_ms: int
    marks_exact: bool
    lines: tuple[TimedLine, ...]


_L = TypeVar("_L", bound=Line | TimedLine)


class TimelineBuilder:
    """Gathers the Timeline of one narration, Line by Line."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._lines: list[TimedLine] = []
        self._exact = True

    def add(self, line: Line, joined: Joined) -> TimedLine:
        """Append a Line as it was joined. Raises SynthesisError when the voice did not mark every token."""
        if len(joined.marks) != len(line.tokens):
            raise SynthesisError(f"The voice marked {len(joined.marks)} of {len(line.tokens)} words.")
        words: list[TimedWord] = []
        for token, mark in zip(line.tokens, joined.marks, strict=True):
            start, end = line.start + token.start, line.start + token.end
            word = TimedWord(start, end, round(mark.start_ms), round(mark.end_ms))
            while words and _is_same_word(words[-1], word):
                word = _merged(words.pop(), word)
            words.append(word)
        start_ms, end_ms = round(joined.start_ms), round(joined.end_ms)
        timed = TimedLine(
            line.part, line.block, line.kind, line.start, line.end, line.written, start_ms, end_ms, tuple(words)
        )
        self._lines.append(timed)
        self._exact = self._exact and joined.marks_exact
        return timed

    def finish(self, duration_ms: float) -> Timeline:
        """The Timeline of a file that plays for `duration_ms`."""
        return Timeline(self._language, round(duration_ms), self._exact and bool(self._lines), tuple(self._lines))


def _is_same_word(word: TimedWord, then: TimedWord) -> bool:
    """Spans that share a character are one written word; what stands nowhere in the text belongs to the word before."""
    return then.start == then.end or (word.start < then.end and then.start < word.end)


def _merged(word: TimedWord, then: TimedWord) -> TimedWord:
    if then.start == then.end:
        return TimedWord(word.start, word.end, word.start_ms, then.end_ms)
    return TimedWord(min(word.start, then.start), max(word.end, then.end), word.start_ms, then.end_ms)


def to_json(timeline: Timeline) -> bytes:
    """The Timeline as compact UTF-8 JSON, in the form above."""
    return _dump(_value(timeline, [line_value(i, line) for i, line in enumerate(timeline.lines)]))


def _value(timeline: Timeline, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "version": TIMELINE_VERSION,
        "language": timeline.language,
        "duration_ms": timeline.duration_ms,
        "marks_exact": timeline.marks_exact,
        "lines": lines,
    }


def to_compact_json(timeline: Timeline) -> bytes:
    """The same in half the bytes, for the player: the `words` of a Line are one list of steps.

    A word is four numbers: characters since the word before (at first since the Line's `start`), its length, ms since
    the word before (since `start_ms`), and for how long it is heard.
    """
    lines = [line_value(i, line) | {"words": _steps(line)} for i, line in enumerate(timeline.lines)]
    return _dump(_value(timeline, lines))


def _steps(line: TimedLine) -> list[int]:
    steps: list[int] = []
    end, end_ms = line.start, line.start_ms
    for word in line.words:
        steps += (word.start - end, word.end - word.start, word.start_ms - end_ms, word.end_ms - word.start_ms)
        end, end_ms = word.end, word.end_ms
    return steps


def from_json(data: bytes) -> Timeline:
    """What `to_json` made. Raises StoreError for anything else."""
    try:
        value = json.loads(data)
        if value["version"] != TIMELINE_VERSION:
            raise StoreError(f"The timeline is of version {value['version']}, not {TIMELINE_VERSION}.")
        lines = tuple(_line_of(line) for line in value["lines"])
        return Timeline(value["language"], value["duration_ms"], value["marks_exact"], lines)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"The timeline is damaged: {error!r}.") from error


def to_webvtt(timeline: Timeline) -> bytes:
    """Captions: a WebVTT file (W3C) with one cue per Line, named by the Line's index."""
    return "\n".join(["WEBVTT\n", *map(_cue, itertools.count(), timeline.lines)]).encode("utf-8", "replace")


def chapter_titles(lines: Iterable[Line], title: str) -> tuple[str, ...]:
    """The titles that `chapters` will give, known before anything is heard."""
    return tuple(name for name, _ in _headings(lines, title))


def chapters(timeline: Timeline, title: str) -> tuple[Chapter, ...]:
    """A chapter for the title and for each heading; what is read before the first of them has the given title."""
    starts = [(name, line.start_ms) for name, line in _headings(timeline.lines, title)]
    if not starts:
        return ()
    starts[0] = (starts[0][0], 0)
    ends = [*(start for _, start in starts[1:]), timeline.duration_ms]
    return tuple(Chapter(name, start, end) for (name, start), end in zip(starts, ends, strict=True))


def to_chapters_json(timeline: Timeline, title: str) -> bytes:
    """The chapters in the form of the Podcast Namespace's JSON Chapters 1.2.0; `startTime` in s."""
    found = [{"startTime": chapter.start_ms / 1000, "title": chapter.title} for chapter in chapters(timeline, title)]
    return _dump({"version": "1.2.0", "chapters": found})


def _headings(lines: Iterable[_L], title: str) -> Iterator[tuple[str, _L]]:
    """Each title or heading, its Lines as one text, with its first Line.

    What is read before all of them has the article's title, unless that stands below: right below it, both are one
    chapter; farther down, the first sentence is its name.
    """
    found: list[tuple[str, _L]] = []
    before: _L | None = None
    for number, (key, group) in enumerate(itertools.groupby(lines, _heading_key)):
        first = next(group)
        if key:
            found.append((_one_line(first.written, *(line.written for line in group)), first))
        elif number == 0:
            before = first
    if before is not None:
        names = [name.casefold() for name, _ in found]
        own = _one_line(title).casefold()
        if names[:1] == [own]:
            found[0] = (found[0][0], before)
        else:
            found.insert(0, (_one_line(before.written) if own in names else title, before))
    yield from found


def _one_line(*texts: str) -> str:
    return " ".join(" ".join(texts).split())


def _heading_key(line: Line | TimedLine) -> tuple[Part, int] | None:
    is_heading = line.part is Part.TITLE or line.kind is BlockKind.HEADING
    return (line.part, line.block) if is_heading else None


def line_value(i: int, line: TimedLine) -> dict[str, Any]:
    """The Line with index `i` as the JSON has it."""
    return {
        "i": i,
        "part": line.part,
        "block": line.block,
        "kind": line.kind,
        "start": line.start,
        "end": line.end,
        "text": line.written,
        "start_ms": line.start_ms,
        "end_ms": line.end_ms,
        "words": [[word.start, word.end, word.start_ms, word.end_ms] for word in line.words],
    }


def _line_of(value: dict[str, Any]) -> TimedLine:
    return TimedLine(
        Part(value["part"]),
        value["block"],
        BlockKind(value["kind"]),
        value["start"],
        value["end"],
        value["text"],
        value["start_ms"],
        value["end_ms"],
        tuple(TimedWord(start, end, start_ms, end_ms) for start, end, start_ms, end_ms in value["words"]),
    )


def _dump(value: object) -> bytes:
    # A lone surrogate has no UTF-8; "backslashreplace" writes it as the escape that JSON has for it.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def _cue(i: int, line: TimedLine) -> str:
    end_ms = max(line.end_ms, line.start_ms + 1)
    return f"{i}\n{_vtt_time(line.start_ms)} --> {_vtt_time(end_ms)}\n{_vtt_text(line.written)}\n"


def _vtt_time(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"


def _vtt_text(written: str) -> str:
    """On one line, for a blank one would end the cue; without ">", so without an arrow."""
    one_line = " ".join(written.split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
