"""Numbers with units."""

import pytest

from app.text.spoken import speak

CASES = {
    "mass and volume": [
        ("1.0 kg", "one point zero kilograms"),
        ("250mg", "two hundred and fifty milligrams"),
        ("5 mcg", "five micrograms"),
        ("6 fl oz", "six fluid ounces"),
        ("a 10 lb. bag", "a ten pound bag"),
        ("9st 4lb", "nine stone four"),
        ("5 cl", "five centiliters"),
        ("2 tsp", "two teaspoons"),
    ],
    "length and area": [
        ("5 km^2", "five square kilometers"),
        ("468 sq. mi.", "four hundred and sixty eight square miles."),
        ("3,500-sq-ft home", "three thousand five hundred square foot home"),
        ("5 ft³", "five cubic feet"),
        ("1.2-km-long", "one point two kilometer long"),
        ("5 in. of rain", "five inches of rain"),
        ('a 24" screen', "a twenty four inch screen"),
        ("6'2\"", "six foot two"),
        ("5'10", "five foot ten"),
        ("5 ft. 10 in. tall", "five feet ten inches tall"),
    ],
    "rates": [
        ("26m sq km", "twenty six million square kilometers"),
        ("10m sq miles", "ten million square miles"),
        ("225 million km", "two hundred twenty five million kilometers"),
        ("4.2 times/day", "four point two times per day"),
        ("30 tokens/s", "thirty tokens per second"),
        ("9.8 m/s²", "nine point eight meters per second squared"),
        ("5 mg/dL", "five milligrams per deciliter"),
        ("5 kg/m3", "five kilograms per cubic meter"),
        ("5 mmol/L", "five millimoles per liter"),
        ("60/min", "sixty per minute"),
        ("300/km2", "three hundred per square kilometer"),
        ("5 l/100km", "five liters per one hundred kilometers"),
        ("measured in km/h", "measured in kilometers per hour"),
        ("5 per km", "five per kilometer"),
    ],
    "energy and data": [
        ("5 GWh", "five gigawatt hours"),
        ("220V", "two hundred and twenty volts"),
        ("5 kΩ", "five kiloohms"),
        ("10 Mbit/s", "ten megabits per second"),
        ("1TB", "one terabyte"),
        ("424 ppm", "four hundred and twenty four parts per million"),
    ],
    "temperatures": [
        ("20ºC", "twenty degrees Celsius"),
        ("20°-25°C", "twenty to twenty five degrees Celsius"),
        ("15-20C", "fifteen to twenty degrees Celsius"),
        ("-5C", "minus five degrees Celsius"),
        ("98.6F", "ninety eight point six degrees Fahrenheit"),
        ("the 1.5°C limit", "the one point five degree Celsius limit"),
        ("51.5° N", "fifty one point five degrees north"),
        ("seat 15C", "seat fifteen C"),
    ],
    "ranges": [
        ("5kg-10kg", "five to ten kilograms"),
        ("3-5 in. of snow", "three to five inches of snow"),
        ("30-40 mph", "thirty to forty miles per hour"),
        ("100–200 km", "one hundred to two hundred kilometers"),
    ],
    "fractions of units": [
        ("1/2 kg", "half a kilogram"),
        ("2 1/2 kg", "two and one half kilograms"),
        ("3/4-inch", "three quarters inch"),
        ("1/2in", "half an inch"),
        ("1/4 mi", "one quarter of a mile"),
    ],
    "before a noun": [
        ("a 10 km walk", "a ten kilometer walk"),
        ("20ft-high waves", "twenty foot high waves"),
        ("two 500lb bombs", "two five hundred pound bombs"),
        ("10kt wind", "ten knot wind"),
        ("an 8 m high wall", "an eight meter high wall"),
        ("100 mph winds", "one hundred mile per hour winds"),
        ("9mm pistol", "nine millimeter pistol"),
        ("12-V", "twelve volt"),
    ],
    "times and by": [
        ("5 cm x 10 cm", "five centimeters by ten centimeters"),
        ("6.02 x 10^23", "six point zero two times ten to the power of twenty three"),
        ("4x a day", "four times a day"),
        ("2.5x", "two point five x"),
        ("4 x 400m relay", "four by four hundred meter relay"),
    ],
    "no units": [
        ("3-in-1", "three in one"),
        ("5 in the morning", "five in the morning"),
        ("Pad 39A", "Pad thirty nine A-"),
        ("802.11ac", "eight oh two dot eleven A- C"),
        ("720p", "seven twenty p"),
        ("5 Mt Everest", "five mount Everest"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
