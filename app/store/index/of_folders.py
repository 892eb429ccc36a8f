"""The index of files in folders: right about a folder while its stamp is the folder's own time of modification.

Whoever changes files in it does so under the store's lock; who copies files in changes the time. `Repair` reads such
folders again.
"""

import contextlib
from collections.abc import Iterator

from app.store.files import Files
from app.store.index import folders
from app.store.index.database import Database, IndexFailedError
from app.store.index.index import Change, Index
from app.store.index.sqlite import SqliteDatabase


class FolderIndex(Index):
    """The index of a store in a folder of this host; in a file beside it, where no other database is given."""

    def __init__(self, files: Files, database: Database | None = None) -> None:
        super().__init__(database or SqliteDatabase(files))
        self._files = files

    @contextlib.contextmanager
    def changing(self, name: str) -> Iterator[Change]:
        """Around a change of files in a folder, under the store's lock."""
        was_right = self._begin(name)
        change = Change()
        yield change
        self._finish(name, change, was_right=was_right)

    def _begin(self, folder: str) -> bool:
        try:
            with self.database.writing() as db:
                return folders.begin(db, folder)[0] == self._files.stamp(folder)
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
