"""A child process of ours, both ends: within limits, over a socket pair, and for as long as its parent lives.

`python -m MODULE SOCKET MEMORY_BYTES ...`; its standard input is open as long as the parent lives.
"""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import threading

from app.errors import BusyError
from app.workers.wire import LostError, Wire

ENDED_WITHIN_S = 2.0
BUSY_RETRY_S = 10


class Child:
    """As its parent sees it. Started at once; used by one thread at a time, but `kill` may come from any."""

    def __init__(self, module: str, memory_bytes: int, *arguments: str) -> None:
        """`memory_bytes` of address space, libraries and mapped files included.

        Raises BusyError when the system has no room for another process.
        """
        try:
            ours, theirs = socket.socketpair()
            with theirs, contextlib.ExitStack() as if_not_begun:
                if_not_begun.enter_context(ours)
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-P", "-m", module, str(theirs.fileno()), str(memory_bytes), *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )
                if_not_begun.pop_all()
        except OSError as error:
            raise BusyError(f"No process can be begun: {error.strerror}.", retry_after_s=BUSY_RETRY_S) from error
        self.wire = Wire(ours)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it, whatever it is doing; whoever waits for it gets LostError."""
        self._process.kill()

    def bury(self, lost: LostError | None = None) -> str:
        """End it for good, and say how it ended when it was `lost`."""
        if lost is not None and not lost.late:
            with contextlib.suppress(subprocess.TimeoutExpired):  # it may be on its way out
                self._process.wait(ENDED_WITHIN_S)
        alive = self.is_alive
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # it waits for a disk; the system ends it after that
            self._process.wait(ENDED_WITHIN_S)
        self.wire.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if alive:
            return str(lost or "it was not needed any more")
        code = self._process.returncode
        return f"it was ended by signal {-code}" if code < 0 else f"it ended by itself, with code {code}"


def grown_up(end: str, memory_bytes: str) -> Wire:
    """The child's end, from its first two arguments; from now on it keeps its limits and ends with its parent."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return Wire(socket.socket(fileno=int(end)))


def _end_with_parent() -> None:
    """Native code lets other threads run, so that nothing outlives the service, whatever it is doing."""
    os.read(0, 1)
    os._exit(0)
