"""`announcer worker` as a service manager sees it: a store of objects, a broker, and the embedded voice."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.parts import open_parts, open_workers
from app.settings import Settings
from app.speech.pool import Lane
from app.voices import VoiceCatalogue
from app.workers.base import KeptClip
from app.workers.queue.broker import BATCH, LIVE
from app.workers.queue.workers import QueueWorkers
from tests.cluster.broker import PASSWORD, redis
from tests.cluster.objects import CREDENTIALS, new_bucket, object_server
from tests.cluster.tones import until
from tests.workers.voices import said

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


def environment(folder: Path, **settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    given = {f"ANNOUNCER_{name.upper()}": value for name, value in settings.items()}
    return {**clean, **CREDENTIALS, "ANNOUNCER_CACHE_DIR": str(folder / "worker"), "PYTHONPATH": str(ROOT), **given}


def announcer(environment: dict[str, str], folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "app.cli", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def is_healthy(environment: dict[str, str], folder: Path) -> bool:
    with announcer(environment, folder, "worker", "--healthy") as process:
        return process.wait(PATIENCE_S) == 0


@contextmanager
def node(settings: Settings) -> Iterator[QueueWorkers]:
    parts = open_parts(settings)
    workers = open_workers(settings, parts)
    assert isinstance(workers, QueueWorkers)
    try:
        yield workers
    finally:
        workers.close()
        parts.close()


def test_it_speaks_both_queues_tells_that_it_is_well_and_stops_in_good_order(tmp_path: Path) -> None:
    with object_server() as endpoint, tempfile.TemporaryDirectory() as folder, redis(Path(folder)) as broker:
        shared = {"store": f"s3://{new_bucket(endpoint)}/site", "store_endpoint": endpoint, "broker": broker.address}
        worker = environment(tmp_path, workers="1", **shared)
        settings = Settings.load(cache_dir=tmp_path / "node", workers=1, **shared)
        voice = VoiceCatalogue((), embedded=True).for_language("en", {})
        with announcer(worker, tmp_path, "worker") as process, node(settings) as here:
            try:
                until(lambda: here.roster.slots(LIVE) and here.roster.slots(BATCH))
                for lane in (Lane.LIVE, Lane.BATCH):
                    clip = here.speak(replace(said(f"Somebody waits in the {lane} lane.", voice), lane=lane))
                    assert isinstance(clip, KeptClip)
                    assert clip.duration_ms > 500
                assert not here.held  # it spoke nothing itself
                until(lambda: all(present.voices == (voice.digest,) for present in here.there))
                assert is_healthy(worker, tmp_path)
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE_S) == 0
            finally:
                process.kill()
        elsewhere = environment(tmp_path / "another", **shared)
        assert not is_healthy(elsewhere, tmp_path)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "set ANNOUNCER_BROKER"),
        ({"broker": f"amqp://somebody:{PASSWORD}@127.0.0.1:1//"}, "cannot be reached"),
        ({"broker": "kafka://127.0.0.1"}, "write an address that begins with"),
    ],
)
def test_without_its_queue_it_says_so_in_a_sentence(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    with announcer(environment(tmp_path, **settings), tmp_path, "worker") as process:
        output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert told in output
    assert output.count("\n") == 1
    assert PASSWORD not in output
