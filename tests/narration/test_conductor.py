"""The conductor behind a real service, under load and loss: crowds, writers that die, stops."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from app.errors import SynthesisError
from app.text.spoken.token import SpokenToken
from tests.serving import ARTICLE, Gate, service

pytestmark = [pytest.mark.faults, pytest.mark.slow]

LISTENERS = 40


def test_many_identical_cold_requests_speak_each_line_once_and_hear_the_same(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here, ThreadPoolExecutor(LISTENERS) as crowd:

        def listen(_: int) -> bytes:
            with httpx2.Client(base_url=here.client.base_url, timeout=20) as client:
                answer = client.post("/narrate", json={"text": ARTICLE}, headers={"Accept": "audio/mpeg"})
                assert answer.status_code == 200, answer.text
                return answer.content

        bodies = [crowd.submit(listen, number) for number in range(LISTENERS)]
        assert gate.reached.wait(20)
        gate.open()
        lengths = {len(body.result()) for body in bodies}
        assert len(lengths) == 1
        assert sorted(here.tones.calls) == sorted(set(here.tones.calls))
        assert len(here.tones.calls) == 4


def test_a_listener_who_leaves_disturbs_no_other(tmp_path: Path) -> None:
    gate = Gate()

    def hold_june(tokens: Sequence[SpokenToken]) -> None:
        if any("June" in token.text for token in tokens):
            gate(tokens)

    with service(tmp_path, before=hold_june) as here:
        wish = {"text": ARTICLE}
        with here.client.stream("POST", "/narrate", json=wish, headers={"Accept": "audio/mpeg"}) as answer:
            next(answer.iter_raw(1_000))  # and goes away
        gate.open()
        assert here.narrate()["status"] == "ready"
        assert len(here.tones.calls) == 4


def test_a_full_queue_refuses_with_retry_after_and_still_serves_what_is_ready(tmp_path: Path) -> None:
    gate = Gate()

    def hold_numbers(tokens: Sequence[SpokenToken]) -> None:
        if any("story" in token.text for token in tokens):
            gate(tokens)

    with service(tmp_path, before=hold_numbers, max_queued=5) as here:
        ready = here.narrate()
        answers = [here.client.post("/narrate", json={"text": f"A story about {n} things."}) for n in range(8)]
        refused = [answer for answer in answers if answer.status_code == 503]
        assert [answer.status_code for answer in answers] == [202] * 5 + [503] * 3
        assert all(answer.json()["code"] == "busy" and int(answer.headers["retry-after"]) > 0 for answer in refused)
        assert here.client.get(ready["audio_url"]).status_code == 200
        assert here.client.post("/narrate", json={"text": ARTICLE}).status_code == 200
        gate.open()


def test_what_is_being_rendered_by_another_process_is_followed_and_not_rendered_twice(tmp_path: Path) -> None:
    """Two services share one cache, as `serve` and `prerender` do; each opens its own lock, as processes would."""
    gate = Gate()
    with service(tmp_path, before=gate) as writer, service(tmp_path) as reader:
        address = writer.begin()
        assert gate.reached.wait(20)
        heard: list[httpx2.Response] = []

        def listen() -> None:
            headers = {"Accept": "audio/mpeg"}
            heard.append(reader.client.post("/narrate", json={"text": ARTICLE}, headers=headers))

        listener = threading.Thread(target=listen)
        listener.start()
        gate.open()
        listener.join()
        assert heard[0].status_code == 200
        published = writer.until(address, "ready")
        audio = writer.client.get(published["audio_url"]).content
        assert len(heard[0].content) == len(audio)
        assert reader.tones.calls == []


def test_when_the_other_writer_gives_up_the_reader_takes_over(tmp_path: Path) -> None:
    gate = Gate()

    def give_up(tokens: Sequence[SpokenToken]) -> None:
        gate(tokens)
        raise SynthesisError("It cannot.")

    with service(tmp_path, before=give_up) as writer, service(tmp_path) as reader:
        address = writer.begin()
        assert gate.reached.wait(20)
        path = reader.begin()
        assert path == address
        gate.open()
        assert writer.until(path, "ready", "failed")["status"] == "failed"
        view = reader.until(path, "ready", "failed")
        assert view["status"] == "ready"


def test_what_is_taken_back_where_another_process_writes_it_is_never_published(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as writer, service(tmp_path) as reader:
        address = writer.begin()
        assert gate.reached.wait(20)
        assert reader.begin() == address
        assert reader.announcer.conductor.under_way == 1
        assert reader.client.delete(address).status_code == 204
        gate.open()
        for node in (writer, reader):
            node.until(address, 410)
            assert node.announcer.conductor.published == 0


def test_a_stop_lets_the_render_under_way_finish(tmp_path: Path) -> None:
    with service(tmp_path, grace_s=20) as here:
        address = here.begin()
    with service(tmp_path) as after:
        assert after.client.get(address).json()["status"] == "ready"
        assert after.tones.calls == []


def test_a_stop_in_mid_render_leaves_nothing_half_written(tmp_path: Path) -> None:
    gate = Gate()

    def hold_june(tokens: Sequence[SpokenToken]) -> None:
        if any("June" in token.text for token in tokens):
            gate(tokens)

    with service(tmp_path, before=hold_june, grace_s=0) as here:
        address = here.begin()
        assert gate.reached.wait(20)
        threading.Timer(1.0, gate.open).start()  # the pool waits for the sentence under way
    with service(tmp_path) as after:
        assert after.until(address, "ready")  # it was promised
        assert after.announcer.store.verify() == []
        assert after.tones.calls == [] or "June" in after.tones.calls[0]


@pytest.mark.parametrize("lines", [1, 300])
def test_an_article_of_any_length_is_whole(tmp_path: Path, lines: int) -> None:
    text = " ".join(f"Sentence about the letter {'abcdefghij'[n % 10] * (1 + n % 7)} follows." for n in range(lines))
    with service(tmp_path) as here:
        view = here.narrate(text, language="en")
        timeline = here.client.get(view["timeline_url"]).json()
        assert len(timeline["lines"]) == lines == view["progress"]["lines_total"]
        assert [line["text"] for line in timeline["lines"]] == text.replace(". ", ".\n").split("\n")
