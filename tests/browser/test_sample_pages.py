"""The pages around the player, as a reader meets them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.web.pages import article_page, player_page
from app.web.samples import samples
from app.web.sound import Sound
from tests.browser.player import Player
from tests.browser.stage import SENTENCES, Act, Stage, timed

COMMAND = "announcer voices install tr_TR-ema-high"
DOCS = Path(__file__).parents[2] / "docs"


def show_english(stage: Stage) -> str:
    stage.acts["one"] = Act(title=samples()["en"].title)
    stage.pages["en"] = article_page(
        "en", site_name="Announcer", base_url="https://announcer.example", sound=Sound("one")
    )
    return f"{stage.address}/en"


def show_turkish(stage: Stage, **given: Any) -> str:
    stage.pages["tr"] = article_page("tr", site_name="Announcer", **given)
    return f"{stage.address}/tr"


def test_the_english_page_plays_under_a_strict_policy(page: Page, stage: Stage, violations: list[str]) -> None:
    page.goto(show_english(stage))
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.3")
    assert violations == []
    assert page.locator(".points li").count() == 3
    expect(page.get_by_role("link", name="Türkçe oku")).to_have_attribute("href", "./?lang=tr")
    expect(page.locator("pre")).to_contain_text('<ai-announcer src="https://announcer.example/narrations/one">')
    expect(page.locator(".disclosure")).to_contain_text("AI-voiced")


def test_the_turkish_page_without_a_voice_names_the_command_in_turkish(
    page: Page, stage: Stage, violations: list[str], picture: Callable[[str], None]
) -> None:
    page.goto(show_turkish(stage, install_command=COMMAND))
    box = page.locator(".no-voice")
    expect(box).to_contain_text("Türkçe bir ses kurulu değil. Kurmak için:")
    expect(box.locator("code")).to_have_text(COMMAND)
    expect(box).to_contain_text("Ardından bu sayfayı yenileyin.")
    assert box.locator(".label").inner_text() == "YAPAY ZEKÂ SPİKERİ"
    expect(page.locator("ai-announcer")).to_have_count(0)
    assert violations == []
    picture("no-turkish-voice")


def test_the_turkish_page_with_a_voice_has_a_turkish_player(page: Page, stage: Stage) -> None:
    stage.acts["one"] = Act(language="tr", title=samples()["tr"].title)
    page.goto(show_turkish(stage, sound=Sound("one")))
    player = Player(page).ready()
    expect(player.part("what")).to_have_text("Dinle · 20 sn.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1100])
def test_the_article_fits_every_screen(
    page: Page, stage: Stage, width: int, scheme: str, picture: Callable[[str], None]
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(show_english(stage))
    Player(page).ready()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(f"article-{width}-{scheme}")


@pytest.mark.parametrize("width", [320, 720])
def test_the_framed_player_fits_and_takes_its_language_and_theme(
    page: Page, stage: Stage, violations: list[str], width: int
) -> None:
    stage.acts |= {"one": Act(lines=timed(headings=[0, 2]), summary="short"), "short": Act()}
    stage.pages["frame"] = player_page("one", title="A <reading>", language="tr", theme="dark")
    page.set_viewport_size({"width": width, "height": 220})
    page.goto(f"{stage.address}/pages/frame")
    player = Player(page).ready()
    player.go(9)
    expect(player.part("what")).to_have_text(SENTENCES[2])
    assert player.part("label").inner_text() == "YAPAY ZEKÂ SPİKERİ"
    assert page.title() == "A <reading>"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert player.host.evaluate("player => getComputedStyle(player).colorScheme") == "dark"
    assert violations == []


def test_the_picture_for_the_readme(page: Page, stage: Stage, pictures: Path) -> None:
    """Set ANNOUNCER_DOCS_PICTURE=1 to write docs/player.png anew."""
    target = (DOCS if os.environ.get("ANNOUNCER_DOCS_PICTURE") else pictures) / "player.png"
    page.set_viewport_size({"width": 880, "height": 1000})
    address = show_english(stage)
    sample = samples()["en"]
    stage.acts["one"].lines = timed([sample.title, *sample.summary, "What the trial found"], headings=[0, 2, 4])
    page.goto(address)
    player = Player(page).ready()
    player.play.click()
    player.go(5.6)
    player.until("player.line?.i === 1")
    player.play.click()
    player.until("player.paused")
    page.mouse.move(0, 0)
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' }); document.activeElement.blur()")
    page.screenshot(path=target, animations="disabled")
    assert target.stat().st_size < 300_000
