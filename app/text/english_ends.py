"""Where English sentences end that sentencex takes to go on: after words that are abbreviations as well."""

import re

from app.text.abbreviations import sentence_words

_NEW = r"(?=\s+[\"“‘(]?[A-Z][a-z])"
_WORDS = re.compile(
    rf"(?<=\bMay)\.{_NEW}|(?<=\bno)\.{_NEW}|(?<=\betc)\.(?:[\"”)]?){_NEW}"
    rf"|(?<=[a-z]\s)(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.{_NEW}"
)
"""In May., He said no., pens etc., in Oct."""
_STOPPED = re.compile(
    r"(?<![\w.])((?:[A-Za-z]\.){1,4}[A-Za-z]|[A-Za-z]{2,5})\.[\"”)]?(?=\s+([A-Z][a-z]{2,15})\s+[a-z(])"
)


def english_ends(text: str) -> set[int]:
    """Ends behind "May.", "no.", "etc.", and behind "U.K." or "Co." before a common word and one in small letters."""
    ends = {found.end() for found in _WORDS.finditer(text)}
    words = sentence_words("en")
    for found in _STOPPED.finditer(text):
        last = found[1].lower()
        if (
            found[2].lower() in words.common
            and ("." in last or last in words.anywhere)
            and last not in words.always_go_on
        ):
            ends.add(found.end())
    return ends
