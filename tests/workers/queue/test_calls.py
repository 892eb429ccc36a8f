"""A node watches over the Lines it has asked for, by its own clock and without any broker."""

from typing import Any

import pytest

from app.errors import ShuttingDownError, SynthesisError
from app.workers.queue.broker import BATCH, LIVE, UnreachedError
from app.workers.queue.calls import MOST_LOST, PATIENCE_S, UNREACHED, Calls
from app.workers.queue.messages import Answer, Said
from app.workers.queue.presence import BELIEVED_S, Present, Roster


class Post:
    """What was sent, and a clock."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.is_gone = False
        self.now_s = 0.0
        self.roster = Roster(lambda: self.now_s)
        self.calls = Calls(self.send, self.roster, lambda: self.now_s)

    def send(self, body: dict[str, Any], call_id: str, queue: str) -> None:
        if self.is_gone:
            raise UnreachedError("the broker is gone")
        self.sent.append((queue, call_id, body))

    def there(self, *workers: str, queue: str = LIVE) -> None:
        for worker in workers:
            self.roster.hear(Present(worker, queue, 1, ()))

    def say(self, said: Said, worker: str, attempt: int | None = None, **more: Any) -> None:
        """Of the call that was sent last."""
        _, call_id, body = self.sent[-1]
        times = body["attempt"] if attempt is None else attempt
        self.calls.answered(call_id, Answer(said, times, worker, **more))


BODY = {"lost": 0, "attempt": 0}


def test_many_who_want_a_line_ask_once_and_are_all_answered() -> None:
    post = Post()
    first, is_first = post.calls.ask("key", LIVE, BODY)
    second, is_second = post.calls.ask("key", LIVE, BODY)
    assert (is_first, is_second) == (True, False)
    assert len(post.sent) == 1
    post.say(Said.DONE, "one", work_s=1.5)
    assert first.result(0).work_s == second.result(0).work_s == 1.5
    post.calls.ask("key", LIVE, BODY)
    assert len(post.sent) == 2


def test_the_live_queue_waits_for_no_line_that_the_night_has_asked_for() -> None:
    post = Post()
    for queue in (BATCH, LIVE):
        post.calls.ask("key", queue, BODY)
    assert [queue for queue, _, _ in post.sent] == [BATCH, LIVE]


def test_a_line_whose_worker_falls_silent_is_asked_for_again_and_may_still_be_answered_by_it() -> None:
    post = Post()
    post.there("one", "two")
    future, _ = post.calls.ask("key", LIVE, BODY)
    post.say(Said.BEGUN, "one")
    post.calls.look()
    assert len(post.sent) == 1
    post.now_s += BELIEVED_S
    post.there("two")
    post.calls.look()
    assert post.sent[-1][2] == {"lost": 1, "attempt": 1}
    post.say(Said.BEGUN, "two")
    post.say(Said.DONE, "one", attempt=0)
    assert future.result(0).worker == "one"


def test_what_is_said_of_an_earlier_time_takes_no_line_from_who_speaks_it_now() -> None:
    post = Post()
    post.there("one", "two", "three")
    future, _ = post.calls.ask("key", LIVE, BODY)
    post.say(Said.BEGUN, "one")
    post.say(Said.LOST, "two")
    post.say(Said.BEGUN, "two")
    post.say(Said.LOST, "three", attempt=0)
    post.say(Said.BEGUN, "one", attempt=0)
    post.calls.look()
    assert len(post.sent) == 2
    assert not future.done()


def test_a_line_that_loses_three_workers_is_set_aside_and_one_that_was_never_begun_is_not() -> None:
    post = Post()
    future, _ = post.calls.ask("key", LIVE, BODY)
    for _ in range(10):
        post.say(Said.LOST, "broker's restart")
    for number in range(MOST_LOST):
        assert not future.done()
        post.say(Said.BEGUN, f"worker {number}")
        post.say(Said.LOST, "another")
    answer = future.result(0)
    assert (answer.said, answer.code) == (Said.FAULT, SynthesisError.code)
    assert "worker 0, worker 1, worker 2" in answer.detail


def test_without_a_worker_or_a_broker_nobody_waits() -> None:
    post = Post()
    post.there("one")
    waits, _ = post.calls.ask("key", LIVE, BODY)
    post.calls.look()
    assert not waits.done()
    post.now_s += BELIEVED_S
    post.calls.look()
    assert waits.result(0) == UNREACHED
    post.is_gone = True
    refused, _ = post.calls.ask("key", LIVE, BODY)
    assert refused.result(0) == UNREACHED


@pytest.mark.parametrize("queue", [LIVE, BATCH])
def test_a_line_that_the_broker_has_forgotten_is_asked_for_again(queue: str) -> None:
    post = Post()
    post.calls.ask("key", queue, BODY)
    post.calls.renew()
    assert len(post.sent) == 2
    post.now_s += PATIENCE_S[queue == LIVE] + 1
    post.there("one", queue=queue)
    post.calls.look()
    assert [body["attempt"] for _, _, body in post.sent] == [0, 1, 2]
    assert all(body["lost"] == 0 for _, _, body in post.sent)


def test_who_waits_is_told_that_the_service_stops() -> None:
    post = Post()
    future, _ = post.calls.ask("key", LIVE, BODY)
    post.calls.close()
    with pytest.raises(ShuttingDownError):
        future.result(0)
    with pytest.raises(ShuttingDownError):
        post.calls.ask("other", LIVE, BODY)


def test_a_line_that_is_answered_while_the_service_stops_is_answered_once() -> None:
    post = Post()
    first, _ = post.calls.ask("one", LIVE, BODY)
    second, _ = post.calls.ask("another", LIVE, BODY)
    first.add_done_callback(lambda _: post.say(Said.DONE, "worker", work_s=1.0))  # as the listener's thread may
    post.calls.close()
    assert isinstance(first.exception(0), ShuttingDownError)
    assert second.result(0).said is Said.DONE


def test_a_line_that_is_over_takes_no_other_of_its_key_from_who_waits() -> None:
    post = Post()
    first, _ = post.calls.ask("one", LIVE, BODY)
    post.calls.ask("another", LIVE, BODY)

    def answered_and_asked_for_again(_: object) -> None:
        post.say(Said.DONE, "worker", work_s=1.0)
        post.calls.ask("another", LIVE, BODY)

    first.add_done_callback(answered_and_asked_for_again)
    post.calls.look()  # finds no worker, for either
    assert len(post.sent) == 3
    _, is_ours = post.calls.ask("another", LIVE, BODY)
    assert not is_ours


def test_what_answers_nothing_is_not_heard() -> None:
    post = Post()
    post.calls.answered("nobody's", Answer(Said.DONE))
    post.calls.ask("key", LIVE, BODY)
    post.say(Said.DONE, "one")
    post.say(Said.DONE, "two")


def test_a_worker_that_leaves_has_no_slots_and_is_still_there() -> None:
    post = Post()
    post.there("one", "two")
    post.roster.hear(Present("two", LIVE, 0, ("digest",)))
    assert post.roster.slots(LIVE) == 1
    assert post.roster.is_there("two")
    assert post.roster.slots(BATCH) == 0


def test_a_worker_that_leaves_and_has_closed_its_queue_has_not_lost_its_line() -> None:
    post = Post()
    future, _ = post.calls.ask("key", LIVE, BODY)
    post.say(Said.BEGUN, "one")
    post.roster.hear(Present("one", LIVE, 0, ()))
    post.say(Said.LOST, "two")
    assert len(post.sent) == 1
    post.say(Said.DONE, "one")
    assert future.result(0).said is Said.DONE
