"""Several machines over one store on objects: one writes, others listen, take over, take back."""

import os
from pathlib import Path
from typing import BinaryIO

import pytest

pytest.importorskip("obstore", reason="pip install 'announcer[cluster]'")

from app.errors import RetractedError, StoreError, TakenOverError
from app.store.objects.drafts import ObjectDraft
from tests.store.buckets import Bucket, heard, node, until
from tests.store.things import BODY, HEAD, narration, narration_id, publish, timeline


def read_on(audio: BinaryIO, got: bytearray) -> bytearray:
    """What came so far, with what there is more by now."""
    got.extend(audio.read(3_000))
    return got


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
