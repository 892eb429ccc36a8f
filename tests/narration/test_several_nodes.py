"""Two nodes that share a store and a shelf: what one makes is heard from the other, and made there should it stop."""

import asyncio
from collections.abc import Hashable
from pathlib import Path

import pytest

from app.errors import AnnouncerError, RetractedError, ShuttingDownError
from app.narration import conductor as conducting
from app.narration.render import Render
from app.narration.wish import Wish
from app.narration.wishes import Wishes
from app.speech.pool import Lane
from app.store.local import LocalStore
from app.store.shelf import FileShelf
from tests.narration.inside import Inside, hold, until_lines
from tests.serving import ARTICLE, PATIENCE_S, Before, Gate

WISH = Wish(text=ARTICLE, language="en")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conducting, "WATCH_S", 0.002)
    monkeypatch.setattr(conducting, "TOLD_EVERY_S", 0.002)


class Site:
    """What its nodes share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wishes = Wishes(FileShelf(folder / "shelf"))

    def node(self, name: str, before: Before | None = None) -> Inside:
        store = LocalStore(self.folder / "cache")
        return Inside(self.folder / name, before, store=store, wishes=self.wishes)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def made_by(node: Inside, *, only_heard: bool = False) -> Render:
    """The render of WISH that the node has begun."""
    _, render = await node.narrator.ask(WISH, only_heard=only_heard)
    assert isinstance(render, Render)
    return render


async def heard_by(node: Inside, narration_id: str) -> Render:
    """What the node hears of another's."""
    render = await node.narrator.elsewhere(narration_id)
    assert isinstance(render, Render)
    return render


async def test_what_one_node_makes_grows_at_the_other_line_by_line_and_is_spoken_once(site: Site) -> None:
    gate = Gate()
    async with site.node("one", hold("June", gate)) as one, site.node("two") as two:
        ours = await made_by(one)
        theirs = await heard_by(two, ours.order.id)
        assert (theirs.wanted, theirs.order.id) == (False, ours.order.id)
        await until_lines(theirs, 3)
        assert theirs.lines == ours.lines
        assert theirs.rendered_ms == int(ours.rendered_ms)
        said = site.wishes.said(ours.order.id)
        assert said is not None
        assert (said.language, said.duration_ms, said.marks_exact) == ("en", int(ours.rendered_ms), False)
        assert said.lines == tuple(ours.lines)
        gate.open()
        await asyncio.gather(ours.wait(PATIENCE_S), theirs.wait(PATIENCE_S))
        assert ours.narration is not None
        assert theirs.narration == ours.narration
        assert two.tones.calls == []


@pytest.mark.parametrize("before", [False, True], ids=["the first time", "made anew after it was taken back"])
async def test_a_node_that_hears_another_takes_up_what_that_leaves_when_it_stops(site: Site, *, before: bool) -> None:
    gate = Gate()
    async with site.node("two") as two:
        if before:
            two.store.retract(two.order().id, unpublished=True)
        async with site.node("one", hold("June", gate)) as one:
            ours = await made_by(one)
            theirs = await heard_by(two, ours.order.id)
            await until_lines(ours, 3)
            closing = asyncio.create_task(one.conductor.close(0))
            await ours.wait(PATIENCE_S)
            gate.open()
            await closing
            assert isinstance(ours.error, ShuttingDownError)
        await theirs.wait(PATIENCE_S)
        assert theirs.narration is not None
        assert two.store.get(ours.order.id) == theirs.narration


async def test_what_is_taken_back_at_one_node_ends_at_all(site: Site) -> None:
    gate = Gate()
    async with site.node("one", hold("June", gate)) as one, site.node("two") as two:
        ours = await made_by(one)
        theirs = await heard_by(two, ours.order.id)
        await until_lines(theirs, 3)
        taking_back = asyncio.create_task(one.narrator.retract(ours.order.id))
        await ours.wait(PATIENCE_S)
        gate.open()
        assert await taking_back
        assert isinstance(ours.error, RetractedError)
        assert site.wishes.find(ours.order.id) is None
        await theirs.wait(PATIENCE_S)  # it may have begun to take it up in between
        assert two.store.is_retracted(ours.order.id)
        assert two.store.get(ours.order.id) is None
        assert await two.narrator.elsewhere(ours.order.id) is None


async def test_what_another_node_makes_can_be_taken_back_here(site: Site) -> None:
    gate = Gate()
    async with site.node("one", hold("June", gate)) as one, site.node("two") as two, site.node("three") as three:
        ours = await made_by(one)
        theirs = await heard_by(three, ours.order.id)
        await until_lines(ours, 3)
        assert await two.narrator.retract(ours.order.id)
        await theirs.wait(PATIENCE_S)  # nobody waits for what cannot be published
        assert isinstance(theirs.error, RetractedError)
        assert not ours.finished
        gate.open()
        await ours.wait(PATIENCE_S)
        assert isinstance(ours.error, RetractedError)
        assert one.store.is_retracted(ours.order.id)
        assert not await two.narrator.retract(ours.order.id)


async def test_what_another_process_writes_can_be_taken_back_by_one_that_was_told_of_no_wish(site: Site) -> None:
    gate = Gate()
    async with site.node("one", hold("June", gate)) as one, site.node("two") as two:
        ours = await made_by(one)
        await until_lines(ours, 3)
        assert await two.conductor.retract(ours.order.id)
        gate.open()
        await ours.wait(PATIENCE_S)
        assert isinstance(ours.error, RetractedError)
        assert one.store.is_retracted(ours.order.id)


