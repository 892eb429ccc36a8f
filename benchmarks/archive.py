"""What an archive costs: `python -m benchmarks.archive [--million] [--whole] [--folder DIR]`.

Synthetic stores of one-line narrations (1,000, 100,000 and on request 1,000,000), each behind the real service. Of the
largest only the files that the calls look at are written, and its index is filled without them; `--whole` writes all,
12 GB. Best of several calls each, on a warm disk cache.
"""

import argparse
import base64
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2

from app.narration.identity import url_id
from app.narration.timeline import TimedLine, Timeline, to_json
from app.store.files import Files
from app.store.index import Change, FolderIndex, folders, rows, words
from app.store.index.sqlite import SqliteDatabase
from app.store.kept import ArticleRecord, Narration
from app.store.local import LocalStore
from app.store.narrations import home_of
from app.store.records import article_record, narration_record, seal
from app.text.article import BlockKind, Part
from benchmarks.memory import family

SIZES = (1_000, 100_000)
MILLION = 1_000_000
KINDS = 1_000
"""Different Timelines; files of the same content share one."""
SHARES = 50_000
"""Names of one file that a file system allows."""
SECTIONS = ("Ekonomi", "Spor", "Kültür", "World", "Opinion")
AUDIO = b"\xff\xfb\x90\x00" * 1_000
LAST = datetime(2026, 11, 1, tzinfo=UTC)
REST_S = 60
TIMES = 15
LOOKED_AT = 3_000
FILLED_AT_ONCE = 20_000
HERE = "http://127.0.0.1"


def made_id(number: int) -> str:
    return base64.b32encode(hashlib.sha256(str(number).encode()).digest()).decode().lower()[:26]


def address(number: int) -> str:
    return f"{HERE}/articles/{number}"


def spoken(number: int) -> Timeline:
    line = f"Parliament votes today on paper number {number % KINDS}."
    return Timeline(
        "en", 4_000, True, (TimedLine(Part.BODY, 0, BlockKind.PARAGRAPH, 0, len(line), line, 0, 4_000, ()),)
    )


def narration(number: int) -> Narration:
    made = LAST - timedelta(minutes=number)
    sha256 = hashlib.sha256(AUDIO).hexdigest()
    return Narration(made_id(number), f"Title {number}", "en", "en_US-x", 1.0, 4_000, len(AUDIO), sha256, 1, made)


def record(number: int) -> ArticleRecord:
    shown = LAST - timedelta(minutes=number)
    facts = {"source_url": address(number), "section": SECTIONS[number % len(SECTIONS)], "published_at": shown}
    language = "en" if number % 2 else "tr"
    known = ArticleRecord(url_id(address(number)), made_id(number), f"Title {number}", language, shown)
    return replace(known, recipe=hashlib.sha256(b"recipe").hexdigest(), **facts)


def write(folder: Path, first: int, end: int) -> None:
    """The files of some articles; without the store, which makes each durable."""
    parts = [to_json(spoken(number)) for number in range(KINDS)]
    for number in range(first, end):
        shared = folder / "shared" / f"{first}-{(number - first) // SHARES}"
        kind = folder / "shared" / f"{first}-{number % KINDS}-line"
        for path, content in ((shared, AUDIO), (kind, parts[number % KINDS])):
            if number - first < KINDS or not path.exists():
                path.write_bytes(content)
        home = folder / home_of(made_id(number))
        home.mkdir()
        os.link(shared, home / "audio.mp3")
        os.link(kind, home / "timeline.json")
        (home / "narration.json").write_bytes(seal(narration_record(narration(number), parts[number % KINDS])))
        known = record(number)
        name = hashlib.sha256(known.article_id.encode()).hexdigest()
        (folder / "articles" / name[:2] / f"{name}.json").write_bytes(seal(article_record(known)))


