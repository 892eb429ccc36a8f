"""Writers that are no more, or seem to be: when they are taken over, and what is remembered of a render taken back."""

from collections.abc import Hashable, Iterator
from pathlib import Path

import pytest

from app.errors import RetractedError
from app.narration import conductor as conducting
from app.narration.render import Render
from app.narration.wish import Wish
from app.speech.pool import Lane
from app.store.base import Draft
from app.store.memory import MemoryStore
from tests.narration.inside import Inside, hold
from tests.serving import ARTICLE, PATIENCE_S, Gate
from tests.store.things import narration_id


class Elsewhere(MemoryStore):
    """Somebody else writes every narration, with these signs of life, until the last of them or until seized."""

    def __init__(self, pulses: list[Hashable]) -> None:
        super().__init__()
        self._pulses: Iterator[Hashable] = iter(pulses)
        self._left = len(pulses)
        self.seized: list[tuple[str, Hashable]] = []

    def is_writing(self, narration_id: str) -> bool:
        if self.seized or not self._left:
            return super().is_writing(narration_id)
        return True

    def begin(self, narration_id: str) -> Draft | None:
        return None if self._left and not self.seized else super().begin(narration_id)

    def pulse(self, narration_id: str) -> Hashable:
        self._left -= 1
        return next(self._pulses)

    def seize(self, narration_id: str, pulse: Hashable) -> None:
        self.seized.append((narration_id, pulse))


class TakenBackElsewhere(Elsewhere):
    """What somebody else writes is taken back by yet another one, at the last sign of life."""

    def is_writing(self, narration_id: str) -> bool:
        writes = super().is_writing(narration_id)
        if not writes:
            self.retract(narration_id, unpublished=True)
        return writes


@pytest.mark.parametrize(
    ("lease_s", "pulses", "seized"),
    [
        (0.0, [1, 2, 2, 3], [2]),  # as soon as it shows no life, and as it was seen last
        (3600.0, [1, 1, 1, 1], []),  # not before its time
        (0.0, [1, 2, 3, 4], []),  # not while it lives
    ],
)
async def test_a_writer_is_taken_over_once_it_shows_no_life_for_its_lease(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lease_s: float, pulses: list[Hashable], seized: list[Hashable]
) -> None:
    monkeypatch.setattr(conducting, "WATCH_S", 0.0)
    store = Elsewhere(pulses)
    async with Inside(tmp_path, store=store, lease_s=lease_s) as here:
        render = await here.rendered()
        assert render.narration is not None
        assert store.seized == [(render.order.id, pulse) for pulse in seized]


async def test_what_is_taken_back_while_another_writes_it_is_not_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conducting, "WATCH_S", 0.0)
    async with Inside(tmp_path, store=TakenBackElsewhere([1, 2, 3])) as here:
        render = await here.rendered()
        assert isinstance(render.error, RetractedError)
        assert here.tones.calls == []


async def test_what_was_taken_back_long_ago_is_made_here_when_its_new_writer_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conducting, "WATCH_S", 0.0)
    store = Elsewhere([1, 2, 3])
    async with Inside(tmp_path, store=store) as here:
        store.retract(here.order().id, unpublished=True)
        render = await here.rendered()
        assert render.narration is not None


async def test_a_render_that_is_taken_back_is_remembered_and_what_never_was_is_not(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate), store=MemoryStore()) as here:
        render = await here.begin()
        gate.open()
        assert await here.conductor.retract(render.order.id)
        assert here.store.is_retracted(render.order.id)
        assert not await here.conductor.retract(narration_id(1))
        assert not here.store.is_retracted(narration_id(1))


async def test_a_wish_is_rendered_in_the_lane_it_is_asked_in_and_to_its_end_unless_only_heard(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, gate) as here:
        begun: list[Render] = []
        for lane, only_heard, text in ((Lane.BATCH, False, ARTICLE), (Lane.LIVE, True, "A bridge was closed.")):
            order, render = await here.narrator.ask(Wish(text=text), lane=lane, only_heard=only_heard)
            assert isinstance(render, Render)
            assert (render.lane, render.wanted) == (lane, not only_heard)
            assert await here.narrator.begin(order, Wish(text=text)) is render
            assert render.wanted
            begun.append(render)
        gate.open()
        for render in begun:
            await render.wait(PATIENCE_S)
