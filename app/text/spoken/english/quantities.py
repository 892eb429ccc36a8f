"""Plain numbers: cardinals, ordinals, decimals, fractions, ranges and scores, sums, telephone numbers."""

import re

from app.text.spoken.english.context import (
    END,
    NUMBER,
    SCALE,
    SIGNED,
    identifies,
    is_plural,
    word_after,
    word_before,
)
from app.text.spoken.english.meters import is_meters
from app.text.spoken.english.numbers import cardinal, digits, number, ordinal, pairs, plural, whole
from app.text.spoken.english.scores import FRACTIONS, RANGES, RATIOS
from app.text.spoken.english.units import SCALES, fits, per, unit
from app.text.spoken.rules import LETTER, Rule
from app.text.tables import table

_PEOPLES = tuple("ans ens ers ors ists ites nis qis tis ims ics ots nes rds rks ews".split())
"""What the names of many people end in: Americans, Muslims, Jews."""
_ABOUT = frozenset(("about", "over", "nearly", "around", "than", "some", "almost", "roughly", "approximately"))
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_OPERATORS = {
    "+": "plus", "*": "asterisk", "=": "equals", "×": "times", "÷": "divided by", "<": "is less than",
    ">": "is greater than", "≥": "is at least", ">=": "is at least", "≤": "is at most", "<=": "is at most",
    "≈": "is approximately", "≠": "is not equal to", "±": "plus or minus", "/": "divided by",
}  # fmt: skip
_SEVERAL = frozenset(("the", "two", "three", "four", "five", "six", "many", "their", "both", "some", "of", "all"))
_DIGITS_OF_A_YEAR = 4
_LEAST_STONE, _MOST_STONE = 6, 40
_RACES = frozenset(
    ("pb", "runner", "runners", "course", "run", "race", "fun", "charity", "route", "finish", "time", "personal")
)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_PHONES = frozenset("call dial phone tel telephone text mobile fax number on at line hotline".split())
_VIDEO_AFTER = re.compile(
    r"[ -/](?:@|\d|videos?|streams?|streaming|TVs?|HDR|UHD|OLED|resolution|footage|cameras?|displays?|screens?"
    r"|monitors?|gaming|Blu|content|output|projectors?|webcams?|recording|gameplay|televisions?|textures?)"
).match
"""What is sharp and no thousands: "4k video"."""
_VULGAR: dict[str, str] = table("english_symbols")["fractions"]


def _ordinal(match: re.Match[str]) -> str:
    plain, suffix = match[1].replace(",", ""), match[2].lower()
    value = int(plain)
    due = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    if suffix == due:
        return ordinal(value)
    if suffix == "st" and word_before(match) and _LEAST_STONE <= value <= _MOST_STONE:
        return f"{cardinal(value)} stone"
    return f"{cardinal(value) if value < 100 else digits(plain)} {suffix}"


def _scaled(match: re.Match[str]) -> str:
    return f"{number(match[1], joined=False)} {match[2].lower()}"


def _vulgar(match: re.Match[str]) -> str:
    said = _VULGAR[match[2]]
    return f"{whole(match[1])} and {said.replace('one half', 'a half')}" if match[1] else said


def _bare(match: re.Match[str]) -> str:
    written = match[1]
    is_code = len(written) > 1 and (identifies(match) or (len(written) > 4 and not _counts(match)))
    return digits(written) if is_code else whole(written)


def _counts(match: re.Match[str]) -> bool:
    """Whether a plural noun follows, so that the number is an amount and no code."""
    after = word_after(match)
    if after in ("people", "men", "women", "children") or word_before(match).lower() in _ABOUT:
        return True
    return after.endswith(_PEOPLES) if after.istitle() else is_plural(after)


def _number(match: re.Match[str]) -> str:
    return number(match[0])


def _sum(match: re.Match[str]) -> str:
    operator = _OPERATORS.get(match[2] or match[3], "minus")
    return f"{number(match[1])} {operator}"


def _power(match: re.Match[str]) -> str:
    return f"{number(match[1])} to the power of {number(match[2])}"


def _power_of_unit(match: re.Match[str]) -> str | None:
    """As in "10^8 km", "10⁶ m"."""
    power = match[2] or match[3].translate(_RAISED)
    name = unit(match[4], one=False) if fits(match[4], " ") else None
    each = f" per {per(match[5])}" if match[5] and per(match[5]) else ""
    return None if name is None else f"{number(match[1])} to the power of {number(power)} {name}{each}"


def _raised(match: re.Match[str]) -> str:
    return f"{number(match[1])} to the power of {number(match[2].translate(_RAISED))}"


