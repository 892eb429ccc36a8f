"""Small things that all who share a store see, by path ("lexicon/en.toml"): read, written and changed whole.

FileShelf has them in a folder that processes of one host share; app/store/object_shelf.py in an object store that any
number of nodes share.
"""

import contextlib
import os
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Protocol

from app.store.files import Files, try_lock, typed_errors

Edit = Callable[[bytes | None], bytes]
"""What is to stand there, by what does (None: nothing)."""


class Held(Protocol):
    """A place that one process has, for as long as it lives or until it lets go."""

    @property
    def is_lost(self) -> bool:
        """Whether another took it, for this process had shown no life for too long."""
        ...

    def release(self) -> None:
        """Let others have it at once. Never raises; harmless twice."""
        ...


class Shelf(Protocol):
    """Every method blocks (call it in a thread), is thread-safe, and raises only StoreError and StoreFullError."""

    def read(self, path: str) -> bytes | None:
        """What stands there; None when nothing does."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Put it there, durably, in place of what was."""
        ...

    def change(self, path: str, edit: Edit) -> None:
        """Put there what `edit` makes of what is there; of several changes at once each builds upon another.

        `edit` may be called again, at times with its own outcome: it must bear that. What it raises is raised, and
        nothing is changed.
        """
        ...

    def move(self, source: str, target: str) -> None:
        """Put what stands at `source` to `target`; who dies meanwhile leaves it at both, never at neither."""
        ...

    def remove(self, path: str) -> None:
        """Take it away; harmless when nothing is there."""
        ...

    def names(self, folder: str) -> list[str]:
        """What stands in a folder, sorted; nothing when there is no such folder."""
        ...

    def stamp(self, path: str) -> Hashable:
        """Something that differs once another wrote there, within about a second; None when nothing stands there."""
        ...

    def hold(self, path: str) -> Held | None:
        """Have that place alone among all who ask; None while another has it, or died too lately to be sure."""
        ...


class FileShelf:
    """A folder of this host. A place is held by a lock that goes with its process."""

    def __init__(self, root: Path, files: Files | None = None) -> None:
        """Takes away what writers that died left; harmless at any time, for living ones hold locks."""
        self._files = files or Files(root)
        with contextlib.suppress(OSError):
            self._files.remove_stale_temps()

    @typed_errors
    def read(self, path: str) -> bytes | None:
        """As Shelf has it."""
        return self._files.read(path)

    @typed_errors
    def write(self, path: str, data: bytes) -> None:
        """As Shelf has it."""
        self._files.put(path, data)

    @typed_errors
    def change(self, path: str, edit: Edit) -> None:
        """As Shelf has it."""
        with self._files.lock():
            self._files.put(path, edit(self._files.read(path)))

    @typed_errors
    def move(self, source: str, target: str) -> None:
        """As Shelf has it; at once."""
        self._files.make_folder(folder_of(target))
        self._files.rename(source, target)

    @typed_errors
    def remove(self, path: str) -> None:
        """As Shelf has it."""
        self._files.remove(path)

    @typed_errors
    def names(self, folder: str) -> list[str]:
        """As Shelf has it."""
        return self._files.names(folder)

    @typed_errors
    def stamp(self, path: str) -> Hashable:
        """As Shelf has it; at once."""
        return self._files.file_stamp(path)

    @typed_errors
    def hold(self, path: str) -> Held | None:
        """As Shelf has it; what a dead process held is free at once."""
        with self._files.lock():  # nobody takes a place for a dead process's before it is locked
            self._files.make_folder(folder_of(path))
            descriptor = self._files.open(path, os.O_RDWR | os.O_CREAT)
            try:
                if try_lock(descriptor):
                    return _HeldFile(self._files, path, descriptor)
            except BaseException:
                os.close(descriptor)
                raise
        os.close(descriptor)
        return None


class _HeldFile:
    is_lost = False

    def __init__(self, files: Files, path: str, descriptor: int) -> None:
        self._files = files
        self._path = path
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """As Held has it; a folder that is empty then goes."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            with contextlib.suppress(OSError), self._files.lock():
                self._files.remove(self._path)
                if folder := folder_of(self._path):
                    self._files.remove_folder(folder)
        finally:
            os.close(descriptor)


def folder_of(path: str) -> str:
    """The folder it stands in, "" for the outermost."""
    return path.rpartition("/")[0]
