"""PostgreSQL as several machines share it: away, killed, held, refused, of another version, taken away."""

import contextlib
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidSettingError, StoreError, TooManyRequestsError
from app.keys.key import Key
from app.store.local import LocalStore
from app.store.postgres import open_postgres
from tests.cluster.postgres import PASSWORD, USER, Server, postgres
from tests.serving import PATIENCE_S
from tests.store.test_index import ask_everything, is_right, said
from tests.store.test_questions import ids, put, say
from tests.store.things import clip, clip_key, narration_id

pytest.importorskip("psycopg")

from app.keys.postgres_usage import PostgresUsage
from app.store.counts import Count, Counted
from app.store.postgres import server as server_module
from app.store.postgres.counts import PostgresCounts
from app.store.postgres.index import PostgresIndex
from app.store.postgres.server import Postgres

pytestmark = [pytest.mark.cluster, pytest.mark.faults]


@pytest.fixture(scope="module")
def fragile() -> Iterator[Server]:
    """A server that is stopped, killed and held."""
    with postgres() as server:
        yield server


@pytest.fixture
def open_site(postgres_server: Server) -> Iterator[Callable[[str], Postgres]]:
    """Machines, each with connections of its own; sites of other tests have other names."""
    with contextlib.ExitStack() as opened:
        own = secrets.token_hex(4)

        def new(site: str = "site") -> Postgres:
            made = open_postgres(postgres_server.address(), f"{site} {own}")
            opened.callback(made.close)
            return made

        yield new


Open = Callable[..., Postgres]


def store_at(folder: Path, site: Postgres) -> LocalStore:
    return LocalStore(folder, database=PostgresIndex(site))


def key(requests_a_minute: int) -> Key:
    return Key(name="desk", digest=f"sha256:{'0' * 64}", requests_a_minute=requests_a_minute)


ODD = [
    "postgresql://u:pa55/w0rd@host/database",
    "postgresql://u:5432/w0rd@host/database",
    "postgresql://u:pa55@w0rd@host/database",
    "postgresql://u:pa55%w0rd@host/database",
    "mysql://u:pa55w0rd@host/database",
    "host=here password=pa55w0rd",
    "",
]


@pytest.mark.parametrize("address", ODD)
def test_what_is_no_address_is_told_without_the_password(address: str) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        open_postgres(address, "site")
    assert "ANNOUNCER_DATABASE" in refused.value.detail
    assert not {"pa55", "w0rd"} & {
        refused.value.detail[start : start + 4] for start in range(len(refused.value.detail))
    }


def test_who_is_refused_hears_where_as_whom_and_why_in_one_sentence(postgres_server: Server) -> None:
    place = f"127.0.0.1:{postgres_server.port}"
    refusals = {
        postgres_server.address(password="wr0ng"): (place, USER, "password authentication failed"),
        postgres_server.address(user="nobody"): (place, "nobody", "password authentication failed"),
        postgres_server.address(database="none"): (place, "none", 'database "none" does not exist'),
        "postgresql://u:wr0ng@127.0.0.1:1/d": ("127.0.0.1:1", "d", "Connection refused"),
        "postgresql://u:wr0ng@no.such.host.invalid/d": ("no.such.host.invalid", "d", "resolve"),
    }
    for address, told in refusals.items():
        with pytest.raises(StoreError) as refused:
            open_postgres(address, "site").check()
        assert all(each in refused.value.detail for each in (*told, "ANNOUNCER_DATABASE")), refused.value.detail
        assert refused.value.retry_after_s
        assert "\n" not in refused.value.detail
        shown = repr(refused.value.__cause__) + refused.value.detail
        assert PASSWORD not in shown
        assert "wr0ng" not in shown


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres_server: Server, open_site: Open) -> None:
    name = f"latin_{secrets.token_hex(4)}"
    open_site().query("SELECT 1")
    with open_site().lend() as db:
        db.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match="LATIN1, and must be UTF8"):
        open_postgres(postgres_server.address(database=name), "site").check()


def test_who_may_make_no_tables_is_told_so(postgres_server: Server, open_site: Open) -> None:
    with open_site().lend() as db:
        db.execute("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'guest'")
    with pytest.raises(StoreError, match="permission denied for database"):
        open_postgres(postgres_server.address(user="guest", password="guest"), "site").check()


def test_without_the_client_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "app.store.postgres.server")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InvalidSettingError, match=r"announcer\[cluster\]"):
        open_postgres("postgresql://u@h/d", "site")


