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
from app.text.spoken.english.numbers import cardinal, digits, number, ordinal, parts, whole
from app.text.spoken.rules import Rule

_ABOUT = frozenset(("about", "over", "nearly", "around", "than", "some", "almost", "roughly", "approximately"))
_SHORT_SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "mln": "million", "b": "billion", "bn": "billion",
    "bln": "billion", "tn": "trillion", "trn": "trillion",
}  # fmt: skip
_NO_MILLIONS = EVENTS | {"meters", "metres"}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_OPERATORS = {
    "+": "plus", "*": "asterisk", "=": "equals", "×": "times", "÷": "divided by", "<": "is less than",
    ">": "is greater than", "≥": "is at least", ">=": "is at least", "≤": "is at most", "<=": "is at most",
    "≈": "is approximately", "≠": "is not equal to", "±": "plus or minus", "/": "divided by",
}  # fmt: skip
_RACES = frozenset(("run", "race", "fun", "charity", "route", "finish", "time", "personal"))
_RATED = frozenset(("rated", "scored", "score", "rating", "scores", "rates"))
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


def _fraction(match: re.Match[str]) -> str | None:
    if character_before(match) == "/":
        return None
    top, bottom = int(match[1]), int(match[2])
    if word_before(match).lower() in _RATED and top <= bottom and bottom in (5, 10, 20, 100):
        return f"{cardinal(top)} out of {cardinal(bottom)}"
    if top + bottom == 100 and top >= bottom and not top % 5:
        return f"{cardinal(top)} {cardinal(bottom)}"
    if top == bottom == 20:
        return "twenty twenty"
    return parts(match[1], match[2])


def _negative_fraction(match: re.Match[str]) -> str | None:
    part = parts(match[1], match[2])
    return None if part is None else f"minus {part}"


def _mixed(match: re.Match[str]) -> str | None:
    part = parts(match[2], match[3])
    return None if part is None else f"{cardinal(int(match[1]))} and {part}"


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
    operator = _OPERATORS.get(match[2] or match[3], "minus")
    return f"{number(match[1])} {operator}"


def _ratio(match: re.Match[str]) -> str:
    joint = "" if word_before(match)[:1].isupper() else "to "
    return f"{whole(match[1])} {joint}{whole(match[2])}"


def _power(match: re.Match[str]) -> str:
    return f"{number(match[1])} to the power of {number(match[2])}"


def _raised(match: re.Match[str]) -> str:
    return f"{number(match[1])} to the power of {number(match[2].translate(_RAISED))}"


def _spaced(match: re.Match[str]) -> str:
    return whole(re.sub(r"\D", "", match[0]))


def _scale_letters(match: re.Match[str]) -> str:
    return f"{number(match[1], joined=False)} {_SHORT_SCALES[match[2].lower()]}"


def _short_scale_range(match: re.Match[str]) -> str | None:
    scale = match[3]
    if scale in "mMBkK" and not _counts(match) and scale not in "kK":
        return None
    return f"{number(match[1], joined=False)} to {number(match[2], joined=False)} {_SHORT_SCALES[scale.lower()]}"


def _kilometers(match: re.Match[str]) -> str | None:
    return f"{number(match[1])} K" if word_after(match).lower() in _RACES else None


def _round_plural(match: re.Match[str]) -> str:
    return "hundreds" if match[1] == "100" else "thousands"


def _short_scale(match: re.Match[str]) -> str | None:
    """As in "10bn", "1.5M", "300m users"; not "4K", "3M" or the "100m sprint"."""
    written, scale = match[1], match[2]
    value = float(written.replace(",", ""))
    if scale == "K" and value < 10:
        return None
    if scale == "m" and word_after(match) in _NO_MILLIONS:
        return None
    if scale in "mMB" and "." not in written and not _counts(match) and (scale in "mB" or value < 10):
        return None
    if match.string[match.start() - 1 : match.start()] == "-" and match.string[match.start() - 2].isalnum():
        return None  # "i7-9700K"
    return f"{number(written, joined=False)} {_SHORT_SCALES[scale.lower()]}"


