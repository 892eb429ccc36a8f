"""Money, percent and units."""

import re

from app.text.spoken.near import written_before
from app.text.spoken.quotes import is_quoting
from app.text.spoken.rules import Rule
from app.text.spoken.turkish.acronyms import spelled
from app.text.spoken.turkish.numbers import cardinal, decimal
from app.text.spoken.turkish.suffixes import GLUED, HAS_GLUED, SUFFIX, attached, lower, possessed, with_suffixes
from app.text.tables import either, table

WHOLE = r"[1-9]\d{0,2}(?:\.\d{3}){1,5}(?!\d)|\d{1,18}"
NUMBER = rf"(?:(?:0\.\d{{3}}|\d{{1,3}}\.\d{{1,2}})(?![\d,])|(?:{WHOLE})(?:,\d{{1,9}})?)"
"""With a decimal comma or, as in translated news, a decimal point."""
_TABLES = table("turkish_measures")
SCALES: dict[str, str] = _TABLES["scales"]
SCALE_NAMES = rf"bin|milyon|milyar|trilyon|katrilyon|{either(SCALES)}"
SCALE = rf"(?:\s?({SCALE_NAMES})\b)?"
_OF_MONEY = rf"{SCALE_NAMES}|[KMB](?![^\W_])|[mMB](?=\s?(?:TL|USD|EUR|[₺$€£])(?!\w))"
_SCALED = SCALES | {"K": "bin", "M": "milyon", "m": "milyon", "B": "milyar"}
"""Letters, where they are of money only: "462m TL", "$5M"."""
TO = r"\s?[-–]\s?"
CURRENCIES: dict[str, str] = _TABLES["currencies"]
UNITS: dict[str, str] = _TABLES["units"]
PER: dict[str, str] = _TABLES["per"]
EACH: dict[str, str] = _TABLES["each"]
ALONE = frozenset("km KM cm mm kg KG mg ml lt m² m2 m³ m3 cm² cm³ km² km2 kWh MWh kW GHz MHz dB mAh".split())
"""That stand for words without a number too: "km'den"."""
FASTEST_KM_A_SECOND = 20
"""From here "km/s" is what a car or the wind does in an hour, as signs and forecasts write it."""
FASTEST_KM_AN_HOUR = 50_000
"""What flies faster than a rocket is light."""
_POWER = " gücü"
_PLAIN = re.compile(r"\d{1,18}(?:[.,]\d{1,9})?\Z").match
_SIGNS = {"-": "eksi ", "−": "eksi ", "–": "eksi ", "+": "artı "}
_POINT = re.compile(r"(?:0\.\d{3}|\d{1,3}\.\d{1,2})\Z").match


def amount(text: str, to: str | None = None) -> str:
    """A number, or from one to another."""
    said = decimal(text.replace(".", ",") if _POINT(text) else text)
    return f"{said} ila {amount(to)}" if to else said


def _scaled(number: str, to: str | None, scale: str | None) -> str:
    if (number, to, scale) == ("1", None, "bin"):
        return "bin"
    return f"{amount(number, to)} {_SCALED.get(scale, scale)}" if scale else amount(number, to)


def _money(number: str, to: str | None, scale: str | None, currency: str, suffix: str | None) -> str:
    return attached(f"{_scaled(number, to, scale)} {CURRENCIES[currency]}", suffix)


def _money_before(match: re.Match[str]) -> str:
    sign, number, to, scale, more, of_scale, suffix = match.groups()
    if more:  # "$2 milyar 500 milyonluk"
        rest, smaller = more.split()
        said = f"{_scaled(number, to, scale)} {_scaled(rest, None, smaller)} {CURRENCIES[sign]}"
        return attached(said, of_scale or suffix)
    if match.string.startswith(f" {CURRENCIES[sign]}", match.end()):  # "$5 milyon dolar"
        return _scaled(number, to, scale)
    return _money(number, to, scale, sign, of_scale or suffix)


def _money_after(match: re.Match[str]) -> str:
    said = _money(match[1], match[2], match[3], match[4], match[6])
    return f"{EACH[match[5]]} başına {said}" if match[5] else said


