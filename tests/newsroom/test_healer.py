"""Damage that is found when it is served, and made good."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.store.narrations import home_of
from tests.newspaper import Newspaper, page
from tests.serving import ARTICLE, PATIENCE_S, Service, service

pytestmark = pytest.mark.faults


def sound_of(folder: Path, view: dict[str, Any]) -> Path:
    return folder / "cache" / home_of(str(view["id"])) / "audio.mp3"


def flip(folder: Path, view: dict[str, Any]) -> None:
    file = sound_of(folder, view)
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 4
    file.write_bytes(damaged)


def until(happened: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.05)


WISHES = {
    "a text": {"text": ARTICLE, "article_id": "cms-1"},
    "HTML with all it may have": {
        "html": "<h1>Vote</h1><p>The vote was <b>close</b>.</p><p>\N{SLIGHTLY SMILING FACE}</p>"
        "<ul><li>Nobody left</li><li>All came</li></ul><blockquote>It took 3.5 hours.</blockquote>",
        "title": "A long night",
        "summary": ["It was close.", "It went on."],
        "article_id": "cms-2",
        "speed": 1.2,
    },
    "Turkish without its title": {
        "text": "Oylama çekişmeli geçti. Kimse erken çıkmadı.",
        "title": "Oylama",
        "language": "tr",
        "parts": ["body"],
    },
}


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
@pytest.mark.parametrize("how", ["GET", "POST"])
def test_a_flipped_bit_is_found_when_it_is_served_and_the_narration_made_again_from_its_own_words(
    tmp_path: Path, wish: dict[str, Any], how: str
) -> None:
    def served(here: Service) -> httpx2.Response:
        if how == "POST":
            return here.client.post("/narrate", json=wish, headers={"Accept": "audio/mpeg"})
        return here.client.get(f"/narrations/{view['id']}/audio.mp3")

    with service(tmp_path) as here:
        view = here.client.post("/narrate", json=wish, headers={"Prefer": "wait=20"}).json()
        sound = served(here).content
    flip(tmp_path, view)
    with service(tmp_path) as here:
        assert served(here).status_code == 200
        until((tmp_path / "cache" / "quarantine").is_dir)
        until(lambda: here.client.get(f"/narrations/{view['id']}/audio.mp3").content == sound)


@pytest.mark.parametrize("left", [0, 1_000])
def test_what_is_missing_for_its_damage_is_made_again_when_it_is_asked_for(tmp_path: Path, left: int) -> None:
    with service(tmp_path) as here:
        view = here.narrate(article_id="cms-1")
        sound = here.client.get(f"/narrations/{view['id']}/audio.mp3").content
        with sound_of(tmp_path, view).open("r+b") as file:
            file.truncate(left)
        assert here.client.get(f"/narrations/{view['id']}/audio.mp3").status_code == 404
        until(lambda: here.client.get(f"/narrations/{view['id']}/audio.mp3").content == sound)


def test_what_was_taken_back_is_not_made_again(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        view = here.narrate(article_id="cms-1")
        flip(tmp_path, view)
        here.client.get(f"/narrations/{view['id']}/audio.mp3")
        until(lambda: sound_of(tmp_path, view).exists() and (tmp_path / "cache" / "quarantine").is_dir())
        assert here.client.delete("/articles/cms-1").status_code == 204
        assert here.announcer.store.lost(view["id"]) is None
        assert here.client.get(f"/narrations/{view['id']}/audio.mp3").status_code == 410


def test_an_article_whose_words_are_read_another_way_by_now_leads_to_that(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        view = here.narrate(article_id="cms-1")
        here.until_kept("cms-1", view["id"])
    flip(tmp_path, view)
    with service(tmp_path) as here:
        here.announcer.lexicons.set("en", "vote", "ballot")
        here.client.get(f"/narrations/{view['id']}/audio.mp3")
        until(lambda: here.client.get("/articles/cms-1", follow_redirects=True).json().get("id") != view["id"])
        until(lambda: here.client.get("/articles/cms-1", follow_redirects=True).json()["status"] == "ready")


def test_a_flipped_bit_is_found_when_it_is_served_and_the_narration_made_again_from_its_page(
    tmp_path: Path, paper: Newspaper
) -> None:
    address = paper.put("/a", page("News"))
    with service(tmp_path, private_hosts=[paper.place]) as here:
        answer = here.client.post("/narrate", json={"url": address}, headers={"Prefer": "wait=20"})
        view = answer.json()
        sound = here.client.get(view["audio_url"]).content
    flip(tmp_path, view)
    with service(tmp_path, private_hosts=[paper.place]) as here:
        path = f"/narrations/{view['id']}/audio.mp3"
        give_up = time.monotonic() + PATIENCE_S
        while here.client.get(path).content != sound:
            assert time.monotonic() < give_up
            time.sleep(0.05)
    assert list((tmp_path / "cache" / "quarantine").iterdir())
