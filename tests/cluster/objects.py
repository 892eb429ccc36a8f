"""An S3-compatible object store on loopback, and a proxy in front of it that does what networks and full disks do."""

import contextlib
import http.client
import importlib.util
import itertools
import os
import secrets
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

if TYPE_CHECKING:
    from app.store.objects.client import Objects

ROOT = Path(__file__).parents[2]
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"}
"""For processes that tests start; in this one `object_server` sets them."""
CONFLICT, FULL, REFUSED, DOWN = 412, 507, 403, 503


@contextlib.contextmanager
def object_server() -> Iterator[str]:
    """The address of a server of its own, which ends with the block or with us. Skips where moto is missing."""
    if not all(map(importlib.util.find_spec, ("moto", "flask_cors", "obstore"))):
        pytest.skip("moto or obstore is not installed: pip install -e '.[dev]'")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.cluster.object_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        with mock.patch.dict(os.environ, CREDENTIALS):
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.communicate()


def new_bucket(server: str) -> str:
    """The name of a bucket that nobody else has."""
    name = f"b-{secrets.token_hex(8)}"
    with urllib.request.urlopen(urllib.request.Request(f"{server}/{name}", method="PUT")):
        return name


def objects_of(endpoint: str, bucket: str, prefix: str = "site") -> "Objects":
    """The objects below a prefix of a bucket."""
    from app.store.objects.connect import connect  # noqa: PLC0415 - tests run without the extra too

    return connect(f"s3://{bucket}/{prefix}", endpoint)


@dataclass
class Fault:
    """What happens to requests of a kind, instead of their answer or beside it."""

    status: int | None = None
    """Answered without asking the store."""

    cut: bool = False
    """The answer breaks off in its middle."""

    lost: bool = False
    """The store does it, and nobody hears so."""

    delay_s: float = 0.0
    held: threading.Event | None = None
    """The request waits until this is set."""

    method: str = ""
    path: str = ""
    """A part of the path."""

    times: int = sys.maxsize
    met: threading.Event = field(default_factory=threading.Event)
    """Set when the first request has met it."""

    code: str = "Fault"


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    method: str
    path: str


class FaultProxy:
    """Stands between the announcer and its store. `faults` are tried in order; the first that fits is met."""

    def __init__(self, server: str) -> None:
        self.server = server.removeprefix("http://")
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        self._guard = threading.Lock()

    def fail(self, **kind: Any) -> Fault:
        """From now on that happens."""
        fault = Fault(**kind)
        with self._guard:
            self.faults.append(fault)
        return fault

    def heal(self) -> None:
        """From now on nothing does."""
        with self._guard:
            self.faults.clear()

    def count(self, method: str, part: str = "") -> int:
        """How many such requests came."""
        return sum(each.method == method and part in each.path for each in list(self.asked))

    def met_by(self, method: str, path: str) -> Fault | None:
        """The fault that a request meets."""
        with self._guard:
            self.asked.append(Asked(method, path))
            for fault in self.faults:
                if fault.times > 0 and fault.method in ("", method) and fault.path in path:
                    fault.times -= 1
                    fault.met.set()
                    return fault
        return None


@contextlib.contextmanager
def fault_proxy(server: str) -> Iterator[tuple[FaultProxy, str]]:
    """The proxy, and the address that the announcer is given instead of the server's."""
    proxy = FaultProxy(server)
    front = ThreadingHTTPServer(("127.0.0.1", 0), type("Front", (_Front,), {"proxy": proxy}))
    front.daemon_threads = True
    thread = threading.Thread(target=front.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy, f"http://127.0.0.1:{front.server_port}"
    finally:
        for fault in proxy.faults:
            if fault.held:
                fault.held.set()
        front.shutdown()
        front.server_close()
        thread.join()


class _Front(BaseHTTPRequestHandler):
    proxy: FaultProxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_facts: Any) -> None:
        """Say nothing."""

    def _pass_on(self) -> None:
        with contextlib.suppress(OSError):
            self._answer()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _pass_on  # noqa: N815 - http.server's names

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.proxy.met_by(self.command, self.path) or Fault()
        if fault.held:
            fault.held.wait(60)
        time.sleep(fault.delay_s)
        if fault.status is not None:
            text = f"<Error><Code>{fault.code}</Code></Error>".encode()
            self._send(fault.status, [("Content-Length", str(len(text)))], text)
            return
        status, headers, answer = self._ask(body)
        if fault.lost:
            self.close_connection = True
            return
        self._send(status, headers, answer[: len(answer) // 2] if fault.cut else answer)
        self.close_connection = self.close_connection or fault.cut

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.proxy.server, timeout=60)
        with contextlib.closing(connection):
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            headers = [(name, value) for name, value in answer.getheaders() if name not in ("Date", "Server")]
            return answer.status, headers, answer.read()

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in itertools.filterfalse(lambda each: each[0].lower() == "connection", headers):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()
