"""Text -> sentences: sentencex's boundaries, then a merge and a split pass, then a guard against endless ones.

sentencex does not know where news puts full stops: after titles and ordinals, in lists, before footnote marks. Every
rule is linear in the text.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries as _boundaries  # type: ignore[attr-defined]  # a compiled module

from app.text.abbreviations import ANYWHERE, BEFORE_NAME, ONLY_CAPITALISED, STARTERS
from app.text.turkish_ends import is_ordinal, turkish_ends

LONGEST = 300
"""Characters. A longer sentence is cut where a reader would take breath, so that the first word comes soon."""
TOLERATED = 360
"""Characters. Up to here a sentence stays whole, for its last piece would be a stub."""
LONGEST_CHUNK = 8_000
"""Characters that sentencex sees at once."""
LEAST_ENDS = 5_000
CHARACTERS_AN_END = 20
"""Prose has five times as many. A text with more ends is cut at all of them, without a look at every one."""
LOOK_BACK = 48
"""Characters before a possible end that tell whether it is one: two words with room to spare."""
LONGEST_MARKER = 10
SHORT_LINE = 45
"""Characters. Lines that are all shorter are verses, addresses or tables, not a wrapped paragraph."""

Span = tuple[int, int]

_PLAIN = re.compile(rf"\s*(?=\S)([\w ,-]{{1,{LONGEST}}})\s*\Z").match
"""A short text that cannot hold an end."""

_APOSTROPHE = re.compile(r"(?<=[\w.])['’](?=\w)")
_WITHOUT_QUOTES = str.maketrans(dict.fromkeys("\"'“”„‘’‚«»‹›()[]{}", "\u02bc"))
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_GLUED = re.compile(r"(?<=[^\W_A-Z][^\W_A-Z][.!?])(?=[A-ZÇĞİÖŞÜ][a-zçğıöşü]+[ ,.])")
_FULL_WIDTH = re.compile("[。！？．]+")
_ADDRESS = re.compile(r"[/@]|www\.")
_CLOSING = "\"'”’»)]}"
# What a sentence ends in, matched from its end backwards, so that none of them is searched for.
_LAST_WORD = re.compile(r"\.([^\s(\[\"'“‘«—–/]{1,20})(?:\Z|[\s(\[\"'“‘«—–/-])")
_LAST_INITIAL = re.compile(r"\.[^\W\d_](?:\Z|[\s(.\"'“‘])")
_LAST_QUOTE = re.compile(r"[\"'”’»][.!?…]")
_MARKER_ALONE = re.compile(r"(?:[•⁃*-]\s{0,3})?(?:\d{1,3}|[a-zA-Z])(?:\.\)|[.)])\Z")
_FIRST_WORD = re.compile(r"[\"'“‘«(\[]{0,3}(\w[\w'’]{0,30})")
_MARKER = re.compile(r"(?<!\S)(?:(\d{1,3})|([a-z]))(\.\)|\)|\.)[ \t]{1,3}(?=(\S))")
_BULLET = re.compile(r"(?<!\S)[•⁃‣▪◦](?=\s|\d{1,3}[.)])")
_FOOTNOTE = re.compile(
    r"(?<=[^\W\d_][^\W\d_][.!?])\d{1,3}(?:[ ,]\d{1,3}){0,4}(?=\s+[A-ZÇĞİÖŞÜ])|(?<=\)[.!?])\d{1,3}(?=\s+[A-Z])"
)
_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,5}(?=\s+([A-ZÇĞİÖŞÜ][a-zçğıöşü]{0,15})\b)")
_BROKEN_OFF = re.compile(r"(?:--|—)[\"”](?=\s+[A-Z])")
_ASIDE = re.compile(r"\((?:(?<=[.!?…]\s\()|(?<!.\())[^()\n]{3,200}[.!?…]\)(?=\s+[A-ZÇĞİÖŞÜ])")
"""A sentence in parentheses."""
_BREATH = tuple(
    re.compile(rf"(?s:.{{{LONGEST // 4},}})(?:{last})")
    for last in (
        r"[.!?…]{1,3}[\"'”’»)]{0,2}(?=\s+[\"'“‘«(]{0,2}[A-ZÇĞİÖŞÜ])",
        r"[;:](?=\s)",
        r",(?=\s)|\s[–—]",
        r"\s(?=[^\W\d_A-ZÇĞİÖŞÜ])",
        r"\s",
    )
)
"""The last place for a breath in a window, if it is not too near its start."""


def split_sentences(text: str, language: str) -> list[Span]:
    """Half-open spans without the white space around them, in order; together they hold all that is not white space."""
    if plain := _PLAIN(text):
        return [(plain.start(1), plain.start(1) + len(plain[1].rstrip()))]
    ends = _merged(text, language) | _added(text, language)
    items = list(_list_items(text))
    for start, end in items:
        ends -= set(range(start + 1, end + 1))
        if not _BULLET.search(text, max(0, start - 3), start + 1):
            ends.add(start)
    if items:  # an item ends with its line
        ends |= {found.end() for found in re.finditer("\n", text) if found.end() > items[0][0]}
    spans: list[Span] = []
    start = 0
    for end in [*sorted(ends), len(text)]:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        if stripped := piece.strip():
            spans += _guarded(text, start + left, start + left + len(stripped))
        start = max(start, end)
    return spans


def _merged(text: str, language: str) -> set[int]:
    """The ends that sentencex finds, but those that end no sentence."""
    # An apostrophe that sentencex takes for an opening quote hides every end up to the next one.
    plain = _APOSTROPHE.sub("\u02bc", _LONE_SURROGATE.sub("\ufffd", text))
    found = list(_found(plain, language))
    if len(found) > LEAST_ENDS + len(text) // CHARACTERS_AN_END:
        return set(found)
    kept = set()
    start = 0
    for end in found:
        before, after = text[max(start, end - LOOK_BACK) : end].rstrip(), text[end : end + 40]
        inside_word = end < len(text) and not text[end - 1].isspace() and not text[end].isspace()
        if not inside_word and not _goes_on(before, after.lstrip(), language):
            kept.add(end)
            start = end
    return kept


def _found(plain: str, language: str) -> Iterator[int]:
    """What sentencex finds; again without quotes where it finds nothing for long, for an open one hides every end."""
    for chunk_start, chunk in _chunks(plain):
        for boundary in _boundaries(language, chunk):
            start, end = boundary["start_index"], boundary["end_index"]
            if end - start > LONGEST and _is_unbalanced(chunk[start:end]):
                again = _boundaries(language, chunk[start:end].translate(_WITHOUT_QUOTES))
                yield from (chunk_start + start + inner["end_index"] for inner in again[:-1])
            yield chunk_start + end


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that end with a sentence or at least a word: sentencex's time is quadratic in quotes."""
    start = 0
    while len(text) - start > LONGEST_CHUNK:
        window = text[start : start + LONGEST_CHUNK]
        cut = max(window.rfind(end) for end in (". ", "! ", "? ", "\n")) + 1 or window.rfind(" ") + 1 or LONGEST_CHUNK
        yield start, window[:cut]
        start += cut
    yield start, text[start:]


