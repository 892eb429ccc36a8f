"""Foreign names in Turkish: a capital I that is no ı, and letters that Turkish reads otherwise.

Names that no rule tells (Charles, Macron) are in the lexicon's starter list, which comes first.
"""

import re
from functools import lru_cache

from app.text.spoken.turkish.suffixes import attached, lower

_TURKISH_I = re.compile(
    r"I(?:ğd|hla|lg[aı]|l[ıi]|r(?:ak|k\b|k[aç]|gat|mak|az|ıp)|s(?:ı|la[hkm]|lı|ma|p[ao][rn]|rar|sız|ka|ko|t(?:ran|am|ıf|ır|ak))"
    r"|ş[ıl]|tır|tri|vır|yd|zgar|zba|zdı)|I\b"
).match
"""The words that begin with ı: every other capital I is the dotted one of a foreign name."""

_FOREIGN_I = re.compile(r"(?=[A-Z]*I[A-Z]*\Z)(?:[A-Z]*[EQWX]|[A-Z]*(?:I[AOU]|[AOU]I|AU|UA))").match
"""Capitals whose I no ı can be: beside an e (TIME), another vowel (AUDI), or letters Turkish has not."""
_FOREIGN = re.compile(
    r"[wqxWQX]|[cC]h|ck|[pP]h|[sS]h|[tT]h|oo|ee|ou|[gG]h|tz\b|ll\b|ss\b|ff\b|tt\b|\bZh|[ng]zh|\bC[lr]|sc[aouklr]|cc(?:h|[io]\b)|ct"
    r"|\bCo(?![şğcgk]|p(?:\b|['’]|l[au])|nta\b|mert)|\bCa(?:r[dlmnpstv]|mp|mbr|l[dlv])|[eiour]c\b(?<=\w{4})"
    r"|[BCDFGHKLMNPRSTVZbcdfghklmnprstvz]y(?:[bdfgklmnprstvz]|\b)"
    r"|[čćšžđřñńłśźżęąøåæőűãõțșăéèêëáóíúàČĆŠŽĐØÉÁ]"
).search
_TURKISH = re.compile(
    r"(?i)\b(?:koo[rp]|zoo|teess|mushaf|[ae]shab|[iİ]shak|meshur|nesh|[fm][ei]th|ethem|beth[iı]|ith|ath[ae]|gath|muth|hiss|hall|aff|dikkat"
    r"|şüphe|cepha?n?e|nüsha|reel|reesk|nükleer|lineer|ideel|ishal|müshil|teemm|teenni|mikroorg|hac[cı]|cambaz"
    r"|(?:murat|rıdvan|mah)han)"
).search
_TURKISH_PART = re.compile("[şğıŞĞ]|(?<!step)(?<=[pst])hane").search
_STEM = re.compile(r"([^\W\d_]+)(?:['’]([a-zçğıöşü]{1,14}))?\Z").match
_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"j(?=\w*[čćšžđ])|(?<=[čćšžđ])j|(?<=[čćšžđ]\w)j", "y"),
        (r"c(?=\w*[čćšžđ])|(?<=[čćšžđ])c|(?<=[čćšžđ]\w)c", "ts"),
        (r"[čć]", "ç"),
        (r"[šś]|ș", "ş"),
        (r"[žźż]", "J"),
        (r"đ", "C"),
        (r"\bj(?=\w*[éèêëáãõíóú])", "J"),
        (r"ñ", "ny"),
        (r"ł", "l"),
        (r"ę", "en"),
        (r"ą", "on"),
        (r"[øő]", "ö"),
        (r"ű", "ü"),
        (r"ț", "ts"),
        (r"c(?=[éèêë])", "s"),
        (r"é\b", "E"),
        (r"[éèêëæ]", "e"),
        (r"[áãăà]", "a"),
        (r"[óõå]", "o"),
        (r"í", "i"),
        (r"ú", "u"),
        (r"ř", "r"),
        (r"ń", "n"),
        (r"\bthe\b", "dı"),
        (r"(?<=\w\wri)ch\b|(?<=ba)ch\b|(?<=[öü]n)ch", "h"),
        (r"(?<=\w[ae])nce\b", "ns"),
        (r"que\b", "k"),
        (r"(?<=\bw)ei|(?<=\bsch)ei|(?<=\bsh)ei(?=n)", "ay"),
        (r"cht", "ht"),
        (r"tsh", "ç"),
        (r"\bzh", "j"),
        (r"(?:(?<=[aoe]v)|(?<=k)|(?<=[nl]c)|(?<=j)|(?<=dz))ic\b", "iç"),
        (r"cki\b", "tski"),
        (r"phoe", "fe"),
        (r"q(?=i)", "ç"),
        (r"cch", "k"),
        (r"cc(?=[ei])", "ç"),
        (r"cc", "k"),
        (r"sch", "ş"),
        (r"tch", "ç"),
        (r"chr", "kr"),
        (r"ch", "ç"),
        (r"sh", "ş"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ck", "k"),
        (r"ght", "yt"),
        (r"gh\b", ""),
        (r"gh", "g"),
        (r"\bwh", "v"),
        (r"ow\b", "ov"),
        (r"ew(?=s?\b)", "yu"),
        (r"w", "v"),
        (r"qu", "kv"),
        (r"q", "k"),
        (r"\bx", "z"),
        (r"x", "ks"),
        (r"oo", "u"),
        (r"ee", "i"),
        (r"ea(?=[dklmnprst])", "i"),
        (r"ou", "u"),
        (r"tz\b", "ts"),
        (r"zz", "z"),
        (r"([bdfglmnprst])\1", r"\1"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"zhou", "co"),
        (r"(?<=[ng])zh", "c"),
        (r"\bj", "c"),
        (r"ey\b", "i"),
        (r"ay\b", "ey"),
        (r"(?<=[bdfgklmnprstvz])y\b", "i"),
        (r"(?<=[bcdfgklmnprstvzş])y(?=[bcdfgklmnprstvz])", "i"),
        (r"(?<=[aeıioöuü][bdfgklmnprstvz])e\b", ""),
    )
)
"""English spelling, which most foreign names in Turkish news have, and letters of other languages; what Turkish news
writes by itself is left out. What a capital here says is settled: no later pattern finds it."""


def lower_name(letters: str) -> str:
    """Capitals of a name in small letters: I is ı only where Turkish could have it."""
    is_foreign = _FOREIGN_I(letters) or (letters[0] == "I" and not _TURKISH_I(letters.capitalize()))
    return lower(letters.replace("I", "İ")) if is_foreign else lower(letters)


def capitals(word: str, _where: tuple[str, int, int] | None) -> str:
    """A word that begins with I as its first letter is read."""
    if word[0] != "I" or word[1:2].isupper() or _TURKISH_I(word):
        return word
    return f"İ{word[1:]}"


@lru_cache(maxsize=4096)
def respelled(word: str) -> str | None:
    """How Turkish would write a foreign name, with its suffix; None for a word that Turkish letters read."""
    if not _FOREIGN(word) or _TURKISH(word) or _TURKISH_PART(word) or not word[0].isupper():
        return None
    found = _STEM(word)
    if found is None:
        return None
    said = found[1].replace("I", "i").replace("İ", "i").lower()
    for pattern, turkish in _WRITTEN:
        said = pattern.sub(turkish, said)
    said = said.lower()
    return attached(said, found[2]) if any(letter in "aeıioöuü" for letter in said) else None
