"""One narration being made, as everybody who waits for it sees it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from enum import StrEnum
from typing import BinaryIO

from app.errors import AnnouncerError, StoreError
from app.narration.order import Order
from app.narration.timeline import TimedLine
from app.speech.pool import Lane
from app.store.base import Narration

CHUNK_BYTES = 32_768


class Status(StrEnum):
    """Where a narration stands."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


class Render:
    """A narration under way: progress for those who ask, bytes for those who listen.

    Lives in one event loop. The conductor moves it along through `begin`, `advance`, `succeed` and `fail`. `lines` are
    those of the Timeline that are in the file so far; none while another process writes it.
    """

    def __init__(
        self,
        order: Order,
        lane: Lane,
        *,
        wanted: bool = True,
        left: Callable[[], None] | None = None,
        retraction: str | None = None,
    ) -> None:
        """Without listeners, what is not `wanted` may be stopped: `left` is called whenever the last one leaves.

        `retraction`: the mark of that which stood in its place when it was asked for.
        """
        self.order = order
        self.lane = lane
        self.wanted = wanted
        self.retraction = retraction
        self.listeners = 0
        self._left = left
        self.status = Status.QUEUED
        self.lines_done = 0
        self.rendered_ms = 0.0
        self.lines: list[TimedLine] = []
        self.narration: Narration | None = None
        self.error: AnnouncerError | None = None
        self._open: Callable[[], BinaryIO | None] | None = None
        self._generation = 0
        self._changed = asyncio.Event()

    @property
    def finished(self) -> bool:
        """Ready or failed."""
        return self.status in (Status.READY, Status.FAILED)

    @property
    def is_unwanted(self) -> bool:
        """Nobody listens, nobody else asked for it, and it is not finished."""
        return not (self.wanted or self.listeners or self.finished)

    @property
    def estimated_duration_s(self) -> float:
        """Exact when ready; else what is done plus what the rest should take at the pace heard so far, in s."""
        if self.narration is not None:
            return self.narration.duration_ms / 1000
        characters = self.order.spoken_characters
        done = characters[self.lines_done]
        return self.rendered_ms / 1000 / done * characters[-1] if done else self.order.estimated_duration_s

    def begin(self, open_audio: Callable[[], BinaryIO | None]) -> None:
        """Audio is (again) being written from its start; `open_audio` opens the growing file, in a thread."""
        self.status = Status.RENDERING
        self.lines_done = 0
        self.rendered_ms = 0.0
        self.lines = []
        self._open = open_audio
        self._generation += 1
        self._notify()

    def advance(self, line: TimedLine, rendered_ms: float) -> None:
        """One more Line is in the file, which now lasts `rendered_ms`."""
        self.lines.append(line)
        self.lines_done += 1
        self.rendered_ms = rendered_ms
        self._notify()

    def grow(self) -> None:
        """The file may have grown by less than a Line."""
        self._notify()

    def succeed(self, narration: Narration, open_audio: Callable[[], BinaryIO | None]) -> None:
        """The narration is published."""
        self.status = Status.READY
        self.lines_done = len(self.order.script.lines)
        self.narration = narration
        self._open = open_audio
        self._notify()

    def fail(self, error: AnnouncerError) -> None:
        """Nothing will come."""
        self.status = Status.FAILED
        self.error = error
        self._notify()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def coming(self) -> asyncio.Event:
        """Set at the next step, whatever it is. Take it before looking at anything, so that no step is missed."""
        return self._changed

    def open_audio(self) -> BinaryIO | None:
        """The MP3 as far as it is written, open from its start; None when there is none yet. Blocks."""
        return None if self._open is None else self._open()

    async def wait(self, timeout_s: float | None = None) -> None:
        """Wait until it is finished, or the time is up."""
        try:
            async with asyncio.timeout(timeout_s):
                while not self.finished:
                    await self.coming().wait()
        except TimeoutError:
            return

    async def follow(self) -> AsyncGenerator[bytes, None]:
        """The MP3 from its first byte, as it grows, to its end.

        Raises the render's own error when it fails, and StoreError when its writer died and another began anew: the
        bytes already given cannot be taken back, so the stream must break rather than lie.
        """
        reader: BinaryIO | None = None
        generation = 0
        self.listeners += 1
        try:
            while True:
                changed, finished = self.coming(), self.finished
                if reader is None and self._open is not None:
                    generation = self._generation
                    reader = await asyncio.to_thread(self.open_audio)
                data = await asyncio.to_thread(reader.read, CHUNK_BYTES) if reader else b""
                if reader and generation != self._generation:
                    raise StoreError("The writer of this narration stopped; please ask again.")
                if data:
                    yield data
                elif self.error is not None:
                    raise self.error
                elif finished and reader is None:
                    raise StoreError("The narration was removed just now; please ask again.", retry_after_s=1)
                elif finished:
                    return
                else:
                    await changed.wait()
        finally:
            self.listeners -= 1
            if reader is not None:
                reader.close()
            if self._left is not None and self.is_unwanted:
                self._left()
