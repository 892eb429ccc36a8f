"""How long cached sound waits while everything else is busy: `python -m benchmarks.waiting`.

A real `announcer serve`; meanwhile a voice loads, eight scripts of 1.9 MB are read and a book is rendered.
"""

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2

from benchmarks.render import BOOK_WORDS, sample_text

ROOT = Path(__file__).parents[1]
WANTED_MS = 50
LONG = 1_900_000
SCRIPTS = 8
SECONDS = 20
VOICE, OTHER = "en_US-announcer-low", "en_US-other-low"


def percentile(times_ms: list[float], share: float) -> float:
    return sorted(times_ms)[min(len(times_ms) - 1, int(share * len(times_ms)))]


async def cached(client: httpx2.AsyncClient, path: str, seconds: float) -> list[float]:
    times_ms = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        answer = await client.get(path, headers={"Range": "bytes=0-65535"})
        times_ms.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 206
        await asyncio.sleep(0.01)
    return times_ms


def told(what: str, times_ms: list[float]) -> None:
    p50, p99 = percentile(times_ms, 0.5), percentile(times_ms, 0.99)
    print(
        f"cached GET {what}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {max(times_ms):.0f} ms ({len(times_ms)} asked)"
    )


async def measure(address: str) -> None:
    transport = httpx2.AsyncHTTPTransport(retries=6)
    async with httpx2.AsyncClient(base_url=address, timeout=600, transport=transport) as client:
        while (await client.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.1)
        view = (await client.post("/narrate", json={"text": sample_text()}, headers={"Prefer": "wait=60"})).json()
        path = f"/narrations/{view['id']}/audio.mp3"
        told("in a quiet service", await cached(client, path, 3))
        words = sample_text().split()
        texts = [" ".join(random.Random(n).choices(words, k=320_000))[:LONG] for n in range(SCRIPTS)]
        busy = [asyncio.create_task(client.post("/script", json={"text": text, "language": "en"})) for text in texts]
        busy.append(asyncio.create_task(client.post("/narrate", json={"text": sample_text(BOOK_WORDS)})))
        busy += [
            asyncio.create_task(client.post("/narrate", json={"text": f"Number {n} is up.", "voice": OTHER}))
            for n in range(10)
        ]
        told(f"while all is busy (wanted: p99 <= {WANTED_MS} ms)", await cached(client, path, SECONDS))
        print(f"  still at work then: {sum(not task.done() for task in busy)} of {len(busy)}")
        for task in busy:
            task.cancel()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        voices = Path(folder, "voices")
        shutil.copytree(ROOT / "voices", voices)
        for suffix in (".onnx", ".onnx.json"):
            shutil.copy(voices / f"{VOICE}{suffix}", voices / f"{OTHER}{suffix}")
        with (voices / f"{OTHER}.onnx").open("ab") as model:
            model.write(b"\x9a\x06\x01x")  # a member that nobody knows: another voice by its digest
        environment = os.environ | {
            "ANNOUNCER_CACHE_DIR": f"{folder}/cache",
            "ANNOUNCER_VOICES_DIR": str(voices),
            "ANNOUNCER_DEFAULT_VOICES": f"en={VOICE}",
            "ANNOUNCER_GRACE_S": "0",
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as service:
            try:
                assert service.stdout is not None
                address = next(word for word in service.stdout.readline().split() if word.startswith("http"))
                asyncio.run(measure(address))
            finally:
                service.kill()


if __name__ == "__main__":
    main()
