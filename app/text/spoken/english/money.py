"""Amounts of money."""

import re

from app.text.spoken.english.context import END, NOT_NOUNS, NUMBER, follows_a_describing_amount, word_after, word_before
from app.text.spoken.english.currencies import CODES, FOREIGN, NATIONS, PREFIXES, SYMBOLS, Names
from app.text.spoken.english.numbers import number, parts, whole
from app.text.spoken.english.units import SCALES, per
from app.text.spoken.near import written_before
from app.text.spoken.rules import LETTER, Rule
from app.text.tables import either, table

_SCALE_WORDS = "thousand|million|billion|trillion|quadrillion|quintillion|sextillion|lakh crore|crore|lakh"
_SCALE = rf"(?:[\s\xa0-]?((?i:{_SCALE_WORDS}|mln|bln|trn|mio|mrd|mm|mn|bn|tn|cr|k|m|b|t|(?<=\d)(?-i:L)))\b)?"
_SHORT_PER = r"(?:\s?(?=(?:pp(?:p[nwd])?|pcm|pw|ph|pa)(?![^\W_]))|(?=pm(?![^\W_])))"
_PER = (
    rf"(?:(?:/|{_SHORT_PER})({LETTER}{{1,9}}(?: ft)?(?:[²³]|[23](?!\d))?|\d{{1,4}}[MKBk]?)(?![^\W_]|[$£€])"
    r"(?:\.(?=\s[a-z]|[,;:)]))?)?"
)
_EACH = {"b": "barrel", "bu": "bushel", "d": "day", "w": "week", "y": "year", "min": "minute", "pp": "person",
         "pppn": "person per night", "pppw": "person per week", "pppd": "person per day", "pcm": "calendar month",
         "pm": "month", "pw": "week", "ph": "hour", "pa": "year"}  # fmt: skip
_BEFORE_LOSS = frozenset(
    "was were of is at to from versus vs by reported posted against totaled totalled reached".split()
)
_DESCRIBED_ON = re.compile(r", \d[\d.,]{0,8}-[a-z]").match
"""A second measure of the noun that follows: "the $4.2bn, 12-year lease"."""
_ARTICLES = frozenset((
    "a", "an", "the", "s", "its", "his", "her", "their", "our", "your", "my", "this", "that", "another", "each",
    "every", "new", "first", "one",
))  # fmt: skip
_DEALS = frozenset((
    "deal", "round", "fund", "investment", "valuation", "contract", "bill", "plan", "loan", "fine", "project",
    "budget", "package", "company", "startup", "market", "industry", "stake", "bid", "offer", "takeover",
    "acquisition", "merger", "grant", "facility", "lawsuit", "settlement", "bond", "sale", "buyout", "note",
    "prize", "price", "tag", "hit", "loss", "gain", "fee", "banknote", "coin", "home", "house", "mansion", "salary",
    "stimulus", "damages", "debt", "deficit", "surplus", "portfolio", "program", "programme", "gift", "donation",
    "ticket", "pledge", "rescue", "bailout", "penalty", "bounty", "reward", "jackpot", "increase", "cut", "shortfall",
))  # fmt: skip


def _attributive(match: re.Match[str]) -> bool:
    """Whether the amount stands before the noun it describes ("a $5 billion deal"): the currency is singular."""
    text, end = match.string, match.end()
    before, after = word_before(match).lower(), word_after(match)
    if text.startswith(("-a-", "-per-"), end) or (before in _ARTICLES and _DESCRIBED_ON(text, end)):
        return True  # "$10-a-day"
    is_owned = before in _ARTICLES or text.endswith(("s' ", "s’ "), 0, match.start())
    if is_owned and before != "one" and after[:1].isupper() and text[end] == " ":
        return True  # "a $50M Series B"
    if not after or not after.islower():
        return False
    if after in _DEALS or (after.endswith("s") and after[:-1] in _DEALS):
        return True
    if after in NOT_NOUNS or after.endswith("ly"):
        return False
    return follows_a_describing_amount(match) or is_owned or text[end] == "-"


def _amount(written: str, scale: str | None, names: Names, *, single: bool) -> str:
    one, many, cent, cents = names
    if scale:
        scale_word = SCALES.get(scale.lower(), scale.lower())
        return f"{number(written, joined=False)} {scale_word} {one if single else many}"
    head, _, tail = written.partition(".")
    hundredths = tail.rstrip("0").ljust(2, "0") if tail else "00"
    if len(hundredths) > 2 or (tail and not cent):
        return f"{number(written)} {many}"
    count, fraction = int(head.replace(",", "") or 0), int(hundredths)
    parts: list[str] = []
    if count or not fraction:
        parts.append(f"{whole(head or '0')} {one if count == 1 or single else many}")
    if fraction:
        parts.append(f"{whole(str(fraction))} {cent if fraction == 1 or (single and cent != 'penny') else cents}")
    return " ".join(parts)


