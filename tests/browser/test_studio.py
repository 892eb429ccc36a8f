"""The studio, as an editor uses it: a real browser, the real service, tones for voices."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.main import create_app
from app.settings import Settings
from tests.browser.player import Player
from tests.serving import Gate, Service, service, serving

ROOT = Path(__file__).parents[2]
KEY = "a-key-of-enough-characters"
TEXT = "Siobhan paid $5 for the library.\n\nThe vote was close. Nobody left before midnight."

HEADLINE = "Council keeps the library open"
SPOKEN = """The council met at 7:30 p.m. on 3 March 2026 and decided, by 12 votes to 11, to keep the library open.

“Nobody left before midnight,” said Dr. Siobhan Lee, who chairs the budget committee. The building costs $3.5m a year.

What happens next

Repairs begin on 1 June. About 18% of the shelves have to be replaced, and the roof leaks."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(tmp_path) as running:
        yield running


def show(page: Page, here: Service, language: str = "en") -> None:
    page.goto(f"{here.client.base_url}/studio?lang={language}")


def lines(page: Page) -> Locator:
    return page.locator("#lines > li")


def test_an_article_is_read_seen_and_kept(
    page: Page, here: Service, violations: list[str], picture: Callable[[str], None]
) -> None:
    show(page, here)
    page.get_by_label("Text", exact=True).last.fill(TEXT)
    expect(lines(page)).to_have_count(3)
    expect(lines(page).first.locator(".spoken")).to_have_text("Siobhan paid five dollars for the library.")
    expect(lines(page).first.locator("em")).to_have_text(["five", "dollars"])
    page.get_by_role("button", name="Listen", exact=True).click()
    player = Player(page)
    player.until("!player.paused && player.currentTime > 0")
    expect(page.locator("#said")).to_contain_text("Ready")
    expect(page.locator(".waveform .outline")).not_to_have_attribute("d", "")
    expect(page.locator(".waveform .spans rect")).to_have_count(3)
    expect(page.locator("#embed")).to_have_value(f"{here.client.get('/narrations').json()[0]['embed_html']}")
    with page.expect_download() as download:
        page.locator("#download").click()
    assert download.value.suggested_filename.startswith("Siobhan paid $5 for the library")
    expect(page.locator("#recent .open")).to_have_text("Siobhan paid $5 for the library.")
    expect(page.locator("#cache-narrations")).to_contain_text("1")
    expect(page.locator("#lines [data-now]")).to_have_count(1)
    picture("studio-read")
    assert violations == []


def test_the_waveform_and_the_lines_lead_to_their_place(page: Page, here: Service) -> None:
    show(page, here)
    page.locator("#text").fill(TEXT)
    page.locator("#listen").click()
    player = Player(page).ready()
    player.host.evaluate("player => player.pause()")
    box = page.locator("#waveform").bounding_box()
    assert box is not None
    page.locator("#waveform").click(position={"x": box["width"] * 0.9, "y": 20})
    player.until("player.currentTime > player.duration * 0.8")
    lines(page).nth(1).get_by_role("button").click()
    player.until("!player.paused && player.line?.i === 1")


def test_a_pronunciation_is_tried_then_saved_and_heard(page: Page, here: Service, violations: list[str]) -> None:
    show(page, here)
    page.locator("#text").fill(TEXT)
    page.locator("#listen").click()
    Player(page).ready()
    first = page.locator("ai-announcer").get_attribute("src")
    lines(page).first.locator(".written").click(position={"x": 20, "y": 10})
    expect(page.locator("#fix-word")).to_have_value("Siobhan")
    here.tones.forget()
    for name in ("Hear it", "Save for all articles"):
        page.get_by_role("button", name=name).click()
        expect(page.locator("#fix-said")).to_have_text("Write how it sounds.")
        page.locator("#fix-said").evaluate("said => said.textContent = ''")
    page.locator("#fix-spoken").fill("shivawn")
    page.get_by_role("button", name="Hear it").click()
    expect(page.locator("#fix-said")).to_contain_text("Siobhan")
    assert here.tones.calls == ["shivawn paid five dollars for the library."]
    assert len(here.client.get("/narrations").json()) == 1, "a trial is no narration"
    assert "newsroom" not in {entry["origin"] for entry in here.client.get("/lexicon/en").json()}
    page.get_by_role("button", name="Save for all articles").click()
    expect(page.locator("#fix-said")).to_contain_text("Saved")
    expect(lines(page).first.locator(".spoken")).to_contain_text("shivawn")
    assert page.locator("ai-announcer").get_attribute("src") != first
    assert here.client.get("/lexicon/en/Siobhan").json()["spoken"] == "shivawn"
    assert here.tones.calls == ["shivawn paid five dollars for the library."]
    assert violations == []


