"""Written text in plain characters: no ligatures, bold or full-width letters, no foreign scripts; spans are kept."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from app.text.spoken.token import SpokenToken
from app.text.spoken.tries import Tries
from app.text.tables import table

_CYRILLIC_OR_GREEK = "\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f"
_OTHER_SCRIPTS = (
    "\u0530-\u1cff\u2c80-\u2dff\u2e80-\u2fff\u3005-\u3007\u3021-\u30fa\u30fc-\u9fff\ua000-\uabff\uac00-\ud7ff"
    "\uf900-\ufaff\ufb13-\ufdff\ufe70-\ufefc\uff66-\uffdc\U00010300-\U000107ff\U00020000-\U0003ffff"
)
_LETTER = rf"(?![\d৲৳૱௹฿៛﷼])[{_OTHER_SCRIPTS}]"
_FOREIGN = rf"(?=\w){_LETTER}(?:{_LETTER}|[\s·・,-](?={_LETTER})){{0,400}}"
_WORD = rf"[{_CYRILLIC_OR_GREEK}]{{1,60}}(?:[\u0300-\u036f][{_CYRILLIC_OR_GREEK}]{{0,60}}){{0,8}}"
_WORDS = rf"(?:{_WORD})(?:[\s-]{{1,2}}(?:{_WORD})){{0,12}}"
_LIKE_LETTERS = (
    "\u0132\u0133\u01c4-\u01cc\u01f1-\u01f3\u02b0-\u02b8\u1d2c-\u1d6a\u2080-\u2089\u2102\u210a-\u2113\u2115\u2118-\u211d"
    "\u2124\u2128\u212c-\u2134\u2139\u2145-\u2149\u2160-\u217f\u24b6-\u24e9\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
    "\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189"
)
_ODD = re.compile(
    rf"(?P<gloss>(?<=\S)\s?[(（\[]\s?(?:{_FOREIGN}|(?={_WORD}[\s)\-])(?:{_WORDS})(?<=[{_CYRILLIC_OR_GREEK}]{{2}}))\s?[)）\]])"
    r"|(?P<broken>(?:\A|(?<=\n))\s{0,2}[A-ZÇĞİÖŞÜ]{1,3}(?:[ \t]{0,2}\n[ \t]{0,2}[A-ZÇĞİÖŞÜ]{1,3}){2,30}"
    r"(?=\s{0,2}(?:\Z|\n)))"
    r"|(?P<link>\[(?=[^\[\]\n]{1,300}\]\((?:https?://|/))|(?<=[^\[\]\n])\]\((?:https?://|/)[^\s()]{0,2000}\))"
    rf"|(?P<foreign>{_FOREIGN})|(?P<word>{_WORD})|(?P<fraction>[⁰¹²³⁴-⁹]{{1,3}}[⁄/][₀-₉]{{1,3}})"
    rf"|(?P<composed>[^\W\d_][\u0300-\u036f]{{1,4}})|(?P<apostrophe>(?<=\w)[ʼ´`‘′＇](?=[^\W\d_]))"
    rf"|(?P<unseen>(?<=\w)[\u00ad\u200b\u2060\ufeff]{{1,8}}(?=\w))|(?P<like>[{_LIKE_LETTERS}])"
)
_ODD_CHARACTER = re.compile(
    rf"[{_OTHER_SCRIPTS}{_CYRILLIC_OR_GREEK}{_LIKE_LETTERS}\u0300-\u036fʼ´`‘′＇⁰¹²³⁴-⁹\u00ad\u200b\u2060\ufeff]"
)
"""What is found fast; only where it is, the rest is looked for."""
_KANA = re.compile("[\u3040-\u30ff]")
_GREEK = re.compile("[\u0370-\u03ff]")
_SQUARED = re.compile("[\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")


class Plain(NamedTuple):
    """A plain text, and for each of its characters the start and end of what is written for it."""

    text: str
    starts: list[int]
    ends: list[int]

    def written(self, token: SpokenToken) -> SpokenToken:
        """A token of the plain text with the span that is written."""
        return SpokenToken(token.text, self.starts[token.start], self.ends[token.end - 1])


Keeps = Callable[[str, int], bool]


def plain(text: str, language: str, keeps: Keeps, tries: Tries) -> Plain | None:
    """The text in plain characters of a language that has rules; None where it is that already.

    `keeps` tells whether a place of the text is read by the lexicon, and stays as it is. What is changed costs a try;
    when they are spent, the rest stays as it is too.
    """
    if not ("\n" in text or "](" in text or _ODD_CHARACTER.search(text)) or _ODD.search(text) is None:
        return None
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in _pieces(text, language, keeps, tries):
        pieces.append(piece)
        if len(piece) == end - start:
            starts += range(start, end)
            ends += range(start + 1, end + 1)
        else:
            starts += [start] * len(piece)
            ends += [end] * len(piece)
    return Plain("".join(pieces), starts, ends)


def _pieces(text: str, language: str, keeps: Keeps, tries: Tries) -> Iterator[tuple[str, int, int]]:
    """What is said for each stretch of the text, and where that is written."""
    position = 0
    named: set[str] = set()
    for found in _ODD.finditer(text):
        if tries.left <= 0:
            break
        tries.left -= 1
        start, end = found.span()
        yield text[position:start], position, start
        position = end
        if found.lastgroup in ("foreign", "word") and keeps(text, start):
            yield found[0], start, end
        else:
            said = _plain(found, language)
            yield said if said not in named else " ", start, end
            if found.lastgroup == "foreign":  # a script is named once
                named.add(said)
    yield text[position:], position, len(text)


def _plain(found: re.Match[str], language: str) -> str:
    kind, written = found.lastgroup, found[0]
    if kind == "foreign":
        return f" {_named(kana[0] if (kana := _KANA.search(written)) else written[0], language)} "
    if kind == "word":
        is_symbol = len(written) == 1 and (_GREEK.match(written) or not _inside_word(found))
        return written if is_symbol else _by_letters(written, language)
    if kind in ("gloss", "link", "unseen", "apostrophe"):
        return "'" if kind == "apostrophe" else ""
    if kind == "broken":  # a word in capitals, a few letters a line
        return "".join(written.split())
    return _compatible(found)


def _compatible(found: re.Match[str]) -> str:
    """An accented letter, a fraction, or a letter in another dress."""
    written = found[0]
    if found.lastgroup == "composed":
        return unicodedata.normalize("NFC", written)
    if found.lastgroup == "fraction":
        is_mixed = found.string[found.start() - 1 : found.start()].isdigit()
        return (" " if is_mixed else "") + unicodedata.normalize("NFKC", written).replace("⁄", "/")
    if _SQUARED.match(written):  # its name ends with the letter
        return unicodedata.name(written, " ")[-1:]
    return unicodedata.normalize("NFKC", written)


def _inside_word(found: re.Match[str]) -> bool:
    text = found.string
    return text[found.start() - 1 : found.start()].isalpha() or text[found.end() : found.end() + 1].isalpha()


def _named(letter: str, language: str) -> str:
    names: Mapping[str, str] = table("scripts")[language]["names"]
    script = re.split(r"[ -]", unicodedata.name(letter, "OTHER"))[0]
    return names.get(script, names["OTHER"])


def _by_letters(word: str, language: str) -> str:
    scripts = table("scripts")
    letters: Mapping[str, str] = {**scripts["en"]["letters"], **scripts[language]["letters"]}
    said = []
    for letter in unicodedata.normalize("NFC", word):
        low = letter.lower()
        known = letters.get(low)
        if known is None:  # an accent
            known = letters.get(unicodedata.normalize("NFD", low)[0], "")
        said.append(known.capitalize() if letter != low else known)
    whole = "".join(said)
    return whole.upper() if len(word) > 1 and word.isupper() else whole
