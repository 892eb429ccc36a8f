"""Forms of which what stands around them tells the kind: each with a neighbour of another kind."""

import pytest

from app.text.spoken import speak

CASES = {
    "meters and millions": [
        ("She threw 90.5m", "She threw ninety point five meters"),
        ("a leap of 6.95m", "a leap of six point nine five meters"),
        ("It raised 90.5m", "It raised ninety point five million"),
        ("threw 2.5m voters off the rolls", "threw two point five million voters off the rolls"),
    ],
    "minutes and feet": [
        ("Kane scored twice (14', 67')", "Kane scored twice, fourteenth minute, sixty seventh minute"),
        ("The wall (12') fell", "The wall, twelve feet, fell"),
    ],
    "knots and kilotons": [
        ("Gusts reached 55kt", "Gusts reached fifty five knots"),
        ("a yield of 55kt", "a yield of fifty five kilotons"),
    ],
    "odds, chances and fractions": [
        ("backed at 9/2", "backed at nine to two"),
        ("A 1/10 chance", "A one in ten chance"),
        ("used 9/2 cups", "used nine halves cups"),
        ("a 2:1:1 mix", "a two to one to one mix"),
    ],
    "aircraft by a letter or none": [
        ("a B737", "a B seven thirty seven"),
        ("UA328", "U.A three twenty eight"),
        ("A 777 bound for Tokyo", "A seven seventy seven bound for Tokyo"),
        ("a 777 point fall", "a seven hundred and seventy seven point fall"),
    ],
    "laws": [
        ("Section 230", "Section two thirty"),
        ("H.R. 4521", "H.R forty five twenty one"),
        ("Regulation (EU) 2024/1689", "Regulation, E.U, twenty twenty four sixteen eighty nine"),
        ("45 F.4th 112", "forty five F fourth one hundred and twelve"),
        ("18 U.S.C. §§ 1343 and 1349", "eighteen U.S.C sections thirteen forty three and thirteen forty nine"),
        ("Arts. 8 and 10", "articles eight and ten"),
        ("in the arts. 8 people came", "in the arts. eight people came"),
    ],
    "regiments and storms": [
        ("3rd Bn., 5th Marines", "third battalion, fifth Marines"),
        ("a Cat. 4 storm", "a category four storm"),
    ],
    "roads and units": [
        ("Rte. 9W", "route nine W"),
        ("a 9W bulb", "a nine watt bulb"),
        ("U.S. 101 was shut", "U.S one oh one was shut"),
        ("Port St. Lucie", "Port saint Lucie"),
    ],
    "positions": [("21.4N, 88.7W", "twenty one point four north, eighty eight point seven west")],
    "numbers to call": [("Dial 311 or 988", "Dial three one one or nine eight eight")],
    "units behind more than a number": [
        ("2,500+ km", "two thousand five hundred plus kilometers"),
        ("10^8 km", "ten to the power of eight kilometers"),
        ("225M km", "two hundred twenty five million kilometers"),
        ("15 kWh/100km", "fifteen kilowatt hours per one hundred kilometers"),
        ("140/90 mmHg", "one hundred and forty over ninety millimeters of mercury"),
        ("0.2°C/decade", "zero point two degrees Celsius per decade"),
        ("the 13 wks. ended", "the thirteen weeks ended"),
    ],
    "two measures of one noun": [
        ("the $4.2bn, 12-year lease", "the four point two billion dollar, twelve year lease"),
        ("The 300-kW, 800V charger", "The three hundred kilowatt, eight hundred volt charger"),
    ],
    "losses": [("EBITDA: (12.4)%", "ebitda: minus twelve point four percent")],
    "dates and hours": [
        ("from 9/15–10/15", "from september fifteenth to october fifteenth"),
        ("10a–6p", "ten A.M to six P.M"),
        ("Mon.–Fri., 9–5", "Monday to Friday, nine to five"),
    ],
    "days by their numbers": [
        ("by 5/15", "by may fifteenth"),
        ("born 6/1962", "born june nineteen sixty two"),
        ("5/15 of it", "five fifteenths of it"),
        ("Mon/Wed/Fri", "Monday, Wednesday, Friday"),
    ],
    "bonds and barrels": [
        ("the 2s10s curve", "the twos tens curve"),
        ("$63.85/b", "sixty three dollars eighty five cents per barrel"),
    ],
    "freighters": [("a 767F", "a seven sixty seven F"), ("a high of 76F", "a high of seventy six degrees Fahrenheit")],
    "parts of an inch": [
        ('a 3/8" bolt', "a three eighths inch bolt"),
        ('1 3/8" long', "one and three eighths inches long"),
    ],
    "Roman numerals of what is held": [
        ("The XXV Winter Games", "The twenty fifth Winter Games"),
        ("WrestleMania XLI", "WrestleMania forty one"),
        ("LIV Golf", "liv Golf"),
    ],
}


@pytest.mark.parametrize(("written", "expected"), [pair for pairs in CASES.values() for pair in pairs])
def test_is_said_as_its_surroundings_tell(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")) == expected
