"""Who writes which narration, of all machines: a small object each, changed by compare-and-swap alone.

`drafts/<id>.json`. Its etag is the writer's pulse: every beat changes it. Who waits judges by its own clock whether the
pulse stands still; no two machines' clocks are compared.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from app.store.objects.client import Objects
from app.store.records import dump

FOLDER = "drafts"


@dataclass(frozen=True, slots=True)
class Lease:
    """What the object says."""

    owner: str
    """The token of one `begin`; "" while nobody writes."""

    node: str
    """Whose cache folder the draft's file is in."""

    fence: int
    """How often it changed hands."""

    beat: int


@dataclass(frozen=True, slots=True)
class Held:
    """A lease as it was seen."""

    lease: Lease
    etag: str


FREE = Lease("", "", 0, 0)


class Leases:
    """The leases of a site. Raises StoreError."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def look(self, narration_id: str) -> Held | None:
        """The lease of whoever writes the narration; None while nobody does."""
        held = self._read(narration_id)
        return held if held and held.lease.owner else None

    def take(self, narration_id: str, owner: str, node: str, is_dead: Callable[[Lease], bool]) -> Held | None:
        """Become the writer; None where another is, unless that one is known to be dead."""
        before = self._read(narration_id)
        if before and before.lease.owner and not is_dead(before.lease):
            return None
        lease = Lease(owner, node, before.lease.fence + 1 if before else 1, 0)
        return self._write(narration_id, lease, before)

    def beat(self, narration_id: str, held: Held) -> Held | None:
        """Show life; None where another took it over."""
        return self._write(narration_id, replace(held.lease, beat=held.lease.beat + 1), held)

    def free(self, narration_id: str, held: Held) -> bool:
        """Give it up, or take it from whoever was seen to hold it; whether it still was so."""
        return self._write(narration_id, replace(FREE, fence=held.lease.fence + 1), held) is not None

    def remove(self, narration_id: str) -> None:
        """Leave nothing behind: for a narration that is published, whoever might write it."""
        self._objects.delete(lease_path(narration_id))

    def _read(self, narration_id: str) -> Held | None:
        found = self._objects.get(lease_path(narration_id))
        return None if found is None else Held(_lease_of(found[0]), found[1])

    def _write(self, narration_id: str, lease: Lease, before: Held | None) -> Held | None:
        path, data = lease_path(narration_id), dump(asdict(lease))
        etag = self._objects.replace(path, data, before.etag) if before else self._objects.create(path, data)
        return None if etag is None else Held(lease, etag)


def lease_path(narration_id: str) -> str:
    """Where the lease is."""
    return f"{FOLDER}/{narration_id}.json"


def _lease_of(data: bytes) -> Lease:
    """What is no lease is nobody's."""
    try:
        value = json.loads(data)
        return Lease(str(value["owner"]), str(value["node"]), int(value["fence"]), int(value["beat"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return FREE
