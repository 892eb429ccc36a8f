"""What a voice does to its worker, it does to nobody else: it hangs, dies, leaves or grows, and the others speak on."""

import contextlib
import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from app.errors import AnnouncerError, BusyError, ShuttingDownError, SynthesisError, VoiceUnavailableError
from app.speech.engine import Pcm
from app.workers.process import Allowance, Process
from app.workers.processes import ProcessWorkers
from app.workers.wire import LostError
from tests.workers.voices import LOADER, VOICE, said, voice_named

pytestmark = pytest.mark.faults

ALLOWANCE = Allowance(memory_bytes=2_000_000_000, line_timeout_s=60)
IMPATIENT = Allowance(memory_bytes=2_000_000_000, line_timeout_s=0.5)
PATIENCE_S = 30


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[ProcessWorkers]:
    opened = ProcessWorkers(2, ALLOWANCE, tmp_path, loader=LOADER)
    yield opened
    opened.close()


def once(folder: Path, deed: str) -> str:
    """The deed, once only."""
    file = folder / deed
    file.touch()
    return f"{deed}:{file}"


@pytest.mark.parametrize("deed", ["die", "exit"])
def test_a_line_whose_worker_ends_is_spoken_by_another(workers: ProcessWorkers, tmp_path: Path, deed: str) -> None:
    clip = workers.speak(said(f"The vote {once(tmp_path, deed)} was close."))
    assert len(clip.marks) == 5
    assert not workers.set_aside


def test_a_line_that_hangs_is_tried_again_and_then_told_while_others_are_spoken(tmp_path: Path) -> None:
    workers = ProcessWorkers(2, IMPATIENT, tmp_path, loader=LOADER)
    try:
        with ThreadPoolExecutor(2) as crowd:
            hangs = crowd.submit(workers.speak, said("hang"))
            assert workers.speak(said("Another line.")).duration_ms > 0
            with pytest.raises(SynthesisError, match="did not answer in time"):
                hangs.result(PATIENCE_S)
        assert workers.speak(said("And one more.")).duration_ms > 0
    finally:
        workers.close()


def test_a_long_line_has_longer() -> None:
    short, long = said("word"), said(" ".join(["word"] * 200))
    assert ALLOWANCE.seconds_for(short) == 60
    assert ALLOWANCE.seconds_for(long) == 480


def test_a_worker_cannot_take_more_memory_than_it_may(workers: ProcessWorkers) -> None:
    with pytest.raises(SynthesisError):
        workers.speak(said("grow"))
    assert workers.speak(said("There is room again.")).duration_ms > 0


def test_a_voice_that_ends_three_workers_in_a_row_is_set_aside_and_no_other(workers: ProcessWorkers) -> None:
    bad = voice_named("bad")
    for _ in range(2):  # two workers each
        with pytest.raises(AnnouncerError):
            workers.speak(said("die", bad))
    with pytest.raises(VoiceUnavailableError, match="set aside"):
        workers.speak(said("Good words do not help it.", bad))
    assert list(workers.set_aside) == ["bad"]
    assert "signal 11" in workers.set_aside["bad"]
    assert workers.speak(said("The others speak on.")).duration_ms > 0


def test_a_voice_that_ends_its_worker_while_it_is_loaded_is_set_aside_too(workers: ProcessWorkers) -> None:
    for _ in range(2):
        with pytest.raises(AnnouncerError):
            workers.load(voice_named("deadly"))
    assert list(workers.set_aside) == ["deadly"]


def test_lines_that_are_spoken_between_keep_a_voice(workers: ProcessWorkers, tmp_path: Path) -> None:
    for number in range(5):
        workers.speak(said(f"Line {number} {once(tmp_path, 'die')}"))
    assert not workers.set_aside


