"""Voices on their way to workers, through the store."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import VoiceUnavailableError
from app.store.shelf import FileShelf
from app.voices import Voice, VoiceCatalogue
from app.workers.queue import voices
from app.workers.queue.voices import FetchedVoices, OfferedVoices
from tests.voices.offer import put_voice, tiny_model


class Counting(FileShelf):
    """Counts what is written and read."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.written: list[str] = []

    def write(self, path: str, data: bytes) -> None:
        self.written.append(path)
        super().write(path, data)


KEY = "en_US-tone-medium"


@pytest.fixture
def shelf(tmp_path: Path) -> Counting:
    return Counting(tmp_path / "store")


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    put_voice(tmp_path / "node", KEY)
    return VoiceCatalogue(tmp_path / "node").get(KEY)


def worker(shelf: Counting, tmp_path: Path, installed: str = "worker") -> FetchedVoices:
    return FetchedVoices(shelf, VoiceCatalogue(tmp_path / installed), tmp_path / "fetched")


def test_a_voice_goes_to_the_store_once_and_from_there_to_a_worker(
    shelf: Counting, voice: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "PART_BYTES", 100)
    for node in (OfferedVoices(shelf), OfferedVoices(shelf)):
        node.offer(voice)
        node.offer(voice)
    assert len(shelf.written) == len(set(shelf.written)) > 3
    fetched = worker(shelf, tmp_path).get(KEY, voice.digest)
    assert fetched.digest == voice.digest
    assert fetched.sample_rate_hz == voice.sample_rate_hz
    assert [path.read_bytes() for path in fetched.files] == [path.read_bytes() for path in voice.files]
    for path in (tmp_path / "store").rglob("0"):
        path.unlink()
    assert worker(shelf, tmp_path).get(KEY, voice.digest) == fetched  # it is kept


def test_a_voice_that_a_worker_has_is_not_fetched(shelf: Counting, voice: Voice, tmp_path: Path) -> None:
    assert worker(shelf, tmp_path, "node").get(KEY, voice.digest).home == voice.home


def test_what_came_with_the_program_is_not_put_into_the_store(shelf: Counting) -> None:
    catalogue = VoiceCatalogue((), embedded=True)
    embedded = next(voice for voice in catalogue.voices() if voice.available)
    OfferedVoices(shelf).offer(embedded)
    assert not shelf.written


def test_another_voice_of_the_name_is_not_taken_for_it(shelf: Counting, voice: Voice, tmp_path: Path) -> None:
    with pytest.raises(VoiceUnavailableError, match="neither"):
        worker(shelf, tmp_path, "node").get(KEY, "0" * 64)


def spoilt(about: dict[str, Any], **change: Any) -> bytes:
    name, file = next(iter(about["files"].items()))
    return json.dumps({**about, "files": {change.pop("name", name): {**file, **change}}}).encode()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../outside"},
        {"name": "/outside"},
        {"sha256": "../0"},
        {"sha256": "0" * 64},
        {"parts": -1},
        {"parts": 10**9},
        {"parts": "many"},
        {"parts": 0},
    ],
)
def test_what_was_tampered_with_leads_nowhere_and_is_not_used(
    shelf: Counting, voice: Voice, tmp_path: Path, change: dict[str, Any]
) -> None:
    OfferedVoices(shelf).offer(voice)
    path = f"voices/{voice.digest}.json"
    about = json.loads(shelf.read(path) or b"")
    shelf.write(path, spoilt(about, **change))
    with pytest.raises(VoiceUnavailableError):
        worker(shelf, tmp_path).get(KEY, voice.digest)
    assert not (tmp_path / "outside").exists()
    assert not list((tmp_path / "fetched").glob("*"))


def test_a_worker_keeps_the_newest_voices(shelf: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "MOST_KEPT", 2)
    here, digests = worker(shelf, tmp_path), []
    for number in range(4):
        put_voice(tmp_path / f"node{number}", KEY, tiny_model(bytes([number] * 10)))
        voice = VoiceCatalogue(tmp_path / f"node{number}").get(KEY)
        OfferedVoices(shelf).offer(voice)
        digests.append(voice.digest)
        here.get(KEY, voice.digest)
    assert {path.name for path in (tmp_path / "fetched").iterdir()} == set(digests[2:])
    assert here.get(KEY, digests[0]).digest == digests[0]
