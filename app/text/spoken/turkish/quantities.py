"""Money, percent, units, dates, times, ranges, ordinals and plain numbers."""

import re

from app.text.spoken.rules import Rule
from app.text.spoken.turkish.numbers import cardinal, decimal, digits, ordinal
from app.text.spoken.turkish.suffixes import SUFFIX, attached, harmonized, locative

WHOLE = r"\d{1,3}(?:\.\d{3}){1,5}(?!\d)|\d{1,18}"
NUMBER = rf"(?:{WHOLE})(?:,\d{{1,9}})?"
SCALE = r"(?:\s?(bin|milyon|milyar|trilyon|katrilyon|mn|mlr|mlyr)\b)?"
SCALES = {"mn": "milyon", "mlr": "milyar", "mlyr": "milyar"}
CURRENCIES = {
    "₺": "lira",
    "TL": "lira",
    "TRY": "lira",
    "$": "dolar",
    "USD": "dolar",
    "€": "avro",
    "EUR": "avro",
    "£": "sterlin",
    "GBP": "sterlin",
    "¥": "yen",
    "JPY": "yen",
    "₽": "ruble",
}
UNITS = {
    "km": "kilometre",
    "m": "metre",
    "cm": "santimetre",
    "mm": "milimetre",
    "kg": "kilogram",
    "g": "gram",
    "gr": "gram",
    "mg": "miligram",
    "lt": "litre",
    "L": "litre",
    "l": "litre",
    "ml": "mililitre",
    "m²": "metrekare",
    "m2": "metrekare",
    "m³": "metreküp",
    "m3": "metreküp",
    "km²": "kilometrekare",
    "km2": "kilometrekare",
    "ha": "hektar",
    "da": "dekar",
    "kW": "kilovat",
    "MW": "megavat",
    "GW": "gigavat",
    "kWh": "kilovatsaat",
    "kWsa": "kilovatsaat",
    "MWh": "megavatsaat",
    "GWh": "gigavatsaat",
    "W": "vat",
    "V": "volt",
    "GB": "gigabayt",
    "MB": "megabayt",
    "TB": "terabayt",
    "KB": "kilobayt",
    "GHz": "gigahertz",
    "MHz": "megahertz",
    "Hz": "hertz",
    "°C": "derece",
    "°F": "fahrenhayt derece",
    "°": "derece",
    "dk": "dakika",
    "sn": "saniye",
    "sa": "saat",
    "ms": "milisaniye",
    "cc": "santimetreküp",
    "hp": "beygir gücü",
    "bg": "beygir gücü",
    "dB": "desibel",
    "ppm": "pi pi em",
    "Mbps": "megabit saniye",
    "t": "ton",
    "kcal": "kilokalori",
    "sa.": "saat",
    "dk.": "dakika",
}
PER = {
    "sa": "saatte",
    "s": "saniyede",
    "sn": "saniyede",
    "h": "saatte",
    "dk": "dakikada",
    "gün": "günde",
    "yıl": "yılda",
}
MONTHS = "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık".split()
GAMES = r"(?=\s+(?:yen|kazan|galip|mağlup|berabere|kaybet|önde|geride|öne|skor|sona|bit|bera|tur))"
FRACTIONS = {"½": "yarım", "¼": "dörtte bir", "¾": "dörtte üç", "⅓": "üçte bir", "⅔": "üçte iki", "⅛": "sekizde bir"}


