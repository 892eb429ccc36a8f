"""Two readings of one article, and the addresses by which a narration is found."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.serving import ARTICLE, Gate, Service, service

pytestmark = pytest.mark.slow

POINTS = ["The library stays.", "Nobody left early."]
BOTH = ["full", "summary"]


def test_the_summary_is_a_narration_of_its_own(here: Service) -> None:
    full = here.narrate(title="Late vote", summary=POINTS, readings=BOTH)
    short = here.until(f"/narrations/{full['summary']['id']}", "ready")
    lines = here.client.get(short["timeline_url"]).json()["lines"]
    assert [line["text"] for line in lines] == ["Late vote", *POINTS]
    assert short["duration_s"] < full["duration_s"]
    assert (short["title"], short["summary"]) == ("Late vote", None)
    assert here.client.get(f"/narrations/{full['id']}").json()["summary"]["id"] == short["id"]


def test_the_second_reading_speaks_no_line_twice(tmp_path: Path) -> None:
    with service(tmp_path, workers=1) as here:
        full = here.narrate(title="Late vote", summary=POINTS, readings=BOTH)
        here.until(f"/narrations/{full['summary']['id']}", "ready")
        assert len(here.tones.calls) == len(set(here.tones.calls))


def test_an_untitled_articles_summary_begins_with_its_headline(here: Service) -> None:
    full = here.narrate(ARTICLE, summary=POINTS, readings=BOTH)
    assert full["summary"]["title"] == "Council keeps the library"


@pytest.mark.parametrize("more", [{"summary": POINTS}, {"readings": BOTH}, {"summary": POINTS, "readings": ["full"]}])
def test_without_a_summary_or_the_wish_there_is_one_reading(here: Service, more: dict[str, Any]) -> None:
    assert here.narrate(**more)["summary"] is None


@pytest.mark.parametrize("readings", [[], ["summary"], ["full", "poem"], "full"])
def test_other_readings_are_refused(here: Service, readings: object) -> None:
    answer = here.client.post("/narrate", json={"text": ARTICLE, "readings": readings})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_a_retracted_summary_leaves_the_full_reading(here: Service) -> None:
    full = here.narrate(summary=POINTS, readings=BOTH)
    here.until(f"/narrations/{full['summary']['id']}", "ready")
    here.client.delete(f"/narrations/{full['summary']['id']}")
    assert here.client.get(f"/narrations/{full['id']}").json()["summary"] is None


def test_both_readings_survive_a_restart(tmp_path: Path) -> None:
    with service(tmp_path) as before:
        full = before.narrate(summary=POINTS, readings=BOTH)
        before.until(f"/narrations/{full['summary']['id']}", "ready")
    with service(tmp_path) as after:
        again = after.client.get(f"/narrations/{full['id']}").json()
        assert again["summary"]["id"] == full["summary"]["id"]
        assert again["summary"]["status"] == "ready"


def test_events_tell_of_the_summary_too(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        address = here.begin(summary=POINTS, readings=BOTH)
        gate.open()
        last = here.client.get(f"{address}/events").text.strip().rsplit("data: ", 1)[1]
        assert json.loads(last)["summary"]["title"] == "Council keeps the library"


@pytest.mark.parametrize("form", ["player_url", "source", "narration", "player with a query"])
def test_oembed_gives_the_player_for_every_address_of_a_narration(here: Service, form: str) -> None:
    source = "https://news.example/2026/late-vote?id=7"
    view = here.narrate(title='Late "vote" <1>', source_url=source)
    base = str(here.client.base_url).rstrip("/")
    addresses = {
        "player_url": view["player_url"],
        "source": source,
        "narration": f"{base}/narrations/{view['id']}",
        "player with a query": f"{view['player_url']}?theme=dark#x",
    }
    answer = here.client.get("/oembed", params={"url": addresses[form], "maxwidth": 400})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["version"], found["type"], found["width"], found["height"]) == ("1.0", "rich", 400, 220)
    assert found["title"] == 'Late "vote" <1>'
    assert f'src="{view["player_url"]}"' in found["html"]
    assert 'title="Late &quot;vote&quot; &lt;1&gt;"' in found["html"]


def test_oembed_knows_no_other_address_and_no_other_format(here: Service) -> None:
    view = here.narrate(article_id="a1")
    for url in (
        "https://elsewhere.example/page",
        f"https://elsewhere.example/player/{view['id']}",
        "a1",
        "",
        f"{here.client.base_url}/player/{'a' * 26}",
        view["audio_url"],
    ):
        answer = here.client.get("/oembed", params={"url": url})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-narration"), url
    xml = here.client.get("/oembed", params={"url": view["player_url"], "format": "xml"})
    assert (xml.status_code, xml.json()["code"]) == (501, "unsupported-format")
    assert here.client.get("/oembed").status_code == 422
    assert here.client.get("/oembed", params={"url": view["player_url"], "maxwidth": 0}).status_code == 422
