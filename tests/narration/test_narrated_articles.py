"""Where an article's id leads: to the newest narration that can be heard, until it is taken back."""

import asyncio
import gc
import threading
import weakref
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import RetractedError, SynthesisError
from app.ingest.found import Validators
from app.narration.articles import LONGEST_DESCRIPTION, record_of, summary_key
from app.narration.identity import url_id
from app.narration.render import Status
from app.narration.wish import Wish
from app.speech.pool import Lane
from app.store.base import ArticleRecord, Narration
from app.store.memory import MemoryStore
from tests.narration.inside import Inside, hold
from tests.serving import ARTICLE, PATIENCE_S, Gate

EDITED = ARTICLE + " A third one is planned."
ADDRESS = "https://news.example/a"


class Desk:
    """Articles of one newsroom; sentences about June wait at the gate."""

    def __init__(self, here: Inside, gate: Gate) -> None:
        self.here = here
        self.gate = gate
        self.articles = here.articles
        self.narrator = here.narrator

    async def ask(self, text: str, article_id: str = "a", **more: Any) -> str:
        """The narration's id; the render may be under way."""
        wish = Wish(text=text, language="en", **more)
        order, _ = await self.narrator.ask(wish, article_id=article_id)
        return order.id

    async def ready(self, text: str, article_id: str = "a", **more: Any) -> str:
        self.gate.open()
        found = await self.ask(text, article_id, **more)
        await self.articles.settle()
        return found


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        yield Desk(here, gate)
        gate.open()


async def test_until_it_is_ready_the_one_that_is_coming_is_heard(desk: Desk) -> None:
    assert await desk.articles.newest("a") is None
    coming = await desk.ask(ARTICLE)
    assert await desk.articles.newest("a") == coming
    assert desk.here.store.article("a") is None
    desk.gate.open()
    await desk.articles.settle()
    assert await desk.articles.newest("a") == coming
    record = desk.here.store.article("a")
    assert record is not None
    assert record.narration_id == coming


async def test_until_an_edit_is_ready_the_older_one_is_heard(desk: Desk) -> None:
    older = await desk.ready("A bridge was closed.")
    newer = await desk.ask(ARTICLE)
    assert await desk.articles.newest("a") == older
    desk.gate.open()
    await desk.articles.settle()
    assert await desk.articles.newest("a") == newer


async def test_of_two_edits_the_last_one_asked_for_wins_however_long_it_takes(desk: Desk) -> None:
    await desk.ask(ARTICLE)
    last = await desk.ask(EDITED)
    desk.gate.open()
    await desk.articles.settle()
    assert await desk.articles.newest("a") == last


async def test_an_edit_that_is_taken_back_leads_to_what_is_ready(desk: Desk) -> None:
    ready = await desk.ready("A bridge was closed.")
    await desk.ask(ARTICLE)
    assert await desk.ask("A bridge was closed.") == ready
    desk.gate.open()
    await desk.articles.settle()
    assert await desk.articles.newest("a") == ready


async def test_an_edit_that_fails_leaves_the_older_one(tmp_path: Path) -> None:
    def refuse_june(tokens: object) -> None:
        if "June" in str(tokens):
            raise SynthesisError("No.")

    async with Inside(tmp_path, refuse_june) as here:
        desk = Desk(here, Gate())
        older = await desk.ready("A bridge was closed.")
        await desk.ready(ARTICLE)
        assert await desk.articles.newest("a") == older
        await desk.ready(ARTICLE, "b")
        assert await desk.articles.newest("b") is None


async def test_asking_twice_for_the_same_is_asking_once(desk: Desk) -> None:
    first = await desk.ask(ARTICLE)
    assert await desk.ask(ARTICLE) == first
    desk.gate.open()
    await desk.articles.settle()
    assert [record.article_id for record in desk.here.store.articles()] == ["a"]


async def test_an_article_keeps_its_date_until_its_words_change(desk: Desk) -> None:
    await desk.ready("A bridge was closed.")
    before = desk.here.store.article("a")
    assert before is not None
    await desk.ready("A bridge was closed.", section="Ekonomi")
    again = desk.here.store.article("a")
    assert again is not None
    assert (again.updated_at, again.section) == (before.updated_at, "Ekonomi")
    await desk.ready(EDITED)
    edited = desk.here.store.article("a")
    assert edited is not None
    assert edited.updated_at > before.updated_at


