"""Numbers with units, percent, and dimensions."""

import re
from collections.abc import Iterable

from app.text.spoken.english.attributive import OF_SPEED, is_single
from app.text.spoken.english.context import (
    ATTRIBUTED,
    NUMBER,
    SIGNED,
    TO,
    describes,
    word_after,
)
from app.text.spoken.english.numbers import cardinal, number, parts
from app.text.spoken.english.units import SCALES, fits, per, unit
from app.text.spoken.near import written_before
from app.text.spoken.rules import LETTER, Rule
from app.text.tables import table

_NAMED_BEFORE = re.compile(
    r"(?i:\b(?:route|rte|highway|hwy|exit|gate|seat|room|flat|apt|apartment|unit|row|platform|line|runway|rwy|bay"
    r"|berth))\.? \Z"
).search
"""Before a number and a letter that are a name: "Rte. 9W"."""
_SPEED_BEFORE = re.compile(
    r"(?i:\b(?:winds?|gust(?:s|ed|ing)?|knots|speeds?|sail(?:s|ed|ing)?|boats?|ships?|vessel|yacht|cruis(?:e|es|ed|ing)|hurricane|storm"
    r"|typhoon|cyclone)\b)"
).search


_OFF_A_COAST = re.compile(r" (?:off|from|offshore|(?:north|south)?(?:east|west)|north|south)\b").match
_AMBIGUOUS = frozenset(("pp", "nm", "mb", "kt"))
_SHORTEST_BOOK = 48
_OF_AIR = re.compile(r"(?:8[5-9]|9\d|10[0-8])\d(?:\.\d)?|1,0\d\d").fullmatch
"""Pressures in millibars."""


def _is_unit(match: re.Match[str], space: str, written: str) -> bool:
    after = match.string[match.end() : match.end() + 4]
    if len(written) == 1 and not space and _NAMED_BEFORE(written_before(match, 12)):
        return False
    if written != "in":
        return fits(written, space, after)
    return match.string[match.end() - 1] == "." or (not space.isspace() and not after.startswith("-"))  # "3-in-1"


def _told_apart(match: re.Match[str], written: str) -> str:
    """The unit: "kt", "nm" and "mb" of the sea and the air are told from bombs, chips and data, "pp" from pages."""
    if written not in _AMBIGUOUS:
        return written
    if written == "pp" and match[1].isdigit() and int(match[1]) >= _SHORTEST_BOOK:
        return "pgs"
    if written == "nm" and _OFF_A_COAST(match.string, match.end()):
        return "nmi"
    if written == "mb" and _OF_AIR(match[1]):
        return "mbar"
    if written != "kt":
        return written
    is_speed = word_after(match) in OF_SPEED or _SPEED_BEFORE(written_before(match, 48)) is not None
    return "kn" if is_speed else written


def _measure(match: re.Match[str]) -> str | None:
    space, written = match[2], _told_apart(match, match[3])
    if unit(written, one=True) is None or not _is_unit(match, space, written):
        return None
    count = "fifteen hundred" if (match[1], written) == ("1500", "m") else number(match[1])
    return _per_each(count, unit(written, one=is_single(match, space, written)), match.groups()[3:])


def _per_each(count: str, name: str | None, each: Iterable[str | None]) -> str | None:
    """So much of a unit, and what it is taken by: "milligrams per kilogram per day"."""
    if name is not None and not any(each):
        return f"{count} {name}"
    ones = [per(written) for written in each if written]
    if name is None or None in ones:
        return None
    return " per ".join((f"{count} {name}", *filter(None, ones)))


def _scaled(match: re.Match[str]) -> str | None:
    """As in "225 million km", "3.5bn kWh"."""
    name = unit(match[3], one=describes(match, ATTRIBUTED)) if fits(match[3], " ") else None
    return None if name is None else f"{number(match[1], joined=False)} {SCALES.get(match[2].lower(), match[2])} {name}"


def _measure_range(match: re.Match[str]) -> str | None:
    written, space = _told_apart(match, match[5]), match[4]
    is_inches = written == "in" and (
        match[6] is not None
        or match.string[match.end() - 1] == "."
        or match.string[match.end() : match.end() + 1] == ")"
    )
    name = unit(written, one=space == "-") if is_inches or fits(written, space) else None
    if name is None or (match[2] and match[2].strip() != written):
        return None
    return _per_each(f"{number(match[1])} to {number(match[3])}", name, match.groups()[5:])


