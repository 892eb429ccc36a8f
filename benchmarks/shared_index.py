"""What the index of several machines costs in PostgreSQL: `python -m benchmarks.shared_index [COUNT [WORDS [sqlite]]]`.

A server of its own on loopback with Debian's settings, and an archive of COUNT (100,000) articles of WORDS (10) words
that is a listing in memory: so what is measured is the index, and no object store. With `sqlite` the same in SQLite.
"""

import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app.keys.key import Key
from app.keys.postgres_usage import PostgresUsage
from app.store.asked import IndexedQuestions
from app.store.counts import Counted
from app.store.files import Files
from app.store.index import ArticleRow, ClipRow, NarrationRow, ObjectIndex
from app.store.index.comparison import Comparison
from app.store.index.database import Database
from app.store.index.index import Row
from app.store.index.sqlite import NAME, SqliteDatabase
from app.store.postgres import open_postgres
from app.store.postgres.counts import PostgresCounts
from app.store.postgres.index import PostgresIndex
from app.store.questions import EVERY, Which
from benchmarks.archive import LAST, narration, record
from tests.cluster.postgres import postgres

COUNT = 100_000
WORDS = 10
VOCABULARY = 40_000
CLIPS_OF_AN_ARTICLE = 2
"""Not 40: their rows are the cheapest, and 4 million of them say no more."""
TIMES = 15
WRITES = 200


@dataclass(frozen=True)
class Listed:
    path: str
    etag: str


class Archive:
    """Records as an object store would list and give them."""

    def __init__(self, count: int, words: int) -> None:
        self.count, self._words = count, words
        rows: list[Row] = []
        for number in range(count):
            known = record(number)
            rows.append(NarrationRow(narration(number), 5_000, number))
            rows.append(ArticleRow(hashlib.sha256(known.article_id.encode()).hexdigest(), known))
            names = (f"{number}-{clip}" for clip in range(CLIPS_OF_AN_ARTICLE))
            rows.extend(ClipRow(hashlib.sha256(name.encode()).hexdigest(), 60_000, number) for name in names)
        self.rows = {path_of(row): row for row in rows}
        self._draw = random.Random(7)

    def listed(self, kind: str) -> Iterator[Listed]:
        return (Listed(path, path) for path in sorted(self.rows) if path.startswith(f"{kind}/"))

    def read(self, path: str) -> tuple[str, Row | None]:
        return path, self.rows.get(path)

    def clip(self, found: Any) -> ClipRow | None:
        row = self.rows[found.path]
        return row if isinstance(row, ClipRow) else None

    def lines(self, _narration_id: str) -> tuple[str, list[str]]:
        """Words as often as languages have them: the n-th 1/n as often as the first."""
        drawn = (int(VOCABULARY ** self._draw.random()) for _ in range(self._words))
        return "en", [" ".join(f"word{number}" for number in drawn)]


def path_of(row: Row) -> str:
    if isinstance(row, NarrationRow):
        return f"narrations/{row.narration.id[:2]}/{row.narration.id}.json"
    kind = "clips" if isinstance(row, ClipRow) else "articles"
    return f"{kind}/{row.key[:2]}/{row.key}.json"


