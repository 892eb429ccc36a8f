"""What passes: heard for a while, and never kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.narration.articles import summary_key
from app.store import passing
from app.store.local import LocalStore
from app.store.memory import MemoryStore
from app.store.passing import PassingStore
from tests.store.things import article, narration_id, publish


def test_what_passes_is_heard_and_its_articles_too_and_nothing_of_it_is_kept() -> None:
    kept = MemoryStore()
    store = PassingStore(kept)
    store.let_pass(narration_id(0), narration_id(1))
    store.let_pass(narration_id(2))
    made = [publish(store, number) for number in range(4)]
    for each in made:
        store.put_article(article(each.id))
        store.put_article(article(summary_key(each.id)))
        assert store.get(each.id) == each
        assert store.article(each.id) == article(each.id)
        assert store.article(summary_key(each.id)) == article(summary_key(each.id))
    assert [each.id for each in kept.narrations()] == [narration_id(3)]
    assert [kept.article(each.id) is not None for each in made] == [False, False, False, True]
    assert [kept.article(summary_key(each.id)) is not None for each in made] == [False, False, False, True]


def test_only_so_much_of_it_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    store = PassingStore(MemoryStore())
    store.let_pass(narration_id(0))
    publish(store)
    store.let_pass()
    assert store.get(narration_id(0)) is not None
    monkeypatch.setattr(passing, "MOST_BYTES", 0)
    store.let_pass()
    assert store.get(narration_id(0)) is None


def test_a_lost_one_is_looked_for_where_it_is_kept(tmp_path: Path) -> None:
    store = PassingStore(LocalStore(tmp_path))
    store.let_pass(narration_id(1))
    made = publish(store)
    next(tmp_path.rglob("audio.mp3")).write_bytes(b"no sound")
    assert store.check(made.id)
    lost = store.lost(made.id)
    assert lost is not None
    assert lost[0] == made
    assert store.lost(narration_id(1)) is None
    store.close()


class Telling(MemoryStore):
    """Gives an address of its sound, and says how it was asked."""

    def audio_address(self, narration_id: str) -> str:  # type: ignore[override]
        return f"https://store.example/{narration_id}.mp3"

    def catch_up(self, told: Callable[[int, int], None] = lambda _done, _of: None, *, rest: float = 0.0) -> int:
        told(1, 2)
        return round(rest * 10)


def test_what_is_kept_is_asked_for_as_ever() -> None:
    store = PassingStore(Telling())
    store.let_pass(narration_id(1))
    assert store.audio_address(narration_id(0)) == f"https://store.example/{narration_id(0)}.mp3"
    assert store.audio_address(narration_id(1)) is None
    heard: list[tuple[int, int]] = []
    assert store.catch_up(lambda done, of: heard.append((done, of)), rest=0.5) == 5
    assert heard == [(1, 2)]
    assert store.catch_up() == 0
