"""The pages people open."""

from pathlib import Path

from tests.serving import ENGLISH, Service, service


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


def test_without_a_turkish_voice_the_turkish_page_names_the_command(tmp_path: Path) -> None:
    with service(tmp_path, voices=[ENGLISH]) as here:
        page = here.client.get("/?lang=tr")
        assert page.status_code == 200
        assert "announcer voices install" in page.text
        assert "<ai-announcer" not in page.text


def test_the_player_page_shows_one_narration(here: Service) -> None:
    view = here.narrate(title="Late vote")
    page = here.client.get(f"/player/{view['id']}?theme=dark&lang=tr")
    assert page.status_code == 200
    assert "Late vote" in page.text
    assert here.client.get("/player/unknown").status_code == 404


def test_the_module_is_served_as_javascript(here: Service) -> None:
    answer = here.client.get("/static/announcer.js")
    assert answer.status_code == 200
    assert "javascript" in answer.headers["content-type"]
    assert here.client.get("/static/../main.py").status_code == 404
    assert here.client.get("/static/%2e%2e/pages.py").status_code == 404
