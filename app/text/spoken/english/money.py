"""Amounts of money."""

import re

from app.text.spoken.english.context import END, NUMBER, word_after, word_before
from app.text.spoken.english.numbers import number, whole
from app.text.spoken.rules import Rule

# symbol or code: one, many, one hundredth, many hundredths ("" where nobody says them)
_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "", ""),
    "₩": ("won", "won", "", ""),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₺": ("lira", "lira", "kurush", "kurush"),
    "₽": ("ruble", "rubles", "kopek", "kopeks"),
    "₿": ("bitcoin", "bitcoin", "", ""),
    "₪": ("shekel", "shekels", "", ""),
    "₴": ("hryvnia", "hryvnias", "", ""),
    "₫": ("dong", "dong", "", ""),
    "₱": ("peso", "pesos", "", ""),
    "₦": ("naira", "naira", "", ""),
}
_CODES = {
    "USD": ("US dollar", "US dollars", "cent", "cents"),
    "EUR": _CURRENCIES["€"],
    "GBP": _CURRENCIES["£"],
    "JPY": _CURRENCIES["¥"],
    "TRY": ("Turkish lira", "Turkish lira", "", ""),
    "CHF": ("Swiss franc", "Swiss francs", "", ""),
    "CNY": ("yuan", "yuan", "", ""),
    "RMB": ("yuan", "yuan", "", ""),
    "INR": _CURRENCIES["₹"],
    "KRW": _CURRENCIES["₩"],
    "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "AUD": ("Australian dollar", "Australian dollars", "cent", "cents"),
}
_PREFIXES = {
    "US": "US",
    "A": "Australian",
    "AU": "Australian",
    "C": "Canadian",
    "CA": "Canadian",
    "HK": "Hong Kong",
    "NZ": "New Zealand",
    "S": "Singapore",
    "NT": "Taiwan",
}
_SCALES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "mln": "million",
    "b": "billion",
    "bn": "billion",
    "bln": "billion",
    "t": "trillion",
    "tn": "trillion",
    "trn": "trillion",
}
_SCALE = r"(?:[\s-]?((?i:thousand|million|billion|trillion|mln|bln|trn|mn|bn|tn|k|m|b|t))\b)?"
_PERIODS = {
    "mo": "month", "month": "month", "wk": "week", "week": "week", "hr": "hour", "h": "hour", "hour": "hour",
    "yr": "year", "year": "year", "day": "day", "person": "person", "user": "user", "share": "share", "kg": "kilogram",
    "lb": "pound", "barrel": "barrel", "gallon": "gallon", "oz": "ounce", "ton": "ton", "sq": "square",
}  # fmt: skip
_PER = rf"(?:/({'|'.join(sorted(_PERIODS, key=len, reverse=True))})\b)?"
_ARTICLES = frozenset((
    "a", "an", "the", "its", "his", "her", "their", "our", "your", "my", "this", "that", "another", "each",
    "every", "new", "first", "one",
))  # fmt: skip
_DEALS = frozenset((
    "deal", "round", "fund", "investment", "valuation", "contract", "bill", "plan", "loan", "fine", "project",
    "budget", "package", "company", "startup", "market", "industry", "stake", "bid", "offer", "takeover",
    "acquisition", "merger", "grant", "facility", "lawsuit", "settlement", "bond", "sale", "buyout", "note",
    "prize", "price", "tag", "hit", "loss", "gain", "fee",
))  # fmt: skip
_NOT_NOUNS = frozenset((
    "a", "an", "and", "are", "as", "at", "but", "by", "each", "every", "for", "from", "had", "has", "have",
    "if", "in", "into", "is", "it", "more", "of", "off", "on", "or", "over", "per", "plus", "so", "than",
    "that", "the", "then", "to", "today", "under", "up", "was", "we", "were", "when", "which", "while", "who",
    "will", "with", "within", "yesterday", "last", "this", "next", "after", "before", "since", "because",
    "against", "about", "during", "total", "he", "she", "they", "worth", "would", "could",
))  # fmt: skip


