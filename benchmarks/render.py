"""How soon it starts and answers, and how much memory a book takes: `python -m benchmarks.render`.

Ratios within one run on one machine; the article is the English sample, about 500 words, unless said otherwise.
"""

import asyncio
import io
import resource
import shutil
import statistics
import sys
import tempfile
import time
import wave
from pathlib import Path

from piper import PiperVoice

from app.announcer import Announcer
from app.narration.order import Order
from app.narration.render import Render
from app.narration.wish import Wish
from app.settings import Settings
from app.web.samples import samples
from benchmarks.data import voice_of

WORDS = 500
BOOK_WORDS = 51_000


def sample_text(words: int = WORDS) -> str:
    """The English sample as plain text, repeated with a number so that no sentence comes twice, cut to length."""
    from app.ingest.markup import html_article

    paragraphs = html_article(samples()["en"].html, language="en").text.split("\n\n")
    out: list[str] = []
    count = number = 0
    while True:
        for paragraph in paragraphs:
            text = paragraph if number == 0 else f"Part {number}: {paragraph}"
            out.append(text)
            count += len(text.split())
            if count >= words:
                return "\n\n".join(out)
        number += 1


def voices_folder(folder: Path, name: str) -> Path:
    """A folder with that shared voice alone."""
    target = folder / "voices"
    target.mkdir()
    for suffix in (".onnx", ".onnx.json"):
        shutil.copy(voice_of(name).with_suffix("").with_name(name + suffix), target / f"en_US-bench-medium{suffix}")
    return target


def rss_mb() -> float:
    """This process's resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def peak_mb() -> float:
    """This process's largest resident memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def stock_seconds(model: Path, text: str) -> float:
    """The same text through `PiperVoice.synthesize` to a WAV, as its own command line does."""
    voice = PiperVoice.load(model)
    list(voice.synthesize("Warm up."))
    began = time.perf_counter()
    with wave.open(io.BytesIO(), "wb") as file:
        voice.synthesize_wav(text, file)
    return time.perf_counter() - began


async def render_seconds(announcer: Announcer, order: Order) -> tuple[float, float]:
    """Seconds until ready, and until the first audio byte."""
    began = time.perf_counter()
    found = await announcer.conductor.start(order)
    assert isinstance(found, Render)
    first = 0.0
    async for _ in found.follow():
        first = first or time.perf_counter() - began
    await found.wait()
    return time.perf_counter() - began, first


async def edit_seconds(announcer: Announcer, order: Order, place: int) -> float:
    """Seconds to render the article again with a word added to its Line at `place`."""
    line = order.script.lines[place]
    text = sample_text()
    edited = text[: line.end - 1] + " now" + text[line.end - 1 :]
    seconds, _ = await render_seconds(announcer, announcer.orders.take(Wish(text=edited, language="en")))
    return seconds


async def again(folder: Path) -> None:
    """The second request, through HTTP."""
    import httpx2

    from app.main import create_app
    from tests.serving import serving

    settings = Settings.load(cache_dir=folder / "again", voices_dir=Path("voices"))
    with serving(create_app(settings)) as address, httpx2.Client(base_url=address, timeout=60) as client:
        wish = {"text": sample_text()}
        client.post("/narrate", json=wish, headers={"Prefer": "wait=60"})
        times = []
        for _ in range(20):
            began = time.perf_counter()
            assert client.post("/narrate", json=wish).status_code == 200
            times.append(time.perf_counter() - began)
    print(f"second request: median {statistics.median(times) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms")


async def book(folder: Path) -> None:
    """Memory while a book is read, with requests served meanwhile."""
    settings = Settings.load(cache_dir=folder / "book", voices_dir=Path("voices"), max_body_bytes=10_000_000)
    announcer = Announcer.open(settings)
    await asyncio.to_thread(announcer.warm)
    warm = await asyncio.to_thread(announcer.orders.take, Wish(text=sample_text(), language="en"))
    await render_seconds(announcer, warm)
    before = rss_mb()
    order = await asyncio.to_thread(announcer.orders.take, Wish(text=sample_text(BOOK_WORDS), language="en"))
    began = time.perf_counter()
    found = await announcer.conductor.start(order)
    assert isinstance(found, Render)
    worst, slowest = before, 0.0
    while not found.finished:
        await asyncio.sleep(0.5)
        asked = time.perf_counter()
        assert await announcer.conductor.start(warm)
        slowest = max(slowest, time.perf_counter() - asked)
        worst = max(worst, rss_mb())
    assert found.narration is not None, found.error
    print(
        f"{BOOK_WORDS} words: {found.narration.duration_ms / 3.6e6:.1f} h of speech "
        f"in {time.perf_counter() - began:.0f} s, "
        f"memory +{worst - before:.0f} MB over {before:.0f} MB, cached answers within {slowest * 1000:.0f} ms"
    )
    await announcer.close()


def start() -> None:
    """From the command to ready, with the embedded voice."""
    import subprocess

    import httpx2

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as cache:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env={"ANNOUNCER_CACHE_DIR": cache, "PATH": "/usr/bin:/bin"},
        )
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[3]
            with httpx2.Client(base_url=address) as client:
                while True:
                    try:
                        if client.get("/readyz").status_code == 200:
                            break
                    except httpx2.TransportError:
                        pass
                    time.sleep(0.02)
            seconds = time.perf_counter() - began
            status = Path(f"/proc/{process.pid}/status").read_text()
            rss = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
            print(f"start to ready: {seconds:.1f} s, {int(rss) / 1000:.0f} MB")
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    start()
    for step in (again, book) if "--no-book" not in sys.argv else (again,):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(step(Path(folder)))
    print(f"peak memory of this run: {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
