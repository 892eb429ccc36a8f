"""What every Store promises, on every Store there is."""

import dataclasses
import io
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import RetractedError, StoreError, TakenOverError
from app.ingest.found import Validators
from app.speech.engine import Clip
from app.store.base import Standing, Store
from tests.store.things import BODY, HEAD, article, clip, clip_key, narration, narration_id, publish, timeline


def test_a_clip_comes_back_sample_by_sample(store: Store) -> None:
    assert store.get_clip(clip_key(1)) is None
    kept = clip()
    store.put_clip(clip_key(1), kept)
    store.put_clip(clip_key(1), clip(2))
    found = store.get_clip(clip_key(1))
    assert found is not None
    assert np.array_equal(found.pcm, kept.pcm)
    assert (found.sample_rate_hz, found.marks, found.marks_exact) == (kept.sample_rate_hz, kept.marks, True)


@pytest.mark.parametrize("length", [0, 1, 2, 17])
def test_the_shortest_clips_are_kept_too(store: Store, length: int) -> None:
    kept = Clip(np.full(length, -7, np.int16), 16_000, (), marks_exact=False)
    store.put_clip(clip_key(1), kept)
    found = store.get_clip(clip_key(1))
    assert found is not None
    assert found.pcm.tolist() == kept.pcm.tolist()
    assert found.sample_rate_hz == 16_000


def test_a_published_narration_is_all_there(store: Store) -> None:
    assert store.get(narration_id(0)) is None
    made = publish(store)
    assert store.get(made.id) == made
    assert store.timeline(made.id) == timeline()
    audio = store.open_audio(made.id)
    assert audio is not None
    with audio:
        assert audio.read() == HEAD + BODY
    assert store.verify() == []


def test_nothing_is_published_before_it_is(store: Store) -> None:
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(HEAD + BODY)
    assert store.get(narration_id(0)) is None
    assert store.open_audio(narration_id(0)) is None
    assert store.timeline(narration_id(0)) is None
    assert list(store.narrations()) == []
    draft.discard()


def test_a_writer_is_told_what_stood_there_before_it(store: Store) -> None:
    made = publish(store)
    for retracted in (False, True):
        if retracted:
            store.retract(made.id)
        draft = store.begin(made.id)
        assert draft is not None
        assert draft.before() == store.standing(made.id)
        assert draft.before().narration == (None if retracted else made)
        assert (draft.before().retraction is not None) is retracted
        draft.discard()


def test_what_is_taken_back_while_it_is_written_is_not_published_and_later_it_can_be(store: Store) -> None:
    marks = set()
    for _ in range(2):  # the second time it stood as taken back already
        draft = store.begin(narration_id(0))
        assert draft is not None
        draft.write(HEAD + BODY)
        assert store.retract(narration_id(0), unpublished=True)
        with pytest.raises(RetractedError):
            draft.publish(narration(0), timeline())
        draft.discard()
        standing = store.standing(narration_id(0))
        assert standing.narration is None
        marks.add(standing.retraction)
    assert len(marks - {None}) == 2
    made = publish(store)
    assert store.standing(made.id) == Standing(made)


def test_readers_follow_the_growing_audio_each_at_its_own_place(store: Store) -> None:
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(b"one")
    with draft.reader() as early:
        assert early.read(10) == b"one"
        assert early.read(10) == b""
        draft.write(b"two")
        other = store.follow(narration_id(0))
        assert other is not None
        with other:
            assert early.read(10) == b"two"
            assert other.read(100) == b"onetwo"
        draft.publish(narration(audio=b"ONEtwo"), timeline(), head=b"ONE")
        assert early.read(10) == b""


def test_who_comes_to_a_draft_just_as_it_is_published_hears_what_was(store: Store) -> None:
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(b"onetwo")
    draft.publish(narration(audio=b"ONEtwo"), timeline(), head=b"ONE")
    with draft.reader() as late:
        assert late.read(10) == b"ONEtwo"
    draft.discard()
    with draft.reader() as later:
        assert later.read(10) == b"ONEtwo"
    given_up = store.begin(narration_id(1))
    assert given_up is not None
    given_up.discard()
    with pytest.raises(StoreError):
        given_up.reader()


def test_one_writer_at_a_time(store: Store) -> None:
    draft = store.begin(narration_id(0))
    assert draft is not None
    assert store.is_writing(narration_id(0))
    assert store.begin(narration_id(0)) is None
    other = store.begin(narration_id(1))
    assert other is not None
    other.discard()
    draft.discard()
    draft.discard()
    assert not store.is_writing(narration_id(0))
    assert store.follow(narration_id(0)) is None
    again = store.begin(narration_id(0))
    assert again is not None
    again.discard()


def test_a_writer_that_lives_shows_it_and_keeps_its_draft(store: Store) -> None:
    draft = store.begin(narration_id(0))
    assert draft is not None
    before = store.pulse(narration_id(0))
    draft.beat()
    assert store.pulse(narration_id(0)) != before
    store.seize(narration_id(0), before)
    assert store.is_writing(narration_id(0))
    draft.write(HEAD + BODY)
    draft.publish(narration(), timeline())
    assert store.get(narration_id(0)) is not None
    assert store.pulse(narration_id(1)) is None