def build(folder: Path, count: int, *, whole: bool) -> None:
    """A store of so many articles; unless it is whole, with files for the newest and for those in the middle."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    for path in (
        folder / "shared",
        *(folder / "narrations" / (one + two) for one in letters for two in letters),
        *(folder / "articles" / f"{number:02x}" for number in range(256)),
    ):
        path.mkdir(parents=True)
    if whole:
        step = -(-count // 20)
        starts = range(0, count, step)
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(write, [folder] * len(starts), starts, (min(at + step, count) for at in starts)))
    else:
        for start in (0, count // 2):
            write(folder, start, start + LOOKED_AT)
        fill(folder, count)
    shutil.rmtree(folder / "shared")


def fill(folder: Path, count: int) -> None:
    """An index as if all its files were there."""
    files = Files(folder)
    database = SqliteDatabase(files)
    size = len(AUDIO) + 1_000
    for first in range(0, count, FILLED_AT_ONCE):
        with database.writing() as db:
            db.execute("PRAGMA cache_size = -1000000")
            for number in range(first, min(first + FILLED_AT_ONCE, count)):
                made, known = narration(number), record(number)
                used_ns = int(made.created_at.timestamp()) * 10**9
                rows.put_narration(db, rows.NarrationRow(made, size, used_ns))
                rows.put_article(db, rows.ArticleRow(hashlib.sha256(known.article_id.encode()).hexdigest(), known))
                said = words.words_of(line.written for line in spoken(number).lines)
                words.enter(db, rows.micros(made.created_at), "en", said)
        database.checkpoint()
    with database.writing() as db:
        for kind in ("narrations", "articles"):
            for name, stamp in files.stamps(kind).items():
                folders.set_stamp(db, f"{kind}/{name}", stamp)
    database.close()


@dataclass
class Figures:
    """Of one store."""

    calls_ms: dict[str, float] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


def timed_ms(call: Callable[[], object], times: int = TIMES) -> float:
    """The best of several."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        found.append((time.perf_counter() - began) * 1e3)
    return min(found)


