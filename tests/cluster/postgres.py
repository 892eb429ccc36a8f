"""A real PostgreSQL of Debian on loopback, in a temporary folder, gone by the end."""

import contextlib
import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

USER, PASSWORD = "announcer", "s3cret/with:odd@characters"
STARTED_WITHIN_S = 60
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_connections=60")


class Server:
    """A server that can be stopped, killed and held, and started again with all it had."""

    def __init__(self, folder: Path, programs: Path, user: str, settings: Sequence[str]) -> None:
        self._data, self._programs, self._user = folder / "data", programs, user
        self._settings = settings
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, *, user: str = USER, password: str = PASSWORD, database: str = "postgres") -> str:
        """What ANNOUNCER_DATABASE would be."""
        written = "".join(letter if letter.isalnum() else f"%{ord(letter):02x}" for letter in password)
        return f"postgresql://{user}:{written}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        secret = self._data.parent / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        shutil.chown(secret, self._user)
        options = [
            f"--pgdata={self._data}",
            f"--username={USER}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        done = subprocess.run(self._command("initdb", options), **self._as_user(), capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())

    def start(self) -> None:
        """Start it, and wait until it lets somebody in."""
        settings = (*self._settings, "listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories=")
        options = ["-D", str(self._data), *(word for each in settings for word in ("-c", each))]
        with (self._data.parent / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command("postgres", options), **self._as_user(), stdout=log, stderr=log
            )
        end_s = time.monotonic() + STARTED_WITHIN_S
        ready = self._command("pg_isready", ["-q", "-h", "127.0.0.1", "-p", str(self.port)])
        while subprocess.run(ready, **self._as_user(), check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > end_s:
                raise RuntimeError((self._data.parent / "log").read_text(encoding="utf-8"))
            threading.Event().wait(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT at once and cleanly, SIGQUIT as a lost machine would."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(STARTED_WITHIN_S)
            self._process = None

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nothing of it runs meanwhile, and nobody is told."""
        assert self._process is not None
        pids = [self._process.pid, *_children(self._process.pid)]
        try:
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def _command(self, program: str, options: Sequence[str]) -> list[str]:
        return [str(self._programs / program), *options]

    def _as_user(self) -> dict[str, Any]:
        is_other = self._user != getpass.getuser()
        return {
            "cwd": "/",
            **({"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []} if is_other else {}),
        }


@contextlib.contextmanager
def postgres(settings: Sequence[str] = QUICK) -> Iterator[Server]:
    """A server of its own; skips the test where Debian's package `postgresql` is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian's package postgresql)")
    user = _not_root()
    folder = Path(tempfile.mkdtemp(prefix="announcer-postgres-"))
    server = Server(folder, found[-1].parent, user, settings)
    try:
        shutil.chown(folder, user)
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _not_root() -> str:
    """Whom it runs as: it refuses to be root."""
    if os.getuid():
        return getpass.getuser()
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
