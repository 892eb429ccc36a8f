"""The index beside the files: the same as a look at all of them, whatever happens to it, to them or to the clock."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import StoreError, StoreFullError
from app.store.base import Store
from app.store.files import Files
from app.store.index import answers, folders, rows, words
from app.store.index.database import Answer, Connection, IndexFailedError
from app.store.index.sqlite import NAME, SqliteDatabase
from app.store.local import LocalStore
from app.store.narrations import home_of
from app.store.questions import EVERY, Which
from tests.serving import PATIENCE_S
from tests.store.test_local_store_faults import FailingFiles
from tests.store.test_questions import ids, put, say
from tests.store.things import BODY, HEAD, article, clip, clip_key, narration, narration_id, publish, timeline

pytestmark = pytest.mark.faults


def said(store: Store) -> list[object]:
    """What a store says about all it holds."""
    kept = {(each.is_clip, each.key, each.size_bytes) for each in store.least_used(1_000)}
    words = {
        word: (store.count_uses("en", word), len(store.page_of_uses("en", word, limit=99).items)) for word in WORDS
    }
    known = {(each.record, each.narration) for each in store.page(EVERY, limit=1_000).items}
    facts = [store.stats(), store.languages(), sorted(store.recipes()), list(store.narrations())]
    return [kept, words, known, *facts, ids(store, Which(kept=True)), ids(store, Which(kept=False))]


WORDS = ("hello", "Hello", "world", "said", "New York")


def seen_anew(store: LocalStore, folder: Path) -> list[object]:
    """What an index says that was made from the files alone."""
    copied = folder / "copied"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(store._files.root, copied, ignore=shutil.ignore_patterns("index"))
    other = LocalStore(copied)
    other.catch_up()
    found = said(other)
    other.close()
    shutil.rmtree(copied)
    return found


def is_right(store: LocalStore, folder: Path) -> bool:
    return said(store) == seen_anew(store, folder)


def damage_sound(store: LocalStore, number: int) -> None:
    path = store._files.root / home_of(narration_id(number)) / "audio.mp3"
    if path.exists():
        path.write_bytes(b"x")
    store.get(narration_id(number))


CHANGES: dict[str, Callable[[LocalStore, int], object]] = {
    "say": lambda store, number: say(store, number, "Hello world", f"said {number} in New York"),
    "clip": lambda store, number: store.put_clip(clip_key(number), clip(number)),
    "article": lambda store, number: put(store, f"a{number % 3}", number, days=number, section=f"s{number % 2}"),
    "address": lambda store, number: put(store, f"url-{number % 3}", number, recipe=f"r{number % 2}"),
    "retract": lambda store, number: store.retract(narration_id(number)),
    "retract article": lambda store, number: put(store, f"a{number % 3}", number, retracted=True),
    "prune": lambda store, number: store.prune(number * 5_000),
    "use": lambda store, number: (store.get(narration_id(number)), store.get_clip(clip_key(number))),
    "damage": damage_sound,
}
"""What a store is for, and what happens to it."""


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(done=st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 5)), max_size=12))
def test_the_index_says_what_the_files_say_whatever_was_done(tmp_path: Path, done: list[tuple[str, int]]) -> None:
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    store = LocalStore(tmp_path / "cache")
    for what, number in done:
        CHANGES[what](store, number)
    assert is_right(store, tmp_path)
    assert store.catch_up() == 0  # and knows that it does
    store.close()


class KillingFiles(Files):
    """Kills the process at the n-th call of anything, looks too: before, between and behind writes of the index."""

    def __init__(self, root: Path, at: int) -> None:
        super().__init__(root)
        self._at = at
        self.calls = 0

    def __getattribute__(self, name: str) -> object:
        found = super().__getattribute__(name)
        if callable(found):
            self.calls += 1
            if self.calls == self._at:
                os.kill(os.getpid(), signal.SIGKILL)
        return found


def live(store: LocalStore) -> None:
    """A short life of a store, every kind of change in it."""
    store.put_clip(clip_key(1), clip())
    say(store, 0, "Hello world")
    put(store, "a", 0)
    say(store, 0, "Hello again")  # over the first, in a folder that stays
    say(store, 1, "Hello world")
    put(store, "a", 1)
    store.retract(narration_id(0))
    store.prune(0)
    say(store, 1, "Hello world")


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.store import test_index
for root, at in zip(sys.argv[2::2], sys.argv[3::2]):
    process = os.fork()
    if process == 0:
        test_index.live(test_index.LocalStore(Path(root), test_index.KillingFiles(Path(root), int(at))))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""
"""One process that imports everything, and from it one for each kill."""


@pytest.mark.slow
def test_a_process_killed_between_any_two_steps_leaves_an_index_that_is_made_right(tmp_path: Path) -> None:
    files = KillingFiles(tmp_path / "whole", -1)
    live(LocalStore(tmp_path / "whole", files))
    assert files.calls > 300
    kills = {tmp_path / f"killed-{at}": at for at in range(11, files.calls, files.calls // 30)}
    places = [str(each) for kill in kills.items() for each in kill]
    command = [sys.executable, "-W", "ignore", "-c", KILLED, str(Path(__file__).parents[2]), *places]
    done = subprocess.run(command, check=True, timeout=PATIENCE_S * 10, capture_output=True, text=True)
    assert {int(line) for line in done.stdout.split()} == {-signal.SIGKILL}
    for root, at in kills.items():
        store = LocalStore(root)
        store.catch_up()
        assert is_right(store, tmp_path), at
        store.close()


@pytest.mark.slow
def test_a_disk_that_fails_at_any_call_leaves_an_index_that_is_made_right(tmp_path: Path) -> None:
    at = 1
    while True:
        root = tmp_path / f"failing-{at}"
        files = FailingFiles(root, at, 28)
        store = LocalStore(root, files)
        try:
            say(store, 0, "Hello world")
            put(store, "a", 0)
            store.retract(narration_id(0))
        except StoreFullError:
            pass
        store.close()
        healthy = LocalStore(root)
        healthy.catch_up()
        assert is_right(healthy, tmp_path), at
        healthy.close()
        if not files.failed:
            break
        at += 1
    assert at > 20


def damage_whole(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def damage_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4_096)
        file.write(os.urandom(200_000))


@pytest.mark.parametrize("damage", [damage_whole, damage_pages, Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_damaged_index_under_a_running_service_is_made_anew(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    store = LocalStore(tmp_path / "cache")
    for number in range(20):
        say(store, number, "Hello world")
        put(store, f"a{number}", number, days=number)
    store._index.close()  # its log is in the tables now
    assert len(ids(store)) == 20
    for path in (tmp_path / "cache" / "index").glob("*.sqlite-*"):
        path.unlink(missing_ok=True)
    damage(tmp_path / "cache" / NAME)
    store.page(EVERY, limit=10)  # something is said, and nothing breaks
    say(store, 20, "Hello world")
    put(store, "a20", 20, days=20)
    store.catch_up()
    store.catch_up()
    assert len(ids(store)) == 21
    assert is_right(store, tmp_path)
    store.close()


def test_an_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    put(store, "a", 0)
    store.close()
    with sqlite3.connect(tmp_path / NAME) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    newer = LocalStore(tmp_path)
    assert ids(newer) == []
    assert newer.catch_up() == 1
    assert ids(newer) == ["a"]
    newer.close()


def test_files_that_were_copied_in_or_taken_away_are_noticed(tmp_path: Path) -> None:
    backup, store = LocalStore(tmp_path / "backup"), LocalStore(tmp_path / "cache")
    say(backup, 0, "Hello world")
    put(backup, "a", 0)
    backup.close()
    put(store, "b", 1)
    shutil.copytree(tmp_path / "backup", tmp_path / "cache", dirs_exist_ok=True, ignore=shutil.ignore_patterns("index"))
    assert store.catch_up() == 2
    assert set(ids(store)) == {"a", "b"}
    assert store.count_uses("en", "hello").uses == 1
    shutil.rmtree(tmp_path / "cache" / home_of(narration_id(0)))
    store.catch_up()
    assert store.stats().narrations == 0
    assert ids(store, Which(kept=True)) == []
    store.close()


def test_a_narration_at_its_old_place_is_read_moved_and_listed(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    made = [publish(store, number) for number in range(3)]
    for each in made:
        (tmp_path / home_of(each.id)).rename(tmp_path / "narrations" / each.id)
    store.reindex()
    for each in made:  # the first touch was that
        assert store.get(each.id) == each
        assert (tmp_path / home_of(each.id) / "audio.mp3").exists()
    assert len(list(store.narrations())) == 3
    (tmp_path / home_of(made[0].id)).rename(tmp_path / "narrations" / made[0].id)
    audio = store.open_audio(made[0].id)
    assert audio is not None
    audio.close()
    assert not (tmp_path / "narrations" / made[0].id).exists()
    (tmp_path / home_of(made[1].id)).rename(tmp_path / "narrations" / made[1].id)
    assert store.retract(made[1].id)
    assert store.get(made[1].id) is None
    assert store.verify() == []
    store.close()


class ReadOnly(Files):
    """A disk that can be read."""

    def open(self, path: str, flags: int = os.O_RDONLY) -> int:
        if flags & (os.O_RDWR | os.O_CREAT):
            raise OSError(30, "Read-only file system")
        return super().open(path, flags)

    def make_folder(self, path: str) -> None:
        if path and self.stat(path) is None:
            raise OSError(30, "Read-only file system")

    def rename(self, source: str, target: str) -> None:
        raise OSError(30, "Read-only file system")


def test_what_is_moved_from_its_old_place_is_known_to_the_index_at_once(tmp_path: Path) -> None:
    made = publish(LocalStore(tmp_path))
    (tmp_path / home_of(made.id)).rename(tmp_path / "narrations" / made.id)
    shutil.rmtree(tmp_path / "index")
    store = LocalStore(tmp_path)
    assert store.get(made.id) == made
    assert store.stats().narrations == 1
    store.close()


def test_of_two_places_the_new_one_counts(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    made = publish(store)
    old = tmp_path / "narrations" / made.id
    shutil.copytree(tmp_path / home_of(made.id), old)
    (old / "audio.mp3").write_bytes(b"older")
    assert store.retract(made.id)
    assert store.get(made.id) is None
    assert publish(store) == store.get(made.id)
    store.close()


@pytest.mark.parametrize("narrated_at", ["home", "old place"])
def test_a_narration_on_a_disk_that_can_only_be_read_is_heard_where_it_stands(tmp_path: Path, narrated_at: str) -> None:
    made = publish(LocalStore(tmp_path))
    if narrated_at == "old place":
        (tmp_path / home_of(made.id)).rename(tmp_path / "narrations" / made.id)
    reader = LocalStore(tmp_path, ReadOnly(tmp_path))
    for _ in range(2):
        assert reader.get(made.id) == made
        audio = reader.open_audio(made.id)
        assert audio is not None
        with audio:
            assert audio.read() == HEAD + BODY
    assert reader.timeline(made.id) == timeline()
    reader.close()


def test_an_index_elsewhere_leaves_none_beside_the_files(tmp_path: Path) -> None:
    database = SqliteDatabase(Files(tmp_path / "elsewhere"))
    store = LocalStore(tmp_path / "cache", database=database)
    publish(store)
    assert store.stats().narrations == 1
    assert (tmp_path / "elsewhere" / "index").is_dir()
    assert not (tmp_path / "cache" / "index").exists()
    store.close()


@pytest.mark.parametrize("has_index", [True, False])
def test_a_disk_that_can_only_be_read_is_still_asked(tmp_path: Path, has_index: bool) -> None:  # noqa: FBT001
    store = LocalStore(tmp_path)
    made = say(store, 0, "Hello world")
    put(store, "a", 0)
    store.catch_up()
    store.close()
    if not has_index:
        shutil.rmtree(tmp_path / "index")
    reader = LocalStore(tmp_path, ReadOnly(tmp_path))
    assert reader.get(made.id) == made
    assert ids(reader) == (["a"] if has_index else [])
    reader.catch_up()
    assert ids(reader) == ["a"]
    assert reader.count_uses("en", "hello").uses == 1
    reader.close()


def test_a_full_index_fails_no_publishing_and_is_made_right_when_there_is_room(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "cache")
    say(store, 0, "Hello world")
    database = store._index.database
    assert isinstance(database, SqliteDatabase)
    with database._connection() as full:
        (pages,) = full.execute("PRAGMA page_count").fetchone()
        full.execute(f"PRAGMA max_page_count = {pages}")
    for number in range(1, 40):
        say(store, number, *(f"word {number} of {word}" for word in range(20)))
        put(store, f"a{number}", number)
    with database._connection() as roomy:
        roomy.execute("PRAGMA max_page_count = 100000")
    store.catch_up()
    store.catch_up()
    assert is_right(store, tmp_path)
    store.close()


def test_an_index_that_cannot_be_read_fails_no_publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalStore(tmp_path, max_bytes=10)

    def fail() -> None:
        raise IndexFailedError("unreadable")

    monkeypatch.setattr(store._index.database, "reading", fail)
    monkeypatch.setattr(store._index.database, "writing", fail)
    store.put_clip(clip_key(1), clip())
    made = publish(store)
    assert store.get(made.id) == made
    with pytest.raises(StoreError):
        store.stats()
    monkeypatch.undo()
    store.catch_up()
    assert store.stats().narrations == 1
    store.close()


def test_a_locked_index_fails_no_publishing(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "cache")
    say(store, 0, "Hello world")
    other = sqlite3.connect(tmp_path / "cache" / NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    put(store, "a", 0)
    assert store.article("a") is not None
    other.execute("ROLLBACK")
    other.close()
    store.catch_up()
    assert is_right(store, tmp_path)
    store.close()


@pytest.mark.slow
def test_two_writers_and_a_pruner_leave_one_truth(tmp_path: Path) -> None:
    stores = [LocalStore(tmp_path / "cache") for _ in range(3)]
    begun = threading.Barrier(3)
    failures: list[BaseException] = []

    def work(store: LocalStore, which: int) -> None:
        try:
            begun.wait(PATIENCE_S)
            for number in range(20):
                if which == 2:
                    store.prune(50_000)
                    store.catch_up()
                else:
                    store.put_clip(clip_key(number + which * 100), clip(number))
                    say(store, number * 2 + which, "Hello world")
                    put(store, f"a{which}-{number}", number * 2 + which)
        except BaseException as error:  # noqa: BLE001 - shown below
            failures.append(error)

    threads = [threading.Thread(target=work, args=[store, which]) for which, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S * 4)
    assert failures == []
    stores[0].catch_up()
    assert is_right(stores[0], tmp_path)
    assert stores[0].stats() == stores[1].stats()
    for store in stores:
        store.close()


def test_a_clock_that_jumped_evicts_by_what_the_files_say(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(4):
        publish(store, number)
    years_ns = 10 * 365 * 86_400 * 10**9
    for number, jump_ns in ((0, years_ns), (1, -years_ns), (2, 0), (3, 1)):
        record = tmp_path / home_of(narration_id(number)) / "narration.json"
        at = time.time_ns() + jump_ns
        os.utime(record, ns=(at, at))
    size = store.stats().narration_bytes // 4
    store.prune(size * 2)
    assert {each.id for each in store.narrations()} >= {narration_id(0)}
    assert store.stats().narrations == 2
    store.close()


def test_a_use_is_written_once_a_minute_and_pruning_knows_of_it_at_once(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(2):
        publish(store, number)
        record = tmp_path / home_of(narration_id(number)) / "narration.json"
        os.utime(record, (1_000_000 + number,) * 2)
    for _ in range(50):
        store.get(narration_id(0))
    store.prune(store.stats().narration_bytes - 1)
    assert [each.id for each in store.narrations()] == [narration_id(0)]
    store.close()


def test_verify_finds_what_the_index_has_wrong(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    say(store, 0, "Hello world")
    put(store, "a", 0)
    with store._index.database.writing() as db:
        db.execute("DELETE FROM narrations")
        db.execute("UPDATE articles SET record = replace(record, 'Title', 'Other')")
    assert len(store.verify()) == 2
    assert store.verify() == []
    assert [each.title for each in store.articles()] == ["Title"]
    store.close()


def test_a_store_that_is_closed_while_it_catches_up_stops(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(6):
        put(store, f"a{number}", number)
    told: list[int] = []

    def close(done: int, of: int) -> None:
        told.append(of)
        store.close()

    assert store.reindex(close) == 1
    assert told[0] > 1
    other = LocalStore(tmp_path)
    other.catch_up()
    assert len(ids(other)) == 6
    other.close()
    store.close()


def test_what_is_being_read_anew_is_told(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(6):
        put(store, f"a{number}", number)
    heard: list[str] = []
    store.reindex(lambda _done, _of: heard.append(store.catching_up()))
    assert "of" in heard[0]
    assert store.catching_up() == ""
    store.close()


class Explained:
    """A connection that notes how each question is looked up."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.plans: list[str] = []

    def execute(self, asked: str, values: Sequence[object] = ()) -> Answer:
        self.plans += [f"{row[3]}: {asked}" for row in self._db.execute(f"EXPLAIN QUERY PLAN {asked}", values)]
        return self._db.execute(asked, values)