def best_ms(call: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        began_s = time.perf_counter()
        call()
        times.append(time.perf_counter() - began_s)
    return min(times) * 1_000


def each_ms(calls: list[Callable[[], object]]) -> float:
    times = []
    for call in calls:
        began_s = time.perf_counter()
        call()
        times.append(time.perf_counter() - began_s)
    return statistics.median(times) * 1_000


def change(index: ObjectIndex, row: Row) -> None:
    with index.changing(path_of(row)) as told:
        told.etag = "new"
        told.keep(row)


def measure(database: Database, archive: Archive) -> None:
    count = archive.count
    index = ObjectIndex(database)
    comparison = Comparison(index, archive, archive.lines)
    began_s, told_s = time.perf_counter(), [0.0]

    def told(done: int, of: int) -> None:
        if done == of:
            told_s[0] = time.perf_counter() - began_s

    comparison.catch_up(told, rest=0)
    whole_s, compared_s = time.perf_counter() - began_s, told_s[0]
    questions = IndexedQuestions(index, comparison.words)
    began_s = time.perf_counter()
    list(comparison.compare())
    light_s = time.perf_counter() - began_s
    middle = Which(language="en", before=LAST - timedelta(minutes=count // 2))
    figures = {
        "rebuilt from a listing, ms an article": compared_s / count * 1_000,
        "its words entered, ms an article": (whole_s - compared_s) / count * 1_000,
        "compared with a listing where nothing is wrong, s": light_s,
        "feed of a language, 100": best_ms(lambda: questions.page(Which(language="en", kept=True), limit=100)),
        "feed of a language, 100, from the middle": best_ms(lambda: questions.page(middle, limit=100)),
        "desk, 20": best_ms(lambda: questions.page(EVERY, limit=20)),
        "narrations, 20": best_ms(lambda: questions.page_of_narrations(limit=20)),
        "uses of a common word": best_ms(lambda: questions.count_uses("en", "word1")),
        "the newest 20 that say it": best_ms(lambda: questions.page_of_uses("en", "word1", limit=20)),
        "stats": best_ms(questions.stats),
        "what goes next, 200": best_ms(lambda: questions.least_used(200)),
    }
    new = range(count, count + WRITES)
    figures["a narration published"] = each_ms(
        [partial(change, index, NarrationRow(narration(number), 5_000, number)) for number in new]
    )
    figures["an article pointed at it"] = each_ms(
        [
            partial(change, index, ArticleRow(hashlib.sha256(str(number).encode()).hexdigest(), record(number)))
            for number in new
        ]
    )
    clips = [ClipRow(hashlib.sha256(f"new {number}".encode()).hexdigest(), 60_000, number) for number in range(2_000)]
    began_s = time.perf_counter()
    for row in clips:
        change(index, row)
    index.write_clips()
    figures["a clip"] = (time.perf_counter() - began_s) / len(clips) * 1_000
    for what, figure in figures.items():
        print(f"{what:52} {figure:10.2f}", flush=True)


def main() -> None:
    count, words, kind = [*sys.argv[1:], *("", "", "")][:3]
    archive = Archive(int(count or COUNT), int(words or WORDS))
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            measure(SqliteDatabase(Files(Path(folder))), archive)
            print(f"size, MB {(Path(folder) / NAME).stat().st_size / 1e6:.0f}")
        return
    with postgres(settings=()) as server:
        site = open_postgres(server.address(), "benchmark")
        measure(PostgresIndex(site), archive)
        ((size,),) = site.query("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'")
        print(f"size, MB {float(size) / 1e6:.0f}")
        crowd(server.address())
        site.close()


def crowd(address: str) -> None:
    """What four machines count in one row, and what two publish."""
    sites = [open_postgres(address, "benchmark") for _ in range(4)]
    key = Key(name="desk", digest=f"sha256:{'0' * 64}", requests_a_minute=1_000_000)
    account, counts = PostgresUsage(sites[0]), PostgresCounts(sites[0])
    print(f"a request counted, ms {each_ms([partial(account.request, key)] * WRITES):.2f}")
    print(f"a view counted, ms {each_ms([partial(counts.add, 'a', Counted.VIEWS)] * WRITES):.2f}")
    accounts = [PostgresUsage(site) for site in sites]
    with ThreadPoolExecutor(4) as pool:
        began_s = time.perf_counter()
        list(pool.map(lambda number: accounts[number % 4].request(key), range(2_000)))
        print(f"requests of one key a second, four machines at once {2_000 / (time.perf_counter() - began_s):.0f}")
        nodes = [ObjectIndex(PostgresIndex(site)) for site in sites]
        rows = [NarrationRow(narration(number), 5_000, number) for number in range(500_000, 501_000)]
        began_s = time.perf_counter()
        list(pool.map(lambda number: change(nodes[number % 4], rows[number]), range(len(rows))))
        print(f"narrations a second, four machines at once {len(rows) / (time.perf_counter() - began_s):.0f}")
    for site in sites:
        site.close()


if __name__ == "__main__":
    main()
