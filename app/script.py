"""Article -> Script: what will be read, in order."""

from dataclasses import dataclass

from app.article import BlockKind, Part
from app.text.spoken.token import SpokenToken


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
