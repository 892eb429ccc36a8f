"""The whole path in a browser: the sample page of the real service, read by the embedded voice."""

import io
from collections.abc import Iterator

import httpx2
import pytest
import soundfile
from playwright.sync_api import Page, expect

from app.main import create_app
from app.settings import Settings
from tests.browser.player import Player
from tests.serving import serving


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings.load(cache_dir=tmp_path_factory.mktemp("cache"))
    with serving(create_app(settings)) as address:
        yield address


@pytest.mark.speech
def test_the_english_sample_is_read_by_the_embedded_voice(page: Page, address: str, violations: list[str]) -> None:
    page.goto(f"{address}/?lang=en")
    player = Player(page)
    player.until("player.duration > 0")
    assert player.part("what").inner_text().startswith("Listen · ")
    player.play.click()
    player.until("player.currentTime > 1")
    player.ready()
    sound, rate_hz = soundfile.read(io.BytesIO(httpx2.get(player.get("currentSrc")).content))
    plain = httpx2.get(player.get("narration.timeline_url")).json()
    assert player.get("timeline") == plain, "what came as steps is as documented"
    assert player.get("duration") == pytest.approx(len(sound) / rate_hz, abs=0.1)
    first = player.line
    player.seek.focus()
    player.press("l", "l")
    player.until("player.currentTime > 20")
    player.until("player.line")
    assert player.line != first
    player.seek.click()  # in its middle
    player.until("Math.abs(player.currentTime - player.duration / 2) < 3")
    assert player.get("paused") is False
    assert violations == []


@pytest.mark.speech
def test_the_turkish_page_speaks_and_names_the_command_for_a_better_voice(
    page: Page, address: str, violations: list[str]
) -> None:
    page.goto(f"{address}/?lang=tr")
    player = Player(page)
    player.until("player.duration > 0")
    assert player.part("what").inner_text().startswith("Dinle · ")
    player.play.click()
    player.until("player.currentTime > 1")
    expect(page.locator(".better")).to_contain_text("Daha iyisi için:")
    expect(page.locator(".better code")).to_have_text("announcer voices install tr_TR-ema-high")
    page.get_by_role("link", name="Read in English").click()
    expect(page.locator("ai-announcer")).to_be_visible()
    assert violations == []
