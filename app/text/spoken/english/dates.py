"""Dates, years, decades and clock times."""

import re

from app.text.spoken.english.context import END, character_before, identifies, word_after, word_before
from app.text.spoken.english.numbers import DIGITS, cardinal, decade, ordinal, whole, year
from app.text.spoken.rules import Rule

_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTHS = {name: name for name in _NAMES} | {name[:3]: name for name in _NAMES} | {"sept": "september"}
_WEEKDAYS = {name[:3]: name for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}
_WEEKDAY = r"(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_WEEKDAY_WORDS = frozenset(("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"))
_MONTH = (
    r"(?i:(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept(?:ember)?|sep"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?)"
)
_YEAR = r"(\d{4})(?![\d,.:/-]?\d|%)"
_ZONE_NAME = r"(?i:[ecpm]\.?[sd]\.?t|g\.?m\.?t|b\.?s\.?t|c\.?e\.?t|u\.?t\.?c)|[ECPM]T"
_ZONE = rf"(?:\s?({_ZONE_NAME})\b\.?)?"
_HALF = r"\s{0,2}((?i:[ap]\.m\.|[ap]m\b))"


def _day(written: str) -> int | None:
    value = int(written)
    return value if 1 <= value <= 31 else None


def _month_day(match: re.Match[str]) -> str | None:
    day = _day(match[2])
    if day is None:
        return None
    words = f"{_MONTHS[match[1].lower()]} {ordinal(day)}"
    if match[4]:
        words += f"{',' if match[3] and ',' in match[3] else ''} {year(int(match[4]))}"
    return words


def _day_range(match: re.Match[str]) -> str | None:
    first, last = _day(match[2]), _day(match[3])
    return None if first is None or last is None else f"{_MONTHS[match[1].lower()]} {ordinal(first)} to {ordinal(last)}"


def _month_year(match: re.Match[str]) -> str:
    return f"{_MONTHS[match[1].lower()]} {year(int(match[2]))}"


def _day_month(match: re.Match[str]) -> str | None:
    day = _day(match[1])
    if day is None:
        return None
    article = "" if word_before(match).lower() == "the" else "the "
    words = f"{article}{ordinal(day)} of {_MONTHS[match[2].lower()]}"
    return f"{words} {year(int(match[3]))}" if match[3] else words


def _numeric(year_written: str, month: int, day: int, *, day_first: bool = False) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    value = int(year_written)
    said = year(value) if len(year_written) == 4 else cardinal(value) if value > 9 else f"oh {DIGITS[value]}"
    if day_first:
        return f"the {ordinal(day)} of {_NAMES[month - 1]} {said}"
    return f"{_NAMES[month - 1]} {ordinal(day)} {said}"


def _iso(match: re.Match[str]) -> str | None:
    return _numeric(match[1], int(match[2]), int(match[3]))


def _american(match: re.Match[str]) -> str | None:
    first, second = int(match[1]), int(match[2])
    if first > 12:
        return _numeric(match[3], second, first, day_first=True)
    return _numeric(match[3], first, second)


def _decade(match: re.Match[str]) -> str | None:
    number = int(match[1])
    return None if number % 10 or (0 < number < 20) else decade(number) if number else None


def _year(match: re.Match[str]) -> str | None:
    number = int(match[1])
    if not 1000 <= number < 2100 or character_before(match) in "$£€.," or identifies(match):
        return None
    return year(number)


def _years(match: re.Match[str]) -> str | None:
    first, last = int(match[1]), int(match[2])
    if not 1000 <= first < 2100:
        return None
    if len(match[2]) == 4:
        return f"{year(first)} to {year(last)}" if first < last < 2200 else None
    if last <= first % 100 or last < 10:
        return None
    return f"{year(first)} to {cardinal(last)}"


def _letters(written: str | None) -> str:
    return (written or "").replace(".", "").upper()


def _hour(written: str) -> int | None:
    value = int(written)
    return value if value <= 24 else None


def _clock(match: re.Match[str]) -> str | None:
    hour, minute = _hour(match[1]), int(match[2])
    if hour is None or minute > 59:
        return None
    half, zone = _letters(match[3]), _letters(match[4])
    if minute:
        said = f"{cardinal(hour)} {'oh ' + DIGITS[minute] if minute < 10 else cardinal(minute)}"
    else:
        said = cardinal(hour) if half else f"{cardinal(hour)} o'clock"
    return " ".join(part for part in (said, half, zone) if part)


def _times(match: re.Match[str]) -> str | None:
    said = _clock(match)
    return None if said is None else f"{said} to"


def _month_alone(match: re.Match[str]) -> str:
    return _MONTHS[match[1].lower()]


def _weekday(match: re.Match[str]) -> str:
    return _WEEKDAYS[match[1][:3]]


def _weekdays(match: re.Match[str]) -> str:
    return f"{_WEEKDAYS[match[1][:3]]} to {_WEEKDAYS[match[2][:3]]}"


