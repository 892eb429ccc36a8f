"""Compares the index with a listing of the records' objects, and reads those again about which it is wrong.

A listing names a thousand objects with their etags in one call; what is read is what differs: everything for a new
index, and nothing as a rule. One machine at a time does it.
"""

import contextlib
import itertools
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from app.errors import StoreError, StoreUnavailableError
from app.store.index import folders, rows
from app.store.index.database import Connection, IndexFailedError
from app.store.index.index import RETRY_S, Row
from app.store.index.of_objects import ObjectIndex, stamp_of
from app.store.index.reading import Lines
from app.store.index.rows import ClipRow
from app.store.index.upkeep import Upkeep
from app.store.kept import Problem
from app.store.records import is_digest

RECORDS, CLIPS = ("narrations", "articles"), "clips"
DUE_NS = {**dict.fromkeys(RECORDS, 3600 * 10**9), CLIPS: 86_400 * 10**9}
"""How long a comparison is good for: it finds what changed while the database was away and its machine died then."""
LIFE = "life"
"""Beside this name it is noted of which start of the database that is known."""
ABANDONED_S = 60.0
"""On our own clock: a change that takes longer is nobody's any more."""
YOUNG_NS = 3600 * 10**9
"""A clip that came so lately may be missing in a listing that was under way."""
LISTED_AT_ONCE, WRITTEN_AT_ONCE, READERS = 1_000, 50, 8
DIGITS = {"narrations": "234567abcdefghijklmnopqrstuvwxyz", "articles": "0123456789abcdef", CLIPS: "0123456789abcdef"}
"""Of the two characters that name a folder: how far a listing is, for people."""
SAID_EVERY_S = 10.0
LOG = logging.getLogger(__name__)

T = TypeVar("T")


class Found(Protocol):
    """An object, as a listing has it."""

    @property
    def path(self) -> str:
        """As `ObjectIndex.changing` was told."""
        ...

    @property
    def etag(self) -> str:
        """Changes with every change of it."""
        ...


class Records(Protocol):
    """The records of a store on objects. Every method raises StoreError."""

    def listed(self, kind: str) -> Iterator[Found]:
        """All below "narrations", "articles" or "clips", in the order of their paths."""
        ...

    def read(self, path: str) -> tuple[str, Row | None]:
        """An object's etag, "" where there is none; its row, None where it means none: taken back, or damaged."""
        ...

    def clip(self, found: Found) -> ClipRow | None:
        """A clip's row, from the listing alone; None for what is no clip."""
        ...


class Comparison(Upkeep):
    """Brings the index up to date with the objects."""

    _index: ObjectIndex

    def __init__(self, index: ObjectIndex, records: Records, lines: Lines) -> None:
        super().__init__(index, lines)
        self._records = records
        self._pending: dict[str, tuple[int, float]] = {}
        self._told: Callable[[int, int], None] = _nobody
        self._rest = 0.0

    def catch_up(self, told: Callable[[int, int], None], *, rest: float) -> int:
        """Read again what is behind, compare what is due, read words; how many folders were compared.

        `rest`: for how long to leave the processor to others after each part, of the time that it took.
        Raises StoreError.
        """
        self._told, self._rest = told, rest
        self._index.write_clips()
        with self._index.database.alone(self._closing):
            try:
                self._read_again()
                life = self._life()
                due = self._index.ask(_due, life)
                self._compare(due)
                if set(RECORDS) <= set(due) and not self._closing.is_set():
                    with self._writing() as db:
                        folders.set_stamp(db, LIFE, life)
                self.words.read(rest=rest)
                self._index.database.checkpoint()
            finally:
                self._progress, self._told, self._rest = (0, 0), _nobody, 0.0
        return sum(len(DIGITS[kind]) ** 2 for kind in due)

    def compare(self) -> Iterator[Problem]:
        """Compare everything now, and make right what is wrong."""
        self._index.write_clips()
        with self._index.database.alone(self._closing):
            for kind in DUE_NS:
                if wrong := self._compare([kind]):
                    yield Problem(kind, f"the index was wrong about {wrong} of its records; corrected")
            self.words.read()

    def _read_again(self) -> None:
        behind = self._index.take_failed()
        try:
            self._read(sorted(behind | self._abandoned()))
        except StoreError:
            for path in behind:
                self._index.note_failed(path)
            raise

    def _life(self) -> int:
        try:
            return self._index.database.life()
        except IndexFailedError as error:
            raise StoreUnavailableError(f"The index cannot be read: {error}.", retry_after_s=RETRY_S) from error

    def _abandoned(self) -> set[str]:
        """Records whose change was begun and not finished, for so long that nobody is at it."""
        now_s, unknown = time.monotonic(), self._index.ask(folders.unknown)
        before = self._pending
        self._pending = {
            name: before[name] if name in before and before[name][0] == changes else (changes, now_s)
            for name, changes in unknown.items()
        }
        return {name for name, (_, since_s) in self._pending.items() if now_s - since_s >= ABANDONED_S}

    def _compare(self, kinds: Sequence[str]) -> int:
        """How many rows were wrong."""
        of, behind, said_s, wrong = sum(len(DIGITS[kind]) ** 2 for kind in kinds), 0, time.monotonic(), 0
        for kind in kinds:
            began_ns, last = time.time_ns(), f"{kind}/"
            for page in itertools.chain(_pages(self._records.listed(kind)), [[]]):  # behind the last: what is gone
                began_s = time.monotonic()
                if self._closing.is_set():
                    return wrong
                after, last = last, page[-1].path if page else f"{kind}0"  # 0 comes behind the slash
                wrong += (
                    self._compare_clips(page, after, last) if kind == CLIPS else self._compare_page(page, after, last)
                )
                self._progress = (behind + _place(kind, last), of)
                self._told(*self._progress)
                if time.monotonic() - said_s > SAID_EVERY_S:
                    said_s = time.monotonic()
                    LOG.info("the index is compared with what is kept: %s", self.progress)
                self._closing.wait((time.monotonic() - began_s) * self._rest)
            behind += len(DIGITS[kind]) ** 2
            with self._writing() as db:
                folders.set_stamp(db, _mark(kind), began_ns)
        return wrong

    def _compare_page(self, page: Sequence[Found], after: str, last: str) -> int:
        known = self._index.ask(folders.between, after, last)
        now = {found.path: stamp_of(found.etag) for found in page}
        stamps = {path: known.get(path, (0, 0))[0] for path in {*now, *known}}
        if forgotten := [path for path, stamp in stamps.items() if stamp == 0 and path not in now]:
            with self._writing() as db:
                for path in forgotten:
                    folders.forget(db, path)
        return self._read(sorted(path for path in stamps if stamps[path] not in (now.get(path, 0), folders.UNKNOWN)))

    def _compare_clips(self, page: Sequence[Found], after: str, last: str) -> int:
        now = {row.key: row for found in page if (row := self._records.clip(found))}
        known = self._index.ask(_clips_between, _key(after), _key(last))
        young_ns = time.time_ns() - YOUNG_NS
        new = [row for key, row in now.items() if key not in known or known[key][0] != row.size_bytes]
        gone = [key for key, (_, used_ns) in known.items() if key not in now and used_ns < young_ns]
        for some in _parts(new):
            with self._writing() as db:
                for row in some:
                    rows.put_clip(db, row)
        for keys in _parts(gone):
            with self._writing() as db:
                for key in keys:
                    rows.drop_clip(db, key)
        return len(new) + len(gone)

    def _read(self, paths: Sequence[str]) -> int:
        """Make the rows of some records right, but of those that are changed meanwhile; how many were read."""
        with ThreadPoolExecutor(READERS) as readers:
            for some in _parts(paths):
                if self._closing.is_set():
                    break
                before = self._index.ask(_states, some)
                read = dict(zip(some, readers.map(self._records.read, some), strict=True))
                with self._writing() as db:
                    for path, (etag, row) in read.items():
                        if folders.state(db, path) == before[path]:
                            _enter(db, path, etag, row)
        return len(paths)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._index.database.writing() as db:
                yield db
        except IndexFailedError as error:
            raise StoreUnavailableError(f"The index cannot be written: {error}.", retry_after_s=RETRY_S) from error


