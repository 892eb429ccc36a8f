"""Titles and abbreviations, by what stands around them."""

import re

from app.text.spoken.english.context import NOT_NOUNS, word_after, word_before
from app.text.spoken.english.numbers import ordinal, whole
from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule
from app.text.tables import either, table

_TABLES = table("english_names")
_TITLES: dict[str, str] = _TABLES["titles"]
_ABBREVIATIONS: dict[str, str] = _TABLES["abbreviations"]
_WITHOUT_STOP: dict[str, str] = _TABLES["without_stop"]
_CUT: dict[str, str] = _TABLES["cut"]
_NUMBERED: dict[str, str] = _TABLES["numbered"]
_NOT_LOWER = frozenset(("rev", "b", "d", "r", "s", "ss", "col", "cat", "pop", "cap"))
_LATIN: dict[str, str] = _TABLES["latin"]
_BIBLE: dict[str, str] = _TABLES["bible"]
_REGIMENTS: dict[str, str] = _TABLES["regiments"]
_COUNTIES: frozenset[str] = _TABLES["counties"]
_COMPARED: dict[str, str] = _TABLES["compared"]
_LETTERED_SHORT = {
    "Sched": "schedule", "Fig": "figure", "App": "appendix", "Pt": "part", "Para": "paragraph", "Cl": "clause",
    "Sec": "section", "Vit": "vitamin", "Ex": "exhibit", "Tab": "table",
}  # fmt: skip
_COURT_RULES = {
    "Civ": "Civil Procedure", "Crim": "Criminal Procedure", "App": "Appellate Procedure", "Evid": "Evidence",
    "Bankr": "Bankruptcy Procedure",
}  # fmt: skip
_ONLY_CAPITAL = frozenset(("arts", "reg", "regs", "dkt", "bn", "regt", "bde"))
_ANY_CASE = frozenset(("dr", "gov", "sen", "rep", "sens", "lt", "sgt", "prof", "capt", "mr", "mrs", "atty", "asst"))
"""Titles that a stop tells from words even in small letters before one ("the gov. said")."""
_BARE_TITLES = frozenset(
    "Dr Mr Mrs Ms Prof Mt Ft Lt Sgt Capt Gen Gov Sen Rev Col Maj Cpl Pte Pvt Brig Cllr Cdr Cmdr Adm Det Insp Supt"
    " Sqn Ldr Flt Wg Gp".split()
)
_SENIOR = {"Ch": "chief", "Rt": "right", "Hon": "honorable"}
"""Before and behind other titles alone: "Ch Supt", "Rt Hon"."""


_ONLY_LOWER = frozenset(("rev", "tech", "max", "admin", "inst", "prev", "lg", "sm"))

_JOB = re.compile(
    r"\s(?:Vice|VP|Director|Manager|Engineer|Analyst|Advis[eo]r|Editor|Fellow|Associate|Counsel|Partner|Officer|Economist"
    r"|Executive|Correspondent|Developer|Scientist|Researcher|Lecturer|Producer|Reporter|Writer|Strategist|Airman|Lt|Sgt)"
)


def _title(match: re.Match[str]) -> str | None:
    written = match[1].lower()
    before = word_before(match)
    if written == "sr" and _JOB.match(match.string, match.end()):
        return "senior"
    is_name = written in ("fr", "sr", "br", "pt") and before[:1].isupper()
    is_pass = match[0] == "Col" and before.lower() == "the"
    if match[1] in ("DEL", "del") or is_name or is_pass:
        return None
    if match[1].islower() and written not in _ANY_CASE and not word_after(match)[:1].isupper():
        return None
    if match[1] == "ft":
        return "featuring"
    return _TITLES[written]


_COUNT_AFTER = re.compile(r"\s?[$£€¥]|\s(?!(?:1[5-9]|20)\d\d\b(?![,.]\d))\d").match
"""An amount, and no year."""
_MONEY_AFTER = re.compile(r"\s?[$£€]").match
_THOUSANDS_AFTER = re.compile(r"\s?\d{1,3},?\d{3}\b").match
_ONE_CUP = re.compile(r"(?:\A|[\s(])(?:1|1/[2-8]|[2-7]/[3-8]|[½¼¾⅓⅔]) \Z").search
_NUMBER_BEFORE = re.compile(r"\d[ -]\Z").search