class Missed(LocalStore):
    """Whose first seizures come too late: the writer has just beaten again."""

    def __init__(self, folder: Path, misses: int) -> None:
        super().__init__(folder)
        self.misses = misses

    def seize(self, narration_id: str, pulse: Hashable) -> None:
        self.misses -= 1
        super().seize(narration_id, "too late" if self.misses >= 0 else pulse)


async def test_a_writer_that_beats_just_now_is_seized_all_the_same(site: Site) -> None:
    gate = Gate()
    store = Missed(site.folder / "cache", misses=3)
    async with site.node("one", hold("June", gate)) as one, Inside(site.folder / "two", store=store) as two:
        ours = await made_by(one)
        await until_lines(ours, 3)
        assert await two.conductor.retract(ours.order.id)
        assert store.misses < 0
        assert not one.store.is_writing(ours.order.id)
        gate.open()
        await ours.wait(PATIENCE_S)


async def test_a_wish_is_told_while_it_is_made_and_no_longer(site: Site) -> None:
    gate = Gate()
    async with site.node("one", gate) as one:
        ours = await made_by(one)
        assert site.wishes.find(ours.order.id) == WISH
        assert await made_by(one) is ours
        gate.open()
        await ours.wait(PATIENCE_S)
        await one.narrator.settle()
        assert site.wishes.find(ours.order.id) is None
        assert site.wishes.said(ours.order.id) is None
        await one.narrator.ask(WISH)  # which is made already
        assert site.wishes.find(ours.order.id) is None


@pytest.mark.parametrize(("only_heard", "listeners", "stays"), [(False, 0, True), (True, 1, True), (True, 0, False)])
async def test_a_wish_outlives_its_node_while_somebody_wants_it(
    site: Site, *, only_heard: bool, listeners: int, stays: bool
) -> None:
    gate = Gate()
    async with site.node("one", gate) as one:
        ours = await made_by(one, only_heard=only_heard)
        ours.listeners = listeners
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE_S)
        closing = asyncio.create_task(one.conductor.close(0))
        await ours.wait(PATIENCE_S)
        gate.open()
        await closing
        await one.narrator.settle()
    assert (site.wishes.find(ours.order.id) == WISH) is stays


async def test_a_wish_that_failed_is_told_no_longer(site: Site) -> None:
    def fail(_tokens: object) -> None:
        raise AnnouncerError("This voice is out of breath.")

    async with site.node("one", fail) as one:
        ours = await made_by(one)
        await ours.wait(PATIENCE_S)
        await one.narrator.settle()
        assert ours.error is not None
        assert site.wishes.find(ours.order.id) is None


async def test_nothing_is_heard_of_what_no_node_makes_or_would_be_read_otherwise_here(site: Site) -> None:
    async with site.node("one") as one, Inside(site.folder / "alone") as alone:
        narration_id = one.order().id
        assert await one.narrator.elsewhere(narration_id) is None
        site.wishes.keep(narration_id, Wish(text="A bridge was closed.", language="en"))
        assert await one.narrator.elsewhere(narration_id) is None
        assert one.conductor.under_way == 0
        assert await alone.narrator.elsewhere(narration_id) is None


async def test_what_another_node_was_asked_for_is_taken_back_before_it_has_begun(site: Site) -> None:
    gate = Gate()
    async with site.node("one", gate) as one, site.node("two") as two:
        before = [
            await one.narrator.ask(Wish(text=f"Bridge {number} was closed."))
            for number in range(conducting.RENDERS[Lane.LIVE])
        ]
        ours = await made_by(one)
        assert not one.store.is_writing(ours.order.id)
        assert await two.narrator.retract(ours.order.id)
        gate.open()
        for _, render in before:
            assert isinstance(render, Render)
            await render.wait(PATIENCE_S)
            assert render.narration is not None
        await ours.wait(PATIENCE_S)
        assert isinstance(ours.error, RetractedError)
        assert two.store.is_retracted(ours.order.id)


async def test_an_article_that_another_node_makes_is_found_and_taken_back_here(site: Site) -> None:
    gate = Gate()
    async with site.node("one", gate) as one, site.node("two") as two:
        order, _ = await one.narrator.ask(WISH, article_id="a1")
        assert one.articles.coming("a1") == order.id
        assert two.articles.coming("a1") is None
        assert await two.articles.newest("a1") == order.id
        assert await two.articles.retract("a1") == [order.id]
        assert await two.articles.newest("a1") is None
        gate.open()
    assert site.wishes.led("a1") is None


async def test_what_is_made_elsewhere_takes_nobodys_place_here(site: Site) -> None:
    gate, busy = Gate(), Gate()
    async with site.node("one", hold("June", gate)) as one, site.node("two", busy) as two:
        ours = await made_by(one)
        await until_lines(ours, 3)
        bridges = (Wish(text=f"Bridge {number}.", language="en") for number in range(conducting.RENDERS[Lane.LIVE]))
        waiting = [await two.narrator.ask(bridge) for bridge in bridges]
        theirs = await heard_by(two, ours.order.id)
        gate.open()
        await asyncio.gather(ours.wait(PATIENCE_S), theirs.wait(PATIENCE_S))
        assert theirs.narration is not None
        assert theirs.narration == ours.narration
        assert not any(isinstance(each, Render) and each.finished for each in waiting)
        busy.open()


async def test_what_nobody_asked_for_cannot_be_taken_back(site: Site) -> None:
    async with site.node("one") as one, Inside(site.folder / "alone") as alone:
        for node in (one, alone):
            assert not await node.narrator.retract(node.order().id)
            assert not node.store.is_retracted(node.order().id)
