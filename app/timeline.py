"""When each Line and word is heard, in written-text spans."""

from dataclasses import dataclass

from app.article import BlockKind, Part


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
    """The whole reading; times count from the first sample that a decoder of the MP3 gives."""

    language: str
    duration_ms: int
    marks_exact: bool
    lines: tuple[TimedLine, ...]
