"""Telephones, internet addresses, flights and other numbers that are names."""

import pytest

from app.text.spoken import speak

CASES = {
    "telephones": [
        ("3-7-19-22-31-44", "three seven nineteen twenty two thirty one forty four"),
        ("+15555551234", "plus one five five five five five five one two three four"),
        ("+44 (0)20 7946 0958", "plus four four, zero, two zero, seven nine four six, zero nine five eight"),
        ("+91 98765 43210", "plus nine one, nine eight seven six five, four three two one zero"),
        ("1 555 555 1234", "one, five five five, five five five, one two three four"),
        ("1-888-GO-HOME", "one, eight eight eight, G.O, home"),
        ("800-FLOWERS", "eight hundred, flowers"),
        ("555-1234 ext. 12", "five five five, one two three four extension one two"),
        ("555-555-1234 x12", "five five five, five five five, one two three four extension one two"),
        ("07911 123456", "zero seven nine one one, one two three four five six"),
    ],
    "emergency calls": [
        ("call 911", "call nine one one"),
        ("a 911 caller", "a nine one one caller"),
        ("dial 999", "dial nine nine nine"),
        ("911 people", "nine hundred and eleven people"),
    ],
    "cards and social security": [
        ("4111 1111 1111 1111", "four one one one, one one one one, one one one one, one one one one"),
        ("123-45-6789", "one two three, four five, six seven eight nine"),
    ],
    "internet addresses": [
        ("10.0.0.1:80", "one zero dot zero dot zero dot one colon eight zero"),
        ("10.0.0.1/24", "one zero dot zero dot zero dot one slash two four"),
    ],
    "flights and aircraft": [
        ("Flight 370", "Flight three seventy"),
        ("Boeing 737-800", "Boeing seven thirty seven eight hundred"),
        ("A320neo", "A- three twenty neo"),
        ("the 747-400", "the seven forty seven four hundred"),
        ("the 747s", "the seven forty sevens"),
    ],
    "plans and flaws": [
        ("501(c)(3)", "five oh one c three"),
        ("a 401k", "a four oh one k"),
        ("CVE-2021-44228", "C.V.E twenty twenty one four four two two eight"),
        ("400k", "four hundred thousand"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
