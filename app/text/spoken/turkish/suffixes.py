"""Suffixes: what is written after the apostrophe goes to the last spoken word, in that word's vowels.

Vowel harmony and the buffer letters after Göksel and Kerslake, "Turkish: A Comprehensive Grammar", chapters 3 and 8.
"""

import re

APOSTROPHE = "['’‘ʼ´`]"
SUFFIX = rf"(?:{APOSTROPHE}([a-zçğıöşü]{{1,14}}|[A-ZÇĞİÖŞÜ]{{1,14}})(?![^\W\d_]))?"
"""As the last group of a pattern. In capitals in a headline: 2026'DA."""

COMMON = (
    "de da te ta den dan ten tan e a ye ya i ı u ü yi yı yu yü in ın un ün nin nın nun nün si sı su sü sinde "
    "sında sunda sünde sinden sından sundan sünden sine sına suna süne sini sını sunu sünü sinin sının sunun "
    "sünün siyle sıyla lik lık luk lük li lı lu lü liler lılar lular lüler ler lar leri "
    "ları lere lara lerin ların lerde larda deki daki le la yle yla "
).split()

_LISTED = "|".join(
    sorted({*(name for name in COMMON if len(name) > 1), "nde", "nda", "nden", "ndan"}, key=len, reverse=True)
)
HAS_GLUED = rf"(?=(?:{_LISTED}|l[ıiuü]ğ[ıiuü]\w{{0,8}}|(?<=[²³.])[aeıiuü])(?!\w))"
"""That what follows is a suffix without its apostrophe: m²ye, vb.leri (so the spelling guide), %20lik, K.lığı."""
GLUED = rf"(?:(?:{APOSTROPHE}|{HAS_GLUED})([a-zçğıöşü]{{1,14}}|[A-ZÇĞİÖŞÜ]{{1,14}})(?![^\W\d_]))?"
"""As SUFFIX, with or without the apostrophe."""

CLOSED = (
    rf"(?<=[\w.!?…%\"”»])[\"”’'»)\]]{{1,3}}{APOSTROPHE}?"
    r"((?:[yn]?[aeıiuü]|[yn]?[ıiuü]n|[dt][ae]n?|[yn]?l[ae]|l[ae]r|l[ıiuü]k?|s[ıiuü]|[cç][aeıiuü]|m[ıi]ş|n[dc][ae]|nd[ae]n"
    r"|[dt][ıiuü]r|[dt][ae]ki|[yi]?d[ıiuü]|y[ıiuü]z|[ıiuü]m|m[ıiuü]z)(?:[a-zçğıöşü]{0,8}))(?![^\W_])"
)
"""A closing quote or bracket and the suffix of what it closes: “Kulüp”ün, (AFAD)'a."""

_BACK, _ROUND = set("aıou"), set("ouöü")
_VOWELS = set("aeıioöuü")
_NARROW_VOWELS = set("ıiuü")
_VOICELESS = set("fstkçşhpxq")
_VOICED = {"d": "dt", "t": "dt", "c": "cç", "ç": "cç"}
"""What a suffix begins with behind a voiced sound and behind a voiceless one."""
_NARROW = {(True, False): "ı", (False, False): "i", (True, True): "u", (False, True): "ü"}
_FRONT_IN_SPITE = ("saat", "gol", "petrol", "alkol", "rol")
"""Loans with a back vowel that take front ones: saatte, golü."""
_UNCHANGED = ("gen", "gil", "ki")
_OF_ANOTHER = re.compile(r"y[^aeıioöuül]|nc[ae]").match
"""What another reading would have taken, one that ends in a vowel: "ydi", "nca"."""
_WHILE = frozenset(("ken", "yken"))
_NEEDS_Y = re.compile(r"(?:l[ae]|s[ae]|m[ıiuü]ş)(?:\Z|yd[ıiuü])").match
"""With, if and reportedly: behind a vowel they take a y."""
_BIG = (" bin", " milyon", " milyar", " trilyon")
_POSSESSIVE = re.compile(r"s[ıiuü](?:\Z|[ny])").match
_POSSESSED = re.compile(r"[ıiuü]n(?:[aeıiuü]|d[ae])").match
"""A possessive with a case, of another reading that ends in a consonant: PDF'ini."""
_DISTRIBUTIVE = re.compile(r"ş?[ae]r").match
_ORDINAL = re.compile(r"[ıiuü]?nc[ıiuü]").match
_KI = re.compile(r"(?:[dt][ae]|[ıiuü]n)ki")