async def test_everything_said_of_an_article_is_kept_with_it(desk: Desk) -> None:
    day = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    narration_id = await desk.ready(
        "A bridge was closed.",
        title="Bridge",
        source_url=ADDRESS,
        section="Ekonomi",
        byline="Ayşe Kaya",
        published_at=day,
        validators=Validators('"1"', None),
    )
    record = desk.here.store.article("a")
    assert record is not None
    order = desk.here.orders.take(Wish(text="A bridge was closed.", title="Bridge", language="en"))
    assert (record.narration_id, record.title, record.language) == (narration_id, "Bridge", "en")
    assert (record.section, record.byline, record.published_at) == ("Ekonomi", "Ayşe Kaya", day)
    assert (record.source_url, record.validators) == (ADDRESS, Validators('"1"', None))
    assert record.recipe == order.recipe
    assert record.updated_at.utcoffset() == timedelta(0)
    assert not record.retracted


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"summary": ("It is shut.", "For a month.")}, "It is shut. For a month."),
        ({"description": "The bridge, explained.", "summary": ("It is shut.",)}, "It is shut."),
        ({"description": "The  bridge,\nexplained."}, "The bridge, explained."),
        ({}, "A bridge was closed. It rained."),
        ({"text": "word " * 400}, "word " * 198 + "word…"),
        ({"description": "b" * LONGEST_DESCRIPTION}, "b" * LONGEST_DESCRIPTION),
        ({"description": "b" * (LONGEST_DESCRIPTION + 1)}, "b" * (LONGEST_DESCRIPTION - 1) + "…"),
    ],
)
async def test_what_is_said_of_an_article_in_lists(desk: Desk, wish: dict[str, Any], told: str) -> None:
    text = "Bridge\n\nA bridge was closed. It rained.\n\nThat is all."
    await desk.ready(**{"text": text, "title": "Bridge"} | wish)
    record = desk.here.store.article("a")
    assert record is not None
    assert record.description == told
    assert len(told) <= LONGEST_DESCRIPTION


async def test_an_article_is_found_by_its_address_too(desk: Desk) -> None:
    narration_id = await desk.ready("A bridge was closed.", source_url=ADDRESS)
    assert await desk.articles.newest(url_id(ADDRESS)) == narration_id
    await desk.ready("Rain is expected.", url_id("https://news.example/b"), source_url="https://news.example/b")
    assert len(list(desk.here.store.articles())) == 3


async def test_the_language_of_an_article_is_as_given_else_as_read(desk: Desk) -> None:
    order = desk.here.order()
    assert record_of(order, "a", Wish(language="en-GB")).language == "en-GB"
    assert record_of(order, "a", Wish()).language == "en"


async def test_a_retracted_article_is_gone_until_it_is_put_again(desk: Desk) -> None:
    narration_id = await desk.ready("A bridge was closed.", validators=Validators('"1"', None))
    assert await desk.articles.retract("a") == [narration_id]
    with pytest.raises(RetractedError):
        await desk.articles.newest("a")
    record = desk.here.store.article("a")
    assert record is not None
    assert (record.retracted, record.validators) == (True, Validators(None, None))  # its page is fetched anew
    coming = await desk.ask(ARTICLE)
    assert await desk.articles.newest("a") == coming
    desk.gate.open()
    await desk.articles.settle()
    assert await desk.articles.newest("a") == coming


async def test_putting_the_same_words_again_brings_a_retracted_article_back(desk: Desk) -> None:
    narration_id = await desk.ready("A bridge was closed.")
    await desk.articles.retract("a")
    await desk.ready("A bridge was closed.")
    assert await desk.articles.newest("a") == narration_id


async def test_retracting_names_what_is_coming_and_what_is_ready(desk: Desk) -> None:
    assert await desk.articles.retract("a") is None
    ready = await desk.ready("A bridge was closed.")
    coming = await desk.ask(ARTICLE)
    assert await desk.articles.retract("a") == [coming, ready]
    desk.gate.open()
    await desk.articles.settle()
    with pytest.raises(RetractedError):
        await desk.articles.newest("a")


