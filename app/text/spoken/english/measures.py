"""Numbers with units, percent, and dimensions."""

import re

from app.text.spoken.english.context import END, EVENTS, NOT_NOUNS, NUMBER, SIGNED, word_after, word_before
from app.text.spoken.english.numbers import cardinal, number, pairs, parts
from app.text.spoken.english.units import fits, per, unit
from app.text.spoken.rules import LETTER, Rule

_DIRECTIONS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_PLACES = frozenset(
    "apt apartment seat seats flat room unit gate pad row suite section terminal no form block runway exit".split()
)
"""What is named by a number and a letter: "seat 15C" is not warm."""
_SCALES = {"m": "million", "mn": "million", "bn": "billion"}
_SPEEDS = frozenset(("mph", "MPH", "kph", "kmh"))
_OF_SPEED = frozenset("wind winds gust gusts limit limits zone speed speeds crash pitch serve fastball storm".split())
_OF_MILLIMETERS = frozenset(
    "film pistol pistols handgun handguns gun rounds round ammunition cannon mortar lens camera shell bullet"
    " shells howitzer howitzers artillery guns tank".split()
)
_BEFORE_ONE = frozenset(("a", "an", "this", "that", "another", "each", "every"))


def _describes(match: re.Match[str], articles: frozenset[str] = _BEFORE_ONE) -> bool:
    """Whether the measure stands before the noun it describes ("a 10 km walk"): the unit is singular."""
    after = word_after(match)
    if not after.islower() or len(after) < 3 or after in NOT_NOUNS:
        return False
    return match.string[match.end()] in " \xa0-" and word_before(match).lower() in articles


def _measure(match: re.Match[str]) -> str | None:
    space, written, each = match[2], match[3], match[4]
    after = match.string[match.end() : match.end() + 4]
    if written == "in":
        known = match.string[match.end() - 1] == "." or (not space.isspace() and not after.startswith("-"))  # "3-in-1"
    else:
        known = fits(written, space, after)
    if not known:
        return None
    names_event = written in ("m", "km") and word_after(match) in EVENTS
    after = word_after(match)
    single = match[1].lstrip("-−+") == "1" or space == "-" or names_event or _describes(match)
    single = single or (written == "mm" and word_before(match).lower() in _BEFORE_ONE)
    single = single or after in (_OF_MILLIMETERS if written == "mm" else _OF_SPEED if written in _SPEEDS else ())
    name = unit(written, one=single)
    if name is None:
        return None
    words = f"{'fifteen hundred' if (match[1], written) == ('1500', 'm') else number(match[1])} {name}"
    if each:
        one = per(each)
        return None if one is None else f"{words} per {one}"
    return words


def _scaled(match: re.Match[str]) -> str | None:
    """As in "225 million km", "3.5bn kWh"."""
    name = unit(match[3], one=_describes(match)) if fits(match[3], " ") else None
    return None if name is None else f"{number(match[1], joined=False)} {_SCALES.get(match[2], match[2])} {name}"


def _measure_range(match: re.Match[str]) -> str | None:
    written, space = match[5], match[4]
    is_inches = written == "in" and match.string[match.end() - 1] == "."
    name = unit(written, one=space == "-") if is_inches or fits(written, space) else None
    if name is None or (match[2] and match[2].strip() != written):
        return None
    words = f"{number(match[1])} to {number(match[3])} {name}"
    if match[6]:
        one = per(match[6])
        return None if one is None else f"{words} per {one}"
    return words


def _rate(match: re.Match[str]) -> str | None:
    one = per(match[2]) if len(match[2]) > 1 else None
    return None if one is None else f"{number(match[1])} per {one}"


def _part_of_unit(match: re.Match[str]) -> str | None:
    """Half a kilogram for "1/2 kg", two and one half kilograms for "2 1/2 kg", three quarters inch for "3/4-inch"."""
    part, written, space = parts(match[2], match[3]), match[5], match[4]
    one = unit(written, one=True) if fits(written, space) or match[1] else None
    if part is None or one is None:
        return None
    if match[1]:
        return f"{cardinal(int(match[1]))} and {part} {unit(written, one=space == '-')}"
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
    return f"{number(match[1])} to {number(match[2])} percent"


