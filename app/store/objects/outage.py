"""Whether the store is worth asking: retries are counted, and while nothing answers, one call at a time tries."""

import threading
from collections.abc import Callable

BUDGET = 20.0
EARNED = 0.2
"""Of a retry, by a call that went well."""
UNANSWERED = 3
"""Attempts in a row, of whoever, from which on the store is taken for away."""
PAUSE_S = 2.0
TRYING_S = 10.0
"""How long others go without while one tries; it has an end by itself before that."""


class Outage:
    """What all calls of a process know of the store. Thread-safe."""

    def __init__(self, clock: Callable[[], float], retries: float = BUDGET) -> None:
        self._clock = clock
        self._most = self._retries = retries
        self._guard = threading.Lock()
        self._unanswered = 0
        self._closed_until_s = float("-inf")

    def admits(self) -> bool:
        """Whether a call may ask; else nobody got an answer a moment ago, and somebody will try soon."""
        with self._guard:
            now_s = self._clock()
            if now_s < self._closed_until_s:
                return False
            if self._unanswered >= UNANSWERED:
                self._closed_until_s = now_s + TRYING_S
            return True

    def may_retry(self) -> bool:
        """Take one of the retries that are left, if there is one."""
        with self._guard:
            if self._retries < 1:
                return False
            self._retries -= 1
            return True

    def unanswered(self) -> None:
        """An attempt got no answer."""
        with self._guard:
            self._unanswered += 1
            if self._unanswered >= UNANSWERED:
                self._closed_until_s = self._clock() + PAUSE_S

    def answered(self, *, well: bool) -> None:
        """It answered, if only that it cannot."""
        with self._guard:
            self._unanswered = 0
            self._closed_until_s = float("-inf")
            if well:
                self._retries = min(self._retries + EARNED, self._most)
