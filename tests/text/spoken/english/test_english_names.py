"""Titles, abbreviations and initials."""

import pytest

from app.text.spoken import speak

CASES = {
    "titles": [
        ("Pfc. Lee", "private first class Lee"),
        ("Sgt. 1st Class Roe", "sergeant first Class Roe"),
        ("Mr. & Mrs. Lee", "mister and missus Lee"),
        ("Dist. Atty. Roe", "district attorney Roe"),
        ("the gov. said", "the governor said"),
        ("Mt Everest", "mount Everest"),
        ("Sec. Clinton", "secretary Clinton"),
    ],
    "abbreviations": [
        ("at 6.8% est.", "at six point eight percent estimated."),
        ("the 19th c.", "the nineteenth century."),
        ("c.1850", "circa eighteen fifty"),
        ("capex of c. $2bn", "capex of circa two billion dollars"),
        ("Kyiv (pop. 2.9m)", "Kyiv, population two point nine million"),
        ("£9.99 p/m", "nine pounds ninety nine pence per month"),
        ("Roe v. Wade", "Roe versus Wade"),
        ("Smith et al. said", "Smith et al said"),
        ("b. 1950", "born nineteen fifty"),
        ("w/o sugar", "without sugar"),
        ("5% p.a.", "five percent per annum."),
        ("up 3% y/y", "up three percent year on year"),
        ("the co. said", "the company said"),
        ("Man Utd", "Man United"),
        ("int'l", "international"),
        ("a yr", "a year"),
    ],
    "numbers of": [
        ("Fig. 3", "figure three"),
        ("pg. 5", "page five"),
        ("Sec. II", "section two"),
        ("No 10", "number ten"),
        ("Nos 5 and 6", "numbers five and six"),
        ("H.R. 1", "H.R one"),
        ("no 5", "no five"),
    ],
    "initials": [
        ("E. coli", "E coli"),
        ("W.H.O.", "W.H.O."),
        ("J. Edgar Hoover", "J Edgar Hoover"),
    ],
    "words": [
        ("feat. Drake", "featuring Drake"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
