"""Products and their versions, network generations, Roman numerals, names with signs in them."""

import re

from app.text.spoken.rules import LETTER, Rule
from app.text.spoken.turkish.abbreviations import ABBREVIATED
from app.text.spoken.turkish.acronyms import ACRONYMS, acronym, lettered, spelled
from app.text.spoken.turkish.addresses import ADDRESSES
from app.text.spoken.turkish.measures import CURRENCIES, UNITS
from app.text.spoken.turkish.numbers import cardinal, decimal, dotted, ordinal, roman
from app.text.spoken.turkish.suffixes import SUFFIX, attached
from app.text.tables import either, table

BEFORE_NUMBER = {"F": "ef", "L": "el", "M": "em", "N": "en", "S": "es"}
"""Letters that stand before a number are called as the makers call them: F-16, S-400, M4."""
_PERIODS = {"Ç": ("çeyrek", 4), "Q": ("çeyrek", 4), "Y": ("yarıyıl", 2)}
"""What of a year a letter stands for, and how many it has."""
_SURNAME = re.compile(r"\s?([A-ZÇĞİÖŞÜ][a-zçğıöşü]{1,20})(?:['’]|\.?\Z|[,;:]|\.?\s(?![A-ZÇĞİÖŞÜ]))").match
"""After an initial: a name that no other capitalised word follows."""
_CAPITALISED = re.compile(r"(?:\s?(?:[A-ZÇĞİÖŞÜ][a-zçğıöşü]{1,20}|ve)){1,6}").match
_HELD: frozenset[str] = table("turkish_acronyms")["held"]
"""What is held for the fifth time, some words behind "V."."""
_NUMBERED: frozenset[str] = table("turkish_acronyms")["numbered"]
WITH_SIGNS: dict[str, str] = table("turkish_symbols")["names"]


def _product(match: re.Match[str]) -> str:
    return attached(f"{_called(match[1])} {dotted(match[2])} {spelled(match[3])}".rstrip(), match[4])


def _called(name: str) -> str:
    if len(name) == 1:
        return BEFORE_NUMBER.get(name) or spelled(name)
    return acronym(name) if name.isupper() else name


def _roman_ordinal(match: re.Match[str]) -> str | None:
    value = roman(match[1])
    title = _CAPITALISED(match.string, match.end())
    is_held = title is not None and not _HELD.isdisjoint(title[0].split())
    if (
        len(match[1]) == 1
        and not is_held
        and (surname := _SURNAME(match.string, match.end()))
        and surname[1] not in _NUMBERED
    ):
        return None
    return None if value is None else attached(ordinal(str(value)), match[2])


def _century(match: re.Match[str]) -> str | None:
    number = match[1] or str(roman(match[2]) or "")
    return attached(f"{ordinal(number)} yüzyıl", match[3]) if number else None


def _roman_cardinal(match: re.Match[str]) -> str | None:
    """Behind a name (Elizabeth II), before a suffix (XIX'uncu): never one letter, which is an initial or a grade."""
    value = roman(match[1])
    return None if value is None else attached(cardinal(str(value)), match[2])


def _period(match: re.Match[str]) -> str | None:
    """As companies write it: 3Ç26, 1Y26, 9A26."""
    number, letter, year, suffix = match.groups()
    of_year = f"{cardinal('20' + year)} " if year else ""
    if letter == "A" and year and int(number) % 3 == 0:
        return of_year + attached(f"{cardinal(number)} ay", suffix or "lık")
    if int(number) > _PERIODS.get(letter, ("", 0))[1] or (letter != "Ç" and not year):
        return None
    return attached(f"{of_year}{ordinal(number)} {_PERIODS[letter][0]}", suffix)


def _generation(match: re.Match[str]) -> str | None:
    """As in 5G or 7B."""
    if match[2] in UNITS or match[2] in CURRENCIES:
        return None
    letters = "ka" if match[2] == "K" else acronym(match[2]) if len(match[2]) > 1 else spelled(match[2])
    return attached(f"{decimal(match[1].replace('.', ','))} {letters}", match[3])


