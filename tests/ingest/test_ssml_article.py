"""SSML: what its author says is what is heard, and what we cannot do is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AnnouncerError, EmptyArticleError, InvalidMarkupError
from app.ingest.ssml import ssml_article
from app.text.script import Script, build_script


def script(ssml: str, language: str = "en") -> Script:
    return build_script(ssml_article(ssml, language=language))


def spoken(inside: str, language: str = "en") -> str:
    return " ".join(line.spoken for line in script(f"<speak>{inside}</speak>", language).lines)


@pytest.mark.parametrize(
    ("inside", "heard"),
    [
        ('The <sub alias="World Wide Web">WWW</sub>, again.', "The World Wide Web, again."),
        ('Meet <phoneme alphabet="ipa" ph="kwˈɛn">Qwen</phoneme>.', "Meet [[kwˈɛn]]."),
        ('Code <say-as interpret-as="characters">A7</say-as>.', "Code A seven."),
        ('The <say-as interpret-as="ordinal">3</say-as> day.', "The third day."),
        ('It costs <say-as interpret-as="currency">$5</say-as>.', "It costs five dollars."),
        ("Bread &amp; butter<!-- not read -->.", "Bread and butter."),
        ("<p>One.</p>\n<p><s>Two.</s> <s>Three.</s></p>", "One. Two. Three."),
    ],
)
def test_an_element_says_how_its_text_is_read(inside: str, heard: str) -> None:
    assert spoken(inside) == heard


def test_turkish_is_spelled_and_counted_in_turkish() -> None:
    assert spoken('Onun <say-as interpret-as="ordinal">3</say-as> yılı.', "tr") == "Onun üçüncü yılı."


@pytest.mark.parametrize(
    ("markup", "ms"),
    [
        ('<break time="750ms"/>', 750),
        ('<break time="1.5s"/>', 1_500),
        ('<break time="90s"/>', 10_000),
        ("<break/>", 400),
        ('<break strength="strong"/>', 700),
        ("[pause 250ms]", 250),
    ],
)
def test_a_break_is_the_silence_it_asks_for(markup: str, ms: int) -> None:
    first, second = script(f"<speak>Wait {markup} here.</speak>").lines
    assert (first.spoken, first.pause_ms, second.spoken) == ("Wait", ms, "here.")


def test_a_break_between_paragraphs_lengthens_their_silence_and_never_shortens_it() -> None:
    short = script('<speak><p>One.</p><break time="10ms"/><p>Two.</p></speak>').lines[0].pause_ms
    long = script('<speak><p>One.</p><break time="3s"/><p>Two.</p></speak>').lines[0].pause_ms
    assert (short, long) == (script("<speak><p>One.</p><p>Two.</p></speak>").lines[0].pause_ms, 3_000)


def test_every_token_knows_the_characters_it_is_written_in() -> None:
    article = ssml_article(
        '<speak><p> One  more. </p><p>The <sub alias="web of the world">WWW</sub> site is up.</p></speak>',
        language="en",
    )
    assert article.text == "One more.\n\nThe WWW site is up."
    for line in build_script(article).lines:
        assert article.text[line.start : line.end] == line.written
        assert all(line.written[token.start : token.end].strip() for token in line.tokens)
    assert {line.written[token.start : token.end] for token in line.tokens if "web" in token.text} == {"WWW"}


@pytest.mark.parametrize(
    ("ssml", "says"),
    [
        ("<speak>One", "not well-formed"),
        ("Plain text.", "not well-formed"),
        ("<p>One.</p>", "begins with <speak>"),
        ("<speak>\n<prosody rate='slow'>One</prosody></speak>", r"<prosody> \(line 2\)"),
        ("<speak><sub>One</sub></speak>", "alias"),
        ("<speak><sub alias='x'><s>One</s></sub></speak>", "text only"),
        ("<speak><phoneme alphabet='x-sampa' ph='a'>One</phoneme></speak>", "IPA"),
        ("<speak><phoneme ph=']]a[['>One</phoneme></speak>", "IPA"),
        ("<speak><break time='soon'/>One</speak>", "500ms"),
        ("<speak><say-as interpret-as='song'>One</say-as></speak>", "song"),
        ("<!DOCTYPE speak [<!ENTITY a 'aaaa'>]><speak>&a;</speak>", "document type"),
        ("<!DOCTYPE speak SYSTEM 'file:///etc/passwd'><speak>One</speak>", "document type"),
        ("<speak>" + "<s>" * 60 + "One" + "</s>" * 60 + "</speak>", "nested"),
        ("<speak>" + "<s>" * 100_000, "not well-formed"),
    ],
)
def test_what_cannot_be_done_is_refused_and_named(ssml: str, says: str) -> None:
    with pytest.raises(InvalidMarkupError, match=says):
        ssml_article(ssml, language="en")


@pytest.mark.parametrize("ssml", ["<speak/>", "<speak> \n </speak>", "<speak><break/></speak>"])
def test_markup_without_text_is_an_empty_article(ssml: str) -> None:
    with pytest.raises(EmptyArticleError):
        ssml_article(ssml, language="en")


@given(st.text(alphabet="ab <>/&;\"'=!-[]?xspeakbr\n", max_size=80))
def test_nonsense_never_raises_anything_of_its_own(inside: str) -> None:
    try:
        script(f"<speak>{inside}</speak>")
    except AnnouncerError:
        return
