"""What every shelf promises, whether processes of one host share it or nodes of a cluster."""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidLexiconError, StoreError
from tests.serving import PATIENCE_S
from tests.store.shelves import PLACES, Place

LONG_S = 60.0


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return PLACES[request.param](tmp_path)


def at_once(*calls: Callable[[], None]) -> None:
    """All of them, begun together; what one raises is raised."""
    begin, failed = threading.Barrier(len(calls)), list[BaseException]()

    def run(call: Callable[[], None]) -> None:
        begin.wait(PATIENCE_S)
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - of a thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert failed == []


def test_what_is_written_is_read_by_all_as_it_was_and_replaced(place: Place) -> None:
    here, there = place.shelf(), place.shelf()
    assert there.read("a/b.json") is None
    here.write("a/b.json", b"one")
    assert there.read("a/b.json") == here.read("a/b.json") == b"one"
    there.write("a/b.json", b"")
    assert here.read("a/b.json") == b""


def test_what_is_removed_is_gone_and_removing_nothing_is_harmless(place: Place) -> None:
    here, there = place.shelf(), place.shelf()
    here.write("a", b"one")
    there.remove("a")
    there.remove("a")
    there.remove("never/there")
    assert here.read("a") is None


def test_a_folder_names_what_stands_in_it_in_order_and_nothing_else(place: Place) -> None:
    here = place.shelf()
    for path in ("f/b.json", "f/a.json", "f/inner/deep/x", "fa/other", "g"):
        here.write(path, b"x")
    assert place.shelf().names("f") == ["a.json", "b.json", "inner"]
    assert here.names("f/inner") == ["deep"]
    assert here.names("nowhere") == []
    assert {"f", "fa", "g"} <= set(here.names(""))


def test_a_stamp_differs_once_another_wrote_and_is_nothing_where_nothing_is(place: Place) -> None:
    here, there = place.shelf(), place.shelf()
    assert here.stamp("a") is None
    seen = [here.stamp("a")]
    for data in (b"one", b"two!", b"three"):
        there.write("a", data)
        place.later(1.0)
        seen.append(here.stamp("a"))
    there.remove("a")
    place.later(1.0)
    seen.append(here.stamp("a"))
    assert all(before != after for before, after in itertools.pairwise(seen))
    assert seen[-1] is None


def test_ones_own_writing_is_seen_at_once(place: Place) -> None:
    here = place.shelf()
    before = here.stamp("a")
    here.write("a", b"one")
    written = here.stamp("a")
    here.change("a", lambda data: (data or b"") + b"!")
    changed = here.stamp("a")
    here.remove("a")
    assert len({before, written, changed}) == 3
    assert here.stamp("a") is None


def test_a_change_that_is_refused_changes_nothing(place: Place) -> None:
    here = place.shelf()
    here.write("a", b"one")

    def refuse(_data: bytes | None) -> bytes:
        raise InvalidLexiconError("No.")

    for path in ("a", "new"):
        with pytest.raises(InvalidLexiconError):
            here.change(path, refuse)
    assert (here.read("a"), here.read("new")) == (b"one", None)


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
@settings(max_examples=15)
@given(names=st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), min_size=2, max_size=4))
def test_of_changes_at_once_none_is_lost(make: Callable[[Path], Place], names: list[list[int]]) -> None:
    with TemporaryDirectory() as folder:
        place = make(Path(folder))

        def editor(number: int) -> Callable[[], None]:
            shelf = place.shelf()

            def add(line: str) -> None:
                shelf.change("list", lambda data: "\n".join(sorted({*(data or b"").decode().split(), line})).encode())

            def edit() -> None:
                for name in names[number]:
                    add(f"{number}:{name}")

            return edit

        at_once(*map(editor, range(len(names))))
        kept = (place.shelf().read("list") or b"").decode().split()
    assert kept == sorted({f"{number}:{name}" for number, own in enumerate(names) for name in own})


def test_what_is_moved_stands_at_its_new_place_alone(place: Place) -> None:
    here = place.shelf()
    here.write("a/one", b"1")
    here.write("b/one", b"older")
    here.move("a/one", "b/one")
    here.write("a/two", b"2")
    here.move("a/two", "c/d/two")
    assert (place.shelf().read("b/one"), here.read("c/d/two")) == (b"1", b"2")
    assert here.read("a/one") is here.read("a/two") is None
    with pytest.raises(StoreError):
        here.move("a/one", "b/one")
    assert here.read("b/one") == b"1"


def test_of_all_who_ask_at_once_one_holds_a_place(place: Place) -> None:
    shelves, found = [place.shelf() for _ in range(6)], list[object]()
    at_once(*((lambda shelf=shelf: found.append(shelf.hold("f/lock"))) for shelf in shelves))
    assert len([held for held in found if held is not None]) == 1


def test_who_holds_a_place_keeps_it_until_it_lets_go(place: Place) -> None:
    here, there = place.shelf(), place.shelf()
    held = here.hold("f/lock")
    assert there.hold("f/lock") is here.hold("f/lock") is None
    for _ in range(5):
        place.later(LONG_S)
        for each in list(getattr(here, "_held", [])):
            each.beat()
        assert there.hold("f/lock") is None
    assert not held.is_lost
    held.release()
    held.release()
    assert there.names("f") == []
    assert there.hold("f/lock") is not None


def test_what_stands_beside_a_place_that_is_let_go_stays(place: Place) -> None:
    here = place.shelf()
    held = here.hold("f/lock")
    here.write("f/one", b"1")
    held.release()
    assert place.shelf().names("f") == ["one"]


def test_the_place_of_who_died_is_free_after_a_while_and_goes_to_one(place: Place) -> None:
    dead = place.shelf()
    place.kill(dead, dead.hold("f/lock"))
    heirs, found = [place.shelf() for _ in range(4)], list[object]()
    for _ in range(2):  # a first look; a second one after the lease
        found = [held or heir.hold("f/lock") for held, heir in zip(found or [None] * 4, heirs, strict=True)]
        place.later(LONG_S)
    assert len([held for held in found if held is not None]) == 1


def test_a_place_that_is_let_go_while_others_ask_is_held_by_one_at_a_time(place: Place) -> None:
    holders, most, guard = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal holders, most
        shelf, turns = place.shelf(), 0
        while turns < 3:
            if (held := shelf.hold("f/lock")) is None:
                continue
            with guard:
                holders += 1
                most = max(most, holders)
            with guard:
                holders -= 1
            held.release()
            turns += 1

    at_once(work, work, work)
    assert most == 1
