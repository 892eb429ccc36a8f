"""Published narrations: three files in a folder each, of which `narration.json` vouches for the other two.

A narration's folder stands in one named by the first two characters of its id. Earlier versions had all of them in one;
such a narration is moved when it is touched.
"""

import contextlib
import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from typing import BinaryIO

from app.errors import RetractedError, StoreError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline, from_json, to_json
from app.store.files import Files, is_temporary
from app.store.index import Index, NarrationRow
from app.store.index.rows import language_of
from app.store.kept import Narration, Problem, Standing
from app.store.quarantine import FOLDER as QUARANTINE
from app.store.quarantine import quarantine
from app.store.records import DamagedError, digest, narration_of, narration_record, seal, unseal

FOLDER = "narrations"
RETRACTED = "retracted"
AUDIO, TIMELINE, RECORD = "audio.mp3", "timeline.json", "narration.json"
FILES = (RECORD, TIMELINE, AUDIO)
"""In the order of removal: without its record a narration does not exist."""
HASHED_BYTES = 1 << 20
BUCKET = 2
"""Characters of the id that name the folder that its folder stands in."""


class Narrations:
    """The narrations below `narrations/`, and the ids of those that were retracted."""

    def __init__(self, files: Files, index: Index) -> None:
        self._files = files
        self._index = index
        self._unmoved: set[str] = set()
        """Those at their old place on a disk that takes no changes."""

    def get(self, narration_id: str) -> Narration | None:
        """The narration if its record and its sizes are right; it counts as used just now."""
        narration = self.peek(narration_id)
        if narration is not None:
            used_ns = self._files.note_use(self._path(narration_id, RECORD))
            if used_ns is not None:
                self._index.note_used(FOLDER, narration_id, used_ns)
        return narration

    def peek(self, narration_id: str) -> Narration | None:
        """The same without counting as a use; a damaged one is quarantined."""
        try:
            found = self._load(narration_id)
            return self._load(narration_id) if found is None and self._settle(narration_id) else found
        except DamagedError:
            self._quarantine_if_damaged(narration_id, thorough=False)
            return None

    def timeline(self, narration_id: str) -> Timeline | None:
        """The Timeline; None for a narration that is not there, or was damaged."""
        try:
            record = self._record(narration_id)
            if record is None and self._settle(narration_id):
                record = self._record(narration_id)
            return None if record is None else self._timeline(narration_id, record)
        except DamagedError:
            self._quarantine_if_damaged(narration_id, thorough=False)
            return None

    def lines(self, narration_id: str) -> tuple[str, list[str]]:
        """The primary language and the written Lines, for the index; nothing where they cannot be read."""
        return lines_of(self._files.read(self._path(narration_id, TIMELINE)) or b"{}")

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """The MP3, open; None for a narration that is not there, or was damaged."""
        if self.get(narration_id) is None:
            return None
        return self._files.reader(self._path(narration_id, AUDIO), 0)

    def publish(
        self, draft: str, narration: Narration, timeline: Timeline, before: Standing, check: Callable[[], None]
    ) -> None:
        """Make the file at `draft`, already durable, the narration's audio; the record's rename is the commit.

        `check` may raise before anything is changed. Raises RetractedError where it was taken back since `before`.
        """
        written = to_json(timeline)
        record = seal(narration_record(narration, written))
        bucket, folder = bucket_of(narration.id), home_of(narration.id)
        is_first = self._files.stamp(bucket) == 0
        with (
            self._files.staged(f"{folder}/{TIMELINE}", written, durable=True) as place_timeline,
            self._files.staged(f"{folder}/{RECORD}", record, durable=True) as place_record,
            self._files.lock(),
        ):
            check()
            if Standing(retraction=self._retraction(narration.id)).is_retracted_since(before.retraction):
                raise RetractedError(f"Narration {narration.id} was retracted.")
            with self._index.changing(bucket) as change:
                self._move(narration.id)
                self._files.make_folder(folder)
                self._files.remove(f"{folder}/{RECORD}")
                self._files.rename(draft, f"{folder}/{AUDIO}")
                place_timeline()
                self._files.sync_folder(folder)
                self._files.remove(f"{RETRACTED}/{narration.id}")
                place_record()
                self._files.sync_folder(folder)
                self._files.sync_folder(bucket)
                if is_first:
                    self._files.sync_folder(FOLDER)
                size = narration.size_bytes + len(written) + len(record)
                change.keep(NarrationRow(narration, size, self._used_ns(narration.id)))

    def retract(self, narration_id: str, *, unpublished: bool) -> bool:
        """Remember that it was taken back, then delete it; False when there was none. The caller holds the lock."""
        self._move(narration_id)
        is_there = (
            not self.is_retracted(narration_id) and self._files.stat(self._path(narration_id, RECORD)) is not None
        )
        if not unpublished and not is_there:
            return False
        with self._index.changing(bucket_of(narration_id)) as change:
            self._files.put(f"{RETRACTED}/{narration_id}", b"")
            self._remove(narration_id)
            change.forget_narration(narration_id)
        return True

    def is_retracted(self, narration_id: str) -> bool:
        """Whether it was retracted and not published since."""
        return self._retraction(narration_id) is not None

    def standing(self, narration_id: str) -> Standing:
        """The narration as `get` has it, or the mark of its retraction: the file of that, new each time."""
        narration = self.get(narration_id)
        return Standing(narration, None if narration else self._retraction(narration_id))

    def _retraction(self, narration_id: str) -> str | None:
        found = self._files.stat(f"{RETRACTED}/{narration_id}")
        return None if found is None else f"{found.st_ino}.{found.st_mtime_ns}"

    def evict(self, narration_id: str, used_ns: int | None = None) -> int | None:
        """Remove it unless it was used after `used_ns`, which is then noted; bytes freed.

        Whoever has its audio open can go on reading. The caller holds the lock.
        """
        self._move(narration_id)
        now_ns = self._used_ns(narration_id)
        if used_ns is not None and now_ns > used_ns:
            self._index.note_used(FOLDER, narration_id, now_ns)
            return None
        with self._index.changing(bucket_of(narration_id)) as change:
            freed = self._remove(narration_id)
            change.forget_narration(narration_id)
        return freed

    def settle(self) -> None:
        """Move those that earlier versions left in one folder."""
        for name in self._files.names(FOLDER):
            if is_narration_id(name):
                self._settle(name)

    def scan(self, bucket: str) -> Iterator[NarrationRow]:
        """The index's rows of a bucket, from its files."""
        for name in self._files.names(f"{FOLDER}/{bucket}"):
            if is_narration_id(name) and name.startswith(bucket) and (row := self._row(name)):
                yield row

    def verify(self) -> Iterator[Problem]:
        """Read every byte; quarantine what is damaged, remove what no record vouches for."""
        self.settle()
        for bucket in self._files.names(FOLDER):
            if not is_narration_id(bucket * 13):
                yield Problem(f"{FOLDER}/{bucket}", "not a file of the store; left alone")
                continue
            for name in self._files.names(f"{FOLDER}/{bucket}"):
                folder = f"{FOLDER}/{bucket}/{name}"
                if not is_narration_id(name) or not name.startswith(bucket):
                    yield Problem(folder, "not a file of the store; left alone")
                    continue
                if what := self._quarantine_if_damaged(name, thorough=True):
                    yield Problem(folder, f"damaged ({what}); quarantined")
                with self._files.lock():
                    yield from list(self._orphans(name))

    def check(self, narration_id: str) -> str:
        """Read a narration; quarantine it when it is damaged, and say how. Holds the lock only over damage."""
        try:
            if (narration := self._load(narration_id)) is not None:
                self._check_audio(narration)
        except DamagedError:
            return self._quarantine_if_damaged(narration_id, thorough=True)
        return ""

    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None:
        """The record and the Timeline of a narration that stands in quarantine, if both are whole."""
        record, timeline = (self._files.read(f"{QUARANTINE}/{narration_id}.{name}") for name in (RECORD, TIMELINE))
        try:
            told = unseal(record or b"")
            if self.is_retracted(narration_id) or digest(timeline or b"") != told.get("timeline_sha256"):
                return None
            return narration_of(told), from_json(timeline or b"")
        except (DamagedError, StoreError):
            return None

    def _orphans(self, narration_id: str) -> Iterator[Problem]:
        folder = home_of(narration_id)
        vouched = self._files.stat(f"{folder}/{RECORD}") is not None and not self.is_retracted(narration_id)
        names = self._files.names(folder)
        if vouched and set(names) <= set(FILES):
            return
        with self._index.changing(bucket_of(narration_id)):
            for name in names:
                path = f"{folder}/{name}"
                if is_temporary(name):
                    if self._files.remove_stale(path):
                        yield Problem(path, "left by a writer that died; removed")
                elif not vouched and name in FILES and self._files.remove(path):
                    yield Problem(path, "belongs to no published narration; removed")
            self._files.remove_folder(folder)

    def _quarantine_if_damaged(self, narration_id: str, *, thorough: bool) -> str:
        """Under the lock nothing is between two states: what is damaged now is damaged for good. Says what, or ""."""
        with self._files.lock():
            try:
                narration = self._load(narration_id)
                record = self._record(narration_id)
                if narration is not None and record is not None:
                    self._timeline(narration_id, record)
                    if thorough:
                        self._check_audio(narration)
            except DamagedError as error:
                with self._index.changing(bucket_of(narration_id)) as change:
                    for name in FILES:
                        quarantine(self._files, self._path(narration_id, name), f"{narration_id}.{name}")
                    self._files.remove_folder(home_of(narration_id))
                    change.forget_narration(narration_id)
                return error.detail
        return ""

    def _remove(self, narration_id: str) -> int:
        """Within a change of its bucket; bytes freed."""
        freed = sum(self._files.size(self._path(narration_id, name)) for name in FILES)
        for name in FILES:
            self._files.remove(self._path(narration_id, name))
        self._files.remove_folder(home_of(narration_id))
        return freed

    def _row(self, narration_id: str) -> NarrationRow | None:
        if self.is_retracted(narration_id):
            return None
        data = self._files.read(self._path(narration_id, RECORD))
        try:
            record = unseal(data or b"")
            narration = narration_of(record)
            size = narration.size_bytes + int(record.get("timeline_bytes", 0)) + len(data or b"")
        except (DamagedError, TypeError, ValueError):
            return None
        if narration.id != narration_id:
            return None
        return NarrationRow(narration, size, self._used_ns(narration_id))

    def _used_ns(self, narration_id: str) -> int:
        found = self._files.stat(self._path(narration_id, RECORD))
        return found.st_mtime_ns if found else 0

    def _settle(self, narration_id: str) -> bool:
        """Move a narration from its old place; whether there was one. Takes the lock."""
        if not self._stands_at_old_place(narration_id):
            return False
        try:
            with self._files.lock(), self._index.changing(bucket_of(narration_id)) as change:
                if self._move(narration_id) and (row := self._row(narration_id)):
                    change.keep(row)
        except OSError:
            self._unmoved.add(narration_id)
        return True

    def _move(self, narration_id: str) -> bool:
        """The same for who holds the lock and changes its bucket; whether it was moved."""
        if not self._stands_at_old_place(narration_id):
            return False
        self._files.make_folder(bucket_of(narration_id))
        with contextlib.suppress(FileNotFoundError):
            try:
                self._files.rename(f"{FOLDER}/{narration_id}", home_of(narration_id))
            except OSError:  # it was made again at its new place by now
                if self._files.stat(home_of(narration_id)) is None:
                    raise
        return True

    def _stands_at_old_place(self, narration_id: str) -> bool:
        found = self._files.stat(f"{FOLDER}/{narration_id}")
        return found is not None and stat.S_ISDIR(found.st_mode)

    def _path(self, narration_id: str, name: str) -> str:
        folder = f"{FOLDER}/{narration_id}" if narration_id in self._unmoved else home_of(narration_id)
        return f"{folder}/{name}"

    def _record(self, narration_id: str) -> dict[str, object] | None:
        data = self._files.read(self._path(narration_id, RECORD))
        if data is None and self._files.stat(self._path(narration_id, RECORD)) is not None:
            raise DamagedError("its record is not a file")
        return None if data is None or self.is_retracted(narration_id) else unseal(data)

    def _load(self, narration_id: str) -> Narration | None:
        record = self._record(narration_id)
        if record is None:
            return None
        narration = narration_of(record)
        if narration.id != narration_id:
            raise DamagedError("its record is another narration's")
        if self._files.size(self._path(narration_id, AUDIO)) != narration.size_bytes:
            raise DamagedError("the size of its sound differs")
        if self._files.size(self._path(narration_id, TIMELINE)) != record.get("timeline_bytes"):
            raise DamagedError("the size of its timeline differs")
        return narration

    def _timeline(self, narration_id: str, record: dict[str, object]) -> Timeline:
        data = self._files.read(self._path(narration_id, TIMELINE)) or b""
        if digest(data) != record.get("timeline_sha256"):
            raise DamagedError("the digest of its timeline differs")
        return timeline_of(data)

    def _check_audio(self, narration: Narration) -> None:
        found = hashlib.sha256()
        file = self._files.reader(self._path(narration.id, AUDIO))
        if file is not None:
            with file:
                while data := file.read(HASHED_BYTES):
                    found.update(data)
        if found.hexdigest() != narration.audio_sha256:
            raise DamagedError("the digest of its sound differs")


def timeline_of(data: bytes) -> Timeline:
    """From its JSON. Raises DamagedError, also for one of another version."""
    try:
        return from_json(data)
    except DamagedError:
        raise
    except StoreError as error:
        raise DamagedError("its timeline is of another version") from error


def lines_of(timeline: bytes) -> tuple[str, list[str]]:
    """The primary language and the written Lines of a Timeline as JSON; nothing where it cannot be read."""
    try:
        value = json.loads(timeline)
        return language_of(value["language"]), [str(line["text"]) for line in value["lines"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", []


def bucket_of(narration_id: str) -> str:
    """The folder that its folder stands in."""
    return f"{FOLDER}/{narration_id[:BUCKET]}"


def home_of(narration_id: str) -> str:
    """The folder of its files."""
    return f"{bucket_of(narration_id)}/{narration_id}"


def audio_path(narration_id: str) -> str:
    """Where the sound of a published narration is."""
    return f"{home_of(narration_id)}/{AUDIO}"
