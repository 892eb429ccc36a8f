"""The file operations under the store: whole or not at all, and none outside its folder."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from app.errors import StoreError, StoreFullError
from app.store.drafts import bytes_in_drafts
from app.store.files import USE_NOTED_EVERY_S, Files, is_temporary, try_lock, typed_errors
from app.store.local import LocalStore
from tests.store.things import BODY, narration_id, publish


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "made" / "when needed")


class Full(Files):
    """Writes half of what it is given, then the disk is full."""

    def write(self, descriptor: int, data: bytes, offset: int) -> None:
        super().write(descriptor, data[: len(data) // 2], offset)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_put_whole_and_read_back(files: Files, durable: bool) -> None:  # noqa: FBT001
    files.put("a/b/c", b"first", durable=durable)
    files.put("a/b/c", b"second", durable=durable)
    assert files.read("a/b/c") == b"second"
    assert (files.size("a/b/c"), files.size("a"), files.size("a/x")) == (6, 0, 0)
    assert (files.names("a"), files.names("a/b"), files.names("x"), files.names("a/b/c")) == (["b"], ["c"], [], [])
    assert stat.S_IMODE((files.root / "a/b/c").stat().st_mode) & 0o666 == 0o644
    assert stat.S_IMODE((files.root / "a").stat().st_mode) == 0o755


def test_strangers_may_not_write_into_its_folders_whatever_the_process_may(files: Files) -> None:
    before = os.umask(0)
    try:
        files.put("a/b", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((files.root / "a").stat().st_mode) == 0o755
    assert stat.S_IMODE((files.root / "a/b").stat().st_mode) == 0o644


class Counting(Files):
    """Notes what is made durable."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.synced: list[str] = []

    def sync(self, descriptor: int) -> None:
        self.synced.append("file")
        super().sync(descriptor)

    def sync_folder(self, path: str) -> None:
        self.synced.append(path)
        super().sync_folder(path)


def test_what_is_put_survives_a_power_cut_unless_it_is_said_that_it_need_not(tmp_path: Path) -> None:
    files = Counting(tmp_path)
    files.put("a/b", b"x", durable=False)
    assert files.synced == []
    files.put("a/b", b"x")
    assert files.synced == ["file", "a"]


def test_a_narration_survives_a_power_cut_before_its_address_is_given_out(tmp_path: Path) -> None:
    files = Counting(tmp_path)
    made = publish(LocalStore(tmp_path, files))
    bucket, folder = f"narrations/{made.id[:2]}", f"narrations/{made.id[:2]}/{made.id}"
    assert files.synced == ["file", "file", "file", folder, folder, bucket, "narrations"]


def test_of_a_file_that_could_not_be_written_nothing_stays(tmp_path: Path) -> None:
    Files(tmp_path).put("a/b", b"before")
    with pytest.raises(OSError, match="No space"):
        Full(tmp_path).put("a/b", b"after")
    assert Files(tmp_path).read("a/b") == b"before"
    assert Files(tmp_path).names("a") == ["b"]


def test_a_draft_ends_where_it_ended_when_the_disk_is_full(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    draft = store.begin(narration_id(0))
    assert draft is not None
    draft.write(b"before")
    draft._files = Full(tmp_path)  # type: ignore[attr-defined]  # the local store's own
    with pytest.raises(StoreFullError) as refused:
        draft.write(BODY)
    assert refused.value.retry_after_s
    draft._files = Files(tmp_path)  # type: ignore[attr-defined]
    draft.write(b" and after")
    with draft.reader() as sound:
        assert sound.read() == b"before and after"
    draft.discard()
    assert Files(tmp_path).names("drafts") == []


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, StoreFullError), (errno.EDQUOT, StoreFullError), (errno.EIO, StoreError)]
)
def test_what_the_system_says_is_told_as_ours(number: int, kind: type[StoreError]) -> None:
    @typed_errors
    def fails() -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(StoreError) as told:
        fails()
    assert type(told.value) is kind
    assert os.strerror(number) in told.value.detail
    assert told.value.retry_after_s  # a disk is emptied, a link is mended


def test_an_error_without_a_number_is_told_too() -> None:
    @typed_errors
    def fails() -> None:
        raise OSError("odd")

    with pytest.raises(StoreError, match="odd"):
        fails()


@pytest.mark.parametrize("path", ["../x", "a/../../x", "a//b", "./a", "a/\0", "/etc/passwd"])
def test_no_path_leads_out(files: Files, path: str) -> None:
    files.make_folder("a")
    assert (files.read(path), files.stat(path), files.size(path), files.names(path)) == (None, None, 0, [])
    assert not files.remove(path)
    with pytest.raises(FileNotFoundError):
        files.put(path, b"x")


