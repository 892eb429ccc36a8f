"""Several API nodes over one object store, none of them special: what is said to one holds for all."""

import functools
import threading
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from app.newsroom.nights import Nights
from app.newsroom.sources import Source
from app.parts import open_parts
from app.settings import Settings
from tests.cluster.nodes import Shared, until
from tests.narration.inside import hold
from tests.process import Served, served
from tests.serving import ARTICLE, ENGLISH, PATIENCE_S, Gate, Service

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
LONG = " ".join(f"Sentence number {n} tells what the council said about the river and the bridge." for n in range(40))


@pytest.fixture
def nodes(site: Shared) -> Any:
    with ExitStack() as stack:
        yield [stack.enter_context(site.node(name)) for name in ("one", "two")]


def test_what_is_said_to_one_node_holds_for_the_other(nodes: list[Service]) -> None:
    one, two = nodes
    assert two.client.get("/lexicon/en/Council").status_code == 404
    assert one.client.put("/lexicon/en/Council", json={"spoken": "kown sill"}).status_code == 200
    until(lambda: two.client.get("/lexicon/en/Council").status_code == 200)
    assert two.client.put("/lexicon/en/vote", json={"spoken": "voht"}).status_code == 200
    until(lambda: {"Council", "vote"} <= {each["written"] for each in one.client.get("/lexicon/en").json()})
    assert one.client.put("/voices/default/en", json={"voice": ENGLISH}).status_code == 200
    until(lambda: two.client.get("/voices/default/en").json()["decided_by"] == "studio")
    view = one.narrate(article_id="a1")
    one.until_kept("a1", view["id"])
    assert two.client.get("/articles/a1", follow_redirects=True).json()["status"] == "ready"
    sound = one.client.get(f"/narrations/{view['id']}/audio.mp3")
    assert two.client.get(f"/narrations/{view['id']}/audio.mp3").content == sound.content
    assert two.narrate()["id"] == view["id"]
    assert two.tones.calls == []


def answers(here: Service, address: str, *statuses: int) -> bool:
    return here.client.get(address).status_code in statuses


class Listener(threading.Thread):
    """Listens to a narration from its first byte to its end."""

    def __init__(self, here: Service, narration_id: str) -> None:
        super().__init__(daemon=True)
        self._here = here
        self._address = f"/narrations/{narration_id}/audio.mp3"
        self.begun = threading.Event()
        self.sound = b""
        self.status = 0
        self.is_broken = False
        self.start()

    def run(self) -> None:
        try:
            with self._here.client.stream("GET", self._address) as answer:
                self.status = answer.status_code
                for chunk in answer.iter_bytes():
                    self.sound += chunk
                    self.begun.set()
        except httpx2.TransportError:
            self.is_broken = True

    def heard(self) -> bytes:
        self.join(PATIENCE_S)
        assert not self.is_alive()
        return self.sound


def test_a_narration_that_one_node_makes_is_heard_growing_on_the_other_with_the_same_bytes(site: Shared) -> None:
    gate = Gate()
    with site.node("one", hold("June", gate)) as one, site.node("two") as two:
        narration_id = one.begin().rpartition("/")[2]
        here, there = Listener(one, narration_id), Listener(two, narration_id)
        assert gate.reached.wait(PATIENCE_S)
        assert there.begun.wait(PATIENCE_S)  # while its last sentence is not spoken yet
        assert here.begun.wait(PATIENCE_S)
        assert two.client.get(f"/narrations/{narration_id}").json()["status"] == "rendering"
        until(lambda: two.client.get(f"/narrations/{narration_id}").json()["progress"]["lines_done"] == 3)
        gate.open()
        assert there.heard() == here.heard() != b""
        assert (here.status, there.status) == (200, 200)
        assert two.until(f"/narrations/{narration_id}", "ready")["id"] == narration_id
        assert two.tones.calls == []
        until(lambda: one.announcer.parts.shelf.names("wishes") == [])


def test_what_is_retracted_on_one_node_is_gone_on_the_other(nodes: list[Service]) -> None:
    one, two = nodes
    narration_id = one.narrate()["id"]
    assert two.client.get(f"/narrations/{narration_id}").status_code == 200
    assert two.client.delete(f"/narrations/{narration_id}").status_code == 204
    assert until(lambda: one.client.get(f"/narrations/{narration_id}").status_code == 410)
    assert one.client.get(f"/narrations/{narration_id}/audio.mp3").status_code == 410
    assert one.narrate()["id"] == narration_id  # asked for again, it is made again
    assert two.client.get(f"/narrations/{narration_id}").json()["status"] == "ready"


def test_what_is_retracted_on_one_node_while_the_other_makes_it_is_never_published(site: Shared) -> None:
    gate = Gate()
    with site.node("one", hold("June", gate)) as one, site.node("two") as two:
        narration_id = one.begin().rpartition("/")[2]
        assert gate.reached.wait(PATIENCE_S)
        there = Listener(two, narration_id)
        assert there.begun.wait(PATIENCE_S)
        assert two.client.delete(f"/narrations/{narration_id}").status_code == 204
        gate.open()
        there.heard()
        assert there.is_broken  # no listener takes the half of it for the whole
        for node in (one, two):
            until(functools.partial(answers, node, f"/narrations/{narration_id}", 410))
        assert one.announcer.conductor.published == two.announcer.conductor.published == 0