PRODUCTS = (
    Rule(
        "name with signs",
        re.compile(rf"({either(WITH_SIGNS)})(?!{LETTER}){SUFFIX}"),
        lambda match: attached(WITH_SIGNS[match[1]], match[2]),
        starts="a.",
    ),
    Rule(
        "ending in brackets",
        re.compile(r"([^\W\d_]{1,24}[a-zçğıöşü])\(([a-zçğıöşü]{1,6})\)([a-zçğıöşü]{0,12})(?!\w)"),
        lambda match: "".join(match.groups()),
        starts="a",
    ),
    Rule(
        "script library",
        re.compile(rf"({LETTER}{{2,15}})\.js(?!\w){SUFFIX}"),
        lambda match: attached(f"{match[1]} ce es", match[2]),
        starts="a",
    ),
    Rule(
        "century",
        re.compile(rf"(?:(\d{{1,2}})|([IVX]{{1,5}}))\.\s?yy(?:\.(?=['’])|(?!\.)){SUFFIX}(?!\w)"),
        _century,
        starts="0a",
        then=".",
    ),
    Rule(
        "roman ordinal",
        re.compile(rf"(I|V|X|[IVXLC]{{2,7}})\.(?=\s+[\"“'‘(]?[^\W\d_]|[^\W\d_]{{2}}|\s?[,–-]|['’]){SUFFIX}"),
        _roman_ordinal,
        starts="a",
    ),
    Rule(
        "roman number of a list",
        re.compile(r"(?:([IVX])(?=\)?\s(?:sayılı|numaralı))|(I)(?<=\(I)(?=\)))"),
        lambda match: cardinal(str(roman(match[1] or match[2]))),
        words=frozenset("ıvx"),
    ),
    Rule(
        "roman cardinal",
        re.compile(rf"([IVX]{{2,6}}){SUFFIX}(?!\w|\.\w)"),
        _roman_cardinal,
        starts="a",
    ),
    Rule(
        "version",
        re.compile(rf"v(\d{{1,4}}(?:\.\d{{1,4}}){{0,3}}){SUFFIX}"),
        lambda match: attached(f"sürüm {dotted(match[1])}", match[2]),
        starts="a",
    ),
    Rule(
        "product",
        re.compile(rf"({LETTER}{{1,20}})-?(\d{{1,4}}(?:\.\d{{1,4}}){{0,2}})([A-ZÇĞİÖŞÜ]{{0,2}}|[a-z]){SUFFIX}(?!\w)"),
        _product,
        starts="a",
    ),
    Rule(
        "strain of a virus",
        re.compile(rf"H(\d{{1,2}})N(\d{{1,2}}){SUFFIX}(?!\w)"),
        lambda match: attached(f"he {cardinal(match[1])} ne {cardinal(match[2])}", match[3]),
        starts="a",
    ),
    Rule(
        "lineage of a virus",
        re.compile(rf"([A-Z]{{1,3}})\.(\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}){SUFFIX}(?!\w|\.\d)"),
        lambda match: attached(f"{lettered(match[1])} nokta {dotted(match[2])}", match[3]),
        starts="a",
    ),
    Rule(
        "rating of a debtor",
        re.compile(rf"(A{{1,3}}|B{{1,3}}|C{{1,3}})[-−–](?![\w-]){SUFFIX}"),
        lambda match: attached(f"{spelled(match[1])} eksi", match[2]),
        words=frozenset(letter * times for letter in "abc" for times in (1, 2, 3)),
    ),
    Rule("period", re.compile(rf"([1-9]|12)([ÇQYA])(\d\d)?{SUFFIX}(?!\w)"), _period, starts="0", then="a"),
    Rule(
        "generation",
        re.compile(
            rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?)(?:-(?=[A-ZÇĞİÖŞÜ](?!\w)))?([A-ZÇĞİÖŞÜ]{{1,2}}|p){SUFFIX}"
            r"(?!\w|-\d{1,2}[.,]\d{1,4}[DB]|(?<=[KMB])\s?(?:[$€£₺]|TL\b|USD\b|EUR\b))"
        ),
        _generation,
        starts="0",
        then="a",
    ),
)
NAMES = (*ADDRESSES, *ABBREVIATED, *PRODUCTS, *ACRONYMS)
