"""What the index asks of a database: SQLite beside the files (`sqlite.py`), or one PostgreSQL for many machines."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class IndexFailedError(Exception):
    """The database failed: locked, full, gone. Never leaves the store; what was not written is found and repaired."""


class Answer(Protocol):
    """What a statement found, or how many rows it changed."""

    @property
    def rowcount(self) -> int:
        """Of a change."""
        ...

    def fetchone(self) -> Any:
        """The next row, None behind the last."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """The rows, one by one."""
        ...


class Connection(Protocol):
    """What questions and changes are written with: SQL that both databases know, `?` for a value."""

    def execute(self, asked: str, values: Sequence[Any] = (), /) -> Answer:
        """One statement."""
        ...

    def executemany(self, asked: str, values: Iterable[Sequence[Any]], /) -> Answer:
        """The same statement for many."""
        ...


class Database(Protocol):
    """The index's tables, made where they are missing or of another version. Thread-safe."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for questions, all answered from one instant. Raises IndexFailedError."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection within a transaction, one at a time: all of it is written, or nothing. Raises IndexFailedError.

        It waits a moment for others, never long.
        """
        ...

    def enter(self, db: Connection, said: Sequence[tuple[int, str, Counter[str]]]) -> None:
        """Within such a transaction enter narrations' words, by number and language, in place of what was."""
        ...

    def alone(self, closing: threading.Event) -> AbstractContextManager[None]:
        """Bring the index up to date alone, of all processes that share it. Raises StoreError once `closing` is set."""
        ...

    def life(self) -> int:
        """Another number after each start of the machine that it is on, which may have lost its last rows.

        Raises IndexFailedError.
        """
        ...

    def checkpoint(self) -> None:
        """Tidy up; called where nobody waits."""
        ...

    def remove(self) -> None:
        """Throw the tables away; whoever has them open, of whatever process, begins new ones."""
        ...

    def close(self) -> None:
        """Close what is open; a later question opens it again."""
        ...
