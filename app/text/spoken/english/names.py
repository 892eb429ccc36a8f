"""Titles, abbreviations, Roman numerals and dotted letters, by what stands around them."""

import re

from app.text.spoken.english.context import word_after, word_before
from app.text.spoken.english.numbers import cardinal, ordinal, roman
from app.text.spoken.rules import Rule

_TITLES = {
    "mr": "mister", "mrs": "missus", "ms": "miss", "dr": "doctor", "prof": "professor", "sen": "senator",
    "sens": "senators", "rep": "representative", "reps": "representatives", "gov": "governor", "pres": "president",
    "gen": "general", "lt": "lieutenant", "col": "colonel", "sgt": "sergeant", "capt": "captain", "cmdr": "commander",
    "adm": "admiral", "maj": "major", "cpl": "corporal", "pvt": "private", "rev": "reverend", "hon": "honorable",
    "supt": "superintendent", "insp": "inspector", "det": "detective", "atty": "attorney", "amb": "ambassador",
    "mt": "mount", "ft": "fort", "brig": "brigadier", "msgr": "monsignor", "fr": "father", "sec": "secretary",
}  # fmt: skip
_ABBREVIATIONS = {
    "vs": "versus", "approx": "approximately", "etc": "et cetera", "dept": "department", "univ": "university",
    "inc": "incorporated", "corp": "corporation", "ltd": "limited", "bros": "brothers", "jr": "junior", "sr": "senior",
    "assn": "association", "govt": "government", "est": "established", "intl": "international", "natl": "national",
    "ave": "avenue", "blvd": "boulevard", "rd": "road", "hwy": "highway", "pkwy": "parkway", "expy": "expressway",
    "esq": "esquire", "cf": "compare", "incl": "including", "excl": "excluding", "avg": "average", "max": "maximum",
    "misc": "miscellaneous", "viz": "namely", "resp": "respectively", "ext": "extension",
}  # fmt: skip
_BARE_STREETS = {"ave": "avenue", "blvd": "boulevard", "expy": "expressway", "pkwy": "parkway", "hwy": "highway"}
_NUMBERED = {
    "no": "number", "nos": "numbers", "vol": "volume", "fig": "figure", "figs": "figures", "ch": "chapter",
    "p": "page", "pp": "pages", "sec": "section", "art": "article", "pt": "part", "ed": "edition", "ver": "version",
    "ca": "circa", "c": "circa", "rm": "room", "apt": "apartment",
}  # fmt: skip
_LATIN = {"e.g.": "for example", "i.e.": "that is", "a.k.a.": "also known as", "p.s.": "P S", "c.f.": "compare"}
_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DC": "D C", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii",
    "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
_DIRECTIONS = {"N": "North", "S": "South", "E": "East", "W": "West"}
_COUNTED = frozenset(
    "war chapter part volume vol act article phase type section title grade level class book scene bowl stage tier"
    " category appendix step generation gen mark round season episode fantasy rocky apollo gemini schedule element"
    " division group figure table pillar annex protocol".split()
)
_REGNAL = frozenset(
    "henry louis george elizabeth charles william edward richard james john paul benedict francis leo pius napoleon"
    " nicholas catherine philip felipe alexander frederick friedrich wilhelm peter ivan mary gustav haakon olav"
    " christian margrethe harald carlos juan ferdinand isabella urban gregory clement innocent ramses ptolemy xerxes"
    " darius cyrus mehmed murad selim suleiman bayezid abdulhamid ahmed mahmud mustafa osman robert malcolm stephen"
    " leopold baudouin albert ludwig otto maximilian rudolf joseph franz umberto victor emmanuel pedro afonso manuel"
    " rama hussein abdullah constantine justinian theodosius basil tutankhamun amenhotep thutmose seti".split()
)


def _title(match: re.Match[str]) -> str | None:
    written = match[1].lower()
    if written == "fr" and word_before(match)[:1].isupper():
        return None
    if written == "dr" and _after_name(match):
        return "drive"
    return _TITLES[written]


def _drive(match: re.Match[str]) -> str | None:
    return "drive" if _after_name(match) else None


def _after_name(match: re.Match[str]) -> bool:
    """Whether a capitalised word stands directly before, as in a street's name."""
    before = word_before(match)
    return before[:1].isupper() and match.string[match.start() - 2 : match.start() - 1] not in (".", ",", "!", "?")


def _street(match: re.Match[str]) -> str | None:
    after, before = word_after(match), word_before(match)
    if _after_name(match) or (before[:1].isdigit() and before[-1:].isalpha()):
        return "street"
    return "saint" if after[:1].isupper() else None


