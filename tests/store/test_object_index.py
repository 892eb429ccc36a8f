"""The index of records on objects: the same as a look at all of them, whoever changed them and died meanwhile."""

import contextlib
import dataclasses
import itertools
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import StoreError
from app.store.files import Files
from app.store.index import ArticleRow, ClipRow, NarrationRow, ObjectIndex, answers, comparison, words
from app.store.index.comparison import Comparison
from app.store.index.database import Connection, Database, IndexFailedError
from app.store.index.index import Row
from app.store.index.sqlite import SqliteDatabase
from app.store.questions import EVERY
from tests.serving import PATIENCE_S
from tests.store.things import article, clip_key, narration, narration_id

pytestmark = pytest.mark.faults


@dataclasses.dataclass(frozen=True)
class Found:
    path: str
    etag: str


class Bucket:
    """Objects in memory: paths, etags and the rows that they mean. Counts what is read."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[str, Row | None]] = {}
        self.reads = Counter[str]()
        self.listings = 0
        self.before_read: Callable[[str], None] = lambda _path: None

    def put(self, path: str, row: Row | None) -> str:
        etag = secrets.token_hex(8)
        self.objects[path] = etag, row
        return etag

    def listed(self, kind: str) -> Iterator[Found]:
        self.listings += 1
        kept = sorted((path, etag) for path, (etag, _) in self.objects.items() if path.startswith(f"{kind}/"))
        return (Found(path, etag) for path, etag in kept)

    def read(self, path: str) -> tuple[str, Row | None]:
        self.reads[path] += 1
        found = self.objects.get(path, ("", None))
        self.before_read(path)
        return found

    def clip(self, found: Any) -> ClipRow | None:
        row = self.objects[found.path][1]
        return row if isinstance(row, ClipRow) else None

    def lines(self, _narration_id: str) -> tuple[str, list[str]]:
        return "en", ["Hello world"]


class Node:
    """A machine: its index and its comparison, on a bucket and a database that others have too."""

    def __init__(self, bucket: Bucket, database: Database) -> None:
        self.bucket, self.index = bucket, ObjectIndex(database)
        self.comparison = Comparison(self.index, bucket, bucket.lines)

    def publish(self, number: int) -> None:
        path, row = f"narrations/ab/{narration_id(number)}.json", NarrationRow(narration(number), 1_000 + number, 5)
        with self.index.changing(path) as change:
            change.etag = self.bucket.put(path, row)
            change.keep(row)

    def retract(self, number: int) -> None:
        path = f"narrations/ab/{narration_id(number)}.json"
        with self.index.changing(path) as change:
            change.etag = self.bucket.put(path, None)
            change.forget_narration(narration_id(number))

    def evict(self, number: int) -> None:
        path = f"narrations/ab/{narration_id(number)}.json"
        with self.index.changing(path) as change:
            self.bucket.objects.pop(path, None)
            change.etag = ""
            change.forget_narration(narration_id(number))

    def point(self, number: int) -> None:
        key = clip_key(1_000 + number % 3)
        path, row = f"articles/{key[:2]}/{key}.json", ArticleRow(key, article(f"a{number % 3}", number))
        with self.index.changing(path) as change:
            change.etag = self.bucket.put(path, row)
            change.keep(row)

    def speak(self, number: int) -> None:
        key = clip_key(number)
        path, row = f"clips/{key[:2]}/{key}.clip", ClipRow(key, 500 + number, 5)
        with self.index.changing(path) as change:
            change.etag = self.bucket.put(path, row)
            change.keep(row)

    def catch_up(self) -> int:
        return self.comparison.catch_up(lambda _done, _of: None, rest=0)

    def said(self) -> list[object]:
        kept = {(each.is_clip, each.key, each.size_bytes) for each in self.index.ask(answers.least_used, 1_000)}
        known = [(each.record, each.narration) for each in self.index.ask(answers.page, EVERY, 1_000, None).items]
        counted = self.index.ask(words.count_word, "en", "hello")
        return [kept, sorted(known, key=str), counted, self.index.ask(answers.stats)]


Databases = Callable[[], Database]


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.cluster)])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """New databases, each for one bucket."""
    if request.param == "SQLite":
        return lambda: SqliteDatabase(Files(tmp_path / secrets.token_hex(4)))
    site = request.getfixturevalue("site_database")
    from app.store.postgres.index import PostgresIndex  # noqa: PLC0415 - tests run without the extra too

    numbers = itertools.count()

    def new() -> Database:
        index = PostgresIndex(site)
        index._schema += f"_{next(numbers)}"
        return index

    return new


def seen_anew(bucket: Bucket, databases: Databases) -> list[object]:
    """What an index says that was made from a listing alone."""
    other = Node(bucket, databases())
    other.catch_up()
    return other.said()


def test_an_index_is_made_from_a_listing_and_tells_how_far_it_is(databases: Databases) -> None:
    bucket = Bucket()
    node = Node(bucket, databases())
    for number in range(60):
        node.publish(number)
        node.point(number)
        node.speak(number)
    told: list[tuple[int, int]] = []
    other = Node(bucket, databases())
    assert other.comparison.catch_up(lambda done, of: told.append((done, of)), rest=0) == told[-1][1] == 1_536
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    node.catch_up()
    assert other.said() == node.said()
    assert other.comparison.progress == ""


def test_what_is_right_is_listed_and_not_read(databases: Databases) -> None:
    bucket = Bucket()
    node = Node(bucket, databases())
    for number in range(9):
        node.publish(number)
        node.point(number)
        node.speak(number)
    node.retract(0)
    assert list(node.comparison.compare()) == []
    assert bucket.reads == Counter()
    node.catch_up()
    assert list(node.comparison.compare()) == []
    assert bucket.reads == Counter()


CHANGES: dict[str, Callable[[Node, int], object]] = {
    "publish": Node.publish,
    "retract": Node.retract,
    "evict": Node.evict,
    "point": Node.point,
    "speak": Node.speak,
}


class Died(BaseException):
    """The machine."""


def dying(change: Callable[[Node, int], object], node: Node, number: int, *, before: bool) -> None:
    """A machine that dies before or behind the change of the object, and never tells the index."""
    real = node.bucket.put

    def put(path: str, row: Row | None) -> str:
        if not before:
            real(path, row)
        raise Died

    node.bucket.put = put  # type: ignore[method-assign]
    try:
        change(node, number)
    except Died:
        pass
    finally:
        node.bucket.put = real  # type: ignore[method-assign]


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(
    done=st.lists(
        st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 4), st.sampled_from(["", "", "before", "behind"])),
        max_size=12,
    )
)
def test_the_index_says_what_the_objects_say_whoever_died(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, done: list[tuple[str, int, str]]
) -> None:
    monkeypatch.setattr(comparison, "ABANDONED_S", 0.0)
    bucket, database = Bucket(), databases()
    survivor = Node(bucket, database)
    survivor.catch_up()
    for what, number, death in done:
        if death and what in ("publish", "retract", "point"):
            dying(CHANGES[what], Node(bucket, database), number, before=death == "before")
        else:
            CHANGES[what](survivor, number)
    survivor.catch_up()
    survivor.catch_up()
    assert survivor.said() == seen_anew(bucket, databases)
    assert list(survivor.comparison.compare()) == []


def test_two_who_change_one_record_at_once_leave_what_the_store_has(databases: Databases) -> None:
    bucket, database = Bucket(), databases()
    one, two = Node(bucket, database), Node(bucket, database)
    path, row = f"narrations/ab/{narration_id(1)}.json", NarrationRow(narration(1), 9, 5)
    with one.index.changing(path) as first:
        first.etag = bucket.put(path, row)
        first.keep(row)
        with two.index.changing(path) as second:
            second.etag = bucket.put(path, None)
            second.forget_narration(narration_id(1))
    one.catch_up()
    assert one.index.ask(answers.stats).narrations == 0
    with one.index.changing(path) as first, two.index.changing(path) as second:
        second.etag = bucket.put(path, None)
        second.forget_narration(narration_id(1))
        first.etag = bucket.put(path, row)
        first.keep(row)
    one.catch_up()
    two.catch_up()
    assert two.index.ask(answers.stats).narrations == 1
    assert list(one.comparison.compare()) == []


def test_a_change_that_came_to_nothing_is_looked_at_again(databases: Databases) -> None:
    bucket = Bucket()
    node = Node(bucket, databases())
    node.publish(1)
    with node.index.changing(f"narrations/ab/{narration_id(1)}.json"):
        pass  # another machine was first
    with pytest.raises(ZeroDivisionError), node.index.changing(f"narrations/ab/{narration_id(2)}.json"):
        raise ZeroDivisionError
    node.catch_up()
    assert node.said() == seen_anew(bucket, databases)
    assert list(node.comparison.compare()) == []


def test_a_record_that_changes_while_it_is_read_again_is_left_to_who_changes_it(databases: Databases) -> None:
    bucket, database = Bucket(), databases()
    one, two = Node(bucket, database), Node(bucket, database)
    one.publish(1)
    one.catch_up()
    one.index.note_failed(f"narrations/ab/{narration_id(1)}.json")

    def retract(_path: str) -> None:
        bucket.before_read = lambda _path: None
        two.retract(1)

    bucket.before_read = retract
    one.catch_up()
    assert one.index.ask(answers.stats).narrations == 0


class Away:
    """A database that can be away, and be started again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_away = False
        self.lives = 1

    def life(self) -> int:
        return self.lives

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        if self.is_away:
            raise IndexFailedError("away")
        with self._database.writing() as db:
            yield db

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        if self.is_away:
            raise IndexFailedError("away")
        with self._database.reading() as db:
            yield db


