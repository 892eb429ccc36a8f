"""Acronyms: which are said as words, which letter by letter, which in the foreign way; headlines in capitals."""

import re

from app.text.spoken.capitals import is_shouted
from app.text.spoken.rules import Rule
from app.text.spoken.turkish.foreign import lower_name
from app.text.spoken.turkish.suffixes import APOSTROPHE, GLUED, SUFFIX, attached, lower, with_suffixes
from app.text.tables import table

_TABLES = table("turkish_acronyms")
LETTERS: dict[str, str] = _TABLES["letters"]
SPELLED: frozenset[str] = _TABLES["spelled"]
"""That sounds would let pass for words; a headline in capitals spells them too."""
SAID: dict[str, str] = _TABLES["said"]
ENGLISH_LETTERS: dict[str, str] = _TABLES["english_letters"]
_MOST_AS_WORD = 5
_MOST_CLUMSY = 4
"""Letters."""
_FOREIGN = frozenset("IQW")
_FOREIGN_SHOUTED = re.compile(r"(?=[A-Z]*I)(?:[A-Z]*[QWX]|[A-Z]*(?:I[AEOU]|[AEOU]I))[A-Z]*\Z").match
"""Capitals of a headline whose I no ı can be: LEIPZIG, NETFLIX."""
_EXCHANGED = frozenset("BTC CHF EUR GBP JPY TRY USD XAG XAU".split())
"""Two make a pair: EURUSD."""
_FIRST_PAIRS = frozenset("bl br dr fl fr gr kl kr pl pr sk sp st tr".split())
_LAST_PAIRS = frozenset("ft ks lk lp lt mp nç nk ns nt ps rf rk rm rn rp rs rş rt rv sk sp st şk şt vk yt".split())
_OWN_VOWEL = re.compile(r"[ıiuüea](?:[nml]|\Z)|ye\Z").match
"""How a suffix begins that follows a consonant only: MEB'in, YÖK'e."""
_BACK_SUFFIX = re.compile(r"[^eiöü]{0,4}[aıou]").match


def spelled(letters: str) -> str:
    """The names of the letters."""
    return " ".join(LETTERS.get(letter, letter) for letter in lower(letters))


def lettered(letters: str) -> str:
    """Of the letters; in English where Turkish has none such: IOC, WTO, EQ."""
    if not _FOREIGN.isdisjoint(letters) and letters.isascii():
        return " ".join(ENGLISH_LETTERS[letter] for letter in letters.lower())
    return spelled(letters)


def acronym(letters: str, suffix: str | None = None) -> str:
    """Said as a word where Turkish can, else letter by letter; the suffix tells how its writer said it."""
    suffix = lower(suffix) if suffix else ""
    if letters in SAID:
        return attached(SAID[letters], suffix)
    if letters[:3] in _EXCHANGED and letters[3:] in _EXCHANGED:
        return attached(f"{SAID[letters[:3]]} {SAID[letters[3:]]}", suffix)
    word = lower_name(letters)
    if letters not in SPELLED:
        is_long = len(letters) > _MOST_AS_WORD and _has_vowel(word)
        if is_long or (is_word(word) and not _tells_of_letters(word, suffix)):
            return attached(word, suffix)
        if len(letters) > 2 and _has_vowel(word) and suffix and _OWN_VOWEL(suffix) and suffix[:2] != "ye":
            return attached(word, suffix)
    names = lettered(letters)
    if letters.endswith("K") and suffix and _BACK_SUFFIX(suffix):  # as most people call it: BTK'nın
        names = names[:-1] + "a"
    return attached(names, suffix)


def is_word(word: str) -> bool:
    """Whether a Turkish speaker reads these small letters as a word: tüik, mit, disk; not tbmm, hagb."""
    shape = "".join("v" if letter in "aeıioöuü" else "c" for letter in word)
    if len(word) < 3 or not {"v", "c"} <= set(shape) or "ccc" in shape or word.endswith("tü"):
        return False
    if shape.startswith("cc") and word[:2] not in _FIRST_PAIRS:
        return False
    if shape in ("vcc", "cvv", "vvc", "vvv"):
        return False
    return not shape.endswith("cc") or word[-2:] in _LAST_PAIRS


def _has_vowel(word: str) -> bool:
    return any(letter in "aeıioöuü" for letter in word)


def _tells_of_letters(word: str, suffix: str) -> bool:
    """Whether the suffix follows a vowel that the word does not end in, as every letter's name does: MEB'nin."""
    return len(word) == 3 and word[-1] not in "aeıioöuü" and suffix[:1] in ("n", "y") and suffix[1:2] in set("aeıiuüc")


def _is_clumsy(word: str) -> bool:
    """Whether a short word of a headline begins or ends as none does: ötv, dsö, aihm."""
    if len(word) > _MOST_CLUMSY:
        return False
    first, last = (not _has_vowel(pair) for pair in (word[:2], word[-2:]))
    return (first and word[:2] not in _FIRST_PAIRS) or (
        last and word[0] in "aeıioöuü" and word[-2:] not in _LAST_PAIRS and word[-1] != word[-2]
    )


def _acronym(match: re.Match[str]) -> str:
    letters, suffix = match[1], match[2]
    if letters in SAID or letters in SPELLED or not is_shouted(match.string, match.start(), match.end()):
        return acronym(letters, suffix)
    word = lower(letters.replace("I", "İ") if _FOREIGN_SHOUTED(letters) else letters)
    return attached(word if _has_vowel(word) and not _is_clumsy(word) else spelled(letters), suffix)


ACRONYMS = (
    Rule("local time", re.compile(r"TSİ\s[iİ]le\b"), lambda _match: "türkiye saatiyle", starts="a"),
    Rule(
        "local time",
        re.compile(rf"TSİ{APOSTROPHE}n?(de|da|den|dan|e|ye|a)(?![^\W\d_])"),
        lambda match: attached("türkiye saatin", match[1].removeprefix("y")),
        starts="a",
    ),
    Rule("acronym", re.compile(rf"([A-ZÇĞİÖŞÜÂÎÛ]{{2,20}}){GLUED}(?![^\W\d_])"), _acronym, starts="a"),
    Rule(
        "dotted acronym",
        re.compile(rf"((?:[A-ZÇĞİÖŞÜ]\.){{1,5}}[A-ZÇĞİÖŞÜ](?![\w.])|(?:[A-ZÇĞİÖŞÜ]\.){{2,6}}){SUFFIX}"),
        lambda match: attached(spelled(match[1].replace(".", "")), match[2]),
        starts="a",
    ),
    Rule(
        "initial",
        re.compile(r"([A-ZÇĞİÖŞÜ])\.(?=\s?[A-ZÇĞİÖŞÜ]|\s[a-zçğıöşü])"),
        lambda match: spelled(match[1]),
        starts="a",
    ),
    Rule(
        "consonant alone",
        re.compile(rf"([B-DF-HJ-NP-TV-ZÇĞŞ]){SUFFIX}(?![^\W_])"),
        lambda match: attached(spelled(match[1]), match[2]),
        words=with_suffixes(frozenset("bcçdfgğhjklmnpqrsştvwxyz")),
        starts="a",
    ),
)
