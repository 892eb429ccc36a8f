"""What was accepted, as files: kept by one process, taken over once by whoever finds it left."""

import threading
from pathlib import Path
from typing import Any

import pytest

from app.store.promises import FOLDER, LOCK, Promises
from app.store.shelf import FileShelf, Shelf
from tests.serving import PATIENCE_S

RECORD: dict[str, Any] = {"article": "a1", "lines": [1, 2]}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return FileShelf(tmp_path)


def left_behind(shelf: Shelf, **records: dict[str, Any]) -> None:
    """By a process that is no more."""
    gone = Promises(shelf)
    for key, record in records.items():
        gone.keep(key, record)
    gone.close()


def names(shelf: Shelf) -> list[str]:
    return [name for folder in shelf.names(FOLDER) for name in shelf.names(f"{FOLDER}/{folder}")]


def test_what_is_left_behind_is_taken_over_as_it_was_and_once(shelf: Shelf) -> None:
    left_behind(shelf, one=RECORD, two={"article": "a2"})
    heir, late = Promises(shelf), Promises(shelf)
    assert heir.adopt() == {"one": RECORD, "two": {"article": "a2"}}
    assert late.adopt() == {}
    assert heir.adopt() == {}
    heir.close()
    assert late.adopt() == {"one": RECORD, "two": {"article": "a2"}}


def test_of_two_who_look_at_once_each_promise_goes_to_one(shelf: Shelf) -> None:
    for number in range(10):
        left_behind(shelf, **{f"key{number}": {"number": number}})
    heirs, begin = [Promises(shelf) for _ in range(4)], threading.Barrier(4)
    found: list[dict[str, Any]] = []

    def look(heir: Promises) -> None:
        begin.wait(PATIENCE_S)
        found.append(heir.adopt())

    threads = [threading.Thread(target=look, args=[heir]) for heir in heirs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert sorted(key for each in found for key in each) == sorted(f"key{number}" for number in range(10))


def test_of_who_lives_nothing_is_taken(shelf: Shelf) -> None:
    living, other = Promises(shelf), Promises(shelf)
    living.keep("one", RECORD)
    other.keep("two", RECORD)
    assert other.adopt() == {}
    living.keep("one", {"article": "newer"})
    living.close()
    assert other.adopt() == {"one": {"article": "newer"}}


def test_what_is_done_is_gone_and_so_is_the_folder_of_who_did_it(shelf: Shelf) -> None:
    done = Promises(shelf)
    done.keep("one", RECORD)
    done.drop("one")
    done.drop("never kept")
    assert names(shelf) == [LOCK]
    done.close()
    done.close()
    assert shelf.names(FOLDER) == []


def test_a_damaged_promise_is_set_apart_and_the_others_are_kept(shelf: Shelf, tmp_path: Path) -> None:
    left_behind(shelf, one=RECORD, two=RECORD)
    path = next(tmp_path.rglob("one.json"))
    path.write_bytes(path.read_bytes()[:-2])
    assert Promises(shelf).adopt() == {"two": RECORD}
    assert shelf.names("quarantine") == ["promise-one.json"]


def test_what_a_writer_that_was_killed_left_unfinished_goes(shelf: Shelf, tmp_path: Path) -> None:
    left_behind(shelf, one=RECORD)
    unfinished = next(tmp_path.rglob("one.json")).with_name(".two.json.0badcafe.tmp")
    unfinished.write_bytes(b"{")
    heir = Promises(shelf)
    assert heir.adopt() == {"one": RECORD}
    assert not unfinished.exists()
    assert [name for name in names(shelf) if name != LOCK] == ["one.json"]
    assert len(shelf.names(FOLDER)) == 1