def _spaced(match: re.Match[str]) -> str:
    return whole(re.sub(r"\D", "", match[0]))


def _spaced_by_spaces(match: re.Match[str]) -> str | None:
    before = word_before(match).lower()
    is_count = match[0].count(" ") > 1 or (_counts(match) and before[:3] not in _MONTHS)
    return _spaced(match) if is_count and before not in _PHONES else None


def _scale_letters(match: re.Match[str]) -> str:
    return f"{number(match[1], joined=False)} {SCALES[match[2].lower()]}"


def _short_scale_range(match: re.Match[str]) -> str | None:
    scale = match[3]
    if scale in "mMBkK" and not _counts(match) and scale not in "kK":
        return None
    return f"{number(match[1], joined=False)} to {number(match[2], joined=False)} {SCALES[scale.lower()]}"


def _kilometers(match: re.Match[str]) -> str | None:
    after = word_after(match).lower()
    is_race = after in _RACES or (
        word_before(match).lower() in ("a", "the")
        and match[1] in ("5", "10")
        and after in ("", "and", "or", "in", "on")
    )
    return f"{number(match[1])} K" if is_race else None


def _round_plural(match: re.Match[str]) -> str:
    if match[1].endswith("000"):
        return "thousands"
    return "hundreds" if match[1] == "100" else f"{number(match[1])}s"


def _several(match: re.Match[str]) -> str | None:
    """More than one of what a number names: "747s", "two 10s", "iPhone 15s"; other numbers are seconds."""
    before = word_before(match)
    if len(match[1]) == _DIGITS_OF_A_YEAR:
        is_a_year = match[1].endswith("0") or match[0][-2] in "'’"
        return None if is_a_year else plural(pairs(match[1]))
    if len(match[1]) == 2 and match[1].endswith("0"):
        return None
    if match[0][-2] in "'’" and before.lower() not in _SEVERAL:
        return None
    is_first = match.string[: match.start()].endswith(("No. ", "x", "×"))
    if len(match[1]) < 3 and not is_first and before == before.lower() and before not in _SEVERAL:
        return None
    return plural(pairs(match[1]) if match[1].startswith("7") and match[1].endswith("7") else whole(match[1]))


def _team(match: re.Match[str]) -> str:
    """Forty niners, for "49ers"."""
    words = number(match[1])
    return words + ("rs" if words.endswith("e") else "ers")


def _short_scale(match: re.Match[str]) -> str | None:
    """As in "10bn", "1.5M", "300m users", "7m+ people"; not "4K", "3M" or the "100m sprint"."""
    if not _is_scale(match):
        return None
    return f"{number(match[1], joined=False)} {SCALES[match[2].lower()]}{' plus' if match[3] else ''}"


def _is_scale(match: re.Match[str]) -> bool:
    """Whether the letter behind a number is a scale."""
    written, scale = match[1], match[2]
    value = float(written.lstrip("-−–+").replace(",", ""))
    if scale in "kK" and _is_of_pixels(match, value):
        return False
    if scale == "m" and is_meters(match, counts=_counts(match)):
        return False
    if scale in "mMB" and "." not in written and not _counts(match) and (scale in "mB" or value < 10):
        return False
    is_model = match.string[match.start() - 1 : match.start()] == "-" and match.string[match.start() - 2].isalnum()
    return not is_model  # "i7-9700K"


def _is_of_pixels(match: re.Match[str], value: float) -> bool:
    """Whether the thousands are those of a screen or a race: "4K", "2.5K displays", "4k video"."""
    if match[2] == "K" and value < 10 and "." not in match[1]:
        return True
    return (match[2] == "K" or value in (4, 8)) and _VIDEO_AFTER(match.string, match.end()) is not None