def _is_unbalanced(text: str) -> bool:
    """Whether a quotation or parenthesis is opened and not closed in it, or the other way round."""
    return bool(text.count('"') % 2) or any(text.count(pair[0]) != text.count(pair[1]) for pair in ("“”", "«»", "()"))


def _goes_on(before: str, after: str, language: str) -> bool:
    """Whether a sentence that seems to end in `before` goes on in `after`."""
    if not before or not after:
        return False
    first = _FIRST_WORD.match(after)
    word = first[1] if first else ""
    lower = word[:1].islower() and word == word.lower()
    if (len(before) <= LONGEST_MARKER and _MARKER_ALONE.match(before)) or (
        after[0] == "(" and _LAST_QUOTE.match(before[::-1])
    ):
        return True
    # “Why?” she asked; Yahoo! and others
    # “ABC A.Ş. (BİST)”: what stands in parentheses is a part, as a number is.
    return lower or (before[-1] == "." and _abbreviated(before[::-1], "0" if after[0] == "(" else word, language))


def _abbreviated(backwards: str, word: str, language: str) -> bool:
    """Whether the stop at the end of a sentence belongs to its last word, and the sentence goes on with `word`."""
    starts_anew = word[:1].isupper() and word.casefold() in STARTERS.get(language, ())
    after_digit = backwards[1:2].isdecimal()
    if not after_digit and (found := _LAST_WORD.match(backwards)):
        written = found[1][::-1]
        last = written.replace("İ", "i").lower()
        if written[0].islower() and last in ONLY_CAPITALISED.get(language, ()):
            return word[:1].isdigit()
        if last in BEFORE_NAME.get(language, ()):
            return not (starts_anew and last in ANYWHERE.get(language, ()))
        if last in ANYWHERE.get(language, ()):
            return word[:1].isdigit()
    if language == "tr" and is_ordinal(backwards):
        return not starts_anew
    if language == "tr" and not backwards[1:2].isupper():  # "Ocak'ın 5'i."
        return False
    return not after_digit and bool(_LAST_INITIAL.match(backwards)) and not starts_anew and word[:1].isupper()