def _abbreviation(match: re.Match[str]) -> str:
    return _ABBREVIATIONS[match[1].lower()]


def _company(match: re.Match[str]) -> str | None:
    return "company" if word_before(match)[:1].isupper() or match.string[: match.start()].endswith("& ") else None


def _numbered(match: re.Match[str]) -> str:
    return _NUMBERED[match[1].lower()]


def _latin(match: re.Match[str]) -> str:
    written = match[0].lower()
    return _LATIN[written if written.endswith(".") else written + "."]


def _dotted(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def _initials(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def _state(match: re.Match[str]) -> str | None:
    return _STATES.get(match[0])


def _direction(match: re.Match[str]) -> str:
    return _DIRECTIONS[match[0][0]]


def _ampersand(match: re.Match[str]) -> str:
    return f"{match[1]} and {match[2]}"


def _roman(match: re.Match[str]) -> str | None:
    written = match[0]
    value = roman(written)
    before = word_before(match)
    if value is None or value > 100 or not before[:1].isalpha():
        return None
    if before.lower() in _COUNTED:
        return cardinal(value)
    if before.lower() in _REGNAL and before[0].isupper():
        return None if written == "I" and _starts_clause(word_after(match)) else f"the {ordinal(value)}"
    if before[0].isupper() and written not in ("IV", "XX", "XXX") and _SEQUEL.fullmatch(written):
        return cardinal(value)
    return None


def _starts_clause(after: str) -> bool:
    """Whether "I" before this word is the pronoun."""
    return after.islower() and after not in ("of", "and", "was")


_SEQUEL = re.compile(r"[IVX]{2,8}")


def _either(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ROMAN_WORDS = frozenset(
    tens + ones
    for tens in ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc", "c")
    for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    if tens + ones
)

_BARE_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof"))
_BEFORE_STREET = r"(?= (?:[A-Z]|\d{1,3}(?:st|nd|rd|th)))"

NAMES = (
    Rule("latin", re.compile(r"(?i:e\.g\.|i\.e\.|a\.k\.a\.|p\.s\.)"), _latin, frozenset("eiap")),
    Rule("title", re.compile(rf"(?i:({_either(_TITLES)}))\.(?=[ \xa0]{{1,2}}[^\W\d_])"), _title, frozenset(_TITLES)),
    Rule("title", re.compile(r"(Dr|Mr|Mrs|Ms|Prof)(?= [A-Z][a-z])"), _title, _BARE_TITLES),
    Rule("drive", re.compile(r"Dr\b\.?"), _drive, frozenset(("dr",))),
    Rule("street or saint", re.compile(r"(?i:st)\b\.?"), _street, frozenset(("st",))),
    Rule("number of", re.compile(rf"(?i:({_either(_NUMBERED)}))\.\s?(?=\d)"), _numbered, frozenset(_NUMBERED)),
    Rule("company", re.compile(r"Co\."), _company, frozenset(("co",))),
    Rule("abbreviation", re.compile(rf"(?i:({_either(_ABBREVIATIONS)}))\."), _abbreviation, frozenset(_ABBREVIATIONS)),
    Rule("versus", re.compile(r"(vs)\b"), _abbreviation, frozenset(("vs",))),
    Rule(
        "street",
        re.compile(rf"({'|'.join(name.capitalize() for name in _BARE_STREETS)})\b"),
        _abbreviation,
        frozenset(_BARE_STREETS),
    ),
    Rule(
        "direction",
        re.compile(rf"(?<=\d )[NSEW]\b\.?{_BEFORE_STREET}"),
        _direction,
        frozenset("nsew"),
    ),
    Rule("state", re.compile(r"(?<=, )[A-Z]{2}\b(?=\s\d{5}|\W{0,2}\Z|,)"), _state, frozenset(map(str.lower, _STATES))),
    Rule("ampersand", re.compile(r"([A-Z])&([A-Z])(?!\w)"), _ampersand, starts="a"),
    Rule("doctorate", re.compile(r"Ph\.D\.?s?"), lambda match: match[0].replace(".", ""), frozenset(("ph",))),
    Rule("dotted letters", re.compile(r"(?:[A-Za-z]\.){2,8}(?:(?=[^\w.]|\Z)|[A-Za-z]\b)"), _dotted, starts="a"),
    Rule("initials", re.compile(r"[A-Z]\.(?= ?[A-Z][\w.])"), _initials, starts="a"),
    Rule("roman", re.compile(r"[IVXLC]{1,8}\b(?![.']\w|-\w)"), _roman, _ROMAN_WORDS),
)
