"""Every kind of worker does what Workers says."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from app.audio.level import gain_for
from app.errors import SynthesisError, VoiceUnavailableError
from app.speech.engine import Pcm
from app.speech.engines import Engines
from app.workers.base import Workers
from app.workers.process import Allowance
from app.workers.processes import ProcessWorkers
from app.workers.threads import ThreadWorkers
from tests.cluster.broker import redis
from tests.cluster.processes import Cluster, cluster
from tests.workers import voices
from tests.workers.voices import LOADER, VOICE, said, voice_named

pytestmark = pytest.mark.slow

Opened = Callable[[], Workers]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A worker process behind a queue."""
    folder = tmp_path_factory.mktemp("broker")
    with redis(folder) as broker, cluster(broker, tmp_path_factory.mktemp("cluster")) as running:
        running.worker(slots=2)
        yield running


def queued(running: Cluster) -> Workers:
    node = running.node(lambda voice: voices.load(voice, None))
    running.until_there(node, 1)
    return node


@pytest.fixture(params=["threads", "processes", pytest.param("queue", marks=pytest.mark.cluster)])
def workers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workers]:
    kinds: dict[str, Opened] = {
        "queue": lambda: queued(request.getfixturevalue("elsewhere")),
        "threads": lambda: ThreadWorkers(Engines(lambda voice: voices.load(voice, None), measure=gain_for)),
        "processes": lambda: ProcessWorkers(2, Allowance(2_000_000_000, 60), tmp_path, loader=LOADER),
    }
    opened = kinds[request.param]()
    yield opened
    opened.close()


def test_a_line_is_spoken_with_a_mark_for_each_token_at_the_voices_level(workers: Workers) -> None:
    clip = workers.speak(said("The vote was close."))
    assert len(clip.marks) == 4
    assert clip.marks_exact
    assert clip.sample_rate_hz == 22_050
    assert 0 <= clip.marks[0].start_ms < clip.marks[-1].end_ms <= clip.duration_ms
    assert np.abs(clip.pcm.astype(int)).max() > 1_000


def test_the_pieces_are_the_clip(workers: Workers) -> None:
    heard: list[Pcm] = []
    clip = workers.speak(said("Nobody left before midnight."), heard.append)
    assert np.array_equal(np.concatenate(heard), clip.pcm)
    whole = workers.speak(said("Nobody left before midnight."))
    assert np.abs(clip.pcm.astype(int) - whole.pcm.astype(int)).max() <= 1


def test_what_cannot_be_said_is_told_and_the_next_line_is_spoken(workers: Workers) -> None:
    with pytest.raises(SynthesisError, match="It will not be said"):
        workers.speak(said("refuse"))
    assert workers.speak(said("Said all the same.")).duration_ms > 0


def test_a_voice_that_cannot_be_loaded_is_told_and_keeps_no_other_from_speaking(workers: Workers) -> None:
    damaged = voice_named("damaged")
    with pytest.raises(VoiceUnavailableError, match="damaged"):
        workers.load(damaged)
    with pytest.raises(VoiceUnavailableError, match="damaged"):
        workers.speak(said("Anything.", damaged))
    assert workers.speak(said("Another voice.")).duration_ms > 0


def test_loaded_voices_are_counted_once(workers: Workers) -> None:
    workers.load(VOICE)
    workers.load(VOICE)
    assert workers.held == {VOICE.digest}
    assert not workers.set_aside


def test_many_callers_get_their_own_lines(workers: Workers) -> None:
    lines = [f"Sentence about {'abcdefgh'[number % 8] * (1 + number)} things." for number in range(16)]
    alone = [len(workers.speak(said(line)).pcm) for line in lines]
    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(lambda line: len(workers.speak(said(line)).pcm), lines)) == alone