def test_a_server_that_is_away_fails_no_change_and_what_it_missed_is_made_right(
    fragile: Server, tmp_path: Path
) -> None:
    site = open_postgres(fragile.address(), secrets.token_hex(4))
    store = store_at(tmp_path / "cache", site)
    say(store, 0, "Hello world")
    put(store, "a", 0)
    fragile.stop(signal.SIGQUIT)
    made = say(store, 1, "Hello world")
    put(store, "b", 1)
    assert store.get(made.id) == made
    with pytest.raises(StoreError) as failed:
        store.stats()
    assert failed.value.retry_after_s
    with pytest.raises(StoreError):
        store.count_uses("en", "hello")
    usage, counts = PostgresUsage(site), PostgresCounts(site)
    for _ in range(3):
        usage.request(key(1))  # a newsroom does not fall silent for an account
    with pytest.raises(StoreError):
        counts.add("a", Counted.VIEWS)
    fragile.start()
    settle(store)
    assert set(ids(store)) == {"a", "b"}
    assert is_right(store, tmp_path)
    usage.request(key(1))
    with pytest.raises(TooManyRequestsError):
        usage.request(key(1))
    store.close()


def settle(store: LocalStore) -> None:
    """Catch up as soon as the server is tried again."""
    pause = threading.Event()
    for _ in range(PATIENCE_S * 10):
        with contextlib.suppress(StoreError):
            store.catch_up()
            return
        pause.wait(0.1)
    pytest.fail("the server is not tried again")


def test_a_server_that_was_restarted_is_asked_as_if_nothing_had_been(fragile: Server) -> None:
    site = open_postgres(fragile.address(), secrets.token_hex(4))
    counts = PostgresCounts(site)
    counts.add("a", Counted.VIEWS)
    fragile.stop()
    fragile.start()
    assert counts.add("a", Counted.VIEWS) == Count(2, 0)
    site.close()


def test_a_server_that_stands_still_is_waited_for_no_longer_than_the_limit(
    fragile: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_postgres(f"{fragile.address()}?connect_timeout=1", secrets.token_hex(4))
    store = store_at(tmp_path / "cache", site)
    say(store, 0, "Hello world")
    monkeypatch.setattr(server_module, "ANSWER_S", 0.3)
    with fragile.held():
        made = say(store, 1, "Hello world")
        assert store.get(made.id) == made
        with pytest.raises(StoreError) as failed:
            store.stats()
        assert failed.value.retry_after_s
    monkeypatch.undo()
    settle(store)
    assert store.stats().narrations == 2
    store.close()


def test_a_server_that_cannot_be_reached_is_not_tried_by_every_call() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        tried: list[None] = []

        def refuse() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    tried.append(None)
                    connection.close()

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        site = open_postgres(f"postgresql://u@127.0.0.1:{listener.getsockname()[1]}/d?sslmode=disable", "site")
        for _ in range(100):
            with pytest.raises(StoreError):
                site.check()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE_S)
    assert 1 <= len(tried) < 50


def test_two_sites_on_one_database_know_nothing_of_each_other(open_site: Open, tmp_path: Path) -> None:
    one, two = open_site("News/daily"), open_site("News/Daily")
    first, second = store_at(tmp_path / "one", one), store_at(tmp_path / "two", two)
    say(first, 0, "Hello world")
    put(first, "a", 0)
    assert ids(second) == []
    assert second.stats().narrations == 0
    PostgresCounts(one).add("a", Counted.VIEWS)
    assert PostgresCounts(two).get("a") == Count()
    second.reindex()
    assert ids(first) == ["a"]
    assert one.schema != two.schema


