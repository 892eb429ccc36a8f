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
