"""Numbers with units, percent, and dimensions."""

import re

from app.text.spoken.english.context import END, EVENTS, NUMBER, SIGNED, word_after
from app.text.spoken.english.numbers import number, pairs
from app.text.spoken.rules import Rule

# written: one, many
_UNITS = {
    "kg": "kilogram", "g": "gram", "mg": "milligram", "µg": "microgram", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "µm": "micrometer",
    "mi": "mile", "yd": "yard", "ha": "hectare", "l": "liter", "L": "liter", "ml": "milliliter", "mL": "milliliter",
    "gal": "gallon", "km²": "square kilometer", "km2": "square kilometer", "m²": "square meter", "m2": "square meter",
    "cm²": "square centimeter", "cm2": "square centimeter", "ft²": "square foot", "mi²": "square mile",
    "km³": "cubic kilometer", "m³": "cubic meter", "m3": "cubic meter", "cm³": "cubic centimeter", "cc": "CC",
    "s": "second", "sec": "second", "secs": "second", "ms": "millisecond", "ns": "nanosecond", "min": "minute",
    "mins": "minute", "hr": "hour", "hrs": "hour", "h": "hour", "W": "watt", "kW": "kilowatt", "MW": "megawatt",
    "GW": "gigawatt", "TW": "terawatt", "kWh": "kilowatt hour", "MWh": "megawatt hour", "GWh": "gigawatt hour",
    "TWh": "terawatt hour", "V": "volt", "kV": "kilovolt", "mAh": "milliamp hour", "Hz": "hertz", "kHz": "kilohertz",
    "MHz": "megahertz", "GHz": "gigahertz", "KB": "kilobyte", "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte",
    "TB": "terabyte", "PB": "petabyte", "kb": "kilobit", "Mb": "megabit", "Gb": "gigabit", "dB": "decibel",
    "kcal": "kilocalorie", "cal": "calorie", "J": "joule", "kJ": "kilojoule", "N": "newton", "Pa": "pascal",
    "kPa": "kilopascal", "hPa": "hectopascal", "bar": "bar", "psi": "p s i", "ft": "foot", "in": "inch", "t": "ton",
    "px": "pixel", "MP": "megapixel", "hp": "horsepower", "bps": "basis point",
    "kbps": "kilobit per second",
    "mbps": "megabit per second", "Mbps": "megabit per second", "gbps": "gigabit per second",
    "Gbps": "gigabit per second", "Gb/s": "gigabit per second", "GB/s": "gigabyte per second",
    "MB/s": "megabyte per second", "mph": "mile per hour", "kmh": "kilometer per hour", "kph": "kilometer per hour",
    "mpg": "mile per gallon", "bp": "basis point",
    "pp": "percentage point", "rpm": "revolution per minute", "fps": "frame per second", "sq ft": "square foot",
    "sq mi": "square mile", "sq km": "square kilometer", "sq. ft.": "square foot", "bpm": "beat per minute",
}  # fmt: skip
_ALWAYS_ONE = frozenset(("CC", "hertz", "kilohertz", "megahertz", "gigahertz", "horsepower", "p s i"))
_NEVER_SPACED = frozenset(("in", "t", "s", "h", "N", "J", "cal", "bar"))
_SHORT = {"s": "second", "h": "hour", "hr": "hour", "min": "minute", "sec": "second", "day": "day"}


def _plural(one: str) -> str:
    head, per, rest = one.partition(" per ")
    if head in _ALWAYS_ONE:
        return one
    many = f"{head[:-4]}feet" if head.endswith("foot") else head + ("es" if head.endswith("ch") else "s")
    return many + per + rest


def _unit(written: str, *, one: bool) -> str | None:
    known = _UNITS.get(written)
    return known if one or known is None else _plural(known)


def _measure(match: re.Match[str]) -> str | None:
    space, written, per = match[2], match[3], match[4]
    hyphen = "-" in space
    if space and not hyphen and written in _NEVER_SPACED:
        return None
    names_event = written in ("m", "km") and word_after(match) in EVENTS
    unit = _unit(written, one=match[1].lstrip("-−+") == "1" or hyphen or names_event)
    if unit is None:
        return None
    return f"{number(match[1])} {unit}{' per ' + _per(per) if per else ''}"


