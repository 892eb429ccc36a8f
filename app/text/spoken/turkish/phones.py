"""Phones, and long numbers that name somebody or something."""

import re

from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule
from app.text.spoken.turkish.numbers import cardinal, digits
from app.text.spoken.turkish.suffixes import SUFFIX, attached, lower

_LONGEST_AMOUNT = 10
_NAMED_BEFORE = re.compile(
    r"\b(?:no|numara(?:sı|lı)?|kimlik|kod[u]?|hesap|dosya|takip|abone|sicil|seri|barkod|tc)\W{1,3}\Z"
)
_NEAR = 24
"""Characters that are looked at before a number."""
_IN_ONE_PIECE = re.compile(r"(?:(444)(\d)(\d{3})|(90)?(\d{3,4})(\d{3})(\d\d)(\d\d))\Z").match


def _phone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    if len(groups) == 1:  # 05321234567, 4440123
        groups = [group for group in _IN_ONE_PIECE(groups[0]).groups() if group]  # type: ignore[union-attr]
    said = ", ".join(map(_phone_group, groups))
    return ("artı " if match[0].startswith("+") else "") + said + ("," if match[1] else "")


def _phone_group(group: str) -> str:
    """Of "0212" the "sıfır iki yüz on iki"."""
    rest = group.lstrip("0")
    return " ".join(["sıfır"] * (len(group) - len(rest)) + ([cardinal(rest)] if rest else []))


def _long(match: re.Match[str]) -> str | None:
    """A number without dots that names somebody or something ("TC Kimlik No: 12345678901") and is no amount."""
    if len(match[1]) < _LONGEST_AMOUNT and not _NAMED_BEFORE.search(lower(written_before(match, _NEAR))):
        return None
    return attached(digits(match[1]), match[2])


PHONES = (
    Rule(
        "phone",
        re.compile(
            r"(?:(?:\+\d{1,3}|\(?0)[ (-]{0,2}\d{3}\)?[ -]\d{3}[ -]\d{2}[ -]?\d{2}(?!\d)"
            r"|444[ -]\d[ -]\d{3}(?!\d)|0[ -]?[2-58]\d\d[ -]\d{3}[ -]\d[ -]\d{3}(?!\d)"
            r"|\+\d{1,3}(?:[ -]\d{2,4}){3,4}(?![ -]?\d))(\s?/\s?(?=[\d(+]))?"
        ),
        _phone,
        starts="0+(",
        then="0(-",
    ),
    Rule(
        "phone in one piece",
        re.compile(r"(?:(?:0|\+90)[2-58]\d{9}|444\d{4})(?!\d)(\s?/\s?(?=[\d(+]))?"),
        _phone,
        starts="0+",
    ),
    Rule("number of somebody", re.compile(rf"(\d{{6,18}})(?!\d|[.,]\d){SUFFIX}"), _long, starts="0"),
)
