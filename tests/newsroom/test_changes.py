"""What an edit changed."""

from hypothesis import given
from hypothesis import strategies as st

from app.newsroom.changes import changes

LINES = st.lists(st.sampled_from("abcde"), max_size=12)


def test_kept_changed_added_and_removed_lines_are_told_apart() -> None:
    found = changes(["a", "b", "c", "d"], ["a", "B", "c", "d", "e"])
    assert (found.kept, found.changed, found.added, found.removed) == (3, (("b", "B"),), ("e",), ())
    assert changes(["a", "b"], ["b"]).removed == ("a",)


@given(LINES, LINES)
def test_every_line_of_both_versions_is_accounted_for(before: list[str], after: list[str]) -> None:
    found = changes(before, after)
    assert found.kept + len(found.changed) + len(found.removed) == len(before)
    assert found.kept + len(found.changed) + len(found.added) == len(after)
    assert (found.kept == len(before) == len(after)) == (before == after)