COUNTS = (
    Rule("ratio", re.compile(r"(\d{1,3}):(\d|\d{3})(?![\d:])"), _ratio, starts="0", then=":"),
    Rule("power", re.compile(rf"({NUMBER})\^([-−]?\d{{1,4}})"), _power, starts="0.", then="^"),
    Rule("power", re.compile(r"(10|2)(⁻?[⁰¹²³⁴-⁹]{1,3})(?![\d⁰¹²³⁴-⁹])"), _raised, starts="0", then="⁻⁰¹²³⁴⁵⁶⁷⁸⁹"),
    Rule("grouped by spaces", re.compile(r"\d{1,3}(?:[\xa0\u2009\u202f]\d{3}){1,4}(?!\d)"), _spaced, starts="0"),
    Rule(
        "short scale range",
        re.compile(rf"({NUMBER})(?:bn|mn|tn|[kKmMB])?[-–]({NUMBER})(bn|mn|trn|tn|[kKmMB]){END}"),
        _short_scale_range,
        starts="0.",
        then="a-–",
    ),
    Rule("race", re.compile(r"(\d{1,3})[kK]\b"), _kilometers, starts="0", then="a"),
    Rule(
        "short scale", re.compile(rf"({NUMBER})(bn|mn|trn|tn|[kKmMB])(?![^\W_])"), _short_scale, starts="0.", then="a"
    ),
    Rule(
        "scale in letters",
        re.compile(rf"({NUMBER})\s(bn|mn|mln|bln|trn|tn)\b\.?"),
        _scale_letters,
        starts="0.",
        then="a",
    ),
)

QUANTITIES = (
    Rule(
        "ordinal range",
        re.compile(r"(\d{1,4})((?:st|nd|rd|th))\s?[-–]\s?(?=\d{1,4}(?:st|nd|rd|th)\b)"),
        lambda match: f"{_ordinal(match)} to",
        starts="0",
        then="a",
    ),
    Rule(
        "ordinal",
        re.compile(rf"(\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,15}})((?i:st|nd|rd|th)){END}"),
        _ordinal,
        starts="0",
        then="a",
    ),
    Rule(
        "mixed fraction",
        re.compile(rf"(\d{{1,3}})[ -](\d{{1,2}})[/⁄](\d{{1,2}})(?:ths?|rds?|nds?|s)?{END}(?![/\d])"),
        _mixed,
        starts="0",
        then="0-",
    ),
    Rule(
        "fraction",
        re.compile(rf"(\d{{1,4}})[/⁄](\d{{1,4}})(?i:ths?|rds?|nds?|sts?|s)?{END}(?![/\d])"),
        _fraction,
        starts="0",
        then="/⁄",
    ),
    Rule(
        "negative fraction",
        re.compile(rf"(?<![\w)])[-−](\d{{1,4}})[/⁄](\d{{1,4}}){END}(?![/\d])"),
        _negative_fraction,
        starts="-−",
        then="/⁄",
    ),
    Rule("round plural", re.compile(rf"(1,?000|100)s{END}"), _round_plural, starts="0", then="a"),
    Rule("fraction sign", re.compile(rf"(\d{{1,9}})?\s?([{''.join(_VULGAR)}])"), _vulgar, then="".join(_VULGAR)),
    Rule("scaled range", re.compile(rf"({NUMBER})[-–—]({NUMBER})[\s-]({SCALE})"), _range, starts="0.", then="-–—"),
    Rule("scaled", re.compile(rf"({NUMBER})[\s-]((?i:{SCALE}))"), _scaled, starts="0.", then="a"),
    Rule(
        "formation or record",
        re.compile(r"(\d{1,2})-(\d{1,2})-(\d{1,2})(?![\w-]|[.,]\d)"),
        lambda match: " ".join(whole(match[group]) for group in (1, 2, 3)),
        starts="0",
        then="-",
    ),
    Rule(
        "range",
        re.compile(rf"({NUMBER})(?:[-–]|\s?–\s?)({NUMBER})()(?![\d-]|[–/=]|[^\W_])"),
        _range,
        starts="0.",
        then="-–",
    ),
    Rule(
        "sum",
        re.compile(rf"{SIGNED}(?:\s?([+*=×÷≥≤≈≠±]|[-−–/](?=\s?{NUMBER}\s?=))\s?|\s([−<>]|[<>]=)\s)(?=[-−]?[\d.])"),
        _sum,
        starts="0.-−+",
        then="+*=×÷<>≥≤≈≠±-−–/",
    ),
    Rule("version", re.compile(r"\d{1,4}(?:\.\d{1,4}){2,4}(?!\.?\d)"), _number, starts="0", then="."),
    Rule("signed", re.compile(rf"(?<![\w)])[-−+]{NUMBER}(?!\d)"), _number, starts="-−+"),
    Rule("plain", re.compile(r"(\d{1,15})(?!\d|[.,]\d)"), _bare, starts="0"),
    Rule("number", re.compile(NUMBER), _number, starts="0."),
    Rule("long number", re.compile(r"\d{1,200}"), lambda match: digits(match[0]), starts="0"),
)
