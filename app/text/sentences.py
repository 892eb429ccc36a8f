"""Text -> sentences: sentencex's boundaries, then a merge and a split pass, then a guard against endless ones.

sentencex does not know where news puts full stops: after titles and ordinals, in lists, before footnote marks. Every
rule is linear in the text.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries as _boundaries  # type: ignore[attr-defined]  # a compiled module

from app.text.abbreviations import SentenceWords, sentence_words
from app.text.english_ends import english_ends, english_goes_on
from app.text.turkish_ends import is_ordinal, turkish_ends

LONGEST = 300
"""Characters. A longer sentence is cut where a reader would take breath, so that the first word comes soon."""
TOLERATED = 360
"""Characters. Up to here a sentence stays whole, for its last piece would be a stub."""
SUSPICIOUS = 150
"""Characters. What sentencex takes for one sentence of more is looked at again."""
LONGEST_CHUNK = 5_000
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

_APOSTROPHE = re.compile(r"(?<=[\w.])['’](?=\w)|(?<!\w)['’](?=(?:[Tt](?:is|was)|em|til|cause|n['’]|\d0s)(?!\w))")
_WITHOUT_QUOTES = str.maketrans(dict.fromkeys("\"'“”„‘’‚«»‹›()[]{}", "\u02bc"))
_WITHOUT_BULLETS = str.maketrans(dict.fromkeys("•⁃‣▪◦", "\u02bc"))
"""What begins with one is a single sentence to sentencex, however many follow."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_GLUED = re.compile(r"[.!?](?<=[^\W_A-Z][^\W_A-Z][.!?])(?=[A-ZÇĞİÖŞÜ][a-zçğıöşü]+[ ,.])")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]{1,10}\Z").search
_FULL_WIDTH = re.compile("[。！？．]+")
_ADDRESS = re.compile(r"[/@]|www\.")
_CLOSING = "\"'”’»)]}"
# What a sentence ends in, matched from its end backwards, so that none of them is searched for.
_LAST_WORD = re.compile(r"\.([^\s(\[\"'“‘«—–/]{1,20})(?:\Z|[\s(\[\"'“‘«—–/-])")
_LAST_INITIAL = re.compile(r"\.[^\W\d_](?:\Z|[\s(.\"'“‘])")
_LAST_QUOTE = re.compile(r"[\"'”’»][.!?…]")
_MARKER_ALONE = re.compile(r"(?:[•⁃*-]\s{0,3})?(?:\d{1,3}|[a-zA-Z])(?:\.\)|[.)])\Z")
_LAST_BULLET = re.compile(r"(?:\)\.|[.)])(?:\d{1,3}|[a-zA-Z])\s{0,3}[•⁃‣▪◦]")
_STREET = re.compile(r"(?:Sk|Sok(?:ak)?|Cd|Cad(?:de)?)(?:['’]|\Z)").match
"""What a number of four digits counts too: "1443. Cad."."""
_ROMAN = re.compile(r"[IVX]{1,5}\Z").match
_FIRMS = frozenset(("Inc", "Corp", "Ltd", "LLC", "plc", "PLC", "Brands", "Holdings", "Finance", "Mail", "Japan"))
_FIRST_WORD = re.compile(r"[\"'“‘«(\[]{0,3}(\w[\w'’]{0,30})")
_AFTER_COLON = re.compile(r":[ \t]{1,3}\Z").search
_ENDED = re.compile(r"(?:\A|[.!?…;:\n][\"”’»)]?)\s{0,4}\Z").search
_MARKER = re.compile(r"(?<!\S)(\()?(?:(\d{1,3})|([a-z]|[ivx]{2,4}))(\.\)|\)|\.)[ \t]{1,3}(?=(\S))")
_SMALL_ROMANS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_BULLET = re.compile(r"(?<!\S)[•⁃‣▪◦](?=\s|\d{1,3}[.)])")
_FOOTNOTE = re.compile(
    r"[.!?](?:(?<=[^\W\d_][^\W\d_][.!?])\d{1,3}(?:[ ,]\d{1,3}){0,4}(?=\s+[A-ZÇĞİÖŞÜ])|(?<=\)[.!?])\d{1,3}(?=\s+[A-Z])"
    r"|(?<=[^\W\d_][^\W\d_][.!?])(?:[¹²³⁰⁴-⁹]{1,3}|[*†‡])(?=\s+[A-ZÇĞİÖŞÜ]))"
)
_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,5}[\"”]?(?=\s+([A-ZÇĞİÖŞÜ][a-zçğıöşü]{0,15})\b)")
_LETTERED = re.compile(r"\b([A-Za-z]{4,9}) (?:is |was )?[A-Z]\.[\"”]?(?=\s+[A-Z])")
_BROKEN_OFF = re.compile(r"(?:--|—)[\"”'’](?=\s+[\"“'‘]?[A-Z])")
_ENDED_TWICE = re.compile(r"[?!](?<=\w\.[?!])[?!]{0,2}(?=\s+[\"“‘(]?[A-ZÇĞİÖŞÜ])")
"""A stop of an abbreviation and then a mark: "in the U.S.? Yes"."""
_ASIDE = re.compile(
    r"\((?:(?<=[.!?…]\s\()|(?<!.\())(?=\S{1,40}\s)[^()\n]{3,200}[.!?…]\)(?=\s+[A-ZÇĞİÖŞÜ])"
    r"|(?<=[.!?…][\"”’»]\s)\([A-ZÇĞİÖŞÜ][^()\n]{3,200}[.!?…]\)(?=\s+[\"“‘«]?[A-ZÇĞİÖŞÜ])"
)
"""A sentence in parentheses."""
_BEFORE_ASIDE = re.compile(r"[.!?…][\"”’»](?=\s+\([A-ZÇĞİÖŞÜ][^()\n]{3,200}[.!?…]\)\s+[\"“‘«]?[A-ZÇĞİÖŞÜ])")
_TRAILED_OFF = re.compile(r"…(?=\s+[\"“‘(]?[A-ZÇĞİÖŞÜ](?!['’\s]))")
_LEFT_OUT = re.compile(r"(?<=\w)\.(?= \. \. \. [A-ZÇĞİÖŞÜ])")
"""A full stop and then three dots for what is left out before the next sentence."""
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
    for found in _LEFT_OUT.finditer(text):
        ends -= set(range(found.end() + 1, found.end() + 8))
        ends.add(found.end())
    items = list(_list_items(text, language))
    for start, end in items:
        ends -= set(range(start + 1, end + 1))
        if not _BULLET.search(text, max(0, start - 3), start + 1) and not _AFTER_COLON(text[max(0, start - 4) : start]):
            ends.add(start)
    if items:  # an item ends with its line
        ends |= {found.end() for found in re.finditer("[\r\n]", text) if found.end() > items[0][0]}
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
    plain = _APOSTROPHE.sub("\u02bc", _LONE_SURROGATE.sub("\ufffd", text)).translate(_WITHOUT_BULLETS)
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
    """What sentencex finds; again in what is long for a sentence, for a quote before it may have hidden its ends."""
    for chunk_start, chunk in _chunks(plain):
        for start, end in _bounds(chunk, language):
            if end - start > SUSPICIOUS:
                yield from (chunk_start + start + inner for inner in _inner_ends(chunk[start:end], language))
            yield chunk_start + end


