"""Abbreviations that end in a full stop, and a few without: titles, ranks, streets, companies, references."""

import re
from collections.abc import Iterable

from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule
from app.text.spoken.turkish.suffixes import GLUED, HAS_GLUED, SUFFIX, attached, lower, possessed, with_suffixes
from app.text.tables import either, table

_TABLES = table("turkish_abbreviations")
TITLES: dict[str, str] = _TABLES["titles"]
OWNED: dict[str, str] = _TABLES["owned"]
OTHERS: dict[str, str] = _TABLES["others"]
IN_SMALL_LETTERS: dict[str, str] = _TABLES["in_small_letters"]
BARE_WHEN_FIRST: dict[str, str] = _TABLES["bare_when_first"]
BEHIND_A_NOUN: dict[str, str] = _TABLES["behind_a_noun"]
BEFORE_NUMBER: dict[str, str] = _TABLES["before_number"]
KITCHEN: dict[str, str] = _TABLES["kitchen"]
WITHOUT_STOP: dict[str, str] = _TABLES["without_stop"]
_HIGH_RANKS = {each for each, word in TITLES.items() if word.endswith(("general", "amiral", "kurmay"))}
_RANKS = {
    each for each, word in TITLES.items() if word.endswith(("bay", "başı", "teğmen", "çavuş", "subay", "kıdemli"))
}
_BEFORE_RANK = {"C": "cumhuriyet", "E": "emekli", "J": "jandarma", "P": "piyade"}
BARE_TITLES: dict[str, str] = _TABLES["bare_titles"]


_OF_THEM = ("benzeri", "diğerleri")
"""Ends of what takes an n before a suffix though nobody owns it: "vb.'ye" is "ve benzerine"."""
_NUMBERED = re.compile(r"\d\.?\s?\Z").search
"""A street that has no other name than its number: "12. Sk."."""
_COURTS = frozenset(("Mah.", "Mh.", "MAH."))
_COURT_BEFORE = re.compile(r"(?i:anayasa|ceza|hukuk|idare|vergi|iş|icra|ticaret|tüketici) \Z").search
_OFFICE = re.compile(r"l[ıiuü][kğ]").match
"""Of the abbreviation of who holds it: "Bşk.lığı", "K.lığı"."""
_OWNED_WITHOUT_STOP = frozenset(("AŞ", "Mah", "Cad", "Cd", "Sk", "Sok", "Blv", "Bulv", "Apt"))
_DOCENT = re.compile(r"\s?D[oO][çÇ]").match


def _with_capitals(names: dict[str, str]) -> dict[str, str]:
    """Also as a headline writes them: PROF. DR."""
    capitals = {name.replace("i", "İ").replace("ı", "I").upper(): said for name, said in names.items()}
    return {name: said for name, said in capitals.items() if len(name) > 2} | names


def _tight(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.replace(" ", "") for name in names)


ABBREVIATIONS = (
    _with_capitals({**TITLES, **OWNED})
    | _with_capitals({name: said for name, said in OTHERS.items() if "." in name[:-1]})
    | OTHERS
    | IN_SMALL_LETTERS
)
_SAID = {name.replace(" ", ""): said for name, said in ABBREVIATIONS.items()}
_OWNED = _tight(_with_capitals(OWNED))


_BEFORE_NUMBER = {"".join(name.split()): said for name, said in BEFORE_NUMBER.items()}


def _first_words(names: dict[str, str]) -> frozenset[str]:
    firsts = {re.split(r"\W", name, maxsplit=1)[0] for name in names}
    return frozenset(word for first in firsts for word in (lower(first), first.lower()))


_CAPITALS_BEFORE = re.compile(r"(?:[A-ZÇĞİÖŞÜ]{2,20}|[A-ZÇĞİÖŞÜ]\.)\s\Z").search


