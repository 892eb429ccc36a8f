"""Clock times, with halves of the day and zones, and how long something took."""

import re

from app.text.spoken.english.context import word_after, word_before
from app.text.spoken.english.numbers import DIGITS, cardinal, counted, digits, number, whole
from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule

_ZONE_NAME = (
    r"(?i:[aecpmh]\.?k?\.?[sd]\.?t|g\.?m\.?t|b\.?s\.?t|c\.?e\.?s?\.?t|e\.?e\.?s?\.?t|u\.?t\.?c|[ijk]\.?s\.?t)|[ECPM]T"
    r"|TRT|MSK|HKT|SGT|ACST|AEST|AEDT|AWST|NZ[SD]T|WIB"
)
_ZONE = rf"(?:\s?({_ZONE_NAME})\b\.?)?"
_HALF = r"\s{0,2}((?i:[ap]\.\s?m\b\.?|[ap]m\b))"
_O_CLOCK = re.compile(r"\s?o['’]clock\b")
_NOON = r"(?:[Nn]oon|[Mm]id(?:night|day))\b"
_WEEKDAY_BEFORE = re.compile(r"(?:day|days|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.?,? \Z").search
_WORK = frozenset("job jobs shift shifts workday schedule hours office grind routine culture work life".split())
_AT = "|".join(rf"(?<=\b{word} )" for word in ("at", "until", "till", "by", "from", "after"))
_PART_OF_DAY = (
    r"(?:in the (?:morning|afternoon|evening)|every|tonight|tomorrow|last night|sharp|nightly|daily"
    r"|this (?:morning|afternoon|evening))\b"
)
_BEGINS = "|".join(
    rf"(?<=\b(?i:{words}) )"
    for words in ("kick-off", "kick-off at", "starts at", "start at", "begins at", "opens at", "open at", "doors")
)
_TO = r"\s?[-–—]\s?"


def _letters(written: str | None) -> str:
    return (written or "").replace(".", "").replace(" ", "").upper()


def _hour(written: str) -> int | None:
    value = int(written)
    return value if value <= 24 else None


def _clock(match: re.Match[str]) -> str | None:
    hour, minute = _hour(match[1]), int(match[2])
    if hour is None or minute > 59:
        return None
    half, zone = _letters(match[3]), _letters(match[4])
    if minute:
        said = f"{cardinal(hour)} {_minute(minute)}"
    else:
        exact = half or _O_CLOCK.match(match.string, match.end())
        said = cardinal(hour) if exact else _on_the_hour(hour)
    return " ".join(part for part in (said, half, zone) if part)


def _on_the_hour(hour: int) -> str:
    """By the clock of twelve hours, or from 13 on by that of twenty four."""
    if hour in (0, 24):
        return "midnight"
    return f"{cardinal(hour)} o'clock" if hour < 13 else f"{cardinal(hour)} hundred"


def _times(match: re.Match[str]) -> str | None:
    said = _clock(match)
    return None if said is None else f"{said} to"


def _seconds(match: re.Match[str]) -> str | None:
    hour, minute, second = _hour(match[1]), int(match[2]), int(match[3])
    if hour is None or minute > 59 or second > 59:
        return None
    seconds = f"{cardinal(second)} point {digits(match[4])} seconds" if match[4] else counted(second, "second")
    said = f"{counted(hour, 'hour')} {counted(minute, 'minute')} and {seconds}"
    return " ".join(word for word in (said, _letters(match[5]), _letters(match[6])) if word)


def _race(match: re.Match[str]) -> str:
    """Minutes and seconds, and how far behind: "27:14.05", "+1:45", "+0:07"."""
    minutes, seconds = int(match[1]), int(match[2])
    said = f"{cardinal(minutes)} {_minute(seconds)}" if minutes or match[3] else counted(seconds, "second")
    return ("plus " if match[1][0] == "+" else "") + said + (f" point {digits(match[3])}" if match[3] else "")


def _minute(minute: int) -> str:
    return f"oh {DIGITS[minute]}" if minute < 10 else cardinal(minute)