def _established(match: re.Match[str]) -> str:
    """Or estimated, of an amount: "est. 1.2 million people", "est. cost"."""
    amount_before = match.string[max(0, match.start() - 2) : match.start() - 1].strip("%") in "0123456789"
    after = word_after(match)
    is_guessed = (
        amount_before or _COUNT_AFTER(match.string, match.end()) or (after.islower() and after not in NOT_NOUNS)
    )
    return "estimated" if is_guessed else "established"


def _minimum(match: re.Match[str]) -> str | None:
    """Or minutes, behind a number."""
    is_followed = word_after(match).islower() or word_after(match).isdigit()
    if _NUMBER_BEFORE(written_before(match, 4)):
        return "minute" if is_followed else "minutes"
    return "minimum" if is_followed else None


def _is_left_out(match: re.Match[str]) -> bool:
    """Whether "ex." stands before what an amount is without: "ex. VAT", "sales ex. fuel"."""
    after = word_after(match)
    return match[1] == "ex" and word_before(match).lower() != "for" and (after.islower() or after.isupper())


def _abbreviation(match: re.Match[str]) -> str | None:
    written = match[1].lower()
    if written == "min":
        return _minimum(match)
    if written == "est":
        return _established(match)
    is_named = word_before(match)[:1].isupper()
    if (written == "def" and not (is_named and word_after(match)[:1].isupper())) or (written == "cos" and not is_named):
        return None
    if (written == "ex" and not _is_left_out(match)) or (
        written in _ONLY_LOWER and (match[1] != written or word_before(match) == "the")
    ):
        return None
    return "including" if match[1] == "inc" and not is_named else _ABBREVIATIONS[written]


def _without_stop(match: re.Match[str]) -> str | None:
    written = match[1]
    if written.lower() in ("jr", "sr"):
        return _WITHOUT_STOP[written.lower()] if written[0].isupper() and word_before(match)[:1].isupper() else None
    if written == "dec" and not word_before(match).isdigit():
        return None
    if written == "Utd":
        return "United"
    return _WITHOUT_STOP.get(written)


def _cut(match: re.Match[str]) -> str:
    return _CUT[match[0].lower().replace("’", "'")]


def _company(match: re.Match[str]) -> str | None:
    if match[0] == "co.":
        return "company"
    return "company" if word_before(match)[:1].isupper() or match.string[: match.start()].endswith("& ") else None


_CATEGORY = re.compile(r"[1-5]\b").match
_ORDINAL_BEFORE = re.compile(r"\d(?:st|nd|rd|th|d) (?:[A-Z][a-z]{2,15}\.? ){0,2}\Z").search
_STORY = re.compile(r"\s\d{1,3}:\d").match


def _book(match: re.Match[str]) -> str | None:
    """Of the Bible, before chapter and verse ("Rom. 8:28")."""
    return _BIBLE[match[1].lower()] if match[1] == "Ps" or _STORY(match.string, match.end()) else None


def _regiment(match: re.Match[str]) -> str | None:
    is_named = match[1] == "Regt" or _ORDINAL_BEFORE(written_before(match, 40))
    return _REGIMENTS[match[1].lower()] if is_named else None


def _cup(match: re.Match[str]) -> str | None:
    if word_after(match) in NOT_NOUNS:
        return None  # "up 4 c. from"
    return "cup" if _ONE_CUP(written_before(match, 5)) else "cups"


def _reporter(match: re.Match[str]) -> str:
    """A series of law reports: "F.3d", "F. Supp. 2d", "N.E.2d"."""
    return f"{match[1].replace('.', '')}{' Supp' if match[2] else ''} {ordinal(int(match[3]))}"


def _aged(match: re.Match[str]) -> str:
    return f"{whole(match[1])} year old"


