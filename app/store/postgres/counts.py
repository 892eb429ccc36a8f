"""How often articles were seen and heard, in PostgreSQL: for all machines of a site."""

from collections.abc import Sequence

from app.store.counts import Count, Counted, name_of
from app.store.postgres.server import Postgres

MOST_KEYS = 1_000_000
"""A hundred megabytes; beyond it nothing new is counted."""


class PostgresCounts:
    """A row for each thing that is counted, each count one statement. Every method raises StoreError."""

    def __init__(self, postgres: Postgres, most_keys: int = MOST_KEYS) -> None:
        self._postgres = postgres
        self._most_keys = most_keys
        self._table, self._total = f"{postgres.schema}.counts", f"{postgres.schema}.counted"

    def get(self, key: str) -> Count:
        """The count so far."""
        return self.of([key])[0]

    def of(self, keys: Sequence[str]) -> list[Count]:
        """In one question."""
        names = [name_of(key) for key in keys]
        asked = f"SELECT key, views, listens FROM {self._table} WHERE key = ANY(?)"  # noqa: S608 - our own name
        found = {name: Count(*numbers) for name, *numbers in self._postgres.query(asked, (names,))}
        return [found.get(name, Count()) for name in names]

    def add(self, key: str, what: Counted) -> Count:
        """Count one more; the first of a key takes its place among those that are counted."""
        one = what.value
        more = f"UPDATE {self._table} SET {one} = {one} + 1 WHERE key = ? RETURNING views, listens"  # noqa: S608 - our own names
        first = f"""
            WITH room AS (UPDATE {self._total} SET keys = keys + 1 WHERE keys < ? RETURNING 1)
            INSERT INTO {self._table} AS c (key, {one}) SELECT ?, 1 FROM room
            ON CONFLICT (key) DO UPDATE SET {one} = c.{one} + 1 RETURNING views, listens
        """  # noqa: S608 - our own names
        found = self._postgres.query(more, (name_of(key),)) or self._postgres.query(
            first, (self._most_keys, name_of(key))
        )
        return Count(*found[0]) if found else Count()
