"""Words in capitals: a headline that is set in them, where no word is an acronym for sure."""

import re

SHOUTED = 40
"""Characters to either side that tell a headline in capitals."""

_LETTERS = re.compile(r"(?:[\W\d_]{0,40}[^\W\d_]){11}").match
"""Enough of them to tell."""


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the words around, in the same line, are in capitals too."""
    before, after = text[max(0, start - SHOUTED) : start], text[end : end + SHOUTED]
    around = before.rpartition("\n")[2] + after.partition("\n")[0]
    return around.isupper() and _LETTERS(around) is not None
