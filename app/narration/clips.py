"""Clips of a Script in order: from the store, or spoken in the pool a bounded number of Lines ahead."""

import asyncio
import contextlib
import functools
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

from app.errors import StoreFullError
from app.narration.identity import clip_key
from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.pool import Lane, SpeechPool
from app.store.base import Store
from app.store.paces import Paces
from app.text.script import Line
from app.voices import Voice
from app.workers.base import Spoken, Workers

AHEAD_PER_WORKER = 2
"""One Line being spoken and one waiting keep every worker busy; more would only be held in memory."""


class ClipSource:
    """Where Clips come from; counts how many were `spoken` and how many were `found` in the store."""

    def __init__(self, store: Store, pool: SpeechPool, workers: Workers, paces: Paces | None = None) -> None:
        """`paces` is told how long each Line took."""
        self._paces = paces
        self._store = store
        self._pool = pool
        self._workers = workers
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
        Clips are kept as they are heard: levelled once, by whichever worker spoke them.

        Raises what the workers and the pool raise; what still waits is then taken back. Close it when leaving early.
        """
        ahead: deque[tuple[Line, asyncio.Task[Clip]]] = deque()
        coming = iter(lines)
        pieces = _Pieces() if lane() is not Lane.BATCH and settings.noise_scale != 0 else None
        try:
            while True:
                while len(ahead) < AHEAD_PER_WORKER * self._pool.workers and (line := next(coming, None)):
                    hear = pieces.hear if pieces and line is lines[0] else None
                    work = functools.partial(self._clip, line, settings, voice, hear)
                    spoken = self._pool.run(lane(), work, size=len(line.spoken))
                    ahead.append((line, asyncio.create_task(spoken)))
                if not ahead:
                    return
                line, task = ahead[0]
                if pieces:
                    async for piece in pieces.until(task):
                        yield line, piece
                    pieces = None
                clip = await task
                ahead.popleft()
                yield line, clip
        finally:
            for _, task in ahead:
                task.cancel()
            await asyncio.gather(*(task for _, task in ahead), return_exceptions=True)

    def _clip(self, line: Line, settings: SynthesisSettings, voice: Voice, hear: Callable[[Pcm], None] | None) -> Clip:
        key = clip_key(line, voice.digest, settings)
        if (clip := self._store.get_clip(key)) is not None:
            self.found += 1
            return clip
        self._workers.load(voice)  # so that what follows is the speaking alone
        began_s = time.perf_counter()
        clip = self._workers.speak(Spoken(voice, line.tokens, settings), hear)
        if self._paces is not None:
            self._paces.note(voice.digest, time.perf_counter() - began_s, clip.duration_ms / 1000)
        self.spoken += 1
        with contextlib.suppress(StoreFullError):  # a full disk costs speed here; publishing is what must tell
            self._store.put_clip(key, clip)
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
