"""A reading that is still being prepared, that failed, that is gone, that cannot be reached."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.stage import DURATION_S, SENTENCES, Act, Stage

WORDS = {
    "en": {
        "failed": "This article could not be read aloud. Please try again later.",
        "missing": "There is no reading of this article.",
        "offline": "The announcer cannot be reached. Check your connection, then try again.",
        "retry": "Try again",
    },
    "tr": {
        "failed": "Bu haber seslendirilemedi. Lütfen daha sonra yeniden deneyin.",
        "missing": "Bu haberin sesli okuması yok.",
        "offline": "Spikere ulaşılamıyor. Bağlantınızı denetleyip yeniden deneyin.",
        "retry": "Yeniden dene",
    },
}


def test_a_growing_reading_is_heard_at_once_and_its_total_is_marked_as_an_estimate(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act("rendering")))
    player = Player(page)
    player.until("player.narration")
    assert player.time == "0:00 / ~0:19"
    assert player.message == "Being prepared: 2 of 5 sentences."
    expect(player.seek).to_have_attribute("aria-valuetext", "0 seconds of about 19 seconds")
    player.play.click()
    player.until("player.currentTime > 0.5")


def test_the_estimate_becomes_exact_without_a_jump_when_the_render_ends(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.play.click()
    player.until("player.currentTime > 0.5")
    player.host.evaluate(
        "player => { let last = 0; window.jumps = 0; player.addEventListener('timeupdate', () => {"
        " if (player.currentTime < last) window.jumps++; last = player.currentTime }) }"
    )
    act.finish()
    player.ready()
    assert player.time.endswith(" / 0:20")
    assert player.get("duration") == DURATION_S
    player.until("player.line")
    expect(player.part("line")).to_have_text(SENTENCES[0])
    player.until("player.currentTime > 2")
    assert player.page.evaluate("window.jumps") == 0
    assert player.get("paused") is False


def test_seeking_ahead_of_the_render_waits_for_it_and_goes_on_playing(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.play.click()
    player.until("player.currentTime > 0.2")
    player.host.evaluate("player => { player.currentTime = 17 }")
    assert player.get("seeking") is True
    assert player.message.startswith("That part is still being prepared.")
    act.finish()
    player.until("player.currentTime > 17.3")
    assert player.get("paused") is False
    expect(player.part("line")).to_have_text(SENTENCES[4])


def test_seeking_back_in_what_was_heard_of_a_growing_reading_works(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.play.click()
    player.until("player.currentTime > 2")
    player.press("Home")
    player.until("player.currentTime < 1.5 && !player.seeking")
    assert player.get("error") is None


def test_a_render_that_ends_while_paused_leaves_a_reading_that_can_be_sought(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.play.click()
    player.until("player.currentTime > 1")
    player.play.click()
    at = player.get("currentTime")
    act.finish()
    player.ready()
    assert abs(player.get("currentTime") - at) < 0.1
    player.host.evaluate("player => { player.currentTime = 18 }")
    player.play.click()
    player.until("player.currentTime > 18.2")


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_failed_render_is_said_in_words(
    page: Page, stage: Stage, language: str, picture: Callable[[str], None]
) -> None:
    act = Act("failed")
    page.goto(stage.player(act, language=language))
    player = Player(page)
    expect(player.part("message")).to_contain_text(WORDS[language]["failed"])
    assert player.get("error.code") == "failed"
    picture(f"failed-{language}")
    act.finish()
    player.host.get_by_role("button", name=WORDS[language]["retry"]).click()
    player.ready()
    assert player.get("error") is None


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_reading_that_is_not_there_is_explained(page: Page, stage: Stage, language: str) -> None:
    page.goto(stage.page('<ai-announcer src="/narrations/nowhere"></ai-announcer>', language=language))
    player = Player(page)
    expect(player.part("message")).to_contain_text(WORDS[language]["missing"])


@pytest.mark.parametrize("language", ["en", "tr"])
def test_an_announcer_out_of_reach_is_said_and_can_be_tried_again(page: Page, stage: Stage, language: str) -> None:
    page.route("**/narrations/one", lambda route: route.abort())
    page.goto(stage.player(Act(), language=language))
    player = Player(page)
    expect(player.part("message")).to_contain_text(WORDS[language]["offline"])
    page.unroute("**/narrations/one")
    player.play.click()
    player.ready()


def test_sound_that_stops_arriving_is_said_and_goes_on_from_there(page: Page, stage: Stage) -> None:
    page.route("**/audio.mp3", lambda route: route.abort())
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.play.click()
    expect(player.part("message")).to_have_text(WORDS["en"]["offline"])
    page.unroute("**/audio.mp3")
    player.host.get_by_role("button", name="Try again").click()
    player.until("player.currentTime > 0.2")


def test_a_reading_that_is_taken_back_while_it_is_heard_is_said(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    page.route("**/audio.mp3", lambda route: route.fulfill(status=410))
    del stage.acts["one"]
    player.play.click()
    player.until("player.error?.code === 'missing'")
    expect(player.part("message")).to_have_text(WORDS["en"]["missing"])
    expect(player.play).to_be_hidden()


def test_who_tries_again_at_the_end_hears_it_from_its_start(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    page.route("**/audio.mp3", lambda route: route.abort())
    player.host.evaluate(f"player => {{ player.currentTime = {DURATION_S} }}")
    player.play.click()
    expect(player.part("message")).to_have_text(WORDS["en"]["offline"])
    page.unroute("**/audio.mp3")
    player.host.get_by_role("button", name="Try again").click()
    player.until("!player.paused && player.currentTime > 0.1 && player.currentTime < 5")


HELD = "const Sound = Audio; window.Audio = function () { return window.sound = new Sound() }"
BROKEN = """() => {
  for (const [name, value] of [["error", { code: 3 }], ["readyState", 1]])
    Object.defineProperty(sound, name, { get: () => value, configurable: true })
  sound.dispatchEvent(new Event("error"))
  delete sound.error
  delete sound.readyState
}"""
"""What Firefox does when headphones come or go: the sound cannot be decoded any more."""


def test_sound_that_breaks_goes_on_by_itself_and_is_said_when_it_breaks_again(page: Page, stage: Stage) -> None:
    page.add_init_script(HELD)
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.play.click()
    player.until("!player.paused")
    player.host.evaluate("player => { player.currentTime = 7 }")
    player.until("player.currentTime > 7")
    page.evaluate(BROKEN)
    player.until("player.currentTime > 7.3 && player.currentTime < 12 && !player.paused")
    assert player.get("error") is None
    page.evaluate(BROKEN)
    expect(player.part("message")).to_have_text(WORDS["en"]["offline"])


STUCK = """() => {
  const at = sound.currentTime
  Object.defineProperty(sound, "currentTime", { get: () => at, configurable: true })
  Object.defineProperty(sound, "readyState", { get: () => 2, configurable: true })
  sound.play = () => {
    for (const name of ["currentTime", "readyState", "play"]) delete sound[name]
    return sound.play()
  }
  sound.dispatchEvent(new Event("waiting"))
}"""
"""What WebKit does at times: it waits for sound that it has, until it is told to play once more."""


def test_who_waits_for_sound_that_is_there_waits_not_for_ever(page: Page, stage: Stage) -> None:
    page.add_init_script(HELD)
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.2")
    page.evaluate(STUCK)
    stuck_s = player.get("currentTime")
    player.until(f"player.currentTime > {stuck_s} + 0.5 && !player.paused")


def test_a_render_that_fails_while_it_is_heard_is_said_in_words(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.play.click()
    player.until("player.currentTime > 0.2")
    act.fail()
    expect(player.part("message")).to_contain_text(WORDS["en"]["failed"])
    assert player.get("paused") is True


def test_no_question_is_asked_once_the_reading_is_ready(page: Page, stage: Stage) -> None:
    act = Act()
    page.goto(stage.player(act))
    Player(page).ready()
    page.wait_for_timeout(1500)
    assert act.asked == 1


def test_a_growing_reading_heard_to_its_end_stays_there_and_begins_anew_with_play(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.until("player.narration")
    player.host.evaluate("player => { player.playbackRate = 8; window.ended = 0 }")
    player.host.evaluate("player => player.addEventListener('ended', () => window.ended++)")
    player.play.click()
    player.until("player.currentTime > 0.2")
    act.finish()
    player.ready()
    player.until("window.ended === 1")
    assert player.get("ended") is True
    assert abs(player.get("currentTime") - DURATION_S) < 0.2
    player.play.click()
    player.until("!player.paused && player.currentTime > 0.2 && player.currentTime < 15")


def test_going_to_the_beginning_of_what_nobody_started_is_no_wait(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.until("player.narration")
    player.play.focus()
    player.press("Home")
    assert player.get("seeking") is False
    act.finish()
    player.ready()
    assert player.message == ""
    assert player.time == "0:00 / 0:20"
