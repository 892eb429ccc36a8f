"""Foreign names in English, in letters that espeak reads right: it takes them for English, or spells their beginnings.

Names that no rule tells (Farage, Barnier) are in the lexicon's starter list, which comes first.
"""

import re
from functools import lru_cache

_V = "aeiouyáàâäãåæéèêëíìîïıóòôöõøúùûüýąęěőű"
_POLISH = "[łńśżźąę]|(?<!\\w)(?!\\w*[áéőű])\\w*(?:ó\\w{0,8}(?:[sr]z|cz)|(?:[sr]z|cz)\\w{0,8}ó)"
_TURKISH = "[ğış]"
_PORTUGUESE = "[ãõ]"
_ROMANIAN = "[țţșă]"
_ONSETS = (
    "bh bj bl br by ch cl cr cz dh dj dm dr dv dw dy fj fl fr gh gl gn gr gw gy hy jh kh kl kn kr kw ky lh ll ly mb mc"
    " mf mp mv mw my mz nc nd ng nj nk ns nt ny nz pf ph pl pn pr ps pt py rh rw ry sc sh sk sl sm sn sp sq st sv sw sy"
    " th tr ts tw ty vl vr vy wh wr zh zw zy"
).split()
"""With which an English voice begins a word, or says the first letter's name as newsreaders do (Mbeki)."""
_CONSONANT = "[bcdfghjklmnpqrstvwxzčđšž]"
_UNSAYABLE = rf"(?!{'|'.join(_ONSETS)}|sri)([bcdghkmprstvzčšž])(?={_CONSONANT})"

_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
_FINAL = (
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ue|ui|a|o|e|i|u)"
    rf"(?={_INITIAL}[aeiou]|\Z)"
)
_PINYIN = re.compile(rf"(?=qi|x[iu]|zh|\w{{2,8}}(?:[gn]qi|[gnu]x[iu]|zh))(?:{_INITIAL}{_FINAL}){{1,4}}").fullmatch
_PINYIN_SYLLABLE = re.compile(f"({_INITIAL})({_FINAL})")
_INITIALS = {"q": "ch", "x": "sh", "zh": "j", "c": "ts", "z": "dz"}
_FINALS = {
    "a": "ah", "o": "aw", "e": "uh", "i": "ee", "u": "oo", "ai": "ye", "ei": "ay", "ao": "ao", "ou": "oh", "an": "ahn",
    "en": "un", "ang": "ahng", "eng": "uhng", "ong": "oong", "ia": "yah", "ie": "yeh", "iao": "yao", "iu": "yoh",
    "ian": "yen", "in": "in", "iang": "yahng", "ing": "ing", "iong": "yoong", "ua": "wah", "uo": "waw", "uai": "why",
    "ui": "way", "uan": "wahn", "un": "oon", "uang": "wahng", "ue": "oo-eh",
}  # fmt: skip
_HISSED = {"zh": "jur", "ch": "chur", "sh": "shur", "r": "rur", "z": "dzuh", "c": "tsuh", "s": "suh"}
"""Before an i that is none."""

