"""Ratings of debt, codes of shares and pairs of currencies."""

import re

from app.text.spoken.english.currencies import CODES
from app.text.spoken.english.numbers import DIGITS, pairs
from app.text.spoken.rules import Rule

_TIMES = ("", "", "double ", "triple ")
_MOODYS = {
    "Aaa": "triple A",
    "Aa": "double A",
    "Baa": "B double A",
    "Ba": "B A",
    "Caa": "C double A",
    "Ca": "C A",
}


def _rating(match: re.Match[str]) -> str:
    """As in "triple B" for BBB, before its sign or what is rated."""
    return f"{_TIMES[len(match[0])]}{match[0][0]}"


def _moodys(match: re.Match[str]) -> str | None:
    if match[2] is None:
        return _MOODYS[match[1]] if match[1] == "Aaa" else None
    return f"{_MOODYS[match[1]]} {DIGITS[int(match[2])]}"


def _share(match: re.Match[str]) -> str:
    """As Reuters writes it behind a firm: "(AAPL.O)", "(2330.TW)"."""
    return f"{match[1] if match[1].isalpha() else pairs(match[1])} dot {match[2]}"


def _pair(match: re.Match[str]) -> str | None:
    """What traders change one for the other: "EUR/USD"."""
    base, quoted = CODES.get(match[1]), CODES.get(match[2])
    return f"{base[0]} {quoted[0]}".replace("US dollar", "dollar") if base and quoted else None


FINANCE = (
    Rule(
        "pair of currencies",
        re.compile(r"([A-Z]{3})/([A-Z]{3})(?![\w/])"),
        _pair,
        frozenset(map(str.lower, CODES)),
    ),
    Rule(
        "rating",
        re.compile(
            r"(?:AA|BBB?|CCC?)(?=[+\-−](?![\w-])|[ -](?:rated|ratings?|grade|credit|status|bonds?|tranches?"
            r"|batter(?:y|ies)|cells?)\b)"
        ),
        _rating,
        frozenset(("aa", "bb", "bbb", "cc", "ccc")),
    ),
    Rule(
        "rating by Moody's",
        re.compile(r"(Aaa|Aa|Baa|Ba|Caa|Ca)([1-3])?(?![\w.])"),
        _moodys,
        frozenset(map(str.lower, _MOODYS)),
    ),
    Rule(
        "share",
        re.compile(r"(?<=\()([A-Z]{2,5}|\d{4,6})\.([A-Z]{1,2})(?=\))"),
        _share,
        starts="a0",
        then=".",
    ),
)
