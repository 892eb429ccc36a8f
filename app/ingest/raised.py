"""Raised text (`sup`): an exponent and an ordinal's letters are read, the mark of a note is not."""

import itertools
import re
from typing import Any

LONGEST = 12
"""Characters of what is raised: more is no exponent, no ordinal and no mark."""
MOST_PIECES = 20
RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
EXPONENT = re.compile(r"[-−+]?\d{1,3}\Z|n\Z")
RAISES = re.compile(
    r"(?:(?<![^\W\d_])(?:[kcdmnμµ]?m|[cdm]?l|ha|in|ft|yd|mi|mile|sn|dk|sa|[cm]?s|h|k?g|[a-zA-Z])"
    r"|(?<![\d.,])10|[×x·*]\s?\d{1,4}|\))\s?\Z"
)
"""What an exponent follows: a unit, a variable, a ten, a factor, a bracket."""
LETTERS = re.compile(r"[^\W\d_]{1,4}\.?\Z")
MARKS = frozenset(("tm", "sm", "r", "c", "note"))
AFTER_NUMBERS = frozenset("eoaªº")
"""Ordinals of one letter, French and Spanish; any other letter alone marks a note."""
NOTE = re.compile(r"note|cite|\bref|\bfn", re.IGNORECASE)
NOTE_LINK = re.compile(r"[\[(]?(?:\d{1,3}|[ivx]{2,4}|[a-z*†‡§¶#↑^↩⏎¹²³⁰⁴-⁹])[\ufe0e\ufe0f]?[\])]?\Z", re.IGNORECASE)
PART = re.compile(
    r"\b(?:figs?\.?|figures?|tables?|sections?|sect?\.|eqs?\.?|equations?|chapters?|appendix|box|step|parts?|page|p\.|note"
    r"|şekil|tablo|bölüm|denklem|ek|madde|sayfa|abb\.|abbildung|tabelle|tab\.|kapitel)[\s(]{1,3}\Z",
    re.IGNORECASE,
)
BACK = re.compile(
    r"\[?(?:[↩⏎^↑⇑][\ufe0e\ufe0f]?|(?:jump |go )?(?:back|up)(?: to (?:the )?text)?|return|geri(?: dön)?)\]?\Z",
    re.IGNORECASE,
)


def raised(element: Any, before: str) -> str:
    """What is read of a `sup`, after the text `before` it: an exponent as superscripts, letters as they are."""
    text = _text(element)
    if not text or len(text) > LONGEST or _is_note(element, text):
        return ""
    if EXPONENT.match(text):
        return text.translate(RAISED) if RAISES.search(before) else ""
    if not LETTERS.match(text) or text.casefold() in MARKS:
        return ""
    if before.rstrip()[-1:].isdigit():
        return text if len(text) > 1 or text in AFTER_NUMBERS else ""
    return text if len(text) > 1 and before[-1:].isalpha() else ""


def is_note_mark(element: Any) -> bool:
    """Whether it is the mark of a note, or leads back from it: by where it leads, or by what its author calls it."""
    leads_to_note = element.tag == "a" and "#" in element.get("href", "") and not _is_number_of_a_part(element)
    return (leads_to_note or _is_called_note(element)) and (bool(mark_of(element)) or leads_back(element))


def _is_number_of_a_part(link: Any) -> bool:
    """Whether it is the number of what the word before it names: "Fig. 1", "Table 2", "Bölüm 3"."""
    before = link.getprevious()
    around = link.getparent()
    text = (around.text if around is not None else "") if before is None else before.tail
    return bool(PART.search((text or "")[-20:])) and _text(link).isdigit()


def mark_of(element: Any) -> str:
    """The mark that is all of an element's text, without brackets; "" where that is none."""
    text = _text(element)
    return text.strip("[]()") if NOTE_LINK.match(text) else ""


def leads_back(element: Any) -> bool:
    """Whether a link, or the one in it, leads from a note to its mark."""
    link = element if element.tag == "a" else element.find(".//a")
    place = "" if link is None else link.get("href", "").rpartition("#")[2]
    if place in ("", "top"):
        return False
    is_called_so = "back" in f"{link.get('class', '')[:200]} {link.get('role', '')[:50]}"
    return bool(BACK.match(_text(link))) or (is_called_so and "note" in link.get("class", ""))


def _is_note(element: Any, text: str) -> bool:
    """Whether it leads to a note: a link in it or that is all of it, or what its author calls it."""
    parent = element.getparent()
    return (
        (parent is not None and parent.tag == "a" and _text(parent) == text)
        or element.find(".//a") is not None
        or _is_called_note(element)
    )


def _is_called_note(element: Any) -> bool:
    named = f"{element.get('class', '')[:200]} {element.get('id', '')[:200]} {element.get('role', '')[:50]}"
    return "note" in element.tag or (named != "  " and bool(NOTE.search(named)))


def _text(element: Any) -> str:
    """Its text as far as a mark's may go."""
    pieces = itertools.islice(element.itertext(), MOST_PIECES)
    return " ".join("".join(pieces).split())[: LONGEST + 1]
