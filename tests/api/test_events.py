"""`/narrations/{id}/events`: a render as it goes on, told to whoever listens."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from app.api.events import told
from app.api.schemas import NarrationView
from app.errors import SynthesisError
from app.narration.order import Order
from app.narration.render import Render
from app.narration.wish import Wish
from app.speech.engine import SynthesisSettings
from app.speech.pool import Lane
from app.store.local import LocalStore
from app.text.article import Article, Block, BlockKind
from app.text.script import build_script
from app.voices import VoiceCatalogue
from tests.serving import ARTICLE, ENGLISH, PATIENCE_S, Gate, Service, service
from tests.voices.offer import put_voice

pytestmark = pytest.mark.slow

Event = tuple[str, Any]


def parsed(stream: str) -> list[Event]:
    fields = [dict(line.split(": ", 1) for line in block.splitlines()) for block in stream.strip().split("\n\n")]
    return [(each["event"], json.loads(each["data"])) for each in fields if "event" in each]


def hear(here: Service, address: str) -> list[Event]:
    """Every event up to the end of the stream."""
    with here.client.stream("GET", f"{address}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return parsed(answer.read().decode())


def test_a_ready_narration_answers_at_once_and_ends(here: Service) -> None:
    view = here.narrate()
    ((kind, told_view),) = hear(here, f"/narrations/{view['id']}")
    assert kind == "ready"
    assert told_view["duration_s"] == view["duration_s"]


def test_a_listener_hears_of_every_line_once_and_of_the_end(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        address = here.begin()
        with here.client.stream("GET", f"{address}/events") as answer:
            stream = answer.iter_text()
            heard = next(stream)
            assert parsed(heard)[0][0] == "progress"
            gate.open()
            heard += "".join(stream)
        events = parsed(heard)
        assert events[-1][0] == "ready"
        assert events[-1][1]["status"] == "ready"
        lines = [line for kind, data in events if kind == "lines" for line in data["lines"]]
        assert lines == here.client.get(f"{address}/timeline.json").json()["lines"]
        done = [data["progress"]["lines_done"] for kind, data in events if kind == "progress"]
        assert done == sorted(done)


def test_a_failed_render_ends_with_its_reason(tmp_path: Path) -> None:
    gate = Gate()

    def fail(_: object) -> None:
        gate(())
        raise SynthesisError("The voice lost its words.")

    with service(tmp_path, before=fail) as here:
        address = here.begin()
        with here.client.stream("GET", f"{address}/events") as answer:
            gate.open()
            kind, view = parsed(answer.read().decode())[-1]
        assert (kind, view["error"]["code"]) == ("failed", "synthesis-failed")
        assert hear(here, address)[-1][0] == "failed"


def test_listeners_who_left_cost_nothing_while_the_render_goes_on(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        address = here.begin()
        render = here.announcer.conductor.find(address.rpartition("/")[2])
        assert render is not None
        alone = len(render.coming()._waiters)
        for _ in range(10):
            with here.client.stream("GET", f"{address}/events") as answer:
                next(answer.iter_text())
        give_up = time.monotonic() + PATIENCE_S
        while len(render.coming()._waiters) > alone:
            assert time.monotonic() < give_up
            time.sleep(0.02)
        gate.open()
        here.until(address, "ready")


def test_who_comes_back_after_the_end_is_told_to_stop(here: Service) -> None:
    address = f"/narrations/{here.narrate()['id']}/events"
    assert "id: end\n" in here.client.get(address).text
    assert here.client.get(address, headers={"Last-Event-ID": "end"}).status_code == 204


def test_an_unknown_narration_is_404(here: Service) -> None:
    assert here.client.get(f"/narrations/{'a' * 26}/events").json()["code"] == "unknown-narration"
    assert here.client.get("/narrations/nonsense/events").status_code == 404


def test_another_process_renders_and_the_listener_still_hears_the_end(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        order = here.announcer.orders.take(Wish(text=ARTICLE))
        draft = LocalStore(tmp_path / "cache").begin(order.id)
        assert draft is not None
        address = here.begin()
        here.until(address, "rendering")
        with here.client.stream("GET", f"{address}/events") as answer:
            stream = answer.iter_text()
            assert parsed(next(stream))[0][1]["status"] == "rendering"
            draft.discard()
            assert parsed("".join(stream))[-1][0] == "ready"


@pytest.fixture
def render(tmp_path: Path) -> Render:
    put_voice(tmp_path, ENGLISH)
    article = Article("en", "One. Two.", (Block(BlockKind.PARAGRAPH, 0, 9),))
    voice = VoiceCatalogue(tmp_path).get(ENGLISH)
    return Render(Order("a" * 26, build_script(article), voice, SynthesisSettings(1.0)), Lane.LIVE)


async def shown() -> NarrationView:
    """A view that never changes."""
    return NarrationView.model_construct(id="a" * 26)


async def test_a_long_silence_is_filled(render: Render) -> None:
    events = told(render, shown, heartbeat_s=0.001)
    assert "event: progress" in await anext(events)
    assert [await anext(events) for _ in range(2)] == [": still here\n\n"] * 2


async def test_a_listener_who_leaves_leaves_nothing_behind(render: Render) -> None:
    listening = [asyncio.create_task(collect(render)) for _ in range(20)]
    await asyncio.sleep(0)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def collect(render: Render) -> list[str]:
    return [event async for event in told(render, shown)]