@contextlib.contextmanager
def no_descriptors() -> Iterator[None]:
    """No file, socket or process can be opened meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize("begun", [False, True])
def test_a_worker_that_the_system_has_no_room_for_is_begun_later(tmp_path: Path, *, begun: bool) -> None:
    """Also one that takes a lost one's place: a place that was lost for good would keep everybody waiting for ever."""
    workers = ProcessWorkers(1, ALLOWANCE, tmp_path, loader=LOADER)
    try:
        if begun:
            workers.speak(said("Now there is one."))
        with ThreadPoolExecutor(1) as crowd:
            with no_descriptors(), pytest.raises(BusyError, match="No process can be begun"):
                workers.speak(said("die"))
            assert crowd.submit(workers.speak, said("There is room again.")).result(PATIENCE_S).duration_ms > 0
    finally:
        workers.close()


def test_what_was_heard_of_a_line_is_not_heard_again(workers: ProcessWorkers, tmp_path: Path) -> None:
    heard: list[Pcm] = []
    line = said(f"The vote was close. {once(tmp_path, 'half')}")
    clip = workers.speak(line, heard.append)
    assert np.array_equal(np.concatenate(heard), clip.pcm)
    assert len(heard) >= 2  # half of it by the worker that ended, the rest by another
    assert len(clip.pcm) == len(workers.speak(line).pcm)


def test_all_idle_workers_hold_a_voice_that_was_loaded(workers: ProcessWorkers) -> None:
    workers.load(VOICE)
    workers.settle()
    assert [process.holds for process in workers._idle] == [{VOICE.digest}] * 2


def test_a_voice_that_was_let_go_counts_no_more_and_comes_back(tmp_path: Path) -> None:
    workers = ProcessWorkers(1, Allowance(2_000_000_000, 60, max_loaded=1), tmp_path, loader=LOADER)
    try:
        for voice in (VOICE, voice_named("other"), VOICE):
            workers.load(voice)
            assert workers.held == {voice.digest}
            assert workers.speak(said("The vote was close.", voice)).duration_ms > 0
    finally:
        workers.close()


def test_a_worker_is_heard_whatever_the_number_of_its_descriptor(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 1_200:
        pytest.skip("so many files may not be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1_200), hard))
    taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_030)]
    workers = ProcessWorkers(1, ALLOWANCE, tmp_path, loader=LOADER)
    try:
        assert workers.speak(said("The vote was close.")).duration_ms > 0
    finally:
        workers.close()
        for each in taken:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_closing_ends_who_hangs(tmp_path: Path) -> None:
    workers = ProcessWorkers(1, ALLOWANCE, tmp_path, loader=LOADER)
    workers.load(VOICE)
    (process,) = workers._idle
    begun = threading.Event()

    def speak() -> None:
        begun.set()
        workers.speak(said("hang"))

    with ThreadPoolExecutor(1) as crowd:
        hangs = crowd.submit(speak)
        assert begun.wait(PATIENCE_S)
        while process not in workers._busy:
            assert not hangs.done()
        workers.close()
        with pytest.raises(ShuttingDownError):
            hangs.result(PATIENCE_S)
    assert not process.child.is_alive


def test_a_worker_that_babbles_is_lost(tmp_path: Path) -> None:
    process = Process(ALLOWANCE, tmp_path, LOADER)
    ours = process._wire
    ours._held += b"no json\n"
    with pytest.raises(LostError):
        process.load(VOICE)
    process.child.bury()


ORPHAN = """
import sys, threading
from pathlib import Path
from app.workers.process import Allowance, Process
from tests.workers.voices import LOADER, VOICE, said
process = Process(Allowance(2_000_000_000, 60), Path(sys.argv[1]), LOADER)
process.load(VOICE)
print(process.child.pid, flush=True)
process.speak(said("hang"), None)
"""


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent, parent.stdout:
        pid = int(parent.stdout.readline())
        watched = os.pidfd_open(pid)
        parent.kill()
    try:
        assert select.select([watched], [], [], PATIENCE_S)[0]  # readable once it has ended
    finally:
        os.close(watched)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
