"""Symbols between words."""

import re

from app.text.spoken.english.context import character_before
from app.text.spoken.rules import Rule

SYMBOLS = {
    "&": "and", "%": "percent", "$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₺": "lira", "₹": "rupee",
    "₩": "won", "+": "plus", "=": "equals", "@": "at", "#": "hash", "°": "degrees", "×": "times", "÷": "divided by",
    "±": "plus or minus", "≈": "approximately", "≠": "is not equal to", "≤": "at most", "≥": "at least", "→": "to",
    "§": "section", "№": "number", "µ": "micro", "π": "pi", "∞": "infinity", "√": "square root of", "℃": "degrees",
}  # fmt: skip


def _slash(match: re.Match[str]) -> str:
    return "slash" if character_before(match).isspace() else ""


def _squared(match: re.Match[str]) -> str:
    return "squared" if match[0] == "²" else "cubed"


def _one_per(match: re.Match[str]) -> str:
    return f"one per {match[1]}"


SYMBOL_RULES = (
    Rule("per letter", re.compile(r"1/([A-Za-z])\b"), _one_per, starts="0", then="/"),
    Rule("about", re.compile(r"~(?=\s?[$£€]?\d)"), lambda _: "about", starts="~"),
    Rule("less than", re.compile(r"(?<!\S)<(?=\s?[$£€]?\d)"), lambda _: "less than", starts="<"),
    Rule("more than", re.compile(r"(?<!\S)>(?=\s?[$£€]?\d)"), lambda _: "more than", starts=">"),
    Rule("squared", re.compile(r"(?<=\b[A-Za-z])[²³](?!\w)"), _squared, starts="²³"),
    Rule("slash", re.compile(r"/(?=\s)"), _slash, starts="/"),
)