def _enter(db: Connection, path: str, etag: str, row: Row | None) -> None:
    """What was read of a record."""
    if row is not None:
        rows.put(db, row)
    else:
        kind, key = path.partition("/")[0], path.rpartition("/")[2].partition(".")[0]
        {"narrations": rows.drop_narration, "articles": rows.drop_article, CLIPS: rows.drop_clip}[kind](db, key)
    if etag and not path.startswith(f"{CLIPS}/"):
        folders.set_stamp(db, path, stamp_of(etag))
    else:
        folders.forget(db, path)


def _nobody(_done: int, _of: int) -> None:
    """Hears how far it is."""


def _due(db: Connection, life: int) -> list[str]:
    """Kinds that were not compared lately, or before the database was started; a clock set back makes them due too."""
    ages_ns = {kind: time.time_ns() - folders.state(db, _mark(kind))[0] for kind in DUE_NS}
    is_new = folders.state(db, LIFE)[0] != life
    return [kind for kind, age in ages_ns.items() if not 0 <= age < DUE_NS[kind] or (is_new and kind in RECORDS)]


def _mark(kind: str) -> str:
    """Beside which name it is noted when the comparison began that ended well."""
    return f"compared:{kind}"


def _states(db: Connection, paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    return {path: folders.state(db, path) for path in paths}


def _clips_between(db: Connection, after: bytes, last: bytes) -> dict[str, tuple[int, int]]:
    found = db.execute("SELECT key, bytes, used FROM clips WHERE key > ? AND key <= ?", (after, last))
    return {key.hex(): (size, used_ns) for key, size, used_ns in found}


def _key(path: str) -> bytes:
    """Of a clip's path; of a bound what stands there in the order of keys."""
    name = path.rpartition("/")[2].partition(".")[0]
    return bytes.fromhex(name) if is_digest(name) else b"" if path.endswith("/") else b"\xff" * 40


def _place(kind: str, path: str) -> int:
    """How many folders of its kind stand before a path's."""
    digits, (_, slash, rest) = DIGITS[kind], path.partition("/")
    folder = rest[:2]
    if not slash or len(folder) < 2 or not set(folder) <= set(digits):
        return len(digits) ** 2
    return digits.index(folder[0]) * len(digits) + digits.index(folder[1])


def _pages(found: Iterator[Found]) -> Iterator[list[Found]]:
    while page := list(itertools.islice(found, LISTED_AT_ONCE)):
        yield page


def _parts(many: Sequence[T]) -> Iterator[Sequence[T]]:
    return (many[start : start + WRITTEN_AT_ONCE] for start in range(0, len(many), WRITTEN_AT_ONCE))