def _spoken(match: re.Match[str], names: Names, written: str, scale: str | None) -> str:
    return _amount(written, scale, names, single=_attributive(match))


def _prefixed(prefix: str | None, symbol: str) -> Names:
    if not prefix:
        return SYMBOLS[symbol]
    if prefix in ("R", "MX") or symbol != "$":
        return FOREIGN.get(prefix + symbol, SYMBOLS[symbol])
    one, many, cent, cents = SYMBOLS[symbol]
    return (f"{PREFIXES[prefix]} {one}".lstrip(), f"{PREFIXES[prefix]} {many}".lstrip(), cent, cents)


def _symbol_first(match: re.Match[str]) -> str | None:
    nation = NATIONS.get(match[7] or "")
    names = CODES[nation] if nation else _prefixed(match[2], match[3])
    if match[8] and not match[8].lower().startswith(names[0].split()[-1]):
        return None
    sign = match[1] or match[4]
    words = ("minus " if sign else "") + _spoken(match, names, match[5], match[6])
    if match[9]:
        words += _each(match[9])
    return words + (" to" if match[10] else "")


def _with_part(match: re.Match[str]) -> str | None:
    """As in "£2½m", "£½m", "$5.29½/bu", "$11.29-1/2"."""
    names, written = SYMBOLS[match[1]], match[2] or ""
    part = _PARTS.get(match[3]) or parts(*match[3][1:].split("/"))
    if part is None:
        return None
    part = part.replace("one half", "a half")
    scale = SCALES.get(match[4].lower(), match[4].lower()) if match[4] else ""
    if "." in written:
        head, _, cents = _amount(written, None, names, single=False).rpartition(" ")
        said = f"{head} and {part} {cents}"
    elif written:
        said = f"{number(written)} and {part} {scale} {names[1]}"
    else:
        said = (
            f"{part.removeprefix('a ')} {'a' if part == 'a half' else 'of a'} {scale} {names[1] if scale else names[0]}"
        )
    return said + (_each(match[5]) if match[5] else "")


def _each(written: str) -> str:
    """What stands behind the slash: " per hour", " per one million" (of tokens)."""
    if written[0].isdigit():
        count = written.rstrip("MKBk")
        return f" per {number(count)} {SCALES[written[-1].lower()]}" if count != written else f" per {number(count)}"
    plain = written.rstrip("²³")
    each = _EACH.get(written) or per(written) or (plain if len(plain) > 2 else None)
    return f" per {each}" if each else f" {plain}"


def _loss(match: re.Match[str]) -> str | None:
    """A loss in brackets, as accounts write it: "$(2.3) million"; around the whole amount only behind a verb."""
    symbol, written, scale, after = match[1] or match[4], match[2] or match[5], match[3] or match[6], match[7]
    if match[4] and word_before(match).lower() not in _BEFORE_LOSS:
        return None
    is_told = written_before(match, 8).lower() == "loss of "
    return f"{'' if is_told else 'minus '}{_amount(written, scale or after, SYMBOLS[symbol], single=False)}"


def _european(match: re.Match[str]) -> str | None:
    """Points between thousands and a comma before decimals: "€1.234,56", "€3,5 Mio"."""
    symbol, written, scale = (match[1], match[2], match[3]) if match[1] else (match[6], match[4], match[5])
    if written.count(".") == 1 and "," not in written and symbol != "€":
        return None  # "$1.005"
    plain = written.replace(".", "").replace(",", ".")
    return _amount(plain, scale.rstrip(".") if scale else None, SYMBOLS[symbol], single=_attributive(match))


def _european_code(match: re.Match[str]) -> str:
    """As in "2,5 Mrd. EUR"."""
    plain = match[1].replace(".", "").replace(",", ".")
    return _amount(plain, match[2].rstrip("."), CODES[match[3]], single=_attributive(match))


