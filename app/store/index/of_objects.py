"""The index of records on objects: right about one while the stamp beside its path is that of its object's etag.

Nothing is locked. Whoever changes a record takes its stamp away first; who is not the last that did so leaves it away
by the end, whatever came of it, and so does who is killed. `Comparison` reads such records again.
"""

import contextlib
import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec, TypeVar

from app.store.index import folders
from app.store.index.database import Connection, Database, IndexFailedError
from app.store.index.index import Change, Index

LOG = logging.getLogger(__name__)

CLIPS = "clips/"
CLIPS_AT_ONCE = 100
CLIPS_EVERY_S = 1.0
"""Clips are entered in batches: so many, or so often. One that is lost by a kill is found by a listing."""
CLIPS_NOTED = 20_000
"""While the database is away; more than that is found by a listing too."""

NOT_TOLD = -1

P = ParamSpec("P")
T = TypeVar("T")


class ObjectIndex(Index):
    """The index of a store on objects, shared by all machines that share its database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._clips: list[Change] = []
        self._entered_s = time.monotonic()

    @contextlib.contextmanager
    def changing(self, name: str) -> Iterator[Change]:
        """Around a change of a record's object, by its path; unless the Change hears its new etag, it is read again."""
        change = Change()
        if name.startswith(CLIPS):
            yield change
            self._note_clip(change)
            return
        mine = self._begin(name)
        try:
            yield change
        except BaseException:
            self.note_failed(name)  # who knows what came of it
            raise
        self._finish(name, change, mine)

    def ask(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of a function of a connection, which knows of this machine's clips. Raises StoreError."""
        self.write_clips()
        return super().ask(question, *args, **kwargs)

    def write_clips(self) -> None:
        """Enter the clips that came and went."""
        with self._guard:
            noted, self._clips = self._clips, []
            self._entered_s = time.monotonic()
        if not noted:
            return
        try:
            with self.database.writing() as db:
                for change in noted:
                    for write in change.writes:
                        write(db)
        except IndexFailedError as error:
            LOG.warning("clips could not be entered into the index (%s); they are later", error)
            with self._guard:
                self._clips = [*noted, *self._clips][:CLIPS_NOTED]

    def write_uses(self) -> None:
        """Of clips too that came just now."""
        self.write_clips()
        super().write_uses()

    def _note_clip(self, change: Change) -> None:
        with self._guard:
            self._clips.append(change)
            is_due = len(self._clips) % CLIPS_AT_ONCE == 0 or time.monotonic() - self._entered_s >= CLIPS_EVERY_S
        if is_due:
            self.write_clips()

    def _begin(self, path: str) -> int:
        """Which change of it this is; none that is counted where nobody could be told."""
        try:
            with self.database.writing() as db:
                return folders.begin(db, path)[1]
        except IndexFailedError as error:
            self._fail(path, error)
            return NOT_TOLD

    def _finish(self, path: str, change: Change, mine: int) -> None:
        try:
            with self.database.writing() as db:
                if folders.state(db, path)[1] == mine and change.etag is not None:
                    for write in change.writes:
                        write(db)
                    folders.set_stamp(db, path, stamp_of(change.etag))
                else:  # of two at once nobody knows who was the last, and the other must see that it was not alone
                    folders.begin(db, path)
                    self.note_failed(path)
        except IndexFailedError as error:
            self._fail(path, error)


def stamp_of(etag: str) -> int:
    """A number that stands for an object as it is; 0 where there is none."""
    return int.from_bytes(hashlib.sha256(etag.encode()).digest()[:8]) >> 1 if etag else 0
