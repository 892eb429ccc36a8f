"""Whether a unit is said in the singular: of one, or before the noun that the measure describes ("a 10 km walk")."""

import re

from app.text.spoken.english.context import (
    ATTRIBUTED,
    BEFORE_ONE,
    EVENTS,
    NOT_NOUNS,
    describes,
    follows_a_describing_amount,
    word_after,
    word_before,
)
from app.text.spoken.near import written_before
from app.text.tables import either

OF_SPEED = frozenset(
    "lap laps wind winds gust gusts limit limits zone speed speeds crash pitch serve fastball storm".split()
)
_AFTER_TIMES = frozenset("late early long more straight running plus away without".split())
_NO_PLURALS = frozenset(
    "thanks always perhaps across versus towards besides afterwards costs weighs means works takes makes remains gives"
    " comes seems keeps leaves helps covers separates equals includes sounds looks sells starts stays gross hours"
    " minutes seconds times upwards downwards inwards outwards".split()
)
_NEVER_OF_MANY = frozenset(
    ("s", "h", "hr", "min", "sec", "bp", "bps", "pp", "pt", "pts", "ov", "mph", "kph", "kn", "kts")
)
"""Units that are said in the plural before a plural noun as well."""
_OF_SUBSTANCES = frozenset(("g", "mg", "kg", "ml", "cl", "l", "L", "oz", "t"))
_PACKS = frozenset(
    "bags bars bottles boxes blocks cans jars packs packets parcels tins tablets pills doses loads bales drums sacks"
    " tubs cartons servings portions pots tubes rolls bombs warheads weights dumbbells capsules bricks gloves".split()
)
"""What holds so much of a substance."""
_MANY = frozenset(("wks", "hrs", "yrs", "mos", "mins", "secs", "kgs", "kms", "cms"))
"""Written in the plural."""
_SPEEDS = frozenset(("mph", "MPH", "kph", "KPH", "kmh", "KMH", "kn", "kts"))
_HYPHENED_AFTER = re.compile(
    r"-(?:high|tall|long|wide|deep|thick|tonne|class|plus|rated|based|only|range|node|process|scale|size|sized|style)\b"
).match
_DESCRIBED_ON = re.compile(r", \d[\d.,]{0,8}-[a-z]").match
"""A second measure of the noun that follows: "a 3nm, 6-core chip"."""
_MEASURE = r"\d[\d,.]{0,8}[ -]?[A-Za-z]{1,6}"
_AGAIN = re.compile(rf" (?:\({_MEASURE}\)|[x×] ?{_MEASURE}) ([a-z]{{3,20}})").match
_OUT_OF_BRACKETS = re.compile(r"\) ([a-z]{3,20})").match
_MEASURED_BEFORE = re.compile(rf"\b(?i:{either(ATTRIBUTED)}) {_MEASURE} \(\Z").search
_OF_MILLIMETERS = frozenset(
    "film pistol pistols handgun handguns gun rounds round ammunition cannon mortar lens camera shell bullet"
    " shells howitzer howitzers artillery guns tank ammo bullets cartridge cartridges casings rifle rifles lenses"
    " cannons mortars magazine magazines".split()
)


def is_single(match: re.Match[str], space: str, written: str) -> bool:
    """Whether the unit is singular: of one, or before the noun or adjective it describes."""
    is_hyphened = match.string.startswith("-", match.end()) and _HYPHENED_AFTER(match.string, match.end())
    if match[1].lstrip("-−+") == "1" or space == "-" or is_hyphened or _is_one_of_two(match):
        return True
    return written not in _MANY and (describes(match, ATTRIBUTED) or _is_of_a_noun(match, space, written))


def _is_one_of_two(match: re.Match[str]) -> bool:
    """Whether it is one of two measures that describe a noun: "a 3nm, 6-core chip", "the 9.1m (30ft) wall"."""
    text, end = match.string, match.end()
    if not text.startswith((" (", " x", " ×", ", ", ") "), end):
        return False
    if word_before(match).lower() in ATTRIBUTED:
        again = _AGAIN(text, end)
        return _DESCRIBED_ON(text, end) is not None or (again is not None and again[1] not in NOT_NOUNS)
    after = _OUT_OF_BRACKETS(text, end)
    return after is not None and after[1] not in NOT_NOUNS and _MEASURED_BEFORE(written_before(match, 28)) is not None


def _is_of_a_noun(match: re.Match[str], space: str, written: str) -> bool:
    """Whether a noun of those follows that are measured by this unit, or a second measure of one noun."""
    after = word_after(match)
    if (written in ("m", "km") and after in EVENTS) or (written in _SPEEDS and after in OF_SPEED):
        return True
    if after == "read":
        return True
    if (after == "can" or written == "mm") and word_before(match).lower() in BEFORE_ONE:
        return True
    if not space and written in ("yr", "hr") and after not in _AFTER_TIMES and not after.endswith("er"):
        return len(after) > 2 and after.islower() and after not in NOT_NOUNS
    if follows_a_describing_amount(match):
        return after.islower() and after not in NOT_NOUNS
    return (not space and _is_of_many(written, after)) or (written == "mm" and after in _OF_MILLIMETERS)


def _is_of_many(written: str, after: str) -> bool:
    """Whether what follows are things of that measure: "65W chargers", "20kg bags", but "500g tomatoes"."""
    if written in _NEVER_OF_MANY or not after.endswith("s"):
        return False
    return after in _PACKS if written in _OF_SUBSTANCES else len(after) > 4 and after not in _NO_PLURALS
