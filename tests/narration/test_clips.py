"""Clips of a Script: the first one heard while it is spoken, the rest ahead, all of them kept."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from app.errors import StoreFullError, SynthesisError
from app.narration.clips import ClipSource
from app.narration.identity import clip_key
from app.narration.kept import FEWEST_THREADS, WAITING_PER_THREAD
from app.narration.reading import script_of
from app.narration.wish import Wish
from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.engines import Engines
from app.speech.pool import Lane, SpeechPool
from app.speech.tone import ToneEngine
from app.store.base import Store
from app.store.files import Files
from app.store.memory import MemoryStore
from app.store.paces import Paces
from app.text.script import Line
from app.text.spoken import Pronunciations
from app.text.spoken.token import SpokenToken
from app.voices import Voice
from app.workers.base import KeptClip, Spoken
from app.workers.threads import ThreadWorkers
from tests.serving import PATIENCE_S, Gate
from tests.workers.voices import VOICE

T = TypeVar("T")

GAIN_DB = 3.0


class Pausing(ToneEngine):
    """Gives its first piece, then waits until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.listened = 0

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        clip = super().synthesize(tokens, settings)
        if hear is not None:
            self.listened += 1
            half = len(clip.pcm) // 2
            hear(clip.pcm[:half])
            assert self.go_on.wait(PATIENCE_S)
            hear(clip.pcm[half:])
        return clip


class Told(SpeechPool):
    """Tells when so many jobs were given to it."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self._given = asyncio.Semaphore(0)

    def submit(self, lane: Lane, job: Callable[[], T], *, size: float = 0) -> Future[T]:
        future = super().submit(lane, job, size=size)
        self._given.release()
        return future

    async def given(self, jobs: int) -> None:
        for _ in range(jobs):
            await asyncio.wait_for(self._given.acquire(), PATIENCE_S)


def lines(text: str) -> tuple[Line, ...]:
    return script_of(Wish(text=text), "en", Pronunciations({})).lines


def clips_of(
    store: Store, pool: SpeechPool, engine: ToneEngine, *, gain_db: float = GAIN_DB, paces: Paces | None = None
) -> ClipSource:
    engines = Engines(lambda _: engine)
    engines._engines[VOICE.digest], engines._gains_db[VOICE.digest] = engine, gain_db  # loaded, its level measured
    return ClipSource(store, pool, ThreadWorkers(engines), paces)


async def heard(source: ClipSource, engine: ToneEngine, lane: Lane, settings: SynthesisSettings) -> list[Clip | Pcm]:
    found: list[Clip | Pcm] = []
    script = lines("The vote was close. Nobody left before midnight.")
    async for _, sound in source.clips(script, settings, VOICE, lane=lambda: lane):
        found.append(sound)
        if isinstance(engine, Pausing):
            engine.go_on.set()
    return found


class Noting(Paces):
    """Remembers digest, work and sound of what is noted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Files(folder))
        self.noted: list[tuple[str, float, float]] = []

    def note(self, digest: str, work_s: float, sound_s: float) -> None:
        self.noted.append((digest, work_s, sound_s))


async def test_how_long_a_line_took_is_noted_when_it_is_spoken_and_not_when_it_is_found(tmp_path: Path) -> None:
    engine, paces = ToneEngine(), Noting(tmp_path)
    with SpeechPool(1) as pool:
        source = clips_of(MemoryStore(), pool, engine, paces=paces)
        began_s = time.perf_counter()
        spoken = await heard(source, engine, Lane.BATCH, SynthesisSettings())
        passed_s = time.perf_counter() - began_s
        assert all(work_s > 0 for _, work_s, _ in paces.noted)
        assert sum(work_s for _, work_s, _ in paces.noted) < passed_s
        told = [(VOICE.digest, clip.duration_ms / 1000) for clip in spoken if isinstance(clip, Clip)]
        assert sorted((digest, sound_s) for digest, _, sound_s in paces.noted) == sorted(told)  # the longest first
        await heard(source, engine, Lane.BATCH, SynthesisSettings())
        assert len(paces.noted) == 2


class Elsewhere(ThreadWorkers):
    """Everything is said on another machine, in that time, or was said there before."""

    def __init__(self, work_s: float) -> None:
        super().__init__(Engines(lambda _: ToneEngine()))
        self.work_s = work_s
        self.lanes: list[Lane] = []

    def load(self, voice: Voice) -> None:
        assert voice is VOICE

    def speak(self, line: Spoken, hear: Callable[[Pcm], None] | None = None) -> Clip:
        del hear
        self.lanes.append(line.lane)
        return KeptClip(np.zeros(2_205, np.int16), 22_050, (), marks_exact=True, work_s=self.work_s)


