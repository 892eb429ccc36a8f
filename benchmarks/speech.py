"""Speech beside stock Piper, in one run on one machine: `python -m benchmarks.speech [--rounds N]`.

Ours and stock take turns, so that a busy machine slows both; medians are printed, and drawn in docs/speech.svg. The
article is the English sample, about 500 words; the voice is bench-medium, which costs what a real medium voice costs.
"""

import asyncio
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
from piper import PiperVoice

from app.announcer import Announcer
from app.narration.order import Order
from app.narration.render import Render
from app.narration.wish import Wish
from app.settings import Settings
from app.speech.graph.cache import GraphCache
from app.speech.loading import prepare
from app.speech.piper.make import read_voice
from app.speech.pool import Lane
from app.workers.processes import ProcessWorkers
from benchmarks.chart import Figure, draw
from benchmarks.data import missing
from benchmarks.memory import watched
from benchmarks.render import edit_seconds, render_seconds, sample_text, stock_seconds, voices_folder

ROUNDS = 5
BATCH, ARTICLE_WORDS = 8, 120
EDITED_LINES = (4, 15, 27)
CHART = Path(__file__).parents[1] / "docs" / "speech.svg"
BYTES_PER_S = 64_000 / 8
LONGEST_FRAME = 1_045  # bytes: of the Info frame at any rate we speak at


def settings(folder: Path, voices: Path, **more: int) -> Settings:
    return Settings.load(cache_dir=folder / "cache", voices_dir=voices, **more)


@contextlib.contextmanager
def fresh(folder: Path, voices: Path, **more: int) -> Iterator[Announcer]:
    """An announcer with a warm voice and an empty cache, its fast graph excepted."""
    for name in ("clips", "narrations", "drafts"):
        shutil.rmtree(folder / "cache" / name, ignore_errors=True)
    announcer = Announcer.open(settings(folder, voices, **more))
    announcer.warm()
    assert isinstance(announcer.workers, ProcessWorkers)
    announcer.workers.settle()
    try:
        yield announcer
    finally:
        announcer.workers.close()
        announcer.pool.shutdown()
        announcer.clips.close()


def render(folder: Path, voices: Path, text: str) -> tuple[float, float]:
    """Seconds for the article, and for the median of some edits of it; both with MP3, two workers."""

    async def run(announcer: Announcer) -> tuple[float, float]:
        seconds, _ = await render_seconds(announcer, announcer.orders.take(Wish(text=text, language="en")))
        edits = [
            await edit_seconds(announcer, announcer.orders.take(Wish(text=text, language="en")), place)
            for place in EDITED_LINES
        ]
        return seconds, statistics.median(edits)

    with fresh(folder, voices, workers=2) as announcer:
        return asyncio.run(run(announcer))


def first_sentence_seconds(voice: PiperVoice, text: str) -> float:
    """Until stock Piper has its first sentence."""
    began = time.perf_counter()
    next(iter(voice.synthesize(text)))
    return time.perf_counter() - began


@contextlib.contextmanager
def served(folder: Path, voices: Path, **more: str) -> Iterator[tuple[httpx2.Client, int]]:
    """`announcer serve` with two workers and `more` settings, ready; its client and process id."""
    environment = {
        **os.environ,
        "ANNOUNCER_CACHE_DIR": str(folder / "cache"),
        "ANNOUNCER_VOICES_DIR": str(voices),
        "ANNOUNCER_WORKERS": "2",
        **{f"ANNOUNCER_{name.upper()}": value for name, value in more.items()},
    }
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
    with (
        running(command, stdout=subprocess.PIPE, text=True, env=environment) as process,
        ready(process.stdout.readline().split()[3], "/readyz") as client,
    ):
        yield client, process.pid


