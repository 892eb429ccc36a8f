"""What was accepted, as files: kept by one process, taken over once by whoever finds it left."""

import threading
from pathlib import Path
from typing import Any

import pytest

from app.store.files import Files
from app.store.promises import FOLDER, LOCK, Promises
from tests.serving import PATIENCE_S

RECORD: dict[str, Any] = {"article": "a1", "lines": [1, 2]}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def left_behind(files: Files, **records: dict[str, Any]) -> None:
    """By a process that is no more."""
    gone = Promises(files)
    for key, record in records.items():
        gone.keep(key, record)
    gone.close()


def names(files: Files) -> list[str]:
    return [name for folder in files.names(FOLDER) for name in files.names(f"{FOLDER}/{folder}")]


def test_what_is_left_behind_is_taken_over_as_it_was_and_once(files: Files) -> None:
    left_behind(files, one=RECORD, two={"article": "a2"})
    heir, late = Promises(files), Promises(files)
    assert heir.adopt() == {"one": RECORD, "two": {"article": "a2"}}
    assert late.adopt() == {}
    assert heir.adopt() == {}
    heir.close()
    assert late.adopt() == {"one": RECORD, "two": {"article": "a2"}}


def test_of_two_who_look_at_once_each_promise_goes_to_one(files: Files) -> None:
    for number in range(10):
        left_behind(files, **{f"key{number}": {"number": number}})
    heirs, begin = [Promises(files) for _ in range(4)], threading.Barrier(4)
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


def test_of_who_lives_nothing_is_taken(files: Files) -> None:
    living, other = Promises(files), Promises(files)
    living.keep("one", RECORD)
    other.keep("two", RECORD)
    assert other.adopt() == {}
    living.keep("one", {"article": "newer"})
    living.close()
    assert other.adopt() == {"one": {"article": "newer"}}


def test_what_is_done_is_gone_and_so_is_the_folder_of_who_did_it(files: Files) -> None:
    done = Promises(files)
    done.keep("one", RECORD)
    done.drop("one")
    done.drop("never kept")
    assert names(files) == [LOCK]
    done.close()
    done.close()
    assert files.names(FOLDER) == []


def test_a_damaged_promise_is_set_apart_and_the_others_are_kept(files: Files, tmp_path: Path) -> None:
    left_behind(files, one=RECORD, two=RECORD)
    path = next(tmp_path.rglob("one.json"))
    path.write_bytes(path.read_bytes()[:-2])
    assert Promises(files).adopt() == {"two": RECORD}
    assert files.names("quarantine") == ["promise-one.json"]


def test_what_a_writer_that_was_killed_left_unfinished_goes(files: Files, tmp_path: Path) -> None:
    left_behind(files, one=RECORD)
    unfinished = next(tmp_path.rglob("one.json")).with_name(".two.json.0badcafe.tmp")
    unfinished.write_bytes(b"{")
    heir = Promises(files)
    assert heir.adopt() == {"one": RECORD}
    assert not unfinished.exists()
    assert [name for name in names(files) if name != LOCK] == ["one.json"]
    assert len(files.names(FOLDER)) == 1
