"""Capitals: words, letters, and headlines that are set in them."""

import pytest

from app.text.spoken import speak
from app.text.spoken.english.acronyms import is_word

CASES = {
    "letters": [
        ("The WHO said so", "The W.H.O said so"),
        ("IRGC, IAEA and UN", "I.R.G.C, I.A.E.A and U.N"),
        ("the U.S. and U.K. agreed", "the U.S and U.K agreed"),
        ("A.J. Smith", "A.J Smith"),
    ],
    "letters with an ending": [
        ("CEOs and VIPs", "C.E.O's and V.I.P's"),
        ("EVs and the EU's plan", "E-V's and the E-U's plan"),
    ],
    "words": [
        ("16GB of RAM", "sixteen gigabytes of ram"),
        ("ICE agents and NASA", "ice agents and nasa"),
        ("NIMBYs left", "nimbys left"),
        ("He did NOT go", "He did not go"),
    ],
    "said otherwise": [
        ("the NCAA", "the N C double A-"),
        ("USAID staff", "U.S aid staff"),
        ("AT&T", "A.T and T"),
    ],
    "headlines in capitals": [
        ("WHO WARNS OF NEW EBOLA OUTBREAK", "W.H.O warns of new ebola outbreak"),
        ("PEOPLE WHO LIVE IN TOWN VOTE", "people who live in town vote"),
        ("WHO WILL WIN THE WORLD CUP?", "who will win the world cup?"),
        ("US TROOPS LEAVE IRAQ AS TALKS END", "U.S troops leave iraq as talks end"),
        ("TELL US MORE, SAYS JUDGE IN TRIAL", "tell us more, says judge in trial"),
        ("IT WORKERS STRIKE OVER PAY AT BANKS", "I.T workers strike over pay at banks"),
        ("IT IS OVER FOR STRIKERS AT PORT", "it is over for strikers at port"),
    ],
    "the letter A": [
        ("vitamin A is good", "vitamin A- is good"),
        ("A man saw the A380", "A man saw the A- three eighty"),
    ],
}


@pytest.mark.parametrize(("written", "expected"), [pair for pairs in CASES.values() for pair in pairs])
def test_capitals_are_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")) == expected


@pytest.mark.parametrize("letters", ["DARPA", "ISAF", "GAAP", "FRONTEX", "UNCTAD", "BREAKING"])
def test_sounds_tell_a_word(letters: str) -> None:
    assert is_word(letters)


@pytest.mark.parametrize("letters", ["USDA", "AARP", "UNFPA", "XYZ", "IMDB", "NHTSA"])
def test_sounds_tell_letters(letters: str) -> None:
    assert not is_word(letters)
