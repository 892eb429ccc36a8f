"""The conductor: single-flight renders, from an Order to a published Narration."""

import asyncio
import contextlib
import functools
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from app.errors import AnnouncerError, BusyError, RetractedError, ShuttingDownError, StoreError, TakenOverError
from app.narration.bulkheads import Bulkhead
from app.narration.clips import ClipSource
from app.narration.order import Order
from app.narration.places import Places
from app.narration.recording import Recording
from app.narration.render import Render
from app.narration.timeline import TimedLine, Timeline
from app.narration.wishes import Wishes
from app.speech.engine import Clip, Pcm
from app.speech.pool import Lane
from app.store.base import Draft, Narration, Standing, Store
from app.text.script import Line

T = TypeVar("T")

LOG = logging.getLogger(__name__)

WATCH_S = 0.1
"""How often another process's render is looked at: short enough that a listener's buffer never runs dry."""
LEASE_S = 10.0
"""How long a writer may show no life: it beats `BEATS` times as often, however long a Line takes."""
BEATS = 5
TOLD_EVERY_S = 0.5
TELLING_RESTS = 10
"""Other nodes hear how far a narration is so often, and of a book more seldom, whose Lines take long to write down."""
REMEMBERED_FAILURES = 1_000
SEIZURES = 20
"""A writer's pulse may change between a look and the seizure."""
BUSY_RETRY_S = 30
LINGER_S = 10.0
"""How long a render goes on after its last listener left: a page that is loaded anew asks for it again."""