def _range(match: re.Match[str]) -> str | None:
    prefix, symbol, first, first_scale, to, again, last, scale, each = match.groups()
    if to and (not again or first_scale or not scale or float(first.replace(",", "")) >= float(last.replace(",", ""))):
        return None  # "from $500 to $1 million"
    if again and again != (prefix or "") + symbol and again != symbol:
        return None
    names = _prefixed(prefix, symbol)
    said = _amount(last, scale, names, single=_attributive(match)) + (_each(each) if each else "")
    if (again or "." in first) and (not scale or first_scale):
        return f"{_amount(first, first_scale, names, single=False)} to {said}"
    if first_scale and (scale or "").lower() != first_scale.lower():
        return f"{_amount(first, first_scale, names, single=False)} to {said}"
    return f"{number(first, joined=not scale)} to {said}"


def _bills(match: re.Match[str]) -> str:
    """Twenties, for "$20s"."""
    words = number(match[1])
    return words[:-1] + "ies" if words.endswith("y") else words + "s"


def _continental(match: re.Match[str]) -> str:
    """A comma before the cents, as on the continent: "€2,50"."""
    written, symbol = (match[2], match[1]) if match[1] else (match[3], match[4])
    return _amount(written.replace(",", "."), None, SYMBOLS[symbol], single=False)


def _word_after_scale(match: re.Match[str]) -> str:
    return f"{number(match[1], joined=False)} {SCALES.get(match[2].lower(), match[2].lower())}"


def _cents(match: re.Match[str]) -> str:
    one, many = ("cent", "cents") if match[2] in "¢c" else ("penny", "pence")
    words = f"{number(match[1])} {one if match[1] == '1' else many}"
    each = match[3] if match.re.groups > 2 else None
    return f"{words} per {per(each) or each.rstrip('²³')}" if each else words


def _code_first(match: re.Match[str]) -> str:
    return _spoken(match, CODES[match[1]], match[2], match[3])


def _letter_first(match: re.Match[str]) -> str:
    """Rand, naira and won: "R2.4 billion", "R150 000", "N500bn", "W10,000"."""
    written = match[2] or re.sub(r"\D", "", match[4])
    return _amount(written, match[3], CODES[_LETTERS[match[1]]], single=_attributive(match))


def _symbol_last(match: re.Match[str]) -> str:
    names = SYMBOLS[match[3]] if match[3] else CODES[match[4]]
    return _spoken(match, names, match[1], match[2])


_LETTERS = {"R": "ZAR", "N": "NGN", "W": "KRW"}
_PARTS: dict[str, str] = table("english_symbols")["fractions"]
_CURRENCY_WORD = (
    r"(?:dollars?|euros?|pounds?|yuan|won|yen|lira|rupees?|rubles?|roubles?|baht|ringgit|rupiah|rand|naira|pesos?|francs?"
    r"|dirhams?|riyals?|dinars?|shekels?|zlotys?|crowns?|krona|kronor|kroner|taka|hryvnias?|dong|shillings?|reais|forints?)"
)
_SYMBOL = f"([{''.join(map(re.escape, SYMBOLS))}])"
_ANY = f"[{''.join(map(re.escape, SYMBOLS))}]"
_CODE = f"({'|'.join(re.escape(code) for code in sorted(CODES, key=len, reverse=True))})"
_PREFIX = f"(?<![A-Za-z])({either(PREFIXES)})"
_TO = rf"(\s?[-–—]\s?(?=(?:[A-Z]{{1,2}})?{_ANY}\d))?"

_EUROPEAN = r"\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,2})?(?=,?\D|\Z)|\d{1,4},\d{1,2}(?=\s?(?:[Mm]io|[Mm]rd|[mb]n|[mb]illion))"
_EUROPEAN_SCALE = r"(?i:mio\b\.?|mrd\b\.?|mn\b|bn\b|million\b|billion\b)"
_STARTS = "a-−" + "".join(SYMBOLS)

