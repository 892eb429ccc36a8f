"""Symbols, equations and Greek letters."""

import pytest

from app.text.spoken import speak

CASES = {
    "equations": [
        ("3 × 4 = 12", "three times four equals twelve"),
        ("x - 1 = 2", "x minus one equals two"),
        ("y=x-1", "y equals x minus one"),
        ("a=b*c", "a equals b times c"),
        ("x/2=3", "x divided by two equals three"),
        ("5-3=2", "five minus three equals two"),
        ("E=mc²", "E equals mc squared"),
        ("x^2", "x squared"),
        ("10⁶", "ten to the power of six"),
        ("10^-3", "ten to the power of minus three"),
    ],
    "compared": [
        ("p<0.05", "p less than zero point zero five"),
        ("p < 0.05", "p less than zero point zero five"),
        ("3 > 2", "three is greater than two"),
        ("≥5", "at least five"),
        ("+/- 3.1", "plus or minus three point one"),
    ],
    "greek": [
        ("β carotene", "beta carotene"),
        ("π", "pi"),
        ("Ω", "omega"),
    ],
    "grades": [
        ("A-", "A minus"),
        ("BBB-", "triple B minus"),
        ("AA+", "double A- plus"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