def test_a_database_that_is_away_fails_no_change_and_is_repaired_without_a_listing(databases: Databases) -> None:
    bucket, away = Bucket(), Away(databases())
    node = Node(bucket, away)
    node.publish(1)
    node.catch_up()
    away.is_away, listings = True, bucket.listings
    node.publish(2)
    node.retract(1)
    node.point(2)
    node.speak(2)
    with pytest.raises(StoreError) as failed:
        node.said()
    assert failed.value.retry_after_s
    with pytest.raises(StoreError):
        node.catch_up()
    away.is_away = False
    assert node.catch_up() == 0
    assert bucket.listings == listings
    assert node.said() == seen_anew(bucket, databases)


def test_who_died_while_the_database_was_away_is_found_by_the_next_comparison(databases: Databases) -> None:
    bucket, away = Bucket(), Away(databases())
    node = Node(bucket, away)
    node.catch_up()
    away.is_away = True
    Node(bucket, away).publish(1)
    away.is_away = False
    problems = list(node.comparison.compare())
    assert [problem.path for problem in problems] == ["narrations"]
    assert node.said() == seen_anew(bucket, databases)


def test_what_a_database_forgot_when_its_power_went_is_found_when_it_is_back(databases: Databases) -> None:
    bucket, away = Bucket(), Away(databases())
    node = Node(bucket, away)
    node.catch_up()
    Node(bucket, databases()).publish(1)  # as if it had been told, and had lost it
    node.catch_up()
    assert node.index.ask(answers.stats).narrations == 0
    away.lives += 1
    node.catch_up()
    assert node.index.ask(answers.stats).narrations == 1
    listings = bucket.listings
    node.catch_up()
    assert bucket.listings == listings


