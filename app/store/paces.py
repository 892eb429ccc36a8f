"""How fast each voice speaks on this machine, as measured whenever it does."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from statistics import median

from app.errors import StoreError
from app.store.files import Files, typed_errors
from app.store.records import DamagedError, seal, unseal

FOLDER = "paces"
REMEMBERED = 15
"""Lines; the median of so many does not mind one that waited for a voice to load."""
KEPT_EVERY_S = 60.0


class Paces:
    """The newest Lines of each voice, kept in a small file below `paces/`. Thread-safe.

    Processes that share the folder read what the others wrote of voices they have not spoken with themselves.
    """

    def __init__(self, files: Files, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._files = files
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._factors: dict[str, deque[float]] = {}
        self._kept_s: dict[str, float] = {}

    def note(self, digest: str, work_s: float, sound_s: float) -> None:
        """A Line of the voice of that digest took so long, and lasts so long. Never raises for want of a file."""
        if sound_s <= 0:
            return
        with self._lock:
            factors = self._factors.get(digest)
            if factors is None:
                factors = self._factors[digest] = deque(self._read(digest), REMEMBERED)
            factors.append(work_s / sound_s)
            now_s = self._clock_s()
            due = digest not in self._kept_s or now_s - self._kept_s[digest] >= KEPT_EVERY_S
            if due:
                self._kept_s[digest] = now_s
                with contextlib.suppress(StoreError):  # measured again the next time
                    self._keep(digest, list(factors))

    def factor(self, digest: str) -> float | None:
        """Seconds of one core's work for a second of sound (the real-time factor); None before it has spoken."""
        with self._lock:
            factors = list(self._factors.get(digest) or self._read(digest))
        return median(factors) if factors else None

    @typed_errors
    def _keep(self, digest: str, factors: list[float]) -> None:
        self._files.put(_path(digest), seal({"factors": factors}), durable=False)

    def _read(self, digest: str) -> list[float]:
        try:
            data = self._files.read(_path(digest))
            return [float(each) for each in unseal(data)["factors"]][-REMEMBERED:] if data else []
        except (OSError, DamagedError, KeyError, TypeError, ValueError):
            return []


def _path(digest: str) -> str:
    return f"{FOLDER}/{digest[:40]}.json"
