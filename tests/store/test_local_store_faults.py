"""The local store when the disk, the power, a process or a stranger misbehaves."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import StoreError, StoreFullError
from app.store.files import Files
from app.store.local import LocalStore
from app.store.narrations import home_of
from tests.store.things import BODY, HEAD, clip, clip_key, narration, narration_id, publish, timeline

pytestmark = pytest.mark.faults

CALLS = ("open", "write", "sync", "sync_folder", "rename", "remove", "make_folder")


class FailingFiles(Files):
    """Fails at the n-th call of those that change something, with an errno; or kills the process there."""

    def __init__(self, root: Path, at: int, error: int, *, kill: bool = False) -> None:
        super().__init__(root)
        self._at, self._error, self._kill = at, error, kill
        self.calls = 0
        self.failed = False

    def __getattribute__(self, name: str) -> object:
        if name in CALLS:
            self.calls += 1
            if self.calls == self._at:
                if self._kill:
                    os.kill(os.getpid(), signal.SIGKILL)
                self.failed = True
                raise OSError(self._error, os.strerror(self._error))
        return super().__getattribute__(name)


def whole(store: LocalStore) -> None:
    """Whatever is published is right to the last byte, and nothing is left over that verify does not clear away."""
    store.catch_up()
    for found in store.narrations():
        audio = store.open_audio(found.id)
        assert audio is not None
        with audio:
            assert audio.read() == HEAD + BODY
        assert store.timeline(found.id) == timeline()
    store.verify()
    assert store.verify() == []


@pytest.mark.slow
@pytest.mark.parametrize(("error", "kind"), [(errno.ENOSPC, StoreFullError), (errno.EIO, StoreError)])
def test_a_disk_that_fails_at_any_call_leaves_nothing_half_published(
    tmp_path: Path, error: int, kind: type[StoreError]
) -> None:
    at, failures = 1, 0
    while True:
        root = tmp_path / f"{error}-{at}"
        files = FailingFiles(root, at, error)
        store = LocalStore(root, files)
        try:
            store.put_clip(clip_key(1), clip())
            publish(store)
        except kind:
            failures += 1
        healthy = LocalStore(root)
        whole(healthy)
        healthy.put_clip(clip_key(1), clip())
        assert healthy.get_clip(clip_key(1)) is not None
        if healthy.get(narration_id(0)) is None:
            publish(healthy)
        whole(healthy)
        if not files.failed:
            break
        at += 1
    assert failures > 10


class WatchedFiles(Files):
    """Calls somebody after every call that changes something."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.after: Callable[[], None] = lambda: None

    def __getattribute__(self, name: str) -> object:
        found = super().__getattribute__(name)
        if name not in CALLS:
            return found

        def watched(*arguments: object, **more: object) -> object:
            result = found(*arguments, **more)
            after, self.after = self.after, lambda: None  # what a listener does is not looked at
            after()
            self.after = after
            return result

        return watched


def test_who_comes_at_any_instant_of_publishing_hears_the_whole(tmp_path: Path) -> None:
    files = WatchedFiles(tmp_path)
    draft = LocalStore(tmp_path, files).begin(narration_id(0))
    assert draft is not None
    draft.write(b"........" + BODY)
    heard: list[bytes] = []

    def listen() -> None:
        with draft.reader() as reader:
            heard.append(reader.read())

    files.after = listen
    draft.publish(narration(), timeline(), head=HEAD)
    files.after = lambda: None
    listen()  # who took the draft for what it was a moment ago
    assert len(heard) > 10
    assert {sound[len(HEAD) :] for sound in heard} == {BODY}
    assert heard[-1][: len(HEAD)] == HEAD


