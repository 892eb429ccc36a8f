"""Where Turkish sentences end: numbers that may be ordinals, and ends that sentencex does not see."""

import re

from app.text.abbreviations import sentence_words

_LAST_NUMBER = re.compile(
    r"\.(?:(\d{1,4})|[IVXLC]{1,7})(?:[-–]\s?\.|[\"'“‘«(\[-]{0,3}(?:\Z|\s{1,3}([.:])?(\w{1,30})?))"
)
"""Matched from the end backwards, as in `sentences`: the number, and the word before it the wrong way round."""
_CAMEL = re.compile(r"\w{0,20}[a-zçğıöşü]\w{0,20}[A-ZÇĞİÖŞÜ]")
_MEASURED = re.compile(
    r"(?:sayı|oran|pay|yaş|puan|fiyat|nüfus|tutar|değer|ücret|bedel|toplam|ortalama|rakam|skor|süre|hız|boy|ağırlık|kur"
    r"|sınır|limit|kapasite|mesafe|maaş|kira|(?:sıcak|derin|uzun|geniş|yüksek)l[ıi][kğ])"
    r"(?:s?[ıiuü])?\Z"
)
_BEFORE_CARDINAL = frozenset(
    """
    yüzde binde saat sayfa numara no nr bölüm kısım cilt madde kat daire oda telefon tel yaklaşık toplam ortalama
    toplamda eksi artı mö ms faiz enflasyon dolar euro avro ek tablo şekil grafik
    d k s ss sf m md
    airbus android boeing claude galaxy gemini gpt grok llama python qwen windows
    """.split()
)

_TRAILED_OFF = re.compile(r"(?<=\w)…[\"'”’»)]{0,2}(?=\s+[\"“«(]?[A-ZÇĞİÖŞÜ])")
_LETTER = re.compile(r"(?<=\s[A-ZÇ])\.(?=\s+[A-ZÇĞİÖŞÜ])")
_GRADED = re.compile(r"(?:[vV]itamin|[pP]lan|[gG]rup|[hH]epatit|[tT]ip|[bB]lok|[sS]ınıf|[kK]ategori|[şŞ]ık)\s[A-ZÇ]\Z")
_HEADING = re.compile(
    r"^[ \t]{0,8}(?:(?=[^\n]{0,30}[A-ZÀ-ÞĞİŞ]{3})[^a-zà-öø-ÿğışœ\n]{3,120}|[\"“][^\n\"“”]{3,120}[^\W_][\"”])[ \t]{0,8}"
    r"\n(?=[^\na-zà-öø-ÿğışœ]{1,60}[a-zà-öø-ÿğışœ])",
    re.MULTILINE,
)
"""A line in capitals or in quotation marks, before others."""
_PER_SECOND = re.compile(r"(?<=m/s)\.(?=\s+[A-ZÇĞİÖŞÜ])")
_SMALL = re.compile(r"(?<=\s(?:vb|vd|vs|yy))\.(?=\s+([A-ZÇĞİÖŞÜ][a-zçğıöşüâ]{0,15})\b)")


def turkish_ends(text: str) -> set[int]:
    """Ends that sentencex does not see: after "…", after "vs." before a new sentence, after a grade ("vitamin C.")."""
    ends = {found.end() for found in _TRAILED_OFF.finditer(text)} if "…" in text else set()
    for found in _LETTER.finditer(text):
        if _GRADED.search(text, max(0, found.start() - 12), found.start()):
            ends.add(found.end())
    ends |= {found.end() for found in _PER_SECOND.finditer(text)}
    if "\n" in text:
        ends |= {found.end() for found in _HEADING.finditer(text)}
    starters = sentence_words("tr").starters
    return ends | {found.end() for found in _SMALL.finditer(text) if found[1].lower() in starters}


def is_ordinal(backwards: str) -> bool:
    """Whether the number that ends a text with a full stop is more likely the "3." of "3. Ordu" than a total.

    `backwards` is the text from its end. A year, a score, a percentage, a decimal and what a word such as "saat" or
    "sayısı" announces are none.
    """
    found = _LAST_NUMBER.match(backwards)
    if found is None or (found[1] and len(found[1]) == 4):
        return False
    if not found[3]:
        return True
    word = found[3][::-1]
    plain = word.replace("I", "ı").replace("İ", "i").lower()
    is_further_group = word.isdecimal() and not found[2]  # of a phone: "12 34."
    return not (is_further_group or plain in _BEFORE_CARDINAL or _MEASURED.search(plain) or _CAMEL.match(word))