def _per(written: str) -> str:
    return _SHORT.get(written) or _UNITS.get(written) or written


def _measure_range(match: re.Match[str]) -> str | None:
    unit = _unit(match[4], one=False)
    if unit is None or (match[3] and match[4] in _NEVER_SPACED):
        return None
    return f"{number(match[1])} to {number(match[2])} {unit}"


def _rate(match: re.Match[str]) -> str | None:
    unit = _unit(match[2], one=True)
    return None if unit is None else f"{number(match[1])} per {unit}"


def _percent(match: re.Match[str]) -> str:
    return f"{number(match[1])} percent"


def _percent_range(match: re.Match[str]) -> str:
    return f"{number(match[1])} to {number(match[2])} percent"


def _degrees(match: re.Match[str]) -> str:
    scale = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin"}.get(match[2] or "", "")
    return f"{number(match[1])} {'degree' if match[1] == '1' else 'degrees'}{scale}"


def _sign_of_degrees(match: re.Match[str]) -> str:
    return f"{number(match[1])} degrees {'Celsius' if match[2] == '℃' else 'Fahrenheit'}"


def _by(match: re.Match[str]) -> str:
    return f"{pairs(match[1]) if match[1].isdigit() else number(match[1])} by"


def _times(match: re.Match[str]) -> str:
    return f"{number(match[1])} x"


def _feet_inches(match: re.Match[str]) -> str:
    return f"{number(match[1])} {'foot' if match[1] == '1' else 'feet'} {number(match[2])} inches"


def _feet(match: re.Match[str]) -> str:
    return f"{number(match[1])} foot {number(match[2])}"


_WRITTEN_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_TO = r"\s?[-–—]\s?"
_NOT_MORE = r"(?![^\W_]|[²³])"

MEASURES = (
    Rule(
        "percent range",
        re.compile(rf"({NUMBER})\s?%?\s?[-–—]\s?({NUMBER})\s?%"),
        _percent_range,
        starts="0.",
        then="%-–—",
    ),
    Rule("percent", re.compile(rf"{SIGNED}\s?(?:%|percent\b|pct\b)"), _percent, starts="0.-−+", then="%a"),
    Rule("degrees", re.compile(rf"{SIGNED}\s?°\s?(?:([CFK])\b)?"), _degrees, starts="0.-−+", then="°"),
    Rule("degrees", re.compile(rf"{SIGNED}\s?([℃℉])"), _sign_of_degrees, starts="0.-−+", then="℃℉"),
    Rule("height", re.compile(r"(\d{1,2})['’′](\d{1,2})[\"”″]"), _feet, starts="0", then="'’′"),
    Rule(
        "measure range",
        re.compile(rf"({NUMBER}){_TO}({NUMBER})(\s?)(?=[^\W\d])({_WRITTEN_UNIT}){_NOT_MORE}"),
        _measure_range,
        starts="0.",
        then="-–—",
    ),
    Rule("height", re.compile(r"(\d{1,2})\s?(?:ft|feet)\.?\s(\d{1,2})\s?in\b\.?"), _feet_inches, starts="0", then="a"),
    Rule("dimensions", re.compile(rf"({NUMBER})\s?[x×]\s?(?=\d)"), _by, starts="0.", then="a×"),
    Rule("times", re.compile(rf"({NUMBER})[x×]{END}"), _times, starts="0.", then="a×"),
    Rule(
        "measure",
        re.compile(
            rf"{SIGNED}([\s-]?)(?=[^\W\d])({_WRITTEN_UNIT}){_NOT_MORE}(?:/(s|h|hr|min|sec|day|kg|l|L|m²|m2|m³|m3|km)\b)?(?![/'’&]\w)"
        ),
        _measure,
        starts="0.-−+",
        then="a",
    ),
    Rule("rate", re.compile(rf"({NUMBER})/(kg|km|lb|oz|hr|min|sec){_NOT_MORE}"), _rate, starts="0.", then="/"),
)
