"""Voices being installed, one after another, whoever watches: an installation goes on when its page is closed."""

import asyncio
import contextlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from app.errors import AnnouncerError, BusyError, ShuttingDownError, VoiceBeingInstalledError, VoiceInstallError
from app.voices import Installed, Progress
from app.voices.download import Pause

T = TypeVar("T")

MOST_WAITING = 20
REMEMBERED = 100
TOLD_EVERY_S = 0.1
STOPPED_WITHIN_S = 2.0

LOG = logging.getLogger(__name__)


class Phase(StrEnum):
    """How far an installation is."""

    WAITING = "waiting"
    """Another one is under way."""

    FETCHING = "fetching"
    PREPARING = "preparing"
    """The voice speaks already; its fast graph is being built."""

    INSTALLED = "installed"
    FAILED = "failed"
    STOPPED = "stopped"
    """By somebody who does not want it any more."""


class Installing(Protocol):
    """What app.speech.installer.Installer can do."""

    def install(self, name: str, *, progress: Callable[[Progress], None], pause: Pause) -> Installed:
        """Blocks; `progress` and `pause` may raise to stop it."""
        ...

    def prepare(self, installed: Installed) -> None:
        """Blocks."""
        ...

    def discard(self, name: str) -> None:
        """Throw away what has arrived."""
        ...


class Installation:
    """One voice on its way, as everybody sees it who waits for it. Lives in one event loop."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.phase = Phase.WAITING
        self.done_bytes = 0
        self.total_bytes = 0
        self.error: AnnouncerError | None = None
        self.stopping = threading.Event()
        self.left = asyncio.Event()
        """Set when nothing here works for it any more."""

        self._changed = asyncio.Event()

    @property
    def over(self) -> bool:
        """Nothing more will happen."""
        return self.phase in (Phase.INSTALLED, Phase.FAILED, Phase.STOPPED)

    def coming(self) -> asyncio.Event:
        """Set at the next step. Take it before looking at anything, so that no step is missed."""
        return self._changed

    def advance(self, phase: Phase, progress: Progress | None = None) -> None:
        """It got on; what is over stays over."""
        if self.over:
            return
        self.phase = phase
        if progress is not None:
            self.done_bytes, self.total_bytes = progress.done_bytes, progress.total_bytes
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def fail(self, error: AnnouncerError) -> None:
        """Nothing will come."""
        if not self.over:
            self.error = error
            self.advance(Phase.FAILED)

    async def begun(self) -> None:
        """Wait until bytes come, or it is known that it waits for another one, or is over. Raises its error."""
        while self.phase is Phase.FETCHING and not self.total_bytes:
            await self.coming().wait()
        if self.error is not None:
            raise self.error


class Installations:
    """One installation at a time, the others in line. Lives in one event loop; `close` it."""

    def __init__(self, installer: Installing, changed: Callable[[], Awaitable[None]]) -> None:
        """`changed` is awaited when a voice has come."""
        self._installer = installer
        self._voices_changed = changed
        self._known: OrderedDict[str, Installation] = OrderedDict()
        self._line: list[Installation] = []
        self._working: asyncio.Task[None] | None = None
        self._closed = False

    def begin(self, name: str) -> Installation:
        """Raises VoiceBeingInstalledError when it is on its way already, BusyError, ShuttingDownError."""
        if self._closed:
            raise ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
        known = self._known.get(name)
        if known is not None and not known.over:
            raise VoiceBeingInstalledError(f"{name} is being installed already; its events tell how far it is.")
        if len(self._line) >= MOST_WAITING:
            raise BusyError("Too many voices wait to be installed.", retry_after_s=60)
        installation = self._known[name] = Installation(name)
        self._known.move_to_end(name)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        self._line.append(installation)
        if self._working is None or self._working.done():
            installation.advance(Phase.FETCHING)
            self._working = asyncio.create_task(self._work())
        return installation

    def get(self, name: str) -> Installation | None:
        """The newest one of that name since the start."""
        return self._known.get(name)

    def under_way(self) -> list[str]:
        """The names of those that are not over."""
        return [name for name, each in list(self._known.items()) if not each.over]

    async def stop(self, name: str) -> bool:
        """Stop fetching and throw away what has arrived; False when it was not on its way. It is forgotten then."""
        known = self._known.pop(name, None)
        if known is None or known.over:
            return False
        fetching = known.phase is not Phase.PREPARING
        known.stopping.set()
        known.advance(Phase.STOPPED)
        if known in self._line:
            self._line.remove(known)
            await self._discard(name)
        elif fetching:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(known.left.wait(), STOPPED_WITHIN_S)
        return fetching

    async def close(self) -> None:
        """Stop what is under way, within two seconds; what has arrived is kept."""
        self._closed = True
        self._line.clear()
        for each in self._known.values():
            each.stopping.set()
            each.fail(ShuttingDownError("The service is stopping; what has arrived is kept.", retry_after_s=5))
        if self._working is not None:
            await asyncio.wait([self._working], timeout=STOPPED_WITHIN_S)
            self._working.cancel()  # its thread may wait for a server; it ends with the process

    async def _work(self) -> None:
        while self._line:
            await self._carry_out(self._line.pop(0))

    async def _carry_out(self, each: Installation) -> None:
        each.advance(Phase.FETCHING)
        installer, hear = self._installer, _Hearing(each)
        try:
            done = await _in_a_thread(lambda: installer.install(each.name, progress=hear.progress, pause=hear.pause))
            hear.tell()
            each.advance(Phase.PREPARING)
            await _in_a_thread(lambda: installer.prepare(done))
            await self._voices_changed()
        except _StoppedError:
            if each.phase is Phase.STOPPED:
                await self._discard(each.name)
        except AnnouncerError as error:
            LOG.warning("the voice %s could not be installed: %s", each.name, error)
            each.fail(error)
        except Exception:
            LOG.exception("the voice %s could not be installed", each.name)
            each.fail(VoiceInstallError("An unexpected error; the server's log has the details."))
        else:
            each.advance(Phase.INSTALLED)
        finally:
            each.left.set()

    async def _discard(self, name: str) -> None:
        with contextlib.suppress(AnnouncerError):  # another process wants it
            await asyncio.to_thread(self._installer.discard, name)


class _StoppedError(Exception):
    """Raised in the thread that installs."""


class _Hearing:
    """What the thread that installs tells, on its way to the event loop it was made in."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._loop = asyncio.get_running_loop()
        self._newest: Progress | None = None
        self._is_due = False

    def progress(self, seen: Progress) -> None:
        if self._installation.stopping.is_set():
            raise _StoppedError
        self._newest = seen
        if not self._is_due:
            self._is_due = True
            _call_in(self._loop, lambda: self._loop.call_later(TOLD_EVERY_S, self.tell))

    def tell(self) -> None:
        """Called in the event loop."""
        self._is_due = False  # before the look, so that nothing newer is missed
        if self._newest is not None and self._installation.phase is Phase.FETCHING:
            self._installation.advance(Phase.FETCHING, self._newest)

    def pause(self, seconds: float) -> None:
        if self._installation.stopping.wait(seconds):
            raise _StoppedError


async def _in_a_thread(call: Callable[[], T]) -> T:
    """Await a call in a thread that keeps no process from ending, unlike those of an executor."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(done: Callable[[], None]) -> None:
        _call_in(loop, lambda: None if future.done() else done())

    def run() -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to whoever waits
            failure = error
            settle(lambda: future.set_exception(failure))
        else:
            settle(lambda: future.set_result(result))

    threading.Thread(target=run, name="install", daemon=True).start()
    return await future


def _call_in(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(call)
