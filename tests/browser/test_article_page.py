"""The sample article in a real browser, served by the real service with tones for voices."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.player import Player
from tests.serving import Service, service


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("service")) as running:
        yield running


def show(page: Page, here: Service, query: str = "lang=en") -> None:
    page.goto(f"{here.client.base_url}?{query}")


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_term_is_explained_on_focus_and_goes_with_escape(
    page: Page, here: Service, violations: list[str], language: str, picture: Callable[[str], None]
) -> None:
    show(page, here, f"lang={language}")
    term, tip = page.locator("a.term").first, page.locator(".tip")
    expect(tip).to_be_hidden()
    term.focus()
    expect(tip).to_be_visible()
    described_by = term.get_attribute("aria-describedby")
    expect(tip).to_contain_text(page.locator(f"#{described_by}").inner_text())
    picture(f"term-{language}")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    assert violations == []


def test_a_term_is_explained_while_it_or_its_explanation_is_pointed_at(page: Page, here: Service) -> None:
    show(page, here)
    tip = page.locator(".tip")
    page.locator("a.term").first.hover()
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.locator("h1").hover()
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1100])
def test_explanations_stay_on_the_screen(page: Page, here: Service, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    show(page, here)
    for term in page.locator("a.term").all():
        term.focus()
        page.wait_for_timeout(50)
        box = page.locator(".tip").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 600
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_play_counts_one_listen(page: Page, here: Service, violations: list[str]) -> None:
    show(page, here, "lang=en&story=names")
    player = Player(page).ready()
    listens = page.locator("[data-listens]")
    expect(listens).to_have_text("Listens: 0")
    for _ in range(2):
        player.play.click()
        player.until("!player.paused && player.currentTime > 0")
        expect(listens).to_have_text("Listens: 1")
        player.play.click()
        player.until("player.paused")
    page.reload()
    expect(page.locator("[data-listens]")).to_have_text("Listens: 1")
    assert violations == []


def test_each_version_leads_to_the_same_story_in_the_other_language(page: Page, here: Service) -> None:
    show(page, here, "lang=en&story=commute")
    page.get_by_role("link", name="Türkçe oku").click()
    expect(page.locator("h1")).to_have_text("Dinlemelerin yarısı saat dokuzdan önce")
    page.locator(".related a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "tr")


def test_without_scripts_a_term_leads_to_its_explanation(here: Service, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    show(page, here)
    page.locator("a.term").first.click()
    assert page.url.endswith("#term-neural-voice")
    expect(page.locator("ai-announcer audio")).to_be_visible()
    context.close()
