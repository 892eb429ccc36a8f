"""A narration whose sound is lost is ordered again from its record and its Timeline."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import UnknownVoiceError
from app.narration.orders import Orders
from app.narration.timeline import Timeline
from app.narration.wish import Wish
from app.store.base import Narration
from app.text.article import Part
from app.voices import VoiceCatalogue
from tests.narration.inside import Inside
from tests.serving import ARTICLE, PATIENCE_S

SOUNDS = "a jingle's digest"
WISHES = [
    Wish(text=ARTICLE, language="en"),
    Wish(text=ARTICLE, title="The library", summary=("It stays open.", "For now."), language="en", speed=1.25),
    Wish(text=ARTICLE, title="The library", summary=("It stays.",), parts=(Part.TITLE, Part.SUMMARY), language="en"),
    Wish(text=ARTICLE, title="The library", parts=(Part.BODY,), language="en"),
    Wish(text="Rain.", title="Weather", language="en", source_url="https://news.example/a", jingles=False),
]


def orders_of(here: Inside, jingles: str = "") -> Orders:
    voices = VoiceCatalogue(here.voices)
    return Orders(voices, dict, here.lexicons, deterministic=False, jingles=jingles)


async def made(here: Inside, wish: Wish, jingles: str = "") -> tuple[Narration, Timeline]:
    """What the store keeps of a wish."""
    order = orders_of(here, jingles).take(wish)
    render = await here.conductor.start(order)
    if not isinstance(render, Narration):
        await render.wait(PATIENCE_S)
    narration, timeline = here.store.get(order.id), here.store.timeline(order.id)
    assert narration is not None
    assert timeline is not None
    return narration, timeline


@pytest.mark.parametrize("wish", WISHES, ids=["text", "all parts", "summary alone", "body alone", "without jingles"])
@pytest.mark.parametrize("jingles", ["", SOUNDS], ids=["plain", "with jingles"])
async def test_it_is_the_same_narration_as_long_as_it_is_read_the_same(
    tmp_path: Path, wish: Wish, jingles: str
) -> None:
    async with Inside(tmp_path) as here:
        narration, timeline = await made(here, wish, jingles)
        orders = orders_of(here, jingles)
        again, before = orders.take_again(narration, timeline), orders.take(wish)
        assert again.id == narration.id
        assert [line.tokens for line in again.script.lines] == [line.tokens for line in before.script.lines]
        assert (again.script.title, again.script.language) == (before.script.title, before.script.language)
        assert (again.voice, again.settings, again.source_url) == (before.voice, before.settings, before.source_url)
        assert again.jingles is (wish.jingles and bool(jingles))


async def test_what_is_read_otherwise_by_now_is_read_as_the_newsroom_wants_it_now(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        narration, timeline = await made(here, WISHES[1])
        here.lexicons.set("en", "library", "book house")
        again = orders_of(here, SOUNDS).take_again(narration, timeline)
        assert again.id != narration.id
        assert again.jingles
        assert "book" in " ".join(token.text for line in again.script.lines for token in line.tokens)
        assert [line.written for line in again.script.lines] == [line.written for line in timeline.lines]


async def test_without_its_voice_it_stays_lost(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        narration, timeline = await made(here, WISHES[0])
        with pytest.raises(UnknownVoiceError):
            here.orders.take_again(replace(narration, voice="en_US-gone-low"), timeline)
