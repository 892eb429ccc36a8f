import asyncio
import gc
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import CancelledError
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BusyError, ShuttingDownError, SynthesisError
from app.speech.cores import usable_cores
from app.speech.pool import PASSED_OVER, UPPER_PER_LOWER, Lane, SpeechPool

PATIENCE_S = 30


class Gate:
    """A job that says when it has begun, and ends when it is let."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.let = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.let.wait(PATIENCE_S)
        return "gate"


@pytest.fixture
def pool() -> Iterator[SpeechPool]:
    with SpeechPool(1, queue_limit=100) as pool:
        yield pool


@pytest.fixture
def gate(pool: SpeechPool) -> Iterator[Gate]:
    """Keeps the pool's one worker busy until it is let go."""
    gate = Gate()
    pool.submit(Lane.LIVE, gate)
    assert gate.begun.wait(PATIENCE_S)
    yield gate
    gate.let.set()


def test_a_jobs_result_comes_back(pool: SpeechPool) -> None:
    assert pool.submit(Lane.LIVE, lambda: 42).result(PATIENCE_S) == 42


async def test_a_job_can_be_awaited(pool: SpeechPool) -> None:
    assert await pool.run(Lane.BATCH, lambda: "spoken") == "spoken"


def test_by_default_there_is_a_worker_per_usable_core() -> None:
    with SpeechPool() as pool:
        assert pool.workers == usable_cores()


def test_workers_work_at_the_same_time() -> None:
    meeting = threading.Barrier(3)
    with SpeechPool(3) as pool:
        jobs = [pool.submit(Lane.LIVE, lambda: meeting.wait(PATIENCE_S)) for _ in range(3)]
        assert sorted(job.result(PATIENCE_S) for job in jobs) == [0, 1, 2]


def test_jobs_of_one_lane_run_in_order(pool: SpeechPool, gate: Gate) -> None:
    order: list[int] = []
    jobs = [pool.submit(Lane.BATCH, partial(order.append, number)) for number in range(20)]
    gate.let.set()
    for job in jobs:
        job.result(PATIENCE_S)
    assert order == list(range(20))


def test_listeners_come_before_the_nightly_job(pool: SpeechPool, gate: Gate) -> None:
    order: list[str] = []
    batch = [pool.submit(Lane.BATCH, lambda: order.append("batch")) for _ in range(3)]
    live = [pool.submit(Lane.LIVE, lambda: order.append("live")) for _ in range(3)]
    gate.let.set()
    for job in [*batch, *live]:
        job.result(PATIENCE_S)
    assert order == ["live"] * 3 + ["batch"] * 3


def test_the_longest_batch_jobs_come_first_but_the_oldest_is_not_forgotten(pool: SpeechPool, gate: Gate) -> None:
    order: list[int] = []
    sizes = [1, *range(10, 30)]
    jobs = [pool.submit(Lane.BATCH, partial(order.append, size), size=size) for size in sizes]
    gate.let.set()
    for job in jobs:
        job.result(PATIENCE_S)
    assert order[:PASSED_OVER] == sorted(sizes, reverse=True)[:PASSED_OVER]
    assert order[PASSED_OVER] == 1


@given(live=st.integers(0, 40), batch=st.integers(0, 10))
@settings(max_examples=25, deadline=None)
def test_the_nightly_job_is_never_starved(live: int, batch: int) -> None:
    order: list[str] = []
    gate = Gate()
    with SpeechPool(1) as pool:
        pool.submit(Lane.LIVE, gate)
        jobs = [pool.submit(Lane.LIVE, lambda: order.append("L")) for _ in range(live)]
        jobs += [pool.submit(Lane.BATCH, lambda: order.append("B")) for _ in range(batch)]
        gate.let.set()
        for job in jobs:
            job.result(PATIENCE_S)
    while_both_wait = "".join(order).rstrip("L").rstrip("B") + "B" * (batch > 0)
    assert "L" * (UPPER_PER_LOWER + 1) not in while_both_wait
    assert (order.count("L"), order.count("B")) == (live, batch)
    assert "BB" not in "".join(order).rstrip("B")


def test_a_full_queue_refuses_and_says_when_to_come_back(gate: Gate, pool: SpeechPool) -> None:
    for _ in range(100):
        pool.submit(Lane.BATCH, int)
    with pytest.raises(BusyError) as refusal:
        pool.submit(Lane.LIVE, int)
    assert refusal.value.retry_after_s


async def test_a_full_queue_refuses_awaiting_callers_too(gate: Gate, pool: SpeechPool) -> None:
    for _ in range(100):
        pool.submit(Lane.BATCH, int)
    with pytest.raises(BusyError):
        await pool.run(Lane.LIVE, int)


