"""What brings an index up to date with what it describes: files (repair.py) or objects (comparison.py)."""

import abc
import threading
from collections.abc import Callable, Iterator

from app.store.index.index import Index
from app.store.index.reading import Lines, WordReader
from app.store.kept import Problem


class Upkeep(abc.ABC):
    """One process, or machine, at a time does it; the others wait for that."""

    def __init__(self, index: Index, lines: Lines) -> None:
        self._index = index
        self._closing = threading.Event()
        self.words = WordReader(index, lines, self._closing)
        self._progress = (0, 0)

    @property
    def progress(self) -> str:
        """How far it is, for people; empty when nothing is known to be behind."""
        done, of = self._progress
        return f"{done} of {of} folders are read" if done < of else ""

    @abc.abstractmethod
    def catch_up(self, told: Callable[[int, int], None], *, rest: float) -> int:
        """Read again what is behind, then the words of what is unread; how many folders were looked at.

        `rest`: for how long to leave the processor to others after each part, of the time that it took.
        Raises StoreError.
        """

    @abc.abstractmethod
    def compare(self) -> Iterator[Problem]:
        """Look at everything, and make right what is wrong."""

    def stop(self) -> None:
        """Let what is under way end soon."""
        self._closing.set()