def lower(text: str) -> str:
    """Turkish lower-casing: İ is i, I is ı."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def attached(words: str, suffix: str | None) -> str:
    """The words with the suffix, in their own vowels and with the letter that belongs between.

    It may have been written for another reading ("TL'ye" is liraya) or wrongly ("2'inci").
    """
    if not suffix:
        return words
    suffix = lower(suffix)
    if suffix in _UNCHANGED:
        return words + suffix
    if suffix in _WHILE:
        return words + ("yken" if words[-1:] in _VOWELS else "ken")
    if _DISTRIBUTIVE(suffix) and words.endswith(_BIG):  # "4.000'er" is dörder bin
        many, scale = words.rsplit(" ", 1)
        return f"{attached(many, suffix)} {scale}"
    joint = _joint(words, suffix)
    if words.endswith("dört") and joint[0] in _VOWELS:
        words = words[:-1] + "d"
    return words + _in_harmony(words, joint)


def possessed(words: str, suffix: str | None) -> str:
    """As `attached`, for words that end in a possessive ("caddesi"): it takes an n before every case."""
    if not suffix:
        return words
    suffix = lower(suffix)
    if suffix[0] in _VOWELS:
        suffix = "n" + suffix
    elif suffix[0] in "dt":
        suffix = "nd" + suffix[1:]
    elif suffix[0] == "y" and suffix[1:2] not in ("l", ""):
        suffix = "n" + suffix[1:]
    return words + _in_harmony(words, suffix)


def parted(words: str, suffix: str | None) -> str:
    """As `attached`, for a part of a whole: two thirds with "ü" are "üçte ikisi"."""
    if suffix and words[-1:] in _VOWELS and lower(suffix)[0] in _NARROW_VOWELS:
        suffix = "s" + suffix
    return attached(words, suffix)


def joined(word: str, suffix: str) -> tuple[str, ...]:
    """A word of the lexicon and its suffix: "ti" and "nin" are "tinin"; phonemes take it as a word of its own."""
    return (word, suffix) if word.endswith("]]") else (attached(word, suffix),)


def with_suffixes(words: frozenset[str]) -> frozenset[str]:
    """The words and what an apostrophe makes of them, for the `words` of a Rule: "yy", "yy'da"."""
    return words | {f"{word}{mark}{suffix}" for word in words for mark in "'’" for suffix in COMMON}


def locative(words: str) -> str:
    """Of "dört" the "dörtte"."""
    return attached(words, "de")


def _in_harmony(words: str, suffix: str) -> str:
    vowel = next((letter for letter in reversed(words) if letter in _VOWELS), "e")
    if words.endswith(_FRONT_IN_SPITE):
        vowel = "ö" if vowel == "o" else "e"
    ki = _KI.search(suffix)
    kept = ki.end() - 1 if ki else -1
    out = []
    for place, letter in enumerate(suffix):
        changed = letter
        if place == kept:
            pass
        elif letter in "ae":
            changed = "a" if vowel in _BACK else "e"
        elif letter in _NARROW_VOWELS:
            changed = _NARROW[vowel in _BACK, vowel in _ROUND]
        if changed in _VOWELS:
            vowel = changed
        out.append(changed)
    return "".join(out)


def _joint(words: str, suffix: str) -> str:
    """The suffix with the letter that belongs between it and the word, without the one that does not."""
    after_vowel = words[-1:] in _VOWELS
    if not after_vowel and _OF_ANOTHER(suffix):
        suffix = suffix[1:]
    if suffix[0] in _VOICED:
        return _VOICED[suffix[0]][words[-1:] in _VOICELESS] + suffix[1:]
    if after_vowel:
        return _after_vowel(suffix)
    if suffix[0] == "n" and _ORDINAL(suffix):
        return "i" + suffix
    if _POSSESSIVE(suffix) or (suffix[0] == "ş" and _DISTRIBUTIVE(suffix)):
        return suffix[1:]
    if len(suffix) > 1 and suffix[0] in "ny" and (suffix[1] in _VOWELS or suffix[:2] == "yl"):
        return suffix[1:]
    return suffix


def _after_vowel(suffix: str) -> str:
    if _NEEDS_Y(suffix):
        return "y" + suffix
    if suffix[0] not in _VOWELS:
        return suffix
    if _ORDINAL(suffix):
        return suffix[1:]
    if _DISTRIBUTIVE(suffix):
        return "ş" + suffix
    if _POSSESSED(suffix):
        return "s" + suffix
    return ("n" if suffix[1:2] == "n" else "y") + suffix
