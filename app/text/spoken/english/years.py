"""Years, decades, eras, seasons and fiscal years."""

import re

from app.text.spoken.english.context import END, character_before, identifies, word_after
from app.text.spoken.english.numbers import cardinal, decade, pairs, short_year, year
from app.text.spoken.rules import Rule

_COUNTED = frozenset(
    "people men women children adults students workers employees jobs homes houses troops soldiers officers votes"
    " voters deaths dead wounded patients miles kilometers kilometres meters metres feet acres hectares tons tonnes"
    " pounds kilos kilograms dollars euros words pages calories steps units copies tickets seats passengers members"
    " refugees migrants fans residents visitors firefighters prisoners schools megawatts stores shops".split()
)
"""What four digits are the count of, rather than a year."""


def _decade(match: re.Match[str]) -> str | None:
    number = int(match[1])
    if number == 1000:
        return "thousands"
    return None if number % 10 or (0 < number < 20) else decade(number) if number else None


def _is_count(match: re.Match[str]) -> bool:
    return match.string[match.end() :][:1] in " \xa0" and word_after(match) in _COUNTED


def _year(match: re.Match[str]) -> str | None:
    number = int(match[1])
    is_circa = match.string[: match.start()].endswith(("c.", "ca."))
    if (
        not 1000 <= number < 2100
        or (character_before(match) in "$£€.," and not is_circa)
        or identifies(match)
        or _is_count(match)
    ):
        return None
    return year(number)


def _years(match: re.Match[str]) -> str | None:
    first, last = int(match[1]), int(match[2])
    if not 1000 <= first < 2100:
        return None
    if len(match[2]) == 4:
        return f"{year(first)} to {year(last)}" if first < last < 2200 else None
    if not 0 < (last - first) % 100 <= 50 or (last < 10 and (last - first) % 100 > 10):
        return None
    return f"{year(first)} to {_last(first, last)}"


def _last(first: int, last: int) -> str:
    """The second of two years by its last two digits, in full after "two thousand seven"."""
    return (
        year(first // 100 * 100 + last)
        if 2000 <= first < 2010 <= first // 100 * 100 + last
        else short_year(f"{last:02}")
    )


def _spaced_years(match: re.Match[str]) -> str | None:
    first, last = int(match[1]), int(match[2])
    return f"{year(first)} to {year(last)}" if 1000 <= first < last < 2200 else None


def _season(match: re.Match[str]) -> str | None:
    """A season, an election's cycle or a financial year: "2019/20", "2025/6"."""
    first, last = int(match[1]), int(match[2])
    if not 1900 <= first < 2100 or (last - first) % 10 ** min(len(match[2]), 2) != 1:
        return None
    if len(match[2]) == 1:
        last = (first + 1) % 100
    return f"{year(first)} to {year(last) if len(match[2]) == 4 else _last(first, last)}"


def _act(match: re.Match[str]) -> str:
    """A regulation or directive by its year and number: "2024/1689"."""
    return f"{year(int(match[1]))} {pairs(match[2])}"


def _era(match: re.Match[str]) -> str:
    written = match[1].replace(",", "")
    said = (
        pairs(written) if len(written) == 3 else year(int(written)) if int(written) < 2100 else cardinal(int(written))
    )
    return f"{said} {match[2].replace('.', '')}"


def _decades(match: re.Match[str]) -> str:
    return f"{decade(int(match[1]))} to"


def _decade_after_apostrophe(match: re.Match[str]) -> str:
    return decade(int(match[1]))


def _apostrophe_year(match: re.Match[str]) -> str | None:
    return None if word_after(match).isdigit() else short_year(match[1])


def _fiscal(match: re.Match[str]) -> str:
    first = year(int(match[1])) if len(match[1]) == 4 else short_year(match[1])
    return f"fiscal year {first}" + (f" to {short_year(match[2][-2:])}" if match[2] else "")


def _quarter(match: re.Match[str]) -> str:
    return f"Q {cardinal(int(match[1]))} {short_year(match[2])}"


PERIODS = (
    Rule(
        "era",
        re.compile(r"(\d{1,3}(?:,\d{3})?|\d{4,6})\s?(B\.?C\.?E\b\.?|B\.?C\b\.?|A\.?D\b\.?|C\.?E\b\.?)(?![^\W_])"),
        _era,
        starts="0",
        then="BAC",
    ),
    Rule("season", re.compile(r"(\d{4})/(\d{4}|\d\d?)(?![/\d]|\w)"), _season, starts="0", then="/"),
    Rule(
        "act",
        re.compile(r"(?:(?<=(?:EU|EC)\) )|(?<=[a-z] )|(?<=Reg\. )|(?<=Dir\. ))((?:19|20)\d\d)/(\d{2,4})(?![/\d]|\w)"),
        _act,
        starts="0",
        then="/",
    ),
    Rule("decades", re.compile(r"(\d{3}0)s?[-–](?=\d{3}0s|\d0s)"), _decades, starts="0", then="s-–"),
    Rule("decade", re.compile(rf"(\d{{4}}|\d0)['’]?s{END}"), _decade, starts="0", then="s'’"),
    Rule("short decade", re.compile(rf"['’‘](\d0)s{END}"), _decade_after_apostrophe, starts="'’‘"),
    Rule(
        "short years",
        re.compile(rf"['’‘](\d\d)[-–](?=['’‘]?\d\d{END})"),
        lambda match: f"{short_year(match[1])} to",
        starts="'’‘",
    ),
    Rule("short year", re.compile(rf"['’‘](\d\d)(?!['’]|\s?[°%]|[.,]\d){END}"), _apostrophe_year, starts="'’‘"),
    Rule("years", re.compile(rf"(\d{{4}})[-–—](\d{{4}}|\d\d){END}(?![-/]\d)"), _years, starts="0", then="-–—"),
    Rule(
        "years",
        re.compile(rf"((?:1\d|20)\d\d) - ((?:1\d|20)\d\d){END}(?![-/.,]\d)"),
        _spaced_years,
        starts="0",
        then="-",
    ),
    Rule(
        "fiscal year",
        re.compile(r"FY\s?['’]?(\d{4}|\d\d)(?:[-–/](\d{4}|\d\d))?(?!\w)"),
        _fiscal,
        frozenset(("fy",)),
    ),
    Rule("quarter", re.compile(r"Q([1-4])\s?['’‘](\d\d)(?!\w)"), _quarter, frozenset("q")),
)
YEARS = (Rule("year", re.compile(rf"(\d{{4}}){END}(?![,.]\d|[-–/+=*]\d|\s?[%°])"), _year, starts="0"),)
