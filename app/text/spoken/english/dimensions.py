"""Temperatures, bearings, heights, sizes and multiples."""

import re

from app.text.spoken.english.context import (
    BEFORE_ONE,
    END,
    NOT_NOUNS,
    NUMBER,
    SIGNED,
    TO,
    describes,
    word_after,
    word_before,
)
from app.text.spoken.english.numbers import cardinal, counted, number, ordinal, pairs, parts
from app.text.spoken.english.units import per
from app.text.spoken.near import written_before
from app.text.spoken.quotes import is_quoting
from app.text.spoken.rules import Rule
from app.text.tables import table

_FRACTIONS: dict[str, str] = table("english_symbols")["fractions"]
_SIGNS = "".join(_FRACTIONS)
_DIRECTIONS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_NO_INITIAL = (
    r"(?![\w-]|['’]\w|\.\w|\.? (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\b)[A-Z])"
)
"""What follows degrees that stand behind a space ("104 F (40 C)"), and no name."""
_PLACES = frozenset(
    "apt apartment seat seats flat room unit gate pad row suite section terminal no form block runway exit group pool"
    " class grade zone hall court door bus line".split()
)
"""What is named by a number and a letter: "seat 15C" is not warm."""
_BEFORE_FEW_DEGREES = frozenset(
    "was were below above of to at around about by over under than and between reach reached hit near nearly from or"
    " just minus almost max min Max Min High Low".split()
)
_AFTER_FEW_DEGREES = re.compile(
    r" (?:(?:above|below|warmer|colder|cooler|hotter|higher|lower)\b|of (?:global )?warming\b)"
).match
"""Words before a temperature of one digit: "below 0C", not "iPhone 5C"."""
_ADJECTIVES = frozenset(
    "tall wide long deep high thick across below above away apart from by and or in possible likely expected".split()
)
_OTHER_SIDE = re.compile(r"\s?[x×]\s?\d{1,3}['’′\"″]\s([a-z]{1,20})").match
_DIGITS_OF_A_YEAR = 4
_BOEING = re.compile(r"7[0-8]7F").fullmatch
_GOALS = re.compile(
    r"(?i:\b(?:scor(?:e|ed|es|er|ers|ing)|goals?|brace|hat[- ]trick|twice|penalt(?:y|ies)|headers?|netted|booked"
    r"|sent off|cards?)\b)"
).search
_IN_BRACKETS = re.compile(r"\((?:\d{1,3}['’′], ?){0,5}\Z").search
_SCORER_BEFORE = re.compile(
    r"[(,;:] ?(?:[A-Z][\w'’-]{0,15}\.? ){0,2}[^\W\d_][\w'’-]{1,20} (?:\d{1,3}['’′], ?){0,4}\Z"
).search
"""As in "(Grimaldo 23', Schick 54')"."""
_SCORE_BEFORE = re.compile(r"\b\d{1,2}[-–]\d{1,2}\b").search
_MINUTE_AFTER = re.compile(r"\)|;|, ?\d{1,3}(?:\+\d{1,2})?['’′]|, ?(?:[A-Z]|[^\W\d_]{2,3} [A-Z])|\.(?:\s|\Z)|\Z").match


