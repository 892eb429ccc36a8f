"""The store on objects when the object store, the way to it, another machine or this one's disk misbehaves."""

import hashlib
import io
from pathlib import Path

import pytest

pytest.importorskip("obstore", reason="pip install 'announcer[cluster]'")

from app.errors import StoreError, StoreFullError, StoreUnavailableError
from app.store.objects.client import ATTEMPTS, Objects
from app.store.objects.outage import BUDGET, PAUSE_S, UNANSWERED, Outage
from app.store.objects.store import ObjectStore
from tests.store.buckets import Bucket, broken, heard, node, objects_in, until
from tests.store.things import BODY, HEAD, article, clip, clip_key, narration, narration_id, publish, timeline

pytestmark = pytest.mark.faults


def whole(store: ObjectStore) -> None:
    """Whatever is published is right to the last byte, and verify finds nothing to mend."""
    store.catch_up()
    for found in store.narrations():
        assert heard(store) == HEAD + BODY
        assert store.timeline(found.id) == timeline()
    assert store.verify() == []


def work(store: ObjectStore) -> None:
    """Keep a clip, a narration and an article."""
    store.put_clip(clip_key(1), clip())
    publish(store)
    store.put_article(article("a"))


def done(store: ObjectStore) -> bool:
    return store.get(narration_id(0)) is not None


@pytest.mark.parametrize(("status", "kind"), [(None, StoreUnavailableError), (507, StoreFullError), (403, StoreError)])
def test_an_object_store_that_fails_from_any_call_on_leaves_nothing_half_published(
    tmp_path: Path, status: int | None, kind: type[StoreError]
) -> None:
    at, failures = 1, 0
    while True:
        bucket = Bucket()
        left = iter(range(at))

        def fail(_name: str, _path: str, left: "iter[int]" = left) -> None:  # type: ignore[valid-type]
            if next(left, None) is None:
                raise broken(status)

        bucket.before = fail
        store = node(tmp_path, bucket, f"a{at}")
        try:
            work(store)
        except kind:
            failures += 1
        else:
            break
        finally:
            store.close()
        bucket.heal()
        other = node(tmp_path, bucket, f"b{at}")
        whole(other)
        if held := other.pulse(narration_id(0)):
            other.seize(narration_id(0), held)
        if not done(other):
            publish(other)
        other.put_clip(clip_key(1), clip())
        assert other.get_clip(clip_key(1)) is not None
        whole(other)
        other.close()
        at += 1
    assert failures > 8


def test_an_answer_that_is_lost_at_any_call_is_asked_for_again_and_nobody_takes_us_for_another(tmp_path: Path) -> None:
    at = 1
    while True:
        bucket = Bucket()
        calls = 0

        def lose(_name: str, _path: str, at: int = at) -> None:
            nonlocal calls
            calls += 1
            if calls == at:
                raise broken(None)

        bucket.after = lose
        store = node(tmp_path, bucket, f"a{at}")
        work(store)
        assert done(store)
        assert heard(store) == HEAD + BODY
        store.close()
        if calls < at:
            break
        at += 1
    assert at > 10


def test_a_store_that_stumbles_at_everything_is_asked_once_by_each_call() -> None:
    bucket = Bucket()
    objects = objects_in(bucket)
    bucket.down(500)
    for _ in range(100):
        with pytest.raises(StoreUnavailableError):
            objects.get("x")
    assert len(bucket.calls) == 100 + BUDGET
    bucket.heal()
    for _ in range(100):
        objects.get("x")
    bucket.down(500)
    bucket.calls.clear()
    with pytest.raises(StoreUnavailableError):
        objects.put("x", b"")
    assert len(bucket.calls) == ATTEMPTS


def test_a_store_that_is_away_keeps_no_thread_waiting_and_is_found_again() -> None:
    bucket, now_s = Bucket(), 0.0
    objects = Objects(bucket, pause=lambda _: None, clock=lambda: now_s)
    bucket.down()
    for _ in range(50):
        with pytest.raises(StoreUnavailableError) as away:
            objects.get("x")
        assert away.value.retry_after_s
    assert len(bucket.calls) == ATTEMPTS
    now_s += PAUSE_S
    with pytest.raises(StoreUnavailableError):
        objects.get("x")
    assert len(bucket.calls) == 2 * ATTEMPTS
    bucket.heal()
    with pytest.raises(StoreUnavailableError):
        objects.get("x")
    now_s += PAUSE_S
    assert objects.get("x") is None
    assert objects.put("x", b"")


def test_while_one_looks_whether_the_store_is_back_the_others_do_not_wait() -> None:
    now_s = 0.0
    outage = Outage(lambda: now_s)
    for _ in range(UNANSWERED):
        assert outage.admits()
        outage.unanswered()
    assert not outage.admits()
    now_s += PAUSE_S
    assert [outage.admits() for _ in range(3)] == [True, False, False]
    outage.answered(well=False)
    assert outage.admits()


def test_what_time_does_not_heal_is_not_tried_again() -> None:
    bucket = Bucket()
    objects = objects_in(bucket)
    for status in (400, 403, 507):
        bucket.calls.clear()
        bucket.down(status)
        with pytest.raises(StoreError):
            objects.put("x", b"")
        assert len(bucket.calls) == 1


def test_what_was_heard_here_is_heard_while_the_store_is_down_and_the_rest_is_refused_for_now(tmp_path: Path) -> None:
    bucket = Bucket()
    store = node(tmp_path, bucket)
    made = publish(store)
    publish(node(tmp_path, bucket, "elsewhere"), 1)
    assert store.timeline(made.id) == timeline()
    bucket.down()
    assert store.get(made.id) == made
    assert store.timeline(made.id) == timeline()
    assert heard(store) == HEAD + BODY
    with pytest.raises(StoreUnavailableError) as refused:
        store.get(narration_id(1))
    assert refused.value.retry_after_s
    bucket.heal()
    assert store.get(narration_id(1)) is not None


