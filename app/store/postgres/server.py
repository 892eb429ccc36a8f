"""Connections of one process to PostgreSQL, each lent for a moment; what fails there is a StoreUnavailableError here.

Whatever happens to the server, nobody waits for it for long: connecting, waiting for others and every statement have a
limit, and while it cannot be reached only one call a second tries.
"""

import contextlib
import functools
import hashlib
import logging
import re
import select
import threading
import time
import weakref
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.errors import InvalidSettingError, StoreUnavailableError
from app.store.index.database import Answer
from app.store.postgres.schema import create

MOST_CONNECTIONS = 8
"""Of a process: more questions at once wait for each other. A server has a hundred, for all that ask it."""
CONNECT_S = 4
BORROW_S = 5.0
LOCK_S = 5
STATEMENT_S = 15
ANSWER_S = 20.0
"""On our own clock, for a server that stands still."""
RETRY_S = 10
TRIED_EVERY_S = 1.0
USUAL: dict[str, str | int] = {
    "application_name": "announcer",
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 30,
    "tcp_user_timeout": 20_000,
}
"""Unless the address says otherwise."""
SETTINGS = f"SET statement_timeout TO '{STATEMENT_S}s'; SET lock_timeout TO '{LOCK_S}s'; SET timezone TO 'UTC'"
MADE_ANEW = (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedColumn)
"""Somebody took our tables away."""
LOG = logging.getLogger(__name__)

R = TypeVar("R")

_PORTS = re.compile(r"[0-9,]*")


class _Impatient(psycopg.Connection[tuple[Any, ...]]):
    """A connection that gives up on a server that does not answer."""

    def wait(self, gen: Generator[Any, Any, R], interval: float = 0.1, timeout: float | None = None) -> R:
        return super().wait(gen, interval, ANSWER_S if timeout is None else timeout)


class Lent:
    """A connection in the words of `app/store/index/database.py`: `?` for a value."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def execute(self, asked: str, values: Sequence[Any] = (), /) -> Answer:
        """One statement; without values there may be several."""
        return self._connection.execute(_marked(asked), tuple(values) or None)

    def executemany(self, asked: str, values: Iterable[Sequence[Any]], /) -> Answer:
        """The same statement for many, in one go."""
        cursor = self._connection.cursor()
        cursor.executemany(_marked(asked), values)
        return cursor


class Postgres:
    """A site's part of a database. Thread-safe.

    Every method raises StoreUnavailableError, which never says the password.
    """

    def __init__(self, address: str, site: str) -> None:
        """Raises InvalidSettingError for what is no address."""
        self._conninfo, self.where = _read(address)
        self.schema = _name(site)
        """Of the tables that last; names of others of this site begin with it."""
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._guard = threading.Lock()
        self._free: list[_Impatient] = []
        self._refused: tuple[float, str] | None = None
        self._is_ready = False
        weakref.finalize(self, _close_all, self._free)

    def check(self) -> None:
        """Whether it can be reached, as whom it is, and with room for our tables."""
        self.query("SELECT 1")

    def query(self, asked: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of one statement, which is a transaction of its own, on the tables that last."""
        with self.lend() as db:
            if not self._is_ready:
                create(db, self.schema, "lasting.sql")
                self._is_ready = True
            answer = db.execute(asked, values)
            return answer.fetchall()

    @contextlib.contextmanager
    def lend(self) -> Iterator[Lent]:
        """A connection without a transaction; it is given back by the end."""
        if not self._room.acquire(timeout=BORROW_S):
            raise StoreUnavailableError(f"PostgreSQL at {self.where} is too busy.", retry_after_s=RETRY_S)
        connection: _Impatient | None = None
        try:
            connection = self._take()
            yield Lent(connection)
        except psycopg.Error as error:
            if isinstance(error, MADE_ANEW):
                self._is_ready = False
            if connection is None or connection.broken:
                self.close()  # the others are of the same server
            raise StoreUnavailableError(
                f"PostgreSQL at {self.where} failed: {_said(error)}.", retry_after_s=RETRY_S
            ) from error
        finally:
            self._give_back(connection)
            self._room.release()

    def close(self) -> None:
        """Close what nobody has; a later call connects again."""
        with self._guard:
            _close_all(self._free)

    def key(self, purpose: str) -> int:
        """Of an advisory lock of this site."""
        return int.from_bytes(hashlib.sha256(f"{self.schema}/{purpose}".encode()).digest()[:8], "big", signed=True)

    def _take(self) -> _Impatient:
        with self._guard:
            while self._free:
                connection = self._free.pop()
                if _is_alive(connection):
                    return connection
                connection.close()
            if self._refused is not None and time.monotonic() - self._refused[0] < TRIED_EVERY_S:
                raise StoreUnavailableError(self._refused[1], retry_after_s=RETRY_S)
            if self._refused is not None:
                self._refused = (time.monotonic(), self._refused[1])  # the others wait for what comes of this one
        try:
            connection = _Impatient.connect(self._conninfo, autocommit=True)
            connection.execute(SETTINGS)
            if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
                connection.close()
                raise psycopg.DataError(f"its encoding is {encoding}, and must be UTF8")
        except psycopg.Error as error:
            sentence = f"PostgreSQL cannot be reached at {self.where} (ANNOUNCER_DATABASE): {_said(error)}."
            self._refused = (time.monotonic(), sentence)
            # Nothing of what was said: the password may be in it.
            raise StoreUnavailableError(sentence, retry_after_s=RETRY_S) from None
        self._refused = None
        return connection

    def _give_back(self, connection: _Impatient | None) -> None:
        if connection is None:
            return
        is_idle = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with self._guard:
            if is_idle and not connection.closed:
                self._free.append(connection)
                return
        connection.close()


