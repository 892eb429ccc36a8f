"""Whatever is started, nothing of it leaves the machine: no folder in somebody's home, no socket beyond loopback."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx2
import pytest

from app.voices.places import EMBEDDED

ROOT = Path(__file__).parents[1]
VOICE = EMBEDDED / "en_US-announcer-low.onnx"
WORDS = "The vote was close. Nobody left before midnight."
PAGE = f"<html lang='en'><body><article><h1>Vote</h1><p>{WORDS * 9}</p></article></body></html>"
LOOPBACK = re.compile(r'inet_addr\("127\.|"::1"')
pytestmark = [pytest.mark.speech, pytest.mark.faults]


class Watched:
    """Starts programs with an empty home, and writes down which sockets they open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        self._trace = folder / "trace"
        # -D: the program itself is our child, and gets our signals.
        calls = "trace=connect,sendto,sendmsg,sendmmsg"
        self._strace = ["strace", "-D", "-f", "-qq", "-e", calls, "-o", str(self._trace)]
        if not shutil.which("strace") or subprocess.run([*self._strace, "true"], check=False).returncode:
            self._strace = []  # no such tool, or no right to use it: then the empty home must do

    def start(self, *arguments: str, stdin: int | None = None) -> "subprocess.Popen[bytes]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANNOUNCER_", "ORT_"))}
        return subprocess.Popen(
            [*self._strace, sys.executable, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            cwd=self.folder,
            env=environment
            | {
                "HOME": str(self.home),
                "XDG_CACHE_HOME": "",
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUNBUFFERED": "1",
                "ANNOUNCER_VOICES_DIR": str(EMBEDDED),
                "ANNOUNCER_CACHE_DIR": str(self.folder / "cache"),
            },
        )

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        with self.start(*arguments, stdin=subprocess.PIPE) as process:
            output, _ = process.communicate(given, timeout=100)
        assert process.returncode == 0, arguments
        return output

    def left_nothing(self) -> None:
        assert list(self.home.rglob("*")) == []
        if self._strace:
            sent = [line for line in self._trace.read_text(errors="replace").splitlines() if "AF_INET" in line]
            assert [line for line in sent if not LOOPBACK.search(line)] == []


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_the_service(watched: Watched) -> None:
    with watched.start("-m", "app.cli", "serve", "--port", "0") as process:
        assert process.stdout is not None
        address = next(word for word in process.stdout.readline().decode().split() if word.startswith("http"))
        with httpx2.Client(base_url=address, timeout=60, transport=httpx2.HTTPTransport(retries=5)) as client:
            answer = client.post("/narrate", json={"text": WORDS}, headers={"Accept": "audio/mpeg"})
            assert answer.status_code == 200
            watched.left_nothing()
        process.terminate()
        process.stdout.read()
    watched.left_nothing()


COMMANDS: dict[str, Sequence[str]] = {
    "narrate": ("-m", "app.cli", "narrate", "-", "-o", "out.mp3"),
    "prerender": ("-m", "app.cli", "prerender", "-"),
    "voices verify": ("-m", "app.cli", "voices", "verify"),
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_a_command(watched: Watched, arguments: Sequence[str]) -> None:
    given = f'{{"text": "{WORDS}"}}\n' if "prerender" in arguments else WORDS
    watched.run(*arguments, given=given.encode())
    watched.left_nothing()


def test_the_child_that_makes_graphs(watched: Watched) -> None:
    # 2: this voice has no decoder of the kind that is rewritten, which only the loaded runtime can tell.
    build = ("-m", "app.speech.piper.graph.build", str(VOICE), f"{VOICE}.json", str(watched.folder))
    with watched.start(*build, stdin=subprocess.PIPE) as process:  # open as long as there is a parent
        assert process.wait(100) == 2
    watched.left_nothing()


def test_the_child_that_reads_pages(watched: Watched) -> None:
    question = {"what": "page", "size": len(PAGE), "charset": "utf-8", "leave_out": [], "keep": [], "handed": False}
    given = f"{json.dumps(question)}\n{PAGE}".encode()
    assert b"midnight" in watched.run("-m", "app.ingest.reader", "1500000000", given=given)
    watched.left_nothing()


@pytest.mark.parametrize("package", ["app", "tests", "benchmarks", "voices.recipe"])
def test_whatever_loads_the_runtime_loads_it_quiet(watched: Watched, package: str) -> None:
    session = f"InferenceSession({str(VOICE)!r}, providers=['CPUExecutionProvider'])"
    watched.run("-c", f"import {package}; from onnxruntime import InferenceSession; {session}")
    watched.left_nothing()