def test_links_sockets_and_pipes_are_nothing(files: Files, tmp_path: Path) -> None:
    files.make_folder("a")
    (tmp_path / "secret").write_bytes(b"secret")
    (files.root / "a" / "link").symlink_to(tmp_path / "secret")
    (files.root / "a" / "folder").symlink_to(tmp_path)
    os.mkfifo(files.root / "a" / "pipe")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in ("a/link", "a/folder/secret", "a/pipe", "a"):
        assert files.read(name) is None
        assert files.size(name) == 0
    assert files.names("a/folder") == []
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert files.remove("a/link")
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_a_reader_that_cannot_read_for_another_reason_says_so(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: str, _flags: int = 0) -> int:
        raise PermissionError(errno.EACCES, "no")

    files.put("a", b"x")
    monkeypatch.setattr(files, "open", refuse)
    for call in (files.reader, files.read, files.remove_stale):
        with pytest.raises(PermissionError):
            call("a")


def test_a_folder_goes_only_when_it_is_empty(files: Files) -> None:
    files.put("a/b", b"x")
    files.remove_folder("a")
    assert files.names("a") == ["b"]
    assert files.remove("a/b")
    assert not files.remove("a/b")
    files.remove_folder("a")
    files.remove_folder("a")
    assert files.stat("a") is None


def test_a_file_is_written_from_where_it_is_said_to_its_end(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may take less than it is given at once."""
    whole = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda descriptor, data, offset: whole(descriptor, data[:3], offset))
    files.make_folder("")
    descriptor = files.open("a", os.O_RDWR | os.O_CREAT)
    files.write(descriptor, b"0123456789", 0)
    files.write(descriptor, b"abcd", 4)
    os.close(descriptor)
    assert files.read("a") == b"0123abcd89"


def test_use_is_noted_once_a_minute_and_after_a_clock_was_set_back(files: Files) -> None:
    files.put("a", b"x")
    path = files.root / "a"
    now = path.stat().st_mtime
    for age, noted in ((0.5, False), (1.5, True), (-0.5, False), (-1.5, True)):
        os.utime(path, (now - age * USE_NOTED_EVERY_S,) * 2)
        before = path.stat().st_mtime
        told = files.note_use("a")
        assert (path.stat().st_mtime != before) is noted
        assert told == (path.stat().st_mtime_ns if noted else None)
    assert files.note_use("nothing/there") is None


def test_what_a_writer_has_under_way_is_stale_only_once_it_is_dead(files: Files) -> None:
    files.make_folder("a")
    with files.staged("a/b", b"x", durable=False) as place:
        (temp,) = (name for name in files.names("") if is_temporary(name))
        assert not files.remove_stale(temp)
        place()
    assert files.names("a") == ["b"]
    (files.root / "a" / temp).write_bytes(b"left")
    assert files.remove_stale(f"a/{temp}")
    assert not files.remove_stale(f"a/{temp}")
    assert files.names("a") == ["b"]


def test_what_dead_writers_left_goes_and_nothing_else(files: Files) -> None:
    files.make_folder("a")
    for folder in (files.root, files.root / "a"):
        for name in (".x.12345678.tmp", "x.tmp", ".x"):
            (folder / name).write_bytes(b"left")
    files.remove_stale_temps()
    assert files.names("") == [".x", "a", "x.tmp"]
    assert files.names("a") == [".x", ".x.12345678.tmp", "x.tmp"]
    files.remove_stale_temps("a")
    assert files.names("a") == [".x", "x.tmp"]


@pytest.mark.parametrize(("name", "temporary"), [(".a.12.tmp", True), ("a.tmp", False), (".a", False), (".tmp", True)])
def test_what_can_be_left_behind_is_known_by_its_name(name: str, temporary: bool) -> None:  # noqa: FBT001
    assert is_temporary(name) is temporary


def test_the_lock_is_held_by_one_at_a_time(files: Files) -> None:
    order: list[str] = []
    inside, asked = threading.Event(), threading.Event()

    def other() -> None:
        inside.wait(20)
        asked.set()
        with Files(files.root).lock():
            order.append("other")

    thread = threading.Thread(target=other)
    thread.start()
    with files.lock():
        inside.set()
        assert asked.wait(20)
        descriptor = files.open(".lock")
        assert not try_lock(descriptor)
        assert not try_lock(descriptor, shared=True)
        os.close(descriptor)
        order.append("first")
    thread.join(20)
    assert order == ["first", "other"]


def test_readers_share_a_lock_and_no_writer_gets_it(files: Files) -> None:
    files.put("a", b"x")
    one, two, three = (files.open("a") for _ in range(3))
    assert try_lock(one, shared=True)
    assert try_lock(two, shared=True)
    assert not try_lock(three)
    for descriptor in (one, two, three):
        os.close(descriptor)


def test_the_bytes_of_drafts_count(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    drafts = [store.begin(narration_id(number)) for number in range(2)]
    for draft in drafts:
        assert draft is not None
        draft.write(b"12345")
    assert bytes_in_drafts(Files(tmp_path)) == 10
    for draft in drafts:
        assert draft is not None
        draft.discard()
    assert bytes_in_drafts(Files(tmp_path)) == 0
