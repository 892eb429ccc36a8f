"""The shelf of many nodes: small objects that everybody changes by compare and swap.

A place is held by an object that its holder writes anew again and again: its etag is the pulse. Whoever wants the place
watches that by its own clock alone, so clocks need not agree.
"""

import contextlib
import random
import secrets
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from app.errors import StoreError
from app.store.objects.client import Objects
from app.store.shelf import Edit, Held

LOOKED_EVERY_S = 1.0
"""How old a stamp may be: what another node wrote is seen that late."""
LEASE_S = 10.0
"""How long a holder may show no life before others take its place."""
BEATS = 4
"""So often in that time it shows it."""
ATTEMPTS = 50
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.01, 0.5


@dataclass(frozen=True, slots=True)
class _Seen:
    etag: str | None
    since_s: float


class ObjectShelf:
    """Objects below a folder of the store."""

    def __init__(
        self,
        objects: Objects,
        folder: str = "",
        *,
        lease_s: float = LEASE_S,
        clock_s: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._objects = objects
        self._root = f"{folder}/" if folder else ""
        self._lease_s = lease_s
        self._clock_s = clock_s
        self._pause = pause
        self._guard = threading.Lock()
        self._stamps: dict[str, _Seen] = {}
        self._pulses: dict[str, _Seen] = {}
        """Of places that others hold, since when they are as they are."""
        self._held: set[_HeldObject] = set()
        self._beating: threading.Thread | None = None

    def read(self, path: str) -> bytes | None:
        """As Shelf has it."""
        found = self._objects.get(self._root + path)
        return found[0] if found else None

    def write(self, path: str, data: bytes) -> None:
        """As Shelf has it."""
        self._saw(path, self._objects.put(self._root + path, data))

    def change(self, path: str, edit: Edit) -> None:
        """As Shelf has it. Raises StoreError too when others are faster again and again."""
        for attempt in range(ATTEMPTS):
            found = self._objects.get(self._root + path)
            data = edit(found[0] if found else None)
            if found is None:
                done = self._objects.create(self._root + path, data)
            else:
                done = self._objects.replace(self._root + path, data, found[1])
            if done is not None:
                self._saw(path, done)
                return
            self._pause(random.uniform(0, min(FIRST_PAUSE_S * 2**attempt, LONGEST_PAUSE_S)))  # noqa: S311 - no secret
        raise StoreError(f"Too many change {path} at once; please ask again.", retry_after_s=1)

    def move(self, source: str, target: str) -> None:
        """As Shelf has it."""
        data = self.read(source)
        if data is None:
            raise StoreError(f"There is no {source} any more.")
        self.write(target, data)
        self.remove(source)

    def remove(self, path: str) -> None:
        """As Shelf has it."""
        self._objects.delete(self._root + path)
        self._saw(path, None)

    def names(self, folder: str) -> list[str]:
        """As Shelf has it."""
        root = f"{self._root}{folder}/" if folder else self._root
        found = (each.path.removeprefix(root) for each in self._objects.list(root.rstrip("/")))
        return sorted({name.partition("/")[0] for name in found})

    def stamp(self, path: str) -> Hashable:
        """As Shelf has it: the etag, asked for at most once a second; as it was while the store does not answer."""
        with self._guard:
            known, now_s = self._stamps.get(path), self._clock_s()
            if known is not None:
                if now_s - known.since_s < LOOKED_EVERY_S:
                    return known.etag
                self._stamps[path] = replace(known, since_s=now_s)  # one looks, the others need not wait
        try:
            found = self._objects.head(self._root + path)
        except StoreError:
            if known is None:
                raise
            return known.etag
        seen = _Seen(found.etag if found else None, self._clock_s())
        with self._guard:
            self._stamps[path] = seen
        return seen.etag

    def hold(self, path: str) -> Held | None:
        """As Shelf has it; what a dead process held is free once two looks found it the same for `lease_s`."""
        held = _HeldObject(self._objects, self._root + path, self._let_go)
        found = self._objects.get(self._root + path)
        if found is not None and not self._is_dead(path, found[1]):
            return None
        with self._guard:
            self._pulses.pop(path, None)
        if not held.take(found[1] if found else None):
            return None
        with self._guard:
            self._held.add(held)
            if self._beating is None:
                self._beating = threading.Thread(target=self._beat, name="shelf", daemon=True)
                self._beating.start()
        return held

    def _is_dead(self, path: str, etag: str) -> bool:
        with self._guard:
            now_s = self._clock_s()
            seen = self._pulses.get(path)
            if seen is None or seen.etag != etag:
                self._pulses[path] = _Seen(etag, now_s)
                return False
            return now_s - seen.since_s >= self._lease_s

    def _saw(self, path: str, etag: str | None) -> None:
        with self._guard:
            if path in self._stamps:
                self._stamps[path] = _Seen(etag, self._clock_s())

    def _let_go(self, held: "_HeldObject") -> None:
        with self._guard:
            self._held.discard(held)

    def _beat(self) -> None:
        """Of all that is held, until nothing is."""
        while True:
            time.sleep(self._lease_s / BEATS)
            with self._guard:
                if not self._held:
                    self._beating = None
                    return
                held = list(self._held)
            for each in held:
                each.beat()


class _HeldObject:
    """Its content is who holds it, and how often that one has beaten."""

    def __init__(self, objects: Objects, path: str, let_go: "Callable[[_HeldObject], None]") -> None:
        self._objects = objects
        self._path = path
        self._let_go = let_go
        self._holder = secrets.token_hex(8).encode()
        self._beats = 0
        self._etag = ""
        self._guard = threading.Lock()
        self._released = False
        self.is_lost = False

    def take(self, etag: str | None) -> bool:
        """Become the holder in place of the lease with that etag, or of none; False when another was faster."""
        if etag is None:
            done = self._objects.create(self._path, self._lease)
        else:
            done = self._objects.replace(self._path, self._lease, etag)
        self._etag = done or ""
        return done is not None

    def beat(self) -> None:
        """Show life. While the store does not answer nobody can take the place either."""
        with self._guard:
            if self._released or self.is_lost:
                return
            self._beats += 1
            with contextlib.suppress(StoreError):
                etag = self._objects.replace(self._path, self._lease, self._etag) or self._still_ours()
                self.is_lost = etag is None
                self._etag = etag or ""

    def release(self) -> None:
        """As Held has it."""
        self._let_go(self)
        with self._guard:
            if not self._released:
                self._released = True
                with contextlib.suppress(StoreError):  # others find it dead after a while
                    if self._still_ours():
                        self._objects.delete(self._path)

    @property
    def _lease(self) -> bytes:
        return b"%s %d\n" % (self._holder, self._beats)

    def _still_ours(self) -> str | None:
        """The etag of our lease; a beat whose answer was lost changed it unseen."""
        found = self._objects.get(self._path)
        return found[1] if found and found[0].startswith(self._holder) else None