class Service:
    """The real service on a store."""

    def __init__(self, folder: Path) -> None:
        settings = {
            "CACHE_DIR": folder,
            "LEXICON_DIR": folder.parent / "lexicon",
            "MAX_CACHE_BYTES": 10**15,
            "ARTICLE_HOSTS": "127.0.0.1",
            "PRIVATE_HOSTS": "127.0.0.1",
            "WORKERS": 1,
            "PORT": 0,
        }
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [Path(sys.executable).parent / "announcer", "serve"],
            env={**os.environ, **{f"ANNOUNCER_{name}": str(value) for name, value in settings.items()}},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = next(word for word in self.process.stdout.readline().split() if word.startswith("http"))
        self.client = httpx2.Client(base_url=self.address, timeout=600)
        while not self.is_ready():
            time.sleep(0.02)
        self.ready_s = time.perf_counter() - began

    def is_ready(self) -> bool:
        assert self.process.poll() is None
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx2.ConnectError:
            return False

    def until_up_to_date(self) -> None:
        while self.client.get("/readyz").json()["index"] != "up to date":
            time.sleep(0.5)

    def processor_s(self) -> float:
        """What it and its workers used so far."""
        ticks = 0
        for pid in family(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """The service itself, without those who speak."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("Pss:"))) / 1e3

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


def calls(service: Service, count: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """What people and machines ask for."""

    def asked(path: str) -> Callable[[], object]:
        return lambda: service.client.get(path).raise_for_status()

    for path in ("/feeds/en.xml", "/feeds/en.json", "/feeds.opml", "/narrations?limit=20", "/cache", "/metrics"):
        yield f"GET {path}", asked(path)
    middle = int((LAST - timedelta(minutes=count // 2)).timestamp()) * 10**6
    yield "GET /narrations?limit=20&after=(the middle)", asked(f"/narrations?limit=20&after={middle}")
    yield "GET /studio/nightly", asked("/studio/nightly")
    yield "GET /oembed?url=", asked(f"/oembed?url={address(count // 2)}")
    yield "GET /articles?url=", asked(f"/articles?url={address(count // 2)}")
    said = {"spoken": "parlament"}
    for word in ("parliament", "Parliament votes"):
        yield (
            f"PUT /lexicon/en/{word}",
            lambda word=word: service.client.put(f"/lexicon/en/{word}", json=said).raise_for_status(),
        )
        yield f"GET /lexicon/en/{word}", asked(f"/lexicon/en/{word}")


class NoIndex(FolderIndex):
    """What publishing costs without one."""

    def _begin(self, folder: str) -> bool:  # noqa: ARG002
        return False

    def _finish(self, folder: str, change: Change, *, was_right: bool) -> None:
        pass


def publishing_ms(folder: Path, first: int) -> tuple[float, float]:
    """The median of publishing, with the index and without."""
    store = LocalStore(folder)
    sounds: dict[bool, list[float]] = {True: [], False: []}
    indexes = {True: store._index, False: NoIndex(store._files)}  # noqa: SLF001
    for number in range(first, first + 100):
        for indexed, index in indexes.items():
            made = narration(number * 2 + indexed + 10**8)
            store._narrations._index = index  # noqa: SLF001
            draft = store.begin(made.id)
            assert draft is not None
            draft.write(AUDIO)
            began = time.perf_counter()
            draft.publish(made, spoken(number))
            sounds[indexed].append((time.perf_counter() - began) * 1e3)
    store.close()
    return statistics.median(sounds[True]), statistics.median(sounds[False])


def measure(folder: Path, count: int, *, whole: bool) -> Figures:
    """Everything, of a store of so many articles."""
    figures = Figures()
    began = time.perf_counter()
    if not folder.exists():
        build(folder, count, whole=whole)
    print(f"{count:,} articles: made in {time.perf_counter() - began:.0f} s", flush=True)
    figures.others["rebuild of the index"] = "-"
    if whole:
        store = LocalStore(folder)
        began, began_s = time.perf_counter(), time.process_time()
        store.reindex()
        took, used_s = time.perf_counter() - began, time.process_time() - began_s
        figures.others["rebuild of the index"] = f"{took:.1f} s ({used_s:.1f} s of a core)"
        store.close()
    size = sum(path.stat().st_size for path in (folder / "index").iterdir())
    figures.others["size of the index"] = f"{size / 1e6:.0f} MB"
    service = Service(folder)
    try:
        figures.others["start to ready"] = f"{service.ready_s:.1f} s"
        service.until_up_to_date()
        for name, call in calls(service, count):
            figures.calls_ms[name] = timed_ms(call)
        figures.others["memory of the service"] = f"{service.memory_mb():.0f} MB"
        time.sleep(5)
        before_s = service.processor_s()
        time.sleep(REST_S)
        figures.others["at rest, of one core"] = f"{(service.processor_s() - before_s) / REST_S:.2%}"
    finally:
        service.close()
    indexed, plain = publishing_ms(folder, count)  # last: it leaves folders behind that the index must read again
    figures.others["publishing, with the index and without"] = f"{indexed:.1f} / {plain:.1f} ms"
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="measure a million articles too")
    parser.add_argument("--whole", action="store_true", help="with all files of the million: 12 GB")
    parser.add_argument("--sizes", type=int, nargs="*", help="other numbers of articles")
    parser.add_argument("--folder", type=Path, help="where the stores stay for the next time; else nowhere")
    asked = parser.parse_args()
    sizes = asked.sizes or [*SIZES, *([MILLION] if asked.million else [])]
    found: dict[int, Figures] = {}
    for count in sizes:
        if asked.folder:
            found[count] = measure(asked.folder / f"{count}", count, whole=asked.whole or count < MILLION)
            continue
        with tempfile.TemporaryDirectory() as folder:
            found[count] = measure(Path(folder) / "cache", count, whole=asked.whole or count < MILLION)
    print("| | " + " | ".join(f"{count:,}" for count in sizes) + " |")
    print("|---|" + "---|" * len(sizes))
    for name in found[sizes[0]].calls_ms:
        print(f"| `{name}` | " + " | ".join(f"{found[count].calls_ms[name]:.1f} ms" for count in sizes) + " |")
    for name in found[sizes[0]].others:
        print(f"| {name} | " + " | ".join(found[count].others[name] for count in sizes) + " |")


if __name__ == "__main__":
    main()
