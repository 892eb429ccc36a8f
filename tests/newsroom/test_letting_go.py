"""How long narrations are kept."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from app.newsroom.config import LetGo, Newsroom
from app.newsroom.letting_go import WITNESSES, let_go
from app.store.memory import MemoryStore
from app.store.questions import Which
from tests.store.things import BODY, HEAD, article, narration, timeline

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def keep(store: MemoryStore, number: int, *, days: float, section: str | None = None) -> None:
    """An article, and its narration, of so many days ago."""
    made = dataclasses.replace(narration(number), created_at=NOW - timedelta(days=days))
    draft = store.begin(made.id)
    assert draft is not None
    draft.write(HEAD + BODY)
    draft.publish(made, timeline())
    known = article(f"{days:g} days {section}", number)
    store.put_article(dataclasses.replace(known, updated_at=NOW - timedelta(days=days), section=section))


def kept(store: MemoryStore) -> list[str]:
    return [each.article_id for each in store.articles(Which(kept=True))]


@pytest.fixture
def store() -> MemoryStore:
    """Some of today, and two of each section long ago."""
    store = MemoryStore()
    for number in range(WITNESSES):
        keep(store, number, days=0.1)
    for number, section in enumerate(("Spor", "Özel", None), WITNESSES):
        keep(store, number, days=40, section=section)
        keep(store, number + 10, days=400, section=section)
    return store


def test_the_first_rule_that_names_a_section_decides_and_one_without_decides_about_the_rest(store: MemoryStore) -> None:
    rules = Newsroom.model_validate(
        {
            "let_go": [
                {"section": "spor", "after": "30d"},
                {"section": "ÖZEL", "after": "3650d"},
                {"after": "365d"},
                {"section": "Özel", "after": "1s"},
            ]
        }
    ).let_go
    assert let_go(rules, store, lambda: NOW) == 3
    assert set(kept(store)) == {"0.1 days None", "40 days None", "40 days Özel", "400 days Özel"}
    assert store.article("400 days Spor") is not None
    assert let_go(rules, store, lambda: NOW) == 0


def test_without_a_rule_nothing_goes(store: MemoryStore) -> None:
    assert let_go((), store, lambda: NOW + timedelta(days=99_999)) == 0


def test_a_clock_that_jumps_empties_nothing(store: MemoryStore) -> None:
    keep(store, 50, days=-3_650)  # and wrote something while it was wrong
    before = kept(store)
    assert let_go([LetGo(after="500d")], store, lambda: NOW + timedelta(days=3_650)) == 0
    assert kept(store) == before


def test_a_period_is_a_period() -> None:
    with pytest.raises(ValidationError):
        LetGo(after="some time")
