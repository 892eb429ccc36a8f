"""What was heard beside what was written, with all that a listener cannot hear taken away from both.

Whisper writes "$3.5 million" or "3.5 million dollars" for the same sound, and so do editors. Both sides are brought to
one form by the same rules, which are none of the announcer's own: what its text stage loses is missed here.

- letters are lower case, apostrophes go, hyphens part words, circumflexes go; there is no punctuation
- figures become words (num2words), with their percent signs, currencies, hours and ordinals
- British and American spellings are one
- words that differ only in where they are parted ("kütüphanede ki") are the same
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from num2words import num2words

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
CURRENCIES = {
    "en": {"$": "dollars", "€": "euros", "£": "pounds", "₺": "lira"},
    "tr": {"$": "dolar", "€": "avro", "£": "sterlin", "₺": "lira"},
}
SCALES = {
    "en": {"m": "million", "bn": "billion", "k": "thousand"},
    "tr": {"mn": "milyon", "mr": "milyar", "milyon": "milyon", "milyar": "milyar"},
}
ABBREVIATIONS = {"en": {"dr": "doctor", "mr": "mister", "st": "saint"}, "tr": {"dr": "doktor", "prof": "profesör"}}
DAYS = {num2words(day, to="ordinal"): day for day in range(31, 0, -1)}
NUMBER = r"\d+(?:[.,]\d+)*"
_AMERICAN = (
    (r"our(s|ed|ing|ers?)?", r"or\1"),
    (r"(is|ys)(e[sd]?|ing|ations?|ers?)", r"iz\2"),
    (r"(iz|yz)(e[sd]?|ing|ations?|ers?)", r"iz\2"),
    (r"ll(ed|ing|ers?)", r"l\1"),
    (r"tre(s)?", r"ter\1"),
    (r"ogue(s)?", r"og\1"),
    (r"ence(s)?", r"ense\1"),
)
SPELLINGS = tuple((re.compile(rf"(?<=\w\w){ending}\b"), letters) for ending, letters in _AMERICAN)


@dataclass(frozen=True, slots=True)
class Miss:
    """Words that were heard as others."""

    written: tuple[str, ...]
    heard: tuple[str, ...]
    errors: int
    """Words left out, added or said as others."""


def misses(written: Sequence[str], heard: Sequence[str]) -> Iterator[Miss]:
    """Where two sequences of words differ, in order."""
    from rapidfuzz.distance import Levenshtein

    steps = Levenshtein.opcodes(written, heard)
    for same, group in itertools.groupby(steps, key=lambda step: step.tag == "equal"):
        if not same:
            run = list(group)
            left = tuple(written[run[0].src_start : run[-1].src_end])
            right = tuple(heard[run[0].dest_start : run[-1].dest_end])
            if "".join(left) != "".join(right):
                yield Miss(left, right, Levenshtein.distance(left, right))


def letter_errors(written: Sequence[str], heard: Sequence[str]) -> int:
    """Characters left out, added or heard as others; spaces do not count."""
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance("".join(written), "".join(heard)))


def words_of(text: str, language: str) -> list[str]:
    """The words of a text in the one form that both sides get."""
    text = _spelled(_lower(text, language), language)
    return re.findall(r"\w+", _english(text) if language == "en" else _turkish(text))


def _lower(text: str, language: str) -> str:
    if language == "tr":
        text = text.translate(str.maketrans("Iİ", "ıi"))
    text = text.lower().translate(str.maketrans("âîû", "aiu"))
    return re.sub(r"\s?['’`´‘](?=\w)", "", text)


def _english(text: str) -> str:
    text = re.sub(
        rf"\b({'|'.join(DAYS)})(?=(?: of)? (?:{MONTHS})\b)",
        lambda found: str(DAYS[found[0]]),
        text,
    )
    text = re.sub(rf"(?:\bthe )?\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?={MONTHS})", r"\1 ", text)
    text = re.sub(rf"\b({MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d)", r"\2 \1", text)
    text = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", text)
    text = re.sub(rf"({NUMBER}) ?%|({NUMBER}) per ?cent", r"\1\2 percent", text)
    text = _money(text, "en")
    text = re.sub(r"\b(\d{1,2})[:.](\d\d)(?= ?[ap]m)|\b(\d{1,2}):(\d\d)\b", r"\1\3 \2\4", text)
    for pattern, letters in SPELLINGS:
        text = pattern.sub(letters, text)
    text = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda found: _words(found[1], "en", ordinal=True), text)
    return re.sub(NUMBER, lambda found: _words(found[0].replace(",", ""), "en"), text)


def _turkish(text: str) -> str:
    text = re.sub(rf"% ?({NUMBER})|({NUMBER}) ?%", r"yüzde \1\2", text)
    text = _money(text, "tr")
    text = re.sub(r"\b(\d{1,2})[:.](\d\d)(?!\d)", r"\1 \2", text)
    text = re.sub(r"\b(\d{1,2})\. ?(?=[^\W\d])", lambda found: _words(found[1], "tr", ordinal=True) + " ", text)
    text = re.sub(NUMBER, lambda found: _words(found[0].replace(".", "").replace(",", "."), "tr"), text)
    return re.sub(r"\bbuçuk", "virgül beş", text)


def _money(text: str, language: str) -> str:
    """The currency behind the amount, and the amount's million before it."""
    signs, scales = CURRENCIES[language], SCALES[language]
    pattern = rf"([{''.join(signs)}]) ?({NUMBER})(?: ?(million|billion|{'|'.join(scales)})\b)?"

    def said(found: re.Match[str]) -> str:
        scale = scales.get(found[3], found[3]) if found[3] else ""
        return f"{found[2]} {scale} {signs[found[1]]}"

    text = re.sub(pattern, said, text)
    text = re.sub(rf"({NUMBER}) ?({'|'.join(scales)})\b", lambda found: f"{found[1]} {scales[found[2]]}", text)
    return re.sub(rf"({NUMBER}) ?([{''.join(signs)}])", lambda found: f"{found[1]} {signs[found[2]]}", text)


def _spelled(text: str, language: str) -> str:
    for short, long in ABBREVIATIONS[language].items():
        text = re.sub(rf"\b{short}\.? (?=\w)", f"{long} ", text)
    return text


def _words(figure: str, language: str, *, ordinal: bool = False) -> str:
    """Figures without thousands' marks as words; num2words itself reads "12,5" in Turkish as "virgül elli"."""
    whole, *parts = figure.split(".")
    if ordinal:
        return str(num2words(int(whole), lang=language, to="ordinal")).replace("-", " ")
    said = re.sub(r"[,-]| and\b", " ", num2words(int(whole), lang=language))
    for part in parts:
        figures = " ".join(num2words(int(digit), lang=language) for digit in part)
        said += f" virgül {num2words(int(part), lang='tr')}" if language == "tr" else f" point {figures}"
    return said
