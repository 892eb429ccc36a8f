"""The words of a text, to tell whether two texts say the same."""

import re
from collections import Counter
from collections.abc import Sequence

WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A character of Chinese and Japanese counts as a word."""
RUN = 4
"""Words in a row that make two texts the same."""


def words_of(text: str) -> list[str]:
    """Its words, without case."""
    return WORD.findall(text.replace("’", "'").casefold())


def covered(words: Sequence[str], others: Sequence[str]) -> list[bool]:
    """Which words lie in runs that the others have, each run used as often as they have it."""
    run = min(RUN, len(words), len(others)) or 1
    left = Counter(zip(*(others[start:] for start in range(run)), strict=False))
    hits = [False] * len(words)
    for start, key in enumerate(zip(*(words[start:] for start in range(run)), strict=False)):
        if left[key] > 0:
            left[key] -= 1
            hits[start : start + run] = [True] * run
    return hits