class SlowDisk(MemoryStore):
    """Records wait at the gate; `reached` tells that one does."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate
        self.reached = threading.Event()

    def put_article(self, record: ArticleRecord) -> None:
        self.reached.set()
        self._gate(())
        super().put_article(record)


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[tuple[Desk, SlowDisk]]:
    """A desk whose first article is ready to be heard, while its record is on its way to the disk."""
    gate = Gate()
    disk = SlowDisk(gate)
    async with Inside(tmp_path, store=disk) as here:
        desk = Desk(here, gate)
        await desk.ask("A bridge was closed.")
        assert await asyncio.to_thread(disk.reached.wait, PATIENCE_S)
        yield desk, disk
        gate.open()


async def test_what_is_taken_back_while_it_is_being_kept_stays_taken_back(slow: tuple[Desk, SlowDisk]) -> None:
    desk, _ = slow
    settled = asyncio.create_task(desk.articles.settle())
    taken_back = asyncio.create_task(desk.articles.retract("a"))
    await asyncio.wait([taken_back], timeout=0.1)  # it may not be done before the other is, but could try
    desk.gate.open()
    assert len(await taken_back or ()) == 1
    await settled
    with pytest.raises(RetractedError):
        await desk.articles.newest("a")


async def test_what_is_asked_for_again_while_it_is_being_kept_is_kept_once(slow: tuple[Desk, SlowDisk]) -> None:
    desk, disk = slow
    again = asyncio.create_task(desk.ask("A bridge was closed.", section="Ekonomi"))
    settled = asyncio.create_task(desk.articles.settle())
    await asyncio.wait([again], timeout=0.1)
    desk.gate.open()
    narration_id = await again
    await settled
    record = disk.article("a")
    assert record is not None
    assert (record.narration_id, record.section) == (narration_id, "Ekonomi")


async def test_retracting_what_is_only_coming_names_it(desk: Desk) -> None:
    coming = await desk.ask(ARTICLE)
    assert await desk.articles.retract("a") == [coming]
    assert await desk.articles.newest("a") is None


async def test_the_summary_is_a_reading_of_its_own_and_goes_with_the_article(desk: Desk) -> None:
    narration_id = await desk.ready(ARTICLE, summary=("It was close.",), with_summary=True)
    record = desk.here.store.article(summary_key(narration_id))
    assert record is not None
    short = desk.here.store.get(record.narration_id)
    assert short is not None
    assert short.lines < 5
    assert (record.title, record.language, record.is_listed) == ("Council keeps the library", "en", False)
    assert record.updated_at.utcoffset() == timedelta(0)
    assert len(desk.here.tones.calls) == 5  # its sentences are those of the full reading
    assert await desk.articles.retract("a") == [narration_id, record.narration_id]


@pytest.mark.parametrize("wish", [{"with_summary": True}, {"summary": ("It was close.",)}])
async def test_without_points_or_without_a_wish_there_is_no_summary(desk: Desk, wish: dict[str, Any]) -> None:
    narration_id = await desk.ready(ARTICLE, **wish)
    assert desk.here.store.article(summary_key(narration_id)) is None
    assert desk.here.conductor.published == 1


async def test_settling_on_one_render_waits_for_no_other(desk: Desk) -> None:
    await desk.ask(ARTICLE, "slow")
    order, render = await desk.narrator.ask(Wish(text="A bridge was closed.", language="en"), article_id="quick")
    assert not isinstance(render, Narration)
    await render.wait(PATIENCE_S)
    async with asyncio.timeout(PATIENCE_S):
        await desk.articles.settle(render)
    assert await desk.articles.newest("quick") == order.id
    assert desk.here.store.article("quick") is not None
    assert desk.here.store.article("slow") is None


async def test_what_is_only_heard_may_stop_and_what_is_wanted_goes_on(desk: Desk) -> None:
    for only_heard in (True, False):
        _, render = await desk.narrator.ask(Wish(text=ARTICLE, language="en"), only_heard=only_heard)
        assert not isinstance(render, Narration)
        assert render.is_unwanted is only_heard
        assert (render.lane, render.status in (Status.QUEUED, Status.RENDERING)) == (Lane.LIVE, True)


async def test_what_is_asked_for_is_wanted_unless_it_is_said_to_be_only_heard(desk: Desk) -> None:
    _, render = await desk.narrator.ask(Wish(text=ARTICLE, language="en"))
    assert not isinstance(render, Narration)
    assert not render.is_unwanted


async def test_what_is_ready_is_let_go_of(desk: Desk) -> None:
    _, render = await desk.narrator.ask(Wish(text="A bridge was closed.", language="en"), article_id="a")
    known = weakref.ref(render)
    del render
    await desk.articles.settle()
    await asyncio.sleep(0)
    gc.collect()
    assert known() is None


async def test_the_nights_wishes_go_in_the_nights_lane(desk: Desk) -> None:
    wish = Wish(text=ARTICLE, language="en", summary=("It was close.",), with_summary=True)
    order = desk.here.orders.take(wish)
    render = await desk.narrator.start(order, wish, lane=Lane.BATCH)
    short = desk.here.conductor.find(desk.here.orders.take_summary(wish, order).id)
    assert not isinstance(render, Narration)
    assert short is not None
    assert (render.lane, short.lane, render.is_unwanted) == (Lane.BATCH, Lane.BATCH, False)