def test_another_writer_comes_before_the_publishing_or_after_it(tmp_path: Path) -> None:
    files = WatchedFiles(tmp_path)
    draft = LocalStore(tmp_path, files).begin(narration_id(0))
    assert draft is not None
    draft.write(b"........" + BODY)
    other = LocalStore(tmp_path)
    found: list[bool] = []

    def come() -> None:
        second = other.begin(narration_id(0))
        found.append(second is None or other.get(narration_id(0)) is not None)
        if second is not None:
            second.discard()

    comers = []

    def send() -> None:
        comers.append(threading.Thread(target=come))
        comers[-1].start()

    files.after = send
    draft.publish(narration(), timeline(), head=HEAD)
    for comer in comers:
        comer.join()
    assert len(found) > 10
    assert all(found)


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.store.test_local_store_faults import FailingFiles
from tests.store.things import article, clip, clip_key, publish
from app.store.local import LocalStore
root = Path(sys.argv[1])
store = LocalStore(root, FailingFiles(root, int(sys.argv[2]), 5, kill=True))
store.put_clip(clip_key(1), clip())
publish(store)
publish(store, 1)
store.put_article(article("a", 1))
"""


@pytest.mark.slow
@pytest.mark.parametrize("at", [1, 7, 15, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 44, 48, 55])
def test_a_writer_killed_at_any_instant_leaves_old_or_new_and_never_between(tmp_path: Path, at: int) -> None:
    project = str(Path(__file__).parents[2])
    command = [sys.executable, "-W", "ignore", "-c", KILLED, str(tmp_path / "cache"), str(at), project]
    done = subprocess.run(command, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    store = LocalStore(tmp_path / "cache")
    assert not store.is_writing(narration_id(0))
    whole(store)
    if store.get(narration_id(0)) is None:
        publish(store)
    whole(store)


@pytest.mark.parametrize("name", ["audio.mp3", "timeline.json", "narration.json"])
@pytest.mark.parametrize("damage", ["truncated", "empty", "missing", "flipped"])
def test_a_damaged_narration_is_quarantined_and_can_be_made_again(tmp_path: Path, name: str, damage: str) -> None:
    store = LocalStore(tmp_path)
    made = publish(store)
    path = tmp_path / home_of(made.id) / name
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "flipped":
        path.write_bytes(data[:20] + bytes([data[20] ^ 1]) + data[21:])
    else:
        path.write_bytes(data[: len(data) // 2] if damage == "truncated" else b"")
    problems = store.verify()
    assert problems
    assert store.get(made.id) is None
    assert store.open_audio(made.id) is None
    assert store.verify() == []
    assert publish(store) == store.get(made.id)


@pytest.mark.parametrize("name", ["audio.mp3", "timeline.json"])
def test_a_truncated_file_is_found_without_verify(tmp_path: Path, name: str) -> None:
    store = LocalStore(tmp_path)
    made = publish(store)
    path = tmp_path / home_of(made.id) / name
    path.write_bytes(path.read_bytes()[:-1])
    assert store.open_audio(made.id) is None
    assert list((tmp_path / "quarantine").iterdir())


@pytest.mark.parametrize("suffix", ["flac", "json"])
@pytest.mark.parametrize("cut", [0, 10, -1])
def test_a_damaged_clip_is_spoken_again(tmp_path: Path, suffix: str, cut: int) -> None:
    store = LocalStore(tmp_path)
    store.put_clip(clip_key(1), clip())
    path = tmp_path / "clips" / clip_key(1)[:2] / f"{clip_key(1)}.{suffix}"
    path.write_bytes(path.read_bytes()[:cut])
    assert store.get_clip(clip_key(1)) is None
    store.put_clip(clip_key(1), clip())
    assert store.get_clip(clip_key(1)) is not None


def test_a_planted_link_leads_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    store = LocalStore(tmp_path / "cache")
    made = publish(store)
    audio = tmp_path / "cache" / home_of(made.id) / "audio.mp3"
    audio.unlink()
    audio.symlink_to(secret)
    assert store.open_audio(made.id) is None
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "cache" / home_of(narration_id(9))).symlink_to(elsewhere)
    draft = store.begin(narration_id(9))
    assert draft is not None
    draft.write(HEAD + BODY)
    with pytest.raises(StoreError):
        draft.publish(narration(9), timeline())
    draft.discard()
    assert list(elsewhere.iterdir()) == []
    assert secret.read_bytes() == b"secret"


@pytest.mark.parametrize("wrong", ["", "..", "../x", "A" * 26, "a" * 25, "a" * 26 + "\n", "a\0" * 13])
def test_what_is_no_id_never_reaches_a_path(tmp_path: Path, wrong: str) -> None:
    store = LocalStore(tmp_path)
    assert (store.get(wrong), store.timeline(wrong), store.open_audio(wrong), store.follow(wrong)) == (None,) * 4
    assert not store.is_writing(wrong)
    assert not store.retract(wrong)
    assert store.get_clip(wrong) is None
    with pytest.raises(StoreError):
        store.begin(wrong)
    with pytest.raises(StoreError):
        store.put_clip(wrong, clip())
    assert list(tmp_path.iterdir()) == []


def test_two_processes_share_one_folder(tmp_path: Path) -> None:
    mine, other = LocalStore(tmp_path), LocalStore(tmp_path)
    draft = mine.begin(narration_id(0))
    assert draft is not None
    draft.write(b"........")
    assert other.begin(narration_id(0)) is None
    assert other.is_writing(narration_id(0))
    followed = other.follow(narration_id(0))
    assert followed is not None
    with followed:
        assert followed.read() == b"........"
        draft.write(BODY)
        draft.publish(narration(), timeline(), head=HEAD)
        assert followed.read() == BODY
    assert other.get(narration_id(0)) is not None
    assert not other.is_writing(narration_id(0))


def test_what_a_dead_writer_left_is_cleared_and_a_living_ones_stays(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(b"alive")
    (tmp_path / "drafts" / f"{narration_id(1)}.mp3").write_bytes(b"dead")
    LocalStore(tmp_path).remove_stale()
    assert [path.name for path in (tmp_path / "drafts").iterdir()] == [f"{narration_id(0)}.mp3"]
    draft.discard()


def test_what_a_dead_writer_left_is_no_beginning_of_the_next(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / f"{narration_id(0)}.mp3").write_bytes(b"dead")
    draft = store.begin(narration_id(0))
    assert draft is not None
    with draft.reader() as listener:
        assert listener.read() == b""
        draft.write(b"alive")
        assert listener.read() == b"alive"
    draft.discard()


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(3):
        publish(store, number)
        record = tmp_path / home_of(narration_id(number)) / "narration.json"
        os.utime(record, (1_000_000 + number, 1_000_000 + number))
    assert store.get(narration_id(0)) is not None  # used now
    store.prune(store.stats().narration_bytes - 1)
    assert {found.id for found in store.narrations()} == {narration_id(0), narration_id(2)}


def test_listing_all_narrations_makes_none_of_them_used(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    made = [publish(store, number) for number in range(2)]
    records = [tmp_path / home_of(each.id) / "narration.json" for each in made]
    for record in records:
        os.utime(record, (1_000_000_000, 1_000_000_000))
    assert len(list(store.narrations())) == 2
    assert [record.stat().st_mtime for record in records] == [1_000_000_000] * 2
    store.get(made[0].id)
    assert records[0].stat().st_mtime > 1_000_000_000


@pytest.mark.parametrize(
    "path",
    [
        "narrations/ab/{id}/narration.json",
        "narrations/ab/{id}/audio.mp3",
        "narrations/ab/{id}/timeline.json",
        "drafts/{id}.mp3",
        "clips/{k}/{key}.json",
        "clips/{k}/{key}.flac",
    ],
)
def test_a_folder_where_a_file_should_be_is_put_aside(tmp_path: Path, path: str) -> None:
    store = LocalStore(tmp_path)
    for _ in range(2):  # the second time one stands in quarantine already
        publish(store)
        store.put_clip(clip_key(1), clip())
        place = tmp_path / path.format(id=narration_id(0), key=clip_key(1), k=clip_key(1)[:2])
        place.unlink(missing_ok=True)
        (place / "inner").mkdir(parents=True)
        (place / "inner" / "file").write_text("x")
        store.verify()
        store.put_clip(clip_key(1), clip())
        publish(store)
        whole(store)
    store.prune(0)
    assert store.stats().narrations == 0


def test_a_flipped_bit_is_found_by_a_check(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    publish(store)
    assert store.check(narration_id(0)) == ""
    audio = tmp_path / home_of(narration_id(0)) / "audio.mp3"
    data = bytearray(audio.read_bytes())
    data[500] ^= 1
    audio.write_bytes(data)
    assert "digest" in store.check(narration_id(0))
    assert store.get(narration_id(0)) is None


def test_the_limit_is_kept_while_several_write(tmp_path: Path) -> None:
    limit = 200_000
    stores = [LocalStore(tmp_path, max_bytes=limit) for _ in range(2)]
    for number in range(60):
        publish(stores[number % 2], number)
        stats = stores[0].stats()
        assert stats.clip_bytes + stats.narration_bytes <= limit
    assert stats.narrations > 5


def test_what_killed_writers_left_goes_wherever_it_is(tmp_path: Path) -> None:
    left = [tmp_path / folder / ".x.json.0123abcd.tmp" for folder in ("", "articles/ab", "clips/ab", "counts")]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    store = LocalStore(tmp_path)
    store.remove_stale()
    assert not left[0].exists()
    assert len(store.verify()) >= 2  # what earlier versions left beside its place
    assert [path for path in left if path.exists()] == []


@pytest.mark.parametrize(("error", "heals"), [(errno.EMFILE, True), (errno.EIO, True), (errno.EROFS, False)])
def test_what_time_can_heal_says_when_to_come_back(tmp_path: Path, error: int, heals: bool) -> None:  # noqa: FBT001
    publish(LocalStore(tmp_path))
    with pytest.raises(StoreError) as failed:
        LocalStore(tmp_path, FailingFiles(tmp_path, 1, error)).get(narration_id(0))
    assert (failed.value.retry_after_s is not None) == heals
