"""Kinds of news wording that single rules do not show: saints, lengths, ratings, losses, aircraft, short numbers."""

import pytest

from app.text.spoken import speak

CASES = {
    "saints and streets": [
        ("In St. Louis", "In saint Louis"),
        ("On St. Patrick's Day", "On saint Patrick's Day"),
        ("12 Elm St. in Reno", "twelve Elm street in Reno"),
    ],
    "feet and inches": [
        ("A 12' ladder", "A twelve foot ladder"),
        ('A 55" TV', "A fifty five inch T.V"),
        ("10' x 12'", "ten feet by twelve feet"),
        ('He said "we had 55" and left', "He said we had fifty five and left"),
        ("it was '12' then", "it was twelve then"),
    ],
    "seniors": [("Sr. Director Lee", "senior Director Lee"), ("Sr. Mary", "sister Mary")],
    "units that describe": [
        ("The 50g bar", "The fifty gram bar"),
        ("the 5nm chip", "the five nanometer chip"),
        ("It weighs 12KG", "It weighs twelve kilograms"),
    ],
    "ratings": [
        ("gave it 4/5", "gave it four out of five"),
        ("4/5 of voters", "four fifths of voters"),
        ("Verdict: 3/5", "Verdict: three out of five"),
    ],
    "money": [
        ("$5MM", "five million dollars"),
        ("$(2.3) million", "minus two point three million dollars"),
        ("The fine ($2.3 million) was paid", "The fine, two point three million dollars, was paid"),
        ("€3,5 Mio", "three point five million euros"),
        ("€1.234,56", "one thousand two hundred and thirty four euros fifty six cents"),
        ("€0.10/1M tokens", "ten cents per one million tokens"),
        ("$1/d", "one dollar per day"),
    ],
    "letters and numerals that go on": [
        ("Exhibits A–D", "Exhibits A- to D"),
        ("Popes Pius XI and XII", "Popes Pius the eleventh and the twelfth"),
    ],
    "aircraft and vehicles": [
        ("the 737 MAX", "the seven thirty seven max"),
        ("a 777-200ER", "a seven seventy seven two hundred E.R"),
        ("an F-150", "an F one fifty"),
        ("MH370", "M.H three seventy"),
        ("sold 737 cars", "sold seven hundred and thirty seven cars"),
    ],
    "numbers to call": [
        ("text 741741", "text seven four one seven four one"),
        ("Call 311", "Call three one one"),
        ("ring 116 123", "ring one one six, one two three"),
        ("called 100 people", "called one hundred people"),
    ],
    "hours": [("14:00 GMT", "fourteen hundred G.M.T"), ("At 00:00", "At midnight")],
    "retired": [("Gen. Olsen (Ret.) spoke", "general Olsen, retired, spoke")],
    "big numbers": [
        ("1 234 567", "one million two hundred thirty four thousand five hundred sixty seven"),
        ("5 quadrillion", "five quadrillion"),
        ("48%-45%", "forty eight percent to forty five percent"),
    ],
    "wireless": [("802.11ax", "eight oh two dot eleven A- X")],
}


@pytest.mark.parametrize(("written", "expected"), [pair for pairs in CASES.values() for pair in pairs])
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")) == expected