_SPELLINGS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    # What tells the language in a word, and what is then written otherwise, in this order.
    (
        _POLISH,
        (
            ("szcz", "shch"),
            ("prz", "psh"),
            ("cz|ć", "ch"),
            ("sz|ś", "sh"),
            ("rz|ż|ź", "zh"),
            ("dzh", "j"),
            (r"w\b", "f"),
            ("w", "v"),
            (rf"(?<=[{_V}])ł(?=[{_V}])", "-w"),
            ("ł", "w"),
            ("c(?![hs])", "ts"),
            ("ń", "n"),
            ("ą", "on"),
            ("ę", "en"),
            ("ó", "oo"),
            ("j", "y"),
            (r"y(?=[^aeiou])", "i"),
        ),
    ),
    (
        _TURKISH,
        (
            (r"oğlu\b", "oloo"),
            ("c", "j"),
            ("ş", "sh"),
            (r"çe\b", "cheh"),
            ("ç", "ch"),
            ("(?<=[ou])ğ", "w"),
            ("(?<=[eiöü])ğ", "y"),
            ("ğ", ""),
            ("ı", "i"),
        ),
    ),
    (r"oglu\b", ((r"oglu\b", "oloo"),)),
    ("ç[eiöü]|\\bç", ((r"çe\b", "cheh"), ("ç(?=[eiöü])|\\bç", "ch"))),
    (_ROMANIAN, (("[șş]", "sh"), ("[țţ]", "ts"), ("ch(?=[ei])", "k"), ("ău", "ow"), ("ă", "uh"))),
    (
        _PORTUGUESE,
        (
            ("nh", "ny"),
            ("lh", "ly"),
            (r"\bj", "zh"),
            (rf"(?<=[{_V}])ão", "-ow"),
            ("ão", "ow"),
            ("ães", "ines"),
            ("õe", "oy"),
            ("ç", "s"),
        ),
    ),
    (
        r"[a-zčđšž]ić\b|[oe]vi[cč]\b|đ",
        (
            (r"\b([bfkpv])j", r"\1ee-"),
            (r"(?<!\bd)j", "y"),
            ("dž|đ", "j"),
            (r"i[cčć]\b", "itch"),
            ("c(?!h)", "ts"),
        ),
    ),
    ("dž", (("dž", "j"),)),
    (r"[áéíóőú]\w{0,8}sz|sz\w{0,8}[áéíóőú]", (("sz", "s"), ("jj?", "y"))),
    (rf"(?:[íóúñ]\w{{0,8}}j|j\w{{0,8}}(?:[íóúñ]|é\w?ez\b))(?![{_V}]?j)", ((r"j(?=[aeiouáéíóú])", "h"),)),
    ("å", (("å", "o"),)),
    (r"\wcz[aeiouy]", ((r"(?<=\w)(?<!\be)cz(?=[aeiouy])", "tch"),)),
    (r"dze\b", ((r"dze\b", "dzeh"),)),
)
_BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("tsh(?=w)", "chuh-"),
    ("tch|tsh", "ch"),
    (r"dzh|xh|gj|dj(?=\w*itch)", "j"),
    ("dz", "z"),
    ("sj|hs(?=[iuo])", "sh"),
    ("hj", "y"),
    (r"([fkpv]|st)j(?=[eaou])", r"\1ee-"),
    (r"sh(?=[klmntv]\w*[aeiouy])", "sch"),
    ("chk", "k"),
    ("ch(?=[mvw])", "chuh-"),
    (r"([bkmpstvz]|h)r(?=[bcdfgklmnpstvz])", r"\1er"),
    ("tz", "ts"),
    ("pf(?=l)", "f"),
    ("gh(?=[lr])", "g"),
    ("w(?=l)", "v"),
    (r"ngu(?=[aeio])", "engw"),
    ("nt?ch", "ench"),
    ("h(?=[lm])|c(?=t)|d(?=n)|m(?=ne)", ""),
    ("cv|tsv", "tsuh-v"),
    (r"ps(?=[bcdfghkmntvz])", "puh-s"),
    (r"sv(?=[iouy])", "suh-v"),
    ("zh(?=[lmnrv])", "zhuh-"),
    (_UNSAYABLE, r"\1uh-"),
)
_LETTERS = re.compile(rf"{'|'.join(f'(?:{told})' for told, _ in _SPELLINGS)}").search
_BEGUN = re.compile("|".join(f"(?:{told})" for told, _ in _BEGINNINGS)).match
_MIDDLE_PINYIN = re.compile(r"\bqi|\bx[iu]|[gn]qi|[gnu]x[iu]|zh").search
_TOLD = tuple(
    (re.compile(told), tuple((re.compile(written), said) for written, said in changes)) for told, changes in _SPELLINGS
)
_BEGIN = tuple((re.compile(written), said) for written, said in _BEGINNINGS)
_STEM = re.compile(r"([^\W\d_]{2,24})(['’]s?)?\Z").match
_ENGLISH = frozenset(("fjord", "fjords", "gmail", "kmart", "xhosa", "sgt", "psst", "svelte", "mister", "zhuzh"))
_SAID_VOWEL = re.compile(f"[{_V}]").search


@lru_cache(maxsize=4096)
def respelled(word: str) -> str | None:
    """How an English voice reads a foreign name, with its "'s"; None for a word that it reads as it stands."""
    found = _STEM(word)
    if found is None or not word[1:2].islower():
        return None
    name = found[1].replace("İ", "i").lower()
    if name in _ENGLISH or name.startswith("mc") or not _SAID_VOWEL(name):
        return None
    said = _said(name)
    return None if said == name else said + (found[2] or "")


def _said(name: str) -> str:
    if _MIDDLE_PINYIN(name) and _PINYIN(name):
        return "-".join(_syllable(*parts) for parts in _PINYIN_SYLLABLE.findall(name)) or name
    if _LETTERS(name):
        for told, changes in _TOLD:
            if told.search(name):
                for written, said in changes:
                    name = written.sub(said, name)
                break
    if _BEGUN(name):
        for written, said in _BEGIN:
            begun = written.match(name)
            if begun is not None:
                return begun.expand(said) + name[begun.end() :]
    return name


def _syllable(initial: str, final: str) -> str:
    if final == "i" and initial in _HISSED:
        return _HISSED[initial]
    begun = _INITIALS.get(initial, initial)
    rest = _FINALS[final]
    return begun + (rest[1:] if rest[0] == "y" and begun in ("ch", "sh", "j", "y") else rest)
