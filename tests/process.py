"""`announcer serve` as a process of its own, to be stopped, killed and started again."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.serving import PATIENCE_S

ROOT = Path(__file__).parents[1]


@dataclass
class Served:
    """The process, and a client of it."""

    process: "subprocess.Popen[bytes]"
    client: httpx2.Client

    def until(self, path: str, status: str = "ready") -> dict[str, Any]:
        """The view at an address once it has that status."""
        give_up = time.monotonic() + 3 * PATIENCE_S
        while True:
            answer = self.client.get(path, follow_redirects=True)
            assert answer.status_code in (200, 202), answer.text
            if answer.json()["status"] == status:
                return dict(answer.json())
            assert time.monotonic() < give_up, answer.text
            time.sleep(0.05)


@contextlib.contextmanager
def served(folder: Path, *, before: str = "", **settings: Any) -> Iterator[Served]:
    """A service with the embedded voice and its store in `folder`; `before` is Python that runs first. Then killed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    environment |= {
        "ANNOUNCER_CACHE_DIR": str(folder / "cache"),
        "ANNOUNCER_LEXICON_DIR": str(folder / "lexicon"),
        "ANNOUNCER_VOICES_DIR": str(ROOT / "voices"),
        "PYTHONUNBUFFERED": "1",
        **{f"ANNOUNCER_{name.upper()}": str(value) for name, value in settings.items()},
    }
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-c",
                f"{before}\nfrom app.cli import main; main()",
                "serve",
                "--port",
                "0",
            ],
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=ROOT,
            env=environment,
        )
    try:
        assert process.stdout is not None
        found = re.search(rb"http://[^ ]+/", process.stdout.readline())
        assert found, (folder / "log").read_text()
        with httpx2.Client(base_url=found[0].decode(), timeout=PATIENCE_S) as client:
            _until_ready(client)
            yield Served(process, client)
    finally:
        process.kill()
        process.communicate()


def _until_ready(client: httpx2.Client) -> None:
    give_up = time.monotonic() + 3 * PATIENCE_S
    while time.monotonic() < give_up:
        with contextlib.suppress(httpx2.TransportError):
            if client.get("/readyz").status_code == 200:
                return
        time.sleep(0.05)
    raise TimeoutError