def test_a_cancelled_job_leaves_the_queue_and_never_runs(gate: Gate, pool: SpeechPool) -> None:
    ran: list[int] = []
    jobs = [pool.submit(Lane.LIVE, lambda: ran.append(1)) for _ in range(100)]
    assert all(job.cancel() for job in jobs)
    assert pool.waiting(Lane.LIVE) == 0
    after = pool.submit(Lane.LIVE, lambda: "after")
    gate.let.set()
    assert after.result(PATIENCE_S) == "after"
    assert not ran
    with pytest.raises(CancelledError):
        jobs[0].result(0)


async def test_a_cancelled_caller_takes_its_job_out_of_the_queue(gate: Gate, pool: SpeechPool) -> None:
    ran: list[int] = []
    caller = asyncio.create_task(pool.run(Lane.BATCH, lambda: ran.append(1)))
    await asyncio.sleep(0)
    assert pool.waiting(Lane.BATCH) == 1
    caller.cancel()
    await asyncio.wait([caller])
    assert pool.waiting(Lane.BATCH) == 0
    gate.let.set()
    await pool.run(Lane.BATCH, lambda: None)
    assert not ran


async def test_a_caller_can_leave_a_job_that_has_begun(pool: SpeechPool) -> None:
    gate = Gate()
    caller = asyncio.create_task(pool.run(Lane.LIVE, gate))
    await asyncio.to_thread(gate.begun.wait, PATIENCE_S)
    caller.cancel()
    await asyncio.wait([caller])
    assert caller.cancelled()
    gate.let.set()
    assert await pool.run(Lane.LIVE, lambda: "next") == "next"


@pytest.mark.parametrize("error", [SynthesisError("mute"), MemoryError(), SystemExit(1), KeyboardInterrupt()])
def test_a_worker_survives_whatever_a_job_raises(pool: SpeechPool, error: BaseException) -> None:
    def fail() -> None:
        raise error

    failed = pool.submit(Lane.LIVE, fail)
    assert failed.exception(PATIENCE_S) is error
    assert pool.submit(Lane.LIVE, lambda: "alive").result(PATIENCE_S) == "alive"


async def test_the_jobs_own_error_reaches_the_caller(pool: SpeechPool) -> None:
    def fail() -> None:
        raise SynthesisError("mute")

    with pytest.raises(SynthesisError, match="mute"):
        await pool.run(Lane.LIVE, fail)


def test_what_waits_is_counted_by_lane(gate: Gate, pool: SpeechPool) -> None:
    pool.submit(Lane.BATCH, int)
    pool.submit(Lane.BATCH, int)
    pool.submit(Lane.LIVE, int)
    assert (pool.waiting(Lane.LIVE), pool.waiting(Lane.BATCH)) == (1, 2)


def test_shutdown_finishes_what_began_and_refuses_the_rest() -> None:
    pool = SpeechPool(1)
    gate = Gate()
    begun = pool.submit(Lane.LIVE, gate)
    assert gate.begun.wait(PATIENCE_S)
    waiting = pool.submit(Lane.BATCH, int)
    pool.shutdown(wait=False)
    assert isinstance(waiting.exception(PATIENCE_S), ShuttingDownError)
    with pytest.raises(ShuttingDownError):
        pool.submit(Lane.LIVE, int)
    gate.let.set()
    pool.shutdown()
    assert begun.result(0) == "gate"


async def test_a_caller_that_waits_hears_of_the_shutdown() -> None:
    pool = SpeechPool(1)
    gate = Gate()
    pool.submit(Lane.LIVE, gate)
    assert await asyncio.to_thread(gate.begun.wait, PATIENCE_S)
    caller = asyncio.create_task(pool.run(Lane.LIVE, int))
    await asyncio.sleep(0)
    assert pool.waiting(Lane.LIVE) == 1
    pool.shutdown(wait=False)
    with pytest.raises(ShuttingDownError):
        await caller
    gate.let.set()
    pool.shutdown()


def test_fifty_pools_leave_no_thread_behind() -> None:
    before = threading.active_count()
    for _ in range(50):
        with SpeechPool(2) as pool:
            pool.submit(Lane.LIVE, int).result(PATIENCE_S)
    assert threading.active_count() == before


def test_an_idle_worker_keeps_no_result_in_memory(pool: SpeechPool) -> None:
    class Sound:
        pass

    sounds: list[weakref.ref[Sound]] = []

    def make() -> Sound:
        sound = Sound()
        sounds.append(weakref.ref(sound))
        return sound

    pool.submit(Lane.LIVE, make).result(PATIENCE_S)
    pool.submit(Lane.LIVE, int).result(PATIENCE_S)
    gc.collect()
    assert sounds[0]() is None
