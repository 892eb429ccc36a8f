"""Narrations being written, on objects: a file in the writer's own folder, a lease that all machines see, and chunks.

The writer's machine hears the file. A writer that dies leaves its lease: another process of its machine knows at once,
other machines once its pulse has stood still for long enough.
"""

import contextlib
import functools
import logging
import os
import secrets
import threading
from collections.abc import Hashable
from typing import BinaryIO, cast

from app.errors import StoreError, TakenOverError
from app.narration.timeline import Timeline
from app.store.files import TEMP_SUFFIX, Files, try_lock, typed_errors
from app.store.kept import Narration, Standing
from app.store.objects.chunks import Sending, Tail, TailReader, chunk_folder
from app.store.objects.client import Objects
from app.store.objects.leases import Held, Lease, Leases
from app.store.objects.narrations import ObjectNarrations, Seen

FOLDER = "drafts"
NODE = "node"
LOG = logging.getLogger(__name__)


class ObjectDraft:
    """The growing file of one narration, on this machine; its lease is held until publish or discard."""

    def __init__(self, drafts: "ObjectDrafts", narration_id: str, descriptor: int, held: Held, before: Seen) -> None:
        self._drafts = drafts
        self._id = narration_id
        self._path = draft_path(narration_id, held.lease.owner)
        self._descriptor: int | None = descriptor
        self._size = 0
        self._before = before
        self._sending = Sending(drafts.objects, narration_id, held.lease.owner, descriptor)
        self._guard = threading.Lock()
        self._held: Held | None = held
        self._owner = held.lease.owner

    def before(self) -> Standing:
        """As its record was when the lease was taken."""
        return self._before.standing

    @typed_errors
    def write(self, data: bytes) -> None:
        """Append audio bytes. Raises StoreFullError, StoreError; the file then still ends where it ended before."""
        descriptor = self._open()
        try:
            self._drafts.files.write(descriptor, data, self._size)
        except OSError:
            os.ftruncate(descriptor, self._size)
            raise
        self._size += len(data)
        self._sending.grown(self._size)

    @typed_errors
    def reader(self) -> BinaryIO:
        """Open what is written so far, and will be, from its start; once published, what was."""
        file = self._drafts.files.reader(self._path, 0) or self._drafts.narrations.open_audio(self._id)
        if file is None:
            raise StoreError("The narration being written was taken away; please ask again.", retry_after_s=1)
        return file

    @typed_errors
    def beat(self) -> None:
        """Change the lease's etag. Raises StoreError; TakenOverError where it is another's by now."""
        self._open()
        with self._guard:
            if self._held:
                self._held = self._drafts.leases.beat(self._id, self._held)
            if self._held is None:
                raise TakenOverError("Another machine took over this narration.", retry_after_s=1)

    @typed_errors
    def publish(self, narration: Narration, timeline: Timeline, *, head: bytes = b"") -> None:
        """Overwrite the beginning, send all of it, and publish by the record."""
        descriptor = self._open()
        self._drafts.files.write(descriptor, head, 0)
        self.beat()
        self._drafts.narrations.publish(self._drafts.files.root / self._path, narration, timeline, self._before)
        try:
            self._drafts.narrations.copy(self._path, narration)
        except OSError as error:
            LOG.warning("no copy is kept here: %s", error)
        self._end(is_published=True)

    @typed_errors
    def discard(self) -> None:
        """Leave nothing behind."""
        if self._descriptor is not None:
            self._end(is_published=False)

    def _open(self) -> int:
        if self._descriptor is None:
            raise StoreError("The narration is not being written any more.")
        return self._descriptor

    def _end(self, *, is_published: bool) -> None:
        """What cannot be removed from the store now is removed by `verify`."""
        descriptor, self._descriptor = self._descriptor, None
        self._sending.stop()
        try:
            with self._guard, contextlib.suppress(StoreError):
                held, self._held = self._held, None
                if is_published:
                    self._drafts.leases.remove(self._id)
                elif held:
                    self._drafts.leases.free(self._id, held)
            with contextlib.suppress(StoreError):
                self._drafts.remove_chunks(self._id, self._owner)
        finally:
            self._drafts.files.remove(self._path)
            if descriptor is not None:
                os.close(descriptor)