def test_a_comparison_that_is_stopped_is_made_by_the_next_who_catches_up(databases: Databases) -> None:
    bucket, database = Bucket(), databases()
    for number in range(9):
        Node(bucket, databases()).publish(number)
    node = Node(bucket, database)
    node.comparison.catch_up(lambda _done, _of: node.comparison.stop(), rest=0)
    other = Node(bucket, database)
    other.catch_up()
    assert other.index.ask(answers.stats).narrations == 9


@pytest.mark.slow
def test_several_nodes_that_write_at_once_leave_one_truth(databases: Databases) -> None:
    bucket, database = Bucket(), databases()
    nodes = [Node(bucket, database) for _ in range(3)]
    begun = threading.Barrier(3)
    failures: list[BaseException] = []

    def work(node: Node, which: int) -> None:
        try:
            begun.wait(PATIENCE_S)
            for number in range(12):
                node.publish(number * 3 + which)
                node.point(number)
                node.speak(number * 3 + which)
                if number % 4 == 3:
                    node.retract(number)
                    node.catch_up()
        except BaseException as error:  # noqa: BLE001 - shown below
            failures.append(error)

    threads = [threading.Thread(target=work, args=each) for each in zip(nodes, range(3), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S * 4)
    assert failures == []
    for node in nodes:
        node.catch_up()
    assert nodes[0].said() == nodes[1].said() == seen_anew(bucket, databases)