def test_publishing_never_says_done_before_the_record_can_be_read(tmp_path: Path) -> None:
    bucket = Bucket()
    store = node(tmp_path, bucket)
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(HEAD + BODY)
    record = f"{narration_id(0)}.json"

    def forget(name: str, path: str) -> None:
        if name == "put" and path.startswith("narrations/") and path.endswith(record):
            bucket.kept.delete(path)

    bucket.after = forget
    with pytest.raises(StoreError):
        draft.publish(narration(), timeline())
    bucket.heal()
    draft.discard()
    assert store.get(narration_id(0)) is None
    publish(store)
    assert heard(store) == HEAD + BODY


def test_a_sound_that_arrives_shortened_is_not_published(tmp_path: Path) -> None:
    bucket = Bucket()
    store = node(tmp_path, bucket)
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(HEAD + BODY)

    def shorten(name: str, path: str) -> None:
        if name == "put" and path.startswith("sounds/"):
            bucket.kept.put(path, b"short")

    bucket.after = shorten
    with pytest.raises(StoreError):
        draft.publish(narration(), timeline())
    draft.discard()
    assert store.get(narration_id(0)) is None


def test_a_draft_is_written_on_while_its_chunks_cannot_be_sent(tmp_path: Path) -> None:
    bucket = Bucket()
    store = node(tmp_path, bucket)
    draft = store.begin(narration_id(0))
    assert draft is not None
    bucket.down()
    draft.write(b"........")
    draft.write(BODY)
    with draft.reader() as reader:
        assert reader.read() == b"........" + BODY
    with pytest.raises(StoreUnavailableError):
        draft.publish(narration(), timeline(), head=HEAD)
    bucket.heal()
    draft.publish(narration(), timeline(), head=HEAD)  # the store is back, and so is all that was made
    assert heard(store) == HEAD + BODY


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("sounds/", "the digest of its sound differs"),
        ("timelines/", "the digest of its timeline differs"),
        ("narrations/", "its digest differs"),
    ],
)
def test_a_flipped_bit_is_found_and_what_is_whole_is_kept_for_a_look(tmp_path: Path, part: str, what: str) -> None:
    bucket = Bucket()
    made = publish(node(tmp_path, bucket, "here"))
    bucket.flip(part)
    there = node(tmp_path, bucket, "there")
    assert there.check(made.id) == what
    assert there.get(made.id) is None
    assert not there.is_retracted(made.id)
    assert there.lost(made.id) == ((made, timeline()) if part == "sounds/" else None)
    assert there.lost(narration_id(3)) is None
    publish(there)
    assert heard(there) == HEAD + BODY


def test_a_flipped_sound_is_noticed_behind_the_first_who_hears_it(tmp_path: Path) -> None:
    bucket = Bucket()
    made = publish(node(tmp_path, bucket, "here"))
    bucket.flip("sounds/")
    there = node(tmp_path, bucket, "there")
    heard(there)
    until(lambda: there.get(made.id) is None)
    assert bucket.paths("sounds/") == []


@pytest.mark.parametrize("part", ["sounds/", "timelines/"])
def test_what_lost_one_of_its_objects_is_no_narration_any_more(tmp_path: Path, part: str) -> None:
    bucket = Bucket()
    made = publish(node(tmp_path, bucket, "here"))
    bucket.lose(part)
    there = node(tmp_path, bucket, "there")
    with there.open_audio(made.id) or io.BytesIO():
        assert there.timeline(made.id) is None
    assert there.get(made.id) is None
    publish(there)
    assert there.timeline(made.id) == timeline()


def test_damaged_clips_and_articles_are_quarantined_and_made_again(tmp_path: Path) -> None:
    bucket = Bucket()
    store = node(tmp_path, bucket)
    store.put_clip(clip_key(1), clip())
    store.put_article(article("a"))
    bucket.flip("clips/")
    bucket.flip("articles/")
    assert {problem.what.partition(" (")[0] for problem in store.verify()} == {"damaged"}
    assert store.get_clip(clip_key(1)) is None
    assert store.article("a") is None
    assert len(bucket.paths("quarantine/")) == 2
    store.put_clip(clip_key(1), clip())
    store.put_article(article("a"))
    assert store.get_clip(clip_key(1)) is not None
    assert store.article("a") == article("a")
    assert store.verify() == []
    assert store.prune(0) > 0
    assert bucket.paths("quarantine/") == []


def test_what_dead_writers_left_goes_after_an_hour_and_what_is_young_stays(tmp_path: Path) -> None:
    bucket = Bucket()
    store = node(tmp_path, bucket)
    made = publish(store)
    orphan = f"sounds/{made.id[:2]}/{made.id}/{hashlib.sha256(b'').hexdigest()}.mp3"
    for path in (orphan, f"drafts/{made.id}/0123/000000", "probe/x"):
        bucket.kept.put(path, b"left")
    assert store.verify() == []
    assert orphan in bucket.paths()
    from app.store.objects import care  # noqa: PLC0415

    spared, care.SPARED = care.SPARED, -care.SPARED
    try:
        assert {problem.path for problem in store.verify()} >= {orphan, f"drafts/{made.id}/0123/000000", "probe/x"}
    finally:
        care.SPARED = spared
    assert store.get(made.id) == made
    assert heard(store) == HEAD + BODY
    assert orphan not in bucket.paths()
