"""What an edit changed, Line by Line."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Changes:
    """The written Lines of two versions of an article, compared in order."""

    kept: int
    changed: tuple[tuple[str, str], ...]
    """Before and after."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def changes(before: Sequence[str], after: Sequence[str]) -> Changes:
    """What is the same, what stands in another's place, what is new and what is gone."""
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
    return Changes(kept, tuple(changed), tuple(added), tuple(removed))
