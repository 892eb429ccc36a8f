"""Products, serials and plurals of numbers."""

import pytest

from app.text.spoken import speak

CASES = {
    "serials": [
        ("V8", "V eight"),
        ("v2", "version two"),
        ("1-413-te-5", "one four hundred thirteen te five"),
        ("i9-13900K", "i nine one three nine zero zero K"),
        ("A330-200", "A- three thirty two hundred"),
        ("Kh-47M2", "Kh forty seven M two"),
        ("F-150", "F one fifty"),
    ],
    "plurals": [
        ("for-18.5", "for eighteen point five"),
        ("Apollo 11's crew", "Apollo eleven's crew"),
        ("the 76ers", "the seventy sixers"),
        ("F-16s", "F sixteens"),
        ("two 1s", "two ones"),
        ("100s of fans", "hundreds of fans"),
        ("the 5's", "the fives"),
        ("MP3s", "M.P threes"),
    ],
    "ages": [
        ("5-6-year-old", "five to six year-old"),
        ("12- to 17-year-olds", "twelve to seventeen year-olds"),
    ],
    "scales": [
        ("1.5B users", "one point five billion users"),
        ("10k-20k people", "ten to twenty thousand people"),
        ("a 10K", "a ten K"),
        ("300K", "three hundred thousand"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
