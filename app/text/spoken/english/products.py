"""Products, versions and serials: letters and digits in one word, and what programmers write with symbols."""

import re

from app.text.spoken.english.context import character_before, identifies, word_before
from app.text.spoken.english.numbers import decade, digits, number, pairs, plural, whole, year
from app.text.spoken.rules import LETTER, Rule
from app.text.tables import table

_TIMES = frozenset(("pre", "post", "mid", "early", "late", "circa"))
_FEWEST_OF_A_NAME = 3
_OXIDES = frozenset(("NO", "SO"))
"""No words before a digit: "SO2"."""
_BILLS = frozenset(("HB", "SB", "AB", "HR"))
_ROADS = frozenset(("I", "US", "SR"))
_GREEK: dict[str, str] = table("english_symbols")["greek"]
_PARTS = re.compile(rf"\d{{1,200}}(?:\.\d{{1,200}})?|{LETTER}{{1,200}}")


def _group(written: str) -> str:
    if "." in written:
        return number(written)
    if len(written) == 4 and written[:2] in ("19", "20"):
        return year(int(written))
    is_said_whole = len(written) < 4 or (len(written) == 4 and written.endswith("000"))
    return whole(written, joined=False) if is_said_whole else digits(written)


def _is_in_pairs(letters: str, written: str) -> bool:
    """Whether the digits behind letters are said two by two: "a B737", "UA328", "HB1557"."""
    if not (written.isdecimal() and letters.isupper() and len(letters) < _FEWEST_OF_A_NAME):
        return False
    return len(written) == 3 or (len(written) == 4 and letters in _BILLS)


def _serial(match: re.Match[str]) -> str:
    parts = _PARTS.findall(match[0])
    if len(parts) > 1 and _is_in_pairs(parts[0], parts[1]):
        parts[1] = pairs(parts[1])
    if parts[0] == "c" and len(parts) == 2 and parts[1].isdecimal() and len(parts[1]) == 4:
        return f"circa {year(int(parts[1]))}"
    if parts[0] in _OXIDES:
        parts[0] = " ".join(parts[0])
    is_plural = len(parts) > 2 and parts[-1] == "s"
    said = " ".join(
        _group(part) if part[0].isdecimal() else _GREEK.get(part, part) for part in parts[: -1 if is_plural else None]
    )
    return plural(said) if is_plural else said


def _chain(match: re.Match[str]) -> str | None:
    """Three or more groups joined by hyphens, letters and numbers mixed ("1-413-te-5"): no range, no sum."""
    groups = match[0].split("-")
    numbers = sum(group.isdecimal() for group in groups)
    is_code = numbers and all(group.isdecimal() or group.isupper() for group in groups)
    if numbers == len(groups) or (numbers < 2 and not is_code):
        return None
    parts = [part for group in groups for part in _PARTS.findall(group)]
    return " ".join(_group(part) if part[0].isdecimal() else part for part in parts)


def _version(match: re.Match[str]) -> str:
    return f"version {number(match[1])}{f' to {number(match[2])}' if match[2] else ''}"


def _model(match: re.Match[str]) -> str | None:
    """A four-digit model number after a name in capitals ("RTX 5090"), two by two."""
    before = word_before(match)
    known = len(before) > 1 and before.isupper() and before.isalpha()
    return pairs(match[1]) if known and not identifies(match) and not 1900 <= int(match[1]) < 2100 else None


def _is_year(match: re.Match[str]) -> bool:
    """Whether the four digits behind a word and a hyphen are a year: "post-2008", "mid-1700s", "pre-1066"."""
    return match[2][:2] in ("18", "19", "20") or (match[1] in _TIMES and match[2][0] == "1")


def _with_number(match: re.Match[str]) -> str | None:
    if character_before(match) == "=":
        return None  # "y=x-1"
    if match[1].islower() and len(match[2]) == 4 and match[2].isdecimal() and _is_year(match):
        return f"{match[1]} {(decade if match[3] == 's' else year)(int(match[2]))}"
    if match[1].islower() and match[3] == "s" and match[2][1:] == "0":
        return f"{match[1]} {decade(int(match[2]))}"
    if len(match[2]) == 3 and (match[1] in _ROADS or (match[1].isupper() and len(match[1]) < 3)):
        said = pairs(match[2])
    else:
        said = number(match[2]) if "." in match[2] else _group(match[2])
    if match[3] == "s":
        return f"{match[1]} {plural(said)}"
    return f"{match[1]} {said}{' ' + match[3] if match[3] else ''}"


def _plus(match: re.Match[str]) -> str:
    return f"{match[1]}{' plus' * len(match[2])}"


PRODUCTS = (
    Rule("plus", re.compile(r"([A-Za-z]{1,24})(\+{1,2})(?![\w+])"), _plus, starts="a"),
    Rule("sharp", re.compile(r"([CFJ])#(?!\w)"), lambda match: f"{match[1]} sharp", starts="a"),
    Rule("framework", re.compile(r"\.NET\b"), lambda _: "dot net", starts="."),
    Rule(
        "version",
        re.compile(
            r"(?:v|V(?=\.?\s?\d{1,4}\.\d))\.?\s?(\d{1,4}(?:\.\d{1,4}){0,4})(?:[-–](\d{1,4}(?:\.\d{1,4}){1,4}))?(?![\w])"
        ),
        _version,
        starts="a",
    ),
    Rule(
        "ages",
        re.compile(
            r"(\d{1,3})[-–](\d{1,3})-(?=(?:year|month|week|day|hour|minute|mile|meter|metre|point|foot|inch)s?\b)"
        ),
        lambda match: f"{whole(match[1])} to {whole(match[2])}",
        starts="0",
        then="-–",
    ),
    Rule(
        "chain",
        re.compile(r"[A-Za-z0-9]{1,16}(?:-[A-Za-z0-9]{1,16}){2,8}(?![\w-]|[.,]\d)"),
        _chain,
        starts="0a",
        then="a-",
    ),
    Rule("model", re.compile(r"(\d{4})(?!\w|[.,-]\d)"), _model, starts="0"),
    Rule(
        "name with a number",
        re.compile(r"([A-Za-z]{1,24})-(\d{1,4}(?:\.\d{1,3}){0,2})([a-zA-Z]{0,3})(?![\w-]|\.\d|,\d{3})"),
        _with_number,
        starts="a",
    ),
    Rule("serial", re.compile(rf"{LETTER}{{1,40}}(?=\d)\w{{1,200}}(?:\.\d{{1,4}}(?!\w))?"), _serial, starts="a"),
    Rule("serial", re.compile(rf"\d{{1,40}}(?!(?i:st|nd|rd|th)\b){LETTER}\w{{0,200}}"), _serial, starts="0", then="a"),
)
