"""Who is there: each worker tells so every second, and a node believes it for three."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

EVERY_S = 1.0
BELIEVED_S = 3.0
"""A worker that was silent for so long is lost: dead, frozen, or cut off. By the node's own clock."""
REMEMBERED_S = 600.0


@dataclass(frozen=True, slots=True)
class Present:
    """What a worker says of itself."""

    worker: str
    queue: str
    slots: int
    """How many Lines it speaks at once; 0 when it takes no more."""

    voices: tuple[str, ...]
    """The digests of the voices that it has in memory."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` wrote. Raises ValueError, KeyError, TypeError."""
        return cls(str(body["worker"]), str(body["queue"]), int(body["slots"]), tuple(map(str, body["voices"])))

    def as_json(self) -> dict[str, Any]:
        """For the broker."""
        return asdict(self)


class Roster:
    """The workers that a node has heard of. Thread-safe."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[Present, float]] = {}

    def hear(self, present: Present) -> None:
        """It is there now."""
        now_s = self._clock_s()
        with self._lock:
            self._seen[present.worker] = present, now_s
            self._seen = {name: seen for name, seen in self._seen.items() if now_s - seen[1] < REMEMBERED_S}

    def there(self) -> list[Present]:
        """Those that are believed to be there."""
        now_s = self._clock_s()
        with self._lock:
            return [present for present, seen_s in self._seen.values() if now_s - seen_s < BELIEVED_S]

    def slots(self, queue: str) -> int:
        """How many Lines of that queue can be spoken at once."""
        return sum(present.slots for present in self.there() if present.queue == queue)

    def is_leaving(self, worker: str) -> bool:
        """Whether that one is there, and only finishes what it has."""
        return any(present.worker == worker and not present.slots for present in self.there())

    def is_there(self, worker: str) -> bool:
        """Whether that one is."""
        return any(present.worker == worker for present in self.there())
