"""What is asked of every Store: pages, counts, what was used longest ago, which narration says which word."""

import dataclasses
import functools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from app.narration.timeline import TimedLine, Timeline
from app.store.base import Store
from app.store.kept import ArticleRecord, Narration
from app.store.questions import EVERY, Page, Use, Which
from app.text.article import BlockKind, Part
from tests.store.things import BODY, HEAD, article, clip, clip_key, narration, narration_id, publish

FAR = datetime(2100, 1, 1, tzinfo=UTC)


def say(store: Store, number: int, *lines: str, language: str = "en") -> Narration:
    """Publish a narration that says these Lines."""
    said = tuple(TimedLine(Part.BODY, 0, BlockKind.PARAGRAPH, 0, len(line), line, 0, 1, ()) for line in lines)
    made = dataclasses.replace(narration(number), language=language)
    draft = store.begin(made.id)
    assert draft is not None
    draft.write(HEAD + BODY)
    draft.publish(made, Timeline(language, 1_300, True, said))
    return made


def put(store: Store, name: str, number: int, *, days: float = 0, **facts: Any) -> ArticleRecord:
    """Keep an article that was shown so many days after the first."""
    record = dataclasses.replace(
        article(name, number), updated_at=article(name).updated_at + timedelta(days=days), **facts
    )
    store.put_article(record)
    return record


def ids(store: Store, which: Which = EVERY) -> list[str]:
    return [each.article_id for each in store.articles(which)]


T = TypeVar("T")


def parts(asked: Callable[[str | None], Page[T]]) -> Iterator[list[T]]:
    """The parts of a list, one by one."""
    after: str | None = None
    while True:
        page = asked(after)
        yield page.items
        after = page.after
        if after is None:
            return


def test_a_part_of_a_list_goes_on_where_the_last_ended_whatever_came_meanwhile(store: Store) -> None:
    for number in range(5):
        put(store, f"a{number}", number, days=number)
        publish(store, number)
    articles = parts(lambda after: store.page(EVERY, limit=2, after=after))
    narrations = parts(lambda after: store.page_of_narrations(limit=2, after=after))
    first, second = next(articles), next(narrations)
    put(store, "late", 5, days=9)
    publish(store, 5)
    found = [*first, *(each for part in articles for each in part)]
    assert [each.record.article_id for each in found] == ["a4", "a3", "a2", "a1", "a0"]
    heard = [*second, *(each for part in narrations for each in part)]
    assert [each.id for each in heard] == [narration_id(number) for number in (4, 3, 2, 1, 0)]


def test_articles_of_one_instant_stand_in_one_order(store: Store) -> None:
    names = {f"a{number}" for number in range(7)}
    for name in names:
        put(store, name, 0)
    found = parts(lambda after: store.page(EVERY, limit=3, after=after))
    listed = [known.record.article_id for part in found for known in part]
    assert len(listed) == len(names)
    assert set(listed) == names


def test_an_unknown_cursor_begins_anew(store: Store) -> None:
    put(store, "a", 0)
    publish(store)
    for after in ("", "x", "-", "9" * 90, "²", "1-zz"):
        assert [each.record.article_id for each in store.page(EVERY, limit=9, after=after).items] == ["a"]
        assert len(store.page_of_narrations(limit=9, after=after).items) == 1
        assert store.page_of_uses("en", "nothing", limit=9, after=after).items == []


def test_a_feed_is_of_a_language_and_a_section_in_any_case(store: Store) -> None:
    put(store, "one", 0, language="tr", section="SPOR", days=1)
    put(store, "two", 1, language="tr-TR", section="spor")
    put(store, "three", 2, language="en-GB", section="Sport")
    put(store, "four", 3, language="en")
    assert ids(store, Which(language="tr")) == ["one", "two"]
    assert set(ids(store, Which(language="en-US"))) == {"three", "four"}
    assert ids(store, Which(section="Spor")) == ["one", "two"]
    assert ids(store, Which(language="tr", section="sport")) == []
    assert set(ids(store, Which(besides=("SPORT", "Spor")))) == {"four"}
    assert store.languages() == ["en", "tr"]


def test_what_was_retracted_or_is_a_summary_is_in_no_list(store: Store) -> None:
    put(store, "gone", 0, retracted=True, language="de")
    put(store, f"{narration_id(1)}/summary", 1)
    put(store, "there", 2)
    assert ids(store) == ["there"]
    assert store.languages() == ["en"]
    assert store.stats().articles == 3
    assert (store.articles_of(narration_id(0)), store.articles_of(narration_id(1))) == ([], [])


def test_a_list_ends_where_the_time_does(store: Store) -> None:
    moment = article("x").updated_at
    for days in range(4):
        put(store, f"a{days}", days, days=days)
    assert ids(store, Which(since=moment + timedelta(days=2))) == ["a3", "a2"]
    assert ids(store, Which(before=moment + timedelta(days=2))) == ["a1", "a0"]


