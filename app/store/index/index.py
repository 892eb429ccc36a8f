"""The index as the store's other parts see it: told of every change of the files, asked every question.

A folder's rows are right while its stamp is the folder's own time of modification. Whoever changes files in it takes
the stamp away first and gives a new one with the rows, all under the store's lock; who is killed between leaves it
away, and who copies files in changes the time. `Repair` reads such folders again.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from sqlite3 import Connection
from typing import Concatenate, ParamSpec, TypeVar

from app.errors import StoreError
from app.store.files import Files
from app.store.index import folders, rows
from app.store.index.database import Database, IndexFailedError
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
    """What a change of files means for the index; told as soon as it is done, written when all of it is."""

    def __init__(self) -> None:
        self.writes: list[Callable[[Connection], None]] = []

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


class Index:
    """The index of one store. Thread-safe, and safe across processes of one host; its failing fails no change."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.database = Database(files)
        self._guard = threading.Lock()
        self._used: dict[tuple[str, str], int] = {}
        self._noted_s = time.monotonic()
        self._failed: set[str] = set()

    @contextlib.contextmanager
    def changing(self, folder: str) -> Iterator[Change]:
        """Around a change of files in a folder, under the store's lock."""
        was_right = self._begin(folder)
        change = Change()
        yield change
        self._finish(folder, change, was_right=was_right)

    def ask(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of a function of a connection. Raises StoreError."""
        for attempt in (1, 2):
            try:
                with self.database.reading() as db:
                    return question(db, *args, **kwargs)
            except IndexFailedError as error:
                if attempt == 2:  # a damaged one was thrown away by the first
                    raise StoreError(f"The index cannot be read: {error}.", retry_after_s=RETRY_S) from error
        raise AssertionError

    def note_used(self, table: str, key: str, used_ns: int) -> None:
        """A clip or narration is used now; `table` is "clips" or "narrations"."""
        with self._guard:
            self._used[table, key] = used_ns
            is_due = len(self._used) >= NOTED_AT_ONCE or time.monotonic() - self._noted_s >= NOTED_EVERY_S
        if is_due:
            self.write_uses()

    def write_uses(self) -> None:
        """Write what is noted. What is lost here is read from the files when they come up for eviction."""
        with self._guard:
            noted, self._used = self._used, {}
            self._noted_s = time.monotonic()
        if noted:
            with contextlib.suppress(IndexFailedError), self.database.writing() as db:
                for (table, key), used_ns in noted.items():
                    rows.note_used(db, table, key, used_ns)

    def take_failed(self) -> set[str]:
        """Folders of which a change could not be written; they are forgotten here."""
        with self._guard:
            failed, self._failed = self._failed, set()
        return failed

    def close(self) -> None:
        """Write what is noted, and let go of the file."""
        self.write_uses()
        self.database.close()

    def _begin(self, folder: str) -> bool:
        try:
            with self.database.writing() as db:
                return folders.begin(db, folder) == self._files.stamp(folder)
        except IndexFailedError as error:
            self._fail(folder, error)
            return False

    def _finish(self, folder: str, change: Change, *, was_right: bool) -> None:
        try:
            with self.database.writing() as db:
                for write in change.writes:
                    write(db)
                if was_right:
                    folders.set_stamp(db, folder, self._files.stamp(folder))
        except IndexFailedError as error:
            self._fail(folder, error)

    def _fail(self, folder: str, error: IndexFailedError) -> None:
        LOG.warning("the index could not be written (%s); it is repaired later", error)
        with self._guard:
            self._failed.add(folder)