COUNTS = (
    Rule(
        "ordinal of law",
        re.compile(r"([23])d(?= (?:Cir|Dist|Dept?|ed|Bn|Lt|Sess|Cong|Cav|Inf|Div|Regt|Marine|Armored|Infantry)\b)"),
        lambda match: ordinal(int(match[1])),
        starts="0",
        then="d",
    ),
    Rule(
        "ordinal range",
        re.compile(r"(\d{1,4})((?:st|nd|rd|th))\s?[-–]\s?(?=\d{1,4}(?:st|nd|rd|th)\b)"),
        lambda match: f"{_ordinal(match)} to",
        starts="0",
        then="snrt",
    ),
    Rule(
        "maturities",
        re.compile(r"(\d{1,2})s/?(\d{1,2})s\b(?!/)"),
        lambda match: f"{plural(number(match[1]))} {plural(number(match[2]))}",
        starts="0",
        then="s",
    ),
    Rule("round plural", re.compile(rf"(1,?000|[1-9]00)s{END}"), _round_plural, starts="0", then="s"),
    Rule("team", re.compile(rf"(\d{{1,3}})ers{END}"), _team, starts="0", then="e"),
    Rule("several", re.compile(r"(\d{1,4})['’]?s\b(?!['’]\w)"), _several, starts="0", then="s'’"),
    *RATIOS,
    Rule(
        "power of a unit",
        re.compile(
            rf"({NUMBER})(?:\^([-−]?\d{{1,4}})|(⁻?[⁰¹²³⁴-⁹]{{1,3}}))\s({LETTER}{{1,4}}[²³]?)(?![^\W_])(?:/({LETTER}{{1,4}}[²³]?)(?![^\W_]))?"
        ),
        _power_of_unit,
        starts="0.",
        then="^⁻⁰¹²³⁴⁵⁶⁷⁸⁹",
    ),
    Rule("power", re.compile(rf"({NUMBER})\^([-−]?\d{{1,4}})"), _power, starts="0.", then="^"),
    Rule("power", re.compile(r"(10|2)(⁻?[⁰¹²³⁴-⁹]{1,3})(?![\d⁰¹²³⁴-⁹])"), _raised, starts="0", then="⁻⁰¹²³⁴⁵⁶⁷⁸⁹"),
    Rule("grouped by spaces", re.compile(r"\d{1,3}(?:[\xa0\u2009\u202f]\d{3}){1,4}(?!\d)"), _spaced, starts="0"),
    Rule(
        "grouped by spaces",
        re.compile(r"(?<!\d )(?<![\d+])\d{1,3}(?: \d{3}){1,5}(?! ?\d)"),
        _spaced_by_spaces,
        starts="0",
        then="0",
    ),
    Rule(
        "short scale range",
        re.compile(rf"({NUMBER})(?:bn|mn|tn|[kKmMB])?[-–]({NUMBER})(bn|mn|trn|tn|[kKmMB]){END}"),
        _short_scale_range,
        starts="0.",
        then="bmtkKMB-–",
    ),
    Rule("race", re.compile(r"(\d{1,3})[kK]\b"), _kilometers, starts="0", then="kK"),
    Rule(
        "short scale",
        re.compile(rf"{SIGNED}(bn|mn|trn|tn|[kKmMB])(\+)?(?![^\W_])"),
        _short_scale,
        starts="0.-−+",
        then="bmtkKMB",
    ),
    Rule(
        "scale in letters",
        re.compile(rf"({NUMBER})\s(bn|mn|mln|bln|trn|tn)\b\.?"),
        _scale_letters,
        starts="0.",
        then="bmt",
    ),
)

QUANTITIES = (
    Rule(
        "ordinal",
        re.compile(rf"(\d{{1,3}}(?:,\d{{3}}){{1,6}}|\d{{1,15}})((?i:st|nd|rd|th)){END}"),
        _ordinal,
        starts="0",
        then="snrtSNRT",
    ),
    *FRACTIONS,
    Rule("fraction sign", re.compile(rf"(\d{{1,9}})?\s?([{''.join(_VULGAR)}])"), _vulgar, then="".join(_VULGAR)),
    *RANGES[:1],
    Rule("scaled", re.compile(rf"({NUMBER})[\s-]((?i:{SCALE}))"), _scaled, starts="0.", then="tmbclqTMBCLQ"),
    *RANGES[1:],
    Rule(
        "sum",
        re.compile(rf"{SIGNED}(?:\s?([+*=×÷≥≤≈≠±]|[-−–/](?=\s?{NUMBER}\s?=))\s?|\s([−<>]|[<>]=)\s)(?=[-−]?\.?\d)"),
        _sum,
        starts="0.-−+",
        then="+*=×÷<>≥≤≈≠±-−–/",
    ),
    Rule("version", re.compile(r"\d{1,4}(?:\.\d{1,4}){2,4}(?!\.?\d)"), _number, starts="0", then="."),
    Rule("signed", re.compile(rf"(?<![\w).])[-−+]{NUMBER}(?!\d)"), _number, starts="-−+"),
    Rule("plain", re.compile(r"(\d{1,15})(?!\d|[.,]\d)"), _bare, starts="0"),
    Rule("number", re.compile(NUMBER), _number, starts="0."),
    Rule("long number", re.compile(r"\d{1,200}"), lambda match: digits(match[0]), starts="0"),
)
