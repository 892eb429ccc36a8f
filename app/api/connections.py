"""Connections that do not last for ever and cannot use everything up, and a server that stops when it is told to."""

import asyncio
import functools
import logging
import os
import resource
import threading
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.api.problems import problem
from app.errors import AnnouncerError, BusyError, RequestTimeoutError
from app.settings import Settings

MOST_DESCRIPTORS = 65_536
OWN_DESCRIPTORS = 64
"""What loading, speaking, fetching and rendering open at their busiest, with room to spare."""
EACH = 2
"""Descriptors of a connection: its socket, and the file that is read to it."""
TOLD_EVERY_S = 60.0
STOP_LATE_S = 1.0

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a connection may take."""

    headers_s: float = 10.0
    """From its opening, or a request's first byte, to the end of the request's headers."""

    idle_s: float = 75.0
    """Between two requests; the usual proxies keep theirs for 60 s."""

    stalled_s: float = 600.0
    """Without taking a byte of its answer: longer than a listener pauses a page that plays."""


@dataclass(slots=True)
class Room:
    """How many connections there may be."""

    most: int
    _told_at: float = field(default=-TOLD_EVERY_S, init=False)

    def tell(self) -> None:
        """Log that it is full, once a minute."""
        now = time.monotonic()
        if now - self._told_at >= TOLD_EVERY_S:
            self._told_at = now
            LOG.warning("all %d connections are taken: the longest idle ones are closed for new ones", self.most)


class Connection(H11Protocol):
    """A connection with deadlines; when there are too many, the longest idle one makes room."""

    def __init__(self, *args: Any, room: Room, deadlines: Deadlines, **more: Any) -> None:
        super().__init__(*args, **more)
        self._room = room
        self._deadlines = deadlines
        self._late: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._begun = False
        self._idle_since = self.loop.time()

    @property
    def idle_since(self) -> float | None:
        """Since when it waits for a request; None while one is answered, or it is closing."""
        is_idle = self.cycle is None or self.cycle.response_complete
        return self._idle_since if is_idle and not self.transport.is_closing() else None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Admit it, or answer that there is no room."""
        super().connection_made(transport)
        if self._make_room():
            self._wait_for_headers()
        else:
            self._refuse(BusyError("Too many connections are open.", retry_after_s=5))

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget its deadlines."""
        self._headers_came()
        self._goes_on()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The first byte of a request begins its time."""
        was_idle = self.idle_since is not None
        self._begun = True
        super().data_received(data)
        if self.idle_since is None:
            self._headers_came()
        elif was_idle:
            self._wait_for_headers()

    def on_response_complete(self) -> None:
        """Idle from now on, or at the next request already."""
        self._idle_since = self.loop.time()
        self._begun = False
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The other side takes nothing."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self._deadlines.stalled_s, self.transport.abort)

    def resume_writing(self) -> None:
        """It does again."""
        self._goes_on()
        super().resume_writing()

    def _make_room(self) -> bool:
        connections = [each for each in self.connections if isinstance(each, Connection)]
        open_ = [each for each in connections if not each.transport.is_closing()]
        if len(open_) <= self._room.most:
            return True
        self._room.tell()
        idle = [(since, each) for each in open_ if each is not self and (since := each.idle_since) is not None]
        if not idle:
            return False
        min(idle, key=lambda found: found[0])[1].transport.abort()
        return True

    def _wait_for_headers(self) -> None:
        if self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(self._deadlines.headers_s, self._are_late)

    def _are_late(self) -> None:
        self._late = None
        if self.idle_since is None:
            return
        if self._begun:
            self._refuse(RequestTimeoutError("The request's headers took too long to arrive."))
        else:
            self.transport.close()

    def _headers_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _goes_on(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _refuse(self, error: AnnouncerError) -> None:
        answer = problem(error, {"Connection": "close"})
        head = b"".join(name + b": " + value + b"\r\n" for name, value in answer.raw_headers)
        self.transport.write(b"HTTP/1.1 %d %s\r\n%s\r\n" % (error.status, error.title.encode("ascii"), head))
        self.transport.write(bytes(answer.body))
        self.transport.close()


class Server(uvicorn.Server):
    """Stops within the grace, whatever hangs: what is published is whole at any instant."""

    def __init__(self, config: uvicorn.Config, grace_s: float) -> None:
        super().__init__(config)
        self._grace_s = grace_s

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, and see to it that it ends."""
        if not self.should_exit:
            last = threading.Timer(self._grace_s + STOP_LATE_S, _leave)
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)


def configured(app: Any, settings: Settings, deadlines: Deadlines | None = None) -> uvicorn.Config:
    """How uvicorn serves the app; raises this process's limit on open files as far as it may."""
    most = most_connections()
    deadlines = deadlines or Deadlines()
    protocol = functools.partial(Connection, room=Room(most), deadlines=deadlines)
    return uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", protocol),
        ws="none",
        log_level=settings.log_level,
        access_log=settings.log_level == "debug",
        timeout_keep_alive=cast("int", deadlines.idle_s),
        timeout_graceful_shutdown=max(1, round(settings.grace_s / 2)),
        # asyncio takes so many at once before we see the first of them.
        backlog=min(most, 2_048),
        server_header=False,
    )


def most_connections() -> int:
    """So many that their descriptors and our own are fewer than this process may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    return max(8, (min(soft, MOST_DESCRIPTORS) - OWN_DESCRIPTORS) // EACH)


def _leave() -> None:
    LOG.error("the grace is over and something still runs; leaving it behind")
    logging.shutdown()
    os._exit(0)
