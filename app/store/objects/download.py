"""One object on its way here: block by block into a file, in whatever order it is listened to."""

import io
import logging
import os
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from app.errors import StoreError
from app.store.objects.client import Objects

BLOCK = 256 * 1024
"""16 s of sound at 128 kbit/s: little enough for a first byte, much enough for few requests."""
LOG = logging.getLogger(__name__)


class Download:
    """Blocks of an object, each asked for once. Thread-safe; who uses it enters and leaves, the last one closes it."""

    def __init__(
        self, objects: Objects, path: str, size: int, *, name: str, descriptor: int, remove: Callable[[], object]
    ) -> None:
        """`descriptor`: an empty file of that name, which `remove` takes away; whoever makes it has entered."""
        self.path = path
        self.size = size
        self.name = name
        self._objects = objects
        self._descriptor = descriptor
        self._remove = remove
        self._guard = threading.Lock()
        self._users = 1
        self._here: set[int] = set()
        self._locks = [threading.Lock() for _ in range(-(-size // BLOCK))]

    @property
    def is_whole(self) -> bool:
        """Whether all of it is in the file."""
        return len(self._here) == len(self._locks)

    def enter(self) -> bool:
        """Use it, unless it is closed already."""
        with self._guard:
            if not self._users:
                return False
            self._users += 1
            return True

    def leave(self) -> None:
        """Use it no longer."""
        with self._guard:
            self._users -= 1
            if self._users:
                return
        self._remove()  # does nothing where the file has become the copy
        os.close(self._descriptor)

    def block(self, number: int) -> bytes:
        """The bytes of a block, b"" behind the end, or where the object is gone. Raises StoreError."""
        if number >= len(self._locks):
            return b""
        start = number * BLOCK
        size = min(BLOCK, self.size - start)
        with self._locks[number]:
            if number in self._here:
                return os.pread(self._descriptor, size, start)
            data = self._objects.get_range(self.path, start, start + size) or b""
            if data and len(data) != size:
                raise StoreError("An object of the store is shorter than it should be.")
            try:
                if data and os.pwrite(self._descriptor, data, start) == size:
                    self._here.add(number)
            except OSError as error:  # it is listened to all the same
                LOG.warning("no copy of %s is kept here: %s", self.path, error)
        return data

    def blocks(self, closing: threading.Event) -> Iterator[bytes]:
        """All of them, until `closing`. Raises StoreError where the object is gone."""
        for number in range(len(self._locks)):
            if closing.is_set():
                return
            data = self.block(number)
            if not data:
                raise StoreError("it was taken away")
            yield data


class DownloadReader(io.RawIOBase):
    """One reader's place in a download."""

    def __init__(self, download: Download) -> None:
        self._download = download
        self._position = 0

    @classmethod
    def buffered(cls, download: Download) -> BinaryIO:
        """Open for reading; whoever calls it has entered the download."""
        return cast("BinaryIO", io.BufferedReader(cls(download), 1))

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to another place; the new one."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._download.size}[whence]
        self._position = start + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase gives a memoryview
        """Up to the end of a block."""
        if self._position >= self._download.size:
            return 0
        number, within = divmod(self._position, BLOCK)
        data = self._download.block(number)[within : within + len(buffer)]
        if not data:
            raise StoreError("The sound was taken away while it was heard.")
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close(self) -> None:
        """Leave."""
        if not self.closed:
            self._download.leave()
        super().close()
