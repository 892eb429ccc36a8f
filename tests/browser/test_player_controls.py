"""Play, seek, speed and sound, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.stage import DURATION_S, SENTENCES, TITLE, Act, Stage


@pytest.fixture
def player(page: Page, stage: Stage) -> Player:
    page.goto(stage.player(Act()))
    return Player(page).ready()


def test_before_play_it_says_what_it_is_and_how_long_it_takes(player: Player) -> None:
    assert player.part("label").inner_text() == "AI ANNOUNCER"
    assert player.part("title").inner_text() == TITLE
    assert player.time == "0:00 / 0:20"
    assert player.message == "Listen to this article: 20 seconds."


def test_play_advances_and_pause_holds(player: Player) -> None:
    player.play.click()
    player.until("player.currentTime > 1.2")
    assert player.get("paused") is False
    expect(player.part("time")).to_have_text(re.compile(r"^0:0[1-9]\s?/"))
    expect(player.play).to_have_attribute("aria-label", "Pause")
    player.play.click()
    expect(player.play).to_have_attribute("aria-label", "Play")
    held = player.get("currentTime")
    assert player.get("currentTime") == held


def test_a_click_on_the_bar_goes_there_and_shows_the_sentence_read_there(player: Player) -> None:
    box = player.seek.bounding_box()
    assert box is not None
    player.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    player.until(f"Math.abs(player.currentTime - {DURATION_S / 2}) < 0.4")
    expect(player.part("line")).to_have_text(SENTENCES[2])


@pytest.mark.parametrize(
    ("keys", "second"),
    [
        (["ArrowRight"], 10),
        (["ArrowLeft"], 0),
        (["ArrowUp"], 10),
        (["ArrowDown"], 0),
        (["l"], 15),
        (["j"], 0),
        (["l", "j"], 5),
        (["PageUp"], 20),
        (["End"], 20),
        (["Home"], 0),
    ],
)
def test_keys_move_along_the_bar(player: Player, keys: list[str], second: float) -> None:
    player.host.evaluate("player => { player.currentTime = 5 }")
    player.seek.focus()
    player.press(*keys)
    player.until(f"Math.abs(player.currentTime - {second}) < 0.1")


def test_keys_do_nothing_while_the_focus_is_elsewhere(player: Player) -> None:
    player.page.evaluate("document.activeElement.blur()")
    player.press("k", "l", "m")
    assert player.get("paused") is True
    assert player.get("currentTime") == 0
    assert player.get("muted") is False


def test_space_and_k_play_and_pause(player: Player) -> None:
    player.seek.focus()
    player.press("Space")
    player.until("!player.paused")
    player.press("k")
    player.until("player.paused")
    player.play.focus()
    player.press("Space")
    player.until("!player.paused")


def test_back_and_forward_move_ten_seconds(player: Player) -> None:
    player.part("forward").click()
    player.until("player.currentTime === 10")
    player.part("back").click()
    player.until("player.currentTime === 0")


def test_speed_and_mute_answer_to_the_list_the_button_and_the_keys(player: Player) -> None:
    player.part("speed").select_option("1.5")
    assert player.get("playbackRate") == 1.5
    player.seek.focus()
    player.press(">", ">", "<")
    assert player.get("playbackRate") == 1.75
    player.part("mute").click()
    assert player.get("muted") is True
    player.seek.focus()
    player.press("m")
    assert player.get("muted") is False


def test_the_line_follows_the_voice_word_by_word(player: Player) -> None:
    player.host.evaluate("player => { player.currentTime = 4.1 }")
    player.until(f"player.line?.text === {SENTENCES[1]!r}")
    assert player.part("word").inner_text() == "None"
    player.host.evaluate("player => { player.currentTime = 7.7 }")
    player.until("player.currentTime > 7.6")
    expect(player.part("word")).to_have_text("all.")
    assert player.part("line").inner_text() == SENTENCES[1], "characters beyond the basic plane count as one"


def test_the_end_is_reached_once_and_play_starts_again(player: Player) -> None:
    player.host.evaluate("player => { window.ended = 0; player.addEventListener('ended', () => window.ended++) }")
    player.host.evaluate(f"player => {{ player.currentTime = {DURATION_S} - 0.5 }}")
    player.play.click()
    player.until("player.ended")
    assert player.page.evaluate("window.ended") == 1
    expect(player.part("time")).to_have_text(re.compile(r"^0:20\s?/"))
    player.play.click()
    player.until("!player.ended && player.currentTime > 0.1")


def test_screen_readers_hear_positions_in_words_but_not_on_every_tick(player: Player) -> None:
    player.host.evaluate("player => { player.currentTime = 5 }")
    expect(player.seek).to_have_attribute("aria-valuetext", "5 seconds of 20 seconds")
    player.play.click()
    player.until("player.currentTime > 6.2")
    expect(player.seek).to_have_attribute("aria-valuetext", "5 seconds of 20 seconds")
    player.seek.focus()
    assert player.seek.get_attribute("aria-valuetext") != "5 seconds of 20 seconds"
