"""Narrations being written: one growing file each, locked by its writer for as long as that lives.

`drafts/<id>.mp3`, an ordinary file that anybody may read meanwhile. A writer that dies leaves it unlocked; the next
one begins it anew.
"""

import os
from collections.abc import Callable
from typing import BinaryIO

from app.errors import StoreError
from app.narration.timeline import Timeline
from app.store.base import Narration
from app.store.files import Files, try_lock, typed_errors

FOLDER = "drafts"

Publish = Callable[[str, Narration, Timeline], None]


def draft_path(narration_id: str) -> str:
    """Where the narration is written."""
    return f"{FOLDER}/{narration_id}.mp3"


class LocalDraft:
    """The growing file of one narration; its lock is held until publish or discard."""

    def __init__(self, files: Files, narration_id: str, descriptor: int, publish: Publish) -> None:
        self._files = files
        self._path = draft_path(narration_id)
        self._descriptor: int | None = descriptor
        self._size = 0
        self._publish = publish

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
        """Open what is written so far, and will be, from its start."""
        self._open()
        file = self._files.reader(self._path, 0)
        if file is None:
            raise StoreError("The narration being written has vanished.")
        return file

    @typed_errors
    def publish(self, narration: Narration, timeline: Timeline, *, head: bytes = b"") -> None:
        """Overwrite the beginning, make all durable, and publish."""
        descriptor = self._open()
        self._files.write(descriptor, head, 0)
        self._files.sync(descriptor)
        self._publish(self._path, narration, timeline)
        self._close()

    @typed_errors
    def discard(self) -> None:
        """Leave nothing behind."""
        if self._descriptor is not None:
            try:
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


def begin(files: Files, narration_id: str, publish: Publish) -> LocalDraft | None:
    """Become the writer of a narration; None when somebody else is. Raises OSError."""
    files.make_folder(FOLDER)
    path = draft_path(narration_id)
    while True:
        descriptor = files.open(path, os.O_RDWR | os.O_CREAT)
        try:
            if not try_lock(descriptor):
                os.close(descriptor)
                return None
            # Between opening and locking, its writer may have published it: then this is no draft any more.
            found = files.stat(path)
            if found is not None and found.st_ino == os.fstat(descriptor).st_ino:
                os.ftruncate(descriptor, 0)
                return LocalDraft(files, narration_id, descriptor, publish)
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
    """Whether a living writer holds it."""
    file = follow(files, narration_id)
    if file is None:
        return False
    file.close()
    return True


def remove_stale(files: Files) -> list[str]:
    """Remove what dead writers left; their paths."""
    return [path for name in files.names(FOLDER) if files.remove_stale(path := f"{FOLDER}/{name}")]


def bytes_in_drafts(files: Files) -> int:
    """What is being written, in bytes."""
    return sum(files.size(f"{FOLDER}/{name}") for name in files.names(FOLDER))
