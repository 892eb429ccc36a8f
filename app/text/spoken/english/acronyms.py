"""Capitals: which are said as words, which letter by letter, and headlines that are set in them.

Letters are parted by dots ("W.H.O"), for without them espeak reads what it can as a word; words are in small letters,
for in capitals it spells the short ones. With an ending two letters are parted by a hyphen ("T-V's"): espeak says the
dot of "T.V's".
"""

import re
from functools import lru_cache

from app.text.spoken.capitals import is_shouted
from app.text.tables import table

_TABLES = table("english_acronyms")
WORDS: frozenset[str] = _TABLES["words"]
SPELLED: frozenset[str] = _TABLES["spelled"]
STRESSED: frozenset[str] = _TABLES["stressed"]
SAID: dict[str, str] = _TABLES["said"]

_MOST_SPELLED = 8
_LEAST_UNSAYABLE = 5
"""Letters; a longer word that no rule of sounds knows may be a name."""
_CAPITALS = re.compile(r"([A-Z]{2,40})(['’]?s|['’]S)?([,;:.!?…]{0,3})").fullmatch
_ONSET = (
    "(?:[bcdfghjklmnprstvwyz]|[bcfgkps]l|[bcdfgkpt]r|s[chklmnptw]|[bcdgkprstw]h|[dkst]w|[gkp]n|s[cpt]r|spl|[st]hr|[cp]hr"
    "|s?qu|[pst]s|wr|sch|sph)"
)
_NUCLEUS = "(?:[ei]?ou|eau|eei|[aeo]u|[aeou]i|[aeiu]o|[eiou]a|[aeiou]e|aa|iu|oo|y[ai]|[aeou]yi?|[aeiouy])"
_CODA = (
    "(?:[bcdfgklmnpqrstvwxyz]|[cs]k|ff|[bcflps]t|l[bdfkmpst]|mps?|mpt|m[bns]|n[cdgkst]|r[bcdfgklmnpst]|s[hkmpst]"
    "|[dglnpstcr]h|[pbdgkmtcwyv]s|[dglnrtxz]{2}|ght|[pmxs]t|w[nldk]|tch|n[cs]h|[rl][cst]h|(?:[dflnprx]|gh|ng)?th|[rl]ld"
    "|[nr]st|[rl]ve|gn)s?"
)
_SYLLABLES = re.compile(
    rf"(?:{_ONSET})?{_NUCLEUS}(?:(?:{_CODA})?(?:{_ONSET}|[vx]){_NUCLEUS}|[b-df-hj-np-tv-xz]le?(?=s?\Z)|{_CODA}{_NUCLEUS})"
    rf"{{0,5}}(?:{_CODA})?"
).fullmatch
"""What English letters make a word of: WRONG, TOYOTA, DUBAI; not UNHCR, LGBTQ."""
_SHAPES = frozenset(("cvcv", "cvcc", "ccvc", "vcvc", "cvvc"))
"""Of four letters that are said as a word: NASA, CERN, SWAT, ISIS, GAAP; not USDA, AARP, IAEA."""
_VOWELS = frozenset("aeiou")

_SMALL = frozenset("to in on of at by do is as or an up go me oh for the and not but you are".split())
"""Words that letters may stand for, where no word in capitals stands by."""
_CAPITALS_AFTER = re.compile(r"[\"'”’]?,?\s([A-Z]{3,12})(?![\w&])").match
_CAPITALS_BEFORE = re.compile(r"(?<!\w)([A-Z]{3,12})\s[\"'“‘]?\Z").search
_LONGEST_BEFORE = 14
_DATELINE = re.compile(r"(?:[A-ZÀ-Þ][A-ZÀ-Þ'’-]{1,20} ){1,3}[A-ZÀ-Þ][A-ZÀ-Þ'’-]{1,20}(?=,|:| ?\(| ?[—–]| -)").match
_LONGEST_DATELINE = 60
"""Characters."""
_ASKED = re.compile(r"[^.!]{0,200}\?").match
_NAMED_BEFORE = re.compile(r"(?:\A|[.:;!?,—–-]|\b(?:THE|A|TO|BY|FROM|AT|OF|WITH|FOR|AND|UN|AS|THAT))\s*[\"'“‘]?\Z")
_ABOUT_US = re.compile(
    r"\b(?:LETS?|TELLS?|TOLD|GIVES?|GAVE|GIVING|JOINS?|HELPS?|ASKS?|SHOWS?|TEACH(?:ES)?|MAKES?|MADE|MAKING|AMONG|BETWEEN"
    r"|FOLLOW|CONTACT|KILLS?|KILLING|AROUND|BEHIND|BEFORE|ABOUT|(?:ALL|MOST|SOME|BOTH|NONE|EACH|REST|MANY|ONE|TWO) OF"
    r"|LEAVES?|LEFT|TAKES?|TRUSTS?|NEEDS?|LOVES?|HATES?|WANTS?)\s\Z"
)
_OF_COMPUTERS = re.compile(
    r"\s(?:DEPARTMENTS?|SECTOR|FIRMS?|COMPAN(?:Y|IES)|WORKERS?|STAFF|SYSTEMS?|SUPPORT|OUTAGES?|SERVICES?|SECURITY|JOBS?"
    r"|INDUSTRY|GIANTS?|SPENDING|PROFESSIONALS?|FAILURES?|GLITCH(?:ES)?|BUDGETS?|CHIEFS?|BOSS(?:ES)?|EXPERTS?|CRASH)\b"
).match