def _added(text: str, language: str) -> set[int]:
    """Ends that sentencex does not see."""
    ends = {found.start() for found in _BULLET.finditer(text)}
    ends |= {found.end() for found in _FOOTNOTE.finditer(text)}
    ends |= {found.end() for found in _ASIDE.finditer(text)}
    if language == "tr":
        ends |= turkish_ends(text)
    ends |= {found.end() for found in _BROKEN_OFF.finditer(text)}
    ends |= {found.end() for found in _FULL_WIDTH.finditer(text)}
    ends |= {found.end() for found in _GLUED.finditer(text) if not _in_address(text, found.end())}
    starters = STARTERS.get(language, frozenset())
    ends |= {found.end() for found in _DOTTED.finditer(text) if found[1].lower() in starters}
    return ends | set(_short_lines(text))


def _in_address(text: str, at: int) -> bool:
    """Whether the characters around `at` are those of an address of a page or of mail."""
    left = text[max(0, at - 80) : at].rsplit(None, 1)[-1]
    return bool(_ADDRESS.search(left))


def _list_items(text: str) -> Iterator[tuple[int, int]]:
    """The markers of lists within a paragraph: two or more of one make that count on. Spans."""
    previous: tuple[int, str, Span, bool] | None = None  # value, make, where, already given
    for found in _MARKER.finditer(text):
        number, letter, stop, after = found.groups()
        if stop == "." and not (after.isupper() or after.isdigit()):
            continue  # "1. above": a reference
        value, make = (int(number), "1" + stop) if number else (ord(letter), "a" + stop)
        is_next = previous is not None and previous[:2] == (value - 1, make)
        if is_next and previous is not None:
            if not previous[3]:
                yield previous[2]
            yield found.span()
        previous = (value, make, found.span(), is_next)


def _short_lines(text: str) -> Iterator[int]:
    lines = text.strip().split("\n")
    if len(lines) < 3 or max(map(len, lines)) > SHORT_LINE:
        return
    yield from (found.end() for found in re.finditer("\n", text))


def _guarded(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentence in pieces of at most LONGEST, cut behind an inner sentence, ; or :, else a comma, else a space."""
    while end - start > TOLERATED:
        cut = _cut(text, start)
        if piece := text[start:cut].rstrip():
            yield start, start + len(piece)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _cut(text: str, start: int) -> int:
    window = text[start : start + LONGEST]
    for pattern in _BREATH:
        if found := pattern.match(window):
            return start + found.end()
    return start + LONGEST
