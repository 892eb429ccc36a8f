"""Addresses, streets, states and lands."""

import pytest

from app.text.spoken import speak

CASES = {
    "house numbers": [
        ("77 Massachusetts Ave., Cambridge", "seventy seven Massachusetts avenue, Cambridge"),
        ("2100 E Hwy 50", "twenty one hundred East highway fifty"),
        ("15 NE 4th St. was sold", "fifteen Northeast fourth street was sold"),
        ("12345 Main St", "one two three four five Main street"),
        ("9800 W 3rd St", "ninety eight hundred West third street"),
        ("1600 Pennsylvania Ave NW", "sixteen hundred Pennsylvania avenue Northwest"),
    ],
    "kinds of street": [
        ("Oak Ln. was closed", "Oak lane was closed"),
        ("St. Peter's Sq. in Rome", "saint Peter's square in Rome"),
        ("45 Park Pl", "forty five Park place"),
        ("5 N 2nd ave", "five North second avenue"),
        ("Ave Maria", "Ave Maria"),
    ],
    "rooms": [
        ("Apt. 4B", "apartment four B"),
        ("Ste. 100", "suite one hundred"),
        ("Room 101", "Room one oh one"),
        ("Bldg. 4", "building four"),
    ],
    "states": [
        ("Akron, OH to Miami, FL in May", "Akron, Ohio to Miami, Florida in May"),
        ("Boise, ID", "Boise, Idaho"),
        ("Keaton Beach, Fla., at noon", "Keaton Beach, Florida, at noon"),
        ("a Calif. judge", "a California judge"),
        ("Jane Doe, MD, left", "Jane Doe, M.D, left"),
        ("Hello, OK?", "Hello, O.K?"),
        ("10005-1234", "one zero zero zero five, one two three four"),
        ("NY 10005-1234", "N.Y one zero zero zero five, one two three four"),
    ],
    "politicians": [
        ("D-Calif.", "Democrat of California."),
        ("(R-TX)", "Republican of Texas"),
        ("R-Ohio", "Republican of Ohio"),
        ("D-Day", "D Day"),
    ],
    "roads": [
        ("US-101", "U.S one oh one"),
        ("I-405", "I four oh five"),
        ("Highway 101", "Highway one oh one"),
        ("Route 66", "Route sixty six"),
    ],
    "lands": [
        ("S. Korea", "South Korea"),
        ("N Korea", "North Korea"),
        ("the W. Bank", "the West Bank"),
        ("the 9th Cir. ruled", "the ninth circuit ruled"),
    ],
    "boxes": [
        ("P.O. Box 1234", "P.O Box twelve thirty four"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
