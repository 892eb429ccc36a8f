"""The account of the keys in PostgreSQL: for all machines of a site, by the server's clock alone."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.keys.key import Key
from app.keys.usage import KEPT_DAYS, Spent, Taken, Usage, day_of

if TYPE_CHECKING:
    from app.store.postgres.server import Postgres


class PostgresUsage(Usage):
    """A row for each key and day. What has room is known and counted by one statement, so that limits are exact."""

    def __init__(self, postgres: "Postgres", clock_s: Callable[[], float | None] = lambda: None) -> None:
        """`clock_s` instead of the server's clock."""
        self._postgres = postgres
        self._clock_s = clock_s
        self._table = f"{postgres.schema}.usage"

    def of_day(self, day: date) -> dict[str, Spent]:
        """What each key spent on a day (UTC), by its name."""
        asked = f"SELECT name, requests, characters, refused, minute, in_minute FROM {self._table} WHERE day = ?"  # noqa: S608 - our own name
        return {name: Spent(*numbers) for name, *numbers in self._postgres.query(asked, (day,))}

    def today(self) -> date:
        """By the server's clock."""
        return day_of(self._now_s())

    def _take_request(self, key: Key) -> Taken:
        most = key.requests_a_minute
        return self._take(key, self._sql(NEW + REQUEST), (self._clock_s(), key.name, most, most))

    def _take_characters(self, key: Key, count: int) -> Taken:
        most = key.characters_a_day
        return self._take(key, self._sql(NEW + CHARACTERS), (self._clock_s(), key.name, count, most, most, most, most))

    def _take(self, key: Key, asked: str, values: Sequence[Any]) -> Taken:
        if found := self._postgres.query(asked, values):
            ((now_s, is_new),) = found
            if is_new:
                first_kept = day_of(now_s) - timedelta(days=KEPT_DAYS)
                self._postgres.query(self._sql(FORGET), (first_kept,))
            return Taken(had_room=True, now_s=now_s)
        ((now_s,),) = self._postgres.query(self._sql(NEW + REFUSED), (self._clock_s(), key.name))
        return Taken(had_room=False, now_s=now_s)

    def _now_s(self) -> float:
        ((now_s,),) = self._postgres.query(f"{NEW}{NOW}", (self._clock_s(),))
        return float(now_s)

    def _sql(self, asked: str) -> str:
        return asked.replace("{usage}", self._table)


NEW = """
    WITH n AS (SELECT coalesce(?, extract(epoch FROM clock_timestamp()))::float8 AS s),
    new AS (SELECT s, (to_timestamp(s) AT TIME ZONE 'UTC')::date AS day, floor(s / 60)::bigint AS minute FROM n)
"""
NOW = "SELECT s FROM n"
REQUEST = """
    INSERT INTO {usage} AS u (day, name, requests, minute, in_minute) SELECT day, ?, 1, minute, 1 FROM new
    ON CONFLICT (day, name) DO UPDATE SET
        requests = u.requests + 1,
        minute = CASE WHEN excluded.minute = u.minute - 1 THEN u.minute ELSE excluded.minute END,
        in_minute = CASE WHEN excluded.minute IN (u.minute - 1, u.minute) THEN u.in_minute ELSE 0 END + 1
    WHERE ?::bigint IS NULL OR excluded.minute NOT IN (u.minute - 1, u.minute) OR u.in_minute < ?
    RETURNING (SELECT s FROM new), u.requests = 1
"""
"""No row where there is no room. Who waited for another's statement may come with the minute before."""
CHARACTERS = """
    INSERT INTO {usage} AS u (day, name, characters)
    SELECT day, ?, t.count FROM new, (SELECT ?::bigint AS count) t WHERE ?::bigint IS NULL OR t.count <= ?
    ON CONFLICT (day, name) DO UPDATE SET characters = u.characters + excluded.characters
    WHERE ?::bigint IS NULL OR u.characters + excluded.characters <= ?
    RETURNING (SELECT s FROM new), false
"""
REFUSED = """
    INSERT INTO {usage} AS u (day, name, refused) SELECT day, ?, 1 FROM new
    ON CONFLICT (day, name) DO UPDATE SET refused = u.refused + 1
    RETURNING (SELECT s FROM new)
"""
FORGET = "DELETE FROM {usage} WHERE day < ? RETURNING 1"
