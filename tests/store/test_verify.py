"""What `announcer cache verify` finds, what it does about it, and what it leaves alone."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.narration.timeline import to_json
from app.speech.engine import Clip
from app.store.files import Files
from app.store.local import LocalStore
from app.store.quarantine import empty_quarantine, quarantine, quarantined_bytes
from app.store.records import digest, seal, unseal
from tests.store.things import article, clip, clip_key, narration_id, publish, timeline

KEY = clip_key(1)
FOLDER = f"clips/{KEY[:2]}"
LEFT = ".x.12345678.tmp"


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path)


def found(store: LocalStore) -> list[str]:
    problems = store.verify()
    assert all(problem.what for problem in problems)
    return [problem.path for problem in problems]


def files_below(folder: Path) -> set[str]:
    """Without locks and the index."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(each.relative_to(folder)) for each in files if each.name != ".lock" and each.parent.name != "index"}


def resealed(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """A record that is sealed as it should be, and says something else."""
    record = unseal(path.read_bytes())
    del record["sha256"]
    change(record)
    path.write_bytes(seal(record))


def test_nothing_is_found_where_all_is_well(store: LocalStore, tmp_path: Path) -> None:
    publish(store)
    store.put_clip(KEY, clip())
    before = files_below(tmp_path)
    assert found(store) == []
    assert files_below(tmp_path) == before


def test_sound_without_its_record_is_removed_and_strange_files_stay(store: LocalStore, tmp_path: Path) -> None:
    store.put_clip(KEY, clip())
    other = clip_key(2)
    strange = [f"{FOLDER}/notes.txt", f"{FOLDER}/{KEY}.wav", f"clips/zz/{KEY}.json"]
    (tmp_path / "clips" / "zz").mkdir()
    for path in (f"{FOLDER}/{KEY[:2]}{other[2:]}.flac", f"{FOLDER}/{LEFT}", *strange):
        (tmp_path / path).write_bytes(b"x")
    assert set(found(store)) == {f"{FOLDER}/{KEY[:2]}{other[2:]}.flac", f"{FOLDER}/{LEFT}", *strange}
    assert files_below(tmp_path) == {f"{FOLDER}/{KEY}.flac", f"{FOLDER}/{KEY}.json", *strange}
    assert set(found(store)) == set(strange)


def test_a_bucket_without_clips_goes(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "clips" / "00").mkdir(parents=True)
    assert found(store) == []
    assert not (tmp_path / "clips" / "00").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.update(flac_bytes=note["flac_bytes"] + 1),
        lambda note: note.update(flac_sha256="0" * 64),
        lambda note: note.update(samples=note["samples"] + 1),
        lambda note: note.update(sample_rate_hz=16_000),
        lambda note: note.update(marks=[[1, 2, 3]]),
        lambda note: note.pop("marks"),
    ],
)
def test_a_clip_that_is_not_what_its_record_says_goes_into_quarantine(
    store: LocalStore, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    store.put_clip(KEY, clip())
    resealed(tmp_path / FOLDER / f"{KEY}.json", change)
    assert f"{FOLDER}/{KEY}.json" in found(store)
    assert store.get_clip(KEY) is None
    assert files_below(tmp_path) == {f"quarantine/{KEY}.json", f"quarantine/{KEY}.flac"}


def test_a_clip_of_nothing_with_another_rate_is_whole(store: LocalStore) -> None:
    store.put_clip(KEY, Clip(np.zeros(0, np.int16), 16_000, (), marks_exact=True))
    assert found(store) == []
    kept = store.get_clip(KEY)
    assert kept is not None
    assert (len(kept.pcm), kept.sample_rate_hz, kept.marks_exact) == (0, 16_000, True)


def test_a_folder_where_a_record_should_be_is_damage(store: LocalStore, tmp_path: Path) -> None:
    store.put_clip(KEY, clip())
    record = tmp_path / FOLDER / f"{KEY}.json"
    record.unlink()
    record.mkdir()
    assert store.get_clip(KEY) is None
    store.put_clip(KEY, clip())
    assert store.get_clip(KEY) is not None


def test_a_clip_is_kept_once_and_kept_again_when_it_was_cut_short(store: LocalStore, tmp_path: Path) -> None:
    store.put_clip(KEY, clip())
    sound, record = tmp_path / FOLDER / f"{KEY}.flac", tmp_path / FOLDER / f"{KEY}.json"
    first = sound.stat().st_ino, record.stat().st_ino
    store.put_clip(KEY, clip())
    assert (sound.stat().st_ino, record.stat().st_ino) == first
    assert files_below(tmp_path) == {f"{FOLDER}/{KEY}.flac", f"{FOLDER}/{KEY}.json"}
    sound.write_bytes(sound.read_bytes()[:-1])
    store.put_clip(KEY, clip())
    assert store.get_clip(KEY) is not None


def test_a_clip_whose_record_is_damaged_is_kept_again(store: LocalStore, tmp_path: Path) -> None:
    store.put_clip(KEY, clip())
    record = tmp_path / FOLDER / f"{KEY}.json"
    record.write_bytes(record.read_bytes()[:-1])
    store.put_clip(KEY, clip())
    assert store.get_clip(KEY) is not None


def test_a_clip_that_is_asked_for_counts_as_used(store: LocalStore, tmp_path: Path) -> None:
    for number in range(3):
        store.put_clip(clip_key(number), clip(number))
        record = tmp_path / "clips" / clip_key(number)[:2] / f"{clip_key(number)}.json"
        os.utime(record, (1_000_000 + number, 1_000_000 + number))
    store.get_clip(clip_key(0))
    one = store.stats().clip_bytes // 3
    assert store.prune(store.stats().clip_bytes - 1) > one // 2
    assert [store.get_clip(clip_key(number)) is not None for number in range(3)] == [True, False, True]


def test_what_is_evicted_is_gone_whole(store: LocalStore, tmp_path: Path) -> None:
    publish(store)
    store.put_clip(KEY, clip())
    held = store.stats().clip_bytes + store.stats().narration_bytes
    assert held == sum((tmp_path / path).stat().st_size for path in files_below(tmp_path))
    assert store.prune(0) == held
    assert files_below(tmp_path) == set()
    assert not (tmp_path / folder_of(narration_id(0))).exists()


def test_an_eviction_stops_as_soon_as_all_fits(store: LocalStore) -> None:
    for number in range(3):
        store.put_clip(clip_key(number), clip(number))
    held = store.stats().clip_bytes
    assert store.prune(held) == 0
    assert store.stats().clips == 3
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(b"x")
    assert store.prune(held) > 0  # what is being written takes room too
    assert store.stats().clips == 2
    draft.discard()


def folder_of(narration_id: str) -> str:
    return f"narrations/{narration_id[:2]}/{narration_id}"


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(id=narration_id(1)),
        lambda record: record.update(size_bytes=record["size_bytes"] + 1),
        lambda record: record.update(timeline_bytes=record["timeline_bytes"] + 1),
        lambda record: record.update(timeline_sha256="0" * 64),
        lambda record: record.update(audio_sha256="0" * 64),
        lambda record: record.update(created_at="yesterday"),
        lambda record: record.pop("title"),
    ],
)
def test_a_narration_that_is_not_what_its_record_says_goes_into_quarantine(
    store: LocalStore, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    made = publish(store)
    resealed(tmp_path / folder_of(made.id) / "narration.json", change)
    assert found(store) == [folder_of(made.id)]
    assert store.get(made.id) is None
    names = ("audio.mp3", "timeline.json", "narration.json")
    assert files_below(tmp_path) == {f"quarantine/{made.id}.{name}" for name in names}
    assert found(store) == []


def test_a_timeline_of_another_version_goes_into_quarantine_when_it_is_asked_for(
    store: LocalStore, tmp_path: Path
) -> None:
    made = publish(store)
    value = {**json.loads(to_json(timeline())), "version": 2}
    data = json.dumps(value).encode()
    (tmp_path / folder_of(made.id) / "timeline.json").write_bytes(data)
    resealed(
        tmp_path / folder_of(made.id) / "narration.json",
        lambda record: record.update(timeline_bytes=len(data), timeline_sha256=digest(data)),
    )
    assert store.get(made.id) == made
    assert store.timeline(made.id) is None
    assert store.get(made.id) is None
    assert f"quarantine/{made.id}.timeline.json" in files_below(tmp_path)


def test_what_no_record_vouches_for_is_removed_and_strange_files_stay(store: LocalStore, tmp_path: Path) -> None:
    made, orphan = publish(store), narration_id(1)
    for path in (f"{folder_of(made.id)}/{LEFT}", f"{folder_of(made.id)}/notes.txt", f"{folder_of(orphan)}/audio.mp3"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"x")
    (tmp_path / "narrations" / "0strange").mkdir()
    (tmp_path / folder_of(narration_id(2))).mkdir()
    wrong = {f"{folder_of(made.id)}/{LEFT}", f"{folder_of(orphan)}/audio.mp3", "narrations/0strange"}
    assert set(found(store)) == wrong
    assert (tmp_path / folder_of(made.id) / "notes.txt").exists()
    left = {path.name for path in (tmp_path / "narrations").rglob("*") if path.is_dir()}
    assert left == {made.id[:2], made.id, "0strange"}
    assert store.get(made.id) == made


def test_what_is_left_of_a_retracted_narration_is_removed(store: LocalStore, tmp_path: Path) -> None:
    made = publish(store)
    Files(tmp_path).put(f"retracted/{made.id}", b"")  # killed before it was deleted
    assert (store.get(made.id), store.timeline(made.id)) == (None, None)
    assert len(found(store)) == 4  # its three files, and the index
    assert (list(store.narrations()), store.stats().narrations) == ([], 0)
    assert store.is_retracted(made.id)
    assert files_below(tmp_path) == {f"retracted/{made.id}"}


def test_what_a_dead_writer_left_of_a_narration_is_found(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / f"{narration_id(1)}.mp3").write_bytes(b"dead")
    assert found(store) == [f"drafts/{narration_id(1)}.mp3"]
    assert files_below(tmp_path) == set()


def test_everything_lies_where_the_documentation_says(store: LocalStore, tmp_path: Path) -> None:
    made, name = publish(store), hashlib.sha256("Ağaç".encode()).hexdigest()
    store.put_article(article("Ağaç"))
    store.put_clip(KEY, clip())
    assert files_below(tmp_path) == {
        *(f"{folder_of(made.id)}/{file}" for file in ("audio.mp3", "timeline.json", "narration.json")),
        *(f"clips/{KEY[:2]}/{KEY}.{kind}" for kind in ("flac", "json")),
        f"articles/{name[:2]}/{name}.json",
    }
    assert {path.name for path in tmp_path.iterdir()} == {"narrations", "clips", "articles", "drafts", "index", ".lock"}


def test_a_folder_where_an_articles_record_should_be_is_damage(store: LocalStore, tmp_path: Path) -> None:
    store.put_article(article("a"))
    record = next((tmp_path / "articles").rglob("*.json"))
    record.unlink()
    assert store.article("a") is None
    assert found(store) == []
    record.mkdir()
    assert store.article("a") is None
    assert files_below(tmp_path) == set()
    store.put_article(article("a"))
    assert store.article("a") == article("a")


def test_a_damaged_article_is_forgotten_and_kept_for_a_look(store: LocalStore, tmp_path: Path) -> None:
    store.put_article(article("a"))
    store.put_article(article("b"))
    (path,) = (path for path in (tmp_path / "articles").rglob("*.json") if b'"a"' in path.read_bytes())
    path.write_bytes(path.read_bytes()[:-1])
    assert store.article("a") is None
    assert [record.article_id for record in store.articles()] == ["b"]
    assert files_below(tmp_path / "quarantine") == {path.name}


def test_articles_that_an_earlier_version_kept_are_known(store: LocalStore, tmp_path: Path) -> None:
    store.put_article(article("a"))
    (path,) = (tmp_path / "articles").rglob("*.json")
    record = unseal(path.read_bytes())
    path.write_bytes(seal({name: value for name, value in record.items() if name not in ("sha256", "description")}))
    assert store.article("a") == article("a")
    assert store.verify() == []


def test_the_quarantine_counts_and_is_emptied_first(store: LocalStore, tmp_path: Path) -> None:
    store.put_clip(KEY, clip())
    files = Files(tmp_path)
    for name in ("a", "b"):
        files.put(f"x/{name}", b"12345")
        quarantine(files, f"x/{name}", name)
    assert quarantined_bytes(files) == 10
    held = store.stats().clip_bytes
    assert store.prune(held + 10) == 0
    assert store.prune(held + 9) == 10
    assert store.stats().clips == 1
    assert (quarantined_bytes(files), empty_quarantine(files)) == (0, 0)


class Unmovable(Files):
    def rename(self, source: str, target: str) -> None:
        raise OSError(28, "No space left on device")


def test_damage_that_cannot_be_put_aside_is_removed(tmp_path: Path) -> None:
    files = Unmovable(tmp_path)
    Files(tmp_path).put("a", b"x")
    quarantine(files, "a", "a")
    quarantine(files, "a", "a")
    assert files_below(tmp_path) == set()


@pytest.mark.parametrize("part", ["audio.mp3", "timeline.json", "narration.json"])
def test_what_is_whole_of_a_damaged_narration_can_be_read_again(store: LocalStore, tmp_path: Path, part: str) -> None:
    made = publish(store)
    assert store.lost(made.id) is None
    path = next(tmp_path.rglob(part))
    data = path.read_bytes()
    path.write_bytes(data[:-2] + bytes((data[-2] ^ 1,)) + data[-1:])
    assert found(store)
    assert store.lost(made.id) == ((made, timeline()) if part == "audio.mp3" else None)
    store.retract(made.id, unpublished=True)
    assert store.lost(made.id) is None


@pytest.mark.parametrize("gone", ["timeline.json", "narration.json"])
def test_half_of_what_was_put_aside_is_not_enough(store: LocalStore, tmp_path: Path, gone: str) -> None:
    made = publish(store)
    path = next(tmp_path.rglob("audio.mp3"))
    path.write_bytes(b"no sound")
    assert store.check(made.id)
    next(tmp_path.rglob(f"{made.id}.{gone}*")).unlink()
    assert store.lost(made.id) is None


def test_what_is_strange_keeps_nothing_else_from_being_looked_at(store: LocalStore, tmp_path: Path) -> None:
    made = publish(store)
    store.put_article(article("a"))
    bucket = made.id[:2]
    for folder in ("narrations", "articles", f"narrations/{bucket}", "narrations/zz"):
        (tmp_path / folder / "!strange").mkdir(parents=True)
        (tmp_path / folder / "zz-strange").mkdir(parents=True, exist_ok=True)
    record = next((tmp_path / "articles").rglob("*.json"))
    (record.parent / LEFT).write_bytes(b"")
    lost_its_way = tmp_path / "narrations" / "zy" / made.id
    lost_its_way.mkdir(parents=True)
    for damaged in (record, next(tmp_path.rglob("audio.mp3"))):
        damaged.write_bytes(b"damaged")
    problems = found(store)
    assert str(lost_its_way.relative_to(tmp_path)) in problems
    assert f"narrations/{bucket}/{made.id}" in problems
    assert str(record.relative_to(tmp_path)) in problems
    assert {"narrations/!strange", f"narrations/{bucket}/!strange", f"narrations/{bucket}/zz-strange"} <= set(problems)


@pytest.mark.parametrize("first", ["get", "timeline"])
def test_a_narration_at_its_old_place_is_found_by_whatever_is_asked_first(
    store: LocalStore, tmp_path: Path, first: str
) -> None:
    made = publish(store)
    folder = tmp_path / "narrations" / made.id[:2] / made.id
    folder.rename(tmp_path / "narrations" / made.id)
    again = LocalStore(tmp_path)
    assert getattr(again, first)(made.id) is not None
    assert again.timeline(made.id) == timeline()
    assert folder.is_dir()