def _numbered(match: re.Match[str]) -> str | None:
    written = match[1].lower()
    if match[1] == "rev" and _MONEY_AFTER(match.string, match.end()):
        return "revenue"
    if written == "cat" and _CATEGORY(match.string, match.end()):
        return "category"
    if written == "cap" and _THOUSANDS_AFTER(match.string, match.end()):
        return "capacity"
    if (written in _NOT_LOWER and match[1] != written) or (written in _ONLY_CAPITAL and match[1] == written):
        return None
    return _NUMBERED[written]


def _latin(match: re.Match[str]) -> str:
    written = match[0].lower()
    return _LATIN.get(written) or _LATIN[written + "."]


_SETS_AFTER = re.compile(r"\.? [^.;\d]{2,40} \(?[0-7]-[0-7]\b").match


def _versus(match: re.Match[str]) -> str | None:
    before = written_before(match, 26)
    named = (
        re.search(r"(?<![^\s(])[A-Z][\w.'’&-]{0,24},? (?:\(\w{1,4}\) )?\Z", before) and word_after(match)[:1].isupper()
    )
    if not named or (match[1] == "d" and not _SETS_AFTER(match.string, match.end())):
        return None
    return {"v": "versus", "d": "defeated", "bt": "beat"}[match[1]]


NAMES = (
    Rule("latin", re.compile(r"(?i:e\.g\.|i\.e\.|a\.k\.a\.|p\.s\.|n\.b\.)|p\.a\."), _latin, frozenset("eiapn")),
    Rule(
        "compared",
        re.compile(
            r"(?:[yY]/[yY]|[mM]/[mM]|[qQ]/[qQ]|w/w|d/d|h/h|p/[mawh]|[yY]-on?-[yY]|[mM]-on?-[mM]|[qQ]-on?-[qQ]|YoY|MoM|QoQ|WoW|b/d|boe/d|bpd|boepd)\b(?!/)"
        ),
        lambda match: _COMPARED[match[0].lower()],
        frozenset("ymqwdhpb")
        | {key for key in _COMPARED if "-" in key}
        | {"yoy", "mom", "qoq", "wow", "boe", "bpd", "boepd"},
    ),
    Rule("latin", re.compile(r"(?i:et al)\b\.?"), _latin, frozenset(("et",))),
    Rule("with", re.compile(r"(?i:w/[oe]\b|c/o\b)(?=\s|\w)|[wW]/(?=\s|[a-z\d])"), _latin, frozenset("wc")),
    Rule(
        "law reports",
        re.compile(r"((?:[A-Z]\.){1,2})\s?(Supp\. ?)?([2-4])(?:d|th|nd|rd)(?!\w)"),
        _reporter,
        frozenset("abcdefghijklmnopqrstuvwxyz"),
    ),
    Rule(
        "lettered",
        re.compile(r"(Sched|Fig|App|Pt|Para|Cl|Sec|Ex|Tab|Vit)\.(?= [A-Z]\b(?![.'’]))"),
        lambda match: _LETTERED_SHORT[match[1]],
        frozenset(("sched", "fig", "app", "pt", "para", "cl", "sec", "ex", "tab", "vit")),
    ),
    Rule(
        "rules of court",
        re.compile(r"Fed\. ?R\. ?(Civ|Crim|App|Evid|Bankr)\.(?: ?P\.)?(?= \d)"),
        lambda match: f"Federal Rule of {_COURT_RULES[match[1]]}",
        frozenset(("fed",)),
    ),
    Rule("book", re.compile(rf"({either(_BIBLE)})\.(?= \d)", re.IGNORECASE), _book, frozenset(_BIBLE)),
    Rule(
        "part of an army",
        re.compile(rf"({either(_REGIMENTS)})\.", re.IGNORECASE),
        _regiment,
        frozenset(_REGIMENTS),
    ),
    Rule(
        "aged",
        re.compile(r"(\d{1,3})[- ]?(?:y\.o\.|y/o\b|y-o\b|yo\b)"),
        _aged,
        starts="0",
        then="y",
    ),
    Rule(
        "number of",
        re.compile(
            rf"(?i:({either(_NUMBERED)}))\.\s?(?=#?\d|[A-F]\d\d?\b|\((?:EU|EC|EEC)\)\s\d|[$£€]\d"
            r"|[IVXLC]{2,6}\b(?!\.)|[IVX](?:[,;:)]|\.?\Z)"
            r"|(?<=\b[bd]\. )(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d)"
        ),
        _numbered,
        frozenset(_NUMBERED),
    ),
    Rule(
        "title",
        re.compile(
            rf"(?i:({either(_TITLES)}))\.(?=[ \xa0]{{1,2}}(?:[^\W\d_]|1st|&|\([Rr]et)|-(?:elect|designate|[A-Z][a-z]))"
        ),
        _title,
        frozenset(_TITLES),
    ),
    Rule(
        "title",
        re.compile(
            rf"({either(_BARE_TITLES)})(?= (?!Xers?|Zers?|Alpha\b)[A-Z][a-z])"
            r"|Ch(?= (?:Supt|Insp)\b)|Rt(?= (?:Hon|Rev)\b)|(?<=Rt )Hon\b"
        ),
        lambda match: _title(match) if match[1] else _SENIOR[match[0]],
        frozenset(map(str.lower, _BARE_TITLES)) | frozenset(map(str.lower, _SENIOR)),
    ),
    Rule(
        "number of",
        re.compile(
            r"(No|Nos|Mk|[Vv]ol|[Ff]igs?|pp|Ch)(?= \d{1,4}(?!\d|,\d| [a-z]{3,20}s\b| people)|(?<=pp)\d{1,3}(?!\w))"
        ),
        _numbered,
        frozenset(("no", "nos", "mk", "vol", "fig", "figs", "pp", "ch")),
    ),
    Rule("latin", re.compile(r"(?:eg|ie)\.(?=\s[\w\"'“‘(])"), _latin, frozenset(("eg", "ie"))),
    Rule(
        "retired",
        re.compile(
            r"(?<=[(\s])[Rr]et(?:\.|['’]?d\b\.?)?(?=[),])|[Rr]et\.(?=\s(?:Gen|Adm|Col|Lt|Maj|Capt|Sgt|Cmdr|Brig|Army|Navy|Marine|Air|US|U\.S)\b)"
        ),
        lambda _: "retired",
        frozenset(("ret", "retd")),
    ),
    Rule(
        "cup",
        re.compile(r"(?<=[\d½¼¾⅓⅔] )c\.(?= [a-z])"),
        _cup,
        frozenset("c"),
    ),
    Rule(
        "century or edition",
        re.compile(r"(?<=\d[snrt][tdh] )(?:c\.?(?![\w.])|ed\b\.?)"),
        lambda match: "century" if match[0][0] == "c" else "edition",
        frozenset(("c", "ed")),
    ),
    Rule("county", re.compile(rf"(?<!& )Co\.?(?= (?:{either(_COUNTIES)})\b)"), lambda _: "county", frozenset(("co",))),
    Rule("company", re.compile(r"(?:Co|(?<=\b[Tt]he )co)\."), _company, frozenset(("co",))),
    Rule(
        "cut",
        re.compile(rf"(?i:{either(_CUT).replace(chr(39), '[' + chr(39) + '’]')})\b"),
        _cut,
        frozenset(part for word in _CUT for part in (word.partition("'")[0], word, word.replace("'", "’"))),
    ),
    Rule("abbreviation", re.compile(rf"(?i:({either(_ABBREVIATIONS)}))\."), _abbreviation, frozenset(_ABBREVIATIONS)),
    Rule(
        "abbreviation",
        re.compile(rf"(?<!/)(?i:({either(_WITHOUT_STOP)}))\b(?![.'’/-]\w)"),
        _without_stop,
        frozenset(_WITHOUT_STOP),
    ),
    Rule("versus", re.compile(r"(v|bt|d(?=\.))\b\.?(?= [A-Z(])"), _versus, frozenset(("v", "d", "bt"))),
)
