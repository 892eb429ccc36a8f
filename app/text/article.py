"""What the newsroom wrote."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of an Article that can be read, in reading order."""

    TITLE = "title"
    SUMMARY = "summary"
    BODY = "body"


class BlockKind(StrEnum):
    """What a Block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of written text: characters `start` to `end` of the Article's `text`."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """What markup says of characters `start` to `end` of the Article's `text`: how they are read, or a silence.

    `spoken` is the spoken form in words, or `[[phonemes]]`; `pause_ms` a silence in their place, in ms.
    """

    start: int
    end: int
    spoken: str | None = None
    pause_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """Title, language, written text and its blocks, summary points.

    `text` is the plain text exactly as it was given; of HTML it is the readable text, blocks parted by a blank line.
    """

    language: str
    """Primary subtag of BCP 47, lower-case: "en", "tr"."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    summary: tuple[str, ...] = ()
    directives: tuple[Directive, ...] = ()
    """In order, without overlap."""
