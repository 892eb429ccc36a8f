"""What a store on objects costs: `python -m benchmarks.objects [ENDPOINT BUCKET]`, else against moto on loopback.

Medians of single calls in ms, one caller. Of a growing narration: from the writer's first bytes on one machine to the
follower's first bytes on another.
"""

import contextlib
import functools
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from app.store.objects.chunks import chunk_path
from app.store.objects.client import Objects
from app.store.objects.store import ObjectStore
from tests.cluster.objects import new_bucket, object_server, objects_of
from tests.store.things import narration, narration_id, timeline

TIMES = 30
ARTICLE_BYTES, BOOK_BYTES, CHUNK_BYTES = 2_000_000, 50_000_000, 8_000
RNG = np.random.default_rng(1)


def timed(call: Callable[[], object], times: int = TIMES) -> float:
    """The median, in ms."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


@contextlib.contextmanager
def bucket() -> Iterator[Callable[[], Objects]]:
    """Ways to one bucket."""
    if len(sys.argv) > 2:
        yield lambda: objects_of(sys.argv[1], sys.argv[2], "benchmark")
    else:
        with object_server() as server:
            name = new_bucket(server)
            yield lambda: objects_of(server, name)


def published(store: ObjectStore, number: int, size: int) -> float:
    """Publish a sound of that size; ms from the last byte written to "it can be read"."""
    sound = RNG.bytes(size)
    draft = store.begin(narration_id(number))
    assert draft is not None
    draft.write(sound)
    made = narration(number, audio=sound)
    began = time.perf_counter()
    draft.publish(made, timeline())
    return (time.perf_counter() - began) * 1000


def begun(store: ObjectStore) -> None:
    """Begin a narration and give it up."""
    draft = store.begin(narration_id(60))
    assert draft is not None
    draft.discard()


def followed(writer: ObjectStore, follower: ObjectStore, number: int) -> float:
    """Ms from the first bytes written to the first heard on another machine, which looks as often as it may."""
    draft = writer.begin(narration_id(number))
    assert draft is not None
    audio = follower.follow(narration_id(number))
    assert audio is not None
    began = time.perf_counter()
    draft.write(b"x" * CHUNK_BYTES)
    while not audio.read(100):
        threading.Event().wait(0.001)
    took = (time.perf_counter() - began) * 1000
    audio.close()
    draft.discard()
    return took


def main() -> None:
    """Print a line for each cost."""
    with bucket() as way, tempfile.TemporaryDirectory() as folder:
        objects = way()
        here, there = (ObjectStore(way(), Path(folder) / name) for name in ("here", "there"))
        numbers = iter(range(64))
        chunks = iter(range(10_000))
        chunk = RNG.bytes(CHUNK_BYTES)
        costs = {
            "a chunk put (8 kB: a second of sound)": timed(
                lambda: objects.put(chunk_path(narration_id(0), "0" * 16, next(chunks)), chunk)
            ),
            "a chunk that is not there yet": timed(lambda: objects.get("drafts/none")),
            "a follower's first byte": statistics.median(followed(here, there, next(numbers)) for _ in range(TIMES)),
            "begin and discard": timed(lambda: begun(here)),
            "publish 2 MB": statistics.median(published(here, next(numbers), ARTICLE_BYTES) for _ in range(5)),
            "publish 50 MB": published(here, next(numbers), BOOK_BYTES),
            "a record": timed(lambda: here.get(narration_id(30))),
            "first byte of a sound, copied before": timed(lambda: first(here, 30)),
            "first byte of a sound, from the store": statistics.median(
                timed(functools.partial(first, there, n), 1) for n in range(30, 35)
            ),
        }
        for name, cost in costs.items():
            print(f"{name:<42}{cost:>9.1f} ms")
        for store in (here, there):
            store.close()


def first(store: ObjectStore, number: int) -> None:
    """Open a published sound and read a little."""
    with store.open_audio(narration_id(number)) or sys.exit(f"no {number}") as audio:
        audio.read(1_000)


if __name__ == "__main__":
    main()