def _attributive(match: re.Match[str]) -> bool:
    """Whether the amount stands before the noun it describes ("a $5 billion deal"): the currency is singular."""
    after = word_after(match)
    if not after or not after.islower():
        return False
    if after in _DEALS:
        return True
    if after in _NOT_NOUNS or after.endswith("ly"):
        return False
    return word_before(match).lower() in _ARTICLES or match.string[match.end()] == "-"


def _amount(written: str, scale: str | None, names: tuple[str, str, str, str], *, single: bool) -> str:
    one, many, cent, cents = names
    if scale:
        scale_word = _SCALES.get(scale.lower(), scale.lower())
        return f"{number(written, joined=False)} {scale_word} {one if single else many}"
    head, _, tail = written.partition(".")
    hundredths = tail.rstrip("0").ljust(2, "0") if tail else "00"
    if (len(hundredths) > 2 and hundredths[:2] != "00" and hundredths[0] != "0") or (tail and not cent):
        return f"{number(written)} {many}"
    if len(hundredths) > 2:
        hundredths = hundredths[:3].lstrip("0").rjust(2, "0")[-2:]
    count, fraction = int(head.replace(",", "") or 0), int(hundredths)
    parts: list[str] = []
    if count or not fraction:
        parts.append(f"{whole(head or '0')} {one if count == 1 or single else many}")
    if fraction:
        parts.append(f"{whole(str(fraction))} {cent if fraction == 1 or single else cents}")
    return " ".join(parts)


def _spoken(match: re.Match[str], names: tuple[str, str, str, str], written: str, scale: str | None) -> str:
    return _amount(written, scale, names, single=_attributive(match))


def _symbol_first(match: re.Match[str]) -> str:
    names = _CURRENCIES[match[3]]
    if match[2]:
        one, many, cent, cents = names
        names = (f"{_PREFIXES[match[2]]} {one}", f"{_PREFIXES[match[2]]} {many}", cent, cents)
    words = ("minus " if match[1] else "") + _spoken(match, names, match[4], match[5])
    if match[6]:
        words += f" per {_PERIODS[match[6]]}"
    return words + (" to" if match[7] else "")


def _range(match: re.Match[str]) -> str | None:
    if match[3] and (match[3] != match[1] or not match[5]):
        return None
    names = _CURRENCIES[match[1]]
    said = _amount(match[4], match[5], names, single=_attributive(match))
    return f"{number(match[2])} to {said}"


def _cents(match: re.Match[str]) -> str:
    one, many = ("cent", "cents") if match[2] == "¢" else ("penny", "pence")
    return f"{whole(match[1])} {one if match[1] == '1' else many}"


def _code_first(match: re.Match[str]) -> str:
    return _spoken(match, _CODES[match[1]], match[2], match[3])


def _symbol_last(match: re.Match[str]) -> str:
    names = _CURRENCIES[match[3]] if match[3] else _CODES[match[4]]
    return _spoken(match, names, match[1], match[2])


_SYMBOL = f"([{''.join(map(re.escape, _CURRENCIES))}])"
_CODE = f"({'|'.join(_CODES)})"
_TO = rf"([-–—](?={_SYMBOL}))?"

_STARTS = "a-−" + "".join(_CURRENCIES)

MONEY = (
    Rule(
        "money range",
        re.compile(rf"{_SYMBOL}({NUMBER})\s?[-–—]\s?(?:{_SYMBOL})?({NUMBER}){_SCALE}{END}"),
        _range,
        starts=_STARTS,
    ),
    Rule(
        "money",
        re.compile(rf"([-−])?({'|'.join(_PREFIXES)})?{_SYMBOL}\s?({NUMBER}){_SCALE}(?![^\W\d_]){_PER}{_TO}"),
        _symbol_first,
        starts=_STARTS,
    ),
    Rule("cents", re.compile(r"(\d{1,2})(¢|p\b)"), _cents, starts="0", then="ap¢"),
    Rule("money, code first", re.compile(rf"{_CODE}\s?({NUMBER}){_SCALE}{END}"), _code_first, starts="a"),
    Rule(
        "money, symbol last",
        re.compile(rf"({NUMBER}){_SCALE}\s?(?:{_SYMBOL}|{_CODE}\b)"),
        _symbol_last,
        starts="0.",
        then="a" + "".join(_CURRENCIES),
    ),
)
