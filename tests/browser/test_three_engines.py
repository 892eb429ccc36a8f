"""What readers do most, in real Chromium, Firefox and WebKit, by real mouse and keys."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.stage import DURATION_S, SENTENCES, Act, Stage
from tests.browser.webdriver import MissingEngineError, Window, chromium, firefox, webkit
from tests.serving import Gate, service
from tests.voices.offer import Offer
from tests.voices.offer import serving as offering

PATIENCE_S = 20
ARTICLE = "".join(f"<p id=s{i}>{text}</p>" for i, text in enumerate(SENTENCES)) + "<p>Something else.</p>" * 60


@pytest.fixture(scope="session", params=["chromium", "firefox", "webkit"])
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One window of each engine for all tests."""
    with contextlib.ExitStack() as stack:
        if request.param == "chromium":
            browser: Browser = request.getfixturevalue("browser")
            context = browser.new_context()
            stack.callback(context.close)
            yield chromium(context.new_page(), browser.version)
            return
        try:
            engine = firefox(tmp_path_factory.mktemp("firefox")) if request.param == "firefox" else webkit()
            yield stack.enter_context(engine)
        except MissingEngineError as missing:
            pytest.skip(str(missing))


class Listener:
    """Who sits in front of a window that holds one player."""

    def __init__(self, window: Window, address: str) -> None:
        self.window = window
        window.open("about:blank")
        window.open(address)
        window.run("try { localStorage.clear() } catch {}")
        self.until("player.narration")

    def get(self, expression: str) -> Any:
        return self.window.run(f"const player = document.querySelector('ai-announcer'); return {expression}")

    def until(self, expression: str) -> None:
        give_up = time.monotonic() + PATIENCE_S
        while not self.get(f"Boolean({expression})"):
            if time.monotonic() > give_up:
                state = "[player.currentTime, player.paused, player.ended, player.seeking, player.error?.code]"
                raise AssertionError(f"never came true: {expression}; {self.get(state)}")
            time.sleep(0.05)

    def box(self, part: str) -> dict[str, float]:
        found = self.get(f"player.shadowRoot.querySelector('[part~={part}]').getBoundingClientRect().toJSON()")
        return dict(found)

    def click(self, part: str, share: float = 0.5) -> None:
        """Click a part, at this share of its width."""
        box = self.box(part)
        self.window.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)

    def play(self) -> None:
        self.click("play")
        self.until("!player.paused && player.currentTime > 0.2")
        self.until("player.shadowRoot.querySelector('[part~=seek]')")  # it has opened, and moved what is below


def test_play_pause_and_the_marks_in_the_article(window: Window, stage: Stage) -> None:
    stage.acts["one"] = Act()
    listener = Listener(
        window, stage.page(f"<article><ai-announcer src=/narrations/one></ai-announcer>{ARTICLE}</article>")
    )
    listener.play()
    listener.until("[...CSS.highlights.get('announcer-line') ?? []].some(mark => mark.toString())")
    listener.click("play")
    listener.until("player.paused")
    window.press("k")
    listener.until("!player.paused")
    window.press("n")
    listener.until("player.line?.i === 1")
    window.press("m")
    assert listener.get("player.muted") is True


def test_the_small_player_takes_no_room_in_the_article(window: Window, stage: Stage) -> None:
    stage.acts["one"] = Act()
    listener = Listener(
        window, stage.page(f"<article><ai-announcer src=/narrations/one></ai-announcer>{ARTICLE}</article>")
    )
    listener.play()
    top = "document.getElementById('s0').getBoundingClientRect().top + scrollY"
    before = listener.get(top)
    window.scroll(2000)
    listener.until("player.hasAttribute('mini')")
    box = listener.box("player")
    height = listener.get("innerHeight")
    assert box["bottom"] == height
    assert box["height"] < 100
    assert abs(listener.get(top) - before) < 0.1
    window.scroll(-9000)
    listener.until("!player.hasAttribute('mini')")
    assert listener.box("player")["top"] >= 0
    assert abs(listener.get(top) - before) < 0.1


@pytest.mark.parametrize("way", ["End", "the bar"])
def test_the_end_is_the_end(window: Window, stage: Stage, way: str) -> None:
    listener = Listener(window, stage.player(Act()))
    listener.play()
    if way == "End":
        window.press("End")
    else:
        listener.click("seek", 0.998)
    listener.until("player.ended")
    time.sleep(0.5)
    assert listener.get("[player.ended, player.paused]") == [True, True]
    assert abs(listener.get("player.currentTime") - DURATION_S) < 0.1
    listener.click("play")
    listener.until("!player.paused && player.currentTime > 0.1 && player.currentTime < 5")


