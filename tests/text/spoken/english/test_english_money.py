"""Amounts of money."""

import pytest

from app.text.spoken import speak

CASES = {
    "cents": [
        ("$0.01", "one cent"),
        ("$.07", "seven cents"),
        ("€1.01", "one euro one cent"),
        ("£2.02", "two pounds two pence"),
        ("$1.005", "one point zero zero five dollars"),
        ("99¢", "ninety nine cents"),
        ("155.5p", "one hundred and fifty five point five pence"),
        ("£4.80p", "four pounds eighty pence"),
    ],
    "scales": [
        ("$5.5B", "five point five billion dollars"),
        ("$1.2tn", "one point two trillion dollars"),
        ("£5k", "five thousand pounds"),
        ("₹5 crore", "five crore rupees"),
        ("€1.5-2bn", "one point five to two billion euros"),
        ("$2-billion", "two billion dollars"),
        ("3 bn yuan", "three billion yuan"),
    ],
    "currencies": [
        ("A$5 million", "five million Australian dollars"),
        ("HK$5", "five Hong Kong dollars"),
        ("US $5", "five U.S dollars"),
        ("R$100", "one hundred Brazilian reais"),
        ("CN¥5", "five yuan"),
        ("NOK 100", "one hundred Norwegian kroner"),
        ("Rs. 500", "five hundred rupees"),
        ("฿100", "one hundred baht"),
        ("$5 CAD", "five Canadian dollars"),
        ("100 kr", "one hundred kronor"),
        ("€2,50", "two euros fifty cents"),
        ("5,50 €", "five euros fifty cents"),
        ("10.50$", "ten dollars fifty cents"),
    ],
    "per what": [
        ("$5/kgmc²", "five dollars per kgmc"),
        ("$50/night", "fifty dollars per night"),
        ("$0.05/kWh", "five cents per kilowatt hour"),
        ("$30/MWh", "thirty dollars per megawatt hour"),
        ("$3/sq ft", "three dollars per square foot"),
        ("$3.87/gal. and up", "three dollars eighty seven cents per gallon and up"),
        ("27p/kWh", "twenty seven pence per kilowatt hour"),
        ("$15/hr", "fifteen dollars per hour"),
    ],
    "ranges": [
        ("$1-2 million", "one to two million dollars"),
        ("$1m-2m", "one to two million dollars"),
        ("$5-$10 million", "five to ten million dollars"),
        ("€5m-€10m", "five million euros to ten million euros"),
        ("$1 - $2", "one dollar to two dollars"),
        ("£10-£20", "ten pounds to twenty pounds"),
    ],
    "signs": [
        ("-$5.50", "minus five dollars fifty cents"),
        ("$-5", "minus five dollars"),
        ("~$5", "about five dollars"),
        (">$5", "more than five dollars"),
    ],
    "before a noun": [
        ("a $5 million home", "a five million dollar home"),
        ("a $5-per-month plan", "a five dollar per-month plan"),
        ("$300-a-barrel oil", "three hundred dollar a-barrel oil"),
        ("two $20 bills", "two twenty dollar bills"),
        ("a $50M Series B", "a fifty million dollar Series B"),
        ("the CEO's $30m pay", "the C.E.O's thirty million dollar pay"),
        ("a $100,000-a-year job", "a one hundred thousand dollar a-year job"),
        ("$5 million dollars", "five million dollars"),
    ],
    "no amounts": [
        ("$TSLA", "T.S.L.A"),
        ("the UN's COP28", "the U-N's cop twenty eight"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
