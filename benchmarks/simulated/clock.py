"""The one clock of a simulation: what is to happen, by time; at one time, in the order of asking."""

import heapq
from collections.abc import Callable
from typing import Any


class Clock:
    """Simulated seconds since the beginning."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._coming: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._asked = 0

    def after(self, delay_s: float, what: Callable[..., None], *given: Any) -> None:
        """Have something happen then."""
        self._asked += 1
        heapq.heappush(self._coming, (self.now_s + delay_s, self._asked, what, given))

    def run(self, until: Callable[[], bool]) -> None:
        """Let time go on until that is so, or nothing is to come."""
        while self._coming and not until():
            self.now_s, _, what, given = heapq.heappop(self._coming)
            what(*given)
