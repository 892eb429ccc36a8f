"""A site moved from store to store."""

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("obstore", reason="pip install 'announcer[cluster]'")

from app.cli import app
from app.store.base import LastingStore
from app.store.copying import Copied, copy, copy_files
from app.store.local import LocalStore
from app.store.shelf import FileShelf
from tests.cluster.objects import CREDENTIALS, new_bucket, objects_of
from tests.store.buckets import Bucket, node
from tests.store.things import BODY, HEAD, article, clip, clip_key, narration_id, publish, timeline


def on_files(folder: Path, name: str) -> LastingStore:
    return LocalStore(folder / name)


def on_objects(folder: Path, name: str) -> LastingStore:
    return node(folder, Bucket(), name)


def filled(store: LastingStore) -> LastingStore:
    for number in range(3):
        publish(store, number)
        store.put_clip(clip_key(number), clip(number))
    store.retract(narration_id(2))
    for name in ("a", "a/summary", "b\ud800"):
        store.put_article(article(name, 1))
    return store


WAYS = [(on_files, on_objects), (on_objects, on_files), (on_objects, on_objects), (on_files, on_files)]


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_everything_arrives_and_a_second_copy_has_nothing_to_do(
    tmp_path: Path, source: Callable[[Path, str], LastingStore], target: Callable[[Path, str], LastingStore]
) -> None:
    one, other = filled(source(tmp_path, "one")), target(tmp_path, "other")
    done = copy(one, other, lambda _: None)
    assert (done.clips, done.narrations, done.retractions, done.articles) == (3, 2, 1, 3)
    assert (done.audio_bytes, done.there, done.damaged) == (2 * len(HEAD + BODY), 0, [])
    for number in (0, 1):
        assert other.get(narration_id(number)) == one.get(narration_id(number))
        assert other.timeline(narration_id(number)) == timeline()
    assert other.is_retracted(narration_id(2))
    assert other.article("a/summary") == one.article("a/summary")
    assert other.get_clip(clip_key(2)) is not None
    other.catch_up()
    assert (other.stats().clips, other.stats().narrations, other.stats().articles) == (3, 2, 3)
    again = copy(one, other, lambda _: None)
    assert (again.clips, again.narrations, again.retractions, again.articles, again.there) == (0, 0, 0, 0, 9)
    for store in (one, other):
        store.close()


def test_a_copy_that_was_broken_off_is_gone_on_with(tmp_path: Path) -> None:
    one, bucket = filled(on_files(tmp_path, "one")), Bucket()
    other = node(tmp_path, bucket)

    class BrokenOffError(Exception):
        pass

    def break_off(_done: object) -> None:
        if len(bucket.paths("narrations/")) == 1:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        copy(one, other, break_off)
    done = copy(one, other, lambda _: None)
    assert done.narrations == 1
    assert done.there >= 4
    assert other.get(narration_id(0)) is not None
    assert other.get(narration_id(1)) is not None


def test_what_is_damaged_is_named_and_the_rest_arrives(tmp_path: Path) -> None:
    bucket = Bucket()
    one, other = filled(node(tmp_path, bucket, "one")), on_files(tmp_path, "other")
    one.close()
    one = node(tmp_path, bucket, "elsewhere")
    bucket.flip(f"sounds/{narration_id(0)[:2]}/{narration_id(0)}")
    bucket.flip(f"clips/{clip_key(1)[:2]}/{clip_key(1)}")
    done = copy(one, other, lambda _: None)
    assert sorted(done.damaged) == [
        f"clip {clip_key(1)}: it is damaged",
        f"narration {narration_id(0)}: it is damaged",
    ]
    assert other.get(narration_id(0)) is None
    assert (done.clips, done.narrations) == (2, 1)
    one.close()


def test_what_is_newer_or_was_taken_back_there_stays_so(tmp_path: Path) -> None:
    one, other = filled(on_files(tmp_path, "one")), filled(on_objects(tmp_path, "other"))
    other.retract(narration_id(0))
    newer = article("a", 3)
    other.put_article(dataclasses.replace(newer, updated_at=newer.updated_at + timedelta(days=1)))
    before = other.article("a")
    copy(one, other, lambda _: None)
    assert other.is_retracted(narration_id(0))
    assert other.article("a") == before