@pytest.mark.parametrize(("work_s", "counted"), [(0.25, (2, 0)), (0.0, (0, 2))], ids=["said there", "found there"])
async def test_what_is_said_elsewhere_took_as_long_as_is_told_and_waited_in_its_lane(
    tmp_path: Path, work_s: float, counted: tuple[int, int]
) -> None:
    workers, paces = Elsewhere(work_s), Noting(tmp_path)
    with SpeechPool(1) as pool:
        source = ClipSource(MemoryStore(), pool, workers, paces)
        await heard(source, ToneEngine(), Lane.BATCH, SynthesisSettings())
    assert workers.lanes == [Lane.BATCH] * 2
    assert (source.spoken, source.found) == counted
    assert paces.noted == [(VOICE.digest, work_s, 0.1)] * counted[0]


async def test_the_first_line_is_heard_before_it_is_spoken_to_its_end() -> None:
    engine = Pausing()
    with SpeechPool(1) as pool:
        source = clips_of(MemoryStore(), pool, engine)
        first, *pieces, clip, last = await heard(source, engine, Lane.LIVE, SynthesisSettings())
    assert isinstance(first, np.ndarray)  # the engine waited until this one was heard
    assert len(first)
    assert isinstance(clip, Clip)
    assert isinstance(last, Clip)
    assert np.array_equal(
        np.concatenate([first, *(piece for piece in pieces if isinstance(piece, np.ndarray))]), clip.pcm
    )
    assert engine.listened == 1
    assert source.spoken == 2


async def test_the_first_line_is_spoken_first_however_long_it_is_looked_for() -> None:
    given = threading.Event()

    class Slow(MemoryStore):
        def get_clip(self, key: str) -> Clip | None:
            if key == first:
                given.wait(0.2)  # until another is queued, which may not be
            return super().get_clip(key)

    class Noticed(SpeechPool):
        def submit(self, lane: Lane, job: Callable[[], T], *, size: float = 0) -> Future[T]:
            given.set()
            return super().submit(lane, job, size=size)

    engine = ToneEngine()
    first = clip_key(lines("The vote was close.")[0], VOICE.digest, SynthesisSettings())
    with Noticed(1) as pool:
        await heard(clips_of(Slow(), pool, engine), engine, Lane.LIVE, SynthesisSettings())
    assert [call.split()[0].lower() for call in engine.calls] == ["the", "nobody"]


async def test_pieces_leave_the_clip_as_it_would_be_without_them() -> None:
    with SpeechPool(1) as pool:
        engine = ToneEngine()
        live = await heard(clips_of(MemoryStore(), pool, engine), engine, Lane.LIVE, SynthesisSettings())
        batch = await heard(clips_of(MemoryStore(), pool, engine), engine, Lane.BATCH, SynthesisSettings())
    ours, theirs = ([sound for sound in found if isinstance(sound, Clip)] for found in (live, batch))
    for one, other in zip(ours, theirs, strict=True):
        assert np.abs(one.pcm.astype(int) - other.pcm.astype(int)).max() <= 1
        assert one.marks == other.marks


async def test_the_nightly_job_and_reproducible_archives_do_without_pieces() -> None:
    steady = SynthesisSettings(noise_scale=0, noise_w=0)
    with SpeechPool(1) as pool:
        for lane, settings in ((Lane.BATCH, SynthesisSettings()), (Lane.LIVE, steady)):
            engine = Pausing()
            found = await heard(clips_of(MemoryStore(), pool, engine), engine, lane, settings)
            assert all(isinstance(sound, Clip) for sound in found)


async def test_a_clip_that_is_kept_comes_whole() -> None:
    engine, store = ToneEngine(), MemoryStore()
    with SpeechPool(1) as pool:
        await heard(clips_of(store, pool, engine), engine, Lane.LIVE, SynthesisSettings())
        again = await heard(clips_of(store, pool, engine), engine, Lane.LIVE, SynthesisSettings())
    assert [type(sound) for sound in again] == [Clip, Clip]
    assert len(engine.calls) == 2


LONG = " ".join(f"Sentence {word} follows." for word in "one two three four five six seven eight nine ten".split())


