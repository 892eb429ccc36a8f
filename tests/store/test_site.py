"""Two clusters do not get into one prefix; the dead keep nobody out."""

from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.store.site import FOLDER, join
from tests.store.shelves import Place, object_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return object_place(tmp_path)


def test_nodes_of_one_cluster_join_and_leave_at_once(place: Place) -> None:
    nodes = [join(place.shelf(), "ours", pause=_never) for _ in range(3)]
    for node in nodes:
        node.release()
    assert place.shelf().names(FOLDER) == []


def test_a_living_node_of_another_cluster_keeps_ours_out(place: Place) -> None:
    theirs = place.shelf()
    held = join(theirs, "theirs", pause=_never)

    def pause(seconds: float) -> None:
        place.later(seconds)
        for each in list(theirs._held):
            each.beat()

    with pytest.raises(InvalidSettingError, match="another cluster"):
        join(place.shelf(), "ours", pause=pause)
    assert len(place.shelf().names(FOLDER)) == 1  # ours left nothing behind
    held.release()
    join(place.shelf(), "ours", pause=_never)


def test_a_dead_node_of_another_cluster_is_cleared_away(place: Place) -> None:
    theirs = place.shelf()
    place.kill(theirs, join(theirs, "theirs", pause=_never))
    ours = join(place.shelf(), "ours", pause=place.later)
    assert len(place.shelf().names(FOLDER)) == 1
    ours.release()


def _never(_seconds: float) -> None:
    raise AssertionError("nobody has to be waited for")
