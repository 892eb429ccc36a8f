"""Brokers of this machine: Debian's RabbitMQ and Redis on loopback, in a folder of their own, ended with the block.

Both want a password, so that tests can look for it where it must not be.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.workers.queue.broker import check, opened

PATIENCE_S = 90
USER, PASSWORD = "announcer", "sesame-opens"
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
RABBITMQ_CONFIG = f"""
default_user = {USER}
default_pass = {PASSWORD}
loopback_users = none
log.console = false
"""


class Broker:
    """A server that can be stopped and started again, at the same address. Begun at once."""

    def __init__(self, command: list[str], address: str, data: Path, **environment: str) -> None:
        self.address = address
        self._command = command
        self._data = data
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Until it answers."""
        self._data.mkdir(exist_ok=True)
        with (self._data.parent / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self._command],  # ends with us, even if we are killed
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | self._environment,
                cwd=self._data,
                start_new_session=True,
            )
        give_up = time.monotonic() + PATIENCE_S
        app = opened(self.address)
        while True:
            try:
                check(app, self.address)
            except InvalidSettingError:
                assert self._process.poll() is None, (self._data.parent / "log").read_text()
                assert time.monotonic() < give_up
                time.sleep(0.1)
            else:
                return

    def stop(self, *, forget: bool = False) -> None:
        """All its processes, at once; `forget` what it holds."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        if forget:
            shutil.rmtree(self._data)


@contextlib.contextmanager
def rabbitmq(folder: Path) -> Iterator[Broker]:
    """With a node name, ports and an epmd of its own."""
    epmd = shutil.which("epmd")
    if not RABBITMQ.exists() or epmd is None:
        pytest.skip("RabbitMQ is not installed (apt-get install rabbitmq-server)")
    port, distribution, names = free_port(), free_port(), free_port()
    config = folder / "rabbitmq.conf"
    config.write_text(RABBITMQ_CONFIG)
    (folder / "plugins").write_text("[].")
    own = {"ERL_EPMD_PORT": str(names), "ERL_EPMD_ADDRESS": "127.0.0.1", "HOME": str(folder)}
    mapper = subprocess.Popen(
        [epmd, "-port", str(names), "-address", "127.0.0.1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | own,
    )
    try:
        running = Broker(
            [str(RABBITMQ)],
            f"amqp://{USER}:{PASSWORD}@127.0.0.1:{port}//",
            folder / "mnesia",
            RABBITMQ_NODENAME=f"announcer{port}@localhost",
            RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
            RABBITMQ_NODE_PORT=str(port),
            RABBITMQ_DIST_PORT=str(distribution),
            RABBITMQ_MNESIA_BASE=str(folder / "mnesia"),
            RABBITMQ_LOG_BASE=str(folder),
            RABBITMQ_CONFIG_FILE=str(config),
            RABBITMQ_ENABLED_PLUGINS_FILE=str(folder / "plugins"),
            RABBITMQ_PID_FILE=str(folder / "pid"),
            **own,
        )
        try:
            yield running
        finally:
            running.stop()
    finally:
        mapper.kill()
        mapper.wait()


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[Broker]:
    """In memory alone: whatever stops it makes it forget."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("Redis is not installed (apt-get install redis-server)")
    port = free_port()
    listening = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", PASSWORD]
    running = Broker(
        [server, *listening, "--save", "", "--appendonly", "no"],
        f"redis://:{PASSWORD}@127.0.0.1:{port}/0",
        folder / "redis",
    )
    try:
        yield running
    finally:
        running.stop()


def free_port() -> int:
    """Of this machine, a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
