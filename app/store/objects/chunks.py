"""A growing narration for the listeners of other machines: the writer's bytes as objects, one after another.

`drafts/<id>/<owner>/<number>`. They are what the writer wrote, so every machine gives the same bytes. The first goes
out at once, then those of `EVERY_S` together; when it is published, its readers go on in what was.
"""

import io
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

from app.errors import StoreError
from app.store.files import typed_errors
from app.store.objects.client import Objects
from app.store.objects.leases import FOLDER

EVERY_S = 0.25
LOOK_EVERY_S = 0.05
"""How often a machine looks for the next chunk, however many listen there."""
FRESH_S = 0.1
"""How long what a lease said is believed."""
AGAIN_S = 1.0
MOST_BYTES = 1 << 20
JOIN_S = 2.0
LOG = logging.getLogger(__name__)


def chunk_folder(narration_id: str, owner: str) -> str:
    """Where the chunks of one writer are."""
    return f"{FOLDER}/{narration_id}/{owner}"


def chunk_path(narration_id: str, owner: str, number: int) -> str:
    """Where a chunk is."""
    return f"{chunk_folder(narration_id, owner)}/{number:06}"


class Sending:
    """Sends a growing file behind its writer, who never waits for the store. `stop` it."""

    def __init__(self, objects: Objects, narration_id: str, owner: str, descriptor: int) -> None:
        """`descriptor` is duplicated: the thread may outlive it by the request that it is in."""
        self._objects = objects
        self._name = (narration_id, owner)
        self._descriptor = os.dup(descriptor)
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._size = 0
        self._thread: threading.Thread | None = None

    def grown(self, size: int) -> None:
        """The file has that many bytes now."""
        with self._changed:
            self._size = size
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=f"chunks of {self._name[0]}", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Send nothing more; what was sent is removed by whoever knows that nobody reads it."""
        self._stopped.set()
        with self._changed:
            self._changed.notify()
        if self._thread is None:
            os.close(self._descriptor)
        else:
            self._thread.join(JOIN_S)

    def _run(self) -> None:
        sent = number = 0
        try:
            while self._wait_beyond(sent):
                data = os.pread(self._descriptor, min(self._size - sent, MOST_BYTES), sent)
                try:
                    self._objects.put(chunk_path(*self._name, number), data)
                except StoreError as error:
                    LOG.warning("a growing narration cannot be heard elsewhere: %s", error)
                    self._stopped.wait(AGAIN_S)
                    continue
                sent, number = sent + len(data), number + 1
                self._stopped.wait(EVERY_S)
        finally:
            os.close(self._descriptor)

    def _wait_beyond(self, sent: int) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped.is_set() or self._size > sent)
        return not self._stopped.is_set()


class Tail:
    """What another machine writes, brought here once for all who listen here. Thread-safe; `release` it."""

    def __init__(
        self, objects: Objects, narration_id: str, owner: str, descriptor: int, is_writing: Callable[[], bool]
    ) -> None:
        """`descriptor`: an empty file of ours; `is_writing` tells whether that owner still writes."""
        self._objects = objects
        self._name = (narration_id, owner)
        self._descriptor = descriptor
        self._is_writing = is_writing
        self._guard = threading.Lock()
        self._size = self._number = 0
        self._looked_s = self._told_s = float("-inf")
        self._is_written = True

    def told(self, *, is_written: bool) -> None:
        """What somebody saw just now: whether that owner still writes."""
        self._is_written, self._told_s = is_written, time.monotonic()

    @typed_errors
    def read(self, start: int, size: int) -> bytes | None:
        """Bytes as far as they are here, b"" where more may come; None where no more will."""
        with self._guard:
            if start >= self._size and not self._look():
                return None
            return os.pread(self._descriptor, max(0, min(size, self._size - start)), start)

    def close(self) -> None:
        """Nobody listens any more."""
        os.close(self._descriptor)

    def _look(self) -> bool:
        """Bring what is there; whether more may come."""
        before, now_s = self._size, time.monotonic()
        if now_s - self._looked_s >= LOOK_EVERY_S:
            self._looked_s = now_s
            while found := self._objects.get(chunk_path(*self._name, self._number)):
                os.pwrite(self._descriptor, found[0], self._size)
                self._size, self._number = self._size + len(found[0]), self._number + 1
        if self._size > before:
            return True
        if time.monotonic() - self._told_s > FRESH_S:
            self.told(is_written=self._is_writing())
        return self._is_written


class TailReader(io.RawIOBase):
    """One listener's place in a Tail, and in what was published once that ends."""

    def __init__(self, tail: Tail, published: Callable[[], BinaryIO | None], left: Callable[[], None]) -> None:
        self._tail = tail
        self._published = published
        self._left = left
        self._position = 0
        self._file: BinaryIO | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase gives a memoryview
        """Nothing means "not yet", as in a growing file."""
        data = None if self._file else self._tail.read(self._position, len(buffer))
        if data is None:
            data = self._rest(len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close(self) -> None:
        """Leave."""
        if not self.closed:
            self._left()
            if self._file:
                self._file.close()
        super().close()

    def _rest(self, size: int) -> bytes:
        if self._file is None:
            self._file = self._published()
            if self._file is None:
                return b""
            self._file.seek(self._position)
        return self._file.read(size)
