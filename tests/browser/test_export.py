"""An exported folder on a plain file server: no announcer behind it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from app.web.export import export
from tests.browser.player import Player
from tests.newspaper import newspaper
from tests.serving import service

KINDS = {".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".mp3": "audio/mpeg"}


def test_an_exported_page_plays_from_plain_files(page: Page, tmp_path: Path, violations: list[str]) -> None:
    with service(tmp_path) as here, newspaper() as cdn:
        here.narrate(article_id="a")
        here.until_kept("a")
        export(here.announcer, tmp_path / "site", base_url=cdn.address, told=lambda _: None)
        for file in (tmp_path / "site").rglob("*"):
            if file.is_file():
                path = "/" + str(file.relative_to(tmp_path / "site"))
                cdn.put(path, file.read_bytes(), KINDS.get(file.suffix, "application/octet-stream"))
        page.goto(f"{cdn.address}/index.html")
        player = Player(page).ready()
        player.play.click()
        player.until("player.currentTime > 0.3")
        player.until("player.line")
        expect(page.locator("h2")).to_have_text("Council keeps the library")
        assert cdn.asked["/feeds/en.xml"] == 0
    assert violations == []
