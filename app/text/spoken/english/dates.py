"""Dates: days, months and weekdays."""

import re

from app.text.spoken.english.context import word_after, word_before
from app.text.spoken.english.numbers import ordinal, pairs, short_year, year
from app.text.spoken.rules import Rule

_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTHS = {name: name for name in _NAMES} | {name[:3]: name for name in _NAMES} | {"sept": "september"}
_WEEKDAYS = {name[:3]: name for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}
_WEEKDAY = (
    r"(Mon(?:day)?|Tues?(?:day)?|Wed(?:s|nesday)?|Thu(?:r?s)?(?:day)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)\b\.?"
)
_SHORT_WEEKDAY = r"(Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)"
_WEEKDAY_WORDS = frozenset(
    ("mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun")
) | frozenset(name.lower() for name in _WEEKDAYS.values())
_MONTH = (
    r"(?i:(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept(?:ember)?|sep"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?)"
)
_YEAR = r"(\d{4})(?![\d,.:/-]?\d|%)"
_TO = r"\s?(?:[-–—]|to)\s?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?\b"
_MODALS = frozenset(("i", "he", "she", "it", "we", "you", "they", "who", "which", "that", "there", "this"))
_VERBS = frozenset(
    "be have not also never still well take need become seem get go come face lose see find want on through past into"
    " toward towards down up out off against for".split()
)
"""What follows "may" and "march" where they are verbs."""


def _day(written: str) -> int | None:
    value = int(written)
    return value if 1 <= value <= 31 else None


def _is_verb(match: re.Match[str]) -> bool:
    """Whether "may 20" is the verb and a number."""
    return match[1] in ("may", "march") and word_before(match).lower() in _MODALS


def _month_day(match: re.Match[str]) -> str | None:
    day = _day(match[2])
    if day is None or _is_verb(match):
        return None
    words = f"{_MONTHS[match[1].lower()]} {ordinal(day)}"
    if match[4]:
        words += f"{',' if ',' in match[3] else ''} {year(int(match[4]))}"
    return words


def _day_range(match: re.Match[str]) -> str | None:
    first, last = _day(match[2]), _day(match[3])
    return None if first is None or last is None else f"{_MONTHS[match[1].lower()]} {ordinal(first)} to {ordinal(last)}"


def _to_month_day(match: re.Match[str]) -> str | None:
    """The first of two dates: "May 30-June 2"."""
    day = _day(match[2])
    return None if day is None else f"{_MONTHS[match[1].lower()]} {ordinal(day)} to"


def _month_year(match: re.Match[str]) -> str:
    return f"{_MONTHS[match[1].lower()]} {year(int(match[2]))}"


def _month_short_year(match: re.Match[str]) -> str:
    return f"{_MONTHS[match[1].lower()]} {short_year(match[2])}{' to' if match[3] else ''}"


def _months(match: re.Match[str]) -> str:
    return f"{_MONTHS[match[1].lower()]} to {_MONTHS[match[2].lower()]}" + (
        f" {year(int(match[3]))}" if match[3] else ""
    )


def _the(match: re.Match[str]) -> str:
    return "" if word_before(match).lower() == "the" else "the "


def _day_month(match: re.Match[str]) -> str | None:
    day = _day(match[1])
    if day is None or (match[2] in ("may", "march") and word_after(match).lower() in _VERBS):
        return None
    words = f"{_the(match)}{ordinal(day)} of {_MONTHS[match[2].lower()]}"
    if not match[3]:
        return words
    return f"{words} {year(int(match[3])) if len(match[3]) == 4 else short_year(match[3])}"


def _to_day_month(match: re.Match[str]) -> str | None:
    day = _day(match[1])
    return None if day is None else f"{_the(match)}{ordinal(day)} of {_MONTHS[match[2].lower()]} to"


def _days_month(match: re.Match[str]) -> str | None:
    first, last = _day(match[1]), _day(match[2])
    if first is None or last is None or first >= last:
        return None
    words = f"{_the(match)}{ordinal(first)} to the {ordinal(last)} of {_MONTHS[match[3].lower()]}"
    return f"{words} {year(int(match[4]))}" if match[4] else words


def _numeric(year_written: str, month: int, day: int, *, day_first: bool = False) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    said = year(int(year_written)) if len(year_written) == 4 else short_year(year_written)
    if day_first:
        return f"the {ordinal(day)} of {_NAMES[month - 1]} {said}"
    return f"{_NAMES[month - 1]} {ordinal(day)} {said}"


def _instant(match: re.Match[str]) -> str | None:
    """A time as machines write it: "2023-11-21T17:42:00Z"."""
    day = _numeric(match[1], int(match[2]), int(match[3]))
    return None if day is None else f"{day} at {pairs(match[4] + match[5])}{' UTC' if match[6] else ''}"


def _iso(match: re.Match[str]) -> str | None:
    return _numeric(match[1], int(match[2]), int(match[3]))


def _american(match: re.Match[str]) -> str | None:
    first, second, of = int(match[1]), int(match[2] or match[4] or match[6]), match[3] or match[5] or match[7]
    if first > 12:
        return _numeric(of, second, first, day_first=True)
    return _numeric(of, first, second)