def test_a_writer_that_was_taken_for_dead_changes_nothing_when_it_comes_back(store: Store) -> None:
    frozen = store.begin(narration_id(0))
    assert frozen is not None
    frozen.write(b"too late")
    store.seize(narration_id(0), store.pulse(narration_id(0)))
    other = store.begin(narration_id(0))
    assert other is not None
    frozen.write(b", much")
    with pytest.raises(TakenOverError):
        frozen.publish(narration(audio=b"too late, much"), timeline())
    frozen.discard()
    assert store.is_writing(narration_id(0))
    other.write(HEAD + BODY)
    other.publish(narration(), timeline())
    with store.open_audio(narration_id(0)) or io.BytesIO() as audio:
        assert audio.read() == HEAD + BODY
    late = store.begin(narration_id(1))
    assert late is not None
    store.seize(narration_id(1), store.pulse(narration_id(1)))
    publish(store, 1)
    with pytest.raises(TakenOverError):
        late.publish(narration(1), timeline())
    assert store.get(narration_id(1)) is not None


def test_what_was_retracted_while_it_was_made_is_remembered(store: Store) -> None:
    assert store.retract(narration_id(0), unpublished=True)
    assert store.is_retracted(narration_id(0))
    publish(store)
    assert not store.is_retracted(narration_id(0))


def test_a_finished_draft_takes_nothing_more(store: Store) -> None:
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(HEAD + BODY)
    draft.publish(narration(), timeline())
    with pytest.raises(StoreError):
        draft.write(b"more")
    draft.discard()
    assert store.get(narration_id(0)) is not None


def test_a_retraction_is_remembered_until_it_is_published_again(store: Store) -> None:
    made = publish(store)
    audio = store.open_audio(made.id)
    assert audio is not None
    assert store.retract(made.id)
    assert store.is_retracted(made.id)
    assert (store.get(made.id), store.timeline(made.id), store.open_audio(made.id)) == (None, None, None)
    assert list(store.narrations()) == []
    assert not store.retract(made.id)
    with audio:
        assert audio.read() == HEAD + BODY
    publish(store)
    assert not store.is_retracted(made.id)
    assert store.get(made.id) == made


def test_what_never_was_cannot_be_retracted(store: Store) -> None:
    assert not store.retract(narration_id(5))
    assert not store.is_retracted(narration_id(5))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(article_id=st.text(min_size=1, max_size=200))
def test_an_article_of_any_name_points_at_its_newest_narration(store: Store, article_id: str) -> None:
    store.put_article(article(article_id, 1))
    store.put_article(article(article_id, 2))
    assert store.article(article_id) == article(article_id, 2)
    assert store.article(article_id + "x") is None


def test_an_article_may_be_named_by_half_a_character(store: Store) -> None:
    store.put_article(article("a\ud800"))
    assert store.article("a\ud800") == article("a\ud800")
    assert store.article("a") is None


def test_everything_known_of_an_article_comes_back(store: Store) -> None:
    known = dataclasses.replace(
        article("a"),
        source_url="https://news.example/a",
        section="Ekonomi",
        byline="Ayşe Kaya",
        published_at=datetime(2026, 11, 23, 7, 30, tzinfo=timezone(timedelta(hours=3))),
        recipe="r",
        validators=Validators('"1"', "Mon, 23 Nov 2026 07:30:00 GMT"),
        retracted=True,
    )
    store.put_article(known)
    assert store.article("a") == known


def test_articles_come_newest_first_and_none_comes_from_the_future(store: Store) -> None:
    moment = article("x").updated_at
    days = {"old": -3, "new": -1, "tomorrow": 1}
    for name, day in days.items():
        store.put_article(dataclasses.replace(article(name), published_at=moment + timedelta(days=day)))
    store.put_article(dataclasses.replace(article("older"), updated_at=moment - timedelta(days=9)))
    assert [each.article_id for each in store.articles()] == ["tomorrow", "new", "old", "older"]
    assert next(store.articles()).shown_at == moment


def test_an_article_points_at_a_narration_or_nowhere(store: Store) -> None:
    with pytest.raises(StoreError):
        store.put_article(dataclasses.replace(article("a"), narration_id="../../etc/passwd"))
    assert store.article("a") is None


def test_narrations_come_newest_first(store: Store) -> None:
    made = [publish(store, number) for number in (1, 3, 0, 2)]
    assert list(store.narrations()) == sorted(made, key=lambda one: one.created_at, reverse=True)


def test_the_figures_are_those_of_what_is_kept(store: Store) -> None:
    publish(store)
    store.put_clip(clip_key(1), clip())
    store.put_article(article("a"))
    stats = store.stats()
    assert (stats.clips, stats.narrations, stats.articles) == (1, 1, 1)
    assert stats.clip_bytes > 0
    assert stats.narration_bytes >= len(HEAD + BODY)


def test_pruning_takes_clips_before_narrations_and_only_as_much_as_needed(store: Store) -> None:
    made = publish(store)
    for number in range(3):
        store.put_clip(clip_key(number), clip(number))
    before = store.stats()
    assert store.prune(10**9) == 0
    freed = store.prune(before.narration_bytes + before.clip_bytes - 1)
    assert freed > 0
    assert store.stats().clips == 2
    store.prune(before.narration_bytes)
    assert store.stats().clips == 0
    assert store.get(made.id) == made
    store.prune(0)
    assert store.get(made.id) is None
    assert not store.is_retracted(made.id)


def test_what_pruning_freed_is_told(store: Store) -> None:
    for number in range(2):
        publish(store, number)
        store.put_clip(clip_key(number), clip(number))
    before = store.stats()
    assert store.prune(0) == before.clip_bytes + before.narration_bytes


def test_it_can_be_written(store: Store) -> None:
    store.check_writable()
