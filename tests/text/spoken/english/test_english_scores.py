"""Scores, votes, ratings, odds, ratios and fractions."""

import pytest

from app.text.spoken import speak

CASES = {
    "scores": [
        ("took 7-57", "took seven for fifty seven"),
        ("made 397/4", "made three hundred and ninety seven for four"),
        ("The Bears (3-7) lost", "The Bears, three seven, lost"),
        ("won 1-6, 7-6 (8-6), 6-1", "won one six, seven six, eight six, six one"),
        ("lost 0-3", "lost zero three"),
        ("a 2-3 loss", "a two three loss"),
        ("the 49ers", "the forty niners"),
        ("4-3-3", "four three three"),
        ("10-5-1", "ten five one"),
    ],
    "votes": [
        ("217-213", "two hundred and seventeen to two hundred and thirteen"),
    ],
    "ratings": [
        ("rated 4/5", "rated four out of five"),
        ("a 9.8/10 flaw", "a nine point eight out of ten flaw"),
    ],
    "odds and ratios": [
        ("1/10,000", "one ten thousandth"),
        ("100-1 odds", "one hundred to one odds"),
        ("a 3:1 ratio", "a three to one ratio"),
        ("The 16:9 screen", "The sixteen to nine screen"),
        ("John 3:16", "John three sixteen"),
        ("1:250,000", "one to two hundred and fifty thousand"),
    ],
    "shares": [
        ("80/20", "eighty twenty"),
        ("50/50", "fifty fifty"),
        ("20/20 vision", "twenty twenty vision"),
    ],
    "blood pressure": [
        ("a blood pressure of 120/80", "a blood pressure of one hundred and twenty over eighty"),
    ],
    "docket numbers": [
        ("No. 21-476", "number twenty one four hundred and seventy six"),
        ("case no. 22-1234", "case number twenty two one two three four"),
    ],
    "fractions": [
        ("stage 3/4", "stage three four"),
        ("3/8ths", "three eighths"),
        ("2/3rds", "two thirds"),
        ("-1/2", "minus one half"),
        ("1⁄2", "one half"),
        ("5-1/2", "five and one half"),
        ("22/7", "twenty two sevenths"),
    ],
    "attacks": [
        ("the 10/7 attack", "the ten seven attack"),
        ("the 7/7 bombings", "the seven seven bombings"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