def _year_month_day(match: re.Match[str]) -> str | None:
    day = _day(match[3])
    return None if day is None else f"{_MONTHS[match[2].lower()]} {ordinal(day)} {year(int(match[1]))}"


def _month_of_year(match: re.Match[str]) -> str | None:
    if len(match[1]) == 1 and word_before(match).lower() not in _BEFORE_MONTH:
        return None
    return f"{_NAMES[int(match[1]) - 1]} {year(int(match[2]))}" if 1 <= int(match[1]) <= 12 else None


def _weekday(match: re.Match[str]) -> str | None:
    is_star = match[1] == "Sun" and word_before(match).lower() in ("the", "our")
    return None if is_star else _WEEKDAYS[match[1][:3]]


def _weekdays(match: re.Match[str]) -> str:
    return f"{_WEEKDAYS[match[1][:3]]} to {_WEEKDAYS[match[2][:3]]}"


def _month_alone(match: re.Match[str]) -> str:
    return _MONTHS[match[1].lower()]


_MONTH_WORDS = frozenset(_MONTHS)

_DUE = frozenset("by on of since until till from due dated before after thru through ended ending".split())
_BEFORE_DAY = frozenset(
    "date on until till til dated thru through starting starts begins effective since theaters theatres"
    " cinemas streaming".split()
)
_BEFORE_DAY_FIRST = _WEEKDAY_WORDS | frozenset(
    "on until till til dated thru through starting starts begins ends closes since by due before after".split()
)
_DATED = frozenset("deadline hearing meeting election release issue edition trial date letter".split())
_MONTHS_OF_YEAR, _LEAST_OF_DAYS, _LONGEST_MONTH = 12, 13, 31
_HOUR_AFTER = re.compile(r"(?:,| at|, at) (?:\d{1,2}(?::\d\d)? ?[ap]\.?m|\d{1,2}:\d\d|noon\b|midnight\b)").match
_AFTER_DAY = re.compile(r"[.,;:)]|\Z| (?:at|to|and|in|with|through|until|after|or)\b").match
_PARTS_IN_USE = frozenset((16, 20, 24))
_BEFORE_PART = frozenset(
    "shot shoot shooting went going made hit hitting converted won sank drained lost completed scored finished rated"
    " got gave score a an the about nearly almost over just than only roughly some another top least".split()
)
_OF_PART = frozenset(
    ("scale", "scales", "of", "the", "second", "sec", "chance", "odds", "share", "stake", "ratio", "as")
)


def _day_of_month(match: re.Match[str]) -> str | None:
    """As in "the date is 12/19", "on 11/12", "until 21/11"; not "1/25 scale", "cut by 1/3"."""
    month, day, before, after = int(match[1]), int(match[2]), word_before(match).lower(), word_after(match)
    if _MONTHS_OF_YEAR < month <= _LONGEST_MONTH and 1 <= day <= _MONTHS_OF_YEAR:
        return f"{_the(match)}{ordinal(month)} of {_NAMES[day - 1]}" if before in _BEFORE_DAY_FIRST else None
    if not (1 <= month <= _MONTHS_OF_YEAR and 1 <= day <= _LONGEST_MONTH) or after in _OF_PART:
        return None
    is_told = after in _DATED or (before not in _BEFORE_PART and _is_day(match, month, day, before))
    return f"{_NAMES[month - 1]} {ordinal(day)}" if is_told else None


def _is_day(match: re.Match[str], month: int, day: int, before: str) -> bool:
    """Whether what stands around the numbers tells that they are a day and no part of something."""
    if (month > day and before in _BEFORE_DAY_FIRST) or _HOUR_AFTER(match.string, match.end()):
        return True  # "by 12/1"
    if day >= _LEAST_OF_DAYS and before in _DUE:
        return True
    is_part = day < _LEAST_OF_DAYS or day in _PARTS_IN_USE
    return _AFTER_DAY(match.string, match.end()) is not None and (before in _BEFORE_DAY or not is_part)


_BEFORE_MONTH = frozenset(
    "born died since in by until till from to expires expired dated effective of on through".split()
)
_DATES_BEFORE = frozenset(("from", "between", "dates", "ran", "runs", "on", "open", "week"))


def _days_of_months(match: re.Match[str]) -> str | None:
    """From one day to another by their numbers: "9/15–10/15"."""
    first, second = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    if not all(1 <= month <= 12 and 1 <= day <= 31 for month, day in (first, second)):
        return None
    if max(first[1], second[1]) <= 12 and word_before(match).lower() not in _DATES_BEFORE:
        return None
    return " to ".join(f"{_NAMES[month - 1]} {ordinal(day)}" for month, day in (first, second))