def _seconds(match: re.Match[str]) -> str | None:
    hour, minute, second = _hour(match[1]), int(match[2]), int(match[3])
    if hour is None or minute > 59 or second > 59:
        return None
    parts = (
        f"{cardinal(hour)} {_many(hour, 'hour')} {cardinal(minute)} {_many(minute, 'minute')}"
        f" and {cardinal(second)} {_many(second, 'second')}"
    )
    return " ".join(part for part in (parts, _letters(match[4]), _letters(match[5])) if part)


def _many(count: int, noun: str) -> str:
    return noun if count == 1 else noun + "s"


def _hour_only(match: re.Match[str]) -> str | None:
    hour = _hour(match[1])
    if hour is None:
        return None
    return f"{whole(match[1].lstrip('0') or '0')} {_letters(match[2])} {_letters(match[3])}".rstrip()


def _hours(match: re.Match[str]) -> str:
    return f"{whole(match[1])} to"


def _half_hours(match: re.Match[str]) -> str:
    return f"{whole(match[1])} {_letters(match[2])} to"


def _decades(match: re.Match[str]) -> str:
    return f"{decade(int(match[1]))} to"


def _decade_after_apostrophe(match: re.Match[str]) -> str:
    return decade(int(match[1]))


def _apostrophe_year(match: re.Match[str]) -> str | None:
    return None if word_after(match).isdigit() else cardinal(int(match[1]))


_MONTH_WORDS = frozenset(_MONTHS)

DATES = (
    Rule("month days", re.compile(rf"{_MONTH}[ ](\d{{1,2}})[-–](\d{{1,2}})\b"), _day_range, _MONTH_WORDS),
    Rule(
        "month day",
        re.compile(rf"{_MONTH}[\s-](\d{{1,2}})(?:st|nd|rd|th)?\b(?![:/.]\d|%)(?:(,? ){_YEAR})?"),
        _month_day,
        _MONTH_WORDS,
    ),
    Rule("month year", re.compile(rf"{_MONTH},?[\s-]{_YEAR}"), _month_year, _MONTH_WORDS),
    Rule("weekdays", re.compile(rf"{_WEEKDAY}[-–]{_WEEKDAY}\b"), _weekdays, _WEEKDAY_WORDS),
    Rule("weekday", re.compile(rf"{_WEEKDAY}\."), _weekday, _WEEKDAY_WORDS),
    Rule("month", re.compile(r"(Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\."), _month_alone, _MONTH_WORDS),
    Rule(
        "day month",
        re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[\s-]{_MONTH}(?:,? {_YEAR})?"),
        _day_month,
        starts="0",
        then="a",
    ),
    Rule(
        "date, year first", re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/-])"), _iso, starts="0", then="-/."
    ),
    Rule(
        "date, year last",
        re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)(?![\d/.-]\d|\d)"),
        _american,
        starts="0",
        then="/.",
    ),
    Rule("decades", re.compile(r"(\d{3}0)s[-–](?=\d{3}0s)"), _decades, starts="0", then="a"),
    Rule("decade", re.compile(rf"(\d{{4}}|\d0)['’]?s{END}"), _decade, starts="0", then="a'’"),
    Rule("short decade", re.compile(rf"['’‘](\d0)s{END}"), _decade_after_apostrophe, starts="'’‘"),
    Rule("short year", re.compile(rf"['’‘](\d\d)(?!['’]){END}"), _apostrophe_year, starts="'’‘"),
    Rule(
        "time with seconds",
        re.compile(rf"(\d{{1,2}}):(\d\d):(\d\d)(?!\d|:)(?:{_HALF})?{_ZONE}"),
        _seconds,
        starts="0",
        then=":",
    ),
    Rule("times", re.compile(r"(\d{1,2}):(\d\d)()()\s?[-–]\s?(?=\d{1,2}:\d\d)"), _times, starts="0", then=":"),
    Rule("time", re.compile(rf"(\d{{1,2}}):(\d\d)(?![\d:])(?:{_HALF})?{_ZONE}"), _clock, starts="0", then=":"),
    Rule("time with a point", re.compile(rf"(\d{{1,2}})\.(\d\d){_HALF}{_ZONE}"), _clock, starts="0", then="."),
    Rule(
        "hours",
        re.compile(rf"(\d{{1,2}}){_HALF}\s?[-–]\s?(?=\d{{1,2}}(?::\d\d)?{_HALF})"),
        _half_hours,
        starts="0",
        then="a",
    ),
    Rule("hour", re.compile(rf"(\d{{1,2}}){_HALF}{_ZONE}"), _hour_only, starts="0", then="a"),
    Rule("hours", re.compile(rf"(\d{{1,2}})[-–](?=\d{{1,2}}(?::\d\d)?{_HALF})"), _hours, starts="0", then="-–"),
    Rule("years", re.compile(rf"(\d{{4}})[-–—](\d{{4}}|\d\d){END}(?![-/]\d)"), _years, starts="0", then="-–—"),
    Rule("year", re.compile(rf"(\d{{4}}){END}(?![,.]\d|[-–/+=*]\d|\s?[%°])"), _year, starts="0"),
)
