"""Below a path, behind a real nginx, in a real browser: the iframe, the sample pages and the studio are alive."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.player import Player
from tests.browser.stage import Stage
from tests.deploy.proxies import free_port
from tests.deploy.test_behind_a_proxy import path
from tests.serving import Service, service

TEXT = "The vote was close.\n\nNobody left before midnight."


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    """The service, and the address of its path at the proxy."""
    port = free_port()
    public = f"http://127.0.0.1:{port}/audio"
    with (
        service(tmp_path, public_url=public) as here,
        path(tmp_path / "proxy", str(here.client.base_url).rstrip("/"), port, public),
    ):
        yield here, public


@pytest.fixture
def lost(page: Page) -> list[str]:
    """What was asked for and not found."""
    seen: list[str] = []

    def look(answer: Response) -> None:
        if answer.status >= 400:
            seen.append(f"{answer.status} {answer.url}")

    page.on("response", look)
    return seen


def test_a_frame_of_another_site_plays(
    page: Page, stage: Stage, there: tuple[Service, str], violations: list[str], lost: list[str]
) -> None:
    here, public = there
    view = here.narrate(TEXT)
    oembed = here.client.get("/oembed", params={"url": view["player_url"]}).json()
    address = stage.page(oembed["html"])
    stage.policies[address.rpartition("/")[2]] = f"default-src 'self'; frame-src {public}/; style-src 'unsafe-inline' *"
    page.goto(address)
    frame = page.frame_locator("iframe")
    frame.locator("[part~=play]").click()
    expect(frame.locator("ai-announcer")).to_have_js_property("paused", value=False)
    assert page.frames[1].url.startswith(public)
    assert (violations, lost) == ([], [])


def test_the_sample_page_plays_and_leads_on(
    page: Page, there: tuple[Service, str], violations: list[str], lost: list[str]
) -> None:
    _, public = there
    page.goto(f"{public}/tr")
    Player(page).ready()
    page.locator("ai-announcer").evaluate("player => player.play()")
    Player(page).until("!player.paused && player.currentTime > 0")
    page.locator("a.language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == f"{public}/?lang=en"
    assert (violations, lost) == ([], [])


def test_the_studio_and_the_nights_page_work(
    page: Page, there: tuple[Service, str], violations: list[str], lost: list[str]
) -> None:
    here, public = there
    page.goto(f"{public}/studio?lang=en")
    page.locator("#text").fill(TEXT)
    page.locator("#listen").click()
    expect(page.locator("#said")).to_contain_text("Ready")
    expect(page.locator(".waveform .outline")).not_to_have_attribute("d", "")
    page.locator("#lines > li").first.locator(".written").click(position={"x": 20, "y": 10})
    page.locator("#fix-spoken").fill("voht")
    page.get_by_role("button", name="Save for all articles").click()
    expect(page.locator("#fix-said")).to_contain_text("Saved")
    assert [entry["spoken"] for entry in here.client.get("/lexicon/en").json() if entry["origin"] == "newsroom"]
    page.goto(f"{public}/studio/nightly?lang=en")
    expect(page.locator("dl.figures")).to_be_visible()
    assert (violations, lost) == ([], [])
