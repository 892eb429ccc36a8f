"""Addresses of pages and mail, handles and tags, bank accounts."""

import re

from app.text.spoken.rules import LETTER, Rule
from app.text.spoken.turkish.acronyms import SAID, acronym, spelled
from app.text.spoken.turkish.numbers import cardinal, digits
from app.text.spoken.turkish.suffixes import SUFFIX, attached, possessed
from app.text.tables import table

_PATH = r"[^\s<>\"'’)\]]"
_TOP = "com|org|net|gov|edu|mil|tr|eu|uk|az|io|ai|info|dev|tv|app"
_SHORT = "ly|me|be|co|gg|ist|link|de|news"
"""Those that may be words or suffixes: an address has them before a path."""
PAGE = rf"(?:https?://|www\.){_PATH}{{1,300}}"
DOMAIN = (
    r"(?=[^.]{1,61}+\.)[A-Za-z0-9][A-Za-z0-9-]{0,60}+(?:\.[A-Za-z0-9-]{1,60}+){0,4}"
    rf"\.(?:(?:{_TOP})(?:/{_PATH}{{0,200}})?|(?:{_SHORT})/{_PATH}{{1,200}})"
)
_SIGNS: dict[str, str] = table("turkish_symbols")["in_addresses"]
_SAID = {"com": "kom", "co": "ko", "uk": "yu key", "ai": "ey ay", "io": "ay o", "wikipedia": "vikipedi"}
_MOST_OF_PATH = 32
"""Characters behind the host that are worth reading."""
_PARTS = re.compile(r"(?:https?://)?(?:www\.)?([^/?#]*)(.*)", re.DOTALL).match
_ADDRESS_AFTER = re.compile(r"\s(?:internet |web )?(?:adres|bağlantı|link|site|sayfa)").match
_PIECE = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)
_TAG_PIECE = re.compile(r"[A-ZÇĞİÖŞÜ]{2,20}(?![a-zçğıöşüâîû])|[A-ZÇĞİÖŞÜÂÎÛ]?[a-zçğıöşüâîû]{1,60}|\d{1,15}|[^\W_]")


def address(text: str) -> str:
    """An address of a page or of mail, sign by sign, without what browsers add by themselves."""
    plain = re.sub(r"\Ahttps?://|[.,;:!?]+\Z", "", text).removeprefix("www.").rstrip("/")
    return " ".join(_piece(piece) for piece in _PIECE.findall(plain) if piece.isalnum() or piece in _SIGNS)


def _piece(piece: str) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if piece.isdecimal():
        return digits(piece)
    plain = piece.lower()
    said = _SAID.get(plain, plain)
    if any(letter in "aeıioöuüy" for letter in said) or len(said) > 6:
        return said
    return SAID.get(said.upper()) or spelled(said)


def _page(match: re.Match[str]) -> str:
    """An address; only the host of one that nobody would type from hearing it."""
    written, suffix = match[1], match[2]
    host, path = _PARTS(written).groups()  # type: ignore[union-attr]  # matches any text
    is_short = len(path) <= _MOST_OF_PATH and path.count("/") < 3 and "?" not in path
    if "@" in written or len(path) < 2 or (is_short and "://" not in written):
        return attached(address(written), suffix)
    if _ADDRESS_AFTER(match.string, match.end()):
        return attached(address(host), suffix)
    return possessed(f"{address(host)} bağlantısı", suffix)


def _account(match: re.Match[str]) -> str:
    """An IBAN: its groups of four digit by digit."""
    plain = re.sub(r"\s", "", match[2])
    groups = [digits(plain[place : place + 4]) for place in range(0, len(plain), 4)]
    return attached(", ".join([f"te re {cardinal(match[1])}", *groups, cardinal(match[3])]), match[4])


def _tag(match: re.Match[str]) -> str:
    return "hashtag " + " ".join(map(_tag_piece, _TAG_PIECE.findall(match[1].replace("_", " "))))


def _tag_piece(piece: str) -> str:
    if piece.isdecimal():
        return cardinal(piece)
    return (acronym(piece) if len(piece) > 1 else spelled(piece)) if piece.isupper() else piece


ADDRESSES = (
    Rule(
        "bank account",
        re.compile(rf"TR\s?(\d\d)((?:\s?\d{{4}}){{5}})\s?(\d\d)(?!\d){SUFFIX}"),
        _account,
        starts="a",
    ),
    Rule(
        "page",
        re.compile(rf"({PAGE}|(?=[^@]{{1,60}}+@)[\w.+-]{{1,60}}+@{DOMAIN}|{DOMAIN}(?![\w.]*@)){SUFFIX}"),
        _page,
        starts="0a_.+-",
        then="a.+-@_",
    ),
    Rule(
        "handle",
        re.compile(rf"@([A-Za-z_]\w{{0,40}}(?:\.\w{{1,20}}){{0,3}}){SUFFIX}"),
        lambda match: attached(f"et {address(match[1])}", match[2]),
        starts="@",
    ),
    Rule("tag", re.compile(rf"#((?:{LETTER}|[0-9_]){{1,60}})"), _tag, starts="#"),
)
