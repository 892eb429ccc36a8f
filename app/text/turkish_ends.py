"""Where Turkish sentences end: numbers that may be ordinals, and ends that sentencex does not see."""

import re

from app.text.abbreviations import STARTERS

_NUMBER = re.compile(r"(\S{0,40}?)(\d{1,4}|[IVXLC]{1,7})\.\Z")
_WORD_BEFORE = re.compile(r"(\w{1,30})[.:]?\s{1,3}\S{0,40}\Z")
_ORDINAL_PIECE = re.compile(r"(?:.*\.\s?[-–]|[\"'“‘«(\[-]*)\Z")
_CAMEL = re.compile(r"\w{0,20}[a-zçğıöşü]\w{0,20}[A-ZÇĞİÖŞÜ]")
_MEASURED = re.compile(
    r"(?:sayı|oran|pay|yaş|puan|fiyat|nüfus|tutar|değer|ücret|bedel|toplam|ortalama|rakam|skor|süre|hız|boy|ağırlık|kur)"
    r"(?:s?[ıiuü])?\Z"
)
_BEFORE_CARDINAL = frozenset(
    """
    yüzde binde saat sayfa numara no nr bölüm kısım cilt madde kat daire oda telefon tel yaklaşık toplam ortalama
    toplamda eksi artı ek tablo şekil grafik
    android claude galaxy gemini gpt grok llama python qwen windows
    """.split()
)

_TRAILED_OFF = re.compile(r"(?<=\w)…[\"'”’»)]{0,2}(?=\s+[\"“«(]?[A-ZÇĞİÖŞÜ])")
_GRADE = re.compile(
    r"\b(?:[vV]itamin|[pP]lan|[gG]rup|[hH]epatit|[tT]ip|[bB]lok|[sS]ınıf|[kK]ategori|[şŞ]ık) [A-ZÇ]\.(?=\s+[A-ZÇĞİÖŞÜ])"
)
_SMALL = re.compile(r"\s(?:vb|vd|vs|yy)\.(?=\s+([A-ZÇĞİÖŞÜ][a-zçğıöşüâ]{0,15})\b)")


def turkish_ends(text: str) -> set[int]:
    """Ends that sentencex does not see: after "…", after "vs." before a new sentence, after a grade ("vitamin C.")."""
    ends = {found.end() for pattern in (_TRAILED_OFF, _GRADE) for found in pattern.finditer(text)}
    return ends | {found.end() for found in _SMALL.finditer(text) if found[1].lower() in STARTERS["tr"]}


def is_ordinal(before: str) -> bool:
    """Whether a number that ends `before` with a full stop is more likely the "3." of "3. Ordu" than a total.

    A year, a score, a percentage, a decimal and what a word such as "saat" or "sayısı" announces are none.
    """
    start = max(0, len(before) - 80)
    tail = before[start:]
    piece = tail[max(tail.rfind(" "), tail.rfind("\n"), tail.rfind("\u00a0")) + 1 :]
    found = _NUMBER.match(piece)
    if found is None or not _ORDINAL_PIECE.match(found[1]) or (len(found[2]) == 4 and found[2].isdigit()):
        return False
    word = _WORD_BEFORE.search(tail, max(0, len(tail) - len(piece) - 36))
    if word is None:
        return True
    plain = word[1].replace("I", "ı").replace("İ", "i").lower()
    return not (plain in _BEFORE_CARDINAL or _MEASURED.search(plain) or _CAMEL.match(word[1]))