MONEY = (
    Rule(
        "money with a part",
        re.compile(
            rf"{_SYMBOL}(\d{{1,4}}(?:\.\d\d)?)?([- ]\d/(?:[248]|10)(?![\d/])|[{''.join(_PARTS)}]){_SCALE}{_PER}"
        ),
        _with_part,
        starts="".join(SYMBOLS),
    ),
    Rule(
        "money range",
        re.compile(
            rf"(?:{_PREFIX})?{_SYMBOL}({NUMBER}){_SCALE}(?:\s?[-–—]\s?| (to) )"
            rf"((?:[A-Z]{{1,2}})?{_ANY})?({NUMBER}){_SCALE}{END}(?!-){_PER}"
        ),
        _range,
        starts=_STARTS,
    ),
    Rule(
        "cents after a comma",
        re.compile(rf"{_SYMBOL}(\d{{1,4}},\d\d)(?![\d,]|\.\d)|(\d{{1,4}},\d\d)\s?([€₺])"),
        _continental,
        starts=_STARTS + "0",
        then=".",
    ),
    Rule(
        "loss in brackets",
        re.compile(
            rf"{_SYMBOL}\(({NUMBER})\){_SCALE}|\({_SYMBOL}({NUMBER}){_SCALE}\)"
            r"(?:\s(thousand|million|billion|trillion)\b)?"
        ),
        _loss,
        starts="(" + "".join(SYMBOLS),
    ),
    Rule(
        "loss in brackets",
        re.compile(rf"\(({NUMBER})\)\s?%"),
        lambda match: f"minus {number(match[1])} percent",
        starts="(",
    ),
    Rule(
        "European notation",
        re.compile(
            rf"{_SYMBOL}\s?({_EUROPEAN})(?:\s?({_EUROPEAN_SCALE}))?(?![\w,]|\.\d)"
            rf"|({_EUROPEAN})\s?(?:({_EUROPEAN_SCALE})\s?)?{_SYMBOL}"
        ),
        _european,
        starts=_STARTS + "0",
        then=".",
    ),
    Rule(
        "European notation",
        re.compile(rf"({_EUROPEAN})\s?(?:({_EUROPEAN_SCALE})\s?){_CODE}\b"),
        _european_code,
        starts="0",
        then=".",
    ),
    Rule("bills", re.compile(rf"\$(\d{{1,3}})s{END}"), _bills, starts="$"),
    Rule(
        "money",
        re.compile(
            rf"((?<![\w.])[-−])?(?:{_PREFIX}(?: (?<=US ))?)?{_SYMBOL}\s?([-−](?=\d))?({NUMBER})(?!\d){_SCALE}"
            rf"(?:(?<=\.\d\d)p\b)?(?:(?!{LETTER})|(?={_SHORT_PER}))"
            rf"(?:\s({'|'.join(NATIONS)})\b(?![.-]\w))?(?:[ -](dollars?|euros?|pounds?|yen|rupees?|lira)\b)?"
            rf"{_PER}{_TO}"
        ),
        _symbol_first,
        starts=_STARTS,
    ),
    Rule(
        "cents",
        re.compile(rf"(\d{{1,3}}(?:\.\d{{1,2}})?)(¢|(?<!360)(?<!480)(?<!720)p\b(?!-\d{{1,2}}a\b|\.m\b)){_PER}"),
        _cents,
        starts="0",
        then="p¢",
    ),
    Rule("cents", re.compile(r"(\d\d)(c)\b"), _cents, starts="0", then="c"),
    Rule(
        "money, code first",
        re.compile(rf"(?<![A-Za-z/]){_CODE}\s?(?!\.)({NUMBER}){_SCALE}{END}"),
        _code_first,
        starts="a",
    ),
    Rule(
        "money, letter first",
        re.compile(
            rf"([RNW])(?:({NUMBER})\s?(million|billion|trillion|m|bn|tn)\b|(\d{{1,3}}(?:[ ,\xa0]\d{{3}}){{1,3}})(?!\d))"
        ),
        _letter_first,
        starts="a",
    ),
    Rule(
        "money, word first",
        re.compile(rf"(Rs|kr|Rp)\.?\s?({NUMBER}){_SCALE}{END}"),
        _code_first,
        frozenset(("rs", "kr", "rp")),
    ),
    Rule(
        "money, symbol last",
        re.compile(rf"({NUMBER}){_SCALE}\s?(?:{_SYMBOL}|{_CODE}\b)"),
        _symbol_last,
        starts="0.",
        then="tmblckTMBLCK" + "".join(sorted({code[0] for code in CODES})) + "".join(SYMBOLS),
    ),
    Rule(
        "European scale",
        re.compile(r"(\d{1,4}(?:,\d{1,2})?)\s?([Mm]io|[Mm]rd)\b\.?"),
        lambda match: f"{number(match[1].replace(',', '.'), joined=False)} {SCALES[match[2].lower()]}",
        starts="0",
        then="mM",
    ),
    Rule(
        "scale before a currency",
        re.compile(rf"({NUMBER})\s?(bn|mn|mln|bln|tn|trn|m|b)\b(?=\s{_CURRENCY_WORD}\b)"),
        _word_after_scale,
        starts="0.",
        then="bmt",
    ),
)
