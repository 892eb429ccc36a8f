"""The conductor: single-flight renders, from an Order to a published Narration."""

import asyncio
import contextlib
import functools
import logging
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable

from app.errors import AnnouncerError, BusyError, RetractedError, ShuttingDownError
from app.identity import clip_key
from app.recording import Recording
from app.render import Order, Render
from app.script import Line
from app.speech.engine import Clip, VoiceEngine
from app.speech.engines import Engines
from app.speech.pool import Lane, SpeechPool
from app.store.base import Draft, Narration, Store

LOG = logging.getLogger(__name__)

WATCH_S = 0.1
"""How often another process's render is looked at: short enough that a listener's buffer never runs dry."""
REMEMBERED_FAILURES = 1_000
LIVE_RENDERS = 8
"""Renders of one lane under way at once; more would only share the same cores and delay every first word."""
BATCH_RENDERS = 2
BUSY_RETRY_S = 30


class Conductor:
    """Makes narrations, each once at a time, whoever asks, in this process and across processes on one host.

    `recording` opens a Recording for an Order and its engine (wired with the site's name and bit rate).
    """

    def __init__(
        self,
        store: Store,
        engines: Engines,
        pool: SpeechPool,
        recording: Callable[[Order, VoiceEngine], Recording],
        *,
        max_queued: int = 200,
    ) -> None:
        self._store = store
        self._engines = engines
        self._pool = pool
        self._recording = recording
        self._max_queued = max_queued
        self._renders: dict[str, Render] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failed: OrderedDict[str, Render] = OrderedDict()
        self._slots = {Lane.LIVE: asyncio.Semaphore(LIVE_RENDERS), Lane.BATCH: asyncio.Semaphore(BATCH_RENDERS)}
        self._closing = False

    async def start(self, order: Order, lane: Lane = Lane.LIVE) -> Render | Narration:
        """The published narration, or the render under way, begun if need be.

        A batch render that a listener asks for goes on in the live lane. Raises BusyError when too many wait, and
        ShuttingDownError.
        """
        if narration := await asyncio.to_thread(self._store.get, order.id):
            return narration
        if render := self._renders.get(order.id):
            if lane is Lane.LIVE:
                render.lane = lane
            return render
        if self._closing:
            raise ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
        if len(self._renders) >= self._max_queued:
            raise BusyError("Too many narrations are waiting to be rendered.", retry_after_s=BUSY_RETRY_S)
        render = self._renders[order.id] = Render(order, lane)
        self._failed.pop(order.id, None)
        task = asyncio.create_task(self._run(render), name=f"render {order.id}")
        self._tasks[order.id] = task
        return render

    def find(self, narration_id: str) -> Render | None:
        """The render of that id: under way, or failed not long ago."""
        return self._renders.get(narration_id) or self._failed.get(narration_id)

    @property
    def under_way(self) -> int:
        """Renders queued or rendering in this process."""
        return len(self._renders)

    async def retract(self, narration_id: str) -> bool:
        """Stop a render, delete the narration, and remember it; False when there was neither."""
        task = self._tasks.get(narration_id)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        failed = self._failed.pop(narration_id, None)
        removed = await asyncio.to_thread(self._store.retract, narration_id)
        return removed or task is not None or failed is not None

    async def close(self, grace_s: float) -> None:
        """Admit nothing new, let what is under way finish for `grace_s`, then stop it; nothing is left half-written."""
        self._closing = True
        tasks = list(self._tasks.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _run(self, render: Render) -> None:
        order = render.order
        try:
            async with self._slots[render.lane]:
                narration = await self._perform(render)
            render.succeed(narration, functools.partial(self._store.open_audio, order.id))
        except asyncio.CancelledError:
            stop = ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
            render.fail(stop if self._closing else RetractedError(f"Narration {order.id} was retracted."))
            raise
        except AnnouncerError as error:
            self._remember_failure(render, error)
        except Exception as error:
            LOG.exception("render %s failed unexpectedly", order.id)
            self._remember_failure(render, AnnouncerError(f"The narration could not be made: {error}."))
        finally:
            self._renders.pop(order.id, None)
            self._tasks.pop(order.id, None)

    def _remember_failure(self, render: Render, error: AnnouncerError) -> None:
        LOG.warning("render %s failed: %s", render.order.id, error)
        render.fail(error)
        self._failed[render.order.id] = render
        while len(self._failed) > REMEMBERED_FAILURES:
            self._failed.popitem(last=False)

    async def _perform(self, render: Render) -> Narration:
        """Write it, or watch another process write it and take over if that one dies."""
        narration_id = render.order.id
        while True:
            draft = await asyncio.to_thread(self._store.begin, narration_id)
            published = await asyncio.to_thread(self._store.get, narration_id)
            if draft is not None:
                try:
                    return published or await self._write(render, draft)
                finally:
                    # Not awaited through a cancellation point: nothing half-written may outlive this task.
                    await asyncio.shield(asyncio.to_thread(draft.discard))
            if published:
                return published
            await self._watch(render)

    async def _watch(self, render: Render) -> None:
        render.begin(functools.partial(self._store.follow, render.order.id))
        while await asyncio.to_thread(self._store.is_writing, render.order.id):
            await asyncio.sleep(WATCH_S)
            render.grow()

    async def _write(self, render: Render, draft: Draft) -> Narration:
        engine = await asyncio.to_thread(self._engines.get, render.order.voice)
        recording = await asyncio.to_thread(self._recording, render.order, engine)
        await asyncio.to_thread(draft.write, recording.head())
        render.begin(draft.reader)
        async with contextlib.aclosing(self._clips(render, engine)) as clips:
            async for line, clip in clips:
                await asyncio.to_thread(lambda line=line, clip=clip: draft.write(recording.add(line, clip)))
                render.advance(recording.duration_ms)
        return await asyncio.to_thread(recording.publish, draft)

    async def _clips(self, render: Render, engine: VoiceEngine) -> AsyncIterator[tuple[Line, Clip]]:
        """Clips in order, a bounded number of Lines ahead, so that memory does not grow with the article."""
        ahead: deque[tuple[Line, asyncio.Task[Clip]]] = deque()
        lines = iter(render.order.script.lines)
        try:
            while True:
                while len(ahead) < 2 * self._pool.workers and (line := next(lines, None)):
                    work = functools.partial(self._clip, line, render.order, engine)
                    ahead.append((line, asyncio.create_task(self._pool.run(render.lane, work))))
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

    def _clip(self, line: Line, order: Order, engine: VoiceEngine) -> Clip:
        key = clip_key(line, engine.digest, order.settings)
        clip = self._store.get_clip(key)
        if clip is None:
            clip = engine.synthesize(line.tokens, order.settings)
            self._store.put_clip(key, clip)
        return clip
