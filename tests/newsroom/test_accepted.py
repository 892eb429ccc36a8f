"""What was accepted is kept, whatever becomes of the process that accepted it."""

import json
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.narration.wish import Wish
from app.newsroom.accepted import PROMISE, Promise
from app.store.promises import Promises
from app.store.shelf import FileShelf
from tests.newspaper import Newspaper
from tests.process import served
from tests.serving import PATIENCE_S, service

pytestmark = pytest.mark.faults
SECRET = "a long and secret sentence"
LONG = " ".join(f"Sentence number {n} tells what the council said about the river and the bridge." for n in range(15))


def until(happened: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.02)


@pytest.mark.speech
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_who_was_promised_a_narration_gets_it_after_a_stop(
    tmp_path: Path, paper: Newspaper, kind: signal.Signals
) -> None:
    settings: dict[str, Any] = {
        "webhook_secret": SECRET,
        "private_hosts": paper.place,
        "grace_s": 0,
    }
    wish = {"text": LONG, "article_id": "poll-me", "callback_url": paper.put("/hook", "")}
    with served(tmp_path, **settings) as here:
        answer = here.client.post("/narrate", json=wish)
        assert answer.status_code == 202
        view = answer.json()
        here.process.send_signal(kind)
        here.process.wait(20)
    assert paper.sent == []
    with served(tmp_path, **settings) as here:
        assert here.client.get(f"/narrations/{view['id']}").json()["status"] in ("queued", "rendering")
        here.until(f"/narrations/{view['id']}")
        assert here.until("/articles/poll-me")["id"] == view["id"]
        until(lambda: len(paper.sent) == 1)
    ((_, headers, body),) = paper.sent
    assert headers["announcer-delivery"]
    assert json.loads(body)["event"] == "narration.ready"
    assert json.loads(body)["narration"]["audio_url"] == view["audio_url"]


def test_a_call_back_that_was_not_heard_is_made_again_under_its_name(tmp_path: Path, paper: Newspaper) -> None:
    settings: dict[str, Any] = {"webhook_secret": SECRET, "private_hosts": [paper.place]}
    paper.pages["/hook"] = (503, {}, b"")
    with service(tmp_path, **settings) as here:
        here.narrate(article_id="a", callback_url=f"{paper.address}/hook")
        until(lambda: len(paper.sent) == 1)
    paper.put("/hook", "")
    with service(tmp_path, **settings):
        until(lambda: len(paper.sent) == 2)
        until(lambda: not list((tmp_path / "cache" / "promises").rglob("*.json")))
    assert len({headers["announcer-delivery"] for _, headers, _ in paper.sent}) == 1
    with service(tmp_path, **settings):  # it was heard: never again
        assert not Promises(FileShelf(tmp_path / "cache")).adopt()
    assert len(paper.sent) == 2


def test_what_is_done_is_not_kept(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        view = here.narrate(article_id="a")
        here.until_kept("a", view["id"])
    assert Promises(FileShelf(tmp_path / "cache")).adopt() == {}
    assert list((tmp_path / "cache" / "promises").rglob("*.json")) == []


def test_an_older_promise_does_not_lead_its_article_back(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        latest = here.narrate(article_id="a")
        here.until_kept("a", latest["id"])
    older = Promise(Wish(text="What the article said before."), "a", None, "", datetime(2026, 1, 1, tzinfo=UTC))
    dead = Promises(FileShelf(tmp_path / "cache"))
    dead.keep("k", PROMISE.dump_python(older, mode="json"))
    dead.close()
    with service(tmp_path) as here:
        until(lambda: not list((tmp_path / "cache" / "promises").rglob("*.json")))
        assert here.announcer.conductor.published == 1
        assert here.client.get("/articles/a").headers["location"].endswith(latest["id"])


def test_each_promise_of_the_dead_goes_to_one(tmp_path: Path) -> None:
    dead = Promises(FileShelf(tmp_path))
    for number in range(5):
        dead.keep(f"k{number}", {"n": number})
    dead.drop("k0")
    living = [Promises(FileShelf(tmp_path)) for _ in range(3)]
    assert [each.adopt() for each in living] == [{}, {}, {}]  # its process lives
    dead.close()
    found = [each.adopt() for each in living]
    assert sorted(map(len, found)) == [0, 0, 4]
    assert found[0] == {f"k{number}": {"n": number} for number in range(1, 5)}
    assert [each.adopt() for each in living] == [{}, {}, {}]
    for each in living:
        for key in found[0]:
            each.drop(key)
        each.close()
    assert list((tmp_path / "promises").iterdir()) == []


def test_a_damaged_promise_keeps_no_other_from_being_kept(tmp_path: Path) -> None:
    dead = Promises(FileShelf(tmp_path))
    dead.keep("good", {"n": 1})
    dead.keep("bad", {"n": 2})
    (file,) = tmp_path.glob("promises/*/bad.json")
    file.write_bytes(file.read_bytes().replace(b"2", b"3"))
    dead.close()
    assert Promises(FileShelf(tmp_path)).adopt() == {"good": {"n": 1}}
