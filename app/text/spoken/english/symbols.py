"""Symbols between words."""

import re

from app.text.spoken.english.context import character_before
from app.text.spoken.english.numbers import cardinal, number
from app.text.spoken.english.scores import is_cricket
from app.text.spoken.english.units import per
from app.text.spoken.near import written_before
from app.text.spoken.rules import LETTER, Rule
from app.text.tables import table

_TABLES = table("english_symbols")
SYMBOLS: dict[str, str] = _TABLES["symbols"]
_GREEK: dict[str, str] = _TABLES["greek"]


def _slash(match: re.Match[str]) -> str:
    return "slash" if character_before(match).isspace() else ""


def _squared(match: re.Match[str]) -> str:
    return "squared" if match[0] == "²" else "cubed"


def _raised(match: re.Match[str]) -> str:
    return {"2": "squared", "3": "cubed"}.get(match[1]) or f"to the power of {number(match[1])}"


def _compared(match: re.Match[str]) -> str:
    return {"<": "less than", ">": "greater than", "<=": "at most", ">=": "at least"}[match[1]]


def _greek(match: re.Match[str]) -> str:
    written = match[0]
    return _GREEK.get(written) or _GREEK.get(written.lower()) or written


def _one_per(match: re.Match[str]) -> str:
    return f"one per {match[1]}"


_OPERATORS = {"-": "minus", "−": "minus", "*": "times", "/": "divided by"}
_PARTS = "".join(_TABLES["fractions"])
_MEASURED_BEFORE = re.compile(r"(?<![\w.,-])\d[\d.,]{0,6}[ -]?[a-z]{1,7}\.?\Z").search
_FEWEST_STARS, _MOST_STARS = 2, 5
"""Of a review; one star alone is a bullet."""
_AMOUNT = r"(?=\s?[-−]?[$£€]?\.?\d)"


def _operator(match: re.Match[str]) -> str | None:
    """A sign in an equation written as one word."""
    text, start, end = match.string, match.start(), match.end()
    left = text[max(0, start - 16) : start].rsplit(None, 1)[-1:]
    right = text[end : end + 16].split(None, 1)[:1]
    return _OPERATORS[match[0]] if "=" in "".join(left + right) else None


def _spaced_operator(match: re.Match[str]) -> str | None:
    near = match.string[max(0, match.start() - 12) : match.end() + 12]
    return _OPERATORS[match[0]] if "=" in near else None


def _to(match: re.Match[str]) -> str | None:
    """From so much to so much, of two units or with parts: "18 mos.–3 yrs.", "1½-2 cups"."""
    if match.string[match.start() - 1] in _PARTS or match.string[match.start() - 2] == "/":
        return "to"
    return "to" if _MEASURED_BEFORE(written_before(match, 14)) else None


def _stars(match: re.Match[str]) -> str | None:
    """What a review gives: "★★★½☆"."""
    given, left = len(match[1]), len(match[3])
    if given + left + len(match[2]) < _FEWEST_STARS:
        return None
    said = cardinal(given) + (" and a half" if match[2] else "")
    return f"{said} out of {cardinal(_MOST_STARS)} stars" if left else f"{said} star{'' if said == 'one' else 's'}"


