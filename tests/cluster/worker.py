"""A worker process with a voice of tones: `python -m tests.cluster.worker FOLDER QUEUE SLOTS`, the broker in BROKER."""

import logging
import os
import sys
from pathlib import Path

from app.speech.engines import Engines
from app.store.local import LocalStore
from app.voices import Voice
from app.workers.queue.broker import opened
from app.workers.queue.serving import serve
from app.workers.threads import ThreadWorkers
from tests.cluster import tones
from tests.workers.voices import voice_named


class Homes:
    """Every voice is here."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def get(self, key: str, digest: str) -> Voice:
        """Known by its key."""
        return voice_named(key, self._home)


def main(folder: str, queue: str, slots: str) -> None:
    """In threads, not processes, for they begin sooner: what dies here takes the worker with it."""
    logging.basicConfig(level="INFO")
    home = Path(folder)
    engines = Engines(lambda voice: tones.load(voice, None))
    code = serve(
        opened(os.environ["BROKER"]),
        f"{queue}-{os.getpid()}",
        queue,
        store=LocalStore(home / "store"),
        workers=ThreadWorkers(engines, int(slots)),
        voices=Homes(home),
        log_level=os.environ.get("WORKER_LOG", "warning"),
    )
    sys.exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
