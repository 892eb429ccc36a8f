"""Clips of a Script in order: from the store, or spoken in the pool a bounded number of Lines ahead."""

import asyncio
import contextlib
import functools
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace

from app.narration.identity import clip_key
from app.narration.kept import KeptClips
from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.pool import Lane, SpeechPool
from app.store.base import Store
from app.store.paces import Paces
from app.text.script import Line
from app.voices import Voice
from app.workers.base import KeptClip, Spoken, Workers


class ClipSource:
    """Where Clips come from; counts how many were `spoken` and how many were `found` in the store. `close` it."""

    def __init__(self, store: Store, pool: SpeechPool, workers: Workers, paces: Paces | None = None) -> None:
        """`paces` is told how long each Line took."""
        self._paces = paces
        self._kept = KeptClips(store, pool.workers)
        self._pool = pool
        self._workers = workers
        self._wanted: Counter[str] = Counter()
        self._said: set[str] = set()
        """Of those that somebody wants: what was spoken since the first of them looked for it."""
        self.spoken = 0
        self.found = 0

    async def clips(
        self,
        lines: Sequence[Line],
        settings: SynthesisSettings,
        voice: Voice,
        *,
        lane: Callable[[], Lane],
    ) -> AsyncGenerator[tuple[Line, Clip | Pcm], None]:
        """Each Line with its Clip, in order, at the voice's one gain; `lane` is asked anew for every Line.

        Somebody who listens hears the first Line while it is spoken: before its Clip come the pieces of its sound.
        Clips are kept as they are heard: levelled once, by whichever worker spoke them. All are when this ends.

        Raises what the workers, the pool and the store raise; what still waits is then taken back. Close it when
        leaving early.
        """
        ahead: deque[tuple[Line, asyncio.Task[Clip]]] = deque()
        coming = iter(lines)
        keys: set[str] = set()
        queued = asyncio.Event()
        queued.set()
        pieces = _Pieces() if lane() is not Lane.BATCH and settings.noise_scale != 0 else None
        try:
            while True:
                while len(ahead) < self._workers.ahead(lane()) and (line := next(coming, None)):
                    hear = pieces.hear if pieces and line is lines[0] else None
                    key = clip_key(line, voice.digest, settings)
                    keys.add(key)
                    before, queued = queued, asyncio.Event()
                    spoken = Spoken(voice, line.tokens, settings)
                    clip_of_line = self._clip(
                        key, spoken, len(line.spoken), lane=lane, hear=hear, before=before, queued=queued
                    )
                    ahead.append((line, asyncio.create_task(clip_of_line)))
                if not ahead:
                    break
                line, task = ahead[0]
                if pieces:
                    async for piece in pieces.until(task):
                        yield line, piece
                    pieces = None
                clip = await task
                ahead.popleft()
                yield line, clip
            await self._kept.settle(keys)
        finally:
            for _, task in ahead:
                task.cancel()
            await asyncio.gather(*(task for _, task in ahead), return_exceptions=True)

    def close(self) -> None:
        """Wait until all Clips are kept that were spoken."""
        self._kept.close()

    async def _clip(
        self,
        key: str,
        spoken: Spoken,
        size: int,
        *,
        lane: Callable[[], Lane],
        hear: Callable[[Pcm], None] | None,
        before: asyncio.Event,
        queued: asyncio.Event,
    ) -> Clip:
        """Sets `queued` when it is in the pool's queue, or need not be; waits for the one `before` it."""
        with self._wanting(key):
            try:
                clip = await self._kept.look(key)
                await before.wait()  # whichever is looked for faster, the first is spoken first: somebody listens
                if clip is not None:
                    self.found += 1
                    return clip
                now = lane()
                is_repeated = self._wanted[key] > 1 or key in self._said
                work = functools.partial(self._speak, key, replace(spoken, lane=now), hear, is_repeated=is_repeated)
                speaking = self._pool.submit(now, work, size=size)
            finally:
                queued.set()
            clip = await asyncio.wrap_future(speaking)
            self._said.add(key)
            return clip

    @contextlib.contextmanager
    def _wanting(self, key: str) -> Iterator[None]:
        """Count those who want it: what was said is remembered until the last of them has it."""
        self._wanted[key] += 1
        try:
            yield
        finally:
            self._wanted[key] -= 1
            if not self._wanted[key]:
                del self._wanted[key]
                self._said.discard(key)

    def _speak(self, key: str, spoken: Spoken, hear: Callable[[Pcm], None] | None, *, is_repeated: bool) -> Clip:
        """In a thread of the pool. A sentence that comes twice is spoken once: the first may be done meanwhile."""
        if is_repeated and (clip := self._kept.find(key)) is not None:
            self.found += 1
            return clip
        self._workers.load(spoken.voice)  # so that what follows is the speaking alone
        began_s = time.perf_counter()
        clip = self._workers.speak(spoken, hear)
        work_s = clip.work_s if isinstance(clip, KeptClip) else time.perf_counter() - began_s
        if not work_s:
            self.found += 1
            return clip
        if self._paces is not None:
            self._paces.note(spoken.voice.digest, work_s, clip.duration_ms / 1000)
        self.spoken += 1
        if not isinstance(clip, KeptClip):
            self._kept.keep(key, clip)
        return clip


class _Pieces:
    """Pieces of sound on their way from the worker that makes them to the event loop it was made in."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Pcm | None] = asyncio.Queue()

    def hear(self, pcm: Pcm) -> None:
        """Called by the worker."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(self._queue.put_nowait, pcm)

    async def until(self, task: asyncio.Task[Clip]) -> AsyncIterator[Pcm]:
        """All pieces that come before the task is done."""
        # The worker's last piece is on its way before its result is, so it stands in the queue before this mark.
        task.add_done_callback(lambda _: self._queue.put_nowait(None))
        while (piece := await self._queue.get()) is not None:
            yield piece
