"""Connections: slow, silent and too many ones, over real sockets."""

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from app.api.connections import Deadlines, configured, most_connections
from app.settings import Settings
from tests.serving import PATIENCE_S, serving

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]
HALF = b"GET /a HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
LARGE = 50_000_000
answered = threading.Event()


async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
    """Answers a byte, or fifty million of them."""
    if scope["type"] == "http":
        pieces = [b"x" * 1_000_000] * (LARGE // 1_000_000) if scope["path"] == "/large" else [b"x"]
        length = b"%d" % sum(map(len, pieces))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        if scope["path"] == "/large":
            answered.set()


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    deadlines = Deadlines(headers_s=0.3, idle_s=0.3, stalled_s=0.5)
    with serving(app, configured(app, Settings.load(log_level="warning", grace_s=2), deadlines)) as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


def to_the_end(connection: socket.socket) -> bytes:
    """What still comes, until the other side closes."""
    connection.settimeout(PATIENCE_S)
    with connection, contextlib.suppress(ConnectionResetError):
        return b"".join(iter(lambda: connection.recv(1 << 20), b""))
    return b""


def test_a_silent_connection_is_closed(address: tuple[str, int]) -> None:
    assert to_the_end(socket.create_connection(address)) == b""


def test_a_request_that_trickles_in_is_answered_and_closed(address: tuple[str, int]) -> None:
    connection = socket.create_connection(address)
    connection.sendall(HALF)
    head, _, body = to_the_end(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["code"] == "request-timeout"


def test_trickling_on_wins_no_time(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        connection.settimeout(0.05)
        connection.sendall(HALF)
        for _ in range(200):
            with contextlib.suppress(TimeoutError):
                assert b"408" in connection.recv(100)
                return
            connection.sendall(b"a")
    raise AssertionError


def test_an_idle_connection_is_closed_after_its_answer(address: tuple[str, int]) -> None:
    connection = socket.create_connection(address)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert to_the_end(connection).endswith(b"\r\n\r\nx")


def test_the_second_request_of_a_connection_has_a_deadline_too(address: tuple[str, int]) -> None:
    connection = socket.create_connection(address)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert connection.recv(1_000, socket.MSG_PEEK)
    connection.sendall(HALF)
    assert b"408" in to_the_end(connection)


def test_who_takes_nothing_of_an_answer_is_cut_off(address: tuple[str, int]) -> None:
    connection = socket.create_connection(address)
    connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answered.wait(PATIENCE_S)
    assert len(to_the_end(connection)) < LARGE


def test_as_many_as_its_descriptors_allow() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 8 <= most_connections() <= hard // 2
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= soft


@contextlib.contextmanager
def few_descriptors(tmp_path: Path, most: int) -> Iterator[tuple[tuple[str, int], "subprocess.Popen[bytes]"]]:
    with (tmp_path / "log").open("wb") as log:
        limited = f"import resource as r; r.setrlimit(r.RLIMIT_NOFILE, ({most}, {most}))"
        process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-c",
                f"{limited}; from app.cli import main; main()",
                "serve",
                "--port",
                "0",
            ],
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=ROOT,
            env=os.environ | {"ANNOUNCER_CACHE_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1", "ANNOUNCER_GRACE_S": "2"},
        )
        with process:
            assert process.stdout is not None
            url = httpx2.URL(next(each for each in process.stdout.readline().decode().split() if "http" in each))
            transport = httpx2.HTTPTransport(retries=6)
            with httpx2.Client(transport=transport, timeout=PATIENCE_S) as client:
                while client.get(f"{url}readyz").status_code != 200:
                    signal.sigtimedwait([], 0.05)
            yield ("127.0.0.1", url.port or 0), process
            process.terminate()


@pytest.mark.speech
def test_two_hundred_silent_sockets_shut_nobody_out(tmp_path: Path) -> None:
    with few_descriptors(tmp_path, 128) as (address, process), contextlib.ExitStack() as held:
        silent = [held.enter_context(socket.create_connection(address)) for _ in range(200)]
        with httpx2.Client(base_url=f"http://{address[0]}:{address[1]}", timeout=PATIENCE_S) as client:
            for _ in range(20):
                assert client.get("/healthz").status_code == 200
            wish = {"text": "There is room for one more."}
            assert client.post("/narrate", json=wish, headers={"Accept": "audio/mpeg"}).status_code == 200
            silent += [held.enter_context(socket.create_connection(address)) for _ in range(100)]
            assert client.get("/healthz").status_code == 200
        assert process.poll() is None
    log = (tmp_path / "log").read_text()
    assert log.count("connections are taken") == 1
    assert len(log) < 5_000


@pytest.mark.speech
def test_when_all_are_busy_one_more_is_told_to_come_back(tmp_path: Path) -> None:
    with few_descriptors(tmp_path, 90) as (address, _), contextlib.ExitStack() as held:
        for _ in range(60):
            busy = held.enter_context(socket.create_connection(address, timeout=PATIENCE_S))
            busy.sendall(b"POST /narrate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        last = held.enter_context(socket.create_connection(address))
        head, _, body = to_the_end(last).partition(b"\r\n\r\n")
        assert (head[:12], json.loads(body)["code"]) == (b"HTTP/1.1 503", "busy")
        assert b"retry-after" in head.lower()
