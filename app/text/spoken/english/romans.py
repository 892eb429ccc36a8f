"""Roman numerals, by what they count."""

import re

from app.text.spoken.english.context import word_after, words_before
from app.text.spoken.english.numbers import cardinal, ordinal, roman
from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule
from app.text.tables import table

_WORDS = table("english_romans")
_COUNTED: frozenset[str] = _WORDS["counted"]
_STOPPED = frozenset(("vol", "ch", "pt", "no", "sec", "fig", "art", "bk", "mk", "nos"))
_REGNAL: frozenset[str] = _WORDS["regnal"]
_DRIP = frozenset(("drip", "drips", "fluid", "fluids", "bag", "bags", "line", "lines", "treatment", "needle", "therapy",
                   "antibiotics", "infusion", "infusions", "medication", "pole", "drug", "drugs"))  # fmt: skip
_ARTICLES = frozenset(("a", "an", "the", "her", "his", "their", "with", "via", "and", "of", "in"))
_HELD = frozenset(
    "Games Olympics Olympic Paralympics Paralympic Olympiad Winter Summer Commonwealth Congress Conference Summit"
    " Assembly Session Corps Legion Army Dynasty Festival Biennale International Plenum Council Cavalry".split()
)
"""What is the twenty fifth of its kind behind "the XXV"."""
_LETTERS = frozenset("CDLM")
_SEQUEL = re.compile(r"[IVX]{2,8}|XL[IVX]{1,4}|L[IVX]{2,6}(?<!LIV)")
_AGE_AFTER = re.compile(
    r", (?:aged? )?\d\d(?=[,;]|\.?\Z|\s(?:of|was|is|died|who|from|and|has|had|said|passed)\b)"
).match
_RULER_BEFORE = re.compile(r"([A-Z][a-z]{2,15}) [IVXLC]{1,8}(?:,? (?:and|or|to)|,) \Z")
_NUMERAL_BEFORE = re.compile(r"(?<![A-Za-z])[IVXLC]{1,8}(?:,|,? and|,? or| to| &|[-–]) ?\Z")


def _roman(match: re.Match[str]) -> str | None:
    written = match[1].upper()
    value = roman(written)
    if value is None or value > 100:
        return None
    last, earlier = _before(match)
    after = word_after(match)
    if after in ("century", "centuries") and match[1].isupper():
        return ordinal(value)
    is_aged = last[:1].isupper() and len(written) > 1 and _AGE_AFTER(match.string, match.end()) is not None
    if is_aged or (_follows_numeral(match) and _ruler_before(match)):
        return f"the {ordinal(value)}"
    if last.lower() == "the" and after in _HELD and len(written) > 1 and match[1].isupper():
        return ordinal(value)
    if not last[:1].isalpha():
        return cardinal(value) if _follows_numeral(match) else None
    return _named(match[1], value, last, earlier, after) or (cardinal(value) if _follows_numeral(match) else None)


def _named(written: str, value: int, last: str, earlier: str, after: str) -> str | None:
    """The numeral after the word `last`, by that word."""
    is_count = last.lower() in _COUNTED
    if is_count and not _is_letter(written, last, after):
        return cardinal(value)
    if written.islower() or not last[0].isupper() or (written == "I" and _starts_clause(after)):
        return None
    if last.lower() in _REGNAL or (earlier[:1].isupper() and earlier.lower() in _REGNAL and len(written) > 1):
        return None if is_count or written in _LETTERS else f"the {ordinal(value)}"
    is_infusion = written == "IV" and (after in _DRIP or last.lower() in _ARTICLES)
    return cardinal(value) if _SEQUEL.fullmatch(written) and written not in ("XX", "XXX") and not is_infusion else None


def _is_letter(written: str, last: str, after: str) -> bool:
    """Whether a single letter behind a word that is counted is a letter ("Group C"), or the pronoun."""
    if written in _LETTERS:
        return last != "Bowl"
    if written == "X":
        return last.lower() in ("gen", "generation", "mark", "factor")
    if written == "I":
        return last.islower() or (after.islower() and after in _PRONOUN_VERBS)
    return written.islower() and (len(written) < 2 or written in ("mix", "mi", "di", "li", "xi"))


_PRONOUN_VERBS = frozenset(("am", "have", "think", "had", "know", "said", "say", "saw", "want", "would", "will", "do"))


def _before(match: re.Match[str]) -> tuple[str, str]:
    last, earlier = words_before(match)
    if not last:  # "Vol. II"
        stopped = re.search(r"([A-Za-z]{2,3})\.\s?\Z", written_before(match, 6))
        if stopped is not None and stopped[1].lower() in _STOPPED:
            return "Volume", ""
    return last, earlier


def _follows_numeral(match: re.Match[str]) -> bool:
    """Whether another numeral stands before it: "Parts II and III"."""
    before = written_before(match, 16)
    found = _NUMERAL_BEFORE.search(before)
    return found is not None and match[1].isupper() and match[1] not in ("I", "C", "D", "L", "M")


def _ruler_before(match: re.Match[str]) -> bool:
    """Whether the numerals before it are a ruler's: "Pius XI and XII"."""
    found = _RULER_BEFORE.search(written_before(match, 40))
    return found is not None and found[1].lower() in _REGNAL


def _range(match: re.Match[str]) -> str | None:
    first, last = roman(match[1]), roman(match[2])
    if first is None or last is None or not first < last <= 100 or _before(match)[0].lower() not in _COUNTED:
        return None
    return f"{cardinal(first)} to {cardinal(last)}"


def _starts_clause(after: str) -> bool:
    """Whether "I" before this word is the pronoun."""
    return after.islower() and after not in ("of", "and", "was", "is", "to", "in", "by", "died", "became", "ruled")


_ROMAN_WORDS = frozenset(
    tens + ones
    for tens in ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc", "c")
    for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    if tens + ones
)
_NO_MORE = r"\b(?!\.\w|['’](?!s\b)\w|&)"

ROMANS = (
    Rule("roman range", re.compile(rf"([IVXLC]{{1,8}})[-–]([IVXLC]{{1,8}}){_NO_MORE}"), _range, _ROMAN_WORDS),
    Rule("roman", re.compile(rf"([IVXLC]{{1,8}}|[ivxl]{{1,8}}){_NO_MORE}"), _roman, _ROMAN_WORDS),
)
WORLD_WARS = Rule(
    "world war",
    re.compile(r"WW\s?(II|I|2|1)\b"),
    lambda match: f"World War {'two' if match[1] in ('II', '2') else 'one'}",
    frozenset(("ww", "wwi", "wwii")),
)
