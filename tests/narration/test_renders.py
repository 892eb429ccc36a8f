"""Renders from their beginning to their end: one for each narration, what is told of them, how they fail and stop."""

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.audio.frames import frames_of
from app.errors import BusyError, ShuttingDownError, SynthesisError
from app.narration import conductor as conducting
from app.narration.render import Render, Status
from app.speech.pool import Lane
from app.store.base import Narration, Standing
from app.store.local import LocalStore
from app.text.spoken.token import SpokenToken
from tests.narration.inside import Inside, hold, until_lines
from tests.serving import ARTICLE, PATIENCE_S, Gate

OTHER = "A bridge was closed. Nobody knows why."
THIRD = "Rain is expected. It may be heavy."


def kept(here: Inside, render: Render) -> bytes:
    audio = here.store.open_audio(render.order.id)
    assert audio is not None
    with audio:
        return audio.read()


class Refusing:
    """Cannot speak until it is mended."""

    def __init__(self, error: Exception) -> None:
        self.error: Exception | None = error

    def __call__(self, _tokens: Sequence[SpokenToken]) -> None:
        if self.error is not None:
            raise self.error


async def test_what_listeners_hear_is_what_is_kept(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin()
        await until_lines(render, 3)
        sound = render.follow()
        heard = [await anext(sound)]
        gate.open()
        heard += [data async for data in sound]
        audio = kept(here, render)
        assert len(b"".join(heard)) == len(audio)
        assert heard[0][:3] == audio[:3] == b"ID3"
        assert b"".join(heard)[-10_000:] == audio[-10_000:]
        assert render.narration == here.store.get(render.order.id)
        assert (here.conductor.published, here.conductor.failed, here.conductor.under_way) == (1, 0, 0)
        assert here.conductor.find(render.order.id) is None


@pytest.mark.parametrize("lane", Lane)
async def test_the_tag_stands_once_and_only_at_the_beginning(tmp_path: Path, lane: Lane) -> None:
    async with Inside(tmp_path) as here:
        audio = kept(here, await here.rendered(lane=lane))
        assert (audio.count(b"ID3"), audio.find(b"ID3")) == (1, 0)


async def test_what_is_published_is_what_was_written_and_is_heard_from_its_render(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        render = await here.rendered()
        assert here.store.check(render.order.id) == ""
        sound = render.open_audio()
        assert sound is not None
        with sound:
            assert sound.read() == kept(here, render)


@pytest.mark.parametrize("lane", Lane)
async def test_frame_follows_frame_without_a_byte_between(tmp_path: Path, lane: Lane) -> None:
    async with Inside(tmp_path) as here:
        audio = kept(here, await here.rendered(lane=lane))
        frames = frames_of(io.BytesIO(audio))
        count = frames.within(len(audio))
        assert frames.offset(count) == len(audio)
        assert {audio[frames.offset(number)] for number in range(count)} == {0xFF}


async def test_what_another_process_took_over_is_looked_for_there_or_made_again(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin()
        await until_lines(render, 3)
        here.store.seize(render.order.id, here.store.pulse(render.order.id))
        gate.open()
        await render.wait(PATIENCE_S)
        assert render.narration is not None
        assert here.store.get(render.order.id) == render.narration


async def test_a_render_under_way_tells_how_far_it_is(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin()
        await until_lines(render, 3)
        assert render.status is Status.RENDERING
        assert here.conductor.find(render.order.id) is render
        assert [line.written for line in render.lines] == ARTICLE.replace(". ", ".\n").replace("\n\n", "\n").split(
            "\n"
        )[:3]
        assert render.rendered_ms >= render.lines[-1].end_ms - 100
        gate.open()
        await render.wait(PATIENCE_S)
        assert render.narration is not None
        assert render.rendered_ms == pytest.approx(render.narration.duration_ms, abs=200)


async def test_what_is_ready_is_not_rendered_again(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        first = await here.rendered()
        found = await here.conductor.start(here.order())
        assert isinstance(found, Narration)
        assert found == first.narration
        assert len(here.tones.calls) == 4


async def test_the_first_sentence_sounds_before_it_is_spoken_for_listeners_alone(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        for lane, text in ((Lane.LIVE, OTHER), (Lane.BATCH, THIRD)):
            render = await here.begin(text, lane)
            async with asyncio.timeout(PATIENCE_S):
                while render.status is Status.QUEUED:
                    await render.coming().wait()
            assert (render.lines_done == 0) == (lane is Lane.LIVE)
            await render.wait(PATIENCE_S)


async def test_sentences_are_kept_at_the_voices_level(tmp_path: Path) -> None:
    async with Inside(tmp_path / "quiet", gain_db=-6) as quiet, Inside(tmp_path / "plain") as plain:
        powers = []
        for here in (quiet, plain):
            clips = here.clips.clips(
                here.order().script.lines,
                here.order().settings,
                here.order().voice,
                lane=lambda: Lane.BATCH,
            )
            await here.rendered()
            found = [clip async for _, clip in clips]
            powers.append([np.abs(clip.pcm.astype(int)).max() for clip in found if not isinstance(clip, np.ndarray)])
    assert np.array(powers[0]) == pytest.approx(np.array(powers[1]) * 10 ** (-6 / 20), rel=0.01)


async def test_a_full_queue_refuses_one_more_and_serves_what_is_there(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("bridge", gate), max_queued=1) as here:
        await here.rendered()
        first = await here.begin(OTHER)
        with pytest.raises(BusyError) as refused:
            await here.begin(THIRD)
        assert refused.value.retry_after_s
        assert await here.begin(OTHER) is first
        assert isinstance(await here.conductor.start(here.order()), Narration)
        gate.open()
        await first.wait(PATIENCE_S)
        assert (await here.rendered(THIRD)).status is Status.READY


async def test_a_failure_is_told_and_the_next_one_who_asks_tries_again(tmp_path: Path) -> None:
    voice = Refusing(SynthesisError("It has no sound."))
    async with Inside(tmp_path, voice) as here:
        render = await here.rendered()
        assert render.status is Status.FAILED
        assert render.error is voice.error
        assert here.conductor.find(render.order.id) is render
        assert (here.conductor.published, here.conductor.failed) == (0, 1)
        with pytest.raises(SynthesisError):
            await anext(render.follow())
        voice.error = None
        again = await here.rendered()
        assert again.status is Status.READY
        assert here.conductor.find(render.order.id) is None
        assert (here.conductor.published, here.conductor.failed) == (1, 1)


async def test_a_fault_of_ours_fails_one_render_and_no_other(tmp_path: Path) -> None:
    voice = Refusing(RuntimeError("never seen before"))
    async with Inside(tmp_path, voice) as here:
        render = await here.rendered()
        assert render.error is not None
        assert render.error.code == "internal-error"
        assert "never seen before" not in render.error.detail  # words of the log, not of an answer
        assert here.conductor.find(render.order.id) is render
        voice.error = None
        assert (await here.rendered(OTHER)).status is Status.READY


async def test_only_so_many_failures_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conducting, "REMEMBERED_FAILURES", 2)
    async with Inside(tmp_path, Refusing(SynthesisError("No."))) as here:
        failed = [await here.rendered(text) for text in (ARTICLE, OTHER, THIRD)]
        assert [here.conductor.find(each.order.id) for each in failed] == [None, *failed[1:]]
        assert here.conductor.failed == 3


async def test_retracting_stops_a_render_and_says_so(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin()
        await until_lines(render, 3)
        stopping = asyncio.create_task(here.conductor.retract(render.order.id))
        await render.wait(PATIENCE_S)
        gate.open()
        assert await stopping
        assert render.error is not None
        assert render.error.code == "retracted"
        assert here.conductor.under_way == 0
        assert not here.store.is_writing(render.order.id)
        assert here.store.verify() == []


async def test_retracting_deletes_what_is_ready_and_remembers_it(tmp_path: Path) -> None:
    async with Inside(tmp_path) as here:
        render = await here.rendered()
        assert await here.conductor.retract(render.order.id)
        assert here.store.is_retracted(render.order.id)
        assert not await here.conductor.retract(render.order.id)
        assert (await here.rendered()).status is Status.READY


async def test_retracting_forgets_a_failure(tmp_path: Path) -> None:
    async with Inside(tmp_path, Refusing(SynthesisError("No."))) as here:
        render = await here.rendered()
        assert await here.conductor.retract(render.order.id)
        assert here.conductor.find(render.order.id) is None
        assert not await here.conductor.retract(render.order.id)


async def test_a_stop_within_its_grace_lets_renders_finish_and_admits_no_more(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        ready = await here.rendered(OTHER)
        render = await here.begin()
        await until_lines(render, 3)
        closing = asyncio.create_task(here.conductor.close(PATIENCE_S))
        await asyncio.sleep(0)
        with pytest.raises(ShuttingDownError) as refused:
            await here.begin(THIRD)
        assert refused.value.retry_after_s
        assert await here.begin() is render
        assert await here.conductor.start(ready.order) == ready.narration
        gate.open()
        await closing
        assert render.status is Status.READY


async def test_a_stop_after_its_grace_leaves_nothing_behind(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as here:
        render = await here.begin()
        await until_lines(render, 3)
        await here.conductor.close(0)
        assert render.error is not None
        assert render.error.code == "shutting-down"
        assert render.error.retry_after_s
        assert here.conductor.under_way == 0
        assert not here.store.is_writing(render.order.id)
        assert here.store.verify() == []
        gate.open()


async def test_a_listener_moves_a_render_of_the_night_forward(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, gate) as here:
        render = await here.begin(lane=Lane.BATCH)
        lanes = []
        for asked in (Lane.BATCH, Lane.LIVE, Lane.BATCH):
            assert await here.begin(lane=asked) is render
            lanes.append(render.lane)
        assert lanes == [Lane.BATCH, Lane.LIVE, Lane.LIVE]
        gate.open()


async def test_what_waits_in_the_night_begins_at_once_for_who_listens(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("night", gate), workers=4) as here:
        nights = [await here.begin(f"A night of {word}.", Lane.BATCH) for word in ("rain", "snow")]
        waiting = await here.begin(OTHER, Lane.BATCH)
        assert await here.begin(OTHER, Lane.LIVE) is waiting
        await waiting.wait(PATIENCE_S)
        assert waiting.status is Status.READY
        assert not any(render.finished for render in nights)
        gate.open()


async def test_who_waits_no_more_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("night", gate), workers=4) as here:
        nights = [await here.begin(f"A night of {word}.", Lane.BATCH) for word in ("rain", "snow")]
        gone, next_one = [await here.begin(text, Lane.BATCH) for text in (OTHER, THIRD)]
        for render in (gone, nights[0]):
            assert await here.conductor.retract(render.order.id)
        await next_one.wait(PATIENCE_S)
        assert (gone.status, next_one.status) == (Status.FAILED, Status.READY)
        gate.open()


async def test_the_night_leaves_room_for_listeners(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("night", gate), workers=4) as here:
        nights = [await here.begin(f"A night of {word}.", Lane.BATCH) for word in ("rain", "snow", "fog")]
        live = await here.rendered(OTHER)
        assert live.status is Status.READY
        assert not any("fog" in call for call in here.tones.calls)
        gate.open()
        for render in nights:
            await render.wait(PATIENCE_S)
            assert render.status is Status.READY
        assert here.conductor.published == 4


async def test_another_processes_render_is_followed_and_not_made_twice(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as writer, Inside(tmp_path) as reader:
        first = await writer.begin()
        await until_lines(first, 3)
        second = await reader.begin()
        sound = second.follow()
        heard = [await anext(sound)]
        gate.open()
        heard += [data async for data in sound]
        assert (first.status, second.status) == (Status.READY, Status.READY)
        assert len(b"".join(heard)) == len(kept(reader, second))
        assert reader.tones.calls == []


async def test_when_another_process_gives_up_its_render_is_taken_over(tmp_path: Path) -> None:
    gate = Gate()
    async with Inside(tmp_path, hold("June", gate)) as writer, Inside(tmp_path) as reader:
        first = await writer.begin()
        await until_lines(first, 3)
        second = await reader.begin()
        async with asyncio.timeout(PATIENCE_S):
            while second.status is Status.QUEUED:
                await second.coming().wait()
        await writer.conductor.close(0)
        await second.wait(PATIENCE_S)
        gate.open()
        assert second.status is Status.READY
        assert len(reader.tones.calls) == 1


class Late(LocalStore):
    """Another process publishes between this one's first look and its beginning to write."""

    looks = 0

    def standing(self, narration_id: str) -> Standing:
        self.looks += 1
        return Standing() if self.looks == 1 else super().standing(narration_id)


async def test_what_another_process_has_just_published_is_not_written_again(tmp_path: Path) -> None:
    async with Inside(tmp_path) as writer, Inside(tmp_path, store=Late(tmp_path / "cache")) as reader:
        first = await writer.rendered()
        again = await reader.rendered()
        assert again.narration == first.narration
        assert reader.tones.calls == []
        assert reader.clips.found == 0
