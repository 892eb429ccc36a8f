"""The pages people open."""

from pathlib import Path

import pytest

from tests.serving import ENGLISH, Service, service

pytestmark = pytest.mark.slow


def test_the_sample_page_has_a_player_whose_narration_is_made(here: Service) -> None:
    page = here.client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    address = page.text.partition('<ai-announcer src="')[2].partition('"')[0]
    path = "/narrations/" + address.rpartition("/")[2]
    assert here.until(path, "ready")["language"] == "en"


def test_the_browser_language_chooses_the_sample_and_a_link_overrides_it(here: Service) -> None:
    turkish = here.client.get("/", headers={"Accept-Language": "tr-TR,tr;q=0.9,en;q=0.5"})
    assert '<html lang="tr"' in turkish.text
    english = here.client.get("/?lang=en", headers={"Accept-Language": "tr-TR"})
    assert '<html lang="en"' in english.text
    other = here.client.get("/", headers={"Accept-Language": "de, fr;q=0.5"})
    assert '<html lang="en"' in other.text


def test_on_a_fresh_machine_the_turkish_page_speaks_and_names_the_command_for_a_better_voice(tmp_path: Path) -> None:
    with service(tmp_path, voices=[ENGLISH]) as here:
        for _ in range(2):  # while it is rendered, and behind that
            page = here.client.get("/?lang=tr").text
            assert "announcer voices install tr_TR-ema-high" in page
            view = here.until("/narrations/" + page.split('<ai-announcer src="narrations/')[1][:26], "ready")
        assert view["voice"] == "tr_TR-announcer-low"
        assert "announcer voices install" not in here.client.get("/?lang=en").text


def test_beside_an_installed_turkish_voice_the_turkish_page_names_no_command(here: Service) -> None:
    assert "announcer voices install" not in here.client.get("/?lang=tr").text


def test_the_player_page_shows_one_narration(here: Service) -> None:
    view = here.narrate(title="Late vote")
    page = here.client.get(f"/player/{view['id']}?theme=dark&lang=tr")
    assert page.status_code == 200
    assert "Late vote" in page.text
    assert here.client.get("/player/unknown").status_code == 404


def test_a_frame_whose_reading_is_gone_holds_a_player_that_says_so(here: Service) -> None:
    retracted = here.client.put("/articles/gone", json={"text": "It is taken back."}).json()["narration"]["id"]
    here.client.delete("/articles/gone")
    for narration_id, status in [("a" * 26, 404), (retracted, 410)]:
        page = here.client.get(f"/player/{narration_id}?lang=tr")
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert '<html lang="tr"' in page.text
        assert f'<ai-announcer src="../narrations/{narration_id}"' in page.text


def test_the_module_is_served_as_javascript(here: Service) -> None:
    answer = here.client.get("/static/announcer.js")
    assert answer.status_code == 200
    assert "javascript" in answer.headers["content-type"]
    assert here.client.get("/static/../main.py").status_code == 404
    assert here.client.get("/static/%2e%2e/pages.py").status_code == 404


def test_views_and_listens_are_counted_and_shown(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        for _ in range(3):
            page = here.client.get("/?lang=en&story=names").text
        narration_id = page.split('<ai-announcer src="narrations/')[1][:26]
        for expected in (1, 2):
            answer = here.client.post(f"/narrations/{narration_id}/listens")
            assert answer.json() == {"listens": expected}
    with service(tmp_path) as here:
        page = here.client.get("/?lang=en&story=names").text
        assert "Views: 4" in page
        assert "Listens: 2" in page
        assert "Views: 1" in here.client.get("/?lang=en").text


def test_listens_cannot_be_blown_up(here: Service) -> None:
    address = f"/narrations/{here.narrate()['id']}/listens"
    answers = [here.client.post(address) for _ in range(60)]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert refused
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(429, "too-many-requests")}
    assert all("retry-after" in answer.headers for answer in refused)
    assert here.client.post(f"/narrations/{'a' * 26}/listens").status_code == 404
    assert here.client.post("/narrations/..%2f..%2fx/listens").status_code == 404


def test_every_story_has_its_page_and_an_unknown_one_none(here: Service) -> None:
    for story in ("names", "commute"):
        for language in ("en", "tr"):
            assert here.client.get("/", params={"lang": language, "story": story}).status_code == 200
    assert here.client.get("/?story=../../etc").status_code == 404


def test_the_samples_summary_is_read_too(here: Service) -> None:
    page = here.client.get("/?lang=tr").text
    view = here.until("/narrations/" + page.split('<ai-announcer src="narrations/')[1][:26], "ready")
    assert view["summary"]["language"] == "tr"


def test_a_page_is_shown_though_it_cannot_be_counted(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        (tmp_path / "cache").mkdir(exist_ok=True)
        (tmp_path / "cache" / "counts").write_text("a file stands where the folder should be")
        page = here.client.get("/?lang=en")
        assert page.status_code == 200
        assert "Views: 0" in page.text


def test_views_stand_still_above_peoples_pace(here: Service) -> None:
    pages = [here.client.get("/?lang=en&story=names").text for _ in range(40)]
    assert "Views: 20" in pages[19]
    assert "Views: 40" not in pages[-1]
