"""Compatibility characters and foreign scripts: read in plain form, spans those of what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.spoken import speak

ODD = "ﬁ𝐛Ａ１½⁄₂²³習近平Путинαשלוםعربي'`ʼ()[] \u00ad\u0301한ａb1\n"


def said(written: str, language: str) -> str:
    return " ".join(token.text for token in speak(written, language))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("The ﬁrst oﬃce", "The first office"),
        ("𝐛𝐨𝐥𝐝 𝓢𝓬𝓻𝓲𝓹𝓽", "bold Script"),
        ("ＡＢＣ １２", "A.B.C twelve"),
        ("1¹⁄₂ cups", "one and one half cups"),
        ("1½ lb and ½ lb", "one and a half pounds and half a pound"),
        ("H₂O", "H two O"),
        ("Xi Jinping (習近平) met Kim (김정은)", "Xi Jinping met Kim"),
        ("the 習近平 sign", "the Chinese text sign"),
        ("Путин left", "Putin left"),
        ("Δ and kΩ", "delta and kΩ"),
        ("W\nAR\nN\nING", "warning"),
        ("the [third report](https://example.com/a) now", "the third report now"),
    ],
)
def test_english_in_plain_form(written: str, spoken: str) -> None:
    assert said(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("İstanbulʼda", "İstanbul'da"),
        ("Ankara`da", "Ankara'da"),
        ("東京 gezisi", "Çince yazı gezisi"),
        ("Чехов", "Çehov"),
        ("1½ kg", "bir buçuk kilogram"),
    ],
)
def test_turkish_in_plain_form(written: str, spoken: str) -> None:
    assert said(written, "tr") == spoken


def test_a_token_knows_the_characters_it_is_written_with() -> None:
    tokens = speak("The oﬃce (習近平) opened", "en")
    assert [(token.text, "The oﬃce (習近平) opened"[token.start : token.end]) for token in tokens] == [
        ("The", "The"),
        ("office", "oﬃce"),
        ("opened", "opened"),
    ]


def test_the_lexicon_comes_before_the_letters_of_a_script() -> None:
    tokens = speak("Путин left", "en", {"Путин": "the president"})
    assert [token.text for token in tokens] == ["the", "president", "left"]


@given(st.text(alphabet=ODD, max_size=60), st.sampled_from(("en", "tr")))
def test_spans_stay_within_the_text_and_in_order(written: str, language: str) -> None:
    position = 0
    for token in speak(written, language):
        assert position <= token.start < token.end <= len(written)
        position = token.start
