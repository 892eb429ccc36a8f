"""The Lines that a node has asked the queue for, each watched over until it is answered."""

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from app.errors import ShuttingDownError, SynthesisError
from app.workers.queue.broker import LIVE, UnreachedError
from app.workers.queue.messages import Answer, Said
from app.workers.queue.presence import Roster

MOST_LOST = 3
"""Workers that a Line may end before it is set aside."""
UNREACHED = Answer(Said.FAULT, code="unreached", detail="No worker answers.")
PATIENCE_S = {True: 30.0, False: 600.0}
"""How long a Line (live or not) may wait for a worker before it is asked for again: a broker that was emptied tells
nobody. A Line that is asked for twice is spoken once."""

LOG = logging.getLogger(__name__)


@dataclass
class Call:
    """One Line on its way."""

    id: str
    key: str
    queue: str
    body: dict[str, Any]
    asked_s: float
    future: Future[Answer] = field(default_factory=Future)
    attempt: int = 0
    """How often it was asked for before; what is said of an earlier time is not heard, unless it is done."""

    worker: str = ""
    """Who speaks it; empty while it waits."""

    lost: list[str] = field(default_factory=list)
    """Workers that are no more."""


class Calls:
    """One call for each Clip, however many want it. Thread-safe; `look` again and again."""

    def __init__(
        self,
        send: Callable[[dict[str, Any], str, str], None],
        roster: Roster,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`send` has a body, an id and a queue, and raises UnreachedError."""
        self._send = send
        self._roster = roster
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._calls: dict[str, Call] = {}
        self._by_key: dict[tuple[str, str], Call] = {}
        self._closed = False
        self.lost = 0
        """Workers that were lost over Lines of this node."""

    def on_the_way(self) -> Counter[tuple[str, bool]]:
        """How many Lines of each queue are spoken (True) or wait for a worker."""
        return Counter((call.queue, bool(call.worker)) for call in self._open())

    def ask(self, key: str, queue: str, body: dict[str, Any]) -> tuple[Future[Answer], bool]:
        """Have it spoken; whether it was asked for by this. The answer is DONE or FAULT, of a worker or UNREACHED."""
        with self._lock:
            if self._closed:
                raise _stopping()
            if call := self._by_key.get((queue, key)):
                return call.future, False
            call = Call(secrets.token_hex(16), key, queue, body, self._clock_s())
            self._calls[call.id] = self._by_key[queue, key] = call
        self._post(call)
        return call.future, True

    def answered(self, call_id: str, answer: Answer) -> None:
        """A worker says something; of a call that is over it is not heard."""
        with self._lock:
            call = self._calls.get(call_id)
        if call is None:
            return
        if answer.said in (Said.DONE, Said.FAULT):
            self._end(call, answer)
        elif answer.attempt == call.attempt:
            if answer.said is Said.BEGUN:
                call.worker = answer.worker
            elif not self._roster.is_leaving(call.worker):  # else it has closed its queue and speaks on
                self._lose(call)

    def renew(self) -> None:
        """The broker was away, and may have forgotten everything."""
        for call in self._open():
            self._again(call)

    def look(self) -> None:
        """Whether those who speak are there, and those who wait wait in vain."""
        now_s = self._clock_s()
        for call in self._open():
            if call.worker:
                if not self._roster.is_there(call.worker):
                    self._lose(call)
            elif not self._roster.slots(call.queue):
                self._end(call, UNREACHED)
            elif now_s - call.asked_s > PATIENCE_S[call.queue == LIVE]:
                self._again(call)

    def close(self) -> None:
        """Tell all who wait that the service stops."""
        with self._lock:
            self._closed = True
        for call in self._open():
            if self._forget(call):
                call.future.set_exception(_stopping())

    def _open(self) -> list[Call]:
        with self._lock:
            return list(self._calls.values())

    def _lose(self, call: Call) -> None:
        """Its worker is no more. One that never began may have lost it by chance, and is not counted."""
        if call.worker:
            call.lost.append(call.worker)
            self.lost += 1
            LOG.warning("the worker %s was lost over a sentence (%d so far)", call.worker, len(call.lost))
        if len(call.lost) < MOST_LOST:
            self._again(call)
            return
        told = f"This sentence is set aside: {len(call.lost)} workers were lost over it ({', '.join(call.lost)})."
        LOG.error("%s", told)
        self._end(call, Answer(Said.FAULT, code=SynthesisError.code, detail=told))

    def _again(self, call: Call) -> None:
        call.worker = ""
        call.asked_s = self._clock_s()
        call.attempt += 1
        call.body = {**call.body, "lost": len(call.lost), "attempt": call.attempt}
        self._post(call)

    def _post(self, call: Call) -> None:
        try:
            self._send(call.body, call.id, call.queue)
        except UnreachedError as error:
            LOG.warning("a sentence could not be queued: %s", error)
            self._end(call, UNREACHED)

    def _end(self, call: Call, answer: Answer) -> None:
        if self._forget(call):
            call.future.set_result(answer)

    def _forget(self, call: Call) -> bool:
        """Whether it was open until now."""
        with self._lock:
            if self._calls.pop(call.id, None) is None:
                return False  # and its key may be another's by now
            del self._by_key[call.queue, call.key]
            return True


def _stopping() -> ShuttingDownError:
    return ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