def test_what_is_rendered_is_seen_as_it_comes(tmp_path: Path, page: Page) -> None:
    last = Gate()

    def hold_midnight(tokens: object) -> None:
        if "midnight" in str(tokens):
            last(())

    with service(tmp_path, before=hold_midnight) as here:
        show(page, here)
        page.locator("#text").fill(TEXT)
        page.locator("#listen").click()
        expect(page.locator("#said")).to_have_text("Preparing: 2 of 3 sentences.")
        expect(page.locator(".waveform .spans rect")).to_have_count(2)
        expect(lines(page).nth(1).get_by_role("button")).to_be_enabled()
        expect(lines(page).nth(2).get_by_role("button")).to_be_disabled()
        expect(page.locator(".waveform .outline")).to_have_attribute("d", "")
        last.open()
        expect(page.locator("#said")).to_contain_text("Ready")
        expect(page.locator(".waveform .spans rect")).to_have_count(3)


def test_the_key_is_asked_for_once_and_kept_in_the_tab_alone(
    tmp_path: Path, page: Page, violations: list[str], picture: Callable[[str], None]
) -> None:
    with service(tmp_path, api_keys=[KEY]) as here:
        show(page, here)
        dialog = page.locator("#key-dialog")
        expect(dialog).to_be_visible()
        picture("studio-key")
        dialog.get_by_label("Key", exact=True).fill("wrong-key-of-enough-letters")
        dialog.get_by_role("button").click()
        expect(page.locator("#key-said")).to_have_text("That key was refused.")
        dialog.get_by_label("Key", exact=True).fill(KEY)
        dialog.get_by_role("button").click()
        expect(dialog).to_be_hidden()
        expect(page.locator("#cache-narrations")).to_contain_text("0")
        assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
        page.reload()
        page.locator("#text").fill(TEXT)
        page.locator("#listen").click()
        expect(page.locator("#said")).to_contain_text("Ready")
        expect(dialog).to_be_hidden()
        page.get_by_role("button", name="Forget key").click()
        page.locator("#refresh").click()
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert violations == []


def test_the_studio_speaks_turkish(page: Page, here: Service, violations: list[str]) -> None:
    show(page, here, "tr")
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    page.get_by_role("button", name="Örnekle dene").click()
    expect(page.locator("#script-facts")).to_contain_text("cümle")
    page.get_by_role("button", name="Dinle", exact=True).click()
    expect(page.locator("#said")).to_contain_text("Hazır,")
    assert here.client.get("/narrations").json()[0]["language"] == "tr"
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Studio")
    assert violations == []


def test_a_refusal_is_said_in_words(page: Page, here: Service) -> None:
    show(page, here)
    page.locator("#listen").click()
    expect(page.locator("#said")).to_have_text("There is nothing to read yet.")
    page.get_by_text("Address", exact=True).click()
    page.locator("#url").fill("https://news.example/late-vote")
    page.locator("#listen").click()
    expect(page.locator("#said")).not_to_be_empty()
    expect(page.locator("#listen")).not_to_have_attribute("aria-busy", "true")
    show(page, here, "tr")
    page.get_by_text("Adres", exact=True).click()
    page.locator("#url").fill("http://127.0.0.1:1/late-vote")
    page.locator("#listen").click()
    expect(page.locator("#said")).to_contain_text("Bu adresten sayfa alınmıyor.")
    expect(page.locator("#said small[lang=en]")).to_contain_text("Port 1")


def test_a_recent_narration_is_opened_again(page: Page, here: Service) -> None:
    view = here.narrate(TEXT)
    show(page, here)
    page.locator("#recent .open").click()
    Player(page).ready()
    assert page.locator("ai-announcer").get_attribute("src") == f"narrations/{view['id']}"
    expect(lines(page)).to_have_count(3)


@pytest.mark.speech
def test_the_picture_for_the_documentation(page: Page, tmp_path: Path, pictures: Path) -> None:
    """Read by the voice that ships with us. Set ANNOUNCER_DOCS_PICTURE=1 to write docs/studio.png anew."""
    target = (ROOT / "docs" if os.environ.get("ANNOUNCER_DOCS_PICTURE") else pictures) / "studio.png"
    settings = Settings.load(cache_dir=tmp_path / "cache", lexicon_dir=tmp_path / "lexicon")
    with serving(create_app(settings)) as address:
        page.set_viewport_size({"width": 1280, "height": 1080})
        page.goto(f"{address}/studio?lang=en")
        page.locator("#headline").fill(HEADLINE)
        page.locator("#text").fill(SPOKEN)
        page.locator("#listen").click()
        player = Player(page).ready()
        expect(page.locator(".waveform .outline")).not_to_have_attribute("d", "")
        player.host.evaluate("player => { player.pause(); player.currentTime = player.duration * 0.6 }")
        expect(page.locator("#lines [data-now]")).to_have_count(1)
        assert page.locator("#lines em").count() > 5
        page.mouse.move(0, 0)
        page.screenshot(path=target, animations="disabled")
    assert target.stat().st_size < 400_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1400])
def test_the_studio_fits_every_screen(
    page: Page, here: Service, width: int, scheme: str, picture: Callable[[str], None]
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    here.narrate("A narration with a rather long first sentence that has to be shortened somewhere, or not at all.")
    show(page, here, "tr")
    page.locator("#try").click()
    expect(page.locator("#script")).to_be_visible()
    page.locator("#listen").click()
    expect(page.locator(".waveform .outline")).not_to_have_attribute("d", "")
    page.locator("#fix-open").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(f"studio-{width}-{scheme}")