def test_machines_that_start_at_once_make_one_set_of_tables(open_site: Open, tmp_path: Path) -> None:
    sites = [open_site() for _ in range(6)]
    begun = threading.Barrier(6)
    counted: list[Count] = []

    def start(number: int) -> None:
        begun.wait(PATIENCE_S)
        store = store_at(tmp_path / str(number), sites[number])
        store.stats()
        counted.append(PostgresCounts(sites[number]).add("a", Counted.VIEWS))

    threads = [threading.Thread(target=start, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert sorted(count.views for count in counted) == [1, 2, 3, 4, 5, 6]


def test_a_version_that_comes_leaves_the_one_that_goes_its_tables_while_it_is_in_use(
    open_site: Open, tmp_path: Path
) -> None:
    site, other = open_site(), open_site("another")
    older, newer, others = PostgresIndex(site), PostgresIndex(site), PostgresIndex(other)
    older._schema, others._schema = f"{site.schema}_index0", f"{other.schema}_index0"
    old, new = LocalStore(tmp_path / "cache", database=older), LocalStore(tmp_path / "cache", database=newer)
    put(old, "a", 0)
    with others.writing():
        pass
    assert ids(new) == []
    new.catch_up()
    assert ids(new) == ["a"]
    assert ids(old) == ["a"]
    for index in (older, others):
        with index.writing() as db:
            db.execute("UPDATE alive SET seen = now() - interval '25 hours'")
    newer._tidied_s = -1e9
    new.catch_up()
    with site.lend() as db:
        schemas = {name for (name,) in db.execute("SELECT nspname FROM pg_namespace").fetchall()}
    assert older._schema not in schemas
    assert {newer._schema, others._schema} <= schemas


def test_tables_that_were_taken_away_are_made_anew(open_site: Open, tmp_path: Path) -> None:
    site = open_site()
    store = store_at(tmp_path / "cache", site)
    say(store, 0, "Hello world")
    put(store, "a", 0)
    counts = PostgresCounts(site)
    counts.add("a", Counted.VIEWS)
    with open_site().lend() as db:
        db.execute(f"SET client_min_messages TO warning; DROP SCHEMA {PostgresIndex(site)._schema} CASCADE")
        db.execute(f"DROP SCHEMA {site.schema} CASCADE")
    say(store, 1, "Hello world")
    store.catch_up()
    assert is_right(store, tmp_path)
    assert ids(store) == ["a"]
    with contextlib.suppress(StoreError):
        counts.get("a")
    assert counts.add("a", Counted.VIEWS) == Count(1, 0)
    store.close()


def test_a_limit_holds_over_machines_whose_clocks_are_minutes_apart(
    open_site: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    accounts = [PostgresUsage(open_site()) for _ in range(2)]
    passed = 0
    for _ in range(10):
        for account in accounts:
            with contextlib.suppress(TooManyRequestsError):
                account.request(key(5))
                passed += 1
    assert 5 <= passed <= 10  # the server's minute may have turned once
    assert sum(spent.requests for spent in accounts[0].of_day(accounts[1].today()).values()) == passed


def test_who_waits_for_a_lock_waits_not_for_long(
    open_site: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "SETTINGS", "SET lock_timeout TO '100ms'; SET timezone TO 'UTC'")
    store = store_at(tmp_path / "cache", open_site())
    say(store, 0, "Hello world")
    with PostgresIndex(open_site()).writing():
        put(store, "a", 0)
        assert store.article("a") is not None
    store.catch_up()
    assert is_right(store, tmp_path)
    store.close()


def test_nodes_on_one_bucket_answer_alike_and_a_new_index_says_the_same(open_site: Open, tmp_path: Path) -> None:
    pytest.importorskip("obstore")
    from obstore.store import MemoryStore as Bucket  # noqa: PLC0415 - tests run without the extra too

    from app.store.objects.client import Objects  # noqa: PLC0415
    from app.store.objects.store import ObjectStore  # noqa: PLC0415

    bucket = Bucket()

    def node(name: str, site: str = "site") -> ObjectStore:
        return ObjectStore(Objects(bucket), tmp_path / name, database=PostgresIndex(open_site(site)))

    one, two = node("one"), node("two")
    for number in range(4):
        say((one, two)[number % 2], number, "Hello world")
        put((two, one)[number % 2], f"a{number % 3}", number, days=number)
        one.put_clip(clip_key(number), clip(number))
    one.retract(narration_id(1))
    assert ids(two) == ids(one) == ["a0", "a2", "a1"]
    assert two.count_uses("en", "hello").uses == one.count_uses("en", "hello").uses == 3
    assert one.stats() == two.stats()
    assert list(one.verify()) == []
    other = node("three", "made anew")
    other.catch_up()
    assert said(other) == said(one) == said(two)
    for each in (one, two, other):
        each.close()


class Explained:
    """A connection that notes how each question would be looked up if there were much."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self.plans: list[str] = []

    def execute(self, asked: str, values: Sequence[object] = ()) -> Any:
        for row in self._db.execute(f"EXPLAIN {asked}", values).fetchall():
            self.plans.append(f"{row[0]}: {asked}")
        return self._db.execute(asked, values)


def test_no_question_and_no_change_looks_at_more_than_it_must(open_site: Open) -> None:
    """Every look-up can take an index in its order."""
    with PostgresIndex(open_site()).writing() as db:
        db.execute("SET LOCAL enable_seqscan TO off; SET LOCAL enable_sort TO off; SET LOCAL enable_bitmapscan TO off")
        seen = Explained(db)
        ask_everything(seen)
    through = [plan for plan in seen.plans if "Seq Scan" in plan]
    sorted_ = [plan for plan in seen.plans if "Sort" in plan and "narration = ? AND state IN" not in plan]
    assert (through, sorted_) == ([], [])
    assert len(seen.plans) > 50