def test_what_was_accepted_by_a_node_that_is_killed_is_carried_out_by_the_other(site: Shared) -> None:
    folders = [site.folder / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    with served(folders[1], **site.settings) as two:
        with served(folders[0], **site.settings) as one:
            view = one.client.post("/narrate", json={"text": LONG, "article_id": "a1"})
            assert view.status_code == 202
            one.process.kill()
            one.process.wait(PATIENCE_S)
        until(lambda: two.client.get("/articles/a1").status_code == 302)
        assert two.until(f"/narrations/{view.json()['id']}")["status"] == "ready"


def test_a_listener_goes_on_elsewhere_when_the_node_that_makes_it_is_killed(site: Shared) -> None:
    folders = [site.folder / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    with served(folders[1], **site.settings) as two, served(folders[0], **site.settings) as one:
        view = one.client.post("/narrate", json={"text": LONG})
        assert view.status_code == 202
        narration_id = view.json()["id"]
        one.process.kill()
        one.process.wait(PATIENCE_S)
        sound = _heard(two, narration_id)
        assert sound == two.client.get(f"/narrations/{narration_id}/audio.mp3").content


def _heard(here: Served, narration_id: str) -> bytes:
    """The sound from its first byte to its end; who lost its node asks again, as players do."""

    def whole() -> bytes:
        answer = here.client.get(f"/narrations/{narration_id}/audio.mp3")
        return answer.content if answer.status_code == 200 else b""

    until(lambda: here.client.get(f"/narrations/{narration_id}").json().get("status") == "ready")
    return bytes(until(whole))


def test_a_store_that_is_down_is_told_and_what_is_cached_is_served(site: Shared) -> None:
    with site.node("one") as here:
        narration_id = here.narrate()["id"]
        sound = here.client.get(f"/narrations/{narration_id}/audio.mp3").content
        assert here.client.get("/readyz").json()["shared"] == {"store": "answers"}
        site.proxy.fail(status=503)
        here.client.timeout = 60
        again = here.client.get(f"/narrations/{narration_id}/audio.mp3")
        assert (again.status_code, again.content) == (200, sound)
        refused = here.client.post("/narrate", json={"text": "Something else happened."})
        assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
        assert refused.headers["retry-after"]
        told = until(lambda: _degraded(here))
        assert told["voices"]
        site.proxy.heal()
        until(lambda: here.client.get("/readyz").json()["status"] == "ready")
        assert here.narrate("Something else happened.")["status"] == "ready"


def _degraded(here: Service) -> Any:
    answer = here.client.get("/readyz")
    assert answer.status_code == 200  # no reason to take this node out: the others have no store either
    view = answer.json()
    return view if view["status"] == "degraded" and view["shared"]["store"] != "answers" else None


def test_a_night_whose_node_died_is_read_to_its_end_by_a_service_on_another(site: Shared) -> None:
    tonight = site.folder / "tonight.jsonl"
    tonight.write_text(
        '{"article_id": "one", "text": "First story."}\n{"article_id": "two", "text": "Second story."}\n'
    )
    with site.node("two") as two:
        settings = Settings.load(
            cache_dir=site.folder / "one" / "cache", voices_dir=site.folder / "voices", **site.settings
        )
        dead = open_parts(settings)
        Nights(site.folder / "one", dead.shelf, _no_night)._written_down("killed", [Source(str(tonight))])
        dead.shelf._held.clear()  # type: ignore[attr-defined]  # its process shows no more life
        reports = until(two.announcer.nights.reports.last)
        assert reports[0]["counts"] == {"rendered": 2}
        for article in ("one", "two"):
            assert two.client.get(f"/articles/{article}", follow_redirects=True).json()["status"] == "ready"
        until(lambda: "killed.json" not in str([each.path for each in _night_lists(two)]))
        dead.close()


def _night_lists(here: Service) -> Any:
    return here.announcer.parts.shelf._objects.list("night-lists")  # type: ignore[attr-defined]


def _no_night(_watch: object) -> Any:
    raise AssertionError


def test_an_article_is_found_on_any_node_while_one_makes_it(site: Shared) -> None:
    gate = Gate()
    with site.node("one", hold("June", gate)) as one, site.node("two") as two:
        answer = one.client.put("/articles/a1", json={"text": ARTICLE})
        assert answer.status_code == 202
        assert gate.reached.wait(PATIENCE_S)
        narration_id = answer.json()["narration"]["id"]
        found = two.client.get("/articles/a1")
        assert (found.status_code, found.headers["location"].rpartition("/")[2]) == (302, narration_id)
        assert two.client.delete("/articles/a1").status_code == 204
        gate.open()
        for node in (one, two):
            until(functools.partial(answers, node, f"/narrations/{narration_id}", 410))
            until(functools.partial(answers, node, "/articles/a1", 404, 410))