def _inner_ends(text: str, language: str) -> list[int]:
    """Ends inside of what sentencex took for one sentence; without quotes where an open one hides them all."""
    inner = _bounds(text, language)
    if len(inner) == 1 and len(text) > LONGEST and _is_unbalanced(text):
        inner = _bounds(text.translate(_WITHOUT_QUOTES), language)
    return [end for _, end in inner[:-1]]


def _bounds(text: str, language: str) -> list[Span]:
    return [(found["start_index"], found["end_index"]) for found in _boundaries(language, text)]


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
    if (len(before) <= LONGEST_MARKER and _MARKER_ALONE.match(before)) or _LAST_BULLET.match(before[::-1]):
        return True
    if after[0] == "(" and (before[-1] in "-–" or _LAST_QUOTE.match(before[::-1])):
        return True  # “MADDE 12 – (1)”
    if language == "tr" and after[0] == "(":
        if after[1:2].isdecimal() and _LAST_INITIAL.match(before[::-1]):
            return True  # the age of "S.Ç. (34)"
        word = "0"  # “ABC A.Ş. (BİST)”: what stands in parentheses is a part, as a number is.
    if language == "en" and english_goes_on(before, after):
        return True
    # “Why?” she asked; Yahoo! and others; Guess? Inc.
    return (
        lower
        or (before[-1] in "!?" and word in _FIRMS)
        or (before[-1] == "." and _abbreviated(before[::-1], word, language))
    )


def _abbreviated(backwards: str, word: str, language: str) -> bool:
    """Whether the stop at the end of a sentence belongs to its last word, and the sentence goes on with `word`."""
    words = sentence_words(language)
    starts_anew = word[:1].isupper() and word.casefold() in words.starters
    after_digit = backwards[1:2].isdecimal()
    if not after_digit and (found := _LAST_WORD.match(backwards)):
        told = _told_by_word(found[1][::-1], word, language, starts_anew=starts_anew)
        if told is not None:
            return told
    ordinal = language == "tr" and (is_ordinal(backwards) or (after_digit and _STREET(word) is not None))
    if ordinal or (language == "tr" and not backwards[1:2].isupper()):  # "3. sırada"; "Ocak'ın 5'i."
        return ordinal and not starts_anew
    return not after_digit and bool(_LAST_INITIAL.match(backwards)) and not starts_anew and word[:1].isupper()


