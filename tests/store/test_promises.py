"""What was accepted: kept by one process, taken over once by whoever finds it left, on one machine and across nodes."""

import threading
from pathlib import Path
from typing import Any

import pytest

from app.errors import StoreError
from app.store.promises import FOLDER, LOCK, Promises
from app.store.shelf import Shelf
from tests.serving import PATIENCE_S
from tests.store.shelves import PLACES, Place, object_place

RECORD: dict[str, Any] = {"article": "a1", "lines": [1, 2]}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def shelf(place: Place) -> Shelf:
    found: Shelf = place.shelf()
    return found


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


def test_a_damaged_promise_is_set_apart_and_the_others_are_kept(shelf: Shelf) -> None:
    left_behind(shelf, one=RECORD, two=RECORD)
    path = f"{FOLDER}/{shelf.names(FOLDER)[0]}/one.json"
    shelf.write(path, (shelf.read(path) or b"")[:-2])
    assert Promises(shelf).adopt() == {"two": RECORD}
    assert shelf.names("quarantine") == ["promise-one.json"]


def test_what_a_writer_that_was_killed_left_unfinished_goes(shelf: Shelf) -> None:
    left_behind(shelf, one=RECORD)
    shelf.write(f"{FOLDER}/{shelf.names(FOLDER)[0]}/.two.json.0badcafe.tmp", b"{")
    heir = Promises(shelf)
    assert heir.adopt() == {"one": RECORD}
    assert [name for name in names(shelf) if name != LOCK] == ["one.json"]
    assert len(shelf.names(FOLDER)) == 1


def test_what_a_killed_process_left_is_taken_over(place: Place) -> None:
    dead, heir = place.shelf(), Promises(place.shelf())
    killed = Promises(dead)
    killed.keep("one", RECORD)
    place.kill(dead, killed._held)
    found = heir.adopt()
    place.later(60)
    assert found | heir.adopt() == {"one": RECORD}


def test_who_was_taken_for_dead_keeps_what_is_new_in_a_folder_of_its_own(tmp_path: Path) -> None:
    place = object_place(tmp_path)
    frozen, heir = place.shelf(), Promises(place.shelf())
    sleeper = Promises(frozen)
    sleeper.keep("one", RECORD)
    held = list(frozen._held)
    place.kill(frozen, held[0])
    heir.adopt()
    place.later(60)
    assert heir.adopt() == {"one": RECORD}
    held[0].beat()  # it wakes up
    sleeper.drop("one")  # which it did, too late to be told so
    sleeper.keep("two", RECORD)
    place.later(60)
    assert heir.adopt() == {}  # it lives
    sleeper.close()
    assert heir.adopt() == {"two": RECORD}


def test_a_store_that_fails_in_between_loses_nothing_that_was_taken_over(place: Place) -> None:
    first, second = place.shelf(), place.shelf()
    left_behind(first, one=RECORD)
    left_behind(second, two=RECORD)
    ours = place.shelf()
    heir, moves = Promises(ours), 0

    class Failing:
        def __getattr__(self, name: str) -> Any:
            return getattr(ours, name)

        def move(self, source: str, target: str) -> None:
            nonlocal moves
            moves += 1
            if moves == 2:
                raise StoreError("It does not answer.")
            ours.move(source, target)

    heir._shelf = Failing()
    found = heir.adopt()
    assert len(found) == 1
    assert found | heir.adopt() == {"one": RECORD, "two": RECORD}