def _percent(match: re.Match[str]) -> str:
    sign = _SIGNS.get(match[1] or match[3], "")
    if match[1] and match.start() and match.string[match.start() - 1].isalnum():
        sign = ""
    outer, inner = ("", sign) if match[3] else (sign, "")
    share = "binde" if match[2] == "‰" else "yüzde"
    to = f" {share if _falls(match[4], match[5]) else 'ila'} {amount(match[5])}" if match[5] else ""
    if written_before(match, 6) == f"{share} ":
        share = ""
    return attached(f"{outer}{share} {inner}{amount(match[4])}{to}", match[6])


def _falls(first: str, second: str) -> bool:
    """Whether two shares are those of two and no range: "%61-%39"."""
    one, other = (float(number.replace(",", ".")) if _PLAIN(number) else 0 for number in (first, second))
    return one > other > 0


def _unit(match: re.Match[str]) -> str:
    number, to, scale, unit, per, suffix = match.groups()
    said = f"{_scaled(number, to, scale)} {UNITS[unit]}"
    if per is None:
        if match.string.startswith(f" {UNITS[unit]}", match.end()):  # "25°C derece"
            return _scaled(number, to, scale)
        return _of_unit(said, suffix, match.string, match.end())
    by = "saatte" if unit == "km" and per == "s" and _is_hourly(to or number) else PER[per]
    return attached(f"{by} {said}", suffix)


def _of_unit(said: str, suffix: str | None, text: str, end: int) -> str:
    """Of horses the power is not said twice, and what has them leaves it out: "150 bg'lik"."""
    if not said.endswith(_POWER):
        return attached(said, suffix)
    if (suffix and lower(suffix)[0] in "ls") or text.startswith(" güc", end):
        return attached(said.removesuffix(_POWER), suffix)
    return possessed(said, suffix)


def _is_hourly(number: str) -> bool:
    plain = number.replace(".", "")
    return plain.isdecimal() and FASTEST_KM_A_SECOND <= int(plain) <= FASTEST_KM_AN_HOUR


_CONSONANT = "[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z]"
_ENDS = rf"(?:(?!\w)|(?:(?<={_CONSONANT}[²³])|(?<={_CONSONANT}{{2}})|(?<=[₺$€£])){HAS_GLUED})"
"""Of a unit or a currency: no word begins as those do that a suffix may follow at once ("5 kmlik")."""
_AND_MORE = r"(?:\s(\d{1,3}\s(?:milyar|milyon|bin)))?"
_OF_SCALE = r"l[ıiuü][kğ][a-zçğıöşü]{0,8}|[yn]?[ıiuü]n?|[ae]|[dt][ae]n?(?:ki)?|l[ae]r[a-zçğıöşü]{0,6}"
"""What a scale takes along when a currency's sign stands before it: "€12,5 milyona" is of the euro."""
FRACTIONS: dict[str, str] = table("turkish_symbols")["fractions"]
_DIRECTIONS = {"K": "kuzey", "G": "güney", "D": "doğu", "B": "batı"}


def _part_of_unit(match: re.Match[str]) -> str:
    whole, sign, unit, suffix = match.groups()
    part = "buçuk" if whole and sign == "½" else FRACTIONS[sign]
    return attached(f"{cardinal(whole) if whole else ''} {part} {UNITS[unit]}".lstrip(), suffix)


def _coordinate(match: re.Match[str]) -> str:
    degrees, minutes, seconds, direction, suffix = match.groups()
    said = [f"{amount(degrees)} derece"]
    said += [f"{amount(part)} {unit}" for part, unit in ((minutes, "dakika"), (seconds, "saniye")) if part]
    return attached(f"{' '.join(said)} {_DIRECTIONS[direction]}", suffix)


def _inches(match: re.Match[str]) -> str | None:
    """Inches, where the mark closes no quotation."""
    is_part = match.start() and match.string[match.start() - 1] in "-/.:"  # of a date, a time
    if is_part or is_quoting(match.string, match.start(), '"“”'):
        return None
    return attached(f"{amount(match[1])} inç", match[2])