SYMBOL_RULES = (
    Rule("stars of a review", re.compile(r"([★⭐]{1,5})\ufe0f?(½?)(☆{0,4})(?![★☆⭐])"), _stars, starts="★⭐"),
    Rule(
        "stars",
        re.compile(r"(?<=\b[1-7])(?:\*(?= ?-?(?:hotel|resort|review|rating|rated|general|luxury|spa|inn)\b)|★(?!★))"),
        lambda _: "star",
        starts="*★",
    ),
    Rule("up", re.compile(rf"[▲△▴↑⬆]\ufe0f?{_AMOUNT}"), lambda _: "up", starts="▲△▴↑⬆"),
    Rule("down", re.compile(rf"[▼▽▾↓⬇]\ufe0f?{_AMOUNT}"), lambda _: "down", starts="▼▽▾↓⬇"),
    Rule(
        "to",
        re.compile(rf"(?:(?<=[a-z])–|(?:(?<=[a-z]\.)|(?<=[{_PARTS}])|(?<=\b[1-7]/[2-8]))[-–])(?=\d)"),
        _to,
        starts="-–",
    ),
    Rule("arrow", re.compile(r"[→»›]\s{0,8}\Z"), lambda _: "", starts="→»›"),
    Rule("stars", re.compile(r"(?<=\bA)\*(s?)(?!\w)"), lambda match: f"star{match[1]}", starts="*"),
    Rule(
        "not out", re.compile(r"(?<=\d)\*(?![\w*])"), lambda match: "not out" if is_cricket(match) else None, starts="*"
    ),
    Rule("star", re.compile(r"(?:(?<=\b[Dd]ial )|(?<=\b[Pp]ress ))\*(?=\d)"), lambda _: "star", starts="*"),
    Rule(
        "per",
        re.compile(
            r"(?:(?<=:\d\d)|(?<=%))/(km|mile|mi|yr|year|mo|month|wk|week|day|hr|hour|qtr|quarter|decade)\b"
            r"(?:\.(?=\s[a-z]|[,;:)]))?"
        ),
        lambda match: f"per {per(match[1])}",
        starts="/",
    ),
    Rule(
        "rate of exchange",
        re.compile(r"(?<=[a-z\d])/(?:US|A|C)?([$€£])1?(?![\w.,]\d|\w)"),
        lambda match: f"to the {SYMBOLS[match[1]]}",
        starts="/",
    ),
    Rule("operator", re.compile(r"(?<=[\w)²³] )[-−*/](?= [\w(])"), _spaced_operator, starts="-−*/"),
    Rule("operator", re.compile(r"(?<=[\w)²³])[-−*/](?=[\w(])"), _operator, starts="-−*/"),
    Rule("per letter", re.compile(r"1/([A-Za-z])\b"), _one_per, starts="0", then="/"),
    Rule("plus or minus", re.compile(r"\+/[-−–](?=\s?[$£€]?\.?\d)"), lambda _: "plus or minus", starts="+"),
    Rule("about", re.compile(rf"~{_AMOUNT}"), lambda _: "about", starts="~"),
    Rule("compared", re.compile(rf"(?<![\S])([<>]=){_AMOUNT}"), _compared, starts="<>"),
    Rule("less than", re.compile(rf"(?<![^\s(\"“‘])<{_AMOUNT}"), lambda _: "less than", starts="<"),
    Rule("more than", re.compile(rf"(?<![^\s(\"“‘])>{_AMOUNT}"), lambda _: "more than", starts=">"),
    Rule(
        "compared", re.compile(r"(?:(?<=\A[A-Za-z])|(?<=[\s(][A-Za-z]))([<>]=?)(?=[-−]?\.?\d)"), _compared, starts="<>"
    ),
    Rule("squared", re.compile(r"(?:(?<=\b[A-Za-zα-ω])|(?<=\b[a-z][a-z]))[²³](?!\w)"), _squared, starts="²³"),
    Rule("raised", re.compile(r"(?<=[A-Za-z)])\^([-−]?\d{1,4})"), _raised, starts="^"),
    Rule("greek letter", re.compile(rf"[α-ωΑ-Ωµϕϵ](?!{LETTER})"), _greek, frozenset(map(str.lower, _GREEK))),
    Rule("ticker", re.compile(r"\$([A-Z]{1,5})(?![\w$])"), lambda match: match[1], starts="$"),
    Rule("minus", re.compile(r"(?<=\b[ABCDF])-(?![\w-])"), lambda _: "minus", starts="-"),
    Rule(
        "minus",
        re.compile(r"(?:(?<=\bAA)|(?<=\bBB)|(?<=\bAAA)|(?<=\bBBB)|(?<=\bCCC))-(?![\w-])"),
        lambda _: "minus",
        starts="-",
    ),
    Rule(
        "per",
        re.compile(
            r"(?<=[a-z]s)/(?=(?:day|week|month|year|hour|hr|min|sec|person|mile|km|kg|lit(?:er|re)|gallon|kWh|game|share|barrel"
            r"|ton|tonne)\b)"
        ),
        lambda _: "per",
        starts="/",
    ),
    Rule("per", re.compile(r"(?<=[a-z]s)/s\b"), lambda _: "per second", starts="/"),
    Rule("per", re.compile(r"(?<=°[CF])/(?!gas\b|fan\b)(?=[a-z]{3})"), lambda _: "per", starts="/"),
    Rule("paragraphs", re.compile(r"¶¶?(?=\s?\d)"), lambda match: "paragraph" + "s" * (len(match[0]) - 1), starts="¶"),
    Rule("sections", re.compile(r"§§"), lambda _: "sections", starts="§"),
    Rule("slash", re.compile(r"/(?=\s)"), _slash, starts="/"),
)