def test_the_articles_of_a_narration_are_found(store: Store) -> None:
    one, two = put(store, "one", 1), put(store, "two", 1)
    put(store, "three", 2)
    assert {each.article_id for each in store.articles_of(narration_id(1))} == {one.article_id, two.article_id}
    put(store, "two", 2)
    assert store.articles_of(narration_id(1)) == [one]
    assert store.articles_of(narration_id(9)) == []


def test_the_recipes_are_those_of_listed_addresses(store: Store) -> None:
    put(store, "url-a", 1, recipe="old", language="en-GB")
    put(store, "url-b", 2, recipe="new", language="en-GB")
    put(store, "cms", 3, recipe="else")
    assert set(store.recipes()) == {("en-GB", "old"), ("en-GB", "new")}
    assert ids(store, Which(recipe=("en-GB", "old"))) == ["url-a"]
    assert ids(store, Which(recipe=("en", "old"))) == []
    put(store, "url-a", 1, recipe="new", language="en-GB")
    assert store.recipes() == [("en-GB", "new")]


def test_what_was_evicted_is_known_to_have_been_let_go_until_it_is_made_again(store: Store) -> None:
    made = publish(store)
    put(store, "a", 0)
    put(store, "alias", 0)
    put(store, "never made", 1)
    assert set(ids(store, Which(kept=True))) == {"a", "alias"}
    assert [known.narration for known in store.page(Which(kept=True), limit=9).items] == [made, made]
    assert (store.stats().headings, store.stats().let_go) == (2, 1)
    store.prune(0)
    assert ids(store, Which(kept=True)) == []
    assert len(ids(store, Which(kept=False))) == 3
    assert (store.stats().headings, store.stats().let_go) == (2, 3)
    publish(store)
    assert set(ids(store, Which(kept=True))) == {"a", "alias"}


def test_the_oldest_narrations_of_a_section_are_let_go_and_their_records_stay(store: Store) -> None:
    for number, section in enumerate(["Spor", "spor", "Spor", "Ekonomi"]):
        publish(store, number)
        put(store, f"a{number}", number, days=number, section=section)
    assert store.let_go(Which(section="SPOR", before=FAR), 2) == 2
    assert ids(store, Which(kept=False)) == ["a1", "a0"]
    assert store.article("a0") is not None
    assert not store.is_retracted(narration_id(0))
    assert store.let_go(Which(besides=("spor",), before=FAR), 9) == 1
    assert ids(store, Which(kept=True)) == ["a2"]
    assert store.let_go(Which(before=article("x").updated_at), 9) == 0


def test_what_was_used_longest_ago_comes_first_and_clips_before_narrations(store: Store) -> None:
    for number in range(3):
        store.put_clip(clip_key(number), clip(number))
    publish(store)
    kept = store.least_used(9)
    assert [each.is_clip for each in kept] == [True, True, True, False]
    assert {each.key for each in kept[:3]} == {clip_key(number) for number in range(3)}
    assert kept[3].key == narration_id(0)
    stats = store.stats()
    assert sum(each.size_bytes for each in kept) == stats.clip_bytes + stats.narration_bytes
    assert len(store.least_used(2)) == 2


@pytest.mark.parametrize(
    ("written", "uses", "narrations"),
    [
        ("qwen", 4, [2, 1]),  # in any case
        ("Qwen", 2, [2, 1]),  # as it is written
        ("QWEN", 1, [1]),
        ("New York", 2, [2]),
        ("new york", 2, [2]),
        ("york new", 0, []),
        ("istanbul", 1, [3]),
        ("U.S.", 1, [3]),
        ("nothing", 0, []),
        ("we", 0, []),
        ("→", 1, [3]),
        ("a_b", 1, [3]),
    ],
)
def test_the_uses_of_a_word_are_those_that_the_text_stage_finds(
    store: Store, written: str, uses: int, narrations: list[int]
) -> None:
    say(store, 1, "Qwen, QWEN. Owen's")
    say(store, 2, "In New York, New York: Qwen's qwen", "newyork")
    say(store, 3, "İSTANBUL → U.S. a_b")
    say(store, 4, "Qwen qwen New York", language="tr")
    counted = store.count_uses("en-GB", written)
    assert (counted.uses, counted.narrations, counted.is_exact) == (uses, len(narrations), True)
    page = store.page_of_uses("en", written, limit=9)
    assert [use.narration.id for use in page.items] == [narration_id(number) for number in narrations]
    assert sum(use.count for use in page.items) == uses


def uses(store: Store, written: str, after: str | None) -> Page[Use]:
    return store.page_of_uses("en", written, limit=2, after=after)


def test_uses_come_in_parts_and_go_with_their_narration(store: Store) -> None:
    for number in range(5):
        say(store, number, "Qwen", "New York")
    for written in ("qwen", "New York"):
        found = parts(functools.partial(uses, store, written))
        assert [use.narration.id for part in found for use in part] == [
            narration_id(number) for number in (4, 3, 2, 1, 0)
        ]
    store.retract(narration_id(4))
    say(store, 3, "Something else")
    assert store.count_uses("en", "qwen").uses == 3
    assert [use.narration.id for use in store.page_of_uses("en", "qwen", limit=9).items] == [
        narration_id(number) for number in (2, 1, 0)
    ]
