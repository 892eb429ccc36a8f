"""Marks that are quotation marks or feet and inches, by what stands before them."""

import re
from functools import cache

REACH = 300
"""Characters that are looked back."""


def is_quoting(text: str, at: int, marks: str) -> bool:
    """Whether a quotation that one of `marks` opened is still open at `at`, so that the mark there closes it."""
    start = max(0, at - REACH)
    opened = max(text.rfind(before + mark, start, at) for before in " ([\n" for mark in marks)
    if opened < 0 and (start or text[0] not in marks):
        return False
    return _closing(marks).search(text, opened + 2, at) is None


@cache
def _closing(marks: str) -> re.Pattern[str]:
    return re.compile(rf"[{marks}](?!\w)")
