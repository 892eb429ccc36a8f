"""Where English sentences end that sentencex takes to go on, and go on where it takes them to end."""

import re

from app.text.abbreviations import sentence_words

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec")
_BEFORE = "|".join(
    (r"(?<=\bMay\.)", r"(?<=\bno\.)", r"(?<=\betc\.)", *(rf"(?<=[a-z]\s{month}\.)" for month in _MONTHS))
)
_WORDS = re.compile(rf"\.(?:{_BEFORE})(?=[\"”)]?\s+[\"“‘(]?[A-Z][a-z])")
"""In May., He said no., pens etc., in Oct."""
_DEGREES = re.compile(
    r"\.(?:(?<=[\d°] [CFK]\.)|(?<=[\d°][CFK]\.)|(?<=\bdegrees [CFK]\.)|(?<=\bdeg\. [CFK]\.))(?=\s+(?!Supp\b)[A-Z][a-z])"
)
"""It hit 40 C. Rain is due."""
_LENGTHS = re.compile(r"\.(?:(?<=\d[\"”″]\.)|(?<=\d°[NSEW]\.)|(?<=\d° [NSEW]\.))(?=\s+[A-Z][a-z])")
"""He is 6'2". She is not. It lies at 40° N. Boston is near."""
_PRONOUN = re.compile(r"\.(?<=\sI\.)(?:(?<=\b(?:or|as) I\.)|(?<=\bthan I\.)|(?<=\band I\.))(?=\s+([A-Z][a-z]{0,15})\b)")
"""It was him or I. He stayed."""
_STOPPED = re.compile(r"\.[\"”)]?(?=\s+([A-Z][a-z]{1,15})(?:\s+[a-z(]|(['’](?:s|re|ll|ve|d|m)|n['’]t)\s))")
_NO = re.compile(r"No\.(?:(?<=\ANo\.)|(?<=[.!?…\"”] No\.))(?=\s+[A-Z][a-z])")
"""What? No. Really."""
_SHOUTED = re.compile(r"[\"”’'][!?]")
_SPEAKER = re.compile(
    r"(?:[A-Z][\w.'’-]{0,20} ){1,3}(?:said|says|asked|asks|added|yelled|shouted|told|wrote|writes|cried|replied|tweeted"
    r"|posted|exclaimed|joked|recalled|responded|answered|insisted|screamed)\b"
).match
_DAY = re.compile(r"\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\.\Z").search
_LONGEST_DAY = 7
_MONTH = re.compile(rf"(?:{'|'.join(_MONTHS)}|June|July|March|April|May|August)\b").match
_AGENCY = re.compile(
    r"\((?:AP|AFP|UPI|dpa|DPA|CNN|CBS|KTLA|[A-Z]{4}|Reuters|Bloomberg|Xinhua|Kyodo)\) ?(?:[–—-]|--)"
).match
_LAST = re.compile(r"(?<![\w.])((?:[A-Za-z]\.){1,4}[A-Za-z]|[A-Za-z]{2,5})\Z")
_LONGEST_LAST = 12


def english_goes_on(before: str, after: str) -> bool:
    """Whether a quotation is followed by who shouted it, a town by the agency of a dateline, a day by its month."""
    if after[0] == "(":
        return _AGENCY(after) is not None
    if _DAY(before[-_LONGEST_DAY:]):
        return _MONTH(after) is not None
    return _SHOUTED.match(before[:-3:-1]) is not None and _SPEAKER(after) is not None


def english_ends(text: str) -> set[int]:
    """Ends behind "May.", "no.", "etc.", and behind "U.K." or "Co." before a common word and one in small letters."""
    words = sentence_words("en")
    ends = {found.end() for found in _WORDS.finditer(text)} | {found.end() for found in _DEGREES.finditer(text)}
    ends |= {found.end() for found in _NO.finditer(text)} | {found.end() for found in _LENGTHS.finditer(text)}
    ends |= {found.end() for found in _PRONOUN.finditer(text) if found[1].lower() in words.starters}
    for found in _STOPPED.finditer(text):
        if found[1].lower() not in (words.starters if found[2] else words.common):
            continue
        stopped = _LAST.search(text[max(0, found.start() - _LONGEST_LAST) : found.start()])
        last = stopped[1].lower() if stopped else ""
        if ("." in last or last in words.anywhere) and last not in words.always_go_on:
            ends.add(found.end())
    return ends
