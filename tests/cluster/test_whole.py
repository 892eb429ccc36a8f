"""Two nodes and three workers as whole processes, over RabbitMQ, PostgreSQL and an object store: whoever is lost."""

import os
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.cluster.nodes import until
from tests.cluster.whole import Whole, ready, whole
from tests.process import Served
from tests.serving import PATIENCE_S

pytestmark = [pytest.mark.cluster, pytest.mark.slow, pytest.mark.faults]

ARTICLES = int(os.environ.get("CLUSTER_ARTICLES", "100"))
"""Different ones, and as many that are identical; 1,000 before a release."""
AT_ONCE = 32


@pytest.fixture(scope="module")
def running() -> Iterator[Whole]:
    with tempfile.TemporaryDirectory() as folder, whole(Path(folder)) as found:
        yield found


def named(number: int) -> str:
    """A word for a number: letters alone, so that it is spoken as it is written."""
    return "".join("bdfgklmnprt"[int(digit)] + "aou"[int(digit) % 3] for digit in str(number))


def sound(node: Served, view: dict[str, str]) -> bytes:
    answer = node.client.get(f"/narrations/{view['id']}/audio.mp3")
    assert answer.status_code == 200, answer.text
    return answer.content


def test_every_line_of_a_thousand_articles_over_two_nodes_is_spoken_once(running: Whole) -> None:
    """Different ones, each asked of both nodes, and one that everybody wants at once."""
    different = [f"Stories about {named(n)} begin. Then {named(n)} goes on with stories." for n in range(ARTICLES)]
    same = ["Everybody wants these stories. All of them want the same stories."] * ARTICLES
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        wishes = [text for pair in zip(different, same, strict=True) for text in pair]
        asked = [
            (text, crowd.submit(ready, running.nodes[(at + again) % 2], text))
            for again in range(2)
            for at, text in enumerate(wishes)
        ]
        views = [(text, each.result()) for text, each in asked]
    ids = {(text, view["id"]) for text, view in views}
    assert len(ids) == ARTICLES + 1
    spoken = running.notes.lines("stories")
    assert len(spoken) == 2 * ARTICLES + 2
    assert set(spoken.values()) == {1}
    for _, view in views[:: ARTICLES // 5]:
        assert sound(running.nodes[0], view) == sound(running.nodes[1], view)


def test_a_listener_whose_node_is_killed_hears_the_same_from_another(running: Whole) -> None:
    _, other = running.nodes[-2:]
    lost = running.node()
    running.until_heard(lost, slots=3)
    text = "Listeners hear this. Second they hear. Third they hear. Fourth is gatekilled they hear. Fifth they hear."
    view = lost.client.post("/narrate", json={"text": text}).json()
    heard = b""
    with pytest.raises(httpx2.TransportError), lost.client.stream("GET", view["audio_url"]) as answer:  # noqa: PT012
        for chunk in answer.iter_bytes():
            heard += chunk
            if len(running.notes.lines("hear")) == 5 and len(heard) > 10_000:
                lost.process.kill()
    address = f"/narrations/{view['id']}"
    running.notes.open("gatekilled")
    until(lambda: other.client.get(address).json().get("status") == "ready")
    again = other.client.get(f"{address}/audio.mp3").content
    assert sound_of(again).startswith(sound_of(heard))
    assert all(count == 1 for line, count in running.notes.lines("they").items() if "gate" not in line)


def sound_of(mp3: bytes) -> bytes:
    """What stands behind the tag and its Info frame, both of which are whole at the end only."""
    size = 10 + sum((mp3[6 + at] & 0x7F) << (7 * (3 - at)) for at in range(4))
    return mp3[size + 1_000 :]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_lost_in_mid_line_keeps_no_article_from_being_ready(running: Whole, how: signal.Signals) -> None:
    gate = f"gate{how.name.lower()}"
    text = f"Firstly {gate}no one waits. Secondly this {gate} is lost."
    running.notes.open(f"{gate}no")
    node = running.nodes[0]
    coming = node.client.post("/narrate", json={"text": text}).json()
    until(lambda: running.notes.lines(f"this {gate}"))
    (speaker,) = running.notes.speakers(f"this {gate}")
    lost = next(worker for worker in running.workers if is_parent(worker.pid, speaker))
    lost.send_signal(how)
    until(lambda: len(running.notes.speakers(f"this {gate}")) == 2)
    running.notes.open(gate)
    until(lambda: node.client.get(f"/narrations/{coming['id']}").json().get("status") == "ready")
    lost.kill()
    running.worker()
    running.until_heard(*running.nodes[:2], slots=3)


def is_parent(pid: int, child: int) -> bool:
    try:
        return int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1]) == pid
    except OSError:
        return False


def test_a_broker_that_forgets_everything_keeps_no_article_from_being_ready(running: Whole) -> None:
    nodes = running.nodes[:2]
    texts = [f"Messages {named(n)} wait for gatebroker. Then {named(n)} comes." for n in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        coming = [crowd.submit(ready, nodes[at % 2], text) for at, text in enumerate(texts)]
        until(lambda: len(running.notes.lines("messages")) > 2)
        running.broker.stop(forget=True)
        running.notes.open("gatebroker")
        running.broker.start()
        assert {each.result()["status"] for each in coming} == {"ready"}
    running.until_heard(*nodes, slots=3)


def test_a_store_that_goes_and_comes_back_takes_nothing_along(running: Whole) -> None:
    one, two = running.nodes[:2]
    kept = ready(one, "Bytes that are kept. They stay where they were.")
    before = sound(one, kept)
    assert sound(two, kept) == before
    begun = one.client.post("/narrate", json={"text": "Bytes that come. They wait at the gatestore for long."})
    until(lambda: running.notes.lines("gatestore"))
    running.proxy.fail(status=503)
    try:
        running.notes.open("gatestore")
        assert {sound(node, kept) for node in (one, two)} == {before}
        refused = two.client.post("/narrate", json={"text": "Bytes that nobody knows."}, timeout=3 * PATIENCE_S)
        assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
        assert refused.headers["retry-after"]
    finally:
        running.proxy.heal()
    after = ready(two, "Bytes that come. They wait at the gatestore for long.")
    assert after["id"] == begun.json()["id"]
    assert sound(one, after) == sound(two, after)


def test_when_all_are_told_to_stop_all_stop_and_nothing_is_left(running: Whole) -> None:
    """Last, for it ends the cluster."""
    ours = [node.process for node in running.nodes] + running.workers
    alive = [process for process in ours if process.poll() is None]
    assert len(alive) >= 5
    for process in alive:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(3 * PATIENCE_S) for process in alive] == [0] * len(alive), running.logs()
    until(lambda: not left(running.folder))


def left(folder: Path) -> list[str]:
    """Processes that were told of that folder: nodes, workers, and those that speak for them."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = f"NOTED={folder}/".encode() in (place / "environ").read_bytes()
            name = (place / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if is_ours and "app." in name:
            found.append(name)
    return found
