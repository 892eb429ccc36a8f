"""The store on objects when the object store, the way to it, another machine or this one's disk misbehaves."""

import hashlib
import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

pytest.importorskip("obstore", reason="pip install 'announcer[cluster]'")

from app.errors import RetractedError, StoreError, StoreFullError, StoreUnavailableError, TakenOverError
from app.store.objects.client import ATTEMPTS, Objects
from app.store.objects.download import BLOCK
from app.store.objects.drafts import ObjectDraft
from app.store.objects.outage import BUDGET, PAUSE_S, UNANSWERED, Outage
from app.store.objects.store import ObjectStore
from tests.serving import PATIENCE_S
from tests.store.buckets import Bucket, broken, node, objects_in
from tests.store.things import BODY, HEAD, article, clip, clip_key, narration, narration_id, publish, timeline

pytestmark = pytest.mark.faults


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    give_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up
        threading.Event().wait(0.005)


def heard(store: ObjectStore, number: int = 0) -> bytes:
    with store.open_audio(narration_id(number)) or io.BytesIO() as audio:
        return audio.read()


def read_on(audio: BinaryIO, got: bytearray) -> bytearray:
    """What came so far, with what there is more by now."""
    got.extend(audio.read(3_000))
    return got


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
    draft = store.begin(narration_id(0))
    assert draft is not None
    try:
        draft.write(b"........")
        draft.write(BODY)
        draft.publish(narration(), timeline(), head=HEAD)
    finally:
        draft.discard()
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


