"""Dates, seasons and times of day."""

import re

from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule
from app.text.spoken.turkish.measures import SCALE_NAMES, TO
from app.text.spoken.turkish.numbers import cardinal, decimal, digits
from app.text.spoken.turkish.suffixes import SUFFIX, attached, lower

MONTHS = "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık".split()
WEEKDAYS = "pazartesi salı çarşamba perşembe cuma cumartesi pazar".split()
_SHORT_WEEKDAYS = dict(zip(("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"), WEEKDAYS, strict=True)) | {
    "Çrş": "çarşamba",
    "Prş": "perşembe",
    "Cts": "cumartesi",
    "Pzr": "pazar",
}
_NO_WORDS = frozenset(("Pzt", "Çrş", "Prş", "Cmt", "Cts", "Pzr"))
"""Of the weekdays those that stand for nothing else."""
_WEEKDAY = "|".join(_SHORT_WEEKDAYS)
_DATE = r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d\d(?![.:/-]?\d))"
_SHORT_MONTH = "Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara"
_TIME = r"(\d{1,2})[.:](\d{2})"
_BEFORE_TIME = re.compile(
    r"(?:\b(?:saat(?:i|ler|leri)?|tsi|sabah|akşam|gece|öğle|öğlen|imsak|iftar|sahur|ikindi|yatsı|sonra|bugün|yarın|dün|günü|"
    + "|".join(WEEKDAYS)
    + r"),?\s{1,2}|\()\Z"
)
_AFTER_OTHERS = re.compile(
    rf"\s{{1,2}}(?:{SCALE_NAMES}|puan|kat|büyüklü|derece|sürüm|versiyon|ölçeğ|metre|kilo|ton|litre|dolar|lira|avro|euro)"
)
_AFTER_TIME = re.compile(r"\s(?:gibi|civar|sıralar|sular|seans)")
_LAP_AFTER = re.compile(r"['’][ldt]|\s(?:derece|saniye)").match
_LAP_BEFORE = re.compile(r"(?:derece|zaman|süre|rekor)\w{0,6}:? \Z").search
_DATE_BEFORE = re.compile(rf"\d (?:(?:{'|'.join(MONTHS)}) )?\Z").search
_NAME_BEFORE = re.compile(r"[A-ZÇĞİÖŞÜ]\w{0,20}\s\Z")
_BEFORE = 24
"""Characters that are looked at before a time."""


def _date(day: str, sign: str, month: str, year: str) -> str | None:
    if len(year) == 2:  # "24.11.26"
        if sign == "-" or len(day + month) < 4:
            return None
        year = f"{'20' if year < '50' else '19'}{year}"
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12) or (sign == "-" and not 1000 <= int(year) <= 2999):
        return None
    return f"{cardinal(str(int(day)))} {MONTHS[int(month) - 1]} {cardinal(year)}"


def _dates(match: re.Match[str]) -> str | None:
    first = _date(match[1], match[2], match[3], match[4])
    if first is None or match[5] is None:
        return first and attached(first, match[9])
    second = _date(match[5], match[6], match[7], match[8])
    return second and attached(f"{first} ila {second}", match[9])


def _iso_date(match: re.Match[str]) -> str | None:
    said = _date(match[3], "-", match[2], match[1])
    return said and attached(said, match[4])


def _clock(hour: str, minute: str) -> str | None:
    """Of 9 and 05 the "dokuz sıfır beş"."""
    if int(hour) > 24 or int(minute) > 59:
        return None
    said = digits(hour) if hour == "00" else cardinal(str(int(hour)))
    if int(minute):
        said += " " + (digits(minute) if minute[0] == "0" else cardinal(minute))
    return said


def _time(match: re.Match[str]) -> str | None:
    said = _clock(match[1], match[2])
    return said and attached(said, match[3])