def _alternatives(names: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _money(number: str, scale: str | None, currency: str, suffix: str | None) -> str:
    scaled = f" {SCALES.get(scale, scale)}" if scale else ""
    return harmonized(f"{decimal(number)}{scaled} {CURRENCIES[currency]}", suffix)


def _percent(match: re.Match[str]) -> str:
    to = f" ila {decimal(match[2])}" if match[2] else ""
    return attached(f"yüzde {decimal(match[1])}{to}", match[3])


def _unit(match: re.Match[str]) -> str:
    said = f"{decimal(match[1])} {UNITS[match[2]]}"
    return harmonized(f"{PER[match[3]]} {said}" if match[3] else said, match[4])


def _date(match: re.Match[str]) -> str | None:
    day, month = int(match[1]), int(match[2])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return attached(f"{cardinal(str(day))} {MONTHS[month - 1]} {cardinal(match[3])}", match[4])


def _time(match: re.Match[str]) -> str | None:
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59:
        return None
    said = cardinal(str(hour))
    if minute:
        said += " " + (digits(match[2]) if match[2][0] == "0" else cardinal(match[2]))
    return attached(said, match[3])


def _fraction(match: re.Match[str]) -> str | None:
    if int(match[2]) < 2:
        return None
    return attached(f"{locative(cardinal(match[2]))} {cardinal(match[1])}", match[3])


def _range(match: re.Match[str]) -> str:
    return attached(f"{decimal(match[1])} ila {decimal(match[2])}", match[3])


def _phone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    return ("artı " if match[0].startswith("+") else "") + ", ".join(map(_phone_group, groups))


def _phone_group(group: str) -> str:
    """Of "0212" the "sıfır iki yüz on iki"."""
    rest = group.lstrip("0")
    return " ".join(["sıfır"] * (len(group) - len(rest)) + ([cardinal(rest)] if rest else []))


def _version(match: re.Match[str]) -> str:
    return attached(" nokta ".join(cardinal(part) for part in match[1].split(".")), match[2])


CURRENCY = _alternatives(CURRENCIES)
QUANTITIES = (
    Rule(
        "money before",
        re.compile(rf"([₺$€£¥])\s?({NUMBER}){SCALE}{SUFFIX}"),
        lambda m: _money(m[2], m[3], m[1], m[4]),
        starts="₺$€£¥",
    ),
    Rule(
        "money after",
        re.compile(rf"({NUMBER}){SCALE}\s?({CURRENCY})(?![^\W\d_]){SUFFIX}"),
        lambda m: _money(m[1], m[2], m[3], m[4]),
        starts="0",
        then="a₺$€£¥₽",
    ),
    Rule("percent", re.compile(rf"%\s?({NUMBER})(?:\s?[-–]\s?({NUMBER}))?{SUFFIX}"), _percent, starts="%"),
    Rule("date", re.compile(rf"(\d{{1,2}})[./](\d{{1,2}})[./](\d{{4}})(?!\d){SUFFIX}"), _date, starts="0", then="./"),
    Rule("time", re.compile(rf"(\d{{1,2}}):(\d{{2}})(?!\d){SUFFIX}"), _time, starts="0", then=":"),
    Rule("time with a dot", re.compile(rf"(\d{{1,2}})\.(\d{{2}})(?=['’][dtyns]){SUFFIX}"), _time, starts="0", then="."),
    Rule("time after saat", re.compile(rf"(?<=aat )(\d{{1,2}})\.(\d{{2}})(?!\d){SUFFIX}"), _time, starts="0", then="."),
    Rule(
        "phone",
        re.compile(r"(?:\+\d{1,3}|0)[ (-]{0,2}\d{3}\)?[ -]\d{3}[ -]\d{2}[ -]?\d{2}(?!\d)"),
        _phone,
        starts="0+",
        then="0(-",
    ),
    Rule(
        "unit",
        re.compile(rf"({NUMBER})\s?(?=[^\W\d]|°)({_alternatives(UNITS)})(?:/({_alternatives(PER)}))?(?!\w){SUFFIX}"),
        _unit,
        starts="0",
        then="a°",
    ),
    Rule(
        "score",
        re.compile(rf"(\d{{1,3}})\s?[-–]\s?(\d{{1,3}}){GAMES}"),
        lambda m: f"{cardinal(m[1])} {cardinal(m[2])}",
        starts="0",
        then="-–",
    ),
    Rule("range", re.compile(rf"({NUMBER})\s?[-–]\s?({NUMBER})(?![-–]?\d){SUFFIX}"), _range, starts="0", then="-–"),
    Rule("fraction", re.compile(rf"(\d{{1,2}})/(\d{{1,3}})(?![\d/]){SUFFIX}"), _fraction, starts="0", then="/"),
    Rule("fraction sign", re.compile(rf"[{''.join(FRACTIONS)}]"), lambda m: FRACTIONS[m[0]], starts="".join(FRACTIONS)),
    Rule(
        "thousands",
        re.compile(rf"(\d{{1,3}}(?:\.\d{{3}}){{1,5}}(?:,\d{{1,9}})?)(?![.,]?\d){SUFFIX}"),
        lambda m: attached(decimal(m[1]), m[2]),
        starts="0",
        then=".",
    ),
    Rule("version", re.compile(rf"(\d{{1,9}}(?:\.\d{{1,9}}){{1,4}})(?!\d){SUFFIX}"), _version, starts="0", then="."),
    Rule("ordinal", re.compile(r"(\d{1,4})\.(?=\s+[^\W\d_])"), lambda m: ordinal(m[1]), starts="0", then="."),
    Rule(
        "number",
        re.compile(rf"(\d{{1,18}}(?:,\d{{1,9}})?)(?!\d){SUFFIX}"),
        lambda m: attached(decimal(m[1]), m[2]),
        starts="0",
    ),
    Rule("long number", re.compile(r"\d{1,400}"), lambda m: digits(m[0]), starts="0"),
    Rule(
        "minus",
        re.compile(r"[-−](?=\d)"),
        lambda m: "eksi" if m.start() == 0 or m.string[m.start() - 1] in " (" else None,
        starts="-−",
    ),
)
SYMBOLS = {
    "&": "ve",
    "+": "artı",
    "=": "eşittir",
    "%": "yüzde",
    "@": "et",
    "×": "çarpı",
    "÷": "bölü",
    "±": "artı eksi",
    "<": "küçüktür",
    ">": "büyüktür",
    "°": "derece",
    "€": "avro",
    "$": "dolar",
    "£": "sterlin",
    "₺": "lira",
    "≈": "yaklaşık",
    "§": "paragraf",
    "©": "",
    "™": "",
    "®": "",
    "/": "bölü",
}
