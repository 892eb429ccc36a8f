"""Play, seek, speed and sound, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.player import Player
from tests.browser.stage import DURATION_S, SENTENCES, TITLE, Act, Stage, timed


@pytest.fixture
def player(page: Page, stage: Stage) -> Player:
    page.goto(stage.player(Act()))
    return Player(page).ready()


def test_before_play_it_is_one_row_that_says_what_it_is_and_how_long_it_takes(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act(), attributes=""))
    player = Player(page).ready()
    assert player.part("label").inner_text() == "AI ANNOUNCER"
    assert player.part("title").inner_text() == TITLE
    assert player.part("what").inner_text() == "Listen · 20 sec"
    box = player.part("player").bounding_box()
    assert box is not None
    assert box["height"] == 64
    expect(player.seek).not_to_be_visible()
    player.play.click()
    expect(player.seek).to_be_visible()
    assert player.time.endswith(" / 0:20")


def test_play_advances_and_pause_holds(player: Player) -> None:
    player.play.click()
    player.until("player.currentTime > 1.2")
    assert player.get("paused") is False
    expect(player.part("elapsed")).to_have_text(re.compile(r"^0:0[1-9]$"))
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
    player.more("speed").select_option("1.5")
    assert player.get("playbackRate") == 1.5
    player.press("Escape")
    expect(player.part("panel")).to_be_hidden()
    player.seek.focus()
    player.press(">", ">", "<")
    assert player.get("playbackRate") == 1.75
    player.part("mute").click()
    assert player.get("muted") is True
    player.seek.focus()
    player.press("m")
    assert player.get("muted") is False


def test_the_line_follows_the_voice_word_by_word(player: Player) -> None:
    player.play.click()
    player.until("player.currentTime > 0.1")
    player.play.click()
    player.go(4.1)
    player.until_marked("word", "None", "")
    assert player.part("line").inner_text() == SENTENCES[1]
    player.go(7.7)
    player.until_marked("word", "all.", "")  # characters beyond the basic plane count as one


def test_sentences_are_gone_to_by_button_and_by_key(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act(), attributes="open look=large"))
    player = Player(page).ready()
    player.part("next").click()
    player.until("player.line?.i === 1 && player.currentTime === 4")
    player.press("n")
    player.until("player.line?.i === 2")
    player.press("p")
    player.until("player.line?.i === 1")
    player.go(6.5)
    player.part("previous").click()
    player.until("player.currentTime === 4")
    player.part("previous").click()
    player.until("player.currentTime === 0")


def test_the_volume_slider_answers_to_mouse_and_keys_and_unmutes(player: Player) -> None:
    slider = player.host.get_by_role("slider", name="Volume")
    player.part("mute").click()
    box = slider.bounding_box()
    assert box is not None
    player.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    player.until("Math.abs(player.volume - 0.5) < 0.11 && !player.muted")
    player.press("Home")
    player.until("player.volume === 0")
    player.press("ArrowRight")
    player.until("player.volume === 0.05")
    assert player.get("currentTime") == 0, "the slider keeps its own keys"


def test_speed_and_volume_are_remembered(player: Player) -> None:
    player.more("speed").select_option("1.25")
    player.press("Escape")
    player.part("volume").focus()
    player.press("Home", "ArrowRight")
    player.until("player.volume === 0.05")
    player.page.reload()
    player.ready()
    assert (player.get("playbackRate"), player.get("volume")) == (1.25, 0.05)
    assert player.more("speed").input_value() == "1.25"


def test_the_sound_can_be_downloaded_under_the_title(player: Player, stage: Stage) -> None:
    with player.page.expect_download() as download:
        player.more("download").click()
    assert download.value.suggested_filename == f"{TITLE}.mp3"
    assert download.value.path().read_bytes() == stage.mp3


def test_chapters_are_listed_marked_on_the_bar_and_gone_to(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act(lines=timed(headings=[0, 2, 4]))))
    player = Player(page).ready()
    chapters = player.more("chapters").get_by_role("button")
    expect(chapters).to_have_count(3)
    assert [text.splitlines() for text in chapters.all_inner_texts()] == [
        [SENTENCES[0], "0:00"],
        [SENTENCES[2], "0:08"],
        [SENTENCES[4], "0:16"],
    ]
    chapters.last.click()
    player.until("!player.paused && player.currentTime >= 16")
    player.play.focus()
    player.press("Escape", "k")
    player.go(9)
    player.until("player.line?.i === 2")
    expect(player.part("what")).to_have_text(SENTENCES[2])
    expect(player.more("chapters").locator("[aria-current]")).to_contain_text(SENTENCES[2])
    ticks = player.seek.evaluate("bar => getComputedStyle(bar).backgroundPosition").split(", ")
    assert [tick.split()[0] for tick in ticks[:2]] == ["40%", "80%"]


def test_an_article_without_headings_has_no_list_of_chapters(player: Player) -> None:
    player.more("speed")
    expect(player.part("chapters")).to_have_count(0)


def test_a_copied_link_leads_to_this_time(player: Player) -> None:
    player.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    player.go(9.4)
    player.more("copy").click()
    expect(player.part("message")).to_have_text("The link is copied.")
    link = player.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{player.page.url}#t=9"
    player.page.goto("about:blank")
    player.page.goto(link)
    player.ready().until("player.currentTime === 9")
    assert player.get("paused") is True


def test_a_link_that_may_not_be_copied_is_shown(player: Player) -> None:
    shown: list[str] = []

    def note(dialog: Dialog) -> None:
        shown.append(dialog.default_value)
        dialog.dismiss()

    player.page.on("dialog", note)
    player.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    player.more("copy").click()
    expect(player.part("panel")).to_be_hidden()
    assert shown == [f"{player.page.url}#t=0"]


def test_the_end_is_reached_once_and_play_starts_again(player: Player) -> None:
    player.host.evaluate("player => { window.ended = 0; player.addEventListener('ended', () => window.ended++) }")
    player.host.evaluate(f"player => {{ player.currentTime = {DURATION_S} - 0.5 }}")
    player.play.click()
    player.until("player.ended")
    assert player.page.evaluate("window.ended") == 1
    expect(player.part("elapsed")).to_have_text("0:20")
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
