"""The index of several machines, in a schema of its own for each site and each version of the tables.

So a version that comes and one that goes, while the machines are changed one by one, do not throw away each other's.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator, Sequence

from app.errors import StoreError
from app.store.index import words
from app.store.index.database import Connection, IndexFailedError
from app.store.index.schema import VERSION
from app.store.postgres.schema import create
from app.store.postgres.server import MADE_ANEW, Postgres

READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = "BEGIN; SET LOCAL synchronous_commit TO off"
"""A server that loses its power may lose the last rows: its next life is compared with what is kept."""
REPAIR_WAIT_S = 1.0
TIDIED_EVERY_S = 60.0
UNUSED = "1 day"
"""After which the tables of another version go."""
LOG = logging.getLogger(__name__)


class PostgresIndex:
    """The Database of a site's index. Thread-safe; who writes waits for who wrote, of all machines."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._schema = f"{postgres.schema}_index{VERSION}"
        self._is_ready = False
        self._tidied_s = -TIDIED_EVERY_S

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Raises IndexFailedError."""
        with self._transaction(READ) as db:
            yield db

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Raises IndexFailedError."""
        with self._transaction(f"{WRITE}; SELECT pg_advisory_xact_lock({self._postgres.key('write')})") as db:
            yield db

    def enter(self, db: Connection, said: Sequence[words.Said]) -> None:
        """All of them in four statements, whatever they say."""
        numbers = [number for number, _, _ in said]
        for asked in TAKE_BACK:
            db.execute(asked, (numbers,))
        rows = [
            (number, language, word, uses) for number, language, found in said for word, uses in sorted(found.items())
        ]
        if rows:
            narrations, languages, written, uses = (list(column) for column in zip(*rows, strict=True))
            db.execute(NEW_WORDS, (languages, written))
            db.execute(SAID, (narrations, languages, written, uses))

    @contextlib.contextmanager
    def alone(self, closing: threading.Event) -> Iterator[None]:
        """Of all machines. Raises StoreError."""
        key = self._postgres.key("repair")
        with self._postgres.lend() as db:
            while not db.execute("SELECT pg_try_advisory_lock(?)", (key,)).fetchone()[0]:
                if closing.wait(REPAIR_WAIT_S):
                    raise StoreError("The store is closed.")
            try:
                yield
            finally:
                with contextlib.suppress(Exception):  # a connection that was lost has lost the lock too
                    db.execute("SELECT pg_advisory_unlock(?)", (key,))

    def life(self) -> int:
        """When the server was started; after a failover it is another one."""
        with self.reading() as db:
            asked = "SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint"
            return int(db.execute(asked).fetchone()[0])

    def checkpoint(self) -> None:
        """Say that these tables are in use, and remove those of versions that no machine has any more."""
        if time.monotonic() - self._tidied_s < TIDIED_EVERY_S:
            return
        self._tidied_s = time.monotonic()
        with contextlib.suppress(IndexFailedError), self._transaction(WRITE) as db:
            db.execute("UPDATE alive SET seen = now()")
            asked = "SELECT nspname FROM pg_namespace WHERE nspname ~ ? AND nspname != ?"
            names = (f"^{self._postgres.schema}_index[0-9]+$", self._schema)
            for (other,) in db.execute(asked, names).fetchall():
                (is_unused,) = db.execute(f"SELECT seen < now() - interval '{UNUSED}' FROM {other}.alive").fetchone()  # noqa: S608 - our own name
                if is_unused:
                    LOG.info("the index of another version is removed: %s", other)
                    db.execute(f"DROP SCHEMA {other} CASCADE")

    def remove(self) -> None:
        """Raises StoreError."""
        with self._postgres.lend() as db:
            db.execute(f"SET client_min_messages TO warning; DROP SCHEMA IF EXISTS {self._schema} CASCADE")
        self._is_ready = False

    def close(self) -> None:
        """Close connections that nobody has."""
        self._postgres.close()

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        try:
            with self._postgres.lend() as db:
                if not self._is_ready:
                    create(db, self._schema, "index.sql")
                    self._is_ready = True
                # As one message: sent and answered once.
                db.execute(f"{begin}; SET LOCAL search_path TO {self._schema}")
                try:
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(Exception):
                        db.execute("ROLLBACK")
                    raise
        except StoreError as error:
            if isinstance(error.__cause__, MADE_ANEW):
                self._is_ready = False
            raise IndexFailedError(error.detail.rstrip(".")) from error


TAKE_BACK = (
    "DELETE FROM unread WHERE narration = ANY(?)",
    """
    WITH gone AS (DELETE FROM entered WHERE narration = ANY(?) RETURNING narration, words),
    unsaid AS (
        DELETE FROM said s USING gone g CROSS JOIN LATERAL unnest(g.words) AS taken (word)
        WHERE s.word = taken.word AND s.narration = g.narration RETURNING s.word, s.uses
    )
    UPDATE words w SET narrations = w.narrations - u.narrations, uses = w.uses - u.uses
    FROM (SELECT word, count(*) AS narrations, sum(uses) AS uses FROM unsaid GROUP BY word) u WHERE w.number = u.word
    """,
)
NEW_WORDS = """
    INSERT INTO words (language, word, narrations, uses)
    SELECT DISTINCT t.language, t.word, 0, 0 FROM unnest(?::text[], ?::text[]) AS t (language, word)
    WHERE NOT EXISTS (SELECT 1 FROM words w WHERE w.language = t.language AND w.word = t.word)
"""
SAID = """
    WITH new AS (
        INSERT INTO said (word, narration, uses)
        SELECT w.number, t.narration, t.uses
        FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[]) AS t (narration, language, word, uses)
        JOIN words w ON w.language = t.language AND w.word = t.word
        RETURNING word, narration, uses
    ),
    noted AS (INSERT INTO entered (narration, words) SELECT narration, array_agg(word) FROM new GROUP BY narration)
    UPDATE words w SET narrations = w.narrations + n.narrations, uses = w.uses + n.uses
    FROM (SELECT word, count(*) AS narrations, sum(uses) AS uses FROM new GROUP BY word) n WHERE w.number = n.word
"""
