"""ANNOUNCER_PUBLIC_URL with a path: what a proxy leaves of it leads to the same answers, and answers hold all of it."""

import json
import re
from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.main import create_app
from app.settings import Settings
from tests.serving import service

PUBLIC = "https://www.example.org/audio"
pytestmark = pytest.mark.slow


def test_a_path_that_was_left_on_leads_where_it_leads_without(tmp_path: Path) -> None:
    with service(tmp_path, public_url=PUBLIC) as here:
        view = here.narrate(article_id="4711")
        for path in ("/voices", f"/narrations/{view['id']}", "/static/announcer.js", "/v1/models", "/nothing"):
            stripped, left_on = here.client.get(path), here.client.get(f"/audio{path}")
            assert (left_on.status_code, left_on.content) == (stripped.status_code, stripped.content)
        bare = here.client.get("/audio?lang=tr")
        assert (bare.status_code, bare.headers["location"]) == (308, "/audio/?lang=tr")
        assert here.client.get("/audiobooks").status_code == 404


def test_every_address_of_an_answer_is_the_public_one(tmp_path: Path) -> None:
    with service(tmp_path, public_url=PUBLIC) as here:
        asked = {"text": "A second vote follows in June.", "article_id": "4711"}
        posted = here.client.post("/audio/narrate", json=asked, headers={"Prefer": "wait=20"})
        sound = here.client.post("/narrate", json=asked, headers={"Accept": "audio/mpeg"})
        narration = f"{PUBLIC}/narrations/{posted.json()['id']}"
        here.until_kept("4711")
        assert posted.headers["location"] == narration
        assert sound.headers["content-location"] == f"{narration}/audio.mp3"
        assert here.client.get("/articles/4711").headers["location"] == narration
        assert here.client.get("/studio/").headers["location"] == f"{PUBLIC}/studio"
        oembed = here.client.get("/oembed", params={"url": posted.json()["player_url"]}).json()
        assert f'src="{PUBLIC}/player/' in oembed["html"]
        here.narrate(text="Another one.")
        for path in ("/narrations", "/audio/narrations"):
            following = here.client.get(path, params={"limit": 1}).headers["link"]
            assert following.startswith(f"<{PUBLIC}/narrations?limit=1&after=")
        assert here.client.get("/openapi.json").json()["servers"][0] == {"url": "/audio"}
        assert "Disallow: /audio/studio" in here.client.get("/robots.txt").text
        said = [
            json.dumps([posted.json(), oembed]),
            *(
                here.client.get(path).text
                for path in ("/feeds/en.xml", "/feeds/en.m3u", "/feeds/en.json", "/feeds.opml")
            ),
            here.client.get(f"/narrations/{posted.json()['id']}/events").text,
        ]
        addresses = re.findall(
            r"https?://[^\s\"'<>&\\]*(?:narrations|player|feeds|static)[^\s\"'<>&\\]*", "".join(said)
        )
        assert len(addresses) > 15
        assert all(address.startswith(f"{PUBLIC}/") for address in addresses)


def test_a_refusal_below_the_path_has_openais_form_where_openai_asks(tmp_path: Path) -> None:
    with service(tmp_path, public_url=PUBLIC) as here:
        assert "error" in here.client.get("/audio/v1/models/none").json()
        assert "error" not in here.client.get("/audio/narrations/none").json()


@pytest.mark.parametrize("path", ["/studio", "/narrations", "/narrations/of/mine", "/static", "/en", "/v1/audio"])
def test_a_path_that_is_ours_is_refused(path: str) -> None:
    with pytest.raises(InvalidSettingError, match=f"ANNOUNCER_PUBLIC_URL.*{path}"):
        create_app(Settings.load(public_url=f"https://www.example.org{path}"))


@pytest.mark.parametrize("path", ["/audio", "/en/audio", "/sesli-haber/v2", "/voice"])
def test_other_paths_are_taken(path: str) -> None:
    create_app(Settings.load(public_url=f"https://www.example.org{path}/"))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/audio?x=1",
        "https://www.example.org/audio#x",
        "https://www.example.org//audio",
        "https://www.example.org/../audio",
        "https://user:secret@www.example.org",
        "https://www.example.org/a b",
        "https://www.example.org/söz",
        "https://",
        "ftp://www.example.org",
    ],
)
def test_an_address_that_could_be_written_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(InvalidSettingError, match="ANNOUNCER_PUBLIC_URL"):
        Settings.load(public_url=url)
