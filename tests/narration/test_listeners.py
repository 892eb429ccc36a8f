"""Who listens decides whether a render that nobody ordered goes on."""

import asyncio
import contextlib
import io
from pathlib import Path

import pytest

from app.errors import StoreError
from app.narration.render import Render, Status
from app.speech.pool import Lane
from tests.narration.inside import Inside, first_sound, hold
from tests.serving import PATIENCE_S, Gate

pytestmark = pytest.mark.faults


async def the_time_is_up() -> None:
    """What the loop was to do in no time is done."""
    for _ in range(2):
        await asyncio.sleep(0)


async def test_a_render_stops_when_its_last_listener_leaves_and_its_clips_stay(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin(wanted=False)
        await first_sound(render)
        await render.wait(PATIENCE_S)
        assert render.status is Status.FAILED
        assert render.error is not None
        assert render.error.code == "shutting-down"  # nobody retracted it
        assert render.error.retry_after_s
        assert here.conductor.under_way == 0
        gate.open()
        again = await here.rendered()
        assert again.status is Status.READY
        assert len([call for call in here.tones.calls if "June" not in call]) == 3


async def test_a_listener_who_comes_back_in_time_hears_it_to_its_end(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin(wanted=False)
        await first_sound(render)  # a page is loaded anew: the next listener is there before the time is up
        async with contextlib.aclosing(render.follow()) as sound:
            await anext(sound)
            await the_time_is_up()
            gate.open()
            async for _ in sound:
                pass
        assert render.status is Status.READY


async def test_a_render_goes_on_as_long_as_somebody_may_come_back(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate), linger_s=3600) as here:
        render = await here.begin(wanted=False)
        await first_sound(render)
        await the_time_is_up()
        assert await here.begin(wanted=False) is render
        gate.open()
        await render.wait(PATIENCE_S)
        assert render.status is Status.READY


async def test_who_came_back_and_left_again_is_no_reason_to_go_on(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin(wanted=False)
        await first_sound(render)
        await first_sound(render)
        await render.wait(PATIENCE_S)
        assert render.status is Status.FAILED
        gate.open()


async def test_a_render_that_somebody_ordered_goes_on_without_listeners(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin(wanted=False)
        assert await here.begin() is render  # the CMS asks too
        assert await here.begin(wanted=False) is render  # one more listener takes no order back
        await first_sound(render)
        gate.open()
        await render.wait(PATIENCE_S)
        assert render.status is Status.READY


async def test_a_render_is_ordered_unless_it_is_said_to_be_only_heard(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, gate) as here:
        render = await here.conductor.start(here.order())
        assert isinstance(render, Render)
        assert not render.is_unwanted
        gate.open()


async def test_a_render_goes_on_while_one_of_two_still_listens(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin(wanted=False)
        async with contextlib.aclosing(render.follow()) as sound:
            await anext(sound)
            await first_sound(render)
            gate.open()
            async for _ in sound:
                pass
        assert render.status is Status.READY


async def test_who_asks_while_a_render_stops_gets_a_new_one(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        stopping = await here.begin(wanted=False)
        await first_sound(stopping)
        await the_time_is_up()
        assert here.conductor.under_way == 0
        again = await here.begin()
        assert again is not stopping
        gate.open()
        await again.wait(PATIENCE_S)
        assert (stopping.status, again.status) == (Status.FAILED, Status.READY)


async def test_a_listener_is_not_told_another_writers_bytes_as_if_they_were_the_firsts(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        render = Render(here.order(), Lane.LIVE)
    assert (render.lines_done, render.estimated_duration_s) == (0, render.order.estimated_duration_s)
    render.begin(lambda: io.BytesIO(b"first"))
    async with contextlib.aclosing(render.follow()) as sound:
        assert await anext(sound) == b"first"
        render.begin(lambda: io.BytesIO(b"second"))
        with pytest.raises(StoreError):
            await anext(sound)


async def test_who_waits_for_a_render_waits_no_longer_than_was_said(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        render = Render(here.order(), Lane.LIVE)
    await asyncio.wait_for(render.wait(0.01), PATIENCE_S)
    assert not render.finished
