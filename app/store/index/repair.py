"""Reads folders again whose rows may be wrong: all of them where there was no index, few after a kill, none else."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

from app.store.files import Files
from app.store.index import folders
from app.store.index.database import IndexFailedError
from app.store.index.index import Index, Row
from app.store.index.reading import Lines
from app.store.index.upkeep import Upkeep
from app.store.kept import Problem

FRESH_NS = 20_000_000
"""A folder changed so lately may change again without its time of modification, which counts in steps, showing it."""
EMPTIED_AFTER = 8
"""Folders, before the log is brought into the tables: outside the store's lock."""
SAID_EVERY_S = 10.0
LOG = logging.getLogger(__name__)

Scan = Callable[[str], Iterable[Row]]
"""The rows of what is in a bucket, from its files."""


class Repair(Upkeep):
    """Brings the index up to date with the files."""

    def __init__(self, files: Files, index: Index, scans: Mapping[str, Scan], lines: Lines) -> None:
        """`scans` by the folder's name, in the order of reading."""
        super().__init__(index, lines)
        self._files = files
        self._scans = scans

    def catch_up(self, told: Callable[[int, int], None], *, rest: float) -> int:
        """Read again what is behind, then the words of what is unread; how many folders were read.

        `rest`: for how long to leave the processor to others after each folder, of the time that it took.
        """
        done, said_s = 0, time.monotonic()
        with self._index.database.alone(self._closing):
            behind = self._behind()
            try:
                for folder in behind:
                    began_s = time.monotonic()
                    if self._closing.is_set():
                        return done
                    self._progress = (done, len(behind))
                    self._read(folder)
                    done += 1
                    told(done, len(behind))
                    if time.monotonic() - said_s > SAID_EVERY_S:
                        said_s = time.monotonic()
                        LOG.info("the index is brought up to date: %s", self.progress)
                    if done % EMPTIED_AFTER == 0:
                        self._index.database.checkpoint()
                    self._closing.wait((time.monotonic() - began_s) * rest)
                self.words.read(rest=rest)
                self._index.database.checkpoint()
            finally:
                self._progress = (0, 0)
        if len(behind) > 1:
            LOG.info("the index is up to date; %d folders were read", done)
        return done

    def compare(self) -> Iterator[Problem]:
        """Read every folder, and make right what is wrong."""
        with self._index.database.alone(self._closing):
            for folder in sorted(self._found()):
                if wrong := self._read(folder):
                    yield Problem(folder, f"the index was wrong about {wrong} of its files; corrected")
            self.words.read()

    def _found(self) -> dict[str, int]:
        return {
            f"{kind}/{name}": stamp
            for kind in self._scans
            for name, stamp in self._files.stamps(kind).items()
            if folders.is_bucket(kind, name)
        }

    def _behind(self) -> list[str]:
        found, known, failed = self._found(), self._index.ask(folders.stamps), self._index.take_failed()
        order = list(self._scans)
        names = {name for name in {*found, *known} if name in failed or found.get(name, 0) != known.get(name, 0)}
        return sorted(names, key=lambda name: (order.index(name.partition("/")[0]), name))

    def _read(self, folder: str) -> int:
        """Make a folder's rows right; how many were wrong. Whoever changes it meanwhile leaves it for the next time."""
        kind, _, bucket = folder.partition("/")
        stamp, before = self._files.stamp(folder), self._index.ask(folders.state, folder)
        rows = list(self._scans[kind](bucket))
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):  # a disk that takes no lock takes no changes
                held.enter_context(self._files.lock())
            try:
                with self._index.database.writing() as db:
                    now = self._files.stamp(folder)
                    if (now, folders.state(db, folder)) != (stamp, before):
                        return 0
                    wrong = folders.replace(db, folder, rows)
                    is_fresh = 0 <= time.time_ns() - stamp < FRESH_NS
                    folders.set_stamp(db, folder, folders.UNKNOWN if is_fresh else stamp)
                    return wrong
            except IndexFailedError as error:
                LOG.warning("the index could not be brought up to date (%s); it is later", error)
                return 0
