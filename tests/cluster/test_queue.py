"""Lines over a real broker: spoken once each, whoever dies, freezes, leaves or forgets."""

import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlsplit

import numpy as np
import pytest

from app.errors import InvalidSettingError, SynthesisError
from app.speech.engine import Pcm
from app.speech.pool import Lane
from app.workers.base import KeptClip
from app.workers.queue.broker import BATCH, LIVE, check, opened
from tests.cluster.broker import PASSWORD, Broker
from tests.cluster.processes import Cluster
from tests.cluster.tones import Gate, said, until

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

PATIENCE_S = 60


def test_a_line_is_spoken_elsewhere_and_read_from_the_store_and_the_first_one_here(queued: Cluster) -> None:
    worker, node = queued.worker(), queued.node()
    queued.until_there(node, 1)
    clip = node.speak(said("Ballots came late again.", queued.home))
    assert isinstance(clip, KeptClip)
    assert clip.work_s > 0
    assert len(clip.marks) == 4
    heard: list[Pcm] = []
    first = node.speak(said("A listener waits.", queued.home), heard.append)
    assert np.array_equal(np.concatenate(heard), first.pcm)
    assert queued.speakers("Ballots") == [worker.pid]
    assert queued.speakers("listener") != [worker.pid]
    until(lambda: [present.voices for present in node.there] == [(said("", queued.home).voice.digest,)])


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGSTOP])
def test_a_line_whose_worker_dies_or_freezes_is_spoken_by_another(queued: Cluster, stop: signal.Signals) -> None:
    node, gate = queued.node(), Gate(queued.home, "gate")
    lost = queued.worker()
    queued.until_there(node, 1)
    with ThreadPoolExecutor(1) as crowd:
        coming = crowd.submit(node.speak, said("Words wait:gate", queued.home))
        gate.until_reached()
        other = queued.worker()
        queued.until_there(node, 2)
        lost.send(stop)
        until(lambda: len(queued.spoken("Words")) == 2)
        gate.open()
        clip = coming.result(PATIENCE_S)
        assert queued.speakers("Words") == [lost.pid, other.pid]
        lost.send(signal.SIGCONT)  # what it says now, nobody waits for
        assert len(node.speak(said("Words wait:gate", queued.home)).pcm) == len(clip.pcm)
    assert len(queued.spoken("Words")) == 2


def test_a_line_that_ends_three_workers_is_set_aside(queued: Cluster) -> None:
    node, crowd = queued.node(), [queued.worker() for _ in range(4)]
    queued.until_there(node, 4)
    for _ in range(2):
        with pytest.raises(SynthesisError, match="3 workers were lost"):
            node.speak(said("Poison die", queued.home))

    def left() -> list[int]:
        return [worker.pid for worker in crowd if worker.process.poll() is None]

    until(lambda: len(left()) == 1)  # their connections end a little before they do
    assert isinstance(node.speak(said("Others speak on.", queued.home)), KeptClip)
    assert queued.speakers("Others") == left()


def test_what_a_worker_cannot_say_is_told_at_once(queued: Cluster) -> None:
    queued.worker()
    node = queued.node()
    queued.until_there(node, 1)
    with pytest.raises(SynthesisError, match="It will not be said"):
        node.speak(said("refuse", queued.home))
    assert len(queued.spoken("refuse")) == 1


def test_of_two_nodes_that_want_the_same_lines_at_once_each_line_is_spoken_once(queued: Cluster) -> None:
    for _ in range(2):
        queued.worker(slots=4)
    nodes = [queued.node(), queued.node()]
    for node in nodes:
        queued.until_there(node, 2)
    lines = [said(f"Line number{number % 100} of news.", queued.home) for number in range(200)]
    lines += [said("All the same rest:0.05", queued.home)] * 100
    with ThreadPoolExecutor(64) as crowd:
        coming = [crowd.submit(nodes[at % 2].speak, line) for at, line in enumerate([*lines, *reversed(lines)])]
        clips = [each.result(PATIENCE_S) for each in coming]
    assert all(isinstance(clip, KeptClip) for clip in clips)
    counted = Counter(queued.spoken("number") + queued.spoken("same"))
    assert len(counted) == 101
    assert set(counted.values()) == {1}


def test_a_full_batch_queue_holds_no_listener_up(queued: Cluster) -> None:
    for queue in (LIVE, BATCH):
        queued.worker(queue)
    node, gate = queued.node(), Gate(queued.home, "night")
    queued.until_there(node, 2)
    batch = [said(f"Night {number} wait:night", queued.home) for number in range(40)]
    with ThreadPoolExecutor(40) as crowd:
        coming = [crowd.submit(node.speak, replace(line, lane=Lane.BATCH)) for line in batch]
        gate.until_reached()
        assert isinstance(node.speak(replace(said("Somebody listens.", queued.home), lane=Lane.READERS)), KeptClip)
        assert not any(each.done() for each in coming)
        gate.open()
        assert all(isinstance(each.result(PATIENCE_S), KeptClip) for each in coming)


def test_a_worker_that_is_told_to_stop_finishes_what_it_has_and_takes_no_more(queued: Cluster) -> None:
    node, gate = queued.node(), Gate(queued.home, "gate")
    leaving = queued.worker()
    queued.until_there(node, 1)
    with ThreadPoolExecutor(2) as crowd:
        coming = crowd.submit(node.speak, said("Last wait:gate", queued.home))
        gate.until_reached()
        leaving.send(signal.SIGTERM)
        until(lambda: not node.roster.slots(LIVE))
        assert not isinstance(node.speak(said("Next.", queued.home)), KeptClip)  # by the node itself
        gate.open()
        assert isinstance(coming.result(PATIENCE_S), KeptClip)
    assert leaving.process.wait(PATIENCE_S) == 0
    assert queued.speakers("Last") == [leaving.pid]


@pytest.mark.parametrize("forget", [False, True])
def test_while_the_broker_is_gone_the_node_speaks_and_later_the_workers_again(queued: Cluster, *, forget: bool) -> None:
    worker, node = queued.worker(), queued.node()
    queued.until_there(node, 1)
    gate = Gate(queued.home, "gate")
    with ThreadPoolExecutor(2) as crowd:
        under_way = crowd.submit(node.speak, said("Begun wait:gate", queued.home))
        gate.until_reached()
        waits = crowd.submit(node.speak, said("Waits.", queued.home))
        try:
            queued.broker.stop(forget=forget)
            assert not isinstance(waits.result(PATIENCE_S), KeptClip)
            gate.open()
            assert under_way.result(PATIENCE_S).duration_ms > 0
            assert not isinstance(node.speak(said("Meanwhile.", queued.home)), KeptClip)
        finally:
            queued.broker.start()
    queued.until_there(node, 1)
    assert isinstance(node.speak(said("Again.", queued.home)), KeptClip)
    assert queued.speakers("Again") == [worker.pid]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [(PASSWORD, "wrong-guess", "refuses the user's name or password"), ("PORT", "1", "cannot be reached")],
)
def test_a_broker_that_cannot_be_used_is_told_in_a_sentence_without_its_password(
    broker: Broker, right: str, wrong: str, told: str
) -> None:
    port = str(urlsplit(broker.address).port)
    address = broker.address.replace(port if right == "PORT" else right, wrong)
    with pytest.raises(InvalidSettingError, match=told) as refused:
        check(opened(address), address)
    assert "127.0.0.1" in refused.value.detail
    assert PASSWORD not in refused.value.detail
    assert "wrong-guess" not in refused.value.detail
