"""The demo shows what the announcer does; it is not part of the site."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Service, service

KEY = "a-key-of-enough-characters"
pytestmark = pytest.mark.slow


def heard(here: Service) -> str:
    """The sample's narration, once it is ready; its path."""
    page = here.client.get("/?lang=en")
    assert page.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text
    found = re.search(r'<ai-announcer src="(narrations/\w+)"', page.text)
    assert found
    here.until(f"/{found[1]}", "ready")
    return f"/{found[1]}"


def test_it_leaves_no_narration_behind(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        sample = heard(here)
        assert here.client.get(f"{sample}/audio.mp3").content[:3] == b"ID3"
        assert here.until(here.client.get(sample).json()["summary"]["audio_url"][: -len("/audio.mp3")], "ready")
        assert here.client.get("/narrations").json() == []
        assert here.client.get("/cache").json()["narrations"] == here.client.get("/cache").json()["articles"] == 0
        assert here.client.get("/feeds/en.xml").status_code == 404
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.suffix == ".mp3" or "narrations" in path.parts]
    assert [path for path in kept if path.is_file()] == []


def test_what_is_kept_beside_it_is_kept(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        sample = heard(here)
        view = here.narrate()
        assert [each["id"] for each in here.client.get("/narrations").json()] == [view["id"]]
    with service(tmp_path) as here:
        assert here.client.get(f"/narrations/{view['id']}").status_code == 200
        assert here.client.get(sample).status_code == 404


@pytest.mark.parametrize("settings", [{"api_keys": [KEY]}, {"demo": False}])
def test_where_it_is_off_the_front_page_leads_to_the_studio(tmp_path: Path, settings: dict[str, Any]) -> None:
    with service(tmp_path, **settings) as here:
        for path, language in (("/", "en"), ("/tr", "tr"), ("/?lang=tr&story=names", "tr")):
            answer = here.client.get(path)
            assert answer.status_code == 302
            assert answer.headers["location"] == f"{here.client.base_url}/studio?lang={language}".replace("//s", "/s")
            assert answer.headers["x-robots-tag"] == "noindex"
        assert here.tones.calls == []


def test_it_can_be_shown_although_keys_are_set(tmp_path: Path) -> None:
    with service(tmp_path, api_keys=[KEY], demo=True) as here:
        assert "<ai-announcer" in here.client.get("/").text
