"""Narrations being written: one growing file each, locked by its writer for as long as that lives.

`drafts/<id>.mp3`, an ordinary file that anybody may read meanwhile. A writer that dies leaves it unlocked; the next
one begins it anew.
"""

import os
from collections.abc import Callable, Hashable
from typing import BinaryIO

from app.errors import StoreError, TakenOverError
from app.narration.timeline import Timeline
from app.store.files import Files, try_lock, typed_errors
from app.store.kept import Narration, Standing
from app.store.quarantine import quarantine_unless_file

FOLDER = "drafts"

Publish = Callable[[str, Narration, Timeline, Standing, Callable[[], None]], None]
"""Makes a draft's file the narration's; calls the last of these under the store's lock before anything is changed."""


def draft_path(narration_id: str) -> str:
    """Where the narration is written."""
    return f"{FOLDER}/{narration_id}.mp3"


class LocalDraft:
    """The growing file of one narration; its lock is held until publish or discard."""

    def __init__(
        self, files: Files, narration_id: str, descriptor: int, publish: Publish, published: str, *, before: Standing
    ) -> None:
        """`publish` puts the draft's file to `published`."""
        self._files = files
        self._before = before
        self._path = draft_path(narration_id)
        self._published = published
        self._descriptor: int | None = descriptor
        self._size = 0
        self._publish = publish

    def before(self) -> Standing:
        """As it was when the draft's lock was taken."""
        return self._before

    @typed_errors
    def write(self, data: bytes) -> None:
        """Append audio bytes. Raises StoreFullError, StoreError; the file then still ends where it ended before."""
        descriptor = self._open()
        try:
            self._files.write(descriptor, data, self._size)
        except OSError:
            os.ftruncate(descriptor, self._size)
            raise
        self._size += len(data)

    @typed_errors
    def reader(self) -> BinaryIO:
        """Open what is written so far, and will be, from its start; once published, what was."""
        # One file under two names: in this order it is found under one of them, whenever it is renamed.
        file = self._files.reader(self._path, 0) or self._files.reader(self._published, 0)
        if file is None:
            raise TakenOverError("Another process took over this narration; please ask again.", retry_after_s=1)
        return file

    @typed_errors
    def beat(self) -> None:
        """Note that we live, as the file's time of modification."""
        os.utime(self._open())

    @typed_errors
    def publish(self, narration: Narration, timeline: Timeline, *, head: bytes = b"") -> None:
        """Overwrite the beginning, make all durable, and publish."""
        descriptor = self._open()
        self._files.write(descriptor, head, 0)
        self._files.sync(descriptor)
        self._publish(self._path, narration, timeline, self._before, self.check)
        self._close()

    def check(self) -> None:
        """Raise TakenOverError unless the draft's name is still that of our file. The caller holds the lock."""
        if not _is_at(self._files, self._path, self._open()):
            raise TakenOverError("Another process took over this narration.", retry_after_s=1)

    @typed_errors
    def discard(self) -> None:
        """Leave nothing behind."""
        if self._descriptor is not None:
            try:
                with self._files.lock():
                    if _is_at(self._files, self._path, self._descriptor):
                        self._files.remove(self._path)
            finally:
                self._close()

    def _open(self) -> int:
        if self._descriptor is None:
            raise StoreError("The narration is not being written any more.")
        return self._descriptor

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def begin(
    files: Files, narration_id: str, publish: Publish, published: str, standing: Callable[[str], Standing]
) -> LocalDraft | None:
    """Become the writer of a narration; None when somebody else is. `standing` tells what is there. Raises OSError."""
    files.make_folder(FOLDER)
    path = draft_path(narration_id)
    while True:
        # Under the lock nobody is between taking a draft's name away and publishing it.
        with files.lock():
            quarantine_unless_file(files, path)
            descriptor = files.open(path, os.O_RDWR | os.O_CREAT)
        try:
            if not try_lock(descriptor):
                os.close(descriptor)
                return None
            # Between opening and locking, its writer may have published it: then this is no draft any more.
            if _is_at(files, path, descriptor):
                os.ftruncate(descriptor, 0)
                return LocalDraft(files, narration_id, descriptor, publish, published, before=standing(narration_id))
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def follow(files: Files, narration_id: str) -> BinaryIO | None:
    """The growing file of whoever writes it, open from its start; None when nobody does."""
    file = files.reader(draft_path(narration_id), 0)
    if file is None or not try_lock(file.fileno(), shared=True):
        return file
    file.close()
    return None


def is_writing(files: Files, narration_id: str) -> bool:
    """Whether a living writer holds it; when it does not any more, what it has published is there."""
    if _is_held(files, narration_id):
        return True
    with files.lock():  # nobody is between taking a draft's name away and publishing it
        return _is_held(files, narration_id)


def _is_held(files: Files, narration_id: str) -> bool:
    file = follow(files, narration_id)
    if file is not None:
        file.close()
    return file is not None


def pulse(files: Files, narration_id: str) -> Hashable:
    """Changes while its writer lives."""
    return files.file_stamp(draft_path(narration_id))


def seize(files: Files, narration_id: str, seen: Hashable) -> None:
    """Take its name from a writer that has shown no life since `seen`."""
    with files.lock():
        if seen is not None and pulse(files, narration_id) == seen:
            files.remove(draft_path(narration_id))


def _is_at(files: Files, path: str, descriptor: int) -> bool:
    found = files.stat(path)
    return found is not None and found.st_ino == os.fstat(descriptor).st_ino


def remove_stale(files: Files) -> list[str]:
    """Remove what dead writers left; their paths."""
    return [path for name in files.names(FOLDER) if files.remove_stale(path := f"{FOLDER}/{name}")]


def bytes_in_drafts(files: Files) -> int:
    """What is being written, in bytes."""
    return sum(files.size(f"{FOLDER}/{name}") for name in files.names(FOLDER))
