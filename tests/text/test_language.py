"""Which language a text is in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidRequestError
from app.text.language import detect_language, primary_subtag

TURKISH = "Belediye meclisi kütüphanenin açık kalmasına karar verdi. Kimse gece yarısından önce ayrılmadı."
ENGLISH = "The council voted to keep the library open. Nobody left before midnight."


@pytest.mark.parametrize(
    ("text", "language"), [(TURKISH, "tr"), (ENGLISH, "en"), (TURKISH.upper(), "tr"), (ENGLISH.upper(), "en")]
)
def test_an_article_is_recognised(text: str, language: str) -> None:
    assert detect_language(text, ("en", "tr")) == language
    assert detect_language(text, ("tr", "en")) == language
    assert detect_language(text, ("en", "tr", "de", "fr")) == language


def test_only_the_offered_languages_are_answers() -> None:
    assert detect_language("Der Rat tagt heute.", ("en", "tr")) in ("en", "tr")
    assert detect_language("Hello.", ("tr",)) == "tr"
    assert detect_language("Hello.", ("x1", "en")) == "en"
    assert detect_language("Hello.", ("x1", "x2")) == "x1"


@settings(deadline=None)  # the first answer loads the model
@given(text=st.text(alphabet=st.characters(), max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert detect_language(text, ("en", "tr")) in ("en", "tr")


@pytest.mark.parametrize(
    ("tag", "primary"), [("tr", "tr"), ("tr-TR", "tr"), ("EN_gb", "en"), ("zh-Hant-TW", "zh"), ("fil", "fil")]
)
def test_the_first_part_of_a_tag(tag: str, primary: str) -> None:
    assert primary_subtag(tag) == primary


@pytest.mark.parametrize("tag", ["", "e", "english", "en-", "e1", "en us", "en-" + "x" * 9, "../en"])
def test_what_is_no_tag(tag: str) -> None:
    with pytest.raises(InvalidRequestError):
        primary_subtag(tag)
