"""English as a newsreader says it, class by class."""

import pytest

from app.text.spoken import speak
from app.text.spoken.english import numbers


def spoken(text: str) -> str:
    return " ".join(token.text for token in speak(text, "en"))


CASES = {
    "cardinals": [
        ("7 of 3,412", "seven of three thousand four hundred and twelve"),
        ("5,300,001", "five million three hundred thousand one"),
        ("about 15000 people", "about fifteen thousand people"),
        ("order 48213", "order four eight two one three"),
        ("007", "zero zero seven"),
        ("-8", "minus eight"),
        ("PIN 4321", "pin four three two one"),
        ("your PIN is 4321", "your pin is four three two one"),
        ("the code is 200 lines", "the code is two hundred lines"),
        ("2,005", "two thousand and five"),
    ],
    "ordinals": [
        ("the 42nd", "the forty second"),
        ("21st-century", "twenty first century"),
        ("112th", "one hundred twelfth"),
        ("30th", "thirtieth"),
    ],
    "decimals": [("3.14", "three point one four"), (".5", "point five"), ("2.5 million", "two point five million")],
    "short scales": [
        ("10bn parameters", "ten billion parameters"),
        ("300m users", "three hundred million users"),
        ("1.5M downloads", "one point five million downloads"),
        ("4K", "four K"),
    ],
    "distances that name an event": [
        ("the 100m sprint", "the one hundred meter sprint"),
        ("a 10,000m race", "a ten thousand meter race"),
        ("a 5 km run", "a five kilometer run"),
        ("the 100m champions", "the one hundred meter champions"),
        ("won the 100m", "won the one hundred meters"),
    ],
    "tags that glue an acronym": [
        ("#AIbubble", "hashtag A.I bubble"),
        ("#OpenAIvsGoogle", "hashtag Open A.I vs Google"),
        ("#LLMs", "hashtag L.L.M's"),
        ("#AINews", "hashtag A.I News"),
    ],
    "fractions": [
        ("2/3", "two thirds"),
        ("3½ hours", "three and a half hours"),
        ("5 3/4", "five and three quarters"),
        ("¼", "one quarter"),
    ],
    "ranges and scores": [
        ("10-15 people", "ten to fifteen people"),
        ("won 6-4", "won six four"),
        ("16:9", "sixteen to nine"),
        ("4-4-2", "four four two"),
    ],
    "years": [
        ("in 1905", "in nineteen oh five"),
        ("in 2008", "in two thousand eight"),
        ("on nov. 24, 2026", "on november twenty fourth, twenty twenty six"),
        ("1900", "nineteen hundred"),
        ("2019-2023", "twenty nineteen to twenty twenty three"),
        ("2024–25", "twenty twenty four to twenty five"),
    ],
    "decades": [
        ("the 1960s", "the nineteen sixties"),
        ("the '70s", "the seventies"),
        ("mid-1990s", "mid nineteen nineties"),
        ("mid-90s", "mid nineties"),
        ("2000s", "two thousands"),
    ],
    "dates": [
        ("Oct. 3, 2025", "october third, twenty twenty five"),
        ("3 October", "the third of october"),
        ("the 4th of July", "the fourth of july"),
        ("2024-01-15", "january fifteenth twenty twenty four"),
        ("March 2-4", "march second to fourth"),
        ("Mon-Fri", "Monday to Friday"),
    ],
    "clock times": [
        ("9:05", "nine oh five"),
        ("at 7 p.m. EST", "at seven P.M E.S.T"),
        ("9am-5pm", "nine A.M to five P.M"),
        ("16:00", "sixteen hundred"),
    ],
    "money": [
        ("a $1.2 billion deal", "a one point two billion dollar deal"),
        ("raised $40m from", "raised forty million dollars from"),
        ("£3bn", "three billion pounds"),
        ("€1", "one euro"),
        ("$3.50", "three dollars fifty cents"),
        ("$100-$200 million", "one hundred to two hundred million dollars"),
        ("500 USD", "five hundred U.S dollars"),
        ("US$5m", "five million U.S dollars"),
        ("99p", "ninety nine pence"),
        ("-$5", "minus five dollars"),
    ],
    "percent": [("12.5%", "twelve point five percent"), ("5-10%", "five to ten percent"), ("1 percent", "one percent")],
    "units": [
        ("5 km/h", "five kilometers per hour"),
        ("1 kg", "one kilogram"),
        ("16GB", "sixteen gigabytes"),
        ("-5°F", "minus five degrees Fahrenheit"),
        ("3.5GHz", "three point five gigahertz"),
        ("1920x1080", "nineteen twenty by ten eighty"),
        ("3 in 5", "three in five"),
    ],
    "telephone": [("(555) 123-4567", "five five five, one two three, four five six seven")],
    "roman numerals": [
        ("World War I", "World War one"),
        ("Elizabeth II", "Elizabeth the second"),
        ("Charles I think", "Charles I think"),
        ("Super Bowl LVIII", "Super Bowl fifty eight"),
        ("an IV drip", "an I.V drip"),
    ],
    "titles": [
        ("Dr. Jones", "doctor Jones"),
        ("Elm Dr.", "Elm drive."),
        ("St. Louis", "saint Louis"),
        ("Main St. shops", "Main street shops"),
        ("Lt. Gen. Ray", "lieutenant general Ray"),
        ("No. 10", "number ten"),
        ("“No.”", "No."),
    ],
    "letters": [
        ("the U.K.'s plan", "the U-K's plan"),
        ("AT&T", "A.T and T"),
        ("M&A", "M and A-"),
        ("LLMs", "L.L.M's"),
        ("e.g. this", "for example this"),
        ("J. K. Rowling", "J K Rowling"),
    ],
    "products": [
        ("GPT-5.2", "G.P.T five point two"),
        ("Qwen2.5-72B", "Qwen two point five seventy two B"),
        ("v1.2.3", "version one point two point three"),
        ("RTX 5090", "R.T.X fifty ninety"),
        ("H100s", "H one hundreds"),
        ("C#", "C sharp"),
        ("F-16", "F sixteen"),
        ("FY2025", "fiscal year twenty twenty five"),
    ],
    "addresses of pages and mail": [
        ("news@example.com.", "news at example dot com."),
        ("example.org/a-b", "example dot org slash a dash b"),
        ("r/science", "r slash science"),
        ("@news2", "at news two"),
        ("#Budget", "hashtag Budget"),
        ("#1", "number one"),
    ],
    "symbols": [("~50", "about fifty"), ("x²", "x squared"), ("10^6", "ten to the power of six"), ("and/or", "and or")],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert spoken(written).rstrip() == expected


def test_amounts_know_the_characters_they_come_from() -> None:
    tokens = speak("It raised $3.5m.", "en")
    assert [(token.text, token.start, token.end) for token in tokens] == [
        ("It", 0, 2),
        ("raised", 3, 9),
        *((word, 10, 15) for word in ("three", "point", "five", "million", "dollars.")),
    ]


@pytest.mark.parametrize(("written", "value"), [("XIV", 14), ("MCMXC", 1990), ("IIII", None), ("VX", None)])
def test_only_well_formed_roman_numerals_are_numbers(written: str, value: int | None) -> None:
    assert numbers.roman(written) == value


@pytest.mark.parametrize(("number", "words"), [(0, "zero"), (1_001, "one thousand and one"), (10**12, "one trillion")])
def test_cardinals_at_their_edges(number: int, words: str) -> None:
    assert numbers.cardinal(number) == words


def test_a_number_too_long_for_words_is_read_digit_by_digit() -> None:
    assert numbers.whole("1" * 22) == " ".join(["one"] * 22)