DATES = (
    Rule(
        "days of months",
        re.compile(r"(\d{1,2})/(\d{1,2})\s?[-–]\s?(\d{1,2})/(\d{1,2})(?![\d/\w])"),
        _days_of_months,
        starts="0",
        then="/",
    ),
    Rule("month days", re.compile(rf"{_MONTH}[ ]{_DAY}\s?[-–]\s?{_DAY}(?![-–]\d)"), _day_range, _MONTH_WORDS),
    Rule("dates", re.compile(rf"{_MONTH}[ ]{_DAY}\s?[-–—]\s?(?={_MONTH}[ ]\d)"), _to_month_day, _MONTH_WORDS),
    Rule(
        "month day",
        re.compile(rf"{_MONTH}[\s-](\d{{1,2}})(?:st|nd|rd|th)?\b(?![:/.]\d|%)(?:(,?[ -]){_YEAR})?"),
        _month_day,
        _MONTH_WORDS,
    ),
    Rule("month year", re.compile(rf"{_MONTH},?[\s-]{_YEAR}"), _month_year, _MONTH_WORDS),
    Rule(
        "month, short year",
        re.compile(rf"{_MONTH} ?['’‘](\d\d)\b(\s?[-–—]\s?(?={_MONTH}))?"),
        _month_short_year,
        _MONTH_WORDS,
    ),
    Rule("months", re.compile(rf"{_MONTH}\s?[-–—/]\s?{_MONTH}(?:,? {_YEAR})?(?! \d)"), _months, _MONTH_WORDS),
    Rule("weekdays", re.compile(rf"{_WEEKDAY}\s?[-–]\s?{_WEEKDAY}(?!-)"), _weekdays, _WEEKDAY_WORDS),
    Rule(
        "some weekdays",
        re.compile(rf"{_SHORT_WEEKDAY}/(?={_SHORT_WEEKDAY}(?!\w))|(?<=/){_SHORT_WEEKDAY}(?!\w)"),
        lambda match: _WEEKDAYS[(match[1] or match[3])[:3]] + ("," if match[1] else ""),
        _WEEKDAY_WORDS,
    ),
    Rule("weekday", re.compile(rf"{_SHORT_WEEKDAY}\."), _weekday, _WEEKDAY_WORDS),
    Rule(
        "weekday",
        re.compile(rf"{_SHORT_WEEKDAY}(?=,? (?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?![^\W\d_]))"),
        _weekday,
        _WEEKDAY_WORDS,
    ),
    Rule(
        "weekday",
        re.compile(rf"{_SHORT_WEEKDAY}(?= \d{{1,2}}(?:[-–:]\d|\s?[ap]\.?m|(?:st|nd|rd|th)\b))"),
        _weekday,
        _WEEKDAY_WORDS,
    ),
    Rule(
        "weekday",
        re.compile(rf"(?i:{_SHORT_WEEKDAY})[.,](?= (?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?![^\W\d_]))"),
        lambda match: f"{_WEEKDAYS[match[1][:3].capitalize()]},",
        _WEEKDAY_WORDS,
    ),
    Rule("month", re.compile(r"(Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\."), _month_alone, _MONTH_WORDS),
    Rule(
        "instant",
        re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d(?:\.\d{1,6})?)?(?:(Z)|[-+]\d\d:?\d\d)?(?![\w:])"),
        _instant,
        starts="0",
        then="-",
    ),
    Rule(
        "days month",
        re.compile(rf"{_DAY}\s?[-–]\s?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?(?![^\W\d_])"),
        _days_month,
        starts="0",
        then="-–snrt",
    ),
    Rule(
        "dates",
        re.compile(rf"{_DAY} {_MONTH}\s?[-–—]\s?(?={_DAY} {_MONTH})"),
        _to_day_month,
        starts="0",
        then="snrtjfmaodJFMASOND",
    ),
    Rule(
        "day month",
        re.compile(
            rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[\s/-]{_MONTH}"
            r"(?:(?:,? |[-/])(\d{4}|(?<=[-/])\d\d)(?![\d,.:/-]?\d|%))?"
        ),
        _day_month,
        starts="0",
        then="snrtojfmadJFMASOND/",
    ),
    Rule(
        "date, year first",
        re.compile(rf"(\d{{4}})[ -]{_MONTH}[ -](\d{{1,2}})(?![\d-])"),
        _year_month_day,
        starts="0",
        then="jfmasondJFMASOND",
    ),
    Rule(
        "date, year first", re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/-])"), _iso, starts="0", then="-/."
    ),
    Rule(
        "date, year last",
        re.compile(
            r"(\d{1,2})(?:/(\d{1,2})/(\d{4}|\d\d)|\.(\d{1,2})\.(\d{4}|\d\d)|-(\d{1,2})-((?:19|20)\d\d))"
            r"(?![\d/.-]\d|\d)"
        ),
        _american,
        starts="0",
        then="/.-",
    ),
    Rule(
        "day of a month",
        re.compile(r"(?<=[a-z] )(\d{1,2})/(\d{1,2})(?![\d/\w]|\.\d|[ -]?(?:of|inch|mile|cup|majority))"),
        _day_of_month,
        starts="0",
        then="/",
    ),
    Rule(
        "month of a year",
        re.compile(r"(0\d|1[0-2]|(?<=[a-z] )[1-9])/((?:19|20)\d\d)(?![/\d])"),
        _month_of_year,
        starts="0",
        then="/",
    ),
)
