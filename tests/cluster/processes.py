"""Nodes and workers that share a broker and a store on this machine."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from app.speech.engine import VoiceEngine
from app.speech.engines import Engines
from app.store.local import LocalStore
from app.store.shelf import FileShelf
from app.voices import Voice
from app.workers.queue.broker import BATCH, LIVE, opened
from app.workers.queue.workers import QueueWorkers
from app.workers.threads import ThreadWorkers
from tests.cluster import tones
from tests.cluster.broker import Broker
from tests.cluster.tones import until
from tests.workers.voices import voice_named

ROOT = Path(__file__).parents[2]
NAMES = {LIVE: "live", BATCH: "batch"}


class Worker:
    """A worker process of tests/cluster/worker.py."""

    def __init__(self, broker: Broker, home: Path, queue: str, slots: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.cluster.worker", str(home), queue, str(slots)],
            cwd=ROOT,
            env=os.environ | {"BROKER": broker.address},
            stdin=subprocess.DEVNULL,
        )
        self.pid = self.process.pid

    def send(self, number: signal.Signals) -> None:
        """A signal."""
        self.process.send_signal(number)

    def end(self) -> None:
        """Whatever it does, whether it is frozen or not."""
        self.process.kill()
        self.process.wait()


class Cluster:
    """Whatever is begun here ends with the block."""

    def __init__(self, broker: Broker, home: Path) -> None:
        self.broker = broker
        self.home = home
        self.workers: list[Worker] = []
        self._stack = contextlib.ExitStack()
        (home / "store").mkdir()
        shelf = FileShelf(home / "store")
        for key in ("tone", "damaged"):  # its files are nowhere; workers have it all the same
            shelf.write(f"voices/{voice_named(key).digest}.json", b"{}")

    def worker(self, queue: str = LIVE, slots: int = 1) -> Worker:
        """One more; nodes hear of it a moment later."""
        worker = Worker(self.broker, self.home, queue, slots)
        self._stack.callback(worker.end)
        self.workers.append(worker)
        return worker

    def node(self, load: Callable[[Voice], VoiceEngine] = lambda voice: tones.load(voice, None)) -> QueueWorkers:
        """One more, which speaks by itself in this process."""
        here = ThreadWorkers(Engines(load), 2)
        store = LocalStore(self.home / "store")
        self._stack.callback(store.close)
        node = QueueWorkers(opened(self.broker.address), here, store, FileShelf(self.home / "store"))
        self._stack.callback(node.close)
        return node

    def until_there(self, node: QueueWorkers, workers: int) -> None:
        """Until the node knows of so many workers."""
        until(lambda: len(node.there) == workers)

    def spoken(self, word: str = "") -> list[str]:
        """The Lines with that word that anybody spoke."""
        return tones.spoken(self.home, word)

    def speakers(self, word: str) -> list[int]:
        """Who spoke the Lines with that word, by process."""
        lines = (self.home / tones.SPOKEN).read_text().splitlines()
        return [int(line.partition(" ")[0]) for line in lines if word in line]

    def close(self) -> None:
        """End all."""
        self._stack.close()


@contextlib.contextmanager
def cluster(broker: Broker, home: Path) -> Iterator[Cluster]:
    """With an empty store, and no worker yet."""
    running = Cluster(broker, home)
    try:
        yield running
    finally:
        running.close()