def _times(match: re.Match[str]) -> str | None:
    first, second = _clock(match[1], match[2]), _clock(match[3], match[4])
    return attached(f"{first} ila {second}", match[5]) if first and second else None


def _time_with_a_point(match: re.Match[str]) -> str | None:
    return _time(match) if _is_time(match) else None


def _is_time(match: re.Match[str]) -> bool:
    """Whether a number like 14.30 is a time of day and not a version or a quantity."""
    text, suffix = match.string, lower(match[3] or "")
    before = written_before(match, _BEFORE)
    if _BEFORE_TIME.search(lower(before)):
        return True
    if suffix:
        return suffix[0] in "dtyns" or (len(match[1]) == 2 and suffix[0] in "aeıiuü")
    if _AFTER_TIME.match(text, match.end()) or (len(match[1]) > 1 and match[1][0] == "0"):
        return True
    if len(match[1]) == 1 or _AFTER_OTHERS.match(text, match.end()):
        return False
    return match[2][1] in "05" or not _NAME_BEFORE.search(before)


def _short_month(match: re.Match[str]) -> str | None:
    if not 1 <= int(match[1]) <= 31:
        return None
    month = next(name for name in MONTHS if name.startswith(lower(match[2])))
    year = f" {cardinal(match[3])}" if match[3] else ""
    return attached(f"{cardinal(str(int(match[1])))} {month}{year}", match[4])


def _short_month_of_year(match: re.Match[str]) -> str:
    """As in "Haz. 2025'te"."""
    month = next(name for name in MONTHS if name.startswith(lower(match[1])))
    return attached(f"{month} {cardinal(match[2])}", match[3])


def _long_time(match: re.Match[str]) -> str | None:
    if int(match[2]) > 59 or int(match[3]) > 59:
        return None
    if len(match[1]) > 1:
        return _clock_with_seconds(match)
    hours, minutes, seconds = (cardinal(str(int(part))) for part in match.groups()[:3])
    return attached(f"{hours} saat {minutes} dakika {seconds} saniye", match[4])


def _clock_with_seconds(match: re.Match[str]) -> str | None:
    clock, seconds = _clock(match[1], match[2]), match[3]
    return clock and attached(f"{clock} {digits(seconds) if seconds[0] == '0' else cardinal(seconds)}", match[4])


def _lap(match: re.Match[str]) -> str | None:
    """Minutes, seconds and their parts: "1:32.608"; "1.34.52'lik", where its words tell that it is no version."""
    is_told = _LAP_AFTER(match.string, match.end(5)) or _LAP_BEFORE(lower(written_before(match, _BEFORE)))
    if match[4] and not is_told:
        return None
    whole = match[2] or match[3] or match[4]
    seconds = f"sıfır {cardinal(whole[1])}" if whole[0] == "0" else cardinal(whole)
    part = decimal(f"0,{match[5]}").removeprefix("sıfır virgül ")
    return attached(f"{cardinal(match[1])} {seconds} nokta {part}", match[6])


def _season(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} {cardinal(match[2])}"


def _days_of_months(match: re.Match[str]) -> str | None:
    """The first of two dates of one year: "15.03-15.04.2026"."""
    day, month = int(match[1]), int(match[2])
    return f"{cardinal(str(day))} {MONTHS[month - 1]} ila" if 1 <= day <= 31 and 1 <= month <= 12 else None


def _month_of_year(match: re.Match[str]) -> str:
    return attached(f"{MONTHS[int(match[1]) - 1]} {cardinal(match[2])}", match[3])


def _short_weekday(match: re.Match[str]) -> str | None:
    """Two of them, or one behind a date or that is no word."""
    first, second = match.groups()
    if second:
        return f"{_SHORT_WEEKDAYS[first]} {_SHORT_WEEKDAYS[second]}"
    is_behind_date = match[0][-1] == "." and _DATE_BEFORE(lower(written_before(match, _BEFORE)))
    return _SHORT_WEEKDAYS[first] if first in _NO_WORDS or is_behind_date else None