async def test_only_a_few_sentences_are_spoken_ahead_and_leaving_takes_the_rest_back() -> None:
    gate = Gate()
    engine = ToneEngine(before=gate)
    with Told(1) as pool:
        clips = clips_of(MemoryStore(), pool, engine).clips(
            lines(LONG), SynthesisSettings(), VOICE, lane=lambda: Lane.BATCH
        )
        async with contextlib.aclosing(clips):
            coming = asyncio.ensure_future(anext(clips))
            await pool.given(2)
            assert await asyncio.to_thread(gate.reached.wait, PATIENCE_S)
            assert pool.waiting(Lane.BATCH) == 1
            coming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await coming
        assert pool.waiting(Lane.BATCH) == 0
        gate.open()
    assert len(engine.calls) == 1


async def test_each_sentence_waits_in_the_lane_of_that_moment() -> None:
    lane = Lane.BATCH
    gate = Gate()
    engine = ToneEngine(before=gate)
    with Told(1) as pool:
        clips = clips_of(MemoryStore(), pool, engine).clips(lines(LONG), SynthesisSettings(), VOICE, lane=lambda: lane)
        async with contextlib.aclosing(clips):
            coming = asyncio.ensure_future(anext(clips))
            await pool.given(2)
            assert await asyncio.to_thread(gate.reached.wait, PATIENCE_S)
            assert (pool.waiting(Lane.BATCH), pool.waiting(Lane.LIVE)) == (1, 0)
            lane = Lane.LIVE
            gate.open()
            await coming
            written = [line.written async for line, _ in clips]
    assert written == [line.written for line in lines(LONG)[1:]]


class Slow(MemoryStore):
    """Keeps no Clip before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()

    def put_clip(self, key: str, clip: Clip) -> None:
        self.gate(())
        super().put_clip(key, clip)


async def test_the_next_sentence_is_spoken_while_the_last_is_kept() -> None:
    store, engine = Slow(), ToneEngine()
    with SpeechPool(1) as pool:
        source = clips_of(store, pool, engine)
        clips = source.clips(lines(LONG), SynthesisSettings(), VOICE, lane=lambda: Lane.BATCH)
        async with contextlib.aclosing(clips):
            for _ in range(3):
                await asyncio.wait_for(anext(clips), PATIENCE_S)
        assert store.gate.reached.is_set()
        store.gate.open()
        source.close()
    assert len(engine.calls) <= FEWEST_THREADS * WAITING_PER_THREAD + 1  # then who speaks waits for the disk


async def test_what_was_spoken_stays_though_nobody_waits_for_it() -> None:
    store, engine = Slow(), ToneEngine()
    with SpeechPool(1) as pool:
        source = clips_of(store, pool, engine)
        listening = asyncio.create_task(heard(source, engine, Lane.BATCH, SynthesisSettings()))
        assert await asyncio.to_thread(store.gate.reached.wait, PATIENCE_S)
        listening.cancel()
        await asyncio.wait([listening])
        store.gate.open()
    source.close()
    spoken = len(engine.calls)
    with SpeechPool(1) as pool:
        await heard(clips_of(store, pool, engine), engine, Lane.BATCH, SynthesisSettings())
    assert spoken >= 1
    assert len(engine.calls) == 2


async def test_all_sentences_are_kept_when_the_last_was_heard() -> None:
    store, engine = Slow(), ToneEngine()
    with SpeechPool(1) as pool:
        listening = asyncio.create_task(heard(clips_of(store, pool, engine), engine, Lane.BATCH, SynthesisSettings()))
        assert await asyncio.to_thread(store.gate.reached.wait, PATIENCE_S)
        assert not listening.done()
        store.gate.open()
        await listening
        assert store.stats().clips == 2


async def test_a_kept_sentence_waits_for_no_worker() -> None:
    store, gate = MemoryStore(), Gate()
    with SpeechPool(1) as pool:
        engine = ToneEngine()
        await heard(clips_of(store, pool, engine), engine, Lane.BATCH, SynthesisSettings())
        pool.submit(Lane.LIVE, lambda: gate(()))
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE_S)
        again = heard(clips_of(store, pool, engine), engine, Lane.LIVE, SynthesisSettings())
        assert len(await asyncio.wait_for(again, PATIENCE_S)) == 2
        gate.open()


async def test_a_sentence_that_comes_twice_is_spoken_once() -> None:
    engine = ToneEngine()
    with SpeechPool(1) as pool:
        source = clips_of(MemoryStore(), pool, engine)
        script = lines("Nobody left. Nobody left. Nobody left.")
        clips = source.clips(script, SynthesisSettings(), VOICE, lane=lambda: Lane.BATCH)
        assert [line.written async for line, _ in clips] == ["Nobody left."] * 3
    assert len(engine.calls) == 1
    assert (source.spoken, source.found) == (1, 2)


class Stale(MemoryStore):
    """Whoever looks first is told late what was not there."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()

    def get_clip(self, key: str) -> Clip | None:
        found = super().get_clip(key)
        if not self.gate.reached.is_set():
            self.gate(())
        return found


