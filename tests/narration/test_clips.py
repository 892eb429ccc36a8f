"""Clips of a Script: the first one heard while it is spoken, the rest ahead, all of them kept."""

import threading
from collections.abc import Callable, Sequence

import numpy as np

from app.narration.clips import ClipSource
from app.narration.reading import script_of
from app.narration.wish import Wish
from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.pool import Lane, SpeechPool
from app.speech.tone import ToneEngine
from app.store.memory import MemoryStore
from app.text.script import Line
from app.text.spoken import Pronunciations
from app.text.spoken.token import SpokenToken

PATIENCE_S = 20
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


def lines(text: str) -> tuple[Line, ...]:
    return script_of(Wish(text=text), "en", Pronunciations({})).lines


async def heard(source: ClipSource, engine: ToneEngine, lane: Lane, settings: SynthesisSettings) -> list[Clip | Pcm]:
    found: list[Clip | Pcm] = []
    script = lines("The vote was close. Nobody left before midnight.")
    async for _, sound in source.clips(script, settings, engine, gain_db=GAIN_DB, lane=lambda: lane):
        found.append(sound)
        if isinstance(engine, Pausing):
            engine.go_on.set()
    return found


async def test_the_first_line_is_heard_before_it_is_spoken_to_its_end() -> None:
    engine = Pausing()
    with SpeechPool(1) as pool:
        source = ClipSource(MemoryStore(), pool)
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


async def test_pieces_leave_the_clip_as_it_would_be_without_them() -> None:
    with SpeechPool(1) as pool:
        live = await heard(ClipSource(MemoryStore(), pool), ToneEngine(), Lane.LIVE, SynthesisSettings())
        batch = await heard(ClipSource(MemoryStore(), pool), ToneEngine(), Lane.BATCH, SynthesisSettings())
    ours, theirs = ([sound for sound in found if isinstance(sound, Clip)] for found in (live, batch))
    for one, other in zip(ours, theirs, strict=True):
        assert np.abs(one.pcm.astype(int) - other.pcm.astype(int)).max() <= 1
        assert one.marks == other.marks


async def test_the_nightly_job_and_reproducible_archives_do_without_pieces() -> None:
    steady = SynthesisSettings(noise_scale=0, noise_w=0)
    with SpeechPool(1) as pool:
        for lane, settings in ((Lane.BATCH, SynthesisSettings()), (Lane.LIVE, steady)):
            found = await heard(ClipSource(MemoryStore(), pool), Pausing(), lane, settings)
            assert all(isinstance(sound, Clip) for sound in found)


async def test_a_clip_that_is_kept_comes_whole() -> None:
    engine, store = ToneEngine(), MemoryStore()
    with SpeechPool(1) as pool:
        await heard(ClipSource(store, pool), engine, Lane.LIVE, SynthesisSettings())
        again = await heard(ClipSource(store, pool), engine, Lane.LIVE, SynthesisSettings())
    assert [type(sound) for sound in again] == [Clip, Clip]
    assert len(engine.calls) == 2
