"""Views and listens: numbers that survive, and cannot be blown up."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.store import counts
from app.store.counts import BURST, Count, Counted, Counts, Pace
from app.store.files import Files


def test_counts_survive_and_are_told_apart(tmp_path: Path) -> None:
    Counts(Files(tmp_path)).add("a", Counted.VIEWS)
    Counts(Files(tmp_path)).add("a", Counted.LISTENS)
    assert Counts(Files(tmp_path)).add("a", Counted.VIEWS) == Count(2, 1)
    assert Counts(Files(tmp_path)).get("b") == Count()


def test_any_key_is_counted_and_found_where_earlier_versions_put_it(tmp_path: Path) -> None:
    here = Counts(Files(tmp_path))
    for key in ("Ağaç", "half a character: \ud800"):
        here.add(key, Counted.LISTENS)
        assert here.get(key) == Count(0, 1)
    assert (tmp_path / "counts" / "7377a5122d62e6dffa3fdf494e740f3621ab4e53.json").exists()


def test_nothing_is_lost_between_threads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        for _ in crowd.map(lambda _: Counts(Files(tmp_path)).add("a", Counted.LISTENS), range(80)):
            pass
    assert Counts(Files(tmp_path)).get("a").listens == 80


def test_a_damaged_count_begins_anew(tmp_path: Path) -> None:
    here = Counts(Files(tmp_path))
    here.add("a", Counted.VIEWS)
    (path,) = (tmp_path / "counts").iterdir()
    path.write_bytes(path.read_bytes().replace(b'"views":1', b'"views":9'))
    assert here.add("a", Counted.VIEWS) == Count(1, 0)


def test_only_so_many_things_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_KEYS", 2)
    here = Counts(Files(tmp_path))
    for key in "abc":
        here.add(key, Counted.VIEWS)
    assert [here.get(key).views for key in "abc"] == [1, 1, 0]
    assert here.add("a", Counted.VIEWS).views == 2


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
