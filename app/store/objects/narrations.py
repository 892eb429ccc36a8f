"""Published narrations on objects: a record each, which names its sound and its Timeline by their digests.

A record is written last, by compare-and-swap against what stood there when its writer began; so a record and its sound
always agree, and a late writer is noticed. What was taken back leaves a tombstone in the record's place.
"""

import contextlib
import hashlib
import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.audio.mp3 import MEDIA_TYPE
from app.errors import RetractedError, StoreError, TakenOverError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline, to_json
from app.store.index import Index, NarrationRow
from app.store.kept import Narration, Standing
from app.store.narrations import FOLDER, lines_of, timeline_of
from app.store.objects.client import Objects
from app.store.objects.copies import Copies
from app.store.objects.faults import PassingError
from app.store.objects.quarantine import quarantine
from app.store.objects.uses import Uses
from app.store.records import DamagedError, digest, narration_of, narration_record, seal, unseal

SOUNDS, TIMELINES = "sounds", "timelines"
SUFFIX = ".json"
HASHED_BYTES = 4 << 20
MOST_REMEMBERED = 5_000
RETRACTED = "retracted"
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at a record's place."""

    etag: str | None
    """None: nothing."""

    record: dict[str, Any] | None = None
    """Of a narration that is there."""

    data: bytes = b""

    @property
    def is_retracted(self) -> bool:
        """Whether a tombstone stands there."""
        return self.etag is not None and self.record is None

    @property
    def standing(self) -> Standing:
        """What that means; no two tombstones have one etag."""
        narration = None if self.record is None else narration_of(self.record)
        return Standing(narration, self.etag if self.is_retracted else None)


NOTHING = Seen(None)


