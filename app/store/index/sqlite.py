"""The index in SQLite: connections, transactions, and what is done about damage.

A file beside the files, never the truth. A connection is used by one thread at a time and kept for the next; writing
waits a moment for others, never long, for its callers hold the store's lock. WAL lets everybody read meanwhile, and
`synchronous=NORMAL` lets a power cut take the last transactions back: the folders' stamps show what is missing then.
"""

import contextlib
import logging
import os
import sqlite3
import stat
import threading
import weakref
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.errors import StoreError
from app.store.files import FULL, PASSING, Files, try_lock
from app.store.index import words
from app.store.index.database import Connection, IndexFailedError
from app.store.index.schema import VERSION, script

FOLDER = "index"
NAME = f"{FOLDER}/index.sqlite"
SIDE_FILES = ("-wal", "-shm", "-journal")
LOCK = f"{FOLDER}/lock"
REPAIR_LOCK = f"{FOLDER}/repair"
REPAIR_WAIT_S = 0.1
WAIT_S = 0.5
CACHE_KIB = 2_048
BOOT = Path("/proc/sys/kernel/random/boot_id")
LOG_PAGES = 4_000
"""Of 4 kB, before a writer must empty the log itself; `checkpoint` does it earlier, where nobody waits."""
LOG = logging.getLogger(__name__)


class SqliteDatabase:
    """A pool of connections to the index, made when it is missing, damaged or of another version. Thread-safe.

    Where no file can be made (a read-only disk) the tables are kept in memory.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._guard = threading.Lock()
        self._free: list[sqlite3.Connection] = []
        self._inode = -1
        self._memory: _Memory | None = None
        self._finalize = weakref.finalize(self, _close_all, self._free)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for questions, all answered from one instant. Raises IndexFailedError."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection within a transaction: all of it is written, or nothing. Raises IndexFailedError."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def enter(self, db: Connection, said: Sequence[words.Said]) -> None:
        """Narration by narration."""
        for number, language, found in said:
            words.enter(db, number, language, found)

    @contextlib.contextmanager
    def alone(self, closing: threading.Event) -> Iterator[None]:
        """Of the processes of this host. Raises StoreError once `closing` is set."""
        try:
            self._files.make_folder(FOLDER)
            lock = self._files.open(REPAIR_LOCK, os.O_RDWR | os.O_CREAT)
        except OSError:  # a disk that takes nothing: nobody else writes there either
            yield
            return
        try:
            while not try_lock(lock):
                if closing.wait(REPAIR_WAIT_S):
                    raise StoreError("The store is closed.")
            yield
        finally:
            os.close(lock)

    def life(self) -> int:
        """By the kernel's name of this boot; where it has none, nothing is known of any loss."""
        try:
            return zlib.crc32(BOOT.read_bytes())
        except OSError:
            return 0

    def checkpoint(self) -> None:
        """Bring what was written from the log into the tables; called where nobody waits."""
        with contextlib.suppress(IndexFailedError), self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def remove(self) -> None:
        """Throw the index away; whoever has it open, of whatever process, sees it and begins the new one."""
        with self._guard:
            _close_all(self._free)
            self._memory = None
            for suffix in ("", *SIDE_FILES):
                self._files.remove(NAME + suffix)

    def close(self) -> None:
        """Close what is open; a later question opens it again."""
        with self._guard:
            _close_all(self._free)

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._connection() as connection:
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._take()
        except (sqlite3.Error, OSError) as error:
            raise IndexFailedError(str(error)) from error
        is_sound = False
        try:
            if isinstance(connection, _Memory):
                with connection.lock:
                    yield connection.connection
            else:
                yield connection
            is_sound = True
        except sqlite3.Error as error:
            if _is_damage(error):
                LOG.warning("the index is damaged (%s), and is made anew", error)
                self.remove()
            raise IndexFailedError(str(error)) from error
        finally:
            if not isinstance(connection, _Memory):
                self._give_back(connection, is_sound=is_sound)

    def _take(self) -> "sqlite3.Connection | _Memory":
        with self._guard:
            if self._memory is not None:
                return self._memory
            found = self._files.stat(NAME)
            if found is None or found.st_ino != self._inode:
                _close_all(self._free)
            elif self._free:
                return self._free.pop()
            try:
                return self._open()
            except (sqlite3.OperationalError, OSError) as error:
                if not _is_lasting(error):
                    raise
                if connection := self._read_only():
                    return connection
                LOG.warning("the index cannot be written (%s), and is kept in memory", error)
                self._memory = _Memory()
                return self._memory

    def _give_back(self, connection: sqlite3.Connection, *, is_sound: bool) -> None:
        with self._guard:
            found = self._files.stat(NAME)
            if is_sound and self._finalize.alive and found is not None and found.st_ino == self._inode:
                self._free.append(connection)
            else:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        self._files.make_folder(FOLDER)
        lock = self._files.open(LOCK, os.O_RDWR | os.O_CREAT)
        try:
            while not try_lock(lock):  # another process makes it just now
                threading.Event().wait(0.01)
            for attempt in (1, 2):
                descriptor = self._files.open(NAME, os.O_RDWR | os.O_CREAT)  # through no link
                self._inode = os.fstat(descriptor).st_ino
                os.close(descriptor)
                connection = _connect((self._files.root / NAME).absolute().as_uri())
                try:
                    if _prepare(connection):
                        return connection
                except sqlite3.DatabaseError as error:
                    connection.close()
                    if not _is_damage(error) or attempt == 2:
                        raise
                    LOG.warning("the index is damaged (%s), and is made anew", error)
                connection.close()
                for suffix in ("", *SIDE_FILES):
                    self._files.remove(NAME + suffix)
            raise sqlite3.OperationalError("the index cannot be made")
        finally:
            os.close(lock)

    def _read_only(self) -> sqlite3.Connection | None:
        """What is there on a disk that takes no more."""
        found = self._files.stat(NAME)
        if found is None or not stat.S_ISREG(found.st_mode):
            return None
        self._inode = found.st_ino
        for mode in ("mode=ro", "mode=ro&immutable=1"):  # the second where the log cannot be opened either
            connection = _connect(f"{(self._files.root / NAME).absolute().as_uri()}?{mode}")
            try:
                if connection.execute("PRAGMA user_version").fetchone() == (VERSION,):
                    return connection
            except sqlite3.Error:
                pass
            connection.close()
        return None


class _Memory:
    """Tables in memory, for one thread at a time."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.connection = _connect("file::memory:")
        _prepare(self.connection)
        weakref.finalize(self, self.connection.close)


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, timeout=WAIT_S, isolation_level=None, check_same_thread=False, uri=True)


def _prepare(connection: sqlite3.Connection) -> bool:
    """Set it up, with tables where there are none; False when it is of another version."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(script())
        return True
    return bool(version == VERSION)


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or (
        type(error) is sqlite3.DatabaseError
    )


def _is_lasting(error: Exception) -> bool:
    """Whether the disk takes no file at all, now and later."""
    if isinstance(error, OSError):
        return error.errno not in FULL | PASSING
    lasting = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_IOERR")
    return getattr(error, "sqlite_errorname", "").startswith(lasting)
