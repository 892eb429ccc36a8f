"""What only a shelf of many nodes has to withstand: slow and lost answers, frozen nodes, a store that is down."""

from pathlib import Path
from typing import Any

import pytest

from app.errors import StoreError
from tests.store.shelves import Place, object_place

LEASE_S = 10.0


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return object_place(tmp_path)


class Counting:
    """An object store that counts what it is asked, and can be down."""

    def __init__(self, objects: Any) -> None:
        self._objects = objects
        self.down = False
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any) -> Any:
            self.calls.append(name)
            if self.down:
                raise StoreError("It does not answer.", retry_after_s=5)
            return getattr(self._objects, name)(*args)

        return call


def counting(shelf: Any) -> Counting:
    shelf._objects = counted = Counting(shelf._objects)
    return counted


def test_a_stamp_is_asked_for_once_a_second_whoever_wants_it(place: Place) -> None:
    here = place.shelf()
    asked = counting(here)
    for _ in range(50):
        here.stamp("a")
        place.later(0.1)
    assert asked.calls.count("head") == 5


def test_a_stamp_is_as_it_was_while_the_store_does_not_answer(place: Place) -> None:
    here = place.shelf()
    asked = counting(here)
    here.write("a", b"one")
    before = here.stamp("a")
    asked.down = True
    place.later(5)
    assert here.stamp("a") == before
    with pytest.raises(StoreError):
        here.stamp("never seen")


def test_between_reading_and_writing_another_may_be_faster(place: Place) -> None:
    here, there = place.shelf(), place.shelf()
    seen: list[bytes | None] = []

    def edit(data: bytes | None) -> bytes:
        seen.append(data)
        if len(seen) < 4:
            there.write("a", b"theirs %d" % len(seen))
        return b"mine upon " + (data or b"nothing")

    here.change("a", edit)
    assert seen == [None, b"theirs 1", b"theirs 2", b"theirs 3"]
    assert here.read("a") == b"mine upon theirs 3"


def test_who_is_always_too_late_is_told_so(place: Place) -> None:
    here, there = place.shelf(), place.shelf()
    number = iter(range(1_000))

    def edit(_data: bytes | None) -> bytes:
        there.write("a", b"%d" % next(number))
        return b"mine"

    with pytest.raises(StoreError) as refused:
        here.change("a", edit)
    assert refused.value.retry_after_s


def test_a_frozen_holder_is_taken_for_dead_and_notices(place: Place) -> None:
    frozen, heir = place.shelf(), place.shelf()
    held = frozen.hold("lock")
    frozen._held.clear()  # it beats no more
    assert heir.hold("lock") is None
    place.later(LEASE_S)
    taken = heir.hold("lock")
    assert taken is not None
    held.beat()  # it wakes up
    assert held.is_lost
    held.release()
    taken.beat()
    assert not taken.is_lost  # what the loser let go was not its own


def test_a_beat_whose_answer_is_lost_loses_nothing(place: Place) -> None:
    here = place.shelf()
    held = here.hold("lock")
    replace = held._objects.replace

    class Deaf:
        def __getattr__(self, name: str) -> Any:
            return getattr(here._objects, name)

        def replace(self, *args: Any) -> str:
            replace(*args)
            raise StoreError("The answer was lost.")

    held._objects, objects = Deaf(), held._objects
    held.beat()
    held._objects = objects
    held.beat()
    held.beat()
    assert not held.is_lost


def test_while_the_store_is_down_nobody_takes_a_place_and_nobody_loses_one(place: Place) -> None:
    here, there = place.shelf(), place.shelf()
    held = here.hold("lock")
    assert there.hold("lock") is None
    ours = Counting(held._objects)
    ours.down = True
    held._objects = ours
    held.beat()
    ours.down = False
    held.beat()
    place.later(LEASE_S)
    assert there.hold("lock") is None
    assert not held.is_lost


def test_letting_go_of_a_store_that_is_down_raises_nothing(place: Place) -> None:
    here = place.shelf()
    held = here.hold("lock")
    held._objects = down = Counting(held._objects)
    down.down = True
    held.release()


def test_a_store_that_is_closed_in_mid_move_leaves_it_at_both_places(place: Place) -> None:
    here = place.shelf()
    here.write("a", b"one")
    objects = here._objects

    class NoDeleting:
        def __getattr__(self, name: str) -> Any:
            return getattr(objects, name)

        def delete(self, _path: str) -> None:
            raise StoreError("It does not answer.")

    here._objects = NoDeleting()
    with pytest.raises(StoreError):
        here.move("a", "b")
    assert place.shelf().read("a") == place.shelf().read("b") == b"one"