def _abbreviation(match: re.Match[str]) -> str | None:
    written, suffix = "".join(match[1].split()), match[2]
    said = _SAID[written]
    before = written_before(match, 3).rstrip()
    if written in ("CD.", "MD.") and not _CAPITALS_BEFORE(written_before(match, 24)):
        return None
    follows_name = before[-1:].isalpha() or (before[-1:] in (".", ")", '"', "”", "’") and not _NUMBERED(before))
    if written in BEHIND_A_NOUN and follows_name and not _DOCENT(match.string, match.end()):
        return possessed(BEHIND_A_NOUN[written], suffix)
    if written not in _OWNED:
        return _with_suffix(said, suffix)
    if written in _COURTS and _COURT_BEFORE(written_before(match, 10)):
        return possessed("mahkemesi", suffix)
    if suffix and _OFFICE(suffix):
        return attached(said[:-1].removesuffix("lığ"), suffix)
    return _owned(written, suffix, follows_name=follows_name)


def _owned(written: str, suffix: str | None, *, follows_name: bool) -> str:
    """Of "Gül Sok.", "12. Sok." and "Gül Sok.'ta" the sokağı, sokak and sokakta."""
    if written in BARE_WHEN_FIRST and (not follows_name or (suffix and suffix[0] == "t")):
        return attached(BARE_WHEN_FIRST[written], suffix)
    return possessed(_SAID[written], suffix)


def _owned_without_stop(match: re.Match[str]) -> str | None:
    before = written_before(match, 3)
    if not _NUMBERED(before) and not before.strip()[-1:].isalpha():
        return None
    return _owned(f"{match[1]}.", match[2], follows_name=not _NUMBERED(before))


_FILE_BEFORE = re.compile(r"(?<!\d)\d{4}/\d{1,6}(?:-\d{1,5})?\s?\Z").search
_FILE_AFTER = re.compile(r"\s?\d{4}/\d{1,6}(?!\d)").match
_CHAMBER_BEFORE = re.compile(
    r"(?:(?:Yargıtay|BAM|Adliye Mahkemesi) \d{1,2}\. CD|\d\. HD|Danıştay \d{1,2}\. D)\Z"
).search
_CHAMBERS = {"C": "Ceza Dairesi", "H": "Hukuk Dairesi", "": "Dairesi"}
_PARTS_OF_LAWS = {"md": "madde", "mad": "madde", "fık": "fıkra", "bnt": "bent"}
"""Behind an ordinal: "12. md."."""


def _with_suffix(said: str, suffix: str | None) -> str:
    if not said.endswith(_OF_THEM):
        return attached(said, suffix)
    if suffix and lower(suffix).startswith("le"):  # "vb.leri" has one of the two
        said = said.removesuffix("i").removesuffix("leri")
    return possessed(said, suffix)


def _of_file(match: re.Match[str]) -> str | None:
    """Of a file's numbers "2023/4567 E." and "K. 2024/12" the "esas" and "karar"."""
    if _FILE_BEFORE(written_before(match, 16)) or _FILE_AFTER(match.string, match.end()):
        return "esas" if match[1] == "E" else "karar"
    return None


def _chamber(match: re.Match[str]) -> str | None:
    if not _CHAMBER_BEFORE(f"{written_before(match, 48)}{match[1]}D"):
        return None
    return possessed(_CHAMBERS[match[1]], match[2])


