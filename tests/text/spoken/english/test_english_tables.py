"""What holds for every month, currency, unit and number."""

import pytest

from app.text.spoken import speak
from app.text.spoken.english.numbers import cardinal, decade, ordinal, plural, short_year, year
from app.text.spoken.english.units import per, unit

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def spoken(text: str) -> str:
    return " ".join(token.text for token in speak(text, "en"))


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("day", [1, 2, 3, 12, 20, 31])
def test_every_month_is_a_date_in_full_and_in_short_in_any_case(month: str, day: int) -> None:
    expected = f"{month.lower()} {ordinal(day)}"
    for name in {month, month.upper(), month.lower(), month[:3], f"{month[:3]}."}:
        assert spoken(f"{name} {day}") == expected
        assert spoken(f"{name} {day}, 1998") == f"{expected}, nineteen ninety eight"
        assert spoken(f"{day} {name} 1998") == f"the {ordinal(day)} of {month.lower()} nineteen ninety eight"


@pytest.mark.parametrize("day", range(1, 32))
def test_every_day_of_a_month_in_numbers(day: int) -> None:
    assert spoken(f"2021-08-{day:02}") == f"august {ordinal(day)} twenty twenty one"
    if day > 12:
        assert spoken(f"{day}.8.2021") == f"the {ordinal(day)} of august twenty twenty one"


@pytest.mark.parametrize("symbol", "$£€¥₩₹₺₽₿₪₴₫₱₦฿")
@pytest.mark.parametrize(("written", "said"), [("bn", "billion"), ("m", "million"), (" trillion", "trillion")])
def test_every_currency_comes_after_its_amount(symbol: str, written: str, said: str) -> None:
    words = spoken(f"{symbol}2.5{written}").split()
    assert words[:4] == ["two", "point", "five", said]
    assert len(words) == 5
    assert spoken(f"{symbol}7").split() == ["seven", words[4]]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "kilometer"), (2, "kilometers"), (0, "kilometers"), (21, "kilometers")]
)
@pytest.mark.parametrize("space", ["", " "])
def test_one_of_a_unit_is_singular(number: int, said: str, space: str) -> None:
    assert spoken(f"{number}{space}km") == f"{cardinal(number)} {said}"


@pytest.mark.parametrize(
    ("written", "one", "many"),
    [
        ("ft", "foot", "feet"),
        ("in", "inch", "inches"),
        ("Hz", "hertz", "hertz"),
        ("mph", "mile per hour", "miles per hour"),
        ("km²", "square kilometer", "square kilometers"),
        ("sq. ft", "square foot", "square feet"),
        ("m^3", "cubic meter", "cubic meters"),
        ("fl oz", "fluid ounce", "fluid ounces"),
        ("MWh", "megawatt hour", "megawatt hours"),
        ("μg", "microgram", "micrograms"),
        ("GiB", "gibibyte", "gibibytes"),
        ("qq", None, None),
        ("sq qq", None, None),
        ("fl qq", None, None),
    ],
)
def test_units_have_a_singular_and_a_plural(written: str, one: str | None, many: str | None) -> None:
    assert (unit(written, one=True), unit(written, one=False)) == (one, many)


@pytest.mark.parametrize(
    ("written", "said"), [("h", "hour"), ("s²", "second squared"), ("kWh", "kilowatt hour"), ("zz", None)]
)
def test_what_an_amount_is_counted_per(written: str, said: str | None) -> None:
    assert per(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1066, "ten sixty six"),
        (1905, "nineteen oh five"),
        (2001, "two thousand one"),
        (2010, "twenty ten"),
        (1800, "eighteen hundred"),
    ],
)
def test_years_are_read_two_by_two(number: int, said: str) -> None:
    assert year(number) == said


@pytest.mark.parametrize(("written", "said"), [("05", "oh five"), ("98", "ninety eight"), ("00", "two thousand")])
def test_the_last_two_digits_of_a_year(written: str, said: str) -> None:
    assert short_year(written) == said


@pytest.mark.parametrize(("words", "said"), [("twenty six", "twenty sixes"), ("fifty", "fifties"), ("ten", "tens")])
def test_numbers_have_a_plural(words: str, said: str) -> None:
    assert plural(words) == said


@pytest.mark.parametrize("number", range(1900, 2030, 10))
def test_every_decade_is_a_plural(number: int) -> None:
    assert decade(number).endswith(("ies", "tens", "hundreds", "thousands"))
    assert spoken(f"the {number}s") == f"the {decade(number)}"


@pytest.mark.parametrize("number", [*range(1, 32), 40, 55, 90, 100, 101, 112, 123, 1000])
def test_every_ordinal_with_its_own_ending(number: int) -> None:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    assert spoken(f"{number}{ending}") == spoken(f"{number}{ending.upper()}") == ordinal(number)