def _hour_only(match: re.Match[str]) -> str | None:
    hour = _hour(match[1])
    if hour is None:
        return None
    return f"{whole(match[1].lstrip('0') or '0')} {_letters(match[2])} {_letters(match[3])}".rstrip()


def _hours(match: re.Match[str]) -> str:
    return f"{whole(match[1])} to"


def _half_hours(match: re.Match[str]) -> str:
    return f"{whole(match[1])} {_letters(match[2])} to"


def _lasting(match: re.Match[str]) -> str:
    """Hours and minutes, and seconds: "1h30m", "2h 5min"."""
    said = []
    for count, noun in ((match[1], "hour"), (match[2], "minute"), (match[3], "second")):
        if count:
            said.append(f"{number(count.lstrip('0') or '0')} {noun if count == '1' else noun + 's'}")
    return " ".join(said)


def _minutes(match: re.Match[str]) -> str:
    written = match[2].lstrip("0")
    seconds = f"{number(written)} seconds" if "." in written else counted(int(match[2]), "second")
    return f"{counted(int(match[1]), 'minute')} {seconds}"


def _military(written: str) -> str | None:
    hour, minute = int(written[:2]), int(written[2:])
    if hour > 24 or minute > 59:
        return None
    said = f"oh {cardinal(hour)}" if hour < 10 else cardinal(hour)
    if not minute:
        return f"{said} hundred"
    return f"{said} {_minute(minute)}"


def _nine_to_five(match: re.Match[str]) -> str | None:
    before = word_before(match).lower()
    is_worked = before in ("from", "open", "hours", "work", "works", "working", "worked")
    is_worked |= _WEEKDAY_BEFORE(written_before(match, 14)) is not None
    return "nine to five" if is_worked or word_after(match) in _WORK else None


def _ago(match: re.Match[str]) -> str:
    """As in "12m ago"; a "5m read" is so long by one measure."""
    count, noun = int(match[1]), _AGO[match[2]]
    return f"{cardinal(count)} {noun}" if word_after(match) == "read" else counted(count, noun)


_AGO = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}