def _told_by_word(written: str, word: str, language: str, *, starts_anew: bool) -> bool | None:
    """Whether the sentence goes on with `word` behind an abbreviation; None where `written` is none that is known."""
    if len(tail := written.rpartition(".")[2]) > 1:  # "Öğr.Gör.Dr."
        written = tail
    words, last = sentence_words(language), written.replace("İ", "i").lower()
    if last in words.followed and word.replace("İ", "i").lower() in words.followers:
        return True
    if written[0].islower() and last in words.only_capitalised:
        return word[:1].isdigit()
    if last in words.before_number:
        return word[:1].isdigit() or (len(word) < 5 and word.isupper() and not starts_anew)
    if last in words.before_name:
        is_word = language == "en" and written.islower() and last not in words.always_go_on
        return not (starts_anew and (is_word or last in words.anywhere))
    if last in words.anywhere and not (len(written) == 1 and written.isupper()):  # the "M." of a name
        return not word or word[:1].isdigit() or (language == "tr" and _ROMAN(word) is not None)
    return None


def _added(text: str, language: str) -> set[int]:
    """Ends that sentencex does not see."""
    ends = {found.start() for found in _BULLET.finditer(text)}
    ends |= {found.end() for found in _FOOTNOTE.finditer(text)}
    ends |= {found.end() for found in _ASIDE.finditer(text)}
    if language == "tr":
        ends |= turkish_ends(text)
    ends |= {found.end() for found in _BROKEN_OFF.finditer(text)}
    words = sentence_words(language)
    ends |= {found.end() for found in _LETTERED.finditer(text) if found[1].lower() in words.lettered}
    ends |= {found.end() for found in _FULL_WIDTH.finditer(text)}
    ends |= {found.end() for found in _ENDED_TWICE.finditer(text)}
    ends |= {found.end() for found in _TRAILED_OFF.finditer(text) if not _in_quotation(text, found.start())}
    ends |= {
        found.end()
        for found in _GLUED.finditer(text)
        if not _in_address(text, found.end()) and not _is_title(text, found.end(), words)
    }
    ends |= {
        found.end()
        for found in _DOTTED.finditer(text)
        if found[1].lower() in words.starters and found[0].rstrip('."”').lower() not in words.before_name
    }
    ends |= {found.end() for found in _BEFORE_ASIDE.finditer(text)}
    if language == "en":
        ends |= english_ends(text)
    return ends | set(_short_lines(text))


def _in_quotation(text: str, at: int) -> bool:
    """Whether a quotation is open at `at`, as far as the characters before it tell."""
    left = text[max(0, at - LONGEST) : at]
    return left.count("“") > left.count("”") or left.count('"') % 2 == 1


def _in_address(text: str, at: int) -> bool:
    """Whether the characters around `at` are those of an address of a page or of mail."""
    left = text[max(0, at - 80) : at].rsplit(None, 1)[-1]
    return bool(_ADDRESS.search(left))


def _is_title(text: str, end: int, words: SentenceWords) -> bool:
    """Whether the word whose stop is before `end` is one that a name follows: "Prof.Dr.", "Uzm.Çvş."."""
    last = _LETTERS_BEFORE(text, max(0, end - 12), end - 1)
    if last is None:
        return False
    lower = last[0].replace("İ", "i").lower()
    return lower in words.before_name and (last[0][0].isupper() or lower not in words.only_capitalised)


def _list_items(text: str, language: str) -> Iterator[tuple[int, int]]:
    """The markers of lists within a paragraph: two or more of one make that count on. Spans."""
    previous: dict[str, tuple[int, Span, bool]] = {}  # by make: value, where, already given
    for found in _MARKER.finditer(text):
        bracket, number, letters, stop, after = found.groups()
        if stop == "." and not (after.isupper() or after.isdigit()):
            continue  # "1. above": a reference
        before = _ENDED(text[max(0, found.start() - 6) : found.start()])
        if bracket and not before:
            continue  # "the bill (a) bans"
        for kind, value in _values(number, letters):
            make = f"{kind}{bracket or ''}{stop}"
            last = previous.get(make)
            is_next = last is not None and last[0] == value - 1 and (last[2] or _may_be_first(make, last[0]))
            if is_next and last is not None:
                if not last[2]:
                    yield last[1]
                yield found.span()
            if is_next or make != "1." or language != "tr" or (value == 1 and before):  # “TFF 3. Lig 4. Grup”
                previous[make] = (value, found.span(), is_next)


def _may_be_first(make: str, value: int) -> bool:
    """Letters with a stop are abbreviations as well: "c. 1450, d. 1519"."""
    return make != "a." or value == ord("a")


def _values(number: str | None, letters: str) -> Iterator[tuple[str, int]]:
    """What a marker may count: a number, a letter, a small Roman numeral."""
    if number:
        yield "1", int(number)
        return
    if len(letters) == 1:
        yield "a", ord(letters)
    if letters in _SMALL_ROMANS:
        yield "i", _SMALL_ROMANS.index(letters)


def _short_lines(text: str) -> Iterator[int]:
    lines = text.strip().split("\n")
    if len(lines) < 3 or max(map(len, lines)) > SHORT_LINE or _is_broken(lines):
        return
    yield from (found.end() for found in re.finditer("\n", text))


def _is_broken(lines: list[str]) -> bool:
    """Whether the lines are one word in capitals, broken up letter by letter."""
    return all(len(line.strip()) < 4 and line.strip().isupper() for line in lines)


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
