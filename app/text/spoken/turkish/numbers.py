"""Turkish number words."""

from functools import lru_cache

UNITS = "sıfır bir iki üç dört beş altı yedi sekiz dokuz".split()
TENS = " on yirmi otuz kırk elli altmış yetmiş seksen doksan".split(" ")
SCALES = ("", "bin", "milyon", "milyar", "trilyon", "katrilyon")
ORDINALS = {
    "bir": "birinci",
    "iki": "ikinci",
    "üç": "üçüncü",
    "dört": "dördüncü",
    "beş": "beşinci",
    "altı": "altıncı",
    "yedi": "yedinci",
    "sekiz": "sekizinci",
    "dokuz": "dokuzuncu",
    "on": "onuncu",
    "yirmi": "yirminci",
    "otuz": "otuzuncu",
    "kırk": "kırkıncı",
    "elli": "ellinci",
    "altmış": "altmışıncı",
    "yetmiş": "yetmişinci",
    "seksen": "sekseninci",
    "doksan": "doksanıncı",
    "yüz": "yüzüncü",
    "bin": "bininci",
    "milyon": "milyonuncu",
    "milyar": "milyarıncı",
    "trilyon": "trilyonuncu",
    "katrilyon": "katrilyonuncu",
    "sıfır": "sıfırıncı",
}
MOST_DIGITS = 18
"""Longer ones are read digit by digit."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def digits(text: str) -> str:
    """Each digit by itself."""
    return " ".join(UNITS[int(digit)] for digit in text if digit.isdecimal())


@lru_cache(maxsize=4096)
def cardinal(text: str) -> str:
    """A whole number, with or without dots between its thousands; one with leading zeros digit by digit, but
    "0212" as a dialling code.
    """
    plain = text.replace(".", "")
    if len(plain) == len("0212") and plain[0] == "0" != plain[1]:
        return f"{UNITS[0]} {_words(int(plain))}"
    if len(plain) > MOST_DIGITS or (len(plain) > 1 and plain[0] == "0"):
        return digits(plain)
    return _words(int(plain))


def dotted(version: str) -> str:
    """Numbers between dots: "2.1", "1.1.7"."""
    return " nokta ".join(map(cardinal, version.split(".")))


def decimal(text: str) -> str:
    """A number with a decimal comma or none: "2,5", "1.250,05"."""
    whole, comma, fraction = text.partition(",")
    if not comma:
        return cardinal(whole)
    zeros = len(fraction) - len(fraction.lstrip("0"))
    rest = fraction[zeros:]
    said = " ".join(["sıfır"] * zeros + ([cardinal(rest)] if rest else []))
    return f"{cardinal(whole)} virgül {said}"


def ordinal(text: str) -> str:
    """Of "3" the "üçüncü"."""
    *before, last = cardinal(text).split()
    return " ".join([*before, ORDINALS.get(last, last)])


def roman(text: str) -> int | None:
    """The value of Roman numerals up to 399; None for letters that are none."""
    values = [_ROMAN[letter] for letter in text]
    total = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    return total if _as_roman(total) == text else None


def _as_roman(value: int) -> str:
    out = []
    for worth, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        count, value = divmod(value, worth)
        out.append(letters * count)
    return "".join(out)


def _words(number: int) -> str:
    if number == 0:
        return UNITS[0]
    groups = []
    for scale in SCALES:
        number, group = divmod(number, 1000)
        if group:
            said = "" if scale == "bin" and group == 1 else _below_thousand(group)
            groups.append(f"{said} {scale}".strip())
    return " ".join(reversed(groups))


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [
        UNITS[hundreds] if hundreds > 1 else "",
        "yüz" if hundreds else "",
        TENS[tens],
        UNITS[units] if units else "",
    ]
    return " ".join(word for word in words if word)