def _scale(letter: str | None) -> str:
    return {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin"}.get(letter or "", "")


def _degrees(match: re.Match[str]) -> str:
    single = match[1].lstrip("-−+") == "1" or _describes(match, _BEFORE_ONE | {"the"})
    return f"{number(match[1])} {'degree' if single else 'degrees'}{_scale(match[2])}"


def _degrees_range(match: re.Match[str]) -> str:
    return f"{number(match[1])} to {number(match[2])} degrees{_scale(match[3])}"


def _sign_of_degrees(match: re.Match[str]) -> str:
    return f"{number(match[1])} degrees {'Celsius' if match[2] == '℃' else 'Fahrenheit'}"


def _bearing(match: re.Match[str]) -> str:
    words = f"{number(match[1])} {'degree' if match[1] == '1' else 'degrees'}"
    for written, name in ((match[2], "minute"), (match[3], "second")):
        if written:
            words += f" {number(written)} {name}{'' if written == '1' else 's'}"
    return f"{words} {_DIRECTIONS[match[4]]}"


def _by(match: re.Match[str]) -> str:
    return f"{pairs(match[1]) if match[1].isdigit() else number(match[1])} by"


def _power_of_ten(match: re.Match[str]) -> str:
    return f"{number(match[1])} times"


def _by_alone(match: re.Match[str]) -> str | None:
    """The "x" in "5 cm x 10 cm"."""
    return "by" if re.search(r"\d", match.string[max(0, match.start() - 8) : match.start()]) else None


def _times(match: re.Match[str]) -> str:
    return f"{number(match[1])} x"


def _feet_inches(match: re.Match[str]) -> str:
    return f"{number(match[1])} {'foot' if match[1] == '1' else 'feet'} {number(match[2])} inches"


def _feet(match: re.Match[str]) -> str:
    return f"{number(match[1])} foot {number(match[2])}"


def _temperatures(match: re.Match[str]) -> str:
    return f"{number(match[1])} to {number(match[2])} degrees{_scale(match[3])}"


def _caliber(match: re.Match[str]) -> str:
    return f"{number(match[1])} caliber"


def _stones(match: re.Match[str]) -> str:
    return f"{number(match[1])} stone {number(match[2])}"


def _inches(match: re.Match[str]) -> str | None:
    """Inches, where the mark closes no quotation."""
    before = match.string[max(0, match.start() - 300) : match.start()]
    if match[3] == '"' and before.count('"') % 2:
        return None
    words = f"{number(match[1])} to {number(match[2])}" if match[1] else number(match[2])
    return f"{words} {'inch' if _describes(match) or match[2] == '1' else 'inches'}"


def _temperature(match: re.Match[str]) -> str | None:
    if word_before(match).lower() in _PLACES or ("." not in match[1] and len(match[1]) < 2):
        return None
    return f"{number(match[1])} degrees{_scale(match[2])}"


def _lines(match: re.Match[str]) -> str:
    return f"{pairs(match[1])} {match[2]}"


def _consumption(match: re.Match[str]) -> str:
    return f"{number(match[1])} liters per one hundred kilometers"


_TO = r"\s?[-–—]\s?"
_NOT_MORE = r"(?![^\W_]|[²³^])"
_POWER = r"(?:[²³]|\^?[23](?!\d|[.,]\d))?"
_UNIT = rf"((?:(?:sq|cu|fl|square|cubic)\.?[ -])?{LETTER}{{1,5}}{_POWER}){_NOT_MORE}"
_EACH = rf"(?:/({LETTER}{{1,9}}{_POWER}){_NOT_MORE})?"
_STOP = r"(?:\.(?=\s[a-z(\d]|[,;:)])|(?<=[ \d]in)\.(?=\Z))?"
"""The stop of an abbreviated unit, where the sentence goes on."""

MEASURES = (
    Rule(
        "percent range",
        re.compile(rf"({NUMBER})\s?%?\s?[-–—]\s?({NUMBER})\s?%"),
        _percent_range,
        starts="0.",
        then="%-–—",
    ),
    Rule("percent", re.compile(rf"{SIGNED}\s?(?:%|percent\b|pct\b\.?|pc\b)"), _percent, starts="0.-−+", then="%a"),
    Rule(
        "bearing",
        re.compile(r"(\d{1,3}(?:\.\d{1,6})?)°\s?(?:(\d{1,2})['’′]\s?)?(?:(\d{1,2})(?:\"|″|”)\s?)?([NSEW])\b"),
        _bearing,
        starts="0",
        then="°",
    ),
    Rule(
        "degrees range",
        re.compile(rf"({NUMBER})(?:\s?[°º]\s?[CF]?)?{_TO}({NUMBER})\s?[°º]\s?(?:([CFK])\b)?"),
        _degrees_range,
        starts="0.",
        then="-–—°º",
    ),
    Rule("degrees", re.compile(rf"{SIGNED}\s?[°º]\s?(?:([CFK])\b)?"), _degrees, starts="0.-−+", then="°º"),
    Rule("degrees", re.compile(rf"{SIGNED}\s?([℃℉])"), _sign_of_degrees, starts="0.-−+", then="℃℉"),
    Rule(
        "temperature",
        re.compile(r"((?:(?<![\w)])[-−])?\d{1,3}(?:\.\d{1,2})?)([CF])(?![\w-])"),
        _temperature,
        starts="0-−",
        then="a",
    ),
    Rule("temperatures", re.compile(r"(\d{1,3})[-–](\d{1,3})([CF])(?![\w-])"), _temperatures, starts="0", then="-–"),
    Rule("caliber", re.compile(r"\.?(\d\d)[- ]cal(?:iber|ibre)?\b\.?"), _caliber, starts="0.", then="a"),
    Rule("weight", re.compile(r"(\d{1,2})st (\d{1,2})\s?lbs?\b"), _stones, starts="0", then="a"),
    Rule("height", re.compile(r"(\d{1,2})['’′]\s?(\d{1,2})[\"”″]"), _feet, starts="0", then="'’′"),
    Rule("height", re.compile(r"([4-7])['’′](\d|1[01])(?![\d'’′\w])"), _feet, starts="0", then="'’′"),
    Rule(
        "measure range",
        re.compile(
            rf"({NUMBER})(\s?{LETTER}{{1,4}})?{_TO}({NUMBER})([\s-]?)(?=[^\W\d]){_UNIT}{_EACH}{_STOP}",
        ),
        _measure_range,
        starts="0.",
        then="-–—a",
    ),
    Rule("height", re.compile(r"(\d{1,2})\s?(?:ft|feet)\.?\s(\d{1,2})\s?in\b\.?"), _feet_inches, starts="0", then="a"),
    Rule("inches", re.compile(rf"(?:({NUMBER})[-–])?({NUMBER})([\"″])(?!\w)"), _inches, starts="0.", then='-–"″'),
    Rule(
        "power of ten",
        re.compile(rf"({NUMBER})\s?[x×]\s?(?=10(?:\^|[⁰¹²³⁴-⁹⁻]))"),
        _power_of_ten,
        starts="0.",
        then="a×",
    ),
    Rule("dimensions", re.compile(rf"({NUMBER})\s?[x×]\s?(?=\d)"), _by, starts="0.", then="a×"),
    Rule("dimensions", re.compile(r"[xX×](?=\s\d)(?<=\s[xX×])"), _by_alone, frozenset("x")),
    Rule(
        "times",
        re.compile(rf"({NUMBER})[x×](?= (?:a|an|per|as|more|less|faster|the|larger|bigger|higher|weekly|daily)\b)"),
        lambda match: f"{number(match[1])} times",
        starts="0.",
        then="a×",
    ),
    Rule("times", re.compile(rf"({NUMBER})[x×]{END}"), _times, starts="0.", then="a×"),
    Rule("lines of a screen", re.compile(r"(360|480|720|1080|1440|2160|4320)([pi])\b"), _lines, starts="0", then="a"),
    Rule(
        "part of a unit",
        re.compile(rf"(?:(\d{{1,3}}) )?(\d{{1,2}})[/⁄](\d{{1,3}})([\s-]?)(?=[^\W\d]){_UNIT}{_STOP}"),
        _part_of_unit,
        starts="0",
        then="/⁄0",
    ),
    Rule("consumption", re.compile(rf"({NUMBER}) ?[lL]/100 ?km\b"), _consumption, starts="0.", then="a"),
    Rule(
        "scaled measure",
        re.compile(rf"({NUMBER})[\s-]?(thousand|million|billion|trillion|bn|mn|m)\s(?=[^\W\d]){_UNIT}{_STOP}"),
        _scaled,
        starts="0.",
        then="a",
    ),
    Rule(
        "measure",
        re.compile(rf"{SIGNED}([\s\xa0-]?)(?=[^\W\d]){_UNIT}{_EACH}{_STOP}(?![/'’&][^\W\d])"),
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
        "rate",
        re.compile(r"(km|m|mi|kg|g|mg|kWh|l)/(h|s|hr|kg|l|m²|m³|km²|kWh)\b"),
        _rate_alone,
        frozenset(("km", "m", "mi", "kg", "g", "mg", "kwh", "l")),
    ),
)
