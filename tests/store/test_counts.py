"""Views and listens: numbers that survive, and cannot be blown up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.store import counts
from app.store.counts import BURST, Count, Counted, Counts, FileCounts, Pace
from app.store.files import Files

Opened = Callable[[], Counts]


@pytest.fixture(params=["files", pytest.param("postgres", marks=pytest.mark.cluster)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """The same counts, opened anew each time: as another process or machine would."""
    if request.param == "files":
        return lambda: FileCounts(Files(tmp_path))
    site = request.getfixturevalue("site_database")
    from app.store.postgres.counts import PostgresCounts  # noqa: PLC0415 - tests run without the extra too

    return lambda: PostgresCounts(site)


def test_counts_survive_and_are_told_apart(opened: Opened) -> None:
    opened().add("a", Counted.VIEWS)
    opened().add("a", Counted.LISTENS)
    assert opened().add("a", Counted.VIEWS) == Count(2, 1)
    assert opened().get("a") == Count(2, 1)
    assert opened().get("b") == Count()


def test_any_key_is_counted(opened: Opened) -> None:
    here = opened()
    keys = ("Ağaç", "half a character: \ud800", "nothing: \0", "x" * 10_000, "'; DROP TABLE counts; --", "%s ?")
    for key in keys:
        here.add(key, Counted.LISTENS)
    assert [here.get(key) for key in keys] == [Count(0, 1)] * len(keys)
    assert here.of(["nobody", *keys, keys[0]]) == [Count(), *[Count(0, 1)] * len(keys), Count(0, 1)]
    assert here.of([]) == []


def test_nothing_is_lost_between_those_who_count(opened: Opened) -> None:
    with ThreadPoolExecutor(8) as crowd:
        for _ in crowd.map(lambda _: opened().add("a", Counted.LISTENS), range(80)):
            pass
    assert opened().get("a").listens == 80


def test_only_so_many_things_are_counted(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_KEYS", 2)
    here = opened()
    if not isinstance(here, FileCounts):
        monkeypatch.setattr(here, "_most_keys", 2)
    for key in "abc":
        here.add(key, Counted.VIEWS)
    assert [here.get(key).views for key in "abc"] == [1, 1, 0]
    assert here.add("a", Counted.VIEWS).views == 2


def test_a_count_is_found_where_earlier_versions_put_it(tmp_path: Path) -> None:
    FileCounts(Files(tmp_path)).add("Ağaç", Counted.LISTENS)
    assert (tmp_path / "counts" / "7377a5122d62e6dffa3fdf494e740f3621ab4e53.json").exists()


def test_a_damaged_count_begins_anew(tmp_path: Path) -> None:
    here = FileCounts(Files(tmp_path))
    here.add("a", Counted.VIEWS)
    (path,) = (tmp_path / "counts").iterdir()
    path.write_bytes(path.read_bytes().replace(b'"views":1', b'"views":9'))
    assert here.add("a", Counted.VIEWS) == Count(1, 0)


def test_a_script_is_slowed_down_to_a_steady_pace_and_others_are_not() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert [pace.allows("a") for _ in range(BURST + 2)] == [True] * BURST + [False] * 2
    assert pace.allows("b")
    now[0] += 3
    assert [pace.allows("a") for _ in range(4)] == [True] * 3 + [False]


def test_whoever_was_counted_last_is_remembered_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "REMEMBERED_PACES", 2)
    now = [0.0]
    pace = Pace(lambda: now[0])
    for _ in range(BURST):
        assert pace.allows("a")
        assert pace.allows("b")
    assert not pace.allows("a")
    assert pace.allows("c")  # "b" is forgotten
    assert not pace.allows("a")
    assert pace.allows("b")


def test_half_a_second_is_not_enough_and_the_halves_add_up() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert [pace.allows("a") for _ in range(BURST + 1)] == [True] * BURST + [False]
    allowed = []
    for _ in range(4):
        now[0] += 0.5
        allowed.append(pace.allows("a"))
    assert allowed == [False, True, False, True]
    now[0] += 10_000
    assert [pace.allows("a") for _ in range(BURST + 1)] == [True] * BURST + [False]