class Conductor:
    """Makes narrations, each once at a time, whoever asks, in this process and across processes on one host.

    `recording` opens a Recording for an Order (wired with the site's name and bit rate); `sound` is where it is made.
    """

    def __init__(
        self,
        store: Store,
        clips: ClipSource,
        recording: Callable[[Order], Recording],
        sound: Bulkhead,
        *,
        max_queued: int = 200,
        linger_s: float = LINGER_S,
        lease_s: float = LEASE_S,
        wishes: Wishes | None = None,
    ) -> None:
        """`wishes` tell other nodes how far a narration is, where there are any."""
        self._store = store
        self._clips = clips
        self._recording = recording
        self._sound = sound
        self._max_queued = max_queued
        self._linger_s = linger_s
        self._lease_s = lease_s
        self._wishes = wishes
        self._renders: dict[str, Render] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping: set[asyncio.Task[None]] = set()
        self._failed: OrderedDict[str, Render] = OrderedDict()
        self._places = Places()
        self._closing = False
        self.published = 0
        self.failed = 0

    async def start(
        self, order: Order, lane: Lane = Lane.LIVE, *, wanted: bool = True, elsewhere: bool = False
    ) -> Render | Narration:
        """The published narration, or the render under way, begun if need be; of what is made `elsewhere` as long as
        that lasts, so that it takes nobody's place here.

        A render that a higher lane asks for goes on in that, or begins there if it waits. A render that is only
        listened to, and that nobody `wanted` beyond that, stops some time after its last listener has left; its Clips
        stay. Raises BusyError when too many wait, and ShuttingDownError.
        """
        standing = await asyncio.to_thread(self._store.standing, order.id)
        if standing.narration:
            return standing.narration
        if render := self._renders.get(order.id):
            render.lane = min(lane, render.lane, key=list(Lane).index)
            render.wanted |= wanted
            self._places.admit()
            return render
        if self._closing:
            raise ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
        if len(self._renders) >= self._max_queued:
            raise BusyError("Too many narrations are waiting to be rendered.", retry_after_s=BUSY_RETRY_S)
        left = functools.partial(self._linger, order.id)
        render = Render(order, lane, wanted=wanted, left=left, retraction=standing.retraction)
        self._renders[order.id] = render
        self._failed.pop(order.id, None)
        task = asyncio.create_task(self._run(render, elsewhere=elsewhere), name=f"render {order.id}")
        self._tasks[order.id] = task
        return render

    def find(self, narration_id: str) -> Render | None:
        """The render of that id: under way, or failed not long ago."""
        return self._renders.get(narration_id) or self._failed.get(narration_id)

    @property
    def under_way(self) -> int:
        """Renders queued or rendering in this process."""
        return len(self._renders)

    async def retract(self, narration_id: str, *, is_wanted: bool = False) -> bool:
        """Stop a render, delete the narration, and remember it; False when there was neither.

        `is_wanted`: another node was asked for it, though it may not have begun.
        """
        task = self._tasks.get(narration_id)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        failed = self._failed.pop(narration_id, None)
        removed = await asyncio.to_thread(self._retracted, narration_id, is_wanted=task is not None or is_wanted)
        return removed or task is not None or failed is not None

    def _retracted(self, narration_id: str, *, is_wanted: bool) -> bool:
        """Delete it, and take it from whoever else writes it, so that nobody waits for what cannot be published."""
        store = self._store
        removed = store.retract(narration_id, unpublished=is_wanted)
        if store.is_writing(narration_id):
            removed = removed or store.retract(narration_id, unpublished=True)
            for _ in range(SEIZURES):
                store.seize(narration_id, store.pulse(narration_id))
                if not store.is_writing(narration_id):
                    break
        return removed

    async def close(self, grace_s: float) -> None:
        """Admit nothing new, let what is under way finish for `grace_s`, then stop it; nothing is left half-written."""
        self._closing = True
        tasks = [*self._tasks.values(), *self._stopping]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _linger(self, narration_id: str) -> None:
        asyncio.get_running_loop().call_later(self._linger_s, self._stop_unwanted, narration_id)

    def _stop_unwanted(self, narration_id: str) -> None:
        render = self._renders.get(narration_id)
        if render is not None and render.is_unwanted:
            LOG.info("render %s stops: its last listener left", narration_id)
            del self._renders[narration_id]  # whoever asks from now on gets a new one
            task = self._tasks.pop(narration_id)
            self._stopping.add(task)
            task.add_done_callback(self._stopping.discard)
            task.cancel()

    async def _run(self, render: Render, *, elsewhere: bool) -> None:
        order = render.order
        try:
            narration = await self._watched(render) if elsewhere else None
            if narration is None:
                async with self._places.one_for(render):
                    narration = await self._perform(render)
            self.published += 1
            render.succeed(narration, functools.partial(self._store.open_audio, order.id))
        except asyncio.CancelledError:
            render.fail(self._why_stopped(render))
            raise
        except RetractedError as error:
            render.fail(error)  # which the store remembers
        except AnnouncerError as error:
            self._remember_failure(render, error)
        except Exception:
            LOG.exception("render %s failed unexpectedly", order.id)
            self._remember_failure(render, AnnouncerError("The narration could not be made; the log has the details."))
        finally:
            if self._renders.get(order.id) is render:
                del self._renders[order.id]
                del self._tasks[order.id]

    def _why_stopped(self, render: Render) -> AnnouncerError:
        if self._closing or render.is_unwanted:
            return ShuttingDownError("The render was stopped; please ask again.", retry_after_s=5)
        return RetractedError(f"Narration {render.order.id} was retracted.")

    def _remember_failure(self, render: Render, error: AnnouncerError) -> None:
        LOG.warning("render %s failed: %s", render.order.id, error)
        self.failed += 1
        render.fail(error)
        self._failed[render.order.id] = render
        while len(self._failed) > REMEMBERED_FAILURES:
            self._failed.popitem(last=False)

    async def _perform(self, render: Render) -> Narration:
        """Write it, or watch another process write it and take over if that one dies."""
        narration_id = render.order.id
        while True:
            draft = await self._begin(narration_id)
            if draft is not None:
                try:
                    before = draft.before()
                    _check_not_retracted(render, before)
                    return before.narration or await self._written(render, draft)
                except StoreError as error:
                    _check_not_retracted(render, await asyncio.to_thread(self._store.standing, narration_id))
                    if not isinstance(error, TakenOverError):
                        raise
                    LOG.warning("render %s was taken over by another process", narration_id)
                finally:
                    await _to_its_end(asyncio.to_thread(draft.discard))
            if published := await asyncio.to_thread(self._store.get, narration_id):
                return published
            if published := await self._watched(render):
                return published

    async def _watched(self, render: Render) -> Narration | None:
        """What another process made of it; None when that died. Raises RetractedError when it was taken back."""
        await self._watch(render)
        standing = await asyncio.to_thread(self._store.standing, render.order.id)
        _check_not_retracted(render, standing)
        return standing.narration

    async def _begin(self, narration_id: str) -> Draft | None:
        begun: list[Draft | None] = []
        try:
            await _to_its_end(asyncio.to_thread(lambda: begun.append(self._store.begin(narration_id))))
        except asyncio.CancelledError:
            if begun and begun[0] is not None:
                await _to_its_end(asyncio.to_thread(begun[0].discard))
            raise
        return begun[0]

    async def _watch(self, render: Render) -> None:
        """Until its writer is done, or dead, or has shown no life for so long that it is taken for frozen."""
        narration_id, clock = render.order.id, asyncio.get_running_loop().time
        render.begin(functools.partial(self._store.follow, narration_id))
        pulse, since = await asyncio.to_thread(self._store.pulse, narration_id), clock()
        told_s = clock()
        while await asyncio.to_thread(self._store.is_writing, narration_id):
            await asyncio.sleep(WATCH_S)
            if self._wishes is not None and clock() - told_s >= TOLD_EVERY_S:
                await self._hear(self._wishes, render)
                told_s = clock()
            render.grow()
            now = await asyncio.to_thread(self._store.pulse, narration_id)
            if now != pulse:
                pulse, since = now, clock()
            elif clock() - since >= self._lease_s:
                LOG.warning("the writer of %s shows no life; taking it over", narration_id)
                await asyncio.to_thread(self._store.seize, narration_id, pulse)

    async def _hear(self, wishes: Wishes, render: Render) -> None:
        """Which Lines its writer has told of by now."""
        with contextlib.suppress(StoreError):
            if so_far := await asyncio.to_thread(wishes.said, render.order.id):
                for line in so_far.lines[render.lines_done :]:
                    render.advance(line, so_far.duration_ms)

    async def _tell(self, wishes: Wishes, render: Render) -> None:
        """Tell other nodes which Lines are in the file; the longer that takes, the more seldom."""
        language, clock = render.order.script.language, asyncio.get_running_loop().time
        told = -1
        while True:
            began = clock()
            if told != (told := len(render.lines)):
                so_far = Timeline(language, int(render.rendered_ms), False, tuple(render.lines))
                await _to_its_end(asyncio.to_thread(wishes.say, render.order.id, so_far))
            await asyncio.sleep(max(TOLD_EVERY_S, TELLING_RESTS * (clock() - began)))

    async def _written(self, render: Render, draft: Draft) -> Narration:
        behind = [asyncio.create_task(self._beat(draft))]
        if self._wishes is not None:
            behind.append(asyncio.create_task(self._tell(self._wishes, render)))
        try:
            return await self._write(render, draft)
        finally:
            for task in behind:
                task.cancel()
            await asyncio.wait(behind)

    async def _beat(self, draft: Draft) -> None:
        while True:
            await asyncio.sleep(self._lease_s / BEATS)
            with contextlib.suppress(StoreError):  # it is published or discarded just now
                await _to_its_end(asyncio.to_thread(draft.beat))

    async def _write(self, render: Render, draft: Draft) -> Narration:
        order = render.order
        recording = await self._sound.run(self._recording, order)
        clips = self._clips.clips(order.script.lines, order.settings, order.voice, lane=lambda: render.lane)
        async with contextlib.aclosing(clips):
            begun = False
            async for line, sound in clips:
                # The opening goes out with the first sound: whose first sentence fails gets an error, not half a file.
                head = b"" if begun else recording.opening()
                written, timed = await _to_its_end(self._sound.run(_append, draft, recording, line, sound, head))
                if not begun and written:
                    render.begin(draft.reader)
                    begun = True
                if timed is not None:
                    render.advance(timed, recording.duration_ms)
                elif written:
                    render.grow()
        return await _to_its_end(self._sound.run(recording.publish, draft))


def _append(
    draft: Draft, recording: Recording, line: Line, sound: Clip | Pcm, head: bytes
) -> tuple[bool, TimedLine | None]:
    """Write what a Line, or a piece of it, adds: whether that is anything yet, and when a whole Line is heard."""
    if isinstance(sound, Clip):
        data, timed = recording.add(line, sound)
        draft.write(head + data)
        return True, timed
    data = recording.piece(sound)
    if data:
        draft.write(head + data)
    return bool(data), None


def _check_not_retracted(render: Render, standing: Standing) -> None:
    """Raise RetractedError where it was taken back since it was asked for."""
    if standing.is_retracted_since(render.retraction):
        raise RetractedError(f"Narration {render.order.id} was retracted.")


async def _to_its_end(call: Coroutine[Any, Any, T]) -> T:
    """Awaited to its end even if cancelled meanwhile: no write may go on behind a task that is over."""
    work = asyncio.ensure_future(call)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        if not work.cancelled():
            work.exception()  # looked at here, for nobody waits for it any more
        raise