class ObjectDrafts:
    """The drafts of this machine, and those of others as they are heard here. Raises StoreError, OSError."""

    def __init__(self, objects: Objects, files: Files, narrations: ObjectNarrations) -> None:
        self.objects = objects
        self.files = files
        self.narrations = narrations
        self.leases = Leases(objects)
        self._guard = threading.Lock()
        self._tails: dict[tuple[str, str], tuple[Tail, int]] = {}
        self._node = ""

    def begin(self, narration_id: str) -> ObjectDraft | None:
        """Become the writer of a narration; None when somebody else is."""
        self.files.make_folder(FOLDER)
        owner = secrets.token_hex(8)
        path = draft_path(narration_id, owner)
        descriptor = self.files.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        held = None
        try:
            try_lock(descriptor)  # before the lease names it: by this lock our other processes know that we live
            is_dead = functools.partial(self._is_dead, narration_id)
            held = self.leases.take(narration_id, owner, self.node(), is_dead)
            if held:
                before = self.narrations.seen(narration_id)
                return ObjectDraft(self, narration_id, descriptor, held, before)
        except BaseException:
            if held:
                with contextlib.suppress(StoreError):
                    self.leases.free(narration_id, held)
            self._drop(path, descriptor)
            raise
        self._drop(path, descriptor)
        return None

    def follow(self, narration_id: str) -> BinaryIO | None:
        """The growing audio of whoever writes it, open from its start; None when nobody does."""
        held = self._look(narration_id)
        if held is None:
            return None
        if file := self.files.reader(draft_path(narration_id, held.lease.owner), 0):  # of a process of this machine
            return file
        name = (narration_id, held.lease.owner)
        with self._guard:
            tail, listeners = self._tails.get(name) or (self._tail(*name), 0)
            self._tails[name] = (tail, listeners + 1)
        reader = TailReader(tail, lambda: self.narrations.open_audio(narration_id), lambda: self._left(name))
        return cast("BinaryIO", reader)

    def pulse(self, narration_id: str) -> Hashable:
        """The lease's etag, None while nobody writes."""
        held = self._look(narration_id)
        return held and held.etag

    def is_writing(self, narration_id: str) -> bool:
        """Whether somebody holds the lease."""
        held = self._look(narration_id)
        return held is not None and not self._is_dead(narration_id, held.lease)

    def seize(self, narration_id: str, pulse: Hashable) -> None:
        """Take the lease from a writer whose pulse is still that."""
        held = self._look(narration_id)
        if held and held.etag == pulse:
            self.leases.free(narration_id, held)

    def remove_chunks(self, narration_id: str, owner: str) -> None:
        """Those who listen go on in what was published."""
        paths = [found.path for found in self.objects.list(chunk_folder(narration_id, owner))]
        if paths:
            self.objects.delete(*paths)

    def remove_stale(self) -> None:
        """Remove the files of writers of this machine that died."""
        for name in self.files.names(FOLDER):
            self.files.remove_stale(f"{FOLDER}/{name}")

    def node(self) -> str:
        """A name for this machine's folder, made at its first draft."""
        if not self._node:
            with self.files.lock():
                data = self.files.read(NODE)
                if data is None:
                    data = secrets.token_hex(8).encode()
                    self.files.put(NODE, data)
            self._node = data.decode("ascii", "replace")
        return self._node

    def _is_dead(self, narration_id: str, lease: Lease) -> bool:
        """Whether the writer was a process of this machine that lives no more: a living one locks its file."""
        if lease.node != self.node():
            return False
        file = self.files.reader(draft_path(narration_id, lease.owner), 0)
        if file is None:
            return True
        with file:
            return try_lock(file.fileno(), shared=True)

    def _look(self, narration_id: str) -> Held | None:
        held = self.leases.look(narration_id)
        with self._guard:
            tails = [(owner, tail) for (each, owner), (tail, _) in self._tails.items() if each == narration_id]
        for owner, tail in tails:
            tail.told(is_written=held is not None and held.lease.owner == owner)
        return held

    def _is_written(self, narration_id: str, owner: str) -> bool:
        held = self.leases.look(narration_id)
        return held is not None and held.lease.owner == owner

    def _drop(self, path: str, descriptor: int) -> None:
        self.files.remove(path)
        os.close(descriptor)

    def _tail(self, narration_id: str, owner: str) -> Tail:
        path = f".{narration_id}.{secrets.token_hex(4)}{TEMP_SUFFIX}"
        self.files.make_folder("")
        descriptor = self.files.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        self.files.remove(path)  # it goes with its last listener
        is_written = functools.partial(self._is_written, narration_id, owner)
        return Tail(self.objects, narration_id, owner, descriptor, is_written)

    def _left(self, name: tuple[str, str]) -> None:
        with self._guard:
            tail, listeners = self._tails[name]
            if listeners > 1:
                self._tails[name] = (tail, listeners - 1)
                return
            del self._tails[name]
        tail.close()


def draft_path(narration_id: str, owner: str) -> str:
    """Where it is written."""
    return f"{FOLDER}/{narration_id}.{owner}.mp3"
