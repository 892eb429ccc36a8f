"""Plain numbers: cardinals, ordinals, decimals, fractions, ranges and scores, sums, telephone numbers."""

import re

from app.text.spoken.english.context import (
    END,
    EVENTS,
    NUMBER,
    SCALE,
    SIGNED,
    character_before,
    identifies,
    word_after,
    word_before,
)
from app.text.spoken.english.numbers import DIGITS, cardinal, digits, number, ordinal, pairs, whole
from app.text.spoken.rules import Rule

_STREETS = (
    r"(?:Streets?|St|Avenue|Ave|Expressway|Expy|Boulevard|Blvd|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Parkway|Pkwy"
    r"|Highway|Hwy|Square|Sq|Terrace|Way)"
)
_STREET_NAME = r"(?:[A-Z][a-z]{1,20} |\d{1,3}(?:st|nd|rd|th) )"
_ABOUT = frozenset(("about", "over", "nearly", "around", "than", "some", "almost", "roughly", "approximately"))
_SHORT_SCALES = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion", "trn": "trillion"}
_NO_MILLIONS = EVENTS | {"meters", "metres"}
_VULGAR = {
    "½": "one half", "⅓": "one third", "⅔": "two thirds", "¼": "one quarter", "¾": "three quarters",
    "⅕": "one fifth", "⅖": "two fifths", "⅗": "three fifths", "⅘": "four fifths", "⅙": "one sixth", "⅛": "one eighth",
    "⅜": "three eighths", "⅝": "five eighths", "⅞": "seven eighths",
}  # fmt: skip


def _ordinal(match: re.Match[str]) -> str:
    plain, suffix = match[1].replace(",", ""), match[2].lower()
    value = int(plain)
    due = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    if suffix == due:
        return ordinal(value)
    return f"{cardinal(value) if value < 100 else digits(plain)} {suffix}"


def _scaled(match: re.Match[str]) -> str:
    return f"{number(match[1], joined=False)} {match[2].lower()}"


def _parts(top: str, bottom: str) -> str | None:
    count, of = int(top), int(bottom)
    if not of or not count:
        return None
    name = {2: "half", 4: "quarter"}.get(of) or ordinal(of)
    if count != 1:
        name = "halves" if of == 2 else name + "s"
    return f"{cardinal(count)} {name}"


def _fraction(match: re.Match[str]) -> str | None:
    if character_before(match) == "/":
        return None
    return _parts(match[1], match[2])


def _mixed(match: re.Match[str]) -> str | None:
    parts = _parts(match[2], match[3])
    return None if parts is None else f"{cardinal(int(match[1]))} and {parts}"


def _vulgar(match: re.Match[str]) -> str:
    said = _VULGAR[match[2]]
    return f"{whole(match[1])} and {said.replace('one half', 'a half')}" if match[1] else said


def _range(match: re.Match[str]) -> str | None:
    first, last = (float(match[i].replace(",", "")) for i in (1, 2))
    if match[0].count("-") > 1:
        return None
    said = f"{number(match[1])}{' to' if first < last else ''} {number(match[2])}"
    scale = f" {match[3].lower()}" if match[3] else ""
    return said + scale


def _bare(match: re.Match[str]) -> str:
    written = match[1]
    is_code = len(written) > 1 and (identifies(match) or (len(written) > 4 and not _counts(match)))
    return digits(written) if is_code else whole(written)


def _counts(match: re.Match[str]) -> bool:
    """Whether a plural noun follows, so that the number is an amount and no code."""
    after = word_after(match)
    if after in ("people", "men", "women", "children") or word_before(match).lower() in _ABOUT:
        return True
    return after.islower() and len(after) > 3 and after.endswith("s")


def _number(match: re.Match[str]) -> str:
    return number(match[0])


def _sum(match: re.Match[str]) -> str:
    operator = {"+": "plus", "*": "asterisk", "=": "equals", "×": "times", "÷": "divided by"}.get(match[2], "minus")
    return f"{number(match[1])} {operator}"


def _ratio(match: re.Match[str]) -> str:
    joint = "" if word_before(match)[:1].isupper() else "to "
    return f"{whole(match[1])} {joint}{whole(match[2])}"


def _power(match: re.Match[str]) -> str:
    return f"{number(match[1])} to the power of {number(match[2])}"


def _short_scale(match: re.Match[str]) -> str | None:
    """As in "10bn", "1.5M", "300m users"; not "4K", "3M" or the "100m sprint"."""
    written, scale = match[1], match[2]
    value = float(written.replace(",", ""))
    if scale == "K" and value < 10:
        return None
    if scale == "m" and word_after(match) in _NO_MILLIONS:
        return None
    if scale in "mM" and "." not in written and not _counts(match) and (scale == "m" or value < 10):
        return None
    return f"{number(written, joined=False)} {_SHORT_SCALES[scale.lower()]}"


def _telephone(match: re.Match[str]) -> str:
    groups = re.findall(r"[0-9]+", match[0])
    words = ["eight hundred" if group == "800" else digits(group) for group in groups]
    if match[0][0] == "+":
        words[0] = f"plus {words[0]}"
    return ", ".join(words)