def _rate(match: re.Match[str]) -> str | None:
    one = per(match[2]) if len(match[2]) > 1 else None
    return None if one is None else f"{number(match[1])} per {one}"


def _part_of_unit(match: re.Match[str]) -> str | None:
    """Half a kilogram for "1/2 kg", two and one half kilograms for "2 1/2 kg", three quarters inch for "3/4-inch"."""
    return _with_part(match[1], parts(match[2], match[3]), match[4], match[5])


def _sign_of_unit(match: re.Match[str]) -> str | None:
    """As before, with a sign of its own: "1½ lb", "a ½-inch nail"."""
    part = _FRACTIONS[match[2]]
    return _with_part(match[1], part.replace("one half", "a half") if match[1] else part, match[3], match[4])


def _with_part(whole: str | None, part: str | None, space: str, written: str) -> str | None:
    one = unit(written, one=True) if fits(written, space) or whole else None
    if part is None or one is None:
        return None
    if whole:
        return f"{cardinal(int(whole))} and {part} {unit(written, one=space == '-')}"
    if space == "-":
        return f"{part} {one}"
    article = "an" if one[0] in "aeiou" or one == "hour" else "a"
    return f"half {article} {one}" if part == "one half" else f"{part} of {article} {one}"


def _rate_alone(match: re.Match[str]) -> str | None:
    """A rate without a number, as in "measured in km/h"."""
    name, one = unit(match[1], one=False), per(match[2])
    return None if name is None or one is None else f"{name} per {one}"


def _percent(match: re.Match[str]) -> str:
    return f"{number(match[1])} percent"


def _percent_range(match: re.Match[str]) -> str:
    first, last = (float(match[group].replace(",", "")) for group in (1, 3))
    if match[2] and first > last:  # "48%-45%": one against the other
        return f"{number(match[1])} percent to {number(match[3])} percent"
    return f"{number(match[1])} to {number(match[3])} percent"


def _consumption(match: re.Match[str]) -> str | None:
    name = unit(match[2], one=False)
    return None if name is None else f"{number(match[1])} {name} per one hundred kilometers"


def _or_more(match: re.Match[str]) -> str | None:
    """As in "2,500+ km"."""
    name = unit(match[2], one=False) if fits(match[2], " ") else None
    return None if name is None else f"{number(match[1])} plus {name}"


_FRACTIONS: dict[str, str] = table("english_symbols")["fractions"]
_SIGNS = "".join(_FRACTIONS)
_NOT_MORE = r"(?![^\W_]|[²³^])"
_POWER = r"(?:[²³]|\^?[23](?!\d|[.,]\d))?"
_TORQUE = r"(?:lb|ft)\.?[-·⋅](?:ft|lbs?)|N[·⋅]m"
_DOTTED = r"[mrkbf]\.p\.[hmsg](?=\.)"
_UNIT = rf"({_TORQUE}|{_DOTTED}|(?:sq|cu|fl|square|cubic)\.?[ -]{LETTER}{{1,11}}|{LETTER}{{1,5}}{_POWER}){_NOT_MORE}"
_EACH = rf"(?:\.?/({LETTER}{{1,9}}{_POWER}){_NOT_MORE}(?:/({LETTER}{{1,5}}){_NOT_MORE})?)?"
_STOP = r"(?:\.(?=\s[a-z(\d]|[,;:)/]|[-–]\d)|(?<=[ \d]in)\.(?=\Z))?"
"""The stop of an abbreviated unit, where the sentence goes on."""

SCALED = (
    Rule(
        "scaled measure",
        re.compile(rf"({NUMBER})[\s-]?(thousand|million|billion|trillion|bn|mn|[mMB])\s(?=[^\W\d]){_UNIT}{_STOP}"),
        _scaled,
        starts="0.",
        then="tbmMB",
    ),
)

