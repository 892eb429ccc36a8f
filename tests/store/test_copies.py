"""Copies of sound near those who listen, while more of it comes, and when it is taken away or there is no room."""

import io
import os
import threading
from pathlib import Path

import pytest

pytest.importorskip("obstore", reason="pip install 'announcer[cluster]'")

from app.errors import StoreError
from app.store.objects.download import BLOCK
from app.store.objects.store import ObjectStore
from tests.serving import PATIENCE_S
from tests.store.buckets import Bucket, heard, node, until
from tests.store.things import BODY, HEAD, narration, narration_id, publish, timeline


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
