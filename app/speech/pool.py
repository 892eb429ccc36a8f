"""Threads that speak: live Lines before readers' and the nightly job's, in a bounded queue."""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self, TypeVar

from app.errors import BusyError, ShuttingDownError
from app.speech.cores import usable_cores

T = TypeVar("T")

UPPER_PER_LOWER = 7
"""While two lanes wait, every eighth job is the lower one's: the night gets on, and a listener hardly waits."""
PASSED_OVER = 8
"""How many longer batch jobs may go before the one that has waited longest: its narration cannot go on without it."""
BUSY_RETRY_S = 5
STOPPING_RETRY_S = 5


class Lane(StrEnum):
    """Who waits for the job; the first one first."""

    LIVE = "live"
    """An editor, or a listener of what the newsroom knows."""

    READERS = "readers"
    """Readers of pages that nobody listed: anybody can invent one."""

    BATCH = "batch"
    """The night."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    size: float


class SpeechPool:
    """`workers` threads (0: one per usable core), fed from lanes that hold `queue_limit` waiting jobs together.

    The engines they use are shared and single-threaded inside, so one worker keeps one core busy. Each thread is begun
    when all others are busy. Thread-safe. A job's own exception goes to whoever waits for it; the worker goes on.
    """

    def __init__(self, workers: int = 0, *, queue_limit: int = 1_000) -> None:
        self.workers = workers or usable_cores()
        self._queue_limit = queue_limit
        self._lanes: dict[Lane, OrderedDict[Future[Any], _Job]] = {lane: OrderedDict() for lane in Lane}
        self._in_a_row = dict.fromkeys(Lane, 0)
        self._passed_over = 0
        self._closed = False
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._idle = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()

    def submit(self, lane: Lane, job: Callable[[], T], *, size: float = 0) -> Future[T]:
        """Queue a job; cancelling its Future while it waits takes it out of the queue.

        `size` is how long it will take beside others: in the batch lane the longest come first, so that no worker is
        left with a long one when all others are done.

        Raises BusyError when the queue is full and ShuttingDownError after `shutdown`.
        """
        future: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise _stopping()
            waiting = sum(map(len, self._lanes.values()))
            if waiting >= self._queue_limit:
                raise BusyError("Too many sentences are waiting to be spoken.", retry_after_s=BUSY_RETRY_S)
            if waiting >= self._idle and len(self._threads) < self.workers:
                self._begin_thread()
            self._lanes[lane][future] = _Job(job, size)
            self._changed.notify()
        future.add_done_callback(lambda done: self._forget(lane, done))
        return future

    async def run(self, lane: Lane, job: Callable[[], T], *, size: float = 0) -> T:
        """Await a job. Cancelled while the job waits, it is never begun; a job under way runs on unheard.

        Raises what `submit` raises, and what the job raises.
        """
        return await asyncio.wrap_future(self.submit(lane, job, size=size))

    def waiting(self, lane: Lane) -> int:
        """Jobs of that lane not begun yet."""
        with self._changed:
            return len(self._lanes[lane])

    def shutdown(self, *, wait: bool = True) -> None:
        """Admit nothing new, refuse what waits with ShuttingDownError; `wait` until what was begun is done."""
        with self._changed:
            self._closed = True
            refused = [future for lane in self._lanes.values() for future in lane]
            for lane in self._lanes.values():
                lane.clear()
            self._changed.notify_all()
        for future in refused:
            if future.set_running_or_notify_cancel():
                future.set_exception(_stopping())
        if wait:
            for thread in self._threads:
                thread.join()

    def _begin_thread(self) -> None:
        thread = threading.Thread(target=self._work, name=f"speech {len(self._threads) + 1}", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _forget(self, lane: Lane, future: Future[Any]) -> None:
        if future.cancelled():
            with self._changed:
                self._lanes[lane].pop(future, None)

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            future, job = taken
            if future.set_running_or_notify_cancel():
                _perform(future, job)
            del taken, future, job  # a waiting worker must not keep the last Clip in memory

    def _take(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        """The next job; None when the pool is closed."""
        with self._changed:
            while not any(self._lanes.values()):
                if self._closed:
                    return None
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            lane = self._next_lane()
            if lane is not Lane.BATCH:
                future, job = self._lanes[lane].popitem(last=False)
                return future, job.work
            batch = self._lanes[lane]
            oldest = next(iter(batch))
            longest = max(batch, key=lambda future: batch[future].size)
            chosen = oldest if self._passed_over >= PASSED_OVER else longest
            self._passed_over = 0 if chosen is oldest else self._passed_over + 1
            return chosen, batch.pop(chosen).work

    def _next_lane(self) -> Lane:
        *uppers, lowest = [lane for lane in Lane if self._lanes[lane]]
        for lane in uppers:
            if self._in_a_row[lane] < UPPER_PER_LOWER:
                self._in_a_row[lane] += 1
                return lane
            self._in_a_row[lane] = 0
        return lowest


def _perform(future: Future[T], job: Callable[[], T]) -> None:
    try:
        result = job()
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)


def _stopping() -> ShuttingDownError:
    return ShuttingDownError("The service is stopping; please ask again.", retry_after_s=STOPPING_RETRY_S)
