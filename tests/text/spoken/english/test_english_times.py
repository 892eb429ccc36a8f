"""Clock times and how long something took."""

import pytest

from app.text.spoken import speak

CASES = {
    "clock times": [
        ("10:05 a.m", "ten oh five A.M"),
        ("7.30pm", "seven thirty P.M"),
        ("5 p.m. ET", "five P.M E.T"),
        ("9:15 BST", "nine fifteen B.S.T"),
        ("12:00", "twelve o'clock"),
        ("5:00 o'clock", "five o'clock"),
        ("1:59 p.m.gmt", "one fifty nine P.M G.M.T"),
    ],
    "times that go on": [
        ("8-10pm", "eight to ten P.M"),
        ("8 - 10 p.m.", "eight to ten P.M."),
        ("8:30am-5:30pm", "eight thirty A.M to five thirty P.M"),
        ("10.30-11.30am", "ten thirty to eleven thirty A.M"),
        ("10am-noon", "ten A.M to noon"),
        ("noon-2pm", "noon to two P.M"),
        ("10 am - 2 pm", "ten A.M to two P.M"),
        ("open 9-5", "open nine to five"),
    ],
    "the military's": [
        ("0900 hours", "oh nine hundred hours"),
        ("1400 GMT", "fourteen hundred G.M.T"),
        ("0714 GMT", "oh seven fourteen G.M.T"),
    ],
    "how long it took": [
        ("2h 5 min", "two hours five minutes"),
        ("1h30m", "one hour thirty minutes"),
        ("1h 30m", "one hour thirty minutes"),
        ("4h 42m", "four hours forty two minutes"),
        ("5m 20s", "five minutes twenty seconds"),
        ("1:59:40.2", "one hour fifty nine minutes and forty point two seconds"),
        ("2:01:09", "two hours one minute and nine seconds"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
