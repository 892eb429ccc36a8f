"""How often an article was seen and heard: numbers alone, nothing about who."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Protocol

from app.store.files import Files, typed_errors
from app.store.records import numbers_of, seal

FOLDER = "counts"
MOST_KEYS = 20_000
"""More than a newspaper's articles of a year; beyond it nothing new is counted."""

BURST = 20
PER_S = 1.0
REMEMBERED_PACES = 10_000


class Counted(StrEnum):
    """What is counted."""

    VIEWS = "views"
    LISTENS = "listens"


@dataclass(frozen=True, slots=True)
class Count:
    """How often."""

    views: int = 0
    listens: int = 0


class Counts(Protocol):
    """Numbers by a key of any characters. Thread-safe, exact whoever counts; every method blocks.

    Every method raises StoreError and StoreFullError.
    """

    def get(self, key: str) -> Count:
        """The count so far; nothing when there is none."""
        ...

    def of(self, keys: Sequence[str]) -> list[Count]:
        """The counts of many, asked at once."""
        ...

    def add(self, key: str, what: Counted) -> Count:
        """Count one more, unless too many things are counted already; the count with it."""
        ...


class FileCounts:
    """A small file for each thing that is counted, below `counts/`; shared by all processes of a host."""

    def __init__(self, files: Files) -> None:
        self._files = files

    @typed_errors
    def get(self, key: str) -> Count:
        """The count so far; nothing when there is none, or its file was damaged."""
        return self._read(_path(key))

    def of(self, keys: Sequence[str]) -> list[Count]:
        """One by one."""
        return [self.get(key) for key in keys]

    @typed_errors
    def add(self, key: str, what: Counted) -> Count:
        """Count one more; the count with it."""
        path = _path(key)
        with self._files.lock():
            count = self._read(path)
            if count == Count() and len(self._files.names(FOLDER)) >= MOST_KEYS:
                return count
            count = replace(count, **{what.value: getattr(count, what) + 1})
            self._files.put(path, seal(asdict(count)), durable=False)
        return count

    def _read(self, path: str) -> Count:
        return numbers_of(Count, self._files.read(path))


class Pace:
    """Lets `BURST` of a key through at once and `PER_S` after them: more than people, less than a script could do."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Whether one more may pass now."""
        now = self._clock_s()
        with self._lock:
            left, since = self._left.pop(key, (float(BURST), now))
            left = min(float(BURST), left + (now - since) * PER_S)
            allowed = left >= 1
            self._left[key] = (left - allowed, now)
            while len(self._left) > REMEMBERED_PACES:
                self._left.popitem(last=False)
        return allowed


def name_of(key: str) -> str:
    """What a key of any characters is kept under."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _path(key: str) -> str:
    return f"{FOLDER}/{name_of(key)}.json"
