"""The index as a store's other parts see it: told of every change, asked every question.

Rows are right while the stamp beside them is that of what they were read from. Whoever changes that takes the stamp
away first and gives a new one with the rows; who is killed between leaves it away, and what is missing is read again.
"""

import abc
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from app.errors import StoreUnavailableError
from app.store.index import rows
from app.store.index.database import Connection, Database, IndexFailedError
from app.store.index.rows import ArticleRow, ClipRow, NarrationRow

LOG = logging.getLogger(__name__)

NOTED_AT_ONCE = 500
NOTED_EVERY_S = 10.0
"""Uses are noted in batches: so many, or so often."""
RETRY_S = 10

P = ParamSpec("P")
T = TypeVar("T")
Row = ClipRow | NarrationRow | ArticleRow


class Change:
    """What a change of the store means for the index; told as soon as it is done, written when all of it is."""

    def __init__(self) -> None:
        self.writes: list[Callable[[Connection], None]] = []
        self.etag: str | None = None
        """Of a record's object as it is now, "" where it is not there; None: who knows. Files have none."""

    def keep(self, row: Row) -> None:
        """That is there now."""
        self.writes.append(partial(rows.put, row=row))

    def forget_clip(self, key: str) -> None:
        """That clip is gone."""
        self.writes.append(partial(rows.drop_clip, key=key))

    def forget_narration(self, narration_id: str) -> None:
        """That narration is gone."""
        self.writes.append(partial(rows.drop_narration, narration_id=narration_id))

    def forget_article(self, key: str) -> None:
        """That article's record is gone."""
        self.writes.append(partial(rows.drop_article, key=key))


class Index(abc.ABC):
    """The index of one store. Thread-safe, and safe across processes; its failing fails no change."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._guard = threading.Lock()
        self._used: dict[tuple[str, str], int] = {}
        self._noted_s = time.monotonic()
        self._failed: set[str] = set()

    @abc.abstractmethod
    def changing(self, name: str) -> AbstractContextManager[Change]:
        """Around a change of what has that name: a folder of files, or a record's object."""

    def ask(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of a function of a connection. Raises StoreUnavailableError."""
        for attempt in (1, 2):
            try:
                with self.database.reading() as db:
                    return question(db, *args, **kwargs)
            except IndexFailedError as error:
                if isinstance(error.__cause__, StoreUnavailableError):
                    raise error.__cause__ from None
                if attempt == 2:  # a damaged one was thrown away by the first
                    raise StoreUnavailableError(f"The index cannot be read: {error}.", retry_after_s=RETRY_S) from error
        raise AssertionError

    def note_used(self, table: str, key: str, used_ns: int) -> None:
        """A clip or narration is used now; `table` is "clips" or "narrations"."""
        with self._guard:
            self._used[table, key] = used_ns
            is_due = len(self._used) >= NOTED_AT_ONCE or time.monotonic() - self._noted_s >= NOTED_EVERY_S
        if is_due:
            self.write_uses()

    def write_uses(self) -> None:
        """Write what is noted. What is lost here is read from the store when it comes up for eviction."""
        with self._guard:
            noted, self._used = self._used, {}
            self._noted_s = time.monotonic()
        if noted:
            with contextlib.suppress(IndexFailedError), self.database.writing() as db:
                for (table, key), used_ns in noted.items():
                    rows.note_used(db, table, key, used_ns)

    def take_failed(self) -> set[str]:
        """Names of which a change could not be written; they are forgotten here."""
        with self._guard:
            failed, self._failed = self._failed, set()
        return failed

    def close(self) -> None:
        """Write what is noted, and let go of the database."""
        self.write_uses()
        self.database.close()

    def note_failed(self, name: str) -> None:
        """Rows may be wrong about it: it is read again."""
        with self._guard:
            self._failed.add(name)

    def _fail(self, name: str, error: IndexFailedError) -> None:
        LOG.warning("the index could not be written (%s); it is repaired later", error)
        self.note_failed(name)
