"""What shows only after a while, or when the clock is wrong."""

import asyncio
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from app.store.local import LocalStore
from tests.faults import FAULTS
from tests.serving import ENGLISH, PATIENCE_S, Tones
from tests.store.things import BODY, HEAD, narration_id, publish
from tests.voices.offer import put_voice

pytestmark = pytest.mark.faults
YEARS_S = 10 * 365 * 86_400


@pytest.mark.parametrize("jump_s", [-YEARS_S, YEARS_S])
def test_a_clock_that_jumps_makes_nothing_expire(tmp_path: Path, jump_s: int) -> None:
    store = LocalStore(tmp_path)
    made = [publish(store, number) for number in range(3)]
    for path in tmp_path.rglob("*"):
        os.utime(path, (time.time() + jump_s,) * 2)
    assert all(store.get(each.id) == each for each in made)
    assert store.prune(10_000_000) == 0
    assert store.verify() == []
    late = publish(store, 4)
    assert store.get(late.id) == late


def test_two_evictors_disturb_no_open_reader(tmp_path: Path) -> None:
    stores = [LocalStore(tmp_path) for _ in range(2)]
    for number in range(20):
        publish(stores[0], number)
    readers = [stores[0].open_audio(narration_id(number)) for number in range(20)]
    evictors = [threading.Thread(target=store.prune, args=[0]) for store in stores]
    for evictor in evictors:
        evictor.start()
    for evictor in evictors:
        evictor.join(PATIENCE_S)
    assert stores[1].stats().narrations == 0
    for reader in readers:
        assert reader is not None
        with reader:
            assert reader.read() == HEAD + BODY
    assert stores[0].verify() == []


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def own_threads() -> int:
    """Without the event loop's own, whose number is a matter of chance within a bound."""
    return sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate())


async def fifty_starts_and_stops(folder: Path) -> list[tuple[int, int]]:
    """Descriptors and threads after each."""
    put_voice(folder / "voices", ENGLISH)
    settings = Settings.load(
        cache_dir=folder / "cache", voices_dir=folder / "voices", lexicon_dir=folder / "lexicon", workers=2
    )
    held: list[tuple[int, int]] = []
    for _ in range(50):
        app = create_app(settings, load=Tones())
        async with app.router.lifespan_context(app):
            pass
        held.append((descriptors(), own_threads()))
    return held


def counted(folder: Path) -> list[tuple[int, int]]:
    return asyncio.run(fifty_starts_and_stops(folder))


def test_fifty_starts_and_stops_leave_nothing_open(tmp_path: Path) -> None:
    # in a process of its own: what earlier tests left to the garbage collector comes and goes
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        held = process.submit(counted, tmp_path).result(PATIENCE_S)
    assert max(held[10:]) <= max(held[:10])


def test_every_fault_is_tried_by_tests_that_there_are() -> None:
    folder = Path(__file__).parent
    for fault in FAULTS:
        assert fault.tests or fault.why_not
        for name in fault.tests:
            file, _, test = name.partition("::")
            assert f"def {test}" in (folder / file).read_text(), name
