"""What an edit changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.newsroom import changes as module
from app.newsroom.changes import Changes, changes

LINES = st.lists(st.sampled_from("abcde"), max_size=12)


def test_kept_changed_added_and_removed_lines_are_told_apart() -> None:
    found = changes(["a", "b", "c", "d"], ["a", "B", "c", "d", "e"])
    assert (found.kept, found.changed, found.added, found.removed) == (3, (("b", "B"),), ("e",), ())
    assert changes(["a", "b"], ["b"]).removed == ("a",)


def is_accounted_for(before: list[str], after: list[str]) -> Changes:
    found = changes(before, after)
    assert found.kept + len(found.changed) + len(found.removed) == len(before)
    assert found.kept + len(found.changed) + len(found.added) == len(after)
    return found


@given(LINES, LINES)
def test_every_line_of_both_versions_is_accounted_for(before: list[str], after: list[str]) -> None:
    found = is_accounted_for(before, after)
    assert (found.kept == len(before) == len(after)) == (before == after)


@given(LINES, LINES)
def test_lines_of_a_book_that_is_another_one_are_accounted_for_too(before: list[str], after: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "MOST_COMPARED", 0)
        is_accounted_for(before, after)


def test_a_book_of_equal_lines_is_compared_at_once() -> None:
    found = changes(["a"] * 40_000, ["b"] + ["a"] * 40_000 + ["b"])
    assert (found.kept, found.removed, found.added) == (40_000, (), ("b", "b"))
