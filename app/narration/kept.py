"""Clips in the store, looked for and kept in threads of their own: who feeds a worker waits for no disk."""

import asyncio
import contextlib
import threading
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor

from app.errors import StoreFullError
from app.speech.engine import Clip
from app.store.base import Store

FEWEST_THREADS, MOST_THREADS = 2, 32
"""As many as there are workers, between these: workers of other machines keep what they speak themselves."""
WAITING_PER_THREAD = 2
"""Clips on their way to a slow disk; from then on the workers wait for it, and memory stays as it is."""


class KeptClips:
    """What was spoken stays: a Clip is found from the moment it is given to `keep`. `close` it."""

    def __init__(self, store: Store, workers: int) -> None:
        threads = min(max(FEWEST_THREADS, workers), MOST_THREADS)
        self._store = store
        self._looking = ThreadPoolExecutor(threads, "clips looked for")
        self._keeping = ThreadPoolExecutor(threads, "clips kept")  # apart: who looks waits for nobody who writes
        self._room = threading.BoundedSemaphore(WAITING_PER_THREAD * threads)
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[Clip, Future[None]]] = {}

    async def look(self, key: str) -> Clip | None:
        """The Clip, None when it was never spoken. Raises StoreError."""
        return await asyncio.get_running_loop().run_in_executor(self._looking, self.find, key)

    def find(self, key: str) -> Clip | None:
        """The same for a thread that may block."""
        with self._lock:
            waiting = self._waiting.get(key)
        return waiting[0] if waiting else self._store.get_clip(key)

    def keep(self, key: str, clip: Clip) -> None:
        """Have a Clip kept, whatever becomes of who asked for it. Blocks while too many wait for the disk."""
        self._room.acquire()
        with self._lock:
            kept = self._keeping.submit(self._put, key, clip)
            self._waiting[key] = clip, kept
        kept.add_done_callback(lambda done: self._forget(key, done))

    async def settle(self, keys: Collection[str]) -> None:
        """Wait until these are kept, as far as they are on their way. Raises StoreError."""
        with self._lock:
            coming = [kept for key, (_, kept) in self._waiting.items() if key in keys]
        await asyncio.gather(*map(asyncio.wrap_future, coming))

    def close(self) -> None:
        """Wait until all are kept."""
        self._looking.shutdown()
        self._keeping.shutdown()

    def _put(self, key: str, clip: Clip) -> None:
        with contextlib.suppress(StoreFullError):  # a full disk costs speed here; publishing is what must tell
            self._store.put_clip(key, clip)

    def _forget(self, key: str, kept: Future[None]) -> None:
        with self._lock:
            if key in self._waiting and self._waiting[key][1] is kept:
                del self._waiting[key]
        self._room.release()
