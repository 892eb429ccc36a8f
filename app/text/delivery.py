"""Pauses: how long a newsreader is silent after a Line, in ms, by what the Line is and how it ends."""

import re

from app.text.article import BlockKind, Part

TITLE_MS = 1_000
HEADING_MS = 800
BYLINE_MS = 800
PARAGRAPH_MS = 600
ITEM_MS = 450
SUMMARY_MS = 600
SENTENCE_MS = 350
QUESTION_MS = 450
COLON_MS = 300
BREATH_MS = 150
"""After a piece of a sentence that was cut for its length."""

LONGEST_PAUSE_MS = 10_000
"""Of those that an author may ask for."""

PAUSE = re.compile(r"\[pause[ \t]{1,3}(\d{1,5})[ \t]?(ms|s)\]")
"""A silence that the author writes into the text."""

_BYLINE = re.compile(
    r"(?:By|Written by|Reported by|Haber|Yazan|Yazı|Muhabir)[ \t]?(?::[ \t]?|[ \t])(?=[^\W\d_])[^.!?\n]{2,80}\Z"
)
_CLOSING = "\"'”’»)]}"
_LAST_OF_BLOCK = {
    BlockKind.HEADING: HEADING_MS,
    BlockKind.PARAGRAPH: PARAGRAPH_MS,
    BlockKind.QUOTE: PARAGRAPH_MS,
    BlockKind.LIST_ITEM: ITEM_MS,
}


def pause_ms(part: Part, kind: BlockKind, written: str, *, last_of_block: bool) -> int:
    """The silence after a Line; `last_of_block` for the last one of its title, summary point or Block."""
    if last_of_block:
        if part is Part.TITLE:
            return TITLE_MS
        if part is Part.BODY and _BYLINE.match(written):
            return BYLINE_MS
        return SUMMARY_MS if part is Part.SUMMARY else _LAST_OF_BLOCK[kind]
    end = written.rstrip(_CLOSING)[-1:]
    if end in ("?", "!"):
        return QUESTION_MS
    if end in (":", ";"):
        return COLON_MS
    return SENTENCE_MS if end in (".", "…") else BREATH_MS


def asked_pause_ms(found: re.Match[str]) -> int:
    """The silence of a PAUSE in ms, at most LONGEST_PAUSE_MS."""
    return min(int(found[1]) * (1_000 if found[2] == "s" else 1), LONGEST_PAUSE_MS)
