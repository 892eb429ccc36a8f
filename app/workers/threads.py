"""Workers that are the callers' own threads: for tests, and where a process more is one too many."""

from collections.abc import Mapping

from app.speech.engine import Clip
from app.speech.engines import Engines
from app.speech.pool import Lane
from app.voices import Voice
from app.workers.base import AHEAD_PER_WORKER, Hear, Spoken
from app.workers.levelled import spoken


class ThreadWorkers:
    """Speaks in the thread that asks, with engines that all threads share. A voice that hangs, hangs its caller."""

    def __init__(self, engines: Engines, at_once: int = 1) -> None:
        self._engines = engines
        self._at_once = at_once

    def load(self, voice: Voice) -> None:
        """As Workers has it."""
        self._engines.get(voice)

    def speak(self, line: Spoken, hear: Hear | None = None) -> Clip:
        """As Workers has it."""
        return spoken(self._engines, line, hear)

    @property
    def at_once(self) -> int:
        """As Workers has it."""
        return self._at_once

    def ahead(self, lane: Lane) -> int:  # noqa: ARG002 - the same for all
        """As Workers has it."""
        return AHEAD_PER_WORKER * self._at_once

    @property
    def held(self) -> frozenset[str]:
        """As Workers has it."""
        return frozenset(self._engines.loaded)

    @property
    def set_aside(self) -> Mapping[str, str]:
        """As Workers has it."""
        return {}

    def close(self) -> None:
        """As Workers has it."""
