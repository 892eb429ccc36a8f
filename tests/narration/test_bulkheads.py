"""What takes long keeps nothing else waiting, and what waits is bounded."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.errors import BusyError
from app.narration.bulkheads import LONG_TEXT, Bulkhead, Bulkheads
from tests.serving import ARTICLE, ENGLISH, PATIENCE_S, TURKISH, Gate, Service, service

pytestmark = pytest.mark.faults
CROWD = 24


@contextmanager
def crowd(call: Callable[[int], httpx2.Response]) -> Iterator[Callable[[], bool]]:
    """Many who ask at once; tells whether they wait still, but for those who were told to come back."""
    with ThreadPoolExecutor(CROWD) as people:
        asked = [people.submit(call, number) for number in range(CROWD)]
        yield lambda: all(each.result().status_code == 503 for each in asked if each.done())


def is_served(here: Service, view: dict[str, Any]) -> None:
    assert here.client.get(f"/narrations/{view['id']}/audio.mp3").status_code == 200
    assert here.client.get(view["timeline_url"]).status_code == 200
    assert here.client.get("/healthz").status_code == 200


@pytest.mark.slow
def test_cached_sound_does_not_wait_for_a_voice_that_loads(tmp_path: Path) -> None:
    gate = Gate()
    gate.open()
    with service(tmp_path, before=gate, voices=(ENGLISH, TURKISH), max_loaded_voices=1) as here:
        view = here.narrate()
        gate.shut()  # the voice's first sentences, by which its loudness is measured, are held back too
        wish = {"language": "tr"}
        with crowd(lambda n: here.client.post("/v1/audio/speech", json={"input": f"Sayı {n}.", **wish})) as waits:
            gate.reached.wait(PATIENCE_S)
            is_served(here, view)
            assert waits()
            gate.open()


@pytest.mark.slow
@pytest.mark.parametrize("words", ["The vote was close.", "The vote was close. " * (LONG_TEXT // 15)])
def test_cached_sound_does_not_wait_for_texts_that_are_read(tmp_path: Path, words: str) -> None:
    with service(tmp_path) as here:
        view = here.narrate()
        held = here.announcer.lexicons._lock
        held.acquire()
        with crowd(lambda n: here.client.post("/script", json={"text": f"{n} {words}", "language": "en"})) as waits:
            is_served(here, view)
            assert waits()
            held.release()


def test_cached_sound_does_not_wait_for_the_times_of_books(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        view = here.narrate()
        gate = threading.Event()
        blocked = [here.announcer.bulkheads.timelines._threads.submit(gate.wait, PATIENCE_S) for _ in range(2)]
        with crowd(lambda _: here.client.get(view["timeline_url"])) as waits:
            assert here.client.get(f"/narrations/{view['id']}/audio.mp3").status_code == 200
            assert here.client.get("/healthz").status_code == 200
            assert waits()
            gate.set()
        assert all(each.result() for each in blocked)


@pytest.mark.slow
def test_a_million_members_are_one_fault(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        for body in (
            {"text": "a", **{f"k{n}": 1 for n in range(100_000)}},
            {"text": "a", "lexicon": {str(n): 1 for n in range(100_000)}},
            {"text": "a", "summary": [1] * 600_000},
            {"text": "a", "parts": [1] * 600_000},
        ):
            answer = here.client.post("/narrate", json=body)
            assert answer.json()["code"] == "invalid-request"
            assert "…" not in answer.json()["detail"]
        assert here.client.post("/narrate", json={"text": ARTICLE, "summary": ["x."] * 50}).status_code == 202


async def test_one_more_than_may_wait_is_told_to_come_back() -> None:
    lane = Bulkhead("test", 1, 2)
    open_ = threading.Event()
    waiting = [asyncio.create_task(lane.run(open_.wait, PATIENCE_S)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError) as refused:
        await lane.run(open_.wait)
    assert refused.value.retry_after_s is not None
    open_.set()
    assert await asyncio.gather(*waiting) == [True] * 3
    assert await lane.run(int, "11", base=2) == 3
    lane.close()


async def test_who_was_served_makes_room_for_one() -> None:
    lane = Bulkhead("test", 1, 1)
    for _ in range(3):
        open_ = threading.Event()
        both = [asyncio.create_task(lane.run(open_.wait, PATIENCE_S)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await lane.run(open_.wait)
        open_.set()
        assert await asyncio.gather(*both) == [True, True]
    lane.close()


async def test_a_close_waits_for_nobody_and_nothing_is_begun_after_it() -> None:
    lane = Bulkhead("test", 1, 1)
    began, open_, begun_late = threading.Event(), threading.Event(), threading.Event()

    def first() -> bool:
        began.set()
        return open_.wait(PATIENCE_S)

    running = asyncio.create_task(lane.run(first))
    late = asyncio.create_task(lane.run(begun_late.set))
    assert await asyncio.to_thread(began.wait, PATIENCE_S)
    lane.close()
    assert not running.done()
    open_.set()
    assert await running
    with pytest.raises(asyncio.CancelledError):
        await late
    assert not begun_late.is_set()


async def test_who_leaves_makes_room() -> None:
    lane = Bulkhead("test", 1, 1)
    open_ = threading.Event()
    first, second = (asyncio.create_task(lane.run(open_.wait, PATIENCE_S)) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    await asyncio.sleep(0.01)
    third = asyncio.create_task(lane.run(len, "abc"))
    open_.set()
    assert (await first, await third) == (True, 3)
    lane.close()


async def test_a_book_waits_behind_books_alone() -> None:
    lanes = Bulkheads()
    open_ = threading.Event()
    book = asyncio.create_task(lanes.read(LONG_TEXT + 1, open_.wait, PATIENCE_S))
    for words, lane in ((LONG_TEXT, "texts"), (LONG_TEXT + 1, "long texts")):
        where = asyncio.create_task(lanes.read(words, threading.current_thread))
        await asyncio.sleep(0)
        if lane == "long texts":
            assert not where.done()
            open_.set()
        assert (await where).name.startswith(lane)
    assert await book
    lanes.close()
