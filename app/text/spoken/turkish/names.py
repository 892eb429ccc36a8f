"""Titles and abbreviations, acronyms, products, Roman numerals, addresses."""

import re

from app.text.spoken.rules import LETTER, Rule
from app.text.spoken.turkish.numbers import cardinal, decimal, digits, ordinal, roman
from app.text.spoken.turkish.suffixes import SUFFIX, attached, lower

ABBREVIATIONS = {
    "Alb.": "albay",
    "Apt.": "apartmanı",
    "Arş.": "araştırma",
    "Av.": "avukat",
    "A.B.D.": "a be de",
    "A.Ş.": "anonim şirketi",
    "Bkz.": "bakınız",
    "bkz.": "bakınız",
    "Blv.": "bulvarı",
    "Bul.": "bulvarı",
    "Bşk.": "başkanı",
    "Böl.": "bölümü",
    "Cad.": "caddesi",
    "Cd.": "caddesi",
    "Doç.": "doçent",
    "Dr.": "doktor",
    "Ecz.": "eczacı",
    "Fak.": "fakültesi",
    "Gen.": "general",
    "Gör.": "görevlisi",
    "Hz.": "hazreti",
    "İst.": "istanbul",
    "Kor.": "korgeneral",
    "Krş.": "karşılaştırınız",
    "Ltd.": "limited",
    "M.Ö.": "milattan önce",
    "M.S.": "milattan sonra",
    "MÖ": "milattan önce",
    "MS": "milattan sonra",
    "Mah.": "mahallesi",
    "Md.": "müdürü",
    "Müd.": "müdürü",
    "Müh.": "mühendis",
    "Op.": "operatör",
    "Org.": "orgeneral",
    "Ord.": "ordinaryüs",
    "Öğr.": "öğretim",
    "ör.": "örneğin",
    "Örn.": "örneğin",
    "örn.": "örneğin",
    "Prof.": "profesör",
    "Sn.": "sayın",
    "Sok.": "sokağı",
    "Sk.": "sokağı",
    "Şti.": "şirketi",
    "T.C.": "te ce",
    "Tel.": "telefon",
    "Tic.": "ticaret",
    "San.": "sanayi",
    "Tuğg.": "tuğgeneral",
    "Tümg.": "tümgeneral",
    "Univ.": "üniversitesi",
    "Uzm.": "uzman",
    "Üniv.": "üniversitesi",
    "vb.": "ve benzeri",
    "vd.": "ve diğerleri",
    "vs.": "vesaire",
    "Yrd.": "yardımcı",
    "Yard.": "yardımcı",
    "yy.": "yüzyıl",
    "Hst.": "hastanesi",
    "Ens.": "enstitüsü",
    "Bnb.": "binbaşı",
    "Yzb.": "yüzbaşı",
    "Ütğm.": "üsteğmen",
    "Tğm.": "teğmen",
    "sf.": "sayfa",
    "çev.": "çeviren",
    "haz.": "hazırlayan",
    "dk.": "dakika",
    "sn.": "saniye",
    "Kd.": "kıdemli",
    "Bld.": "belediyesi",
}
BARE_WHEN_FIRST = {"Mah.": "mahalle", "Cad.": "cadde", "Sok.": "sokak", "Üniv.": "üniversite", "Fak.": "fakülte"}
"""Without a name before them they are plain nouns."""
LETTERS = dict(
    zip(
        "abcçdefgğhıijklmnoöprsştuüvyzqwx",
        (
            "a be ce çe de e fe ge yumuşak_ge he ı i je ke le me ne o ö pe re se şe te u ü ve ye ze kü dabılyu iks"
        ).split(),
        strict=True,
    )
)
SAID = {
    "AI": "ey ay",
    "API": "ey pi ay",
    "CEO": "si i o",
    "CIA": "si ay ey",
    "FBI": "ef bi ay",
    "GPT": "ci pi ti",
    "GPU": "ci pi yu",
    "CPU": "si pi yu",
    "IBM": "ay bi em",
    "IMF": "ay em ef",
    "LLM": "el el em",
    "PC": "pi si",
    "USB": "yu es bi",
    "BBC": "bi bi si",
    "CNN": "si en en",
    "HTML": "eyç ti em el",
    "IQ": "ay kü",
    "TL": "lira",
    "KDV": "ka de ve",
    "TRT": "te re te",
    "ODTÜ": "odetü",
    "THY": "te he ye",
    "PKK": "pe ka ka",
    "OECD": "o e ce de",
    "AKP": "a ke pe",
    "AK": "ak",
    "COVID": "kovid",
}
SHOUTED = 40
"""Characters to either side that tell a headline in capitals."""
_PATH = r"[^\s<>\"'’)\]]"
_TOP = "com|org|net|gov|edu|tr|eu|io|ai|info|dev|tv"
PAGE = rf"(?:https?://|www\.){_PATH}{{1,300}}"
DOMAIN = (
    r"(?=[^.]{1,61}+\.)[A-Za-z0-9][A-Za-z0-9-]{0,60}+(?:\.[A-Za-z0-9-]{1,60}+){0,4}"
    rf"\.(?:{_TOP})(?:/{_PATH}{{0,200}})?"
)
_SIGNS = {
    ".": "nokta",
    "/": "bölü",
    "-": "tire",
    "_": "alt tire",
    "@": "et",
    "?": "soru işareti",
    "=": "eşittir",
    "&": "ve",
    ":": "iki nokta",
    "~": "tilde",
    "%": "yüzde",
    "+": "artı",
    "#": "diyez",
}
_ADDRESS_PIECE = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)


