"""How long cached sound waits while everything else is busy: `python -m benchmarks.waiting`.

A real `announcer serve`; meanwhile a voice loads, eight scripts of 1.9 MB are read and a book is rendered.
"""

import asyncio
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2

from app.voices.places import EMBEDDED
from benchmarks.render import BOOK_WORDS, sample_text

ROOT = Path(__file__).parents[1]
WANTED_MS = 50
LONG = 1_900_000
SCRIPTS = 8
SECONDS = 20
VOICE, OTHER = "en_US-announcer-low", "en_US-other-low"


def percentile(times_ms: list[float], share: float) -> float:
    return sorted(times_ms)[min(len(times_ms) - 1, int(share * len(times_ms)))]


def cached(client: httpx2.Client, path: str, seconds: float) -> list[float]:
    times_ms = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        answer = client.get(path, headers={"Range": "bytes=0-65535"})
        times_ms.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 206
        time.sleep(0.01)
    return times_ms


def told(what: str, times_ms: list[float]) -> None:
    p50, p99 = percentile(times_ms, 0.5), percentile(times_ms, 0.99)
    print(
        f"cached GET {what}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {max(times_ms):.0f} ms ({len(times_ms)} asked)"
    )


async def keep_busy(address: str) -> None:
    """All that takes long, at once; in a process of its own, so that only the service is measured."""
    words = sample_text().split()
    texts = [" ".join(random.Random(n).choices(words, k=320_000))[:LONG] for n in range(SCRIPTS)]
    async with httpx2.AsyncClient(base_url=address, timeout=600) as client:
        wishes = [("/script", {"text": text, "language": "en"}) for text in texts]
        wishes += [("/narrate", {"text": f"Number {n} is up.", "voice": OTHER}) for n in range(10)]
        wishes.append(("/narrate", {"text": sample_text(BOOK_WORDS)}))
        await asyncio.gather(*(client.post(path, json=wish) for path, wish in wishes))


def measure(address: str) -> None:
    transport = httpx2.HTTPTransport(retries=6)
    with httpx2.Client(base_url=address, timeout=600, transport=transport) as client:
        while client.get("/readyz").status_code != 200:
            time.sleep(0.1)
        view = client.post("/narrate", json={"text": sample_text()}, headers={"Prefer": "wait=60"}).json()
        path = f"/narrations/{view['id']}/audio.mp3"
        told("in a quiet service", cached(client, path, 3))
        busy = multiprocessing.get_context("spawn").Process(target=run_busy, args=(address,))
        busy.start()
        told(f"while all is busy (wanted: p99 <= {WANTED_MS} ms)", cached(client, path, SECONDS))
        print("  it was busy to the end" if busy.is_alive() else "  it was done before the end")
        busy.kill()
        busy.join()


def run_busy(address: str) -> None:
    asyncio.run(keep_busy(address))


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        voices = Path(folder, "voices")
        shutil.copytree(EMBEDDED, voices)
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
                measure(address)
            finally:
                service.kill()


if __name__ == "__main__":
    main()