def _read(address: str) -> tuple[str, str]:
    """What libpq takes, and the same for people: without the password."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.Error:  # which may say a part of the password
        parts = {}
    host, port, database = (str(parts.get(name) or "") for name in ("host", "port", "dbname"))
    is_address = address.startswith(("postgresql://", "postgres://")) and parts
    if (
        not is_address or "@" in host + database or not _PORTS.fullmatch(port)
    ):  # else a part of the password stands there
        raise InvalidSettingError(
            "ANNOUNCER_DATABASE: write postgresql://USER:PASSWORD@HOST:PORT/DATABASE,"
            " and what is no letter or digit of the password as %40 or the like."
        )
    user = parts.get("user") or "nobody in particular"
    where = f"{host or 'this machine'}{f':{port}' if port else ''}, database {database or user}, as {user}"
    return make_conninfo("", **(USUAL | {name: str(part) for name, part in parts.items()})), where


def _name(site: str) -> str:
    """Of a schema: at most 63 characters of small letters, digits and _, with room for more; for every site another."""
    digest = hashlib.sha256(site.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "_".join(["announcer", *re.findall(r"[a-z0-9]+", site.lower()[:24]), digest])


def _said(error: psycopg.Error) -> str:
    """The server's own words, or the network's, on one line."""
    told = error.diag.message_primary or str(error) or type(error).__name__
    refused = told.rpartition("FATAL: ")[2] or told
    return refused.strip().splitlines()[0].rpartition(" failed: ")[2].strip().rstrip(".")


def _is_alive(connection: _Impatient) -> bool:
    """Whether nothing came of an idle connection: what does come is the server's farewell."""
    if connection.closed:
        return False
    looked = select.poll()
    looked.register(connection.fileno(), select.POLLIN)
    return not looked.poll(0)


@functools.lru_cache(maxsize=512)
def _marked(asked: str) -> bytes:
    return asked.replace("?", "%s").encode()


def _close_all(connections: list[_Impatient]) -> None:
    while connections:
        connections.pop().close()
