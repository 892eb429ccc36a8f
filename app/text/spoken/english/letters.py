"""Letters that are said one by one: initials, degrees of universities, doses; and from one letter to another."""

import re

from app.text.spoken.english.context import word_before
from app.text.spoken.rules import Rule
from app.text.tables import table

_LETTERED: frozenset[str] = table("english_names")["lettered"]


def _dotted(match: re.Match[str]) -> str:
    """Letter by letter, so that "this a.m." is no verb."""
    letters = match[0].replace(".", "")
    return letters.upper() if letters.islower() else letters


def _dose(match: re.Match[str]) -> str:
    """How often a medicine is taken: "b.i.d.", which is no bid."""
    return match[0].rstrip(".").upper()


def _degree(match: re.Match[str]) -> str:
    """Of a university: "Ph.D.", "B.Sc.", "LL.M."."""
    letters = re.sub(r"[.\s]", "", match[0].rstrip("s"))
    return letters if letters == "PhD" else " ".join(re.findall(r"[A-Z][a-z]*", letters.replace("Sc", "SC")))


def _ampersand(match: re.Match[str]) -> str:
    return f"{match[1]} and {match[2]}"


def _lettered(match: re.Match[str]) -> str | None:
    """From one letter to another, of things that letters name: "Exhibits A–D"."""
    named = word_before(match)
    if match[1] >= match[2] or not (named.lower() in _LETTERED or named.lower().removesuffix("s") in _LETTERED):
        return None
    return f"{match[1]} to {match[2]}"


LETTERS = (
    Rule("lettered range", re.compile(r"([A-Z])\s?[-–—]\s?([A-Z])(?![\w-]|['’.]\w)"), _lettered, starts="a"),
    Rule("ampersand", re.compile(r"([A-Z]{1,3})&([A-Z]{1,3}s?)(?!\w)"), _ampersand, starts="a"),
    Rule(
        "degree",
        re.compile(r"(?:(?:Ph|Ed|Psy|Pharm|Litt)\.\s?D|[BMD]\.\s?(?:Sc|Phil|Ed|Eng|Com|Litt|Mus)|LL\.\s?[BDM])\b\.?s?"),
        _degree,
        frozenset("bmd") | {"ph", "ed", "psy", "pharm", "litt", "ll"},
    ),
    Rule("dose", re.compile(r"[btq]\.i\.d\.?(?!\w)|p\.r\.n\.?(?!\w)"), _dose, frozenset("btqp")),
    Rule("dotted letters", re.compile(r"(?:[A-Za-z]\.){2,8}(?:(?=[^\w.]|\Z)|[A-Za-z]\b)"), _dotted, starts="a"),
    Rule(
        "initials",
        re.compile(
            r"[A-Z]\.(?= ?[\"“‘(]?[A-Z][\w.])|[HSK]\.(?= ?\d)|(?:H\.R|[AHS]\.B)\.(?=\d)|[A-Z]\.(?=,| [a-z]{4}|['’]s\b)"
        ),
        _dotted,
        starts="a",
    ),
)
