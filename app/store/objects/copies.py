"""What was published, near those who listen: copies of objects in this machine's own folder, at most so many bytes.

A copy is named by the digest of its content and checked by it, so a right one is right for ever, and a damaged object
is noticed by whoever copies it. The first bytes are given on as they come; the rest follows behind.
"""

import functools
import hashlib
import logging
import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

from app.errors import StoreError
from app.store.files import TEMP_SUFFIX, Files, try_lock
from app.store.objects.client import Objects
from app.store.objects.download import Download, DownloadReader
from app.store.records import DamagedError, digest

FOLDER = "copies"
THREADS = 4
SHARE_UNSEEN = 0.05
"""Of the limit: what is added before all is looked at, which other processes of this machine add to as well."""
LOG = logging.getLogger(__name__)


class Copies:
    """The copies below `copies/`. Thread-safe, shared by the processes of a machine; `close` it."""

    def __init__(self, objects: Objects, files: Files, max_bytes: int) -> None:
        self._objects = objects
        self._files = files
        self._max_bytes = max_bytes
        self._guard = threading.Lock()
        self._coming: dict[str, Download] = {}
        self._behind = ThreadPoolExecutor(THREADS, "copies of objects")
        self._closing = threading.Event()
        self._unseen = 0
        self._alone = threading.Lock()

    def read(self, path: str, sha256: str) -> bytes | None:
        """A small object whole; None where it is gone. Raises DamagedError, StoreError."""
        data = self._files.read(_copy(sha256))
        if data is not None and digest(data) == sha256:
            self._files.note_use(_copy(sha256))
            return data
        found = self._objects.get(path)
        if found is None:
            return None
        if digest(found[0]) != sha256:
            raise DamagedError("its digest differs")
        try:
            self._files.put(_copy(sha256), found[0], durable=False)
            self._grown_by(len(found[0]))
        except OSError as error:
            LOG.warning("no copy is kept here: %s", error)
        return found[0]

    def open(self, path: str, sha256: str, size: int, damaged: Callable[[], object]) -> BinaryIO | None:
        """An object of that size, open at its start; None where it is gone. Whatever is deleted, it can be read on.

        `damaged` is called, in another thread, once all of it was read and is not what it should be.
        """
        file = self._files.reader(_copy(sha256))
        if file is not None:
            if os.fstat(file.fileno()).st_size == size:
                self._files.note_use(_copy(sha256))
                return file
            file.close()
        with self._guard:
            if (coming := self._coming.get(path)) and coming.enter():
                return DownloadReader.buffered(coming)
        download = self._begin(path, sha256, size)
        try:
            if not download.block(0) and size:
                download.leave()
                return None
        except BaseException:
            download.leave()
            raise
        self._follow_up(download, sha256, damaged)
        return DownloadReader.buffered(download)

    def take_in(self, path: str, sha256: str, size: int) -> None:
        """Make a file of this folder the copy, as it was published just now."""
        self._files.make_folder(_copy(sha256).rpartition("/")[0])
        self._files.rename(path, _copy(sha256))
        self._grown_by(size)

    def forget(self, *digests: str) -> None:
        """Remove copies; who has one open can go on reading."""
        for sha256 in digests:
            self._files.remove(_copy(sha256))

    def close(self) -> None:
        """Stop what is under way."""
        self._closing.set()
        self._behind.shutdown(cancel_futures=True)

    def _begin(self, path: str, sha256: str, size: int) -> Download:
        name = f".{sha256}.{secrets.token_hex(4)}{TEMP_SUFFIX}"
        self._files.make_folder("")
        descriptor = self._files.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        try_lock(descriptor)  # a living one's: what a dead process left goes at the next start
        remove = functools.partial(self._files.remove, name)
        return Download(self._objects, path, size, name=name, descriptor=descriptor, remove=remove)

    def _follow_up(self, download: Download, sha256: str, damaged: Callable[[], object]) -> None:
        with self._guard:
            self._coming[download.path] = download
        if not download.enter():
            return
        try:
            coming = self._behind.submit(self._complete, download, sha256, damaged)
            coming.add_done_callback(lambda done: self._end(download) if done.cancelled() else None)
        except RuntimeError:  # closed
            self._end(download)

    def _complete(self, download: Download, sha256: str, damaged: Callable[[], object]) -> None:
        try:
            found = hashlib.sha256()
            for block in download.blocks(self._closing):
                found.update(block)
            if self._closing.is_set():
                return
            if found.hexdigest() != sha256:
                LOG.warning("the digest of an object differs: %s", download.path)
                damaged()
            elif download.is_whole:
                self.take_in(download.name, sha256, download.size)
        except (StoreError, OSError) as error:
            LOG.warning("no copy of %s is kept here: %s", download.path, error)
        finally:
            self._end(download)

    def _end(self, download: Download) -> None:
        with self._guard:
            if self._coming.get(download.path) is download:
                del self._coming[download.path]
        download.leave()

    def _grown_by(self, size: int) -> None:
        self._unseen += size
        if self._unseen >= self._max_bytes * SHARE_UNSEEN and self._alone.acquire(blocking=False):
            try:
                self._unseen = 0
                self._make_room()
            finally:
                self._alone.release()

    def _make_room(self) -> None:
        """Remove the least recently used, until there is room for what several processes add unseen."""
        found = []
        for bucket in self._files.names(FOLDER):
            for name in self._files.names(f"{FOLDER}/{bucket}"):
                path = f"{FOLDER}/{bucket}/{name}"
                if at := self._files.stat(path):
                    found.append((at.st_mtime_ns, at.st_size, path))
        left = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if left <= self._max_bytes * (1 - 3 * SHARE_UNSEEN):
                return
            if self._files.remove(path):
                left -= size


def _copy(sha256: str) -> str:
    return f"{FOLDER}/{sha256[:2]}/{sha256}"
