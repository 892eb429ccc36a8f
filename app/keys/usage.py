"""What was asked for with each key: requests and characters of each day, shared by all processes of a host."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self

from app.errors import QuotaExceededError, StoreError, TooManyRequestsError
from app.keys.key import Key
from app.store.files import Files, typed_errors
from app.store.records import numbers_of, seal

LOG = logging.getLogger(__name__)
DAY_S, MINUTE_S = 86_400, 60
KEPT_DAYS = 400
FOLDER = "usage"


@dataclass(frozen=True, slots=True)
class Spent:
    """By one key on one day (UTC)."""

    requests: int = 0
    characters: int = 0
    refused: int = 0
    minute: int = 0
    """The minute of the last request, since 1970."""
    in_minute: int = 0
    """How many requests came in it."""


class Usage:
    """A small file for each key and day below a folder of its own. Thread-safe, and safe across processes.

    Where it cannot be counted (a full disk), the request passes: a newsroom must not fall silent for an account.
    """

    def __init__(self, files: Files, clock_s: Callable[[], float] = time.time) -> None:
        self._files = files
        self._clock_s = clock_s

    @classmethod
    def open(cls, cache_dir: Path) -> Self:
        """That of a host's announcers with this cache."""
        return cls(Files(cache_dir / FOLDER))

    def request(self, key: Key) -> None:
        """Count a request. Raises TooManyRequestsError when the key had all of this minute; blocks shortly."""
        now_s = self._clock_s()
        minute = int(now_s // MINUTE_S)

        def more(spent: Spent) -> Spent | None:
            before = spent.in_minute if spent.minute == minute else 0
            if key.requests_a_minute is not None and before >= key.requests_a_minute:
                return None
            return replace(spent, requests=spent.requests + 1, minute=minute, in_minute=before + 1)

        if not self._spend(key, now_s, more):
            raise TooManyRequestsError(
                f"The key {key.name} may ask {key.requests_a_minute} times a minute.",
                retry_after_s=_left(now_s, MINUTE_S),
            )

    def characters(self, key: Key, count: int) -> None:
        """Count characters to be read. Raises QuotaExceededError when the key's day has no room for them; blocks."""
        now_s = self._clock_s()

        def more(spent: Spent) -> Spent | None:
            total = spent.characters + count
            if key.characters_a_day is not None and total > key.characters_a_day:
                return None
            return replace(spent, characters=total)

        if not self._spend(key, now_s, more):
            raise QuotaExceededError(
                f"The key {key.name} may have {key.characters_a_day:,} characters read a day.",
                retry_after_s=_left(now_s, DAY_S),
            )

    @typed_errors
    def of_day(self, day: date) -> dict[str, Spent]:
        """What each key spent on a day (UTC), by its name. Raises StoreError."""
        names = [name.removesuffix(".json") for name in self._files.names(day.isoformat()) if name.endswith(".json")]
        return {name: self._read(_path(day, name)) for name in names}

    def today(self) -> date:
        """The day that is counted now (UTC)."""
        return _day(self._clock_s())

    def _spend(self, key: Key, now_s: float, more: Callable[[Spent], Spent | None]) -> bool:
        """Whether there was room; what is refused is counted too."""
        try:
            return self._spent(key, _day(now_s), more)
        except StoreError as error:
            LOG.warning("what the key %s uses could not be counted: %s", key.name, error)
            return True

    @typed_errors
    def _spent(self, key: Key, day: date, more: Callable[[Spent], Spent | None]) -> bool:
        path = _path(day, key.name)
        with self._files.lock():
            before = self._read(path)
            after = more(before)
            refused = replace(before, refused=before.refused + 1)
            self._files.put(path, seal(asdict(after or refused)), durable=False)
            if before == Spent():
                self._forget(day - timedelta(days=KEPT_DAYS))
        return after is not None

    def _forget(self, first_kept: date) -> None:
        for name in self._files.names(""):
            if name < first_kept.isoformat() and name[:1].isdigit():
                for inner in self._files.names(name):
                    self._files.remove(f"{name}/{inner}")
                self._files.remove_folder(name)

    def _read(self, path: str) -> Spent:
        return numbers_of(Spent, self._files.read(path))


def _day(now_s: float) -> date:
    return datetime.fromtimestamp(now_s, UTC).date()


def _path(day: date, name: str) -> str:
    return f"{day.isoformat()}/{name}.json"


def _left(now_s: float, period_s: int) -> int:
    """Whole seconds until the next period begins."""
    return int(period_s - now_s % period_s) + 1