ABBREVIATED = (
    Rule(
        "file of a court",
        re.compile(r"([EK])[.:](?![^\W\d_])"),
        _of_file,
        words=frozenset("ek"),
    ),
    Rule(
        "before a number",
        re.compile(rf"({either(BEFORE_NUMBER)})\s?(?=\d)"),
        lambda match: _BEFORE_NUMBER["".join(match[1].split())],
        words=_first_words(BEFORE_NUMBER),
    ),
    Rule(
        "born and died",
        re.compile(r"([DÖ])\.\s?(?=(?:\d{1,2}\.\d{1,2}\.)?(?:1[5-9]|20)\d\d(?![\d/]))"),
        lambda match: "doğum" if match[1] == "D" else "ölüm",
        words=frozenset("dö"),
    ),
    Rule(
        "part of a law",
        re.compile(rf"(?<=\d\. )(md|mad|fık|bnt)\.{SUFFIX}"),
        lambda match: attached(_PARTS_OF_LAWS[match[1]], match[2]),
        words=frozenset(("md", "mad", "fık", "bnt")),
    ),
    Rule(
        "chamber of a court",
        re.compile(rf"([CH]?)D(?![^\W_])\.?{SUFFIX}"),
        _chamber,
        words=with_suffixes(frozenset(("cd", "hd", "d"))),
    ),
    Rule(
        "number of a law",
        re.compile(
            rf"(?<=\d )s\.(?:\s?(K)\.{SUFFIX}(?!\w)"
            r"|(?=\s?(?:Kanun|KHK|Yasa|Kararname|Yönetmelik|[A-ZÇĞİÖŞÜ]{3,4}\b)))"
        ),
        lambda match: attached("sayılı kanun", match[2]) if match[1] else "sayılı",
        words=frozenset("s"),
    ),
    Rule(
        "law before its article, office of a commander",
        re.compile(r"K\.(?:(?=\s?(?:m|md|mad)\.\s?\d)|['’]?(l[ıi]ğ[ıi][a-zçğıöşü]{0,8}))"),
        lambda match: attached("komutan", match[1]) if match[1] else "kanunu",
        words=frozenset("k"),
    ),
    Rule("pages of a book", re.compile(r"(?<=\d )s\.(?=[,;)])"), lambda _match: "sayfa", words=frozenset("s")),
    Rule(
        "measure of the kitchen",
        re.compile(rf"(?:(?<=[\d½¼¾⅓⅔] )|(?<=[ae]r ))({either(KITCHEN)})(?![^\W_])\.?"),
        lambda match: KITCHEN[match[1]],
        words=_first_words(KITCHEN),
    ),
    Rule(
        "numbered",
        re.compile(rf"[Nn]o\.?['’]?lu(?:{SUFFIX})(?![^\W_])"),
        lambda match: attached("numaralı", match[1]),
        words=frozenset({"no", "nolu", "no'lu", "no’lu"}),
    ),
    Rule(
        "abbreviation",
        re.compile(rf"({either(ABBREVIATIONS)})(?:(?![a-zçğıöşü])|{HAS_GLUED}){GLUED}"),
        _abbreviation,
        words=_first_words(ABBREVIATIONS),
    ),
    Rule(
        "before a rank",
        re.compile(
            rf"(?:(E)\.(?=\s?(?:Büyükelçi|General|Amiral|Albay|{either(_HIGH_RANKS)}))|([EJP])\.(?=\s?(?:{either(_RANKS)}))"
            r"|(C)\.(?=\s?(?:S|Bas?s|Başs)avcı))"
        ),
        lambda match: _BEFORE_RANK[match[match.lastindex or 0]],
        words=frozenset("cejp"),
    ),
    Rule(
        "era",
        re.compile(r"M\.?\s?([ÖS])(?:\.\s?|(?=\s))(?=\s?(?:\d|[IVX]{1,5}\b))"),
        lambda match: "milattan önce" if match[1] == "Ö" else "milattan sonra",
        starts="a",
    ),
    Rule(
        "without its stop",
        re.compile(rf"({either(WITHOUT_STOP)})(?![\w.]){SUFFIX}"),
        lambda match: _with_suffix(WITHOUT_STOP[match[1]], match[2]),
        words=with_suffixes(_first_words(WITHOUT_STOP)),
    ),
    Rule(
        "what is owned, without its stop",
        re.compile(rf"({either(_OWNED_WITHOUT_STOP)})(?![\w.]){SUFFIX}"),
        _owned_without_stop,
        words=with_suffixes(frozenset(map(lower, _OWNED_WITHOUT_STOP))),
    ),
    Rule(
        "title without its stop",
        re.compile(rf"({either(BARE_TITLES)})(?=\s[A-ZÇĞİÖŞÜ][a-zçğıöşü])"),
        lambda match: BARE_TITLES[match[1]],
        words=_first_words(BARE_TITLES),
    ),
)
