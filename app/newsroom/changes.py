"""What an edit changed, Line by Line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

MOST_COMPARED = 10_000_000
"""Lines before times Lines after, of what lies between the first change and the last; a second's work at worst."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The written Lines of two versions of an article, compared in order."""

    kept: int
    changed: tuple[tuple[str, str], ...]
    """Before and after."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def changes(before: Sequence[str], after: Sequence[str]) -> Changes:
    """What is the same, what stands in another's place, what is new and what is gone.

    A book that is another one is not compared in order: what is in both is the same, wherever it stands.
    """
    first = _same(zip(before, after, strict=False))
    last = _same(zip(reversed(before[first:]), reversed(after[first:]), strict=False))
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    kept, changed, removed, added = (_ordered if len(old) * len(new) <= MOST_COMPARED else _unordered)(old, new)
    return Changes(first + last + kept, tuple(changed), tuple(added), tuple(removed))


Found = tuple[int, list[tuple[str, str]], list[str], list[str]]
"""How many Lines are the same; those changed, removed and added."""


def _same(pairs: "zip[tuple[str, str]]") -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _ordered(before: Sequence[str], after: Sequence[str]) -> Found:
    kept = 0
    changed: list[tuple[str, str]] = []
    added: list[str] = []
    removed: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            kept += b - a
            continue
        pairs = min(b - a, d - c)
        changed += zip(before[a : a + pairs], after[c : c + pairs], strict=True)
        removed += before[a + pairs : b]
        added += after[c + pairs : d]
    return kept, changed, removed, added


def _unordered(before: Sequence[str], after: Sequence[str]) -> Found:
    old, new = Counter(before), Counter(after)
    return (old & new).total(), [], list((old - new).elements()), list((new - old).elements())