DATES = (
    Rule(
        "day with a zero",
        re.compile(rf"0([1-9])(?=\s(?i:{'|'.join(MONTHS)}))"),
        lambda match: cardinal(match[1]),
        starts="0",
        then="a",
    ),
    Rule(
        "days of months",
        re.compile(r"(\d{1,2})\.(\d{1,2})\.?\s?[-–]\s?(?=\d{1,2}\.\d{1,2}\.\d{4}(?!\d))"),
        _days_of_months,
        starts="0",
        then=".",
    ),
    Rule(
        "month of a year",
        re.compile(rf"(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\d/]|\s(?:[sS]ayılı|[EK]\.)){SUFFIX}"),
        _month_of_year,
        starts="0",
        then="/",
    ),
    Rule(
        "weekdays",
        re.compile(rf"({_WEEKDAY})(?:\.?\s?[-–]\s?({_WEEKDAY}))?(?!\w)\.?"),
        _short_weekday,
        words=frozenset(map(lower, _SHORT_WEEKDAYS)),
    ),
    Rule(
        "clock with seconds",
        re.compile(rf"(?<=aat )(\d{{1,2}})[.:](\d\d)[.:](\d\d)(?!\d){SUFFIX}"),
        _clock_with_seconds,
        starts="0",
        then=".:",
    ),
    Rule(
        "date",
        re.compile(rf"{_DATE}(?!\d)(?:{TO}{_DATE}(?!\d))?{SUFFIX}"),
        _dates,
        starts="0",
        then="./-",
    ),
    Rule(
        "short month",
        re.compile(rf"(\d{{1,2}})\s({_SHORT_MONTH})(?![^\W_])\.?(?:\s(\d{{4}})(?!\d))?{SUFFIX}"),
        _short_month,
        starts="0",
        then="a",
    ),
    Rule(
        "short month of a year",
        re.compile(rf"({_SHORT_MONTH})\.?\s((?:19|20)\d\d)(?!\d){SUFFIX}"),
        _short_month_of_year,
        words=frozenset(lower(_SHORT_MONTH).split("|")),
    ),
    Rule(
        "date, the year first",
        re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}})(?!\d){SUFFIX}"),
        _iso_date,
        starts="0",
        then="-",
    ),
    Rule(
        "season",
        re.compile(
            r"((?:19|20)?\d\d)\s?[-–/]\s?((?:19|20)?\d\d)"
            r"(?=\s+(?:[sS]ezon|[eE]ğitim|[öÖ]ğretim|[yY]asama|[aA]kademik|[fF]utbol|kış|av\b))"
        ),
        _season,
        starts="0",
        then="-–/",
    ),
    Rule("times", re.compile(rf"{_TIME}{TO}{_TIME}(?!\d|[.:]\d){SUFFIX}"), _times, starts="0", then=".:"),
    Rule(
        "lap",
        re.compile(
            rf"(\d{{1,2}})(?::([0-5]\d)[.,]|\.([0-5]\d),|(?<!\d\d)\.([0-5]\d)\.(?=\d\d(?![\d.])))"
            rf"(\d{{1,3}})(?!\d){SUFFIX}"
        ),
        _lap,
        starts="0",
        then=":.",
    ),
    Rule("long time", re.compile(rf"(\d{{1,2}}):(\d{{2}}):(\d{{2}})(?!\d){SUFFIX}"), _long_time, starts="0", then=":"),
    Rule("time", re.compile(rf"(\d{{1,2}}):(\d{{2}})(?!\d){SUFFIX}"), _time, starts="0", then=":"),
    Rule(
        "time with a point",
        re.compile(rf"(\d{{1,2}})\.(\d{{2}})(?![\d%]|[.,/:]\d){SUFFIX}"),
        _time_with_a_point,
        starts="0",
        then=".",
    ),
)