def spelled(letters: str) -> str:
    """The names of the letters."""
    names = (LETTERS.get(letter, letter) for letter in lower(letters))
    return " ".join(names).replace("_", " ")


def acronym(letters: str) -> str:
    """Said as a word where Turkish can, else letter by letter."""
    if letters in SAID:
        return SAID[letters]
    plain = lower(letters)
    if len(letters) > 6 or (len(letters) > 3 and _is_pronounceable(plain)):
        return plain
    return spelled(letters)


def _is_pronounceable(word: str) -> bool:
    shape = "".join("v" if letter in "aeıioöuü" else "c" for letter in word)
    return "v" in shape and "ccc" not in shape and not shape.startswith("cc") and not shape.endswith("ccc")


def address(text: str) -> str:
    """An address of a page or of mail, sign by sign, without what browsers add by themselves."""
    plain = re.sub(r"\Ahttps?://|[.,;:!?]+\Z", "", text).removeprefix("www.").rstrip("/")
    return " ".join(
        _SIGNS.get(piece, digits(piece) if piece.isdecimal() else lower(piece))
        for piece in _ADDRESS_PIECE.findall(plain)
        if piece.isalnum() or piece in _SIGNS
    )


def _product(match: re.Match[str]) -> str:
    name = match[1]
    said = acronym(name) if name.isupper() and len(name) > 1 else spelled(name) if len(name) == 1 else name
    version = " nokta ".join(cardinal(part) for part in match[2].split("."))
    letters = f" {spelled(match[3])}" if match[3] else ""
    return attached(f"{said} {version}{letters}", match[4])


def _roman(match: re.Match[str]) -> str | None:
    value = roman(match[1])
    return None if value is None else ordinal(str(value))


def _abbreviations() -> re.Pattern[str]:
    return re.compile(
        "(?:" + "|".join(re.escape(key) for key in sorted(ABBREVIATIONS, key=len, reverse=True)) + r")(?![^\W\d_])"
    )


def _first_words() -> frozenset[str]:
    words = {re.split(r"\W", key, maxsplit=1)[0] for key in ABBREVIATIONS}
    return frozenset(map(lower, words))


def _abbreviation(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 3) : match.start()].rstrip()
    said = ABBREVIATIONS[match[0]]
    return said if before[-1:].isalpha() else BARE_WHEN_FIRST.get(match[0], said)


def _generation(match: re.Match[str]) -> str:
    """As in 5G or 7B."""
    letters = acronym(match[2]) if len(match[2]) > 1 else spelled(match[2])
    return attached(f"{decimal(match[1].replace('.', ','))} {letters}", match[3])


def _acronym(match: re.Match[str]) -> str:
    said = lower(match[1]) if _is_shouted(match.string, match.start(), match.end()) else acronym(match[1])
    return attached(said, lower(match[2]) if match[2] else None)


def _is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals too: a headline, in which no word is an acronym for sure."""
    around = text[max(0, start - SHOUTED) : start] + text[end : end + SHOUTED]
    return sum(map(str.isalpha, around)) > SHOUTED // 4 and not any(map(str.islower, around))


NAMES = (
    Rule(
        "page",
        re.compile(rf"{PAGE}|(?=[^@]{{1,60}}+@)[\w.+-]{{1,60}}+@{DOMAIN}|{DOMAIN}(?![\w.]*@)"),
        lambda match: address(match[0]),
        starts="0a_.+-",
        then="a.+-@_",
    ),
    Rule("handle", re.compile(r"@([A-Za-z_][\w.]{0,40})"), lambda match: address(match[1]), starts="@"),
    Rule("tag", re.compile(rf"#({LETTER}{{1,60}})"), lambda match: "hashtag " + match[1], starts="#"),
    Rule("number sign", re.compile(r"No\s?[:.]\s?(?=\d)"), lambda _match: "numara", words=frozenset({"no"})),
    Rule("abbreviation", _abbreviations(), _abbreviation, words=_first_words()),
    Rule("roman ordinal", re.compile(r"(I|V|X|[IVXLC]{2,7})\.(?=\s+[^\W\d_])"), _roman, starts="a"),
    Rule(
        "version",
        re.compile(rf"v(\d{{1,4}}(?:\.\d{{1,4}}){{0,3}}){SUFFIX}"),
        lambda match: attached("sürüm " + " nokta ".join(map(cardinal, match[1].split("."))), match[2]),
        starts="a",
    ),
    Rule(
        "product",
        re.compile(rf"({LETTER}{{1,20}})-?(\d{{1,4}}(?:\.\d{{1,4}}){{0,2}})([A-ZÇĞİÖŞÜ]{{0,2}}){SUFFIX}(?!\w)"),
        _product,
        starts="a",
    ),
    Rule(
        "generation",
        re.compile(rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?)([A-ZÇĞİÖŞÜ]{{1,2}}){SUFFIX}(?!\w)"),
        _generation,
        starts="0",
        then="a",
    ),
    Rule(
        "acronym",
        re.compile(r"([A-ZÇĞİÖŞÜ]{2,20})(?:['’]([a-zçğıöşü]{1,14}|[A-ZÇĞİÖŞÜ]{1,8}))?(?![^\W\d_])"),
        _acronym,
        starts="a",
    ),
    Rule(
        "dotted acronym",
        re.compile(rf"((?:[A-ZÇĞİÖŞÜ]\.){{2,6}}){SUFFIX}"),
        lambda match: attached(spelled(match[1].replace(".", "")), match[2]),
        starts="a",
    ),
)
