"""What was asked for with each key: requests and characters of each day, and whether there is room for more."""

import abc
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.errors import QuotaExceededError, StoreError, TooManyRequestsError
from app.keys.key import Key

LOG = logging.getLogger(__name__)
DAY_S, MINUTE_S = 86_400, 60
KEPT_DAYS = 400


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


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a try to spend, and when."""

    had_room: bool
    now_s: float
    """Since 1970, by the clock that days and minutes are told by."""


class Usage(abc.ABC):
    """The account of all keys. Thread-safe, exact whoever spends; every method blocks.

    Where it cannot be kept (a full disk, a database that is away), the request passes: a newsroom must not fall silent
    for an account.
    """

    def request(self, key: Key) -> None:
        """Count a request. Raises TooManyRequestsError when the key had all of this minute."""
        taken = self._try(key, self._take_request)
        if taken is not None and not taken.had_room:
            raise TooManyRequestsError(
                f"The key {key.name} may ask {key.requests_a_minute} times a minute.",
                retry_after_s=_left(taken.now_s, MINUTE_S),
            )

    def characters(self, key: Key, count: int) -> None:
        """Count characters to be read. Raises QuotaExceededError when the key's day has no room for them."""
        taken = self._try(key, lambda key: self._take_characters(key, count))
        if taken is not None and not taken.had_room:
            raise QuotaExceededError(
                f"The key {key.name} may have {key.characters_a_day:,} characters read a day.",
                retry_after_s=_left(taken.now_s, DAY_S),
            )

    @abc.abstractmethod
    def of_day(self, day: date) -> dict[str, Spent]:
        """What each key spent on a day (UTC), by its name. Raises StoreError."""

    @abc.abstractmethod
    def today(self) -> date:
        """The day that is counted now (UTC). Raises StoreError."""

    @abc.abstractmethod
    def _take_request(self, key: Key) -> Taken:
        """Count a request that has room in its minute, else that it was refused. Raises StoreError."""

    @abc.abstractmethod
    def _take_characters(self, key: Key, count: int) -> Taken:
        """Count characters that have room in their day, else that they were refused. Raises StoreError."""

    def _try(self, key: Key, take: Callable[[Key], Taken]) -> Taken | None:
        try:
            return take(key)
        except StoreError as error:
            LOG.warning("what the key %s uses could not be counted: %s", key.name, error)
            return None


def day_of(now_s: float) -> date:
    """The day (UTC) of a time since 1970."""
    return datetime.fromtimestamp(now_s, UTC).date()


def _left(now_s: float, period_s: int) -> int:
    """Whole seconds until the next period begins."""
    return int(period_s - now_s % period_s) + 1