def ask_everything(spy: Any) -> None:
    """Every question and every change."""
    now = datetime.now(UTC)
    made, known = narration(0), article("url-a", 0)
    for _ in range(2):
        rows.put(spy, rows.NarrationRow(made, 1, 1))
        rows.put(spy, rows.ArticleRow("0" * 64, known))
        rows.put(spy, rows.ClipRow("0" * 64, 1, 1))
    folders.replace(spy, "narrations/ab", [])
    folders.replace(spy, "articles/00", [])
    folders.replace(spy, "clips/00", [])
    folders.unknown(spy)
    folders.between(spy, "a", "b")
    for which in (
        Which(kept=True),
        Which(language="en"),
        Which(section="x"),
        Which(language="en", section="x", since=now, before=now, besides=("y",)),
        Which(recipe=("a", "b")),
    ):
        answers.page(spy, which, 10, None)
        answers.oldest(spy, which, 10)
    answers.page_of_narrations(spy, 10, None)
    answers.articles_of(spy, made.id)
    answers.languages(spy)
    answers.stats(spy)
    answers.least_used(spy, 10)
    words.count_word(spy, "en", "a")
    words.holding(spy, "en", ["a", "b"], 10, 10)


def test_no_question_and_no_change_looks_at_more_than_it_must(tmp_path: Path) -> None:
    """Every look-up takes an index in its order: nothing is gone through, nothing sorted, however much there is."""
    database = SqliteDatabase(Files(tmp_path))
    with database.writing() as db:
        seen = Explained(db)
        ask_everything(seen)
        spy: Any = seen
        words.take_back(spy, 1)
    database.close()
    whole = ("_by_use", "folders_unknown")  # in their order, from the end; of those that are being changed, all
    through = [plan for plan in seen.plans if plan.startswith("SCAN") and not any(name in plan for name in whole)]
    sorted_ = [plan for plan in seen.plans if "TEMP B-TREE" in plan and "narration = ? AND state IN" not in plan]
    assert (through, sorted_) == ([], [])
    assert len(seen.plans) > 50
