"""The account of the keys in files: for the processes of one host."""

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from app.keys.key import Key
from app.keys.usage import KEPT_DAYS, MINUTE_S, Spent, Taken, Usage, day_of
from app.store.files import Files, typed_errors
from app.store.records import numbers_of, seal

FOLDER = "usage"


class FileUsage(Usage):
    """A small file for each key and day below a folder of its own."""

    def __init__(self, files: Files, clock_s: Callable[[], float] = time.time) -> None:
        self._files = files
        self._clock_s = clock_s

    @classmethod
    def open(cls, cache_dir: Path) -> Self:
        """That of a host's announcers with this cache."""
        return cls(Files(cache_dir / FOLDER))

    @typed_errors
    def of_day(self, day: date) -> dict[str, Spent]:
        """What each key spent on a day (UTC), by its name."""
        names = [name.removesuffix(".json") for name in self._files.names(day.isoformat()) if name.endswith(".json")]
        return {name: self._read(_path(day, name)) for name in names}

    def today(self) -> date:
        """By this host's clock."""
        return day_of(self._clock_s())

    def _take_request(self, key: Key) -> Taken:
        now_s = self._clock_s()
        minute = int(now_s // MINUTE_S)

        def more(spent: Spent) -> Spent | None:
            before = spent.in_minute if spent.minute == minute else 0
            if key.requests_a_minute is not None and before >= key.requests_a_minute:
                return None
            return replace(spent, requests=spent.requests + 1, minute=minute, in_minute=before + 1)

        return Taken(self._spent(key, day_of(now_s), more), now_s)

    def _take_characters(self, key: Key, count: int) -> Taken:
        now_s = self._clock_s()

        def more(spent: Spent) -> Spent | None:
            total = spent.characters + count
            if key.characters_a_day is not None and total > key.characters_a_day:
                return None
            return replace(spent, characters=total)

        return Taken(self._spent(key, day_of(now_s), more), now_s)

    @typed_errors
    def _spent(self, key: Key, day: date, more: Callable[[Spent], Spent | None]) -> bool:
        """Whether there was room; what is refused is counted too."""
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


def _path(day: date, name: str) -> str:
    return f"{day.isoformat()}/{name}.json"