class ObjectNarrations:
    """The narrations below `narrations/`, `sounds/` and `timelines/`. Raises StoreError."""

    def __init__(self, objects: Objects, index: Index, copies: Copies) -> None:
        self._objects = objects
        self._index = index
        self._copies = copies
        self._uses = Uses(index, FOLDER)
        self._guard = threading.Lock()
        self._remembered: OrderedDict[str, Seen] = OrderedDict()

    def get(self, narration_id: str) -> Narration | None:
        """The narration; it counts as used just now. While the store is down, as it was last seen here."""
        return self.standing(narration_id).narration

    def standing(self, narration_id: str) -> Standing:
        """The same, or the mark of its retraction."""
        seen = self._whole(narration_id)
        if seen is None:
            return Standing()
        if seen.record is not None:
            self._uses.note(narration_id)
        return seen.standing

    def timeline(self, narration_id: str) -> Timeline | None:
        """The Timeline; None for a narration that is not there, or was damaged."""
        seen = self._whole(narration_id)
        if seen is None or seen.record is None:
            return None
        try:
            data = self._copies.read(timeline_path(seen.record), str(seen.record["timeline_sha256"]))
            return _timeline_of(data)
        except DamagedError as error:
            self.quarantine(narration_id, error.detail, seen)
            return None

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """The MP3, open; None for a narration that is not there, or whose sound is gone."""
        seen = self._whole(narration_id)
        if seen is None or seen.record is None:
            return None
        narration = narration_of(seen.record)
        self._uses.note(narration_id)

        def damaged() -> None:
            with contextlib.suppress(StoreError):
                self.quarantine(narration_id, "the digest of its sound differs", seen)

        path = sound_path(narration)
        file = self._copies.open(path, narration.audio_sha256, narration.size_bytes, damaged)
        if file is None:
            self.quarantine(narration_id, "its sound is missing", seen)
        return file

    def address(self, narration_id: str, seconds: float) -> str | None:
        """A signed address of the sound for so long; None for a narration that is not there."""
        seen = self._whole(narration_id)
        if seen is None or seen.record is None:
            return None
        self._uses.note(narration_id)
        return self._objects.sign(sound_path(narration_of(seen.record)), seconds)

    def seen(self, narration_id: str) -> Seen:
        """What stands there now; a damaged record counts as none, and is replaced."""
        try:
            return self._look(narration_id)
        except DamagedError:
            found = self._objects.get(record_path(narration_id))
            return Seen(found[1]) if found else NOTHING

    def publish(self, file: Path, narration: Narration, timeline: Timeline, before: Seen) -> None:
        """Put sound and Timeline, then the record in place of what was seen `before`; return once it can be read.

        Raises RetractedError where it was taken back meanwhile, TakenOverError where another writer was first.
        """
        written = to_json(timeline)
        record = narration_record(narration, written)
        data = seal(record)
        path = record_path(narration.id)
        with file.open("rb") as sound_file:
            if hashlib.file_digest(sound_file, "sha256").hexdigest() != narration.audio_sha256:
                raise StoreError("The sound is not what its narration says.")
        self._objects.put(sound_path(narration), file, MEDIA_TYPE)
        self._objects.put(timeline_path(record), written)
        if (sound := self._objects.head(sound_path(narration))) is None or sound.size != narration.size_bytes:
            raise StoreError("The sound that was published just now is not what was sent.", retry_after_s=1)
        with self._index.changing(path) as change:
            etag = self._put_record(path, data, before)
            if etag is None:
                if self.seen(narration.id).is_retracted:
                    raise RetractedError(f"Narration {narration.id} was retracted.")
                raise TakenOverError("Another writer published this narration.", retry_after_s=1)
            found = self._objects.get(path)
            if found is None or found[0] != data:
                raise StoreError("The narration was changed while it was published; please ask again.", retry_after_s=1)
            change.keep(NarrationRow(narration, _size(record, data), time.time_ns()))
            change.etag = etag
        self._remember(narration.id, Seen(etag, record, data))

    def copy(self, path: str, narration: Narration) -> None:
        """Make the file of this folder that was published just now the copy that is heard here. Raises OSError."""
        self._copies.take_in(path, narration.audio_sha256, narration.size_bytes)

    def retract(self, narration_id: str, *, unpublished: bool) -> bool:
        """Put a tombstone in the record's place, then delete the rest; False when there was none."""
        path = record_path(narration_id)
        while True:
            seen = self.seen(narration_id)
            if seen.record is None and not unpublished:
                return False
            # No two are alike, so that a writer who saw an older one cannot take this for it.
            tombstone = seal({RETRACTED: True, "token": secrets.token_hex(8)})
            with self._index.changing(path) as change:
                etag = self._put_record(path, tombstone, seen)
                if etag is not None:
                    change.forget_narration(narration_id)
                    change.etag = etag
                    self._remember(narration_id, Seen(etag))
                    self._remove(seen)
                    return True

    def is_retracted(self, narration_id: str) -> bool:
        """Whether it was retracted and not published since."""
        return self.seen(narration_id).is_retracted

    def evict(self, narration_id: str) -> int:
        """Remove it; bytes freed. Whoever has its audio open here can go on reading."""
        seen = self.seen(narration_id)
        with self._index.changing(record_path(narration_id)) as change:
            if seen.record is not None:
                self._objects.delete(record_path(narration_id))
                self._remember(narration_id, NOTHING)
                self._remove(seen)
            change.forget_narration(narration_id)
            change.etag = "" if seen.record is not None else seen.etag or ""
        return _size(seen.record, seen.data) if seen.record else 0

    def quarantine(self, narration_id: str, why: str, damaged: Seen) -> None:
        """Put its record and Timeline aside and remove the sound, unless it was replaced since it was seen."""
        if self.seen(narration_id).etag != damaged.etag:
            return
        LOG.warning("narration %s is damaged: %s", narration_id, why)
        with self._index.changing(record_path(narration_id)) as change:
            if damaged.record is not None:
                quarantine(self._objects, timeline_path(damaged.record))
            quarantine(self._objects, record_path(narration_id))
            self._remember(narration_id, NOTHING)
            self._remove(damaged)
            change.forget_narration(narration_id)

    def read(self, path: str) -> tuple[str, NarrationRow | None]:
        """The etag of a record and its row in the index; None where it means none. Last used when it was made."""
        seen = self.seen(id_of(path)) if id_of(path) else NOTHING
        if seen.record is None:
            return seen.etag or "", None
        narration = narration_of(seen.record)
        used_ns = round(narration.created_at.timestamp() * 1e9)
        return seen.etag or "", NarrationRow(narration, _size(seen.record, seen.data), used_ns)

    def lines(self, narration_id: str) -> tuple[str, list[str]]:
        """The primary language and the written Lines, for the index; nothing where they cannot be read."""
        record = self.seen(narration_id).record
        found = self._objects.get(timeline_path(record)) if record else None
        return lines_of(found[0] if found else b"{}")

    def whole(self, narration_id: str) -> Narration | None:
        """Read every byte of it. Raises DamagedError, StoreError."""
        seen = self._look(narration_id)
        if seen.record is None:
            return None
        narration = narration_of(seen.record)
        found = self._objects.get(timeline_path(seen.record))
        if found and digest(found[0]) != seen.record["timeline_sha256"]:
            raise DamagedError("the digest of its timeline differs")
        _timeline_of(found and found[0])
        sound = self._objects.head(sound_path(narration))
        if sound is None or sound.size != narration.size_bytes:
            raise DamagedError("its sound is missing" if sound is None else "the size of its sound differs")
        heard = hashlib.sha256()
        for start in range(0, narration.size_bytes, HASHED_BYTES):
            heard.update(self._objects.get_range(sound.path, start, start + HASHED_BYTES) or b"")
        if heard.hexdigest() != narration.audio_sha256:
            raise DamagedError("the digest of its sound differs")
        return narration

    def _whole(self, narration_id: str) -> Seen | None:
        try:
            return self._remembered_or(narration_id)
        except DamagedError as error:
            self.quarantine(narration_id, error.detail, self.seen(narration_id))
            return None

    def _remembered_or(self, narration_id: str) -> Seen:
        """What is there; while the store is down, what was."""
        with self._guard:
            known = self._remembered.get(narration_id)
        try:
            return self._look(narration_id, is_known=known is not None)
        except PassingError:
            if known is None:
                raise
            return known

    def _look(self, narration_id: str, *, is_known: bool = False) -> Seen:
        """Raises DamagedError."""
        found = self._objects.get(record_path(narration_id), is_hurried=is_known)
        if found is None:
            seen = NOTHING
        else:
            record = unseal(found[0])
            if record.get(RETRACTED):
                seen = Seen(found[1])
            elif narration_of(record).id != narration_id:
                raise DamagedError("its record is another narration's")
            else:
                seen = Seen(found[1], record, found[0])
        self._remember(narration_id, seen)
        return seen

    def _remember(self, narration_id: str, seen: Seen) -> None:
        with self._guard:
            known = self._remembered.pop(narration_id, None)
            if seen.record is not None:
                self._remembered[narration_id] = seen
                if len(self._remembered) > MOST_REMEMBERED:
                    self._remembered.popitem(last=False)
        if seen.is_retracted and known and known.record:
            self._forget_copies(known.record)

    def _put_record(self, path: str, data: bytes, before: Seen) -> str | None:
        return (
            self._objects.create(path, data) if before.etag is None else self._objects.replace(path, data, before.etag)
        )

    def _remove(self, seen: Seen) -> None:
        if seen.record is not None:
            self._objects.delete(sound_path(narration_of(seen.record)), timeline_path(seen.record))
            self._forget_copies(seen.record)

    def _forget_copies(self, record: dict[str, Any]) -> None:
        self._copies.forget(str(record["audio_sha256"]), str(record["timeline_sha256"]))


def record_path(narration_id: str) -> str:
    """Where the record is."""
    return f"{FOLDER}/{narration_id[:2]}/{narration_id}{SUFFIX}"


def id_of(path: str) -> str:
    """The narration whose record is at a path; "" where none of ours can be."""
    narration_id = path.rpartition("/")[2].removesuffix(SUFFIX)
    return narration_id if is_narration_id(narration_id) and record_path(narration_id) == path else ""


def sound_path(narration: Narration) -> str:
    """Where the sound is."""
    return f"{SOUNDS}/{narration.id[:2]}/{narration.id}/{narration.audio_sha256}.mp3"


def timeline_path(record: dict[str, Any]) -> str:
    """Where the Timeline is."""
    return f"{TIMELINES}/{record['id'][:2]}/{record['id']}/{record['timeline_sha256']}.json"


def _size(record: dict[str, Any], data: bytes) -> int:
    return int(record["size_bytes"]) + int(record["timeline_bytes"]) + len(data)


def _timeline_of(data: bytes | None) -> Timeline:
    if data is None:
        raise DamagedError("its timeline is missing")
    return timeline_of(data)