CURRENCY = either(CURRENCIES)
_PLATE_LETTERS = [name for name in {**UNITS, **CURRENCIES} if re.fullmatch("[A-Z]{1,3}", name)]
MEASURES = (
    Rule(
        "plate of a car",
        re.compile(rf"(0[1-9]|[1-7]\d|8[01])\s({either(_PLATE_LETTERS)})\s(\d{{2,5}})(?!\d)(?=[^\n]{{0,90}}\splaka)"),
        lambda m: f"{cardinal(m[1])} {spelled(m[2])} {cardinal(m[3])}",
        starts="0",
        then="a",
    ),
    Rule(
        "position",
        re.compile(rf"({NUMBER})\s?([KG])(?:,?\s|-)({NUMBER})\s?([DB])(?![^\W_]){SUFFIX}"),
        lambda m: attached(f"{amount(m[1])} {_DIRECTIONS[m[2]]}, {amount(m[3])} {_DIRECTIONS[m[4]]}", m[5]),
        starts="0",
        then="KG",
    ),
    Rule(
        "coordinate",
        re.compile(
            rf"({NUMBER})°\s?(?:(\d{{1,2}})['’′]\s?)?(?:(\d{{1,2}}(?:,\d{{1,3}})?)[\"”″]\s?)?([KGDB])(?![^\W_]){SUFFIX}"
        ),
        _coordinate,
        starts="0",
        then="°",
    ),
    Rule(
        "inches",
        re.compile(rf"({NUMBER})[\"″](?:(?!\w)|(l[ıiuü][kğ][a-zçğıöşü]{{0,8}}))"),
        _inches,
        starts="0",
        then='"″',
    ),
    Rule(
        "money before",
        re.compile(
            rf"([₺$€£¥₽₿])\s?({NUMBER})(?:{TO}[₺$€£¥₽₿]?({NUMBER}))?(?:\s?({_OF_MONEY}){_AND_MORE}({_OF_SCALE})?(?![^\W_]))?{SUFFIX}"
        ),
        _money_before,
        starts="₺$€£¥₽₿",
    ),
    Rule(
        "money after",
        re.compile(
            rf"({NUMBER})(?:{TO}({NUMBER}))?(?:\s?({_OF_MONEY})(?![^\W\d_]))?(?:[.,]?-)?\s?({CURRENCY})(?:/({either(EACH)})(?!\w))?{_ENDS}{GLUED}"
        ),
        _money_after,
        starts="0",
        then="a₺$€£¥₽₿-–.",
    ),
    Rule(
        "price of each",
        re.compile(
            rf"({NUMBER})(?:{TO}({NUMBER}))?{SCALE}\s(lira|dolar|avro|euro|kuruş|cent|sent|sterlin|ruble)/({either(EACH)})(?!\w)"
        ),
        lambda m: f"{EACH[m[5]]} başına {_scaled(m[1], m[2], m[3])} {m[4]}",
        starts="0",
        then="a-–",
    ),
    Rule(
        "percent",
        re.compile(rf"([-−+–])?([%‰])\s?([-−+–])?\s?({NUMBER})(?:{TO}%?({NUMBER}))?{GLUED}"),
        _percent,
        starts="%‰-−+–",
    ),
    Rule(
        "percent after",
        re.compile(rf"({NUMBER})(?:{TO}({NUMBER}))?\s?%(?!\d){SUFFIX}"),
        lambda m: attached(f"yüzde {amount(m[1], m[2])}", m[3]),
        starts="0",
        then="%-–",
    ),
    Rule(
        "part of a unit",
        re.compile(rf"(?:(\d{{1,4}})\s?)?([{''.join(FRACTIONS)}])\s?({either(UNITS)})(?!\w){SUFFIX}"),
        _part_of_unit,
        starts="0" + "".join(FRACTIONS),
        then="".join(FRACTIONS),
    ),
    Rule(
        "scale in short",
        re.compile(rf"({NUMBER})(?:{TO}({NUMBER}))?\s?({either(SCALES)})(?!\w){SUFFIX}"),
        lambda m: attached(_scaled(m[1], m[2], m[3]), m[4]),
        starts="0",
        then="a-–",
    ),
    Rule(
        "degrees by their letter",
        re.compile(rf"([3-9]\d|\d{{3}})\sC(?![^\W_])(?!\s(?:sınıf|şube|blok|kapı|grubu)){SUFFIX}"),
        lambda m: attached(f"{cardinal(m[1])} derece", m[2]),
        starts="0",
        then="C",
    ),
    Rule(
        "unit for a hundred others",
        re.compile(rf"({NUMBER})\s?(lt|l|L|kWh|g|gr|kcal|mg)/100\s?(km|gr?|m[lL])(?!\w)"),
        lambda m: f"yüz {PER[m[3]]} {amount(m[1])} {UNITS[m[2]]}",
        starts="0",
        then="a",
    ),
    Rule(
        "seconds and their parts",
        re.compile(rf"(\d{{1,2}})\.(\d{{3}})\s?(?:sn(?!\w)|saniye){SUFFIX}"),
        lambda m: attached(f"{decimal(f'{m[1]},{m[2]}').replace('virgül', 'nokta')} saniye", m[3]),
        starts="0",
        then=".",
    ),
    Rule(
        "unit",
        re.compile(
            rf"({NUMBER})(?:{TO}({NUMBER}))?{SCALE}\s?(?=[^\W\d]|[°℃℉º⁰˚])({either(UNITS)})"
            rf"(?:/({either(PER)}))?{_ENDS}(?:\.(?=,|\s[a-zçğıöşü]|['’]|{HAS_GLUED}))?{GLUED}"
        ),
        _unit,
        starts="0",
        then="a°℃℉º⁰˚-–",
    ),
    Rule(
        "shares of a unit",
        re.compile(rf"({NUMBER})['’](ş?[ae]r)\s({either(UNITS)}){_ENDS}{GLUED}"),
        lambda m: attached(f"{attached(amount(m[1]), m[2])} {UNITS[m[3]]}", m[4]),
        starts="0",
        then="'’",
    ),
    Rule(
        "so many a minute",
        re.compile(rf"({NUMBER})/(dk|dakika)(?!\w){SUFFIX}"),
        lambda m: attached(f"{PER[m[2]]} {amount(m[1])}", m[3]),
        starts="0",
        then="/",
    ),
    Rule(
        "degrees from one to another",
        re.compile(r"([-−–])(\d{1,2})\s?/\s?([-−–])?(\d{1,2})(?=\sderece)"),
        lambda m: f"{_SIGNS[m[1]]}{amount(m[2])} ila {_SIGNS.get(m[3], '')}{amount(m[4])}",
        starts="-−–",
    ),
    Rule(
        "degrees from one to another",
        re.compile(r"(\d{1,2})\s?/\s?(?:([-−–])(?=\d{1,2}(?!\d))|(?=\d{1,2}\sderece))(\d{1,2})"),
        lambda m: f"{amount(m[1])} ila {_SIGNS.get(m[2], '')}{amount(m[3])}",
        starts="0",
        then="/",
    ),
    Rule(
        "degrees from one to another",
        re.compile(rf"(\d{{1,2}})\s?/\s?([-−–])?(\d{{1,2}})\s?°C?(?!\w){SUFFIX}"),
        lambda m: attached(f"{amount(m[1])} ila {_SIGNS.get(m[2], '')}{amount(m[3])} derece", m[4]),
        starts="0",
        then="/",
    ),
    Rule(
        "unit alone",
        re.compile(rf"({'|'.join(sorted(ALONE, key=len, reverse=True))})(?!/){_ENDS}{GLUED}"),
        lambda m: attached(UNITS[m[1]], m[2]),
        words=with_suffixes(frozenset(name.rstrip("²³23").lower() for name in ALONE if name[0].isalpha())),
    ),
)
