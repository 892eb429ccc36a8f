"""Units of measure: what each written form is called, one and many."""

import re
from functools import lru_cache

from app.text.tables import table

_TABLES = table("english_units")
_METRIC: dict[str, tuple[str, str]] = _TABLES["metric"]
_PREFIXES: dict[str, str] = _TABLES["prefixes"]
_NAMES: dict[str, str] = _TABLES["names"]
_LENGTHS = frozenset(("m", "km", "cm", "mm", "nm", "ft", "in", "mi", "yd"))
_FULL = frozenset("miles feet meters metres kilometers kilometres yards inches centimeters centimetres".split())
_ALWAYS_ONE = ("CC", "hertz", "horsepower", "p s i", "I U")
SCALES: dict[str, str] = _TABLES["scales"]
"""Short scales, in small letters: "bn" is a billion."""
_EACH: dict[str, str] = _TABLES["each"]
NEVER_SPACED = frozenset(("in", "t", "s", "h", "J", "pt", "w"))
"""Units whose letters are a word or a name after a space ("5 in the morning")."""
_ONE_LETTER_HYPHENED = frozenset("mglLWV")
_NAME_BEFORE_NAME = frozenset(("Mt", "W", "V", "L", "N", "MP", "PB"))
_ENDED = re.compile(r"\Z|[.,;:)]| (?:of|at|in|or) | and| per").match
_NAME = re.compile(r"\.? [A-Z][a-z]").match
_POWER = re.compile(r"(.{1,4}?)\^?([23²³])\Z")
_PREFIX = re.compile(r"(?:(sq|cu|square|cubic)|fl)\.?[ -](?=\S)")

_ALL = {written: name for written, (name, _) in _METRIC.items()} | {
    prefix + written: _PREFIXES[prefix] + name for written, (name, prefixes) in _METRIC.items() for prefix in prefixes
}
_ALL |= _NAMES


@lru_cache(maxsize=1024)
def unit(written: str, *, one: bool) -> str | None:
    """The name of a written unit ("km²", "sq. ft", "fl oz"), singular or plural; None when it is none."""
    name = _ALL.get(written.replace(".p.", "p")) or _area(written)
    return name if one or name is None else _plural(name)


def _area(written: str) -> str | None:
    prefixed = _PREFIX.match(written)
    if prefixed is not None:
        rest = written[prefixed.end() :]
        if prefixed[1] is None:
            return _NAMES.get(f"fl {rest}")
        power = "square" if prefixed[1].startswith("sq") else "cubic"
    else:
        raised = _POWER.match(written)
        if raised is None:
            return None
        rest, power = raised[1], "square" if raised[2] in "2²" else "cubic"
    if rest in _FULL:
        return f"{power} {rest}"
    return f"{power} {_ALL[rest]}" if rest in _LENGTHS else None


def per(written: str) -> str | None:
    """What stands after "per" for what is written after a slash ("h", "kWh", "person", "s²")."""
    if written in ("s2", "s²", "s^2"):
        return "second squared"
    return _EACH.get(written) or unit(written, one=True)


def fits(written: str, space: str, after: str = "") -> bool:
    """Whether letters that stand behind `space` after a number, and before `after`, can be a unit."""
    if space and written in _NAME_BEFORE_NAME and _NAME(after):
        return False
    if space == "-":
        return len(written) > 1 or written in _ONE_LETTER_HYPHENED
    return not space or written not in NEVER_SPACED or (written in ("h", "s") and _ENDED(after) is not None)


def _plural(one: str) -> str:
    head, joint, rest = one.partition(" of " if " of " in one else " per ")
    if head.endswith(_ALWAYS_ONE):
        return one
    if head.endswith(tuple(_FULL)):
        return one
    if head.endswith("foot"):
        return f"{head[:-4]}feet{joint}{rest}"
    return f"{head}{'es' if head.endswith('ch') else 's'}{joint}{rest}"
