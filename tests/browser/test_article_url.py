"""A newspaper's own page with one tag, whose article nobody narrated before: from the tag to the sound."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.player import Player
from tests.newspaper import Newspaper
from tests.newspaper import page as article_page
from tests.serving import Service, service


@pytest.fixture
def here(tmp_path: Path, paper: Newspaper) -> Iterator[Service]:
    with service(
        tmp_path, private_hosts=(paper.place,), article_hosts=("127.0.0.1",), cors_origins=(paper.address,)
    ) as running:
        yield running


def test_one_tag_on_a_page_reads_it_aloud(page: Page, here: Service, paper: Newspaper) -> None:
    origin = str(here.client.base_url).rstrip("/")
    tag = f'<ai-announcer article-url="{paper.address}/story"></ai-announcer>'
    script = f'<script type="module" src="{origin}/static/announcer.js"></script>'
    policy = f"default-src 'self' {origin}; media-src {origin}; connect-src {origin}"
    content = article_page("Library stays", head=script).replace("<h1>", f"{tag}<h1>")
    paper.put("/story", content, Content_Security_Policy=policy)
    page.goto(f"{paper.address}/story")
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.5")
    player.until("player.line")
    assert "library" in player.line.lower()
    assert sum(here.announcer.store.article(each.article_id) is not None for each in here.announcer.store.articles())
