"""Names by content."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audio import AUDIO_VERSION
from app.ingest.plain import plain_article
from app.narration.identity import clip_key, is_narration_id, narration_id, same_article, url_id
from app.speech.engine import SPEECH_VERSION, SynthesisSettings
from app.text import TEXT_VERSION
from app.text.article import BlockKind, Part
from app.text.script import Line, Script, build_script
from app.text.spoken.token import SpokenToken

DIGEST, OTHER = "a" * 64, "b" * 64
USUAL = SynthesisSettings()


def script(text: str = "It rained 50% more. Then it stopped.", title: str | None = None) -> Script:
    return build_script(plain_article(text, language="en", title=title))


def test_the_same_article_has_the_same_name() -> None:
    assert narration_id(script(), DIGEST, USUAL) == narration_id(script(), DIGEST, USUAL)
    assert is_narration_id(narration_id(script(), DIGEST, USUAL))


@pytest.mark.parametrize(
    "other",
    [
        narration_id(script(), OTHER, USUAL),
        narration_id(script(), DIGEST, SynthesisSettings(speed=1.1)),
        narration_id(script(), DIGEST, SynthesisSettings(noise_scale=0)),
        narration_id(script(title="Rain"), DIGEST, USUAL),
        narration_id(script("It rained fifty percent more. Then it stopped."), DIGEST, USUAL),
        narration_id(script("It rained 50% more.\n\nThen it stopped."), DIGEST, USUAL),
    ],
)
def test_whatever_changes_sound_or_timeline_changes_the_name(other: str) -> None:
    assert other != narration_id(script(), DIGEST, USUAL)


def test_a_clip_is_shared_wherever_its_sentence_stands() -> None:
    first = script("It rained. Then it stopped.").lines[1]
    moved = script("Then it stopped. And more.").lines[0]
    assert clip_key(first, DIGEST, USUAL) == clip_key(moved, DIGEST, USUAL)
    assert clip_key(first, DIGEST, USUAL) != clip_key(first, OTHER, USUAL)
    assert clip_key(first, DIGEST, USUAL) != clip_key(first, DIGEST, SynthesisSettings(speed=0.9))
    longer = dataclasses.replace(first, pause_ms=first.pause_ms + 1)
    assert clip_key(first, DIGEST, USUAL) == clip_key(longer, DIGEST, USUAL)


@given(text=st.text(max_size=40))
def test_only_names_of_the_right_shape_pass(text: str) -> None:
    assert is_narration_id(text) == (len(text) == 26 and set(text) <= set("abcdefghijklmnopqrstuvwxyz234567"))


GIVEN_OUT = Line(Part.BODY, 1, BlockKind.PARAGRAPH, 5, 14, "Ağaç \ud800.", (SpokenToken("ağaç", 0, 4),), 300)


def test_names_that_were_given_out_lead_to_the_same_sound_after_an_update() -> None:
    """Whoever must change one of these raises the version of what sounds otherwise, and says so here."""
    assert (TEXT_VERSION, SPEECH_VERSION, AUDIO_VERSION) == (9, 1, 3)
    assert narration_id(Script("Orman", "tr", (GIVEN_OUT,)), DIGEST, USUAL) == "s7fxgjwvorcowbja3gwrhs4unl"
    assert narration_id(Script("Orman", "tr", (GIVEN_OUT, GIVEN_OUT)), DIGEST, USUAL) == "l6kunzhoc4wpkzy45vhcuguwyv"
    assert clip_key(GIVEN_OUT, DIGEST, USUAL) == "253258184885035664885c3120ba05d36a33297a5910666dfcdf82c648135d85"
    assert url_id("https://news.example/a?id=7") == "url-tf5pjtgxme2gq2tw3rbqanltw2"
    assert url_id("https://news.example/\ud800") == "url-4yesn2nuvkf3lrsnd4jodbmup4"


@pytest.mark.parametrize(
    ("written", "one_form"),
    [
        ("HTTPS://News.Example", "https://news.example/"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:443/a/", "https://news.example/a/"),
        ("https://news.example:8443/A", "https://news.example:8443/A"),
        ("https://news.example/a?b=2&a=1&empty=", "https://news.example/a?b=2&a=1&empty="),
        ("https://news.example/a?UTM_medium=x&gclid=1&mc_cid=2&mc_eid=3&id=7", "https://news.example/a?id=7"),
        ("https://news.example/a?q=utm_source", "https://news.example/a?q=utm_source"),
        ("\thttps://news.example/a#part ", "https://news.example/a"),
        (" https://news.example:port/ ", "https://news.example:port/"),
        ("/a", "/a"),
    ],
)
def test_an_article_has_one_address(written: str, one_form: str) -> None:
    assert same_article(written) == one_form
    assert same_article(one_form) == one_form
