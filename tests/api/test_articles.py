"""`/articles`, addresses, calls back and feeds, as a CMS and a reader's page use them."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.newspaper import Newspaper, page
from tests.serving import ARTICLE, Service, service

pytestmark = pytest.mark.slow

SECRET = "a long and secret sentence"


@pytest.fixture
def here(tmp_path: Path, paper: Newspaper) -> Iterator[Service]:
    settings: dict[str, Any] = {
        "private_hosts": (paper.place,),
        "article_hosts": ("127.0.0.1",),
        "webhook_secret": SECRET,
        "config": tmp_path / "announcer.toml",
    }
    with service(tmp_path, **settings) as running:
        yield running


def put(here: Service, article_id: str, text: str, **more: Any) -> dict[str, Any]:
    answer = here.client.put(f"/articles/{article_id}", json={"text": text, **more})
    assert answer.status_code in (200, 202), answer.text
    view: dict[str, Any] = answer.json()
    here.until(f"/narrations/{view['narration']['id']}", "ready")
    here.until_kept(article_id, view["narration"]["id"])
    return view


def test_putting_an_article_again_is_idempotent_and_an_edit_tells_what_changed(here: Service) -> None:
    first = put(here, "2026-1", ARTICLE)
    assert first["changes"] is None
    again = here.client.put("/articles/2026-1", json={"text": ARTICLE})
    assert again.status_code == 200
    assert again.json()["narration"]["id"] == first["narration"]["id"]
    assert again.json()["changes"] == {"kept": 4, "changed": [], "added": [], "removed": []}
    edited = put(here, "2026-1", ARTICLE.replace("midnight", "one o'clock") + " A third one is planned.")
    assert edited["changes"] == {
        "kept": 3,
        "changed": [{"before": "Nobody left before midnight.", "after": "Nobody left before one o'clock."}],
        "added": ["A third one is planned."],
        "removed": [],
    }
    moved = here.client.get("/articles/2026-1", follow_redirects=True).json()
    assert moved["id"] == edited["narration"]["id"]


@pytest.mark.parametrize("article_id", ["a%2Fb", "a%00b", "x" * 201])
def test_an_id_that_cannot_be_one_is_refused(here: Service, article_id: str) -> None:
    assert here.client.put(f"/articles/{article_id}", json={"text": ARTICLE}).status_code in (404, 405, 422)


def test_a_retracted_article_is_gone_until_it_is_put_again(here: Service) -> None:
    made = put(here, "a", ARTICLE)["narration"]["id"]
    assert here.client.delete("/articles/a").status_code == 204
    for address in ("/articles/a", "/articles/a/audio.mp3", f"/narrations/{made}"):
        answer = here.client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (410, "retracted")
    assert here.client.delete("/articles/a").status_code == 204
    assert here.client.delete("/articles/nobody").json()["code"] == "unknown-article"
    assert put(here, "a", ARTICLE)["narration"]["id"] == made
    assert here.client.get("/articles/a").status_code == 302


def test_writing_needs_a_key_and_reading_does_not(tmp_path: Path, paper: Newspaper) -> None:
    key = "0123456789abcdef"
    with service(tmp_path, api_keys=(key,), private_hosts=(paper.place,), article_hosts=("127.0.0.1",)) as here:
        assert here.client.put("/articles/a", json={"text": ARTICLE}).status_code == 401
        assert here.client.delete("/articles/a").status_code == 401
        assert here.client.get("/articles", params={"url": paper.put("/a", page("News"))}).status_code in (200, 202)
        assert "<form" in here.client.get("/studio/nightly").text
        opened = here.client.get("/studio/nightly", headers={"Authorization": f"Bearer {key}"})
        assert "<form" not in opened.text


def test_a_page_of_the_site_is_read_whoever_asks_for_it(here: Service, paper: Newspaper) -> None:
    address = paper.put("/a", page("Library stays"))
    answer = here.client.get("/articles", params={"url": address})
    assert answer.status_code in (200, 202), answer.text
    view = here.until(f"/narrations/{answer.json()['id']}", "ready")
    assert (view["title"], view["language"]) == ("Library stays", "en")
    assert here.client.get("/articles", params={"url": address}).status_code == 200
    assert paper.asked["/a"] == 1


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("https://elsewhere.example/", 403, "host-not-allowed"),
        ("http://169.254.169.254/latest/meta-data", 403, "host-not-allowed"),
        ("file:///etc/passwd", 422, "address-refused"),
        ("", 422, "address-refused"),
        ("http://127.0.0.1/", 422, "address-refused"),
        ("x" * 3_000, 422, "invalid-request"),
    ],
)
def test_a_strangers_address_is_refused(here: Service, url: str, status: int, code: str) -> None:
    answer = here.client.get("/articles", params={"url": url})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_narrate_reads_an_address_with_what_the_request_says_in_its_place(here: Service, paper: Newspaper) -> None:
    address = paper.put("/a", page("Library stays"))
    answer = here.client.post(
        "/narrate", json={"url": address, "title": "Our title", "speed": 1.5}, headers={"Prefer": "wait=20"}
    )
    view = answer.json()
    assert (answer.status_code, view["title"]) == (200, "Our title")
    lines = here.client.get(f"/narrations/{view['id']}/timeline.json").json()["lines"]
    assert "midnight" in " ".join(line["text"] for line in lines)
    assert "Related" not in json.dumps(lines)
    for path, code in {"/gone": "fetch-failed", "/cookies": "no-article"}.items():
        paper.put("/cookies", "<p>Cookies?")
        assert here.client.post("/narrate", json={"url": paper.address + path}).json()["code"] == code


def test_the_cms_is_called_back_when_its_narration_is_ready(here: Service, paper: Newspaper) -> None:
    hook = paper.put("/hook", "")
    view = here.narrate(callback_url=hook, article_id="a-1")
    give_up = time.monotonic() + 20
    while not paper.sent:
        assert time.monotonic() < give_up
        time.sleep(0.01)
    _, headers, body = paper.sent[0]
    told = json.loads(body)
    assert (told["event"], told["article_id"]) == ("narration.ready", "a-1")
    assert told["narration"]["id"] == view["id"]
    assert headers["announcer-signature"].startswith("t=")
    for address in ("http://127.0.0.1:1/", "ftp://x/", "http://user:pass@example.org/"):
        refused = here.client.post("/narrate", json={"text": ARTICLE, "callback_url": address})
        assert refused.json()["code"] == "address-refused"


def test_what_can_be_heard_is_a_podcast_a_playlist_and_a_queue(here: Service) -> None:
    made = put(here, "a", ARTICLE, section="World", published_at="2026-11-20T10:00:00+03:00")["narration"]
    answer = here.client.get("/feeds/en.xml")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    item = etree.fromstring(answer.content).find("channel/item")
    size = int(here.client.head(f"/narrations/{made['id']}/audio.mp3").headers["content-length"])
    assert int(item.find("enclosure").get("length")) == size
    assert item.findtext("category") == "World"
    for kind in ("xml", "m3u", "json"):
        known = here.client.get(f"/feeds/en.{kind}").headers
        assert known["cache-control"].startswith("public")
        again = here.client.get(f"/feeds/en.{kind}", headers={"If-None-Match": known["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert "/feeds/en.xml" in here.client.get("/feeds.opml").text
    assert here.client.get("/feeds/en.m3u").text.startswith("#EXTM3U")
    put(here, "b", ARTICLE.replace("library", "theatre"))
    assert [each["title"] for each in here.client.get("/feeds/en.json").json()] == ["Council keeps the theatre"]
    for name in ("no-such", "..%2f", "EN"):
        assert here.client.get(f"/feeds/{name}.xml").status_code in (404, 422)
