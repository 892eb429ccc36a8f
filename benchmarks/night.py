"""A newsroom's night: 125 articles, again unchanged, again with a sentence corrected: `python -m benchmarks.night`.

The load is the Boston Globe's (median 125 articles a day of 700 words, the longest 51,000), from a feed on this
machine. The tone voice costs next to nothing, so these are the costs of everything but speech; a medium voice's
share is measured on one article and extrapolated.
"""

import asyncio
import random
import resource
import tempfile
import time
from pathlib import Path

from app.announcer import Announcer
from app.narration.render import Render
from app.narration.wish import Wish
from app.newsroom.night import Night
from app.newsroom.report import Report, Told
from app.newsroom.sources import Item, Source
from app.settings import Settings
from benchmarks.data import voice_of
from benchmarks.render import peak_mb, sample_text, voices_folder
from tests.newspaper import Newspaper, newspaper, page
from tests.serving import ENGLISH, Tones
from tests.voices.offer import put_voice

ARTICLES = 125
MEDIAN_WORDS = 700
SPREAD = 0.5
"""Of the logarithm of the number of words."""
BOOK_WORDS = 51_000


class Nobody:
    """Looks on and says nothing."""

    def offer(self) -> None: ...

    async def follow(self, _item: Item, render: Render) -> None:
        await render.wait()

    def done(self, told: Told) -> None:
        assert told.outcome in ("rendered", "unchanged"), told


def put_edition(paper: Newspaper, lengths: list[int], corrected: str = "") -> str:
    """Serve every article and the feed; its address. `corrected` stands in one sentence of each."""
    text = sample_text(max(lengths)).split("\n\n")
    paths = []
    for number, words in enumerate(lengths):
        kept, count = [], 0
        while count < words:
            kept.append(f"Report {number}. {text[len(kept)]}")
            count += len(kept[-1].split())
        body = "".join(f"<p>{each}</p>" for each in kept) + f"<p>This is edition {number} of today{corrected}.</p>"
        path = f"/a/{number}"
        paper.put(path, page(f"Article {number}", place=f"Town {number}", more=body))
        paths.append(path)
    return paper.feed(*paths)


async def timed(announcer: Announcer, feed: str) -> tuple[float, float, Report]:
    """Seconds, processor seconds, and the report of a night."""
    began, used = time.perf_counter(), time.process_time()
    report = await Night(announcer, Nobody()).run([Source(feed)])
    return time.perf_counter() - began, time.process_time() - used, report


async def medium_voice(folder: Path) -> float:
    """Seconds that a medium voice's narration takes for each second of speech."""
    announcer = Announcer.open(
        Settings.load(cache_dir=folder / "medium", voices_dir=voices_folder(folder, "bench-medium"))
    )
    announcer.warm()
    try:
        order = announcer.orders.take(Wish(text=sample_text(), language="en"))
        began = time.perf_counter()
        found = await announcer.conductor.start(order)
        assert isinstance(found, Render)
        await found.wait()
        assert found.narration is not None
        return (time.perf_counter() - began) / (found.narration.duration_ms / 1000)
    finally:
        await announcer.close()


async def night(folder: Path) -> None:
    chance = random.Random(1)
    lengths = [round(MEDIAN_WORDS * chance.lognormvariate(0, SPREAD)) for _ in range(ARTICLES - 1)] + [BOOK_WORDS]
    put_voice(folder / "tones", ENGLISH)
    with newspaper() as paper:
        settings = Settings.load(cache_dir=folder / "cache", voices_dir=folder / "tones", private_hosts=(paper.place,))
        announcer = Announcer.open(settings, load=Tones())
        announcer.warm()
        feed = put_edition(paper, lengths)
        first_s, used_s, report = await timed(announcer, feed)
        print(f"night: {ARTICLES} articles, {sum(lengths):,} words, {report.speech_s / 3600:.1f} h of speech")
        hourly = ARTICLES / first_s * 3600
        print(f"  first run   {first_s:7.1f} s  ({hourly:,.0f} articles/h, {used_s:.0f} s of processor)")
        print(f"  peak memory {peak_mb():7.0f} MB, children {children_mb():.0f} MB")
        speech_s = report.speech_s
        second_s, _, report = await timed(announcer, feed)
        assert report.counts["unchanged"] == ARTICLES, report.counts  # type: ignore[index]
        print(f"  unchanged   {second_s:7.2f} s  = {second_s / first_s:.2%} of the first (reach 1 %)")
        put_edition(paper, lengths, corrected=", corrected")
        third_s, _, report = await timed(announcer, feed)
        assert report.counts["rendered"] == ARTICLES, report.counts  # type: ignore[index]
        print(f"  corrected   {third_s:7.1f} s  = {third_s / first_s:.2%} of the first (reach 6 %)")
        await announcer.close()
    if voice_of("bench-medium").exists():
        rate = await medium_voice(folder)
        total_s = first_s + rate * speech_s
        print(
            f"  medium voice, extrapolated: first {total_s / 60:.0f} min ({ARTICLES / total_s * 3600:.0f} articles/h),"
        )
        print(
            f"    unchanged {second_s / total_s:.2%}, corrected {(third_s + rate * 3 * ARTICLES) / total_s:.2%} of it"
        )


def children_mb() -> float:
    """The largest child process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(night(Path(folder)))


if __name__ == "__main__":
    main()
