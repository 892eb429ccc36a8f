"""Terms are found where they first stand, and the text stays what it was."""

import re

import pytest

from app.web.glossary import explained, glossary
from app.web.samples import stories


def terms_in(html: str, language: str = "en") -> list[str]:
    return [term.id for term in explained(html, language)[1]]


@pytest.mark.parametrize("key", stories())
def test_the_text_stays_character_for_character(key: tuple[str, str]) -> None:
    sample = stories()[key]
    html, terms = explained(sample.html, sample.language)
    assert terms
    assert re.sub(r'<a class="term"[^>]*>([^<]*)</a>', r"\1", html) == sample.html


def test_only_the_first_place_is_linked() -> None:
    html, _ = explained("<p>A token is a token.</p>", "en")
    assert html.count("<a ") == 1
    assert html.endswith("is a token.</p>")


@pytest.mark.parametrize("text", ["tokens", "a tokenizer", "ai", "aid", "the maid", "data"])
def test_words_are_matched_whole_and_capitals_as_capitals(text: str) -> None:
    assert terms_in(f"<p>{text}</p>") == (["token"] if text == "tokens" else [])


def test_the_longer_of_two_terms_is_taken() -> None:
    assert terms_in("<p>An AI-generated voice reads.</p>") == ["neural-voice"]


def test_turkish_endings_are_known() -> None:
    assert terms_in("<p>Yapay zekâlı veri merkezlerinde, buluta.</p>", "tr") == ["ai", "data-centre", "cloud"]


def test_headings_links_and_code_are_left_alone() -> None:
    assert terms_in("<h2>AI</h2><p><a href='/x'>AI</a> <code>AI</code></p>") == []
    assert terms_in("<h2>AI</h2><p>AI</p>") == ["ai"]


def test_both_languages_explain_the_same_terms() -> None:
    english, turkish = glossary("en"), glossary("tr")
    assert [term.id for term in english] == [term.id for term in turkish]
    assert glossary("de") == glossary("../en") == ()
    assert all(term.definition.endswith(".") for term in (*english, *turkish))