def _scale(letter: str | None) -> str:
    return {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin"}.get(letter or "", "")


def _degrees(match: re.Match[str]) -> str:
    single = match[1].lstrip("-−+") == "1" or describes(match, BEFORE_ONE | {"the"})
    return f"{number(match[1])} {'degree' if single else 'degrees'}{_scale(match[2] or match[3])}"


def _degrees_range(match: re.Match[str]) -> str:
    return f"{number(match[1])} to {number(match[2])} degrees{_scale(match[3])}"


def _sign_of_degrees(match: re.Match[str]) -> str:
    return f"{number(match[1])} degrees {'Celsius' if match[2] == '℃' else 'Fahrenheit'}"


def _bearing(match: re.Match[str]) -> str:
    words = f"{number(match[1])} {'degree' if match[1] == '1' else 'degrees'}"
    for written, name in ((match[2], "minute"), (match[3], "second")):
        if written:
            words += f" {number(written.lstrip('0') or '0')} {name}{'' if written == '1' else 's'}"
    return f"{words} {_DIRECTIONS[match[4]]}" if match[4] else words


def _position(match: re.Match[str]) -> str:
    """As forecasters write it: "21.4N, 88.7W"."""
    return f"{number(match[1])} {_DIRECTIONS[match[2]]}, {number(match[3])} {_DIRECTIONS[match[4]]}"


def _by(match: re.Match[str]) -> str:
    joint = "times" if "=" in match.string[match.end() : match.end() + 12] else "by"
    return f"{pairs(match[1]) if match[1].isdigit() else number(match[1])} {joint}"


def _power_of_ten(match: re.Match[str]) -> str:
    return f"{number(match[1])} times"


def _by_alone(match: re.Match[str]) -> str | None:
    """The "x" in "5 cm x 10 cm"."""
    return "by" if re.search(r"\d", written_before(match, 8)) else None


def _times(match: re.Match[str]) -> str:
    return f"{number(match[1])} x"


def _feet_inches(match: re.Match[str]) -> str:
    return f"{number(match[1])} {'foot' if match[1] == '1' else 'feet'} {number(match[2])} inches"


def _feet(match: re.Match[str]) -> str:
    if match[2][0] == "0" or int(match[2]) > 11:  # the gap in a race: 1'04"
        return _minutes(match[1], match[2])
    return f"{number(match[1])} foot {number(match[2])}"


def _minutes(minutes: str, seconds: str) -> str:
    return f"{counted(int(minutes), 'minute')} {counted(int(seconds), 'second')}"


def _raced(match: re.Match[str]) -> str:
    """As in a bicycle race: 4h 3' 12"."""
    return f"{counted(int(match[1]), 'hour')} {_minutes(match[2], match[3])}"


def _temperatures(match: re.Match[str]) -> str:
    return f"{number(match[1])} to {number(match[2])} degrees{_scale(match[3] or match[4])}"


def _caliber(match: re.Match[str]) -> str:
    return f"{number(match[1])} caliber"


def _stones(match: re.Match[str]) -> str:
    return f"{number(match[1])} stone {number(match[2])}"


def _part_of_inch(match: re.Match[str]) -> str | None:
    """As in 3/8", 1 3/8" and 1½"."""
    whole = match[1] or match[3]
    part = parts(*match[2].split("/")) if match[2] else _FRACTIONS[match[4]]
    if part is None or is_quoting(match.string, match.start(), '"“”'):
        return None
    if whole:
        part = part.replace("one half", "a half") if match[4] else part
        return f"{number(whole)} and {part} {'inch' if _describes(match) else 'inches'}"
    return f"{part} {'inch' if _describes(match) else 'of an inch'}"


def _inches(match: re.Match[str]) -> str | None:
    """Inches, where the mark closes no quotation."""
    is_part = match.start() and match.string[match.start() - 1] in "-/.:"  # of a date, a time
    is_year = match[2].isdigit() and len(match[2]) == _DIGITS_OF_A_YEAR
    if is_part or is_year or (match[3] != "″" and is_quoting(match.string, match.start(), '"“”')):
        return None
    words = f"{number(match[1])} to {number(match[2])}" if match[1] else number(match[2])
    return f"{words} {'inch' if _describes(match) or match[2] == '1' else 'inches'}"


def _feet_alone(match: re.Match[str]) -> str | None:
    """Feet, where the mark closes no quotation: "A 12' ladder", "10' x 12'"."""
    if _is_minute(match):
        return f"{ordinal(int(match[1]))} minute"
    if is_quoting(match.string, match.start(), "'‘’"):
        return None
    return f"{number(match[1])} {'foot' if _describes(match) or match[1] == '1' else 'feet'}"


def _is_minute(match: re.Match[str]) -> bool:
    """Whether it is when a goal was scored: "Kane scored twice (14', 67')"."""
    before = written_before(match, 80)
    if not match[1].isdigit() or _MINUTE_AFTER(match.string, match.end()) is None:
        return False
    if _SCORER_BEFORE(before):
        return _GOALS(before) is not None or _SCORE_BEFORE(before) is not None
    return _IN_BRACKETS(before) is not None and _GOALS(before) is not None


def _describes(match: re.Match[str]) -> bool:
    """Whether a noun follows that the length describes ("a 12' ladder"); "tall" and the like are none."""
    after = word_after(match)
    if match.string[match.end() : match.end() + 1] == "-":
        return True
    if (side := _OTHER_SIDE(match.string, match.end())) is not None:
        after = side[1]
    return len(after) > 1 and after.lower() not in NOT_NOUNS and after not in _ADJECTIVES and not after.isdigit()


def _temperature(match: re.Match[str]) -> str | None:
    before = word_before(match)
    if match[0] == "13F" or _BOEING(match[0]) or before.lower() in _PLACES:
        return None
    near = match.string[max(0, match.start() - 2) : match.end() + 1]
    is_aside = (near[-1] == ")" and "(" in near[:2]) or near.startswith(("F/", "C/"))
    is_told = before in _BEFORE_FEW_DEGREES or _AFTER_FEW_DEGREES(match.string, match.end()) is not None
    if len(match[1]) < 2 and not is_told and not is_aside:
        return None
    return f"{number(match[1])} {'degree' if match[1].lstrip('-−') == '1' else 'degrees'}{_scale(match[2] or match[3])}"


def _lines(match: re.Match[str]) -> str:
    return f"{pairs(match[1])} {match[2]}"


DIMENSIONS = (
    Rule(
        "position",
        re.compile(r"(\d{1,2}(?:\.\d{1,6})?)\s?([NS]),?\s(\d{1,3}(?:\.\d{1,6})?)\s?([EW])\b"),
        _position,
        starts="0",
        then=".NS",
    ),
    Rule(
        "bearing",
        re.compile(
            rf"{SIGNED}°(?=\s?(?:\d{{1,2}}['’′]|[NSEW]\b))"
            r"\s?(?:(\d{1,2})['’′]\s?(?:(\d{1,2}(?:\.\d{1,3})?)[\"″”]\s?)?)?(?:([NSEW])\b)?"
        ),
        _bearing,
        starts="0-−",
        then="°",
    ),
    Rule(
        "degrees range",
        re.compile(rf"({NUMBER})(?:\s?[°º]\s?[CF]?)?{TO}({NUMBER})\s?[°º]\s?(?:([CFK])\b)?"),
        _degrees_range,
        starts="0.",
        then="-–—°º",
    ),
    Rule(
        "degrees",
        re.compile(rf"{SIGNED}(?:\s?[°º]\s?(?:([CFK])\b)?|[ -]deg(?:ree)?s?\.? ([CFK])\b(?!['’]))"),
        _degrees,
        starts="0.-−–+",
        then="°ºd",
    ),
    Rule("degrees", re.compile(rf"{SIGNED}\s?([℃℉])"), _sign_of_degrees, starts="0.-−+", then="℃℉"),
    Rule(
        "temperatures",
        re.compile(rf"(\d{{1,3}})(?: ?[CF])?[-–](\d{{1,3}})(?:([CF])(?![\w-])|(?<=\d\d) ([CF]){_NO_INITIAL})"),
        _temperatures,
        starts="0",
        then="-–CF",
    ),
    Rule(
        "temperature",
        re.compile(rf"((?:(?<![\w).])[-−+])?\d{{1,3}}(?:\.\d{{1,2}})?)(?:([CF])(?![\w-])| ([CF]){_NO_INITIAL})"),
        _temperature,
        starts="0-−+",
        then="CF",
    ),
    Rule("caliber", re.compile(r"\.?(\d\d)[- ]cal(?:iber|ibre)?\b\.?"), _caliber, starts="0.", then="c"),
    Rule(
        "caliber",
        re.compile(
            r"\.(\d{2,3})(?=[ -](?:rounds?|rifles?|[Mm]agnum|bullets?|ammo|ammunition|pistols?|revolvers?|handguns?"
            r"|guns?|cartridges?|casings?|Winchester|ACP|LR|Colt|Special)\b)"
        ),
        lambda match: pairs(match[1]),
        starts=".",
    ),
    Rule(
        "race",
        re.compile(r"(\d{1,2})\s?h\s?(\d{1,2})['’′]\s?(\d{1,2})(?:[\"”″]|['’′]{2})"),
        _raced,
        starts="0",
        then="h",
    ),
    Rule(
        "stoppage time",
        re.compile(r"(45|90|105|120)\+(\d{1,2})['’′]"),
        lambda match: f"{cardinal(int(match[1]))} plus {cardinal(int(match[2]))}",
        starts="0",
        then="+",
    ),
    Rule(
        "race of horses",
        re.compile(r"(\d)m\s?(\d)f\b"),
        lambda match: f"{counted(int(match[1]), 'mile')} {counted(int(match[2]), 'furlong')}",
        starts="0",
        then="m",
    ),
    Rule("weight", re.compile(r"(\d{1,2})st (\d{1,2})\s?lbs?\b"), _stones, starts="0", then="s"),
    Rule(
        "height",
        re.compile(r"(\d{1,2})['’′]\s?(\d{1,2})½[\"”″]"),
        lambda match: f"{_feet(match)} and a half",
        starts="0",
        then="'’′",
    ),
    Rule("height", re.compile(r"(\d{1,2})['’′]\s?(\d{1,2})[\"”″]"), _feet, starts="0", then="'’′"),
    Rule("height", re.compile(r"([4-7])['’′](\d|1[01])(?![\d'’′\w])"), _feet, starts="0", then="'’′"),
    Rule("height", re.compile(r"(\d{1,2})\s?(?:ft|feet)\.?\s?(\d{1,2})\s?in\b\.?"), _feet_inches, starts="0", then="f"),
    Rule(
        "part of an inch",
        re.compile(
            rf"(?:(\d{{1,3}})[ -])?(\d{{1,2}}/(?:2|4|8|16|32|64))[\"″”](?!\w)|(\d{{1,3}})?([{_SIGNS}])[\"″”](?!\w)"
        ),
        _part_of_inch,
        starts="0" + _SIGNS,
        then="/0-" + _SIGNS,
    ),
    Rule(
        "inches",
        re.compile(rf"({NUMBER})[\"″”]\s?[x×]\s?({NUMBER})[\"″”](?!\w)"),
        lambda match: f"{number(match[1])} by {number(match[2])} {'inch' if _describes(match) else 'inches'}",
        starts="0.",
        then='"″”.',
    ),
    Rule(
        "inches",
        re.compile(rf"(?:({NUMBER})[\"″”]?[-–])?({NUMBER})([\"″”])(?!\w)"),
        _inches,
        starts="0.",
        then='-–"″”.',
    ),
    Rule(
        "feet",
        re.compile(r"(\d{1,3}(?:\.\d|,\d{3})?)['’′](?=\s[A-Za-z×(]|[x×]|\s?\Z|[,.;:)]|-[a-z])(?!s\b)"),
        _feet_alone,
        starts="0",
        then="'’′.",
    ),
    Rule(
        "power of ten",
        re.compile(rf"({NUMBER})\s?[x×]\s?(?=10(?:\^|[⁰¹²³⁴-⁹⁻]))"),
        _power_of_ten,
        starts="0.",
        then="x×",
    ),
    Rule("dimensions", re.compile(rf"({NUMBER})\s?[x×]\s?(?=\d)"), _by, starts="0.", then="x×"),
    Rule("dimensions", re.compile(r"[xX×](?=\s\d)(?<=\s[xX×])"), _by_alone, frozenset("x")),
    Rule(
        "times",
        re.compile(rf"({NUMBER})[x×]/(day|week|wk|month|mo|year|yr|night|hour|hr)\b"),
        lambda match: f"{number(match[1])} times per {per(match[2])}",
        starts="0.",
        then="x×",
    ),
    Rule(
        "times",
        re.compile(rf"({NUMBER})[x×](?= (?:a|an|per|as|more|less|faster|the|larger|bigger|higher|weekly|daily)\b)"),
        lambda match: f"{number(match[1])} times",
        starts="0.",
        then="x×",
    ),
    Rule("times", re.compile(rf"({NUMBER})[x×]{END}"), _times, starts="0.", then="x×"),
    Rule("lines of a screen", re.compile(r"(360|480|720|1080|1440|2160|4320)([pi])\b"), _lines, starts="0", then="pi"),
)
