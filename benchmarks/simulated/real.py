"""The same articles through three real workers and through the simulation: is the model true?

`announcer serve` and three `announcer worker` processes over RabbitMQ, PostgreSQL and an object store of this machine;
voices sleep as long as a slow one would speak, so that what is compared is queueing and not this machine's cores.
"""

import random
import tempfile
import threading
import time
from pathlib import Path

import httpx2
import numpy as np

from benchmarks.simulated.cluster import Cluster, Plan
from benchmarks.simulated.costs import Costs
from benchmarks.simulated.newsday import Article
from tests.cluster.whole import SPEAKERS, whole

WORKERS = 3
SLOWNESS = 0.25
"""Seconds that a second of sound takes."""
ARTICLES = 40
EVERY_S = 2.5
LINES = (3, 12)
WORDS = (5, 16)
PATIENCE_S = 300
SYLLABLES = "ba de fi go lu ma ne ri so tu".split()


def sentence(chance: random.Random) -> str:
    """Words that are spoken as they are written."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(chance.randint(*WORDS))]
    return " ".join(words).capitalize() + "."


class Asked(threading.Thread):
    """One article: asked for at its moment, awaited until it is ready."""

    def __init__(self, address: str, text: str, at_s: float) -> None:
        super().__init__()
        self._address = address
        self._text = text
        self.at_s = at_s
        self.ready_s = 0.0
        self.sounds: list[float] = []

    def run(self) -> None:
        time.sleep(max(0.0, self.at_s - time.monotonic()))
        with httpx2.Client(base_url=self._address, timeout=PATIENCE_S) as client:
            began = time.monotonic()
            view = client.post("/narrate", json={"text": self._text}).json()
            with client.stream("GET", f"/narrations/{view['id']}/audio.mp3") as answer:
                for _ in answer.iter_bytes():
                    pass  # as a listener: it ends when all is spoken
            self.ready_s = time.monotonic() - began
            while (answer := client.get(f"/narrations/{view['id']}/timeline.json")).status_code != 200:
                time.sleep(0.05)
            self.sounds = [(line["end_ms"] - line["start_ms"]) / 1000 for line in answer.json()["lines"]]


def measured(seed: int) -> list[Asked]:
    """What a real cluster takes."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, whole(Path(folder), nodes=1, rests=SLOWNESS) as running:
        address = str(running.nodes[0].client.base_url)
        Asked(address, "Warm up. All hold the voice. And again. And again.", time.monotonic()).run()
        at_s = time.monotonic()
        asked = []
        for _ in range(ARTICLES):
            at_s += chance.expovariate(1 / EVERY_S)
            asked.append(Asked(address, " ".join(sentence(chance) for _ in range(chance.randint(*LINES))), at_s))
        for each in asked:
            each.start()
        for each in asked:
            each.join()
    return asked


def compare(seed: int) -> None:
    """Print both, and how far they are apart."""
    real = measured(seed)
    first_s = real[0].at_s
    articles = [Article(each.at_s - first_s, 0, each.sounds) for each in real]
    costs = Costs(speech=SLOWNESS, first_byte_s=0.0, load_s=0.0)
    model = Cluster(Plan(WORKERS, 1, speakers=SPEAKERS, costs=costs), seed).run(articles)
    rows = [("real", sorted(each.ready_s for each in real)), ("model", sorted(model.ready_s))]
    lines = sum(len(each.sounds) for each in real)
    sound_s = sum(sum(each.sounds) for each in real)
    print(f"{ARTICLES} articles, {lines} Lines, {sound_s:.0f} s of sound, {WORKERS} workers, {SLOWNESS} of real time")
    print("| | mean | p50 | p90 | slowest |\n|---|---|---|---|---|")
    for name, times_s in rows:
        shown = " | ".join(f"{value:.2f} s" for value in (np.mean(times_s), *np.percentile(times_s, [50, 90, 100])))
        print(f"| {name} | {shown} |")
    (_, first), (_, second) = rows
    print(f"model / real, mean: {np.mean(second) / np.mean(first):.3f}")