def _internet(match: re.Match[str]) -> str:
    return " dot ".join(digits(part) for part in match[0].split("."))


def _retirement(match: re.Match[str]) -> str:
    return f"four oh {DIGITS[int(match[1][2])]} {match[2]}"


def _house(match: re.Match[str]) -> str:
    return pairs(match[1])


def _postcode(match: re.Match[str]) -> str:
    return digits(match[1])


_PHONE = (
    r"\+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]\d{2,4}){1,4}|\(\d{3}\)[\s.-]?\d{3}[\s.-]\d{4}"
    r"|(?:1-)?\d{3}-\d{3}-\d{4}(?:-\d{1,4})?|\d{3}\.\d{3}\.\d{4}|\d{3}-\d{2}-\d{4}"
    r"|\d{3}-(?!19|20)\d{4}|0\d{2,4} \d{3,4} \d{3,4}|\d{1,6}+(?:-\d{1,7}+){3,6}+"
)

IDENTIFIERS = (
    Rule("telephone", re.compile(rf"(?:{_PHONE})(?![\d.-]\d|\d)"), _telephone, starts="0+(", then=".-0()"),
    Rule("internet address", re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"), _internet, starts="0", then="."),
    Rule(
        "house number",
        re.compile(rf"(\d{{1,5}})(?= (?:[NSEW]\.? )?{_STREET_NAME}{{1,3}}{_STREETS}\b)"),
        _house,
        starts="0",
        then="a0",
    ),
    Rule("postcode", re.compile(r"(?<=[A-Z]{2} )(\d{5})(?!\d)"), _postcode, starts="0"),
    Rule("ratio", re.compile(r"(\d{1,3}):(\d|\d{3})(?![\d:])"), _ratio, starts="0", then=":"),
    Rule("power", re.compile(rf"({NUMBER})\^(\d{{1,4}})"), _power, starts="0.", then="^"),
    Rule("short scale", re.compile(rf"({NUMBER})(bn|mn|trn|tn|[kKmM])(?![^\W_])"), _short_scale, starts="0.", then="a"),
    Rule("round the clock", re.compile(r"24/7\b"), lambda _: "twenty four seven", starts="0", then="/"),
    Rule("september eleventh", re.compile(r"9/11\b(?!/)"), lambda _: "nine eleven", starts="0", then="/"),
    Rule(
        "retirement plan",
        re.compile(r"(401|403)\(?([kb])\b\)?"),
        lambda match: f"four oh {cardinal(int(match[1][2]))} {match[2]}",
        starts="0",
        then="a(",
    ),
)

QUANTITIES = (
    Rule(
        "ordinal",
        re.compile(rf"(\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,15}})((?i:st|nd|rd|th)){END}"),
        _ordinal,
        starts="0",
        then="a",
    ),
    Rule(
        "mixed fraction",
        re.compile(rf"(\d{{1,3}}) (\d{{1,2}})/(\d{{1,2}})(?:th|rd|nd|s)?{END}(?![/\d])"),
        _mixed,
        starts="0",
        then="0",
    ),
    Rule(
        "fraction",
        re.compile(rf"(\d{{1,4}})/(\d{{1,4}})(?i:th|rd|nd|st|s)?{END}(?![/\d])"),
        _fraction,
        starts="0",
        then="/",
    ),
    Rule("fraction sign", re.compile(rf"(\d{{1,9}})?\s?([{''.join(_VULGAR)}])"), _vulgar, then="".join(_VULGAR)),
    Rule("scaled range", re.compile(rf"({NUMBER})[-–—]({NUMBER})[\s-]({SCALE})"), _range, starts="0.", then="-–—"),
    Rule("scaled", re.compile(rf"({NUMBER})[\s-]((?i:{SCALE}))"), _scaled, starts="0.", then="a"),
    Rule(
        "range",
        re.compile(rf"({NUMBER})(?:[-–]|\s?–\s?)({NUMBER})()(?![\d-]|[–/=]|[^\W_])"),
        _range,
        starts="0.",
        then="-–",
    ),
    Rule(
        "sum",
        re.compile(rf"{SIGNED}\s?([+*=×÷]|[-−](?={NUMBER}\s?=))\s?(?=[\d.])"),
        _sum,
        starts="0.-−+",
        then="+*=×÷-−",
    ),
    Rule("version", re.compile(r"\d{1,4}(?:\.\d{1,4}){2,4}(?!\.?\d)"), _number, starts="0", then="."),
    Rule("signed", re.compile(rf"(?<![\w)])[-−+]{NUMBER}(?!\d)"), _number, starts="-−+"),
    Rule("plain", re.compile(r"(\d{1,15})(?!\d|[.,]\d)"), _bare, starts="0"),
    Rule("number", re.compile(NUMBER), _number, starts="0."),
    Rule("long number", re.compile(r"\d{1,200}"), lambda match: digits(match[0]), starts="0"),
)