async def test_a_sentence_is_spoken_once_though_somebody_had_looked_before_it_was() -> None:
    store, engine = Stale(), ToneEngine()
    with SpeechPool(1) as pool:
        source = clips_of(store, pool, engine)
        slow = asyncio.create_task(heard(source, engine, Lane.BATCH, SynthesisSettings()))
        assert await asyncio.to_thread(store.gate.reached.wait, PATIENCE_S)
        await heard(source, engine, Lane.BATCH, SynthesisSettings())
        store.gate.open()
        assert len(await asyncio.wait_for(slow, PATIENCE_S)) == 2
    assert len(engine.calls) == 2


async def test_all_that_was_found_counts_wherever_it_was_found() -> None:
    store, engine = MemoryStore(), ToneEngine()
    with SpeechPool(1) as pool:
        for text in ("The vote was close.", "The vote was close. Nobody left. Nobody left."):
            source = clips_of(store, pool, engine)
            clips = source.clips(lines(text), SynthesisSettings(), VOICE, lane=lambda: Lane.BATCH)
            assert [line async for line, _ in clips]
    assert (source.spoken, source.found) == (1, 2)


async def test_of_sentences_that_wait_the_night_speaks_the_longest_first() -> None:
    gate, engine, settings = Gate(), ToneEngine(), SynthesisSettings()
    text = "Short. A somewhat longer sentence. A sentence that is by far the longest one."
    with Told(1) as pool:
        source = clips_of(MemoryStore(), pool, engine)
        pool.submit(Lane.BATCH, lambda: gate(()))
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE_S)
        each = [source.clips([line], settings, VOICE, lane=lambda: Lane.BATCH) for line in lines(text)]
        coming = asyncio.gather(*(anext(clips) for clips in each))
        await pool.given(1 + len(each))
        gate.open()
        await coming
    assert engine.calls == tuple(line.spoken for line in reversed(lines(text)))


class Full(MemoryStore):
    def put_clip(self, key: str, clip: Clip) -> None:
        raise StoreFullError("No space is left.")


async def test_a_full_disk_keeps_no_sentence_from_being_heard() -> None:
    with SpeechPool(1) as pool:
        engine = ToneEngine()
        source = clips_of(Full(), pool, engine)
        found = await heard(source, engine, Lane.BATCH, SynthesisSettings())
    assert len(found) == 2
    assert (source.spoken, source.found) == (2, 0)


async def test_what_is_found_and_what_is_spoken_is_counted() -> None:
    store, engine = MemoryStore(), ToneEngine()
    with SpeechPool(1) as pool:
        source = clips_of(store, pool, engine)
        for _ in range(2):
            await heard(source, engine, Lane.LIVE, SynthesisSettings())
    assert (source.spoken, source.found) == (2, 2)


async def test_a_sentence_that_cannot_be_spoken_is_an_error_in_its_place() -> None:
    text = "Nobody left. *** . And more."

    def refuse(tokens: Sequence[SpokenToken]) -> None:
        if any("more" in token.text for token in tokens):
            raise SynthesisError("No.")

    found = []
    with SpeechPool(1) as pool:
        source = clips_of(MemoryStore(), pool, ToneEngine(before=refuse))
        clips = source.clips(lines(text), SynthesisSettings(), VOICE, lane=lambda: Lane.LIVE)
        with pytest.raises(SynthesisError):  # noqa: PT012 - what came before it is heard
            async for line, sound in clips:
                found += [line.written] * isinstance(sound, Clip)
    assert found == ["Nobody left."]


async def test_a_clip_is_levelled_before_it_is_kept() -> None:
    store, engine = MemoryStore(), ToneEngine()
    with SpeechPool(1) as pool:
        for lane in (Lane.BATCH, Lane.LIVE):
            *_, last = await heard(clips_of(MemoryStore(), pool, engine), engine, lane, SynthesisSettings())
            plain = [
                sound
                async for _, sound in clips_of(store, pool, engine, gain_db=0).clips(
                    lines("Nobody left before midnight."),
                    SynthesisSettings(),
                    VOICE,
                    lane=lambda: Lane.BATCH,
                )
            ][-1]
            assert isinstance(last, Clip)
            assert isinstance(plain, Clip)
            louder = np.abs(last.pcm.astype(int)).max() / np.abs(plain.pcm.astype(int)).max()
            assert louder == pytest.approx(10 ** (GAIN_DB / 20), rel=0.01)