def test_what_is_older_there_is_replaced_and_what_is_as_old_is_too(tmp_path: Path) -> None:
    one, other = on_files(tmp_path, "one"), on_files(tmp_path, "other")
    ours = article("a", 1)
    one.put_article(ours)
    for days, title in ((1, "older"), (0, "as old")):
        other.put_article(dataclasses.replace(ours, title=title, updated_at=ours.updated_at - timedelta(days=days)))
        done = copy(one, other, lambda _: None)
        assert (done.articles, done.there) == (1, 0)
        assert other.article("a") == ours


@pytest.mark.parametrize("known", [min, max])
def test_what_is_there_in_part_is_completed(tmp_path: Path, known: Callable[[list[str]], str]) -> None:
    one, other = filled(on_files(tmp_path, "one")), on_files(tmp_path, "other")
    other.put_clip(known([clip_key(number) for number in range(3)]), clip())
    done = copy(one, other, lambda _: None)
    assert (done.clips, done.narrations, done.there) == (2, 2, 1)


def test_every_narration_taken_back_is_counted(tmp_path: Path) -> None:
    one, other = on_files(tmp_path, "one"), on_files(tmp_path, "other")
    for number in range(3):
        one.retract(narration_id(number), unpublished=True)
    assert copy(one, other, lambda _: None).retractions == 3


def test_files_that_are_not_there_are_copied_and_those_that_are_stay(tmp_path: Path) -> None:
    source, target = FileShelf(tmp_path / "one"), FileShelf(tmp_path / "other")
    for name in ("a", "b", "c", "d"):
        source.write(name, f"ours {name}".encode())
    for name in ("a", "b"):
        target.write(name, b"theirs")
    done = Copied()
    copy_files(source, target, ["gone", "a", "b", "c", "d"], done)
    assert (done.files, done.there) == (2, 2)
    assert [target.read(name) for name in ("a", "b", "c", "d")] == [b"theirs", b"theirs", b"ours c", b"ours d"]


@pytest.mark.cluster
@pytest.mark.slow
def test_the_command_copies_a_folder_with_its_lexicons_to_objects_and_back(
    tmp_path: Path, object_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ANNOUNCER_STORE_ENDPOINT", object_address)
    bucket = f"s3://{new_bucket(object_address)}/site"
    filled(LocalStore(tmp_path / "one")).close()
    (tmp_path / "one" / "defaults.json").write_text("{}")
    for name in ("lexicon", "lexicon-back"):
        (tmp_path / name).mkdir()
    (tmp_path / "lexicon" / "en.toml").write_text('Ayşe = "eye-sheh"\n')
    monkeypatch.setenv("ANNOUNCER_LEXICON_DIR", str(tmp_path / "lexicon"))
    run = CliRunner()
    there = run.invoke(app, ["store", "copy", str(tmp_path / "one"), bucket])
    assert there.exit_code == 0, there.output
    assert "2 narrations" in there.output
    assert "2 files copied" in there.output
    monkeypatch.setenv("ANNOUNCER_LEXICON_DIR", str(tmp_path / "lexicon-back"))
    back = run.invoke(app, ["store", "copy", bucket, str(tmp_path / "back"), "--json"])
    assert back.exit_code == 0, back.output
    assert json.loads(back.output)["narrations"] == 2
    assert (tmp_path / "lexicon-back" / "en.toml").read_bytes() == (tmp_path / "lexicon" / "en.toml").read_bytes()
    assert LocalStore(tmp_path / "back").get(narration_id(1)) is not None
    assert list(objects_of(object_address, bucket.split("/")[2]).list("drafts")) == []


def test_the_command_says_what_is_no_store(tmp_path: Path) -> None:
    run = CliRunner()
    for source, target in ((str(tmp_path / "not-there"), str(tmp_path)), (str(tmp_path), f"{tmp_path}/")):
        assert run.invoke(app, ["store", "copy", source, target]).exit_code != 0
    assert list(tmp_path.iterdir()) == []
