"""Renders go on in their turn: so many at once in a lane, and no place is ever lost."""

import asyncio
from typing import Any, cast

import pytest

from app.narration.places import RENDERS, Places
from app.narration.render import Render
from app.speech.pool import Lane

MOST = RENDERS[Lane.BATCH]


class Queue:
    """Renders that ask for places, and those that have one, in the order in which they got it."""

    def __init__(self) -> None:
        self.places = Places()
        self.going_on: list[Render] = []
        self._ends: dict[Render, asyncio.Event] = {}
        self._tasks: dict[Render, asyncio.Task[None]] = {}

    async def ask(self, lane: Lane) -> Render:
        render = Render(cast("Any", None), lane)
        self._ends[render] = asyncio.Event()
        self._tasks[render] = asyncio.create_task(self._go(render))
        await settled()
        return render

    async def end(self, render: Render) -> None:
        self._ends[render].set()
        await self._tasks[render]
        await settled()

    async def cancel(self, render: Render) -> None:
        self._tasks[render].cancel()
        await asyncio.wait([self._tasks[render]])
        await settled()

    async def _go(self, render: Render) -> None:
        async with self.places.one_for(render):
            self.going_on.append(render)
            await self._ends[render].wait()
            self.going_on.remove(render)


async def settled() -> None:
    """Every task went as far as it can: each step of theirs takes one turn of the loop."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize("lane", Lane)
async def test_so_many_go_on_at_once_and_the_others_in_their_order(lane: Lane) -> None:
    queue = Queue()
    renders = [await queue.ask(lane) for _ in range(RENDERS[lane] + 2)]
    assert queue.going_on == renders[:-2]
    await queue.end(renders[1])
    assert queue.going_on == [renders[0], *renders[2:-1]]
    await queue.end(renders[0])
    assert queue.going_on == renders[2:]


async def test_lanes_do_not_wait_for_each_other() -> None:
    queue = Queue()
    for _ in range(MOST + 1):
        await queue.ask(Lane.BATCH)
    live = await queue.ask(Lane.LIVE)
    assert queue.going_on[-1] is live


async def test_one_that_is_moved_to_another_lane_takes_a_place_there() -> None:
    queue = Queue()
    *first, moved, last = [await queue.ask(Lane.BATCH) for _ in range(MOST + 2)]
    moved.lane = Lane.LIVE
    queue.places.admit()
    await settled()
    assert queue.going_on == [*first, moved]
    await queue.end(moved)  # gives back a place for live ones
    assert queue.going_on == first
    await queue.end(first[0])
    assert queue.going_on == [*first[1:], last]


async def test_one_that_goes_while_it_waits_or_goes_on_leaves_its_place() -> None:
    queue = Queue()
    *first, waiting, last = [await queue.ask(Lane.BATCH) for _ in range(MOST + 2)]
    await queue.cancel(waiting)
    assert queue.going_on == first
    queue.going_on.remove(first[0])
    await queue.cancel(first[0])
    assert queue.going_on == [*first[1:], last]


async def test_a_place_that_comes_as_its_render_is_stopped_goes_to_the_next() -> None:
    queue = Queue()
    *first, stopped, last = [await queue.ask(Lane.BATCH) for _ in range(MOST + 2)]
    queue._ends[first[0]].set()
    queue._tasks[stopped].cancel()
    await settled()
    assert queue.going_on == [*first[1:], last]
