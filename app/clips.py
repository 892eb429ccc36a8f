"""Clips of a Script in order: from the store, or spoken in the pool a bounded number of Lines ahead."""

import asyncio
import contextlib
import dataclasses
import functools
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence

from app.audio.level import applied
from app.errors import StoreFullError
from app.identity import clip_key
from app.script import Line
from app.speech.engine import Clip, SynthesisSettings, VoiceEngine
from app.speech.pool import Lane, SpeechPool
from app.store.base import Store

AHEAD_PER_WORKER = 2
"""One Line being spoken and one waiting keep every worker busy; more would only be held in memory."""


class ClipSource:
    """Where Clips come from; counts how many were `spoken` and how many were `found` in the store."""

    def __init__(self, store: Store, pool: SpeechPool) -> None:
        self._store = store
        self._pool = pool
        self.spoken = 0
        self.found = 0

    async def clips(
        self,
        lines: Sequence[Line],
        settings: SynthesisSettings,
        engine: VoiceEngine,
        *,
        gain_db: float,
        lane: Callable[[], Lane],
    ) -> AsyncGenerator[tuple[Line, Clip], None]:
        """Each Line with its Clip, in order, at the voice's one gain; `lane` is asked anew for every Line.

        Clips are kept as they are heard: levelled once, by whichever worker spoke them.

        Raises what the engine and the pool raise; what still waits is then taken back. Close it when leaving early.
        """
        ahead: deque[tuple[Line, asyncio.Task[Clip]]] = deque()
        coming = iter(lines)
        try:
            while True:
                while len(ahead) < AHEAD_PER_WORKER * self._pool.workers and (line := next(coming, None)):
                    work = functools.partial(self._clip, line, settings, engine, gain_db)
                    ahead.append((line, asyncio.create_task(self._pool.run(lane(), work))))
                if not ahead:
                    return
                line, task = ahead[0]
                clip = await task
                ahead.popleft()
                yield line, clip
        finally:
            for _, task in ahead:
                task.cancel()
            await asyncio.gather(*(task for _, task in ahead), return_exceptions=True)

    def _clip(self, line: Line, settings: SynthesisSettings, engine: VoiceEngine, gain_db: float) -> Clip:
        key = clip_key(line, engine.digest, settings)
        if (clip := self._store.get_clip(key)) is not None:
            self.found += 1
            return clip
        clip = engine.synthesize(line.tokens, settings)
        # Before anything is trimmed: the limiter looks at both sides of every peak.
        clip = dataclasses.replace(clip, pcm=applied(clip.pcm, clip.sample_rate_hz, gain_db))
        self.spoken += 1
        with contextlib.suppress(StoreFullError):  # a full disk costs speed here; publishing is what must tell
            self._store.put_clip(key, clip)
        return clip
