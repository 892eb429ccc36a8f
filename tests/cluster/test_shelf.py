"""The shelf's suite once more, over a real server on loopback."""

import pytest

from app.store.object_shelf import ObjectShelf
from tests.cluster.objects import new_bucket, objects_of
from tests.store.shelves import Place
from tests.store.test_shelf_conformance import (  # noqa: F401 - collected from here
    at_once,
    test_a_change_that_is_refused_changes_nothing,
    test_a_folder_names_what_stands_in_it_in_order_and_nothing_else,
    test_a_place_that_is_let_go_while_others_ask_is_held_by_one_at_a_time,
    test_a_stamp_differs_once_another_wrote_and_is_nothing_where_nothing_is,
    test_of_all_who_ask_at_once_one_holds_a_place,
    test_the_place_of_who_died_is_free_after_a_while_and_goes_to_one,
    test_what_is_moved_stands_at_its_new_place_alone,
    test_what_is_removed_is_gone_and_removing_nothing_is_harmless,
    test_who_holds_a_place_keeps_it_until_it_lets_go,
)

pytestmark = [pytest.mark.cluster, pytest.mark.slow]


@pytest.fixture
def place(object_address: str) -> Place:
    bucket = new_bucket(object_address)
    return Place(lambda place: ObjectShelf(objects_of(object_address, bucket), "shelf", clock_s=lambda: place.now_s))


def test_of_changes_at_once_none_is_lost(place: Place) -> None:
    def editor(number: int) -> None:
        shelf = place.shelf()
        for line in range(3):
            shelf.change("list", lambda data, line=line: b"%s%d:%d\n" % (data or b"", number, line))

    at_once(*(lambda number=number: editor(number) for number in range(5)))
    kept = place.shelf().read("list").decode().split()
    assert sorted(kept) == sorted(f"{number}:{line}" for number in range(5) for line in range(3))
