"""When something was last used: noted in the index, once a minute for each thing."""

import threading
import time
from collections import OrderedDict

from app.store.files import USE_NOTED_EVERY_S
from app.store.index import Index

MOST_REMEMBERED = 100_000


class Uses:
    """The uses of one of the index's tables, "clips" or "narrations". Thread-safe."""

    def __init__(self, index: Index, table: str) -> None:
        self._index = index
        self._table = table
        self._guard = threading.Lock()
        self._noted_s: OrderedDict[str, float] = OrderedDict()

    def note(self, key: str) -> None:
        """It is used now."""
        now_s = time.monotonic()
        with self._guard:
            if now_s - self._noted_s.get(key, -USE_NOTED_EVERY_S) < USE_NOTED_EVERY_S:
                return
            self._noted_s[key] = now_s
            self._noted_s.move_to_end(key)
            if len(self._noted_s) > MOST_REMEMBERED:
                self._noted_s.popitem(last=False)
        self._index.note_used(self._table, key, time.time_ns())