def capitals(word: str, where: tuple[str, int, int] | None) -> str:
    """How a word in capitals is said; as it stands when it is none.

    `where` is the text and the word's start and end in it, None for what a rule said, which is no shouting.
    """
    if word[0] == "A" and len(word.rstrip(",;:.!?…")) == 1:
        return f"A-{word[1:]}" if where is None or _is_letter(*where) else word
    found = _CAPITALS(word)
    if found is None:
        return word
    letters, ending, marks = found[1], found[2] or "", found[3]
    if where is not None and letters.lower() in _SMALL and _is_among_words(*where):
        return f"{letters.lower()}{ending.lower()}{marks}"
    is_set = where is not None and (is_shouted(*where) or _is_of_a_town(*where))
    if where is not None and is_set and not _is_acronym(letters, *where):
        return f"{letters.lower()}{ending.lower()}{marks}"
    return acronym(letters, ending) + marks


@lru_cache(maxsize=4096)
def acronym(letters: str, ending: str = "") -> str:
    """Capitals of a text that has small letters too, a word or letter by letter; `ending` is a plural or genitive."""
    if letters in SAID:
        said = " ".join(acronym(part) if part.isupper() and len(part) > 1 else part for part in SAID[letters].split())
        return said.removesuffix("A") + "A-" if said.endswith(" A") and not ending else said + _joined(ending)
    if is_word(letters):
        return letters.lower() + ("s" if ending == "s" else _joined(ending))
    return spelled(letters, ending)


def spelled(letters: str, ending: str = "") -> str:
    """Letter by letter: "G.P.T", "L.L.M's", "T-V's"."""
    return (("-" if len(letters) < 3 else ".") if ending else ".").join(letters) + _joined(ending)


def is_word(letters: str) -> bool:
    """Whether a reader says these capitals as a word: by the lists, else by their sounds."""
    if letters in WORDS:
        return True
    if letters in SPELLED or len(letters) < 3:
        return letters.lower() in _OFTEN_STRESSED
    word = letters.lower()
    if word in STRESSED or len(letters) > _MOST_SPELLED:
        return True
    if len(letters) == 3 or _SYLLABLES(word) is None:
        return False
    return len(letters) > 4 or "".join("v" if letter in _VOWELS else "c" for letter in word) in _SHAPES


_OFTEN_STRESSED = frozenset(("no", "so", "if", "we", "my", "be", "he"))


def _joined(ending: str) -> str:
    return "'s" if ending else ""


def _is_acronym(letters: str, text: str, start: int, end: int) -> bool:
    """Whether capitals in a headline of capitals are an acronym."""
    if letters == "WHO":
        return _NAMED_BEFORE.search(text, max(0, start - 16), start) is not None and not _ASKED(text, end)
    if letters == "US":
        return _ABOUT_US.search(text, max(0, start - 16), start) is None
    if letters == "IT":
        return _OF_COMPUTERS(text, end) is not None
    return _is_never_a_word(letters)


@lru_cache(maxsize=4096)
def _is_never_a_word(letters: str) -> bool:
    """Whether capitals are an acronym wherever they stand, by the lists or because no English word sounds so."""
    if letters.lower() in STRESSED:
        return False
    if letters in SPELLED or letters in SAID or letters.removesuffix("S") in SPELLED:
        return True
    is_unsayable = len(letters) < _LEAST_UNSAYABLE and _SYLLABLES(letters.lower()) is None
    return is_unsayable or _VOWELS.isdisjoint(letters.lower())


def _is_among_words(text: str, start: int, end: int) -> bool:
    """Whether a word in capitals stands next to it: "TO OUR READERS:", "DO NOT use"."""
    after, before = _CAPITALS_AFTER(text, end), _CAPITALS_BEFORE(text, max(0, start - _LONGEST_BEFORE), start)
    return any(found is not None and is_word(found[1]) for found in (after, before))


def _is_of_a_town(text: str, start: int, end: int) -> bool:
    """Whether the word is one of several in capitals that begin a text, as a dateline's town does: "LOS ANGELES --"."""
    found = _DATELINE(text) if start < _LONGEST_DATELINE else None
    return found is not None and end <= found.end()


def _is_letter(text: str, start: int, end: int) -> bool:
    """Whether an A within a text is the letter and not the article: what stands around it is in small letters."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return before[:1].isalnum() and before[1:] in (" ", "-") and not (after[:1] == " " and after[1:].isupper())