def test_a_place_in_what_is_there_is_gone_to_at_once_and_one_beyond_when_it_has_come(
    window: Window, stage: Stage
) -> None:
    if window.name == "WebKitGTK":
        pytest.skip("the stage has no HLS, and WebKit follows nothing else that grows")
    act = stage.acts["growing"] = Act("rendering")  # Firefox keeps the sound of an address that a page before played
    listener = Listener(window, stage.page("<ai-announcer src=/narrations/growing></ai-announcer>"))
    listener.play()
    act.news.append(("lines", {"lines": act.lines[:2]}))
    listener.until("player.line")
    listener.get("player.currentTime = 7")
    listener.until("player.currentTime > 7.2 && player.currentTime < 9 && !player.seeking")
    listener.get("player.currentTime = 17")
    assert listener.get("player.seeking") is True
    assert listener.get("player.currentTime") < 10
    time.sleep(0.5)
    assert listener.get("player.currentTime") < 11, "it counts what is heard"
    assert listener.get("player.paused") is False
    act.finish()
    listener.until("player.currentTime > 17.2 && !player.paused && !player.seeking")


def test_a_reading_in_the_making_is_followed_from_its_start_to_its_end(window: Window, tmp_path: Path) -> None:
    """The real service: growing MP3, and the HLS playlist for WebKit."""
    gate = Gate()
    count = 0

    def hold(tokens: object) -> None:
        nonlocal count
        count += 1
        if count > 12:
            gate(())

    text = "\n\n".join(
        f"This is the sentence number {n} of a reading that takes its time to be made." for n in range(16)
    )
    with service(tmp_path, before=hold) as here:
        address = here.begin(text)
        listener = Listener(window, str(here.client.base_url) + f"/player/{address.rsplit('/', 1)[1]}")
        if window.name == "WebKitGTK" and not listener.get("player.canPlayType('application/vnd.apple.mpegurl')"):
            gate.open()
            pytest.skip("WebKit without HLS: apt-get install gstreamer1.0-plugins-bad")
        listener.play()
        listener.get("player.currentTime = 5")
        listener.until("player.currentTime > 5.2 && player.currentTime < 12 && !player.seeking && !player.paused")
        listener.get("player.currentTime = 1e6")
        assert listener.get("player.seeking")
        listener.get("player.currentTime = player.duration - 2")
        assert listener.get("player.seeking")
        gate.open()
        listener.until("player.ended")
        time.sleep(0.3)
        assert listener.get("[player.ended, player.seeking]") == [True, False]
        assert abs(listener.get("player.currentTime - player.duration")) < 0.3
        listener.click("play")
        listener.until("!player.paused && player.currentTime > 0.1 && player.currentTime < 5")


def test_more_opens_and_the_next_article_follows(window: Window, stage: Stage) -> None:
    stage.offer("first", "second")
    listener = Listener(
        window, stage.page("<ai-announcer src=/narrations/first playlist=/feeds/en.json></ai-announcer>")
    )
    listener.play()
    listener.click("more")
    panel = "player.shadowRoot.querySelector('[part~=panel]')"
    listener.until(f"{panel}?.matches(':popover-open') && {panel}.querySelector('select')")
    assert listener.box("panel")["bottom"] <= listener.get("innerHeight")
    window.press("Escape")
    listener.until(f"!{panel}.matches(':popover-open')")
    listener.get("player.currentTime = 19.5")
    listener.until("player.narration?.id === 'second' && !player.paused && player.currentTime > 0.2")
    assert listener.get("navigator.mediaSession.playbackState") == "playing"
    assert listener.get("navigator.mediaSession.metadata.title") == "The story second"


def test_the_studio_installs_a_voice(window: Window, tmp_path: Path) -> None:
    key = "tr_TR-dfki-medium"
    with offering(Offer().add(key)) as repository, service(tmp_path, voice_repository=repository.address) as here:
        window.open(f"{here.client.base_url}/studio/voices?lang=tr")
        for wanted in (f".more [data-voice={key}] .acts button", f".here [data-voice={key}] .acts button"):
            give_up = time.monotonic() + PATIENCE_S
            while not window.run(f"return Boolean(document.querySelector('{wanted}'))"):
                assert time.monotonic() < give_up, window.run("return document.body.innerText")
                time.sleep(0.05)
            if wanted.startswith(".more"):
                window.run(f"document.querySelector('{wanted}').click()")
        assert "kullanamaz" in window.run(f"return document.querySelector('[data-voice={key}]').innerText")
