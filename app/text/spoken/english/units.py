"""Units of measure: what each written form is called, one and many."""

import re

# written: name, the metric prefixes that news writes before it
_METRIC = {
    "m": ("meter", "kcdmnµμ"),
    "g": ("gram", "kmnµμ"),
    "l": ("liter", "hcdmµμ"),
    "L": ("liter", "cdmµμ"),
    "s": ("second", "mnµμ"),
    "W": ("watt", "kMGTm"),
    "Wh": ("watt hour", "kMGT"),
    "V": ("volt", "kMm"),
    "Ah": ("amp hour", "m"),
    "J": ("joule", "kMG"),
    "Pa": ("pascal", "hkMG"),
    "Hz": ("hertz", "kMGT"),
    "eV": ("electronvolt", "kMGT"),
    "mol": ("mole", "mnµμ"),
    "Ω": ("ohm", "kM"),
    "cal": ("calorie", "k"),
    "Sv": ("sievert", "mµμ"),
    "Bq": ("becquerel", "kMGT"),
    "t": ("ton", "kM"),
}
_PREFIXES = {
    "h": "hecto", "k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "d": "deci", "c": "centi",
    "m": "milli", "µ": "micro", "μ": "micro", "n": "nano",
}  # fmt: skip
_NAMES = {
    "kgs": "kilogram", "kms": "kilometer", "cms": "centimeter", "mcg": "microgram", "lb": "pound", "lbs": "pound",
    "oz": "ounce", "fl oz": "fluid ounce", "mi": "mile", "yd": "yard", "yds": "yard", "ft": "foot", "in": "inch",
    "nmi": "nautical mile", "ha": "hectare", "gal": "gallon", "qt": "quart", "tsp": "teaspoon",
    "tbsp": "tablespoon", "cc": "CC", "sec": "second", "secs": "second", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "wk": "week", "wks": "week", "mos": "month", "yr": "year",
    "yrs": "year", "KB": "kilobyte", "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte",
    "PB": "petabyte", "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte", "kb": "kilobit",
    "kbit": "kilobit", "Mb": "megabit", "Mbit": "megabit", "Gb": "gigabit", "Gbit": "gigabit", "dB": "decibel",
    "dBA": "decibel", "bar": "bar", "mbar": "millibar", "atm": "atmosphere", "psi": "p s i", "px": "pixel",
    "MP": "megapixel", "hp": "horsepower", "bhp": "brake horsepower", "bp": "basis point", "bps": "basis point",
    "pp": "percentage point", "pt": "point", "pts": "point", "kbps": "kilobit per second", "mbps": "megabit per second",
    "Mbps": "megabit per second", "gbps": "gigabit per second", "Gbps": "gigabit per second",
    "Tbps": "terabit per second", "mph": "mile per hour", "MPH": "mile per hour", "kmh": "kilometer per hour",
    "kph": "kilometer per hour", "mpg": "mile per gallon", "rpm": "revolution per minute",
    "RPM": "revolution per minute",
    "fps": "frame per second", "bpm": "beat per minute", "ppm": "part per million", "ppb": "part per billion",
    "kn": "knot", "kt": "kiloton", "kts": "knot", "ly": "light year", "lm": "lumen",
    "mA": "milliamp", "kA": "kiloamp", "kN": "kilonewton", "Nm": "newton meter",
}  # fmt: skip
_LENGTHS = frozenset(("m", "km", "cm", "mm", "nm", "ft", "in", "mi", "yd"))
_FULL = frozenset("miles feet meters metres kilometers kilometres yards inches centimeters centimetres".split())
_ALWAYS_ONE = ("CC", "hertz", "horsepower", "p s i")
_EACH = {
    "h": "hour", "hr": "hour", "day": "day", "wk": "week", "week": "week", "mo": "month", "month": "month",
    "year": "year", "night": "night", "person": "person", "capita": "capita", "hour": "hour", "minute": "minute",
    "second": "second", "game": "game", "share": "share", "user": "user", "household": "household", "ton": "ton",
    "tonne": "tonne", "barrel": "barrel", "bbl": "barrel", "mmBtu": "million British thermal units",
    "MMBtu": "million British thermal units", "bushel": "bushel", "gallon": "gallon", "mile": "mile", "kilo": "kilo",
    "unit": "unit",
    "seat": "seat", "ticket": "ticket", "bottle": "bottle", "square foot": "square foot", "item": "item",
    "child": "child", "student": "student", "head": "head", "car": "car", "visit": "visit", "trip": "trip",
}  # fmt: skip
NEVER_SPACED = frozenset(("in", "t", "s", "h", "J", "pt"))
"""Units whose letters are a word or a name after a space ("5 in the morning")."""
_ONE_LETTER_HYPHENED = frozenset("mglLWV")
_NAME_BEFORE_NAME = frozenset(("Mt", "W", "V", "L", "N", "MP", "PB"))
_NAME = re.compile(r"\.? [A-Z][a-z]").match
_POWER = re.compile(r"(.{1,4}?)\^?([23²³])\Z")
_PREFIX = re.compile(r"(?:(sq|cu|square|cubic)|fl)\.?[ -](?=\S)")

_ALL = {written: name for written, (name, _) in _METRIC.items()} | {
    prefix + written: _PREFIXES[prefix] + name for written, (name, prefixes) in _METRIC.items() for prefix in prefixes
}
_ALL |= _NAMES


def unit(written: str, *, one: bool) -> str | None:
    """The name of a written unit ("km²", "sq. ft", "fl oz"), singular or plural; None when it is none."""
    name = _ALL.get(written) or _area(written)
    return name if one or name is None else _plural(name)


def _area(written: str) -> str | None:
    prefixed = _PREFIX.match(written)
    if prefixed is not None:
        rest = written[prefixed.end() :]
        if prefixed[1] is None:
            return _NAMES.get(f"fl {rest}")
        power = "square" if prefixed[1].startswith("sq") else "cubic"
    else:
        raised = _POWER.match(written)
        if raised is None:
            return None
        rest, power = raised[1], "square" if raised[2] in "2²" else "cubic"
    if rest in _FULL:
        return f"{power} {rest}"
    return f"{power} {_ALL[rest]}" if rest in _LENGTHS else None


def per(written: str) -> str | None:
    """What stands after "per" for what is written after a slash ("h", "kWh", "person", "s²")."""
    if written in ("s2", "s²", "s^2"):
        return "second squared"
    return _EACH.get(written) or unit(written, one=True)


def fits(written: str, space: str, after: str = "") -> bool:
    """Whether letters that stand behind `space` after a number, and before `after`, can be a unit."""
    if space and written in _NAME_BEFORE_NAME and _NAME(after):
        return False
    if space == "-":
        return len(written) > 1 or written in _ONE_LETTER_HYPHENED
    return not space or written not in NEVER_SPACED


def _plural(one: str) -> str:
    head, joint, rest = one.partition(" per ")
    if head.endswith(_ALWAYS_ONE):
        return one
    if head.endswith(tuple(_FULL)):
        return one
    if head.endswith("foot"):
        return f"{head[:-4]}feet{joint}{rest}"
    return f"{head}{'es' if head.endswith('ch') else 's'}{joint}{rest}"