MEASURES = (
    Rule(
        "mileage",
        re.compile(r"(\d{2,3})/(?=\d{2,3}\s?mpg\b)"),
        lambda match: cardinal(int(match[1])),
        starts="0",
        then="/",
    ),
    Rule(
        "percent range",
        re.compile(rf"({NUMBER})(?:\s?(%))?{TO}({NUMBER})\s?(?:%|pct?\b|percent\b)"),
        _percent_range,
        starts="0.",
        then="%-–—",
    ),
    Rule(
        "percent", re.compile(rf"{SIGNED}\s?(?:%|percent\b|pct\b\.?|pc\b|p\.c\.)"), _percent, starts="0.-−–+", then="%p"
    ),
    Rule(
        "measure range",
        re.compile(
            rf"({NUMBER})(\s?{LETTER}{{1,4}})?{TO}({NUMBER})([\s-]?)(?=[^\W\d]){_UNIT}{_EACH}{_STOP}",
        ),
        _measure_range,
        starts="0.",
        then="-–—a",
    ),
    Rule(
        "part of a unit",
        re.compile(rf"(?:(\d{{1,3}})[ -])?(\d{{1,2}})[/⁄](\d{{1,3}})([\s-]?)(?=[^\W\d]){_UNIT}{_STOP}"),
        _part_of_unit,
        starts="0",
        then="/⁄0-",
    ),
    Rule(
        "part of a unit",
        re.compile(rf"(?:(\d{{1,3}})\s?)?([{_SIGNS}])([\s-]?)(?=[^\W\d]){_UNIT}{_STOP}"),
        _sign_of_unit,
        starts="0" + _SIGNS,
        then=_SIGNS + "a",
    ),
    Rule(
        "consumption",
        re.compile(rf"({NUMBER})\s?({LETTER}{{1,4}})/100 ?km\b"),
        _consumption,
        starts="0.",
        then="a",
    ),
    Rule(
        "or more",
        re.compile(rf"({NUMBER})\+\s?(?=[^\W\d]){_UNIT}{_STOP}"),
        _or_more,
        starts="0.",
        then="+",
    ),
    Rule(
        "measure",
        re.compile(rf"{SIGNED}([\s\xa0-]?)(?=[^\W\d]){_UNIT}{_EACH}{_STOP}(?![/'’&]{LETTER}|\.[a-z]\.)"),
        _measure,
        starts="0.-−+",
        then="a",
    ),
    Rule("rate", re.compile(rf"({NUMBER})/({LETTER}{{1,9}}{_POWER}){_NOT_MORE}"), _rate, starts="0.", then="/"),
    Rule(
        "per unit",
        re.compile(r"(?<=\b[Pp]er )(?:km|kg|kWh|MWh|GB|TB|lb|oz|sq\.? ft|sq\.? km|sq\.? m|ha|ml|mm|cm|hr|yr)\b\.?"),
        lambda match: per(match[0].rstrip(".")),
        frozenset(("km", "kg", "kwh", "mwh", "gb", "tb", "lb", "oz", "sq", "ha", "ml", "mm", "cm", "hr", "yr")),
    ),
    Rule(
        "magnitude",
        re.compile(
            r"(?<![Aa]n )M[wLbs]?[ -]?(\d(?:\.\d)?)"
            r"(?=[ -](?:[a-z]{3,12} )?(?:(?:earth)?quakes?|tremors?|temblors?|(?:after|fore)shocks?)\b)"
        ),
        lambda match: f"magnitude {number(match[1])}",
        frozenset(("m", "mw", "ml", "mb", "ms")),
    ),
    Rule(
        "points",
        re.compile(r"(?:(?<=\bpercentage )|(?<=\d[kK] ))pts?\b\.?"),
        lambda _: "points",
        frozenset(("pt", "pts")),
    ),
    Rule("pressure", re.compile(r"(?<=\d )mmHg\b"), lambda _: unit("mmHg", one=False), frozenset(("mmhg",))),
    Rule(
        "rate",
        re.compile(r"(km|m|mi|kg|g|mg|kWh|l)/(h|s|hr|kg|l|m²|m³|km²|kWh)\b"),
        _rate_alone,
        frozenset(("km", "m", "mi", "kg", "g", "mg", "kwh", "l")),
    ),
)
