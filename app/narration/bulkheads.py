"""Blocking work in lanes that do not wait for each other: what loads or reads a book keeps no listener waiting.

`asyncio.to_thread` is the lane of what is served from the store: short looks at files, nothing else. Everything that
may take long has a lane of its own here, with its own threads and a bounded number of those who wait.
"""

import asyncio
import contextlib
import functools
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from app.errors import BusyError

P = ParamSpec("P")
T = TypeVar("T")

BUSY_RETRY_S = 5
LONG_TEXT = 50_000
"""Characters. A newspaper's longest articles are shorter; what is longer waits behind its like."""
SWITCH_S = 0.0005
"""How long Python code may hold the interpreter while another thread wants it. With its 5 ms a page of a book, read in
two threads, makes every answer wait ten times 5 ms; measured, this costs the reading less than a hundredth."""


class Bulkhead:
    """Some threads, and a line in front of them that is never longer than `most_waiting`."""

    def __init__(self, name: str, threads: int, most_waiting: int) -> None:
        self._name = name
        self._threads = ThreadPoolExecutor(threads, name)
        self._most = threads + most_waiting
        self._under_way = 0

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await a call in a thread of this lane. Raises BusyError when too many wait, and what the call raises.

        Cancelled while the call waits, it is never begun; begun, it runs to its end unheard.
        """
        if self._under_way >= self._most:
            raise BusyError(f"Too much waits ({self._name}); please ask again.", retry_after_s=BUSY_RETRY_S)
        self._under_way += 1
        work = self._threads.submit(functools.partial(call, *args, **kwargs))
        loop = asyncio.get_running_loop()
        work.add_done_callback(lambda _: _call_in(loop, self._done))
        return await asyncio.wrap_future(work)

    def close(self) -> None:
        """Begin nothing more; waits for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _done(self) -> None:
        self._under_way -= 1


class Bulkheads:
    """The lanes of one announcer; `close` them."""

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH_S)
        self._texts = Bulkhead("texts", 2, 200)
        self._books = Bulkhead("long texts", 1, 16)
        self.bodies = Bulkhead("bodies", 1, 64)
        """Parsing of large ones."""

        self.timelines = Bulkhead("timelines", 2, 500)
        """Reading and writing of Timelines: a book's takes half a second, and every reader may ask for it."""

        self.desk = Bulkhead("desk", 2, 50)
        """What reads much of the store for the newsroom's own pages and feeds."""

        self.keeping = Bulkhead("keeping", 1, 1)
        """What goes through the store's files to bring its index up to date."""

        self.watching = Bulkhead("watching", 1, 1)
        """What asks other machines whether they answer."""

        self.sound = Bulkhead("sound", 4, 200)
        """Joining, encoding and writing of what is rendered."""

    async def read(self, characters: int, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await a call of the text stage on that many characters. Raises BusyError, and what the call raises."""
        lane = self._texts if characters <= LONG_TEXT else self._books
        return await lane.run(call, *args, **kwargs)

    def close(self) -> None:
        """Begin nothing more; waits for nobody."""
        lanes = (
            self._texts,
            self._books,
            self.bodies,
            self.timelines,
            self.desk,
            self.keeping,
            self.watching,
            self.sound,
        )
        for lane in lanes:
            lane.close()


def _call_in(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody counts any more
        loop.call_soon_threadsafe(call)
