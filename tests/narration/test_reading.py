"""The words of a wish, whatever they are written in: whose language they are, and what is said of them."""

import json

import pytest

from app.errors import InvalidRequestError
from app.ingest.recognise import Markup
from app.narration.reading import article_of, language_of, script_of, written
from app.narration.wish import Wish
from app.text.article import Part
from app.text.script import Script
from app.text.spoken import Pronunciations
from app.web.samples import samples

ENGLISH = "The council voted on Tuesday to keep the library open, and nobody left before midnight."
TURKISH = "Belediye meclisi salı günü kütüphanenin açık kalması için oy verdi ve kimse erken ayrılmadı."
GERMAN = "Der Stadtrat hat am Dienstag beschlossen, dass die Bibliothek geöffnet bleibt und niemand ging."
NOTHING = Pronunciations({})


def nobody() -> tuple[str, ...]:
    """The languages of voices where nobody may ask for them."""
    raise AssertionError


def texts(script: Script) -> list[str]:
    return [line.written for line in script.lines]


@pytest.mark.parametrize(
    "wish",
    [
        Wish(text=ENGLISH, language="tr-TR"),
        Wish(html=f"<html lang='tr'><p>{ENGLISH}</p></html>"),
        Wish(text=f"<html lang='tr'><p>{ENGLISH}</p></html>", markup=Markup.HTML),
        Wish(text=f'<speak xml:lang="tr-TR">{ENGLISH}</speak>', markup=Markup.SSML),
    ],
)
def test_a_language_that_is_told_is_believed(wish: Wish) -> None:
    assert language_of(wish, nobody) == "tr"


@pytest.mark.parametrize(
    "wish",
    [
        Wish(text=TURKISH),
        Wish(text=f"# Haber\n\n{TURKISH}", markup=Markup.MARKDOWN),
        Wish(html=f"<p title='{ENGLISH}'>{TURKISH}</p><!-- {ENGLISH * 3} -->"),
        Wish(text=f"<speak>{TURKISH}</speak>", markup=Markup.SSML),
    ],
)
def test_else_it_is_heard_from_the_words_alone(wish: Wish) -> None:
    assert language_of(wish, tuple) == "tr"


def test_the_languages_of_the_voices_are_among_those_it_may_be() -> None:
    assert language_of(Wish(text=GERMAN), lambda: ("de", "en")) == "de"
    assert language_of(Wish(text=GERMAN), tuple) != "de"


def test_a_text_is_read_as_what_it_is_written_in() -> None:
    marked = "## Library\n\nIt *stays* open."
    assert texts(script_of(Wish(text=marked, markup=Markup.MARKDOWN), "en", NOTHING)) == ["Library", "It stays open."]
    assert "*stays*" in " ".join(texts(script_of(Wish(text=marked, markup=Markup.TEXT), "en", NOTHING)))
    assert (
        texts(script_of(Wish(html="<h1>Library</h1><p>It <b>stays</b> open."), "en", NOTHING))[-1] == "It stays open."
    )


def test_words_that_were_escaped_once_too_often_are_read_as_they_were_meant() -> None:
    for wish in (Wish(html="&lt;p&gt;It stays open.&lt;/p&gt;"), Wish(text="&lt;p&gt;It stays open.&lt;/p&gt;")):
        assert texts(script_of(wish, "en", NOTHING)) == ["It stays open."]
    told = "&lt;p&gt;It stays open.&lt;/p&gt;"
    assert article_of(Wish(text=told, markup=Markup.TEXT), "en").text == told


def test_what_a_content_system_left_in_it_is_not_read_but_speech_markup_is_as_it_is() -> None:
    code = '[gallery ids="1,2"]'
    assert texts(script_of(Wish(text=f"{code} It stays open."), "en", NOTHING)) == ["It stays open."]
    assert texts(script_of(Wish(html=f"<p>{code} It stays open."), "en", NOTHING)) == ["It stays open."]
    assert code in article_of(Wish(text=f"<speak>{code} It stays open.</speak>", markup=Markup.SSML), "en").text


def test_what_is_told_of_an_article_is_read_with_it() -> None:
    wish = Wish(text=ENGLISH, title="Library", summary=("It stays.",))
    script = script_of(wish, "en", NOTHING)
    assert [(line.part, line.written) for line in script.lines] == [
        (Part.TITLE, "Library"),
        (Part.SUMMARY, "It stays."),
        (Part.BODY, ENGLISH),
    ]
    assert (script.language, script.title) == ("en", "Library")
    only = Wish(text=ENGLISH, title="Library", summary=("It stays.",), parts=(Part.SUMMARY,))
    assert texts(script_of(only, "en", NOTHING)) == ["It stays."]


def test_the_wishs_own_entries_come_before_the_newsrooms() -> None:
    newsroom = Pronunciations({"council": "assembly", "library": "house of books"})
    wish = Wish(text=ENGLISH, lexicon=(("council", "board"),))
    (line,) = script_of(wish, "en", newsroom).lines
    assert line.spoken.startswith("The board voted")
    assert "house of books" in line.spoken
    (line,) = script_of(Wish(text=ENGLISH), "en", newsroom).lines
    assert line.spoken.startswith("The assembly voted")
    with pytest.raises(InvalidRequestError):
        script_of(Wish(text=ENGLISH, lexicon=((" ", "board"),)), "en", newsroom)


def test_a_script_is_written_as_json_whatever_its_characters() -> None:
    script = script_of(Wish(text="Günaydın \ud800 dünya.", title="Haber"), "tr", NOTHING)
    view = written(script)
    assert b'"Haber"' in view
    assert "Günaydın".encode() in view
    assert b'": ' not in view
    told = json.loads(view)
    assert (told["language"], told["title"]) == ("tr", "Haber")
    assert told["lines"][0]["written"] == "Haber"


@pytest.mark.parametrize("wish", [Wish(), Wish(text=ENGLISH, html=ENGLISH), Wish(url="https://news.example/a")])
def test_words_come_from_one_place(wish: Wish) -> None:
    with pytest.raises(InvalidRequestError, match="exactly one of text, html and url"):
        script_of(wish, "en", NOTHING)


def test_an_automatic_summary_is_read_only_when_asked_for_and_never_in_place_of_the_newsrooms_own() -> None:
    html = samples()["en"].html
    assert article_of(Wish(html=html), "en").summary == ()
    assert article_of(Wish(html=html, automatic_summary=True, summary=("Own.",)), "en").summary == ("Own.",)
    assert "Summary, made automatically." in texts(script_of(Wish(html=html, automatic_summary=True), "en", NOTHING))