@contextlib.contextmanager
def stock_served(model: Path) -> Iterator[httpx2.Client]:
    """`python -m piper.http_server` with that voice, ready."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
    command = [sys.executable, "-m", "piper.http_server", "--host", "127.0.0.1", "--port", port, "-m", str(model)]
    with (
        running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
        ready(f"http://127.0.0.1:{port}", "/info") as client,
    ):
        client.post("/synthesize", json={"text": "Warm up."})
        yield client


@contextlib.contextmanager
def running(command: Sequence[str], **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that ends with the block."""
    process = subprocess.Popen(command, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def ready(address: str, path: str) -> Iterator[httpx2.Client]:
    """A client of a server that has begun to answer there with 200."""
    with httpx2.Client(base_url=address, timeout=120) as client:
        while not _is_ready(client, path):
            time.sleep(0.05)
        yield client


def _is_ready(client: httpx2.Client, path: str) -> bool:
    try:
        return client.get(path).status_code == 200
    except httpx2.TransportError:
        return False


def whole_answer_seconds(client: httpx2.Client, text: str) -> float:
    """Until stock Piper's own server has answered with the whole article, which is all it can do."""
    began = time.perf_counter()
    client.post("/synthesize", json={"text": text}).raise_for_status()
    return time.perf_counter() - began


def first_byte_seconds(client: httpx2.Client, text: str) -> float:
    """Until the first byte of sound: the tag and the Info frame before it do not count."""
    began = time.perf_counter()
    with client.stream("POST", "/narrate", json={"text": text}, headers={"Accept": "audio/mpeg"}) as answer:
        received, seconds = b"", 0.0
        for chunk in answer.iter_raw():
            received += chunk
            if not seconds and len(received) > 10 and len(received) > _tag_bytes(received) + LONGEST_FRAME:
                seconds = time.perf_counter() - began
    return seconds


def _tag_bytes(head: bytes) -> int:
    """How long the ID3v2 tag is; its size has seven bits in a byte."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte
    return 10 + size


def batch_seconds(folder: Path, voices: Path, articles: Sequence[str], workers: int) -> float:
    """Until all articles of a nightly job are ready."""

    async def run(announcer: Announcer) -> float:
        orders = [announcer.orders.take(Wish(text=text, language="en")) for text in articles]
        began = time.perf_counter()
        renders = [await announcer.conductor.start(order, Lane.BATCH) for order in orders]
        await asyncio.gather(*(render.wait() for render in renders if isinstance(render, Render)))
        return time.perf_counter() - began

    with fresh(folder, voices, workers=workers) as announcer:
        return asyncio.run(run(announcer))


def underruns(folder: Path, voices: Path, articles: Sequence[str], text: str) -> tuple[int, float]:
    """How often somebody who listens from the first byte on, while a nightly job runs, has to wait; and how long."""

    async def run(announcer: Announcer) -> tuple[int, float]:
        orders: list[Order] = [announcer.orders.take(Wish(text=one, language="en")) for one in articles]
        batch = [await announcer.conductor.start(order, Lane.BATCH) for order in orders]
        await asyncio.sleep(1)
        live = await announcer.conductor.start(announcer.orders.take(Wish(text=text, language="en")))
        assert isinstance(live, Render)
        heard, waits, began = 0, 0, 0.0
        late = 0.0
        async for chunk in live.follow():
            now = time.perf_counter()
            began = began or now
            behind = now - began - heard / BYTES_PER_S
            if behind > 0 and heard:
                waits += 1
                late += behind
                began += behind  # the player stopped meanwhile
            heard += len(chunk)
        for render in batch:
            if isinstance(render, Render):
                await announcer.conductor.retract(render.order.id)
        return waits, late

    with fresh(folder, voices, workers=2) as announcer:
        return asyncio.run(run(announcer))


def measure(folder: Path, rounds: int) -> list[Figure]:
    voices, text = voices_folder(folder, "bench-medium"), sample_text()
    model = next(voices.glob("*.onnx"))
    stock = PiperVoice.load(model)
    list(stock.synthesize("Warm up."))
    ours, theirs, edits, firsts, sentences, answers, peaks = [], [], [], [], [], [], []
    graphs = folder / "cache" / "graphs"
    prepare(read_voice(model), GraphCache(graphs))  # as installing a voice does
    for number in range(rounds):
        seconds, edit = render(folder, voices, text)
        ours.append(seconds)
        edits.append(edit / seconds)
        theirs.append(stock_seconds(model, text))
        shutil.copytree(graphs, folder / f"serve{number}" / "cache" / "graphs")
        with served(folder / f"serve{number}", voices) as (client, pid):
            cold = f"Round {number} begins now.\n\n{text}"
            first_byte_seconds(client, f"Nobody knows number {number}.")  # the first request of all
            sentences.append(first_sentence_seconds(stock, f"{text}"))
            firsts.append(first_byte_seconds(client, text))
            with watched(pid) as most:
                client.post("/narrate", json={"text": cold}, headers={"Prefer": "wait=60"})
            peaks.append(most[0])
        with stock_served(model) as client:
            answers.append(whole_answer_seconds(client, text))
    articles = [
        f"Article number {number}.\n\n{sample_text(ARTICLE_WORDS)}".replace(".", f" {number}.")
        for number in range(BATCH)
    ]
    pairs = [
        (batch_seconds(folder, voices, articles, 1), batch_seconds(folder, voices, articles, 2)) for _ in range(rounds)
    ]
    waits = [underruns(folder, voices, articles, text)[0] for _ in range(rounds)]
    median = statistics.median
    render_ratio = median(t / o for t, o in zip(theirs, ours, strict=True))
    first_ratio = median(f / s for f, s in zip(firsts, sentences, strict=True))
    whole_ratio = median(a / f for a, f in zip(answers, firsts, strict=True))
    print(
        f"  article: ours {median(ours):.2f} s, stock {median(theirs):.2f} s; one edit {median(edits):.2f} of a render"
    )
    print(f"  first byte {median(firsts) * 1000:.0f} ms, stock's first sentence {median(sentences) * 1000:.0f} ms")
    print(f"  piper.http_server answers after {median(answers):.2f} s")
    return [
        Figure("article with MP3, stock time / ours", render_ratio, 1.5),
        Figure("first audio byte over HTTP / stock's first sentence", first_ratio, 0.5, less=True),
        Figure("piper.http_server's answer / first audio byte over HTTP", whole_ratio, 40),
        Figure("batch of 8 articles, one worker / two", median(a / b for a, b in pairs), 1.85),
        Figure("listener's waits while the nightly job runs", median(waits), 0, less=True),
        Figure("peak memory of all processes, one medium voice, 2 workers", median(peaks), 550, less=True, unit=" MB"),
    ]


def main() -> None:
    if said := missing("sentences_en.jsonl"):
        print(said)
        return
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), rounds)
    for figure in figures:
        print(figure)
    draw(figures, f"Announcer beside stock Piper, medium voice, 2 cores (median of {rounds})", CHART)


if __name__ == "__main__":
    main()
