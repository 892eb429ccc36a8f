"""The few file operations the local store is made of: below one folder, through no symlink, whole or not at all."""

import contextlib
import errno
import fcntl
import functools
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from app.errors import StoreError, StoreFullError

TEMP_SUFFIX = ".tmp"
LOCK_NAME = ".lock"
USE_NOTED_EVERY_S = 60
RETRY_S = 10
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.EINTR,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOLCK,
    errno.ENOMEM,
    errno.ESTALE,
    errno.ETIMEDOUT,
}
"""What time can heal."""
ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO}
"""ELOOP and ENOTDIR: a symlink stands there. ENXIO: a socket does. To a reader all of them are nothing at all."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # a planted FIFO must not block the one who opens it

P = ParamSpec("P")
R = TypeVar("R")


def typed_errors(call: Callable[P, R]) -> Callable[P, R]:
    """Let only StoreError and StoreFullError out of a store's public method."""

    @functools.wraps(call)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except OSError as error:
            what = error.strerror or str(error)
            if error.errno in FULL:
                raise StoreFullError(f"The store is full: {what}.", retry_after_s=60) from error
            retry_after_s = RETRY_S if error.errno in PASSING else None
            raise StoreError(f"The store failed: {what}.", retry_after_s=retry_after_s) from error

    return wrapped


