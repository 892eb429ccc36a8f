"""What an order is made of: the words, the voice, the lexicon and the settings as they are at that moment."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import NoVoiceForLanguageError, UnknownVoiceError
from app.lexicon import Lexicons
from app.narration import orders as ordering
from app.narration.orders import Orders
from app.narration.wish import Wish
from app.speech.engine import SynthesisSettings
from app.store.shelf import FileShelf
from app.text.article import Part
from app.voices import VoiceCatalogue
from tests.serving import ARTICLE, ENGLISH, TURKISH
from tests.voices.offer import put_voice

OTHER = "en_GB-other-low"
DAY = datetime(2026, 11, 27, tzinfo=UTC)
TURKISH_TEXT = "Meclis kütüphanenin açık kalmasına karar verdi. Kimse gece yarısından önce ayrılmadı."


@pytest.fixture
def lexicons(tmp_path: Path) -> Lexicons:
    return Lexicons(FileShelf(tmp_path / "lexicon"))


@pytest.fixture
def voices(tmp_path: Path) -> VoiceCatalogue:
    for key in (ENGLISH, TURKISH, OTHER):
        put_voice(tmp_path / "voices", key)
    return VoiceCatalogue(tmp_path / "voices")


@pytest.fixture
def orders(voices: VoiceCatalogue, lexicons: Lexicons) -> Orders:
    return Orders(voices, dict, lexicons, deterministic=False)


def test_the_voice_is_that_of_the_language_as_detected_or_as_given(orders: Orders) -> None:
    assert orders.take(Wish(text=ARTICLE)).voice.key == ENGLISH
    assert orders.take(Wish(text=TURKISH_TEXT)).voice.key == TURKISH
    assert orders.take(Wish(text=TURKISH_TEXT)).script.language == "tr"
    assert orders.take(Wish(text=ARTICLE, language="en-GB")).voice.key == OTHER
    assert orders.take(Wish(html=f"<html lang=tr><p>{ARTICLE}")).voice.key == TURKISH


def test_the_newsrooms_own_voice_comes_first(voices: VoiceCatalogue, lexicons: Lexicons) -> None:
    orders = Orders(voices, lambda: {"en": OTHER}, lexicons, deterministic=False)
    assert orders.take(Wish(text=ARTICLE)).voice.key == OTHER
    assert orders.take(Wish(text=ARTICLE, voice=ENGLISH)).voice.key == ENGLISH


def test_a_voice_that_is_asked_for_reads_in_its_own_language_and_no_other(orders: Orders) -> None:
    order = orders.take(Wish(text=ARTICLE, voice=TURKISH))
    assert (order.voice.key, order.script.language) == (TURKISH, "tr")
    assert orders.take(Wish(text=ARTICLE, voice=OTHER, language="en-US")).voice.key == OTHER
    with pytest.raises(NoVoiceForLanguageError) as refused:
        orders.take(Wish(text=ARTICLE, voice=TURKISH, language="en"))
    assert f"{TURKISH} speaks Turkish (tr), not English (en)" in refused.value.detail
    with pytest.raises(UnknownVoiceError):
        orders.take(Wish(text=ARTICLE, voice="en_US-nobody-high"))


def test_an_order_holds_what_was_wished_for(orders: Orders) -> None:
    wish = Wish(text="Rain.", title="Weather", speed=1.25, source_url="https://news.example/a", parts=(Part.TITLE,))
    order = orders.take(replace(wish, byline="Ada", published_at=DAY, jingles=False))
    assert order.settings == SynthesisSettings(1.25)
    assert order.source_url == "https://news.example/a"
    assert (order.byline, order.published_at, order.jingles) == ("Ada", DAY, False)
    assert [line.written for line in order.script.lines] == ["Weather"]


def test_reproducible_archives_have_no_noise(voices: VoiceCatalogue, lexicons: Lexicons) -> None:
    order = Orders(voices, dict, lexicons, deterministic=True).take(Wish(text=ARTICLE))
    assert (order.settings.noise_scale, order.settings.noise_w) == (0, 0)


@pytest.mark.parametrize(
    "other",
    [
        Wish(text=ARTICLE + " Now."),
        Wish(text=ARTICLE, speed=1.1),
        Wish(text=ARTICLE, voice=OTHER),
        Wish(text=ARTICLE, title="Library"),
        Wish(text=ARTICLE, lexicon=(("library", "books"),)),
        Wish(text=ARTICLE, language="tr"),
    ],
)
def test_what_is_heard_otherwise_is_another_narration(orders: Orders, other: Wish) -> None:
    assert orders.take(other).id != orders.take(Wish(text=ARTICLE)).id


def test_the_same_wish_is_read_once(orders: Orders, monkeypatch: pytest.MonkeyPatch) -> None:
    first = orders.take(Wish(text=ARTICLE))
    assert orders.take(Wish(text=ARTICLE)) is first
    monkeypatch.setattr(ordering, "LONGEST_REMEMBERED", len(ARTICLE))
    assert orders.take(Wish(text=f"{ARTICLE}!")) is not orders.take(Wish(text=f"{ARTICLE}!"))
    assert orders.take(Wish(html=f"{ARTICLE}<p>")) is not orders.take(Wish(html=f"{ARTICLE}<p>"))
    edge = Wish(text=f"{ARTICLE[:-1]}!")
    assert orders.take(edge) is orders.take(edge)


def test_of_what_was_read_the_last_used_are_remembered(orders: Orders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "REMEMBERED", 2)
    wishes = [Wish(text=f"A story about {word}.", language="en") for word in ("rain", "snow", "fog")]
    first, second = (orders.take(wish) for wish in wishes[:2])
    assert orders.take(wishes[0]) is first
    third = orders.take(wishes[2])
    assert orders.take(wishes[0]) is first
    assert orders.take(wishes[2]) is third
    assert orders.take(wishes[1]) is not second


def test_an_entry_of_the_lexicon_holds_from_the_next_order_on(orders: Orders, lexicons: Lexicons) -> None:
    before = orders.take(Wish(text=ARTICLE))
    lexicons.set("en", "library", "house of books")
    after = orders.take(Wish(text=ARTICLE))
    assert "house of books" in after.script.lines[0].spoken
    assert after.id != before.id
    assert after.recipe != before.recipe


def test_the_summarys_order_is_for_title_and_points_alone(orders: Orders) -> None:
    wish = Wish(text=ARTICLE, summary=("It was close.",), speed=1.1)
    order = orders.take(wish)
    short = orders.take_summary(wish, order)
    assert [line.written for line in short.script.lines] == ["Council keeps the library", "It was close."]
    assert [line.part for line in short.script.lines] == [Part.TITLE, Part.SUMMARY]
    assert (short.script.title, short.settings.speed, short.voice) == (order.script.title, 1.1, order.voice)


def test_the_summary_is_read_in_the_articles_language(orders: Orders) -> None:
    wish = Wish(text=TURKISH_TEXT, title="Library", summary=("OK.",))
    assert orders.take_summary(wish, orders.take(wish)).script.language == "tr"
    british = Wish(text=ARTICLE, language="en-GB", summary=("OK.",))
    assert orders.take_summary(british, orders.take(british)).voice.key == OTHER


def test_a_recipe_is_the_same_whatever_the_words(orders: Orders, voices: VoiceCatalogue, lexicons: Lexicons) -> None:
    wish = Wish(text=ARTICLE)
    recipe = orders.take(wish).recipe
    assert orders.recipe(Wish(), "en") == orders.take(Wish(text="Rain is expected.", language="en")).recipe == recipe
    assert orders.recipe(Wish(language="en-GB"), "en") != recipe
    assert orders.recipe(Wish(language="tr"), "en") == orders.recipe(Wish(), "tr") != recipe
    others = {
        orders.recipe(Wish(speed=1.1), "en"),
        orders.recipe(Wish(voice=OTHER), "en"),
        orders.recipe(Wish(parts=(Part.BODY,)), "en"),
        orders.recipe(Wish(automatic_summary=True), "en"),
        orders.recipe(Wish(lexicon=(("a", "b"),)), "en"),
    }
    for sounds in ("one", "another"):
        around = Orders(voices, dict, lexicons, deterministic=False, jingles=sounds)
        others.add(around.recipe(Wish(), "en"))
        assert around.recipe(Wish(jingles=False), "en") == recipe
    lexicons.set("en", "Ankara", "Ank-ara")
    others.add(orders.recipe(Wish(), "en"))
    assert len(others - {recipe}) == 8
