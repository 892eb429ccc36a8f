"""Whether the sample articles still say what is written: `python -m benchmarks.heard --gate`."""

import asyncio
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.announcer import Announcer
from app.narration.render import Render
from app.narration.timeline import TimedLine, Timeline
from app.narration.wish import Wish
from app.settings import Settings
from app.web.samples import Sample, stories
from benchmarks.compared import Miss, misses, words_of
from benchmarks.judge import Judge

MOST_MISHEARD = 0.05
"""Of an article's words."""
LONGEST_S = 24
"""Of what the judge hears at once: whole Lines, for its ear is 30 s long."""


def passages(lines: Sequence[TimedLine]) -> Iterator[tuple[TimedLine, ...]]:
    """Lines that are heard together."""
    run: tuple[TimedLine, ...] = ()
    for line in lines:
        if run and line.end_ms - run[0].start_ms > LONGEST_S * 1000:
            yield run
            run = ()
        run = (*run, line)
    if run:
        yield run


def misheard(pcm: NDArray[np.int16], rate_hz: int, timeline: Timeline, judge: Judge) -> tuple[list[Miss], int]:
    """What of a narration was heard as something else, and of how many words."""
    found: list[Miss] = []
    count = 0
    for run in passages(timeline.lines):
        start, end = (ms * rate_hz // 1000 for ms in (run[0].start_ms, run[-1].end_ms))
        written = words_of(" ".join(line.written for line in run), timeline.language)
        heard = words_of(judge.heard(pcm[start:end], rate_hz, timeline.language), timeline.language)
        found += misses(written, heard)
        count += len(written)
    return found, count


async def narrated(announcer: Announcer, sample: Sample) -> tuple[NDArray[np.int16], int, Timeline]:
    """A sample article as its listeners get it: the MP3's samples, their rate in Hz, and when each Line is heard."""
    wish = Wish(title=sample.title, summary=sample.summary, html=sample.html, language=sample.language)
    order = announcer.orders.take(wish)
    found = await announcer.conductor.start(order)
    if isinstance(found, Render):
        await found.wait()
        assert found.narration is not None, found.error
    timeline, audio = announcer.store.timeline(order.id), announcer.store.open_audio(order.id)
    assert timeline is not None
    assert audio is not None
    with audio:
        pcm, rate_hz = soundfile.read(io.BytesIO(audio.read()), dtype="int16")
    return np.asarray(pcm, np.int16), rate_hz, timeline


async def read_all(announcer: Announcer, judge: Judge) -> bool:
    """Whether every sample article that a voice reads is understood."""
    good = True
    voices = [voice for voice in announcer.voices.voices() if voice.available and not voice.for_trying_out]
    languages = {voice.language for voice in voices}
    for (language, slug), sample in stories().items():
        if language not in languages:
            print(f"{language} {slug}: not read, no voice here speaks {language} well enough")
            continue
        found, count = misheard(*await narrated(announcer, sample), judge)
        share = sum(miss.errors for miss in found) / count
        good = good and share <= MOST_MISHEARD
        print(f"{language} {slug}: {share:.1%} of {count} words misheard (at most {MOST_MISHEARD:.0%})", flush=True)
        for miss in found:
            print(f"  {' '.join(miss.written)!r} was heard as {' '.join(miss.heard)!r}")
    return good


def main() -> int:
    """Print each article's words misheard; 1 when they are too many in one."""
    with tempfile.TemporaryDirectory() as folder:
        announcer = Announcer.open(Settings.load(cache_dir=Path(folder), deterministic=True))

        async def run() -> bool:
            try:
                return await read_all(announcer, Judge())
            finally:
                await announcer.close()

        return 0 if asyncio.run(run()) else 1
