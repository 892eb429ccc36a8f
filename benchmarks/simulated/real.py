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
EVERY_S = 3.0
AT_ONCE = 8
"""Articles by which the cost of a Line is measured, before the others come."""
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


def through(address: str, texts: list[str], moments_s: list[float]) -> list[Asked]:
    """Each text asked for at its moment, and all of them ready."""
    asked = [Asked(address, text, at_s) for text, at_s in zip(texts, moments_s, strict=True)]
    for each in asked:
        each.start()
    for each in asked:
        each.join()
    return asked


def measured(seed: int) -> tuple[list[Asked], float]:
    """What a real cluster takes, and what a Line costs it beyond its synthesis where others wait, in s."""
    chance = random.Random(seed)
    texts = [" ".join(sentence(chance) for _ in range(chance.randint(*LINES))) for _ in range(ARTICLES + AT_ONCE + 1)]
    with tempfile.TemporaryDirectory() as folder, whole(Path(folder), nodes=1, rests=SLOWNESS) as running:
        address = str(running.nodes[0].client.base_url)
        through(address, texts[:1], [time.monotonic()])  # all hold the voice
        began_s = time.monotonic()
        through(address, texts[1 : AT_ONCE + 1], [began_s] * AT_ONCE)
        queue_s = float(np.mean(running.notes.between_s(began_s)))
        moments_s = time.monotonic() + np.cumsum([chance.expovariate(1 / EVERY_S) for _ in range(ARTICLES)])
        return through(address, texts[AT_ONCE + 1 :], moments_s.tolist()), queue_s


def compare(seed: int) -> None:
    """Print both, and how far they are apart."""
    real, queue_s = measured(seed)
    first_s = real[0].at_s
    articles = [Article(each.at_s - first_s, 0, each.sounds) for each in real]
    costs = Costs(speech=SLOWNESS, queue_s=queue_s, first_byte_s=0.0, load_s=0.0)
    model = Cluster(Plan(WORKERS, 1, speakers=SPEAKERS, costs=costs), seed).run(articles)
    rows = [("real", sorted(each.ready_s for each in real)), ("model", sorted(model.ready_s))]
    lines = sum(len(each.sounds) for each in real)
    sound_s = sum(sum(each.sounds) for each in real)
    print(f"{ARTICLES} articles, {lines} Lines, {sound_s:.0f} s of sound, {WORKERS} workers, {SLOWNESS} of real time")
    print(f"a Line costs {queue_s * 1000:.0f} ms beyond its synthesis here and now; the model is told so")
    print("| | mean | p50 | p90 | slowest |\n|---|---|---|---|---|")
    for name, times_s in rows:
        shown = " | ".join(f"{value:.2f} s" for value in (np.mean(times_s), *np.percentile(times_s, [50, 90, 100])))
        print(f"| {name} | {shown} |")
    (_, first), (_, second) = rows
    print(f"model / real, mean: {np.mean(second) / np.mean(first):.3f}")