def is_temporary(name: str) -> bool:
    """Whether `Files.staged` could have left a file of that name behind."""
    return name.startswith(".") and name.endswith(TEMP_SUFFIX)


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Lock an open file if nobody has it; the lock goes when the descriptor is closed, or its process dies."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Files:
    """Files below `root`, by relative path ("clips/0a/x.flac"). Raises OSError; a test's subclass makes any call fail.

    Every folder on the way is opened without following symlinks, so a link planted in the cache leads nowhere.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    # One system call each, as far as a caller can tell.

    def open(self, path: str, flags: int = os.O_RDONLY) -> int:
        """Open a regular file; the caller closes the descriptor. Raises OSError, ENOENT for anything but a file."""
        with self._parent(path) as (folder, name):
            descriptor = os.open(name, flags | _FILE, 0o644, dir_fd=folder)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return descriptor

    def write(self, descriptor: int, data: bytes, offset: int) -> None:
        """Write all of `data` at `offset`."""
        view = memoryview(data)
        while view:
            done = os.pwrite(descriptor, view, offset)
            view, offset = view[done:], offset + done

    def sync(self, descriptor: int) -> None:
        """Make a file's content durable."""
        os.fsync(descriptor)

    def sync_folder(self, path: str) -> None:
        """Make the names in a folder durable."""
        with self._folder(path) as folder:
            os.fsync(folder)

    def rename(self, source: str, target: str) -> None:
        """Put `source` in the place of `target`, at once."""
        with self._parent(source) as (old, old_name), self._parent(target) as (new, new_name):
            os.rename(old_name, new_name, src_dir_fd=old, dst_dir_fd=new)

    def remove(self, path: str) -> bool:
        """Remove a file or a symlink (never what it leads to); False when there was none."""
        try:
            with self._parent(path) as (folder, name):
                os.unlink(name, dir_fd=folder)
        except OSError as error:
            if error.errno in ABSENT:
                return False
            raise
        return True

    def make_folder(self, path: str) -> None:
        """Make a folder and those above it, unless they are there."""
        self.root.mkdir(parents=True, exist_ok=True)
        above = ""
        for name in _parts(path):
            with self._folder(above) as folder, contextlib.suppress(FileExistsError):
                os.mkdir(name, 0o755, dir_fd=folder)
            above = f"{above}/{name}" if above else name

    def remove_folder(self, path: str) -> None:
        """Remove a folder if it is empty."""
        with contextlib.suppress(OSError), self._parent(path) as (folder, name):
            os.rmdir(name, dir_fd=folder)

    def stat(self, path: str) -> os.stat_result | None:
        """What stands there, None when nothing does; a symlink is described itself."""
        try:
            with self._parent(path) as (folder, name):
                return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if error.errno in ABSENT:
                return None
            raise

    def file_stamp(self, path: str) -> tuple[int, int, int] | None:
        """What differs once a file was written or replaced; None when there is none."""
        found = self.stat(path)
        return (found.st_ino, found.st_size, found.st_mtime_ns) if found else None

    def names(self, path: str) -> list[str]:
        """What a folder holds, sorted; nothing when it is not there."""
        try:
            with self._folder(path) as folder:
                return sorted(os.listdir(folder))  # noqa: PTH208 - a descriptor, not a path
        except OSError as error:
            if error.errno in ABSENT:
                return []
            raise

    def note_use(self, path: str) -> int | None:
        """Note that a file is used now, as its time of modification (ns); None within a minute of the last time."""
        with contextlib.suppress(OSError), self._parent(path) as (folder, name):
            before_s, now_ns = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime, time.time_ns()
            if abs(now_ns / 1e9 - before_s) > USE_NOTED_EVERY_S:  # a clock set back must not stop the noting
                os.utime(name, ns=(now_ns, now_ns), dir_fd=folder, follow_symlinks=False)
                return now_ns
        return None

    def stamp(self, path: str) -> int:
        """A folder's time of modification (ns), which changes with the names in it; 0 when it is not there."""
        found = self.stat(path)
        return found.st_mtime_ns if found and stat.S_ISDIR(found.st_mode) else 0

    def stamps(self, path: str) -> dict[str, int]:
        """The stamps of the folders in a folder, by their names."""
        try:
            with self._folder(path) as folder, os.scandir(folder) as entries:
                inner = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
                return {entry.name: entry.stat(follow_symlinks=False).st_mtime_ns for entry in inner}
        except OSError as error:
            if error.errno in ABSENT:
                return {}
            raise

    # Made of the above.

    def size(self, path: str) -> int:
        """Bytes of a regular file, 0 when there is none."""
        found = self.stat(path)
        return found.st_size if found and stat.S_ISREG(found.st_mode) else 0

    def reader(self, path: str, buffering: int = -1) -> BinaryIO | None:
        """Open a file for reading; None when there is none."""
        try:
            return os.fdopen(self.open(path), "rb", buffering)
        except OSError as error:
            if error.errno in ABSENT:
                return None
            raise

    def read(self, path: str) -> bytes | None:
        """The whole file; None when there is none."""
        file = self.reader(path)
        if file is None:
            return None
        with file:
            return file.read()

    @contextlib.contextmanager
    def staged(self, path: str, data: bytes, *, durable: bool) -> Iterator[Callable[[], None]]:
        """Write `data` into the root; the call that is yielded renames it to `path`. Without that call nothing stays.

        In the root a start finds what was left by looking at one folder, and no other folder changes before the rename.
        """
        temp, descriptor = self._temp(f".{path.rpartition('/')[2]}")
        placed = False

        def place() -> None:
            nonlocal placed
            self.rename(temp, path)
            placed = True

        try:
            self.write(descriptor, data, 0)
            if durable:
                self.sync(descriptor)
            yield place
        finally:
            try:
                if not placed:
                    self.remove(temp)
            finally:
                os.close(descriptor)

    def put(self, path: str, data: bytes, *, durable: bool = True) -> None:
        """Replace a file at once; `durable` survives a power cut too."""
        folder = path.rpartition("/")[0]
        self.make_folder(folder)
        with self.staged(path, data, durable=durable) as place:
            place()
        if durable:
            self.sync_folder(folder)

    def _temp(self, stem: str) -> tuple[str, int]:
        """A new locked file: the lock tells `remove_stale` that its writer lives."""
        while True:
            temp = f"{stem}.{secrets.token_hex(4)}{TEMP_SUFFIX}"
            descriptor = self.open(temp, os.O_RDWR | os.O_CREAT | os.O_EXCL)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_nlink:  # else cleaned up between the two calls above
                return temp, descriptor
            os.close(descriptor)

    def remove_stale_temps(self, path: str = "") -> None:
        """Remove what writers that died left in a folder: ours in the root, those of earlier versions elsewhere."""
        for name in self.names(path):
            if is_temporary(name):
                self.remove_stale(f"{path}/{name}" if path else name)

    def remove_stale(self, path: str) -> bool:
        """Remove a file that its writer locks while it lives, if no writer does."""
        try:
            descriptor = self.open(path)
        except OSError as error:
            if error.errno in ABSENT:
                return False
            raise
        try:
            return try_lock(descriptor) and self.remove(path)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """The one short lock under which names appear and vanish, across threads and processes on this host."""
        self.make_folder("")
        descriptor = self.open(LOCK_NAME, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _folder(self, path: str) -> Iterator[int]:
        descriptor = os.open(self.root, _FOLDER)
        try:
            for name in _parts(path):
                inner = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = inner
            yield descriptor
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _parent(self, path: str) -> Iterator[tuple[int, str]]:
        *folders, name = _parts(path)
        with self._folder("/".join(folders)) as folder:
            yield folder, name


def _parts(path: str) -> list[str]:
    parts = path.split("/") if path else []
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    return parts
