"""The studio's page of voices, as an editor uses it: a real browser, the real service, a repository beside it."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.main import create_app
from app.settings import Settings
from app.voices import download
from tests.serving import ENGLISH, TURKISH, Gate, Service, service
from tests.serving import serving as serving_app
from tests.voices.offer import Offer, VoiceServer, put_voice, serving, tiny_model

ROOT = Path(__file__).parents[2]
DFKI, LJSPEECH, CORI = "tr_TR-dfki-medium", "en_US-ljspeech-medium", "en_GB-cori-high"
LARGE = tiny_model(bytes(range(256)) * 4000)
HALF = re.compile(r"[45]\d\d(\.\d)? kB of 1 MB")
TOTAL = re.compile(r"10\d{5}")
KEY = "a-key-of-enough-characters"


@pytest.fixture
def repository() -> Iterator[VoiceServer]:
    with serving(Offer().add(DFKI, LARGE).add(LJSPEECH, LARGE).add(CORI, LARGE)) as server:
        yield server


@pytest.fixture
def here(tmp_path: Path, repository: VoiceServer) -> Iterator[Service]:
    with service(tmp_path, voice_repository=repository.address) as running:
        yield running


def show(page: Page, here: Service, language: str = "en") -> None:
    page.goto(f"{here.client.base_url}/studio/voices?lang={language}")
    expect(row(page, ENGLISH)).to_be_visible()


def row(page: Page, key: str) -> Locator:
    return page.locator(f"[data-voice='{key}']")


def test_a_line_of_ones_own_is_heard_and_the_speed_is_measured(
    page: Page, here: Service, violations: list[str]
) -> None:
    show(page, here)
    expect(row(page, ENGLISH)).to_contain_text("speed not measured yet")
    page.get_by_label("Your line").first.fill("Siobhan paid $5 for the library.")
    row(page, ENGLISH).get_by_role("button", name="Hear Tone").click()
    expect(row(page, ENGLISH)).to_contain_text("a minute of speech in")
    expect(row(page, ENGLISH)).to_contain_text("real-time factor")
    assert here.tones.calls == ["Siobhan paid five dollars for the library."]
    assert here.client.get("/narrations").json() == []
    row(page, TURKISH).get_by_role("button", name="Hear Tone").press("Enter")
    expect(row(page, TURKISH).get_by_role("button", name="Stop Tone")).to_be_visible()
    row(page, TURKISH).get_by_role("button", name="Stop Tone").press("Enter")
    expect(row(page, TURKISH).get_by_role("button", name="Hear Tone")).to_be_visible()
    assert here.tones.calls[-1].startswith("Belediye meclisi")
    page.get_by_label("Your line").first.fill(" ")
    row(page, ENGLISH).get_by_role("button", name="Hear Tone").click()
    expect(page.get_by_label("Your line").first).to_be_focused()
    assert violations == []


def test_what_is_known_of_a_voice_stands_beside_it(page: Page, here: Service) -> None:
    show(page, here)
    expect(row(page, "en_US-heart-medium")).to_contain_text("comes with the program")
    expect(row(page, "en_US-heart-medium").get_by_role("button")).to_have_count(1)
    expect(row(page, LJSPEECH)).to_contain_text("A commercial site may use it. Public domain recordings")
    expect(row(page, DFKI)).to_contain_text("Not for a commercial site.")
    expect(row(page, ENGLISH)).to_contain_text("Its licence is not known here.")
    kokoro = row(page, "en_US-jm_kumo-high")
    expect(kokoro).to_contain_text("6 voices in one: Jm kumo, ")
    expect(kokoro).to_contain_text(", Jm kumo (Turkish).")
    expect(row(page, "tr_TR-jm_kumo-high")).to_contain_text("for trying out")
    expect(row(page, "en_US-jf_alpha-high")).to_have_count(0)


def test_a_voice_is_installed_heard_and_removed(
    page: Page, here: Service, repository: VoiceServer, violations: list[str], picture: Callable[[str], None]
) -> None:
    rest = repository.held.setdefault(repository.offer.path(DFKI), threading.Event())
    show(page, here)
    row(page, DFKI).get_by_role("button", name="Install and hear Dfki").click()
    expect(row(page, DFKI)).to_contain_text(HALF)
    expect(row(page, DFKI).get_by_role("progressbar", name="Installing Dfki")).to_have_attribute("max", TOTAL)
    picture("voices-installing")
    page.reload()  # who closes the page and comes back
    expect(row(page, DFKI)).to_contain_text(HALF)
    expect(row(page, DFKI).get_by_role("button", name="Cancel")).to_be_visible()
    rest.set()
    expect(page.locator(f".here [data-voice='{DFKI}']")).to_be_visible()
    expect(page.locator("#said")).to_have_text("Dfki is installed.")
    row(page, DFKI).get_by_role("button", name="Remove Dfki").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 MB become free")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    row(page, DFKI).get_by_role("button", name="Remove Dfki").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(page.locator(f".more [data-voice='{DFKI}']")).to_be_visible()
    expect(page.locator("#said")).to_have_text("Dfki is removed.")
    assert violations == []


def test_one_click_installs_and_plays(page: Page, here: Service) -> None:
    show(page, here)
    row(page, LJSPEECH).get_by_role("button").click()
    expect(page.locator(f".here [data-voice='{LJSPEECH}']")).to_contain_text("a minute of speech in")
    assert here.tones.calls[-1].startswith("The council met at seven thirty")


def test_a_download_that_breaks_says_so_and_goes_on(
    page: Page,
    here: Service,
    repository: VoiceServer,
    monkeypatch: pytest.MonkeyPatch,
    picture: Callable[[str], None],
) -> None:
    monkeypatch.setattr(download, "FIRST_PAUSE_S", 0)
    repository.cuts[repository.offer.path(CORI)] = [600_000, 0, 0, 0, 0]
    show(page, here, "tr")
    row(page, CORI).get_by_role("button", name="kur ve dinle").click()
    expect(row(page, CORI)).to_contain_text("Ses getirilemedi.")
    expect(row(page, CORI)).to_contain_text("geldi ve saklanıyor")
    picture("voices-broken")
    page.reload()
    expect(row(page, CORI)).to_contain_text("geldi ve saklanıyor")
    row(page, CORI).get_by_role("button", name="kur ve dinle").click()
    expect(page.locator(f".here [data-voice='{CORI}']")).to_be_visible()
    assert repository.asked_for(f"{CORI}.onnx")[-1].startswith("bytes=")


def test_an_installation_is_cancelled(page: Page, here: Service, repository: VoiceServer) -> None:
    repository.held.setdefault(repository.offer.path(DFKI), threading.Event())
    show(page, here)
    row(page, DFKI).get_by_role("button").click()
    expect(row(page, DFKI)).to_contain_text(HALF)
    row(page, DFKI).get_by_role("button", name="Cancel").click()
    expect(row(page, DFKI).get_by_role("button", name="Install and hear Dfki")).to_be_visible()
    expect(row(page, DFKI).get_by_role("progressbar")).to_be_hidden()


def test_the_default_of_a_language_is_chosen_and_taken_back(page: Page, here: Service, tmp_path: Path) -> None:
    put_voice(tmp_path / "voices", "tr_TR-ada-low")
    show(page, here)
    choice = page.get_by_label("Articles are read by").last
    expect(choice).to_contain_text("the best one installed (Tone)")
    choice.select_option("tr_TR-ada-low")
    expect(page.locator("#said")).to_have_text("Ada reads Turkish from now on.")
    expect(row(page, "tr_TR-ada-low")).to_contain_text("reads your articles")
    assert here.narrate("Meclis toplandı.", language="tr")["voice"] == "tr_TR-ada-low"
    page.reload()
    expect(choice).to_have_value("tr_TR-ada-low")
    choice.select_option("")
    expect(row(page, TURKISH)).to_contain_text("reads your articles")
    assert here.narrate("Karar alındı.", language="tr")["voice"] == TURKISH


def test_what_a_setting_decides_is_shown_and_not_offered(page: Page, tmp_path: Path) -> None:
    with service(tmp_path, default_voices={"tr": TURKISH}) as here:
        show(page, here)
        expect(page.get_by_label("Articles are read by").last).to_be_disabled()
        expect(page.locator(".decided").last).to_contain_text("ANNOUNCER_DEFAULT_VOICES")
        row(page, TURKISH).get_by_role("button", name="Remove Tone").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(row(page, TURKISH)).to_contain_text("This voice stays.")


def test_the_key_is_asked_for(page: Page, tmp_path: Path, violations: list[str]) -> None:
    with service(tmp_path, api_keys=[KEY]) as here:
        page.goto(f"{here.client.base_url}/studio/voices?lang=en")
        dialog = page.locator("#key-dialog")
        dialog.get_by_label("Key", exact=True).fill(KEY)
        dialog.get_by_role("button").click()
        row(page, ENGLISH).get_by_role("button", name="Hear Tone").click()
        expect(row(page, ENGLISH)).to_contain_text("a minute of speech in")
        assert violations == []


def test_a_voice_that_fails_says_so_in_its_row(page: Page, tmp_path: Path) -> None:
    gate = Gate()

    def fail(_: object) -> None:
        gate(())
        raise ValueError

    with service(tmp_path, before=fail) as here:
        show(page, here)
        gate.open()
        row(page, ENGLISH).get_by_role("button", name="Hear Tone").click()
        expect(row(page, ENGLISH).locator(".state.bad")).not_to_be_empty()
        expect(row(page, ENGLISH).get_by_role("button", name="Hear Tone")).to_be_visible()


@pytest.mark.speech
def test_the_picture_for_the_documentation(page: Page, tmp_path: Path, pictures: Path) -> None:
    """Heard in the voices that ship with us. Set ANNOUNCER_DOCS_PICTURE=1 to write docs/voices.png anew."""
    target = (ROOT / "docs" if os.environ.get("ANNOUNCER_DOCS_PICTURE") else pictures) / "voices.png"
    settings = Settings.load(cache_dir=tmp_path / "cache", lexicon_dir=tmp_path / "lexicon", voices_dir=tmp_path)
    with serving_app(create_app(settings)) as address:
        page.set_viewport_size({"width": 1280, "height": 1080})
        page.goto(f"{address}/studio/voices?lang=en")
        for key in ("en_US-announcer-low", "en_US-heart-medium"):
            row(page, key).locator(".hear").click()
            expect(row(page, key)).to_contain_text("real-time factor")
        expect(row(page, "en_US-heart-medium")).to_have_attribute("data-playing", "")
        page.mouse.move(0, 0)
        page.screenshot(path=target, animations="disabled")
    assert target.stat().st_size < 400_000


def test_the_page_fits_every_screen_and_names_every_control(
    page: Page, here: Service, picture: Callable[[str], None]
) -> None:
    controls = "[...document.querySelectorAll('button, select, textarea')].filter(each => each.offsetParent)"
    unnamed = f"{controls}.filter(each => !(each.ariaLabel || each.textContent.trim() || each.labels?.length))"
    for language in ("en", "tr"):
        show(page, here, language)
        assert page.evaluate(f"{unnamed}.length") == 0
    for width in (320, 600, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            picture(f"voices-{width}-{scheme}")
