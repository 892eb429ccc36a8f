"""What keeps a store on objects right: every byte is read, what is damaged is put aside, what is left over goes.

Ages are told by the store's own clock, from an object that is written to ask for it.
"""

import contextlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.errors import StoreError
from app.narration.timeline import Timeline, from_json
from app.store.kept import Narration, Problem
from app.store.narrations import FOLDER
from app.store.objects import leases
from app.store.objects.client import Found, Objects
from app.store.objects.narrations import SOUNDS, TIMELINES, ObjectNarrations, id_of, record_path, timeline_path
from app.store.objects.probe import FOLDER as PROBES
from app.store.objects.quarantine import quarantined
from app.store.records import DamagedError, narration_of, unseal

SPARED = timedelta(hours=1)
"""What is younger may belong to somebody who publishes just now."""
NAMED_BY_RECORDS = (SOUNDS, TIMELINES)
PASSING = (leases.FOLDER, PROBES)


class Care:
    """Looks after the narrations of a store. Raises StoreError."""

    def __init__(self, objects: Objects, narrations: ObjectNarrations) -> None:
        self._objects = objects
        self._narrations = narrations
        self._leases = leases.Leases(objects)

    def check(self, narration_id: str) -> str:
        """Read a narration; quarantine it when it is damaged, and say how."""
        seen = self._narrations.seen(narration_id)
        try:
            self._narrations.whole(narration_id)
        except DamagedError as error:
            self._narrations.quarantine(narration_id, error.detail, seen)
            return error.detail
        return ""

    def verify(self) -> Iterator[Problem]:
        """Check every narration, then remove what no record vouches for and what dead writers left."""
        for found in self._objects.list(FOLDER):
            if not (narration_id := id_of(found.path)):
                yield Problem(found.path, "not an object of the store; left alone")
            elif what := self.check(narration_id):
                yield Problem(found.path, f"damaged ({what}); quarantined")
        now = self._now()
        for folder in NAMED_BY_RECORDS:
            yield from self._left_over(folder, now)
        for folder in PASSING:
            for found in self._objects.list(folder):
                if now - found.modified > SPARED and not self._is_written(found):
                    self._objects.delete(found.path)
                    yield Problem(found.path, "left by a writer that died; removed")

    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None:
        """What is whole of a narration in quarantine."""
        found = self._objects.get(quarantined(record_path(narration_id)))
        try:
            record = unseal(found[0] if found else b"")
            narration = narration_of(record)
        except DamagedError:
            return None
        timeline = self._objects.get(quarantined(timeline_path(record)))
        with contextlib.suppress(StoreError):
            return narration, from_json(timeline[0] if timeline else b"")
        return None

    def _is_written(self, found: Found) -> bool:
        """Whether it is a chunk of who writes a whole book."""
        folder, _, rest = found.path.partition("/")
        narration_id, _, chunk = rest.partition("/")
        held = self._leases.look(narration_id) if folder == leases.FOLDER and chunk else None
        return held is not None and chunk.startswith(held.lease.owner)

    def _left_over(self, folder: str, now: datetime) -> Iterator[Problem]:
        """Sounds and Timelines that no record names."""
        for found in self._objects.list(folder):
            if now - found.modified <= SPARED or self._is_named(folder, found):
                continue
            self._objects.delete(found.path)
            yield Problem(found.path, "belongs to no published narration; removed")

    def _is_named(self, folder: str, found: Found) -> bool:
        _, _, narration_id, name = (*found.path.split("/"), "", "", "")[:4]
        record = self._narrations.seen(narration_id).record if narration_id else None
        key = "audio_sha256" if folder == SOUNDS else "timeline_sha256"
        return record is not None and name.partition(".")[0] == record[key]

    def _now(self) -> datetime:
        path = f"{PROBES}/{secrets.token_hex(8)}"
        self._objects.put(path, b"")
        found = self._objects.head(path)
        self._objects.delete(path)
        if found is None:
            raise StoreError("The object store does not give back what was just written.")
        return found.modified
