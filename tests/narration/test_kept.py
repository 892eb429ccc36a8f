"""What was spoken stays, and is there at once, however slow the disk is."""

import asyncio
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import StoreError, StoreFullError
from app.narration.kept import FEWEST_THREADS, MOST_THREADS, WAITING_PER_THREAD, KeptClips
from app.speech.engine import Clip
from app.store.memory import MemoryStore
from tests.audio.sounds import clip, tone
from tests.serving import PATIENCE_S

CLIP, OTHER = clip(tone(20)), clip(tone(30))


class Disk(MemoryStore):
    """Writes a clip when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_write: dict[str, threading.Event] = defaultdict(threading.Event)
        self.error: Exception | None = None
        self.began = threading.Semaphore(0)
        self.looked_in = ""

    def get_clip(self, key: str) -> Clip | None:
        self.looked_in = threading.current_thread().name
        return super().get_clip(key)

    def put_clip(self, key: str, clip: Clip) -> None:
        self.began.release()
        assert self.may_write[self.turn(key, clip)].wait(PATIENCE_S)
        if self.error is not None:
            raise self.error
        super().put_clip(key, clip)

    def turn(self, key: str, clip: Clip) -> str:
        """What it waits for."""
        return key


class Apart(Disk):
    """Writes the newer of two apart from the older."""

    def turn(self, key: str, clip: Clip) -> str:
        return "older" if clip is CLIP else "newer"


async def test_a_clip_is_found_from_the_moment_it_is_given() -> None:
    disk = Disk()
    kept = KeptClips(disk, 1)
    assert await kept.look("a") is None
    assert disk.looked_in.startswith("clips looked for")  # not where everything else waits for files
    kept.keep("a", CLIP)
    assert kept.find("a") is await kept.look("a") is CLIP
    assert kept.find("b") is None
    disk.may_write["a"].set()
    await kept.settle(["a"])
    found = await kept.look("a")
    assert found is not None
    assert found.pcm.tolist() == CLIP.pcm.tolist()
    kept.close()


async def test_only_those_asked_for_are_waited_for() -> None:
    disk = Disk()
    kept = KeptClips(disk, 1)
    for key in "ab":
        kept.keep(key, CLIP)
    await kept.settle([])
    both = asyncio.create_task(kept.settle("ab"))
    disk.may_write["a"].set()
    await asyncio.wait_for(kept.settle("a"), PATIENCE_S)
    assert not both.done()
    disk.may_write["b"].set()
    await asyncio.wait_for(both, PATIENCE_S)
    assert disk.get_clip("b") is not None
    kept.close()


async def test_the_newer_of_two_is_found_until_it_is_kept() -> None:
    disk = Apart()
    kept = KeptClips(disk, 1)
    kept.keep("a", CLIP)
    older = kept._waiting["a"][1]
    kept.keep("a", OTHER)
    assert kept.find("a") is OTHER
    disk.may_write["older"].set()
    older.result(PATIENCE_S)
    for _ in range(10):
        assert await kept.look("a") is OTHER
    disk.may_write["newer"].set()
    kept.close()
    found = kept.find("a")
    assert found is not None
    assert found is not OTHER  # the store's own


async def test_a_full_disk_is_told_to_nobody_and_any_other_fault_to_who_waits() -> None:
    disk = Disk()
    kept = KeptClips(disk, 1)
    for error in (StoreFullError("full"), StoreError("broken")):
        disk.error = error
        kept.keep("a", CLIP)
        waits = asyncio.create_task(kept.settle("a"))
        await asyncio.sleep(0)
        disk.may_write["a"].set()
        if isinstance(error, StoreFullError):
            await waits
        else:
            with pytest.raises(StoreError, match="broken"):
                await waits
        disk.may_write["a"].clear()
    assert await kept.look("a") is None
    kept.close()


@pytest.mark.parametrize(
    ("workers", "threads"),
    [(0, FEWEST_THREADS), (3, 3), (MOST_THREADS, MOST_THREADS), (MOST_THREADS + 9, MOST_THREADS)],
)
def test_who_speaks_waits_when_too_many_clips_wait_for_the_disk(workers: int, threads: int) -> None:
    disk = Disk()
    kept = KeptClips(disk, workers)
    most = WAITING_PER_THREAD * threads
    for number in range(most):
        kept.keep(str(number), CLIP)
    for _ in range(threads):
        assert disk.began.acquire(timeout=PATIENCE_S)
    assert not disk.began.acquire(blocking=False)
    with ThreadPoolExecutor(1) as crowd:
        one_more = crowd.submit(kept.keep, "more", CLIP)
        assert kept.find("more") is None
        assert not one_more.done()
        for number in range(most):
            disk.may_write[str(number)].set()
        one_more.result(PATIENCE_S)
    disk.may_write["more"].set()
    kept.close()
    assert disk.get_clip("more") is not None
