"""Published narrations: three files in a folder each, of which `narration.json` vouches for the other two."""

import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline, from_json, to_json
from app.store.base import Narration, Problem
from app.store.files import Files, is_temporary
from app.store.quarantine import FOLDER as QUARANTINE
from app.store.quarantine import quarantine
from app.store.records import DamagedError, digest, narration_of, narration_record, seal, unseal

FOLDER = "narrations"
RETRACTED = "retracted"
AUDIO, TIMELINE, RECORD = "audio.mp3", "timeline.json", "narration.json"
FILES = (RECORD, TIMELINE, AUDIO)
"""In the order of removal: without its record a narration does not exist."""
HASHED_BYTES = 1 << 20


class Narrations:
    """The narrations below `narrations/`, and the ids of those that were retracted."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def get(self, narration_id: str) -> Narration | None:
        """The narration if its record and its sizes are right; it counts as used just now."""
        narration = self.peek(narration_id)
        if narration is not None:
            self._files.note_use(_path(narration_id, RECORD))
        return narration

    def peek(self, narration_id: str) -> Narration | None:
        """The same without counting as a use; a damaged one is quarantined."""
        try:
            return self._load(narration_id)
        except DamagedError:
            self._quarantine_if_damaged(narration_id, thorough=False)
            return None

    def timeline(self, narration_id: str) -> Timeline | None:
        """The Timeline; None for a narration that is not there, or was damaged."""
        try:
            record = self._record(narration_id)
            return None if record is None else self._timeline(narration_id, record)
        except DamagedError:
            self._quarantine_if_damaged(narration_id, thorough=False)
            return None

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """The MP3, open; None for a narration that is not there, or was damaged."""
        if self.get(narration_id) is None:
            return None
        return self._files.reader(_path(narration_id, AUDIO), 0)

    def publish(self, draft: str, narration: Narration, timeline: Timeline, check: Callable[[], None]) -> None:
        """Make the file at `draft`, already durable, the narration's audio; the record's rename is the commit.

        `check` may raise before anything is changed.
        """
        written = to_json(timeline)
        record = seal(narration_record(narration, written))
        folder = f"{FOLDER}/{narration.id}"
        self._files.make_folder(folder)
        with (
            self._files.staged(_path(narration.id, TIMELINE), written, durable=True) as place_timeline,
            self._files.staged(_path(narration.id, RECORD), record, durable=True) as place_record,
            self._files.lock(),
        ):
            check()
            self._files.make_folder(folder)  # an eviction of an older one may have taken it
            self._files.remove(_path(narration.id, RECORD))
            self._files.rename(draft, _path(narration.id, AUDIO))
            place_timeline()
            self._files.sync_folder(folder)
            self._files.remove(f"{RETRACTED}/{narration.id}")
            place_record()
            self._files.sync_folder(folder)
            self._files.sync_folder(FOLDER)

    def retract(self, narration_id: str, *, unpublished: bool) -> bool:
        """Remember that it was taken back, then delete it; False when there was none. The caller holds the lock."""
        is_there = unpublished or self._files.stat(_path(narration_id, RECORD)) is not None
        if not is_there or self.is_retracted(narration_id):
            return False
        self._files.put(f"{RETRACTED}/{narration_id}", b"")
        self.evict(narration_id)
        return True

    def is_retracted(self, narration_id: str) -> bool:
        """Whether it was retracted and not published since."""
        return self._files.stat(f"{RETRACTED}/{narration_id}") is not None

    def evict(self, narration_id: str) -> int:
        """Remove it; bytes freed. Whoever has its audio open can go on reading. The caller holds the lock."""
        freed = self.size(narration_id)
        for name in FILES:
            self._files.remove(_path(narration_id, name))
        self._files.remove_folder(f"{FOLDER}/{narration_id}")
        return freed

    def size(self, narration_id: str) -> int:
        """Bytes on the disk."""
        return sum(self._files.size(_path(narration_id, name)) for name in FILES)

    def ids(self) -> Iterator[str]:
        """Of every published narration."""
        for name in self._files.names(FOLDER):
            if is_narration_id(name) and self._files.stat(_path(name, RECORD)) and not self.is_retracted(name):
                yield name

    def entries(self) -> Iterator[tuple[str, int, int]]:
        """Id, bytes and time of last use (ns) of every published narration."""
        for narration_id in self.ids():
            if found := self._files.stat(_path(narration_id, RECORD)):
                yield narration_id, self.size(narration_id), found.st_mtime_ns

    def verify(self) -> Iterator[Problem]:
        """Read every byte; quarantine what is damaged, remove what no record vouches for."""
        for name in self._files.names(FOLDER):
            folder = f"{FOLDER}/{name}"
            if not is_narration_id(name):
                yield Problem(folder, "not a file of the store; left alone")
                continue
            if what := self._quarantine_if_damaged(name, thorough=True):
                yield Problem(folder, f"damaged ({what}); quarantined")
            with self._files.lock():
                yield from self._orphans(name)

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
        vouched = self._files.stat(_path(narration_id, RECORD)) is not None and not self.is_retracted(narration_id)
        for name in self._files.names(f"{FOLDER}/{narration_id}"):
            path = _path(narration_id, name)
            if is_temporary(name):
                if self._files.remove_stale(path):
                    yield Problem(path, "left by a writer that died; removed")
            elif not vouched and name in FILES and self._files.remove(path):
                yield Problem(path, "belongs to no published narration; removed")
        self._files.remove_folder(f"{FOLDER}/{narration_id}")

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
                for name in FILES:
                    quarantine(self._files, _path(narration_id, name), f"{narration_id}.{name}")
                self._files.remove_folder(f"{FOLDER}/{narration_id}")
                return error.detail
        return ""

    def _record(self, narration_id: str) -> dict[str, object] | None:
        data = self._files.read(_path(narration_id, RECORD))
        if data is None and self._files.stat(_path(narration_id, RECORD)) is not None:
            raise DamagedError("its record is not a file")
        return None if data is None or self.is_retracted(narration_id) else unseal(data)

    def _load(self, narration_id: str) -> Narration | None:
        record = self._record(narration_id)
        if record is None:
            return None
        narration = narration_of(record)
        if narration.id != narration_id:
            raise DamagedError("its record is another narration's")
        if self._files.size(_path(narration_id, AUDIO)) != narration.size_bytes:
            raise DamagedError("the size of its sound differs")
        if self._files.size(_path(narration_id, TIMELINE)) != record.get("timeline_bytes"):
            raise DamagedError("the size of its timeline differs")
        return narration

    def _timeline(self, narration_id: str, record: dict[str, object]) -> Timeline:
        data = self._files.read(_path(narration_id, TIMELINE)) or b""
        if digest(data) != record.get("timeline_sha256"):
            raise DamagedError("the digest of its timeline differs")
        try:
            return from_json(data)
        except DamagedError:
            raise
        except StoreError as error:
            raise DamagedError("its timeline is of another version") from error

    def _check_audio(self, narration: Narration) -> None:
        found = hashlib.sha256()
        file = self._files.reader(_path(narration.id, AUDIO))
        if file is not None:
            with file:
                while data := file.read(HASHED_BYTES):
                    found.update(data)
        if found.hexdigest() != narration.audio_sha256:
            raise DamagedError("the digest of its sound differs")


def audio_path(narration_id: str) -> str:
    """Where the sound of a published narration is."""
    return _path(narration_id, AUDIO)


def _path(narration_id: str, name: str) -> str:
    return f"{FOLDER}/{narration_id}/{name}"
