"""Dates, eras, seasons, decades and parts of a year."""

import pytest

from app.text.spoken import speak

CASES = {
    "days of a month": [
        ("Sept. 3rd, 1998", "september third, nineteen ninety eight"),
        ("MAR 9", "march ninth"),
        ("5 Nov", "the fifth of november"),
        ("the 21st of August, 1965", "the twenty first of august nineteen sixty five"),
        ("11th of April 2003", "the eleventh of april two thousand three"),
        ("Wed, Apr 5", "Wednesday, april fifth"),
        ("Thurs. Dec. 24", "Thursday december twenty fourth"),
        ("sept-18", "september eighteenth"),
        ("May 3rd", "may third"),
    ],
    "numbers": [
        ("3/14/2015", "march fourteenth twenty fifteen"),
        ("25/12/2020", "the twenty fifth of december twenty twenty"),
        ("31.01.99", "the thirty first of january ninety nine"),
        ("2021-7-4", "july fourth twenty twenty one"),
        ("12-25-2020", "december twenty fifth twenty twenty"),
        ("05-JAN-20", "the fifth of january twenty"),
        ("5/Jan/2020", "the fifth of january twenty twenty"),
        ("2020 Jan 5", "january fifth twenty twenty"),
        ("1/2/05", "january second oh five"),
        ("11/2023", "november twenty twenty three"),
        ("2023-11-21T17:42:00Z", "november twenty first twenty twenty three at seventeen forty two U.T.C"),
    ],
    "days that go on": [
        ("Jan. 5-7", "january fifth to seventh"),
        ("May 30-June 2", "may thirtieth to june second"),
        ("Jan. 5 - Jan. 7, 2021", "january fifth to january seventh, twenty twenty one"),
        ("5-7 January 2020", "the fifth to the seventh of january twenty twenty"),
        ("30 Nov.–12 Dec.", "the thirtieth of november to the twelfth of december."),
        ("Jan-Mar", "january to march"),
        ("January-March 2020", "january to march twenty twenty"),
        ("Mon.-Fri.", "Monday to Friday."),
        ("Monday-Friday", "Monday to Friday"),
        ("Sat 10-4", "Saturday ten four"),
    ],
    "years that go on": [
        ("2007-10", "two thousand seven to twenty ten"),
        ("1920s-30s", "nineteen twenties to thirties"),
        ("2019/20", "twenty nineteen to twenty"),
        ("1998-02", "nineteen ninety eight to oh two"),
        ("2008-09", "two thousand eight to oh nine"),
        ("1980 - 1986", "nineteen eighty to nineteen eighty six"),
        ("1914–18", "nineteen fourteen to eighteen"),
        ("'20-'21", "twenty to twenty one"),
        ("2020/2021", "twenty twenty to twenty twenty one"),
    ],
    "eras": [
        ("in 753 BC", "in seven fifty three B.C"),
        ("500 B.C.E.", "five hundred B.C.E."),
        ("AD 79", "A.D seventy nine"),
        ("1066 AD", "ten sixty six A.D"),
        ("10,000 BC", "ten thousand B.C"),
    ],
    "short years": [
        ("class of '05", "class of oh five"),
        ("June '21", "june twenty one"),
        ("Dec '99", "december ninety nine"),
        ("Q3'22", "Q three twenty two"),
    ],
    "decades": [
        ("the 60's", "the sixties"),
        ("1700s", "seventeen hundreds"),
        ("2010s", "twenty tens"),
        ("the 1960s-1980s", "the nineteen sixties to nineteen eighties"),
        ("early-1900s", "early nineteen hundreds"),
    ],
    "fiscal years": [
        ("FY 2020", "fiscal year twenty twenty"),
        ("FY21-22", "fiscal year twenty one to twenty two"),
        ("FY2023/24", "fiscal year twenty twenty three to twenty four"),
    ],
    "no dates": [
        ("he may 2 times", "he may two times"),
        ("up to 15 may be dead", "up to fifteen may be dead"),
        ("1,999 people", "one thousand nine hundred and ninety nine people"),
        ("about 1999 people", "about one thousand nine hundred and ninety nine people"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
