"""Lines through a queue on this machine: `python -m benchmarks.queue [--broker redis] [--rest 0.7]`.

Workers rest as long as a medium voice takes for a sentence, so that many of them fit two cores. Printed are what a Line
costs beyond its speaking, how many workers do how much, how long a listener waits behind a full night, and how long for
a worker that is killed or frozen.
"""

import argparse
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.speech.pool import Lane
from app.workers.base import KeptClip, Spoken
from app.workers.queue.broker import BATCH, LIVE
from app.workers.queue.workers import AHEAD, QueueWorkers
from tests.cluster import broker as brokers
from tests.cluster.broker import Broker
from tests.cluster.processes import Cluster, cluster
from tests.cluster.tones import Gate, said, until

LINES, EACH = 200, 20
SENTENCE = "The council voted late on Tuesday to keep the library in the old town hall open until June"


@contextmanager
def begun(broker: Broker, live: int, batch: int = 0) -> Iterator[tuple[Cluster, QueueWorkers]]:
    with tempfile.TemporaryDirectory() as folder, cluster(broker, Path(folder)) as running:
        for queue, count in ((LIVE, live), (BATCH, batch)):
            for _ in range(count):
                running.worker(queue)
        node = running.node()
        running.until_there(node, live + batch)
        node.speak(said("Everybody loads the voice.", running.home))
        yield running, node


def timed(node: QueueWorkers, line: Spoken) -> tuple[float, float]:
    """Seconds until the Clip is here, and those of its speaking."""
    began_s = time.perf_counter()
    clip = node.speak(line)
    assert isinstance(clip, KeptClip), "the node spoke by itself"
    return time.perf_counter() - began_s, clip.work_s


def cost(broker: Broker) -> None:
    with begun(broker, 1) as (running, node):
        times = [timed(node, said(f"{SENTENCE} {number}.", running.home)) for number in range(LINES)]
        beyond_ms = sorted((whole_s - work_s) * 1000 for whole_s, work_s in times)
    print(f"a Line beyond its speaking: median {statistics.median(beyond_ms):.1f} ms, p99 {beyond_ms[-3]:.1f} ms")


def throughput(broker: Broker, rest_s: float) -> None:
    first = 0.0
    for workers in (1, 2, 4, 8):
        with begun(broker, workers) as (running, node), ThreadPoolExecutor(4 * workers) as crowd:
            lines = [said(f"{SENTENCE} {number} rest:{rest_s}", running.home) for number in range(EACH * workers)]
            began_s = time.perf_counter()
            list(crowd.map(node.speak, lines))
            a_minute = 60 * len(lines) / (time.perf_counter() - began_s)
        first = first or a_minute
        print(f"{workers} workers: {a_minute:.0f} Lines a minute, {a_minute / first:.2f} of one")


def night(broker: Broker, rest_s: float) -> None:
    for waiting in (0, 10 * AHEAD[Lane.BATCH]):
        with begun(broker, 1, 1) as (running, node), ThreadPoolExecutor(waiting + 1) as crowd:
            text = f"{SENTENCE} rest:{rest_s}"
            for number in range(waiting):
                crowd.submit(node.speak, replace(said(f"{number} {text}", running.home), lane=Lane.BATCH))
            if waiting:
                until(lambda: len(running.spoken("0 The")) > 1)
            heard_s: list[float] = []
            whole_s = []
            for number in range(5):
                began_s = time.perf_counter()
                pieces: list[float] = []
                first = said(f"First {number} {SENTENCE}", running.home)
                node.speak(first, lambda _, pieces=pieces: pieces.append(time.perf_counter()))  # type: ignore[misc]
                heard_s.append(pieces[0] - began_s)
                whole_s.append(timed(node, said(f"Live {number} {text}", running.home))[0])
            print(
                f"{waiting} of the night's waiting: first sound {min(heard_s) * 1000:.0f} ms, "
                f"a live Line {statistics.median(whole_s):.2f} s"
            )
            node.close()


def lost(broker: Broker, stop: signal.Signals) -> None:
    with begun(broker, 1) as (running, node), ThreadPoolExecutor(1) as crowd:
        gate = Gate(running.home, "gate")
        coming = crowd.submit(node.speak, said("Lost wait:gate", running.home))
        gate.until_reached()
        running.worker()
        running.until_there(node, 2)
        began_s = time.perf_counter()
        running.workers[0].send(stop)
        gate.open()  # for the other
        coming.result()
        print(f"{stop.name} of a worker: its Line is there after {time.perf_counter() - began_s:.2f} s")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--broker", choices=["rabbitmq", "redis"], default="rabbitmq")
    asked.add_argument("--rest", type=float, default=0.7)
    asked.add_argument("--only", choices=["cost", "throughput", "night", "lost"])
    options = asked.parse_args()
    parts = {
        "cost": lambda: cost(broker),
        "throughput": lambda: throughput(broker, options.rest),
        "night": lambda: night(broker, options.rest),
        "lost": lambda: [lost(broker, each) for each in (signal.SIGKILL, signal.SIGSTOP)],
    }
    with tempfile.TemporaryDirectory() as folder, getattr(brokers, options.broker)(Path(folder)) as broker:
        for name, part in parts.items():
            if options.only in (None, name):
                part()


if __name__ == "__main__":
    main()