TIMES = (
    Rule(
        "time with seconds",
        re.compile(rf"(\d{{1,2}}):(\d\d):(\d\d)(?!\d|:)(?:\.(\d{{1,3}})(?!\d))?(?:{_HALF})?{_ZONE}"),
        _seconds,
        starts="0",
        then=":",
    ),
    Rule(
        "times", re.compile(rf"(\d{{1,2}}):(\d\d)(?:{_HALF})?(){_TO}(?=\d{{1,2}}:\d\d)"), _times, starts="0", then=":"
    ),
    Rule(
        "times", re.compile(rf"(\d{{1,2}}):(\d\d)(?:{_HALF})?(){_TO}(?=\d{{1,2}}{_HALF})"), _times, starts="0", then=":"
    ),
    Rule(
        "times",
        re.compile(rf"(\d{{1,2}})[:.](\d\d)(?:{_HALF})?(){_TO}(?=\d{{1,2}}(?:[:.]\d\d)?{_HALF}|{_NOON})"),
        _times,
        starts="0",
        then=":.",
    ),
    Rule("hours", re.compile(rf"(\d{{1,2}}){_HALF}{_TO}(?={_NOON})"), _half_hours, starts="0", then="apAP"),
    Rule(
        "hours",
        re.compile(rf"({_NOON}){_TO}(?=\d)"),
        lambda match: f"{match[1]} to",
        frozenset(("noon", "midnight", "midday")),
    ),
    Rule("time", re.compile(rf"(\d{{1,2}}):(\d\d)(?!\d|:\d)(?:{_HALF})?{_ZONE}"), _clock, starts="0", then=":"),
    Rule(
        "time of a race",
        re.compile(r"(\+\d{1,2}|2[5-9]|[3-9]\d):([0-5]\d)(?!\d|:\d)(?:\.(\d{1,2})(?!\d))?"),
        _race,
        starts="0+",
        then=":",
    ),
    Rule(
        "time with a point",
        re.compile(r"(?<=\b[Tt]he )(\d{1,2})\.([0-5]\d)()()(?= (?:(?:at|from|train|service|race)\b|to [A-Z]))"),
        _clock,
        starts="0",
        then=".",
    ),
    Rule(
        "time with a point",
        re.compile(
            r"(?=\d{1,2}\.[0-5]\d(?![\d%]|\.\d|\s?[ap]\.?\s?m\b))"
            rf"(?:(?:{_AT})(?=[\d.]{{4,5}} {_PART_OF_DAY})|{_BEGINS})"
            r"(\d{1,2})\.(\d\d)()()"
        ),
        _clock,
        starts="0",
        then=".",
    ),
    Rule("time with a point", re.compile(rf"(\d{{1,2}})\.(\d\d){_HALF}{_ZONE}"), _clock, starts="0", then="."),
    Rule(
        "time with a point",
        re.compile(rf"(\d{{1,2}})\.([0-5]\d)()\s?({_ZONE_NAME})\b\.?"),
        _clock,
        starts="0",
        then=".",
    ),
    Rule(
        "hours",
        re.compile(rf"(\d{{1,2}}){_HALF}{_TO}(?=\d{{1,2}}(?::\d\d)?{_HALF})"),
        _half_hours,
        starts="0",
        then="apAP",
    ),
    Rule(
        "hours",
        re.compile(r"(\d{1,2})([ap])[-–](\d{1,2})([ap])(?!\w)"),
        lambda match: f"{whole(match[1])} {match[2].upper()}M to {whole(match[3])} {match[4].upper()}M",
        starts="0",
        then="ap",
    ),
    Rule("hour", re.compile(rf"(\d{{1,2}}){_HALF}{_ZONE}"), _hour_only, starts="0", then="apAP"),
    Rule("hours", re.compile(rf"(\d{{1,2}}){_TO}(?=\d{{1,2}}(?:[:.]\d\d)?{_HALF})"), _hours, starts="0", then="-–—"),
    Rule(
        "hours and minutes",
        re.compile(
            r"(\d{1,3})\s?(?:h|hrs?)\s?(\d{1,2})(?:\s?(?:m|mins?)|(?<=h\d\d))(?:\s?(\d{1,2}(?:\.\d{1,3})?)\s?(?:s|secs?))?"
            r"(?![^\W_])"
        ),
        _lasting,
        starts="0",
        then="h",
    ),
    Rule(
        "minutes and seconds",
        re.compile(r"(\d{1,3})\s?(?:m|mins?)\s?(\d{1,2}(?:\.\d{1,3})?)\s?(?:s|secs?)(?![^\W_])"),
        _minutes,
        starts="0",
        then="m",
    ),
    Rule(
        "military times",
        re.compile(r"(0\d[0-5]\d)[-–]((?:[01]\d|2[0-4])[0-5]\d)(?!\d)"),
        lambda match: f"{_military(match[1])} to {_military(match[2])}",
        starts="0",
        then="-–",
    ),
    Rule(
        "military time",
        re.compile(r"(?=0\d)(?:(?<=\bat )|(?<=\bfrom )|(?<=\buntil ))(0\d[0-5]\d)(?![\d:/-]|[.,]\d|\w)"),
        lambda match: _military(match[1]),
        starts="0",
    ),
    Rule(
        "military time",
        re.compile(r"([0-2]\d[0-5]\d)(?= ?(?:hours|hrs|GMT|UTC|Z|local|BST|CES?T|E[SD]?T)\b)"),
        lambda match: _military(match[1]),
        starts="0",
        then="hGUZlBCE",
    ),
    Rule(
        "ago",
        re.compile(r"(\d{1,2})([smhdw])(?= (?:ago|read|late|early)\b)"),
        _ago,
        starts="0",
        then="smhdw",
    ),
    Rule(
        "cooking time",
        re.compile(r"(?<=: )(?:(?<=[Pp]rep: )|(?<=[Cc]ook: )|(?<=[Tt]otal: )|(?<=[Tt]ime: ))(\d{1,3})m\b"),
        lambda match: counted(int(match[1]), "minute"),
        starts="0",
        then="m",
    ),
    Rule("nine to five", re.compile(r"9[-–]5(?![\d-])"), _nine_to_five, starts="0", then="-–"),
)
