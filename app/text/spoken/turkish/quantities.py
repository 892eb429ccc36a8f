"""Scores, ranges, fractions, ordinals and plain numbers."""

import re

from app.text.spoken.near import written_before
from app.text.spoken.rules import LETTER, Rule
from app.text.spoken.turkish.acronyms import spelled
from app.text.spoken.turkish.dates import DATES, MONTHS, WEEKDAYS
from app.text.spoken.turkish.measures import FRACTIONS, MEASURES, NUMBER, SCALE_NAMES, TO, UNITS, amount
from app.text.spoken.turkish.numbers import cardinal, decimal, digits, dotted, ordinal
from app.text.spoken.turkish.phones import PHONES
from app.text.spoken.turkish.suffixes import APOSTROPHE, SUFFIX, attached, locative, lower, parted
from app.text.tables import either, table

ROUND_THE_CLOCK = frozenset({("7", "24"), ("24", "7")})
_NEAR = 24
"""Characters that are looked at before numbers."""
_GAME_AFTER = re.compile(
    r"\s{1,2}(?:yen|kazan|galip|galib|mağlup|mağlub|berabere|kaybet|önde|geride|öne|skor|son[au]|bit(?:t|en|iy|ir)|tur\b|üstün)"
)
_GAME_BEFORE = re.compile(
    r"\b(?:maç|skor|sonuç|sonuc|yarı|galib|galip|mağlub|mağlup|beraber|deplasman|set)\w{0,12}:?\s\Z"
)
_CLAUSE_BEFORE = re.compile(r"\b(?:no|madde|maddesi|md|ada|parsel|blok|daire|kat|sayılı)\W{1,3}\Z")
"""What parts of laws, addresses and plots of land follow: no fractions."""
_TEAM_BEFORE = re.compile(r"[A-ZÇĞİÖŞÜ]\w{1,20}\s\Z")
_TEAM_AFTER = re.compile(r"\s([A-ZÇĞİÖŞÜ]\w{1,20})")
_PAIRS_BEFORE = re.compile(r"(\d{1,3})[-–](\d{1,3})(?:,| ve)\s\Z")
_PAIRS_AFTER = re.compile(r"(?:,| ve) (\d{1,3})[-–](\d{1,3})(?!\d)")
_AIRCRAFT = re.compile(r"(?:\b(?:Boeing|Airbus|Embraer|Antonov|Bombardier|Cessna)(?:'\w{1,4})?\s)\Z")
_NOUN_AFTER = re.compile(r"\s[a-zçğıöşü]{2}")
_MONTH_AFTER = re.compile(rf"\s(?i:{'|'.join(MONTHS)})").match
_CALENDAR = frozenset([*MONTHS, *WEEKDAYS])
_DETACHED = r"[ıiuü]|t[ae]n?|d[ae]n|ye|ya(?!\s{1,3}da\b)|y[ıi]|n[ıiuü]n|s[ıi]|[ıiuü]?nc[ıiuü]|l[ıiuü]k?"
"""Suffixes that a hasty writer parts from a number, but no words of their own."""
_GLUED = (
    r"(?:[ıiuü]?nc[ıiuü]|l[ae]r|l[ıiuü]k|l[ıiuü](?!\w)|[dt][ae](?:ki|n)?(?!\w)|[yn]?[ıiuü]n(?!\w)|[ıuü](?!\w))"
    r"\w{0,8}(?!\w)"
)
_STEPS = r"(?:l[ıiuü]k|s[ıiuü]|y[aeıiuü]|n[ıiuü]n|d[ae]n?)(?!\w)|(?:l[ıiuü][kğ]|s[ıiuü]n)\w{1,8}"
_ORDINAL_BEFORE = (
    r"(?=\s{1,3}[\"“'‘«(]?[^\W\d_])|(?=,(?:\s|\d{1,4}\.))|(?=\s?[-–]\s?\d{1,4}\.(?!\d))|(?=\s\d{1,4}\.\s)"
    rf"|(?={APOSTROPHE}[^\W\d_])|(?=[^\W\d_])"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LENGTH = rf"\d{{1,6}}(?:,\d{{1,3}})?(?:\s?(?:{either(UNITS)})(?=\s?[xX×]\s?\d|(?!\w)))?"
_SIDE = re.compile(r"([\d,]+)\s?(.*)").match


def _score(match: re.Match[str]) -> str | None:
    return attached(f"{cardinal(match[1])} {cardinal(match[2])}", match[3]) if _is_score(match) else None


def _is_score(match: re.Match[str]) -> bool:
    """Whether two numbers are those of a game: a range never falls, and has no team to either side."""
    text, suffix = match.string, lower(match[3] or "")
    if int(match[1]) >= int(match[2]) or suffix[:1] == "l":
        return True
    if any(int(a) > int(b) for a, b in _beside(match)):
        return True
    if _GAME_AFTER.match(text, match.end()) or _GAME_BEFORE.search(lower(written_before(match, _NEAR))):
        return True
    team = _TEAM_AFTER.match(text, match.end())
    is_team = team is not None and lower(team[1]) not in _CALENDAR
    return is_team and _TEAM_BEFORE.search(written_before(match, _NEAR)) is not None


def _beside(match: re.Match[str]) -> list[tuple[str, str]]:
    """The pairs of numbers that stand beside one in a row of sets: "25-21, 23-25 ve 25-18"."""
    after = match.string[match.end() : match.end() + 40]
    found = [*_PAIRS_BEFORE.findall(written_before(match, _NEAR))[-1:], *_PAIRS_AFTER.findall(after)[:2]]
    return [(pair[0], pair[1]) for pair in found]


def _range(match: re.Match[str]) -> str | None:
    if re.fullmatch(r"(?:19|20)\d\d", match[1]) and re.fullmatch(r"[0-2]?\d\.[0-5]\d", match[2]):
        return None  # "27 Kasım 2026 - 14.30"
    if _AIRCRAFT.search(written_before(match, _NEAR)) or re.fullmatch("7[0-8]7", match[1]):  # "737-800"
        return attached(f"{amount(match[1])} {amount(match[2])}", match[3])
    if re.fullmatch(r"(?:19|20)\d\d", match[1]) and match[2] == f"{int(match[1]) + 1}"[2:]:  # "2025-26'da"
        return attached(f"{amount(match[1])} {amount(match[2])}", match[3])
    return attached(f"{amount(match[1])} ila {amount(match[2])}", match[3])


def _row(match: re.Match[str]) -> str:
    *before, last = re.split(r"[-–]", match[1])
    return attached(" ".join([*map(cardinal, before), (ordinal if match[2] else cardinal)(last)]), match[3])


def _list(match: re.Match[str]) -> str | None:
    """As in "1,2,3 Sıra No'lu"; not the thousands of an English text."""
    *before, last = match[1].split(",")
    if all(len(each) == len("000") for each in [*before[1:], last]):
        return None
    return ", ".join([*map(cardinal, before), attached((ordinal if match[2] else cardinal)(last), match[3])])


def _mixed(match: re.Match[str]) -> str:
    """A whole and a part: "2 1/2" is iki buçuk."""
    whole, over, under, suffix = match.groups()
    if (over, under) == ("1", "2"):
        return attached(f"{cardinal(whole)} buçuk", suffix)
    return parted(f"{cardinal(whole)} tam {locative(cardinal(under))} {cardinal(over)}", suffix)


def _fraction(match: re.Match[str]) -> str | None:
    over, under, suffix = match.groups()
    if (over, under, suffix) == ("1", "2", None) and _NOUN_AFTER.match(match.string, match.end()):
        return "yarım"
    if (over, under) in ROUND_THE_CLOCK or over == under or _MONTH_AFTER(match.string, match.end()):
        return attached(f"{cardinal(over)} {cardinal(under)}", suffix)
    if int(over) > int(under.replace(".", "")) or _CLAUSE_BEFORE.search(lower(written_before(match, _NEAR))):
        return attached(f"{cardinal(over)} bölü {cardinal(under)}", suffix)
    return parted(f"{locative(cardinal(under))} {cardinal(over)}", suffix)


def _fraction_sign(match: re.Match[str]) -> str:
    whole, sign, suffix = match.groups()
    if whole is None:
        return parted(FRACTIONS[sign], suffix)
    return parted(f"{cardinal(whole)} {'buçuk' if sign == '½' else FRACTIONS[sign]}", suffix)


def _times(match: re.Match[str]) -> str:
    """Of "3x4 m" and "3 m x 4 m" the numbers, each with its unit."""
    parts = [_SIDE(part).groups() for part in re.split(r"\s?[xX×]\s?", match[1])]  # type: ignore[union-attr]
    said = [f"{amount(number)} {UNITS[unit]}" if unit else amount(number) for number, unit in parts]
    return attached(" çarpı ".join(said), match[2])


def _power(match: re.Match[str]) -> str:
    """As in "10⁶", "10⁻⁹"."""
    sign, power = ("eksi ", match[2][1:]) if match[2][0] == "⁻" else ("", match[2])
    return attached(f"{cardinal(match[1])} üzeri {sign}{cardinal(power.translate(_RAISED))}", match[3])


def _version(match: re.Match[str]) -> str:
    return attached(dotted(match[1]), match[2])


def _ordinal(match: re.Match[str]) -> str:
    return attached(ordinal(match[1]), match[2])


def _hasty(match: re.Match[str]) -> str | None:
    """A suffix that has lost its apostrophe, if it is one by its vowels: "3 ü", "2nci"; not "3 i"."""
    suffix = match[2] or match[3]
    whole = attached(decimal(match[1]), suffix)
    return whole if whole.endswith(suffix) else None


def _slash(match: re.Match[str]) -> str | None:
    """Between words it is a pause at most; after a small letter alone it is a part of a name: r/artificial."""
    place = match.start()
    alone = match.string[place - 1].islower() and not match.string[max(0, place - 2) : place - 1].isalpha()
    return None if alone else ""


QUANTITIES = (
    Rule(
        "scale of a map",
        re.compile(r"1:(\d{1,3}(?:\.\d{3}){1,2})(?=\sölçe)"),
        lambda m: f"bire {cardinal(m[1])}",
        starts="0",
        then=":",
    ),
    Rule(
        "ordinal that is misspelled",
        re.compile(r"(\d{1,4})(?:['’]c|\.['’]?[ıiuü]?nc)[ıiuü](?![^\W_])"),
        lambda m: ordinal(m[1]),
        starts="0",
        then="'’.",
    ),
    Rule(
        "product of numbers",
        re.compile(rf"(?=[\d,]{{1,10}}\s?\w{{0,3}}\s?[xX×])({_LENGTH}(?:\s?[xX×]\s?{_LENGTH}){{1,3}})(?!\w){SUFFIX}"),
        _times,
        starts="0",
        then="axX×",
    ),
    *MEASURES,
    *DATES,
    *PHONES,
    Rule("power", re.compile(rf"(10|2)(⁻?[⁰¹²³⁴-⁹]{{1,3}}){SUFFIX}"), _power, starts="0", then="⁻⁰¹²³⁴⁵⁶⁷⁸⁹"),
    Rule(
        "times",
        re.compile(r"(\d{1,4})\s?[xX×]\s?(?=\d)"),
        lambda m: f"{cardinal(m[1])} çarpı",
        starts="0",
        then="axX×",
    ),
    Rule(
        "so many times",
        re.compile(rf"(\d{{1,4}}(?:,\d{{1,2}})?)[xX](?!\w){SUFFIX}"),
        lambda m: attached(f"{decimal(m[1])} kat", m[2]),
        starts="0",
        then="a",
    ),
    Rule(
        "row of numbers",
        re.compile(rf"(\d{{1,4}}(?:[-–]\d{{1,4}}){{2,6}})(?![-–]?\d)(\.(?=\s[a-zçğıöşü]|['’]))?{SUFFIX}"),
        _row,
        starts="0",
        then="-–",
    ),
    Rule(
        "list of numbers",
        re.compile(rf"(\d{{1,3}}(?:,\d{{1,3}}){{2,16}})(?![.,]?\d)(\.(?=\s[^\W\d_]))?{SUFFIX}"),
        _list,
        starts="0",
        then=".",
    ),
    Rule(
        "ordinals from one to another",
        re.compile(rf"(\d{{1,4}})\s?[-–]\s?(\d{{1,4}})\.(?=\s[^\W\d_]|['’]){SUFFIX}"),
        lambda m: attached(f"{cardinal(m[1])} {ordinal(m[2])}", m[3]),
        starts="0",
        then="-–",
    ),
    Rule(
        "score",
        re.compile(rf"(\d{{1,3}})\s?[-–]\s?(\d{{1,3}})(?![\w.,%]*[\d%]){SUFFIX}"),
        _score,
        starts="0",
        then="-–",
    ),
    Rule("range", re.compile(rf"({NUMBER}){TO}({NUMBER})(?![-–]?\d|:\d){SUFFIX}"), _range, starts="0", then="-–"),
    Rule(
        "ratio",
        re.compile(rf"(\d{{1,3}}):(\d{{1,3}}(?:\.\d{{3}}){{0,2}}(?:,\d{{1,2}})?)(?![\d:]|[.,]\d){SUFFIX}"),
        lambda m: attached(f"{attached(cardinal(m[1]), 'e')} {decimal(m[2])}", m[3]),
        starts="0",
        then=":",
    ),
    Rule(
        "clause in brackets",
        re.compile(r"\(([a-zçğıöşü]|\d{1,3})\)(?=\s(?:bend|bent|numaralı|sayılı|alt bent|(?:ve|veya|ile)\s\())"),
        lambda m: cardinal(m[1]) if m[1].isdecimal() else spelled(m[1]),
        starts="(",
    ),
    Rule(
        "file of a court's board",
        re.compile(r"(\d{4})/(\d{1,3})-(\d{1,5})(?=\s?[EK]\.)"),
        lambda m: f"{cardinal(m[1])} bölü {cardinal(m[2])} tire {cardinal(m[3])}",
        starts="0",
        then="/",
    ),
    Rule(
        "clause of a law",
        re.compile(rf"(\d{{1,4}})/(\d{{1,4}})-([a-zçğıöşü])(?![^\W_]){SUFFIX}"),
        lambda m: attached(f"{cardinal(m[1])} bölü {cardinal(m[2])} {spelled(m[3])}", m[4]),
        starts="0",
        then="/",
    ),
    Rule(
        "clause of a law",
        re.compile(r"(\d{1,4})/(\d{1,3})\.(?=\s[a-zçğıöşü])"),
        lambda m: f"{cardinal(m[1])} bölü {ordinal(m[2])}",
        starts="0",
        then="/",
    ),
    Rule(
        "clause of a law",
        re.compile(rf"(\d{{1,4}})/({LETTER})(?![^\W_]){SUFFIX}"),
        lambda m: attached(f"{cardinal(m[1])} {'bölü ' if m[2].islower() else ''}{spelled(m[2])}", m[3]),
        starts="0",
        then="/",
    ),
    Rule(
        "two sizes of one unit",
        re.compile(r"(\d{1,3})/(?=\d{2,4}\s?(?:GB|TB)(?!\w))"),
        lambda m: f"{cardinal(m[1])} bölü",
        starts="0",
        then="/",
    ),
    Rule(
        "mixed fraction",
        re.compile(rf"(\d{{1,3}})\s(\d{{1,2}})[/⁄](\d{{1,2}})(?![\d/.]){SUFFIX}"),
        _mixed,
        starts="0",
        then="0",
    ),
    Rule(
        "fraction",
        re.compile(rf"(\d{{1,2}})/(\d{{1,3}}(?:\.\d{{3}}){{0,2}})(?![\d/]|\.\d){SUFFIX}"),
        _fraction,
        starts="0",
        then="/",
    ),
    Rule(
        "fraction sign",
        re.compile(rf"(\d{{1,4}})?\s?([{''.join(FRACTIONS)}]){SUFFIX}"),
        _fraction_sign,
        starts="0" + "".join(FRACTIONS),
        then="".join(FRACTIONS),
    ),
    Rule(
        "ordinal of thousands",
        re.compile(r"(\d{1,3}(?:\.\d{3}){1,3})\.(?=\s[a-zçğıöşü])()"),
        _ordinal,
        starts="0",
        then=".",
    ),
    Rule(
        "thousands",
        re.compile(rf"(\d{{1,3}}(?:\.\d{{3}}){{1,5}}(?:,\d{{1,9}})?)(?![.,]?\d){SUFFIX}"),
        lambda m: attached(decimal(m[1]), m[2]),
        starts="0",
        then=".",
    ),
    Rule(
        "thousands with spaces",
        re.compile(
            rf"(\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}}){{2,5}}|\d{{1,3}}(?:[\u00a0\u202f]\d{{3}}| 000))(?!\d){SUFFIX}"
        ),
        lambda m: attached(cardinal(re.sub(r"\s", "", m[1])), m[2]),
        starts="0",
        then="0",
    ),
    Rule(
        "decimal point",
        re.compile(
            rf"(\d{{1,3}}\.\d{{1,2}})(?=\s(?:{SCALE_NAMES}|kat|puan|boy|büyüklü|derece|lira|dolar|avro|euro)){SUFFIX}"
        ),
        lambda m: amount(m[1]),
        starts="0",
        then=".",
    ),
    Rule("version", re.compile(rf"(\d{{1,9}}(?:\.\d{{1,9}}){{1,4}})(?!\d){SUFFIX}"), _version, starts="0", then="."),
    Rule("step", re.compile(rf"(\d{{1,4}})\.({_STEPS})(?!\w)"), _ordinal, starts="0", then="."),
    Rule("ordinal", re.compile(rf"(\d{{1,4}})\.(?:{_ORDINAL_BEFORE}){SUFFIX}"), _ordinal, starts="0", then="."),
    Rule(
        "a thousand",
        re.compile(rf"1\s?bin(?![^\W\d_]){SUFFIX}"),
        lambda m: attached("bin", m[1]),
        starts="0",
        then="a",
    ),
    Rule(
        "number with a suffix but no apostrophe",
        re.compile(rf"(\d{{1,18}}(?:,\d{{1,9}})?)(?:\s({_DETACHED})(?!\w)|({_GLUED}))"),
        _hasty,
        starts="0",
        then="a",
    ),
    Rule(
        "number",
        re.compile(rf"(\d{{1,18}}(?:,\d{{1,9}})?)(?!\d){SUFFIX}"),
        lambda m: attached(decimal(m[1]), m[2]),
        starts="0",
    ),
    Rule("long number", re.compile(r"\d{1,400}"), lambda m: digits(m[0]), starts="0"),
    Rule("slash between names", re.compile(r"(?<=[\w.)”’] )/(?= [^\W\d_])"), lambda _match: "", starts="/"),
    Rule(
        "slash between days",
        re.compile(rf"(?:(?<=\w )/\s|(?<=[^\W\d_])/)(?=\d{{1,2}}\s(?i:{'|'.join(MONTHS)}))"),
        lambda _match: "",
        starts="/",
    ),
    Rule(
        "plus of a name",
        re.compile(rf"(?<=\w)\+{APOSTROPHE}([a-zçğıöşü]{{1,14}})(?!\w)"),
        lambda m: attached("artı", m[1]),
        starts="+",
    ),
    Rule("more or less", re.compile(r"\+/-"), lambda _match: "artı eksi", starts="+"),
    Rule("slash between words", re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])"), _slash, starts="/"),
    Rule(
        "minus",
        re.compile(r"[-−–](?:(?=\d)(?<![^\s(:].)|(?<=\(.)(?=\))|(?<=Rh.))"),
        lambda _match: "eksi",
        starts="-−–",
    ),
)
SYMBOLS: dict[str, str] = table("turkish_symbols")["symbols"]
