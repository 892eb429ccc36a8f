"""What each key used: counted for all processes and machines, limited as its table says."""

import errno
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.errors import QuotaExceededError, TooManyRequestsError
from app.keys import FileUsage, Spent, Usage, new_secret
from app.keys.key import Key
from app.store.files import Files
from tests.serving import PATIENCE_S

NOON_S = datetime(2026, 11, 26, 12, 0, 10, tzinfo=UTC).timestamp()
TODAY = date(2026, 11, 26)


class FullFiles(Files):
    """A disk without room."""

    def write(self, descriptor: int, data: bytes, offset: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


class Clock:
    """Time that passes when it is told to."""

    now_s = NOON_S

    def __call__(self) -> float:
        return self.now_s


def key(requests_a_minute: int | None = None, characters_a_day: int | None = None) -> Key:
    return Key(
        name="desk",
        digest=new_secret().digest,
        requests_a_minute=requests_a_minute,
        characters_a_day=characters_a_day,
    )


Opened = Callable[[Clock], Usage]


@pytest.fixture(params=["files", pytest.param("postgres", marks=pytest.mark.cluster)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """The same account, opened anew each time: as another process or machine would."""
    if request.param == "files":
        return lambda clock: FileUsage(Files(tmp_path), clock)
    site = request.getfixturevalue("site_database")
    from app.keys.postgres_usage import PostgresUsage  # noqa: PLC0415 - tests run without the extra too

    return lambda clock: PostgresUsage(site, clock)


def test_a_minute_has_as_many_requests_as_the_key_says_and_the_next_as_many_again(opened: Opened) -> None:
    clock = Clock()
    usage = opened(clock)
    for _ in range(3):
        usage.request(key(3))
    with pytest.raises(TooManyRequestsError) as refused:
        usage.request(key(3))
    assert refused.value.retry_after_s == 51
    clock.now_s += refused.value.retry_after_s
    usage.request(key(3))
    assert usage.of_day(TODAY) == {"desk": Spent(4, 0, 1, int(clock.now_s // 60), 1)}


def test_what_does_not_fit_into_the_day_is_refused_and_costs_nothing(opened: Opened) -> None:
    clock = Clock()
    usage = opened(clock)
    usage.characters(key(characters_a_day=100), 90)
    with pytest.raises(QuotaExceededError) as refused:
        usage.characters(key(characters_a_day=100), 11)
    usage.characters(key(characters_a_day=100), 10)
    assert usage.of_day(TODAY)["desk"].characters == 100
    assert refused.value.retry_after_s is not None
    clock.now_s += refused.value.retry_after_s
    usage.characters(key(characters_a_day=100), 100)
    assert usage.today() == date(2026, 11, 27)


def test_a_key_without_limits_is_counted_alone(opened: Opened) -> None:
    usage = opened(Clock())
    for _ in range(50):
        usage.request(key())
    usage.characters(key(), 10**9)
    spent = usage.of_day(TODAY)["desk"]
    assert (spent.requests, spent.characters, spent.refused) == (50, 10**9, 0)


def test_all_who_count_share_a_limit(opened: Opened) -> None:
    usages = [opened(Clock()) for _ in range(4)]
    passed: list[None] = []
    begin = threading.Barrier(4)

    def ask(usage: Usage) -> None:
        begin.wait(PATIENCE_S)
        for _ in range(5):
            try:
                usage.request(key(10))
            except TooManyRequestsError:
                continue
            passed.append(None)

    threads = [threading.Thread(target=ask, args=[usage]) for usage in usages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert len(passed) == 10
    assert usages[0].of_day(TODAY)["desk"].refused == 10


def test_a_damaged_count_begins_anew(tmp_path: Path) -> None:
    usage = FileUsage(Files(tmp_path), Clock())
    usage.request(key())
    next(tmp_path.rglob("desk.json")).write_bytes(b"{")
    usage.request(key())
    assert usage.of_day(TODAY)["desk"].requests == 1


def test_a_newsroom_does_not_fall_silent_for_a_full_disk(tmp_path: Path) -> None:
    usage = FileUsage(FullFiles(tmp_path), Clock())
    usage.request(key(1))
    usage.characters(key(characters_a_day=1), 1)


def test_what_is_older_than_a_year_and_a_bit_is_forgotten(opened: Opened) -> None:
    clock = Clock()
    usage = opened(clock)
    usage.request(key())
    clock.now_s += 401 * 86_400
    usage.request(key())
    assert usage.of_day(TODAY) == {}
    assert usage.of_day(usage.today())["desk"].requests == 1