def test_a_writer_that_was_taken_for_dead_publishes_nothing_anywhere(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    frozen = here.begin(narration_id(0))
    assert frozen is not None
    frozen.write(b"too late, much")
    assert there.begin(narration_id(0)) is None
    there.seize(narration_id(0), there.pulse(narration_id(0)))
    other = there.begin(narration_id(0))
    assert other is not None
    with pytest.raises(TakenOverError):
        frozen.beat()
    with pytest.raises(TakenOverError):
        frozen.publish(narration(audio=b"too late, much"), timeline())
    frozen.discard()
    assert here.is_writing(narration_id(0))
    other.write(HEAD + BODY)
    other.publish(narration(), timeline())
    assert heard(here) == HEAD + BODY


def test_a_writer_that_checked_its_lease_just_before_it_was_taken_over_changes_nothing_either(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    frozen = here.begin(narration_id(0))
    assert frozen is not None
    frozen.write(b"too late, much")
    began = False

    def freeze(name: str, path: str) -> None:
        nonlocal began
        if name == "put" and path.startswith("sounds/") and not began:
            began = True
            there.seize(narration_id(0), there.pulse(narration_id(0)))
            publish(there)

    bucket.before = freeze
    with pytest.raises(TakenOverError):
        frozen.publish(narration(audio=b"too late, much"), timeline())
    frozen.discard()
    assert heard(node(tmp_path, bucket, "third")) == HEAD + BODY
    assert heard(here) == HEAD + BODY


def test_what_was_taken_back_while_it_was_made_elsewhere_stays_so(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    draft = here.begin(narration_id(0))
    assert draft is not None
    draft.write(HEAD + BODY)
    assert there.retract(narration_id(0), unpublished=True)
    with pytest.raises(RetractedError):
        draft.publish(narration(), timeline())
    draft.discard()
    assert here.is_retracted(narration_id(0))
    assert here.get(narration_id(0)) is None
    again = publish(there)  # asked for anew, and taken back anew: the first writer's retraction is another one
    assert here.get(again.id) == again


def test_a_retraction_is_not_undone_by_who_saw_an_older_one(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    publish(there)
    there.retract(narration_id(0))
    frozen = here.begin(narration_id(0))
    assert frozen is not None
    frozen.write(HEAD + BODY)
    there.seize(narration_id(0), there.pulse(narration_id(0)))
    publish(there)
    there.retract(narration_id(0))
    with pytest.raises(StoreError):
        frozen.publish(narration(), timeline())
    assert there.is_retracted(narration_id(0))


def test_a_retraction_is_heard_of_on_every_machine_and_its_copies_go(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    made = publish(here)
    assert heard(there) == HEAD + BODY
    until(lambda: any((tmp_path / "there" / "copies").rglob(made.audio_sha256)))
    here.retract(made.id)
    assert there.get(made.id) is None
    assert there.open_audio(made.id) is None
    assert not any(path.is_file() for path in (tmp_path / "there" / "copies").rglob(made.audio_sha256))
    assert bucket.paths("sounds/") == []


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


def test_who_listens_on_another_machine_hears_the_writers_bytes_as_they_come(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    draft = here.begin(narration_id(0))
    assert draft is not None
    draft.write(b"........")
    until(lambda: bucket.paths(f"drafts/{narration_id(0)}/") != [])
    first, second = there.follow(narration_id(0)), there.follow(narration_id(0))
    assert first is not None
    assert second is not None
    got = bytearray()
    until(lambda: len(read_on(first, got)) == 8)
    draft.write(BODY[:5_000])
    until(lambda: len(read_on(first, got)) == 5_008)
    assert bytes(got) == b"........" + BODY[:5_000]
    draft.write(BODY[5_000:])
    draft.publish(narration(), timeline(), head=HEAD)
    until(lambda: not there.is_writing(narration_id(0)))
    while data := first.read(3_000):
        got.extend(data)
    assert bytes(got) == b"........" + BODY
    late = bytearray()
    while data := second.read(3_000):
        late.extend(data)
    assert bytes(late[8:]) == BODY
    assert bucket.paths("drafts/") == []
    for listener in (first, second):
        listener.close()


def test_one_look_at_the_store_serves_all_who_listen_here(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    draft = here.begin(narration_id(0))
    assert draft is not None
    draft.write(BODY)
    until(lambda: bucket.paths(f"drafts/{narration_id(0)}/") != [])
    listeners = [there.follow(narration_id(0)) for _ in range(50)]
    for listener in listeners:
        assert listener is not None
        until(lambda listener=listener: listener.read(len(BODY)) == BODY)  # type: ignore[misc]
        listener.close()
    assert bucket.count("get", f"drafts/{narration_id(0)}/") < 50
    draft.discard()


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


def test_a_writer_that_died_is_followed_at_once_on_its_own_machine_and_by_its_pulse_elsewhere(tmp_path: Path) -> None:
    bucket = Bucket()
    here, there = node(tmp_path, bucket, "here"), node(tmp_path, bucket, "there")
    killed = here.begin(narration_id(0))
    assert isinstance(killed, ObjectDraft)
    assert killed._descriptor is not None
    killed._sending.stop()
    os.close(killed._descriptor)  # as a kill does
    killed._descriptor = None
    assert there.is_writing(narration_id(0))
    assert there.begin(narration_id(0)) is None
    again = node(tmp_path, bucket, "here")
    assert not again.is_writing(narration_id(0))
    draft = again.begin(narration_id(0))
    assert draft is not None
    before = there.pulse(narration_id(0))
    draft.beat()
    assert there.pulse(narration_id(0)) != before
    there.seize(narration_id(0), before)
    assert there.is_writing(narration_id(0))
    draft.discard()
    assert not there.is_writing(narration_id(0))
    again.remove_stale()
    assert list((tmp_path / "here" / "drafts").iterdir()) == []


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


def long_one(store: ObjectStore) -> bytes:
    """A narration of several blocks, published."""
    sound = os.urandom(3 * BLOCK + 1_000)
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(sound)
    draft.publish(narration(audio=sound), timeline())
    return sound


def test_any_place_of_a_long_sound_is_heard_before_all_of_it_is_here(tmp_path: Path) -> None:
    bucket = Bucket()
    sound = long_one(node(tmp_path, bucket, "here"))
    there = node(tmp_path, bucket, "there")
    held = threading.Event()

    def hold(name: str, path: str) -> None:
        if name == "get" and path.startswith("sounds/") and threading.current_thread() is not threading.main_thread():
            held.wait(PATIENCE_S)

    bucket.before = hold
    audio = there.open_audio(narration_id(0))
    assert audio is not None
    with audio:
        audio.seek(2 * BLOCK + 77)
        assert audio.read(1_000) == sound[2 * BLOCK + 77 :][:1_000]
        held.set()
        until(lambda: any(path.is_file() for path in (tmp_path / "there" / "copies").rglob("*")))
        there.catch_up()
        there.prune(0)
        assert there.get(narration_id(0)) is None
        audio.seek(0)
        assert audio.read() == sound
        assert audio.seek(-5, io.SEEK_END) == len(sound) - 5
        assert audio.read() == sound[-5:]
    assert bucket.count("get", "sounds/") == 4, "each block once"


def test_a_sound_that_is_taken_away_while_it_comes_breaks_off_and_never_lies(tmp_path: Path) -> None:
    bucket = Bucket()
    sound = long_one(node(tmp_path, bucket, "here"))
    there = node(tmp_path, bucket, "there")

    def lose(name: str, path: str) -> None:
        if name == "get" and path.startswith("sounds/") and bucket.count("get", "sounds/") > 1:
            bucket.lose("sounds/")

    bucket.before = lose
    with there.open_audio(narration_id(0)) or io.BytesIO() as audio:
        assert audio.read(BLOCK) == sound[:BLOCK]
        with pytest.raises(StoreError):
            audio.read()


def test_copies_take_no_more_room_than_they_may_and_the_oldest_goes_first(tmp_path: Path) -> None:
    bucket = Bucket()
    here = node(tmp_path, bucket, "here")
    sounds = {}
    for number in range(6):
        sound = os.urandom(100_000)
        draft = here.begin(narration_id(number))
        assert draft is not None
        draft.write(sound)
        made = narration(number, audio=sound)
        draft.publish(made, timeline())
        sounds[number] = made
    there = node(tmp_path, bucket, "there", copies_bytes=400_000)
    copies = tmp_path / "there" / "copies"

    def is_here(number: int) -> bool:
        return any(copies.rglob(sounds[number].audio_sha256))

    for age, number in enumerate(range(6)):
        heard(there, number)
        until(lambda number=number: is_here(number))  # type: ignore[misc]
        for path in copies.rglob(sounds[number].audio_sha256):
            os.utime(path, (age, age))
    heard(there, 0)
    until(lambda: sum(path.stat().st_size for path in copies.rglob("*") if path.is_file()) <= 400_000)
    assert is_here(5)


def test_a_disk_without_room_for_copies_keeps_nobody_from_listening(tmp_path: Path) -> None:
    bucket = Bucket()
    made = publish(node(tmp_path, bucket, "here"))
    there = node(tmp_path, bucket, "there")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "copies").write_bytes(b"a file where a folder should be")
    assert heard(there) == HEAD + BODY
    assert there.timeline(made.id) == timeline()


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
