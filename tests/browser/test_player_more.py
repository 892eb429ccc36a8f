"""What stands behind "More", and what a page chooses: looks, skips, no interface, Trusted Types, statistics."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.stage import DURATION_S, SENTENCES, Act, Stage, timed


@pytest.fixture
def player(page: Page, stage: Stage) -> Player:
    page.goto(stage.player(Act(lines=timed(headings=[0, 2]))))
    return Player(page).ready()


def test_the_text_can_be_searched_and_heard_from_any_sentence(player: Player, picture: Callable[[str], None]) -> None:
    player.more("speed")
    player.part("transcript").click()
    sentences = player.part("items").get_by_role("button")
    expect(sentences).to_have_count(len(SENTENCES))
    picture("transcript")
    player.part("search").fill("MAYOR")
    expect(sentences).to_have_count(1)
    expect(player.part("panel").get_by_role("status")).to_have_text("Sentences found: 1")
    player.press("l", "k")
    assert (player.get("paused"), player.get("currentTime")) == (True, 0), "the search field keeps its keys"
    player.part("search").fill("mayor")
    sentences.first.click()
    player.until("!player.paused && player.currentTime >= 12 && player.currentTime < 14")


def test_the_question_mark_lists_the_keys_and_escape_leads_back(player: Player) -> None:
    player.play.focus()
    player.press("?")
    expect(player.part("keys")).to_contain_text("Sentence before, after")
    player.press("Escape")
    expect(player.part("panel")).to_be_hidden()
    player.part("more").click()
    expect(player.part("speed")).to_be_visible()
    player.press("Escape")
    assert player.host.evaluate("player => player.shadowRoot.activeElement.part.value") == "more"


@pytest.mark.parametrize("view", ["speed", "transcript", "help"])
def test_escape_leads_back_at_once(player: Player, view: str) -> None:
    player.more("speed").wait_for()
    if view != "speed":
        player.part(view).click()
        player.part({"transcript": "search", "help": "keys"}[view]).wait_for()
    player.press("Escape", "?")  # with nothing between them
    player.part("keys").wait_for()
    player.press("Escape", "m")
    player.until("player.muted")


def test_what_is_heard_is_in_sight_in_a_long_text_and_so_are_search_and_close(page: Page, stage: Stage) -> None:
    page.set_viewport_size({"width": 400, "height": 500})
    page.goto(stage.player(Act(lines=timed(SENTENCES * 20, headings=[0, 90]))))
    player = Player(page).ready()
    player.go(18)
    player.until("player.line?.i === 4")
    player.host.evaluate("player => Object.defineProperty(player, 'line', { get: () => player.lines[60] })")
    player.more("speed")
    expect(player.part("shut")).to_be_in_viewport(ratio=1)
    expect(player.part("speed")).to_be_in_viewport(ratio=1)
    player.part("transcript").first.click()
    expect(player.part("search")).to_be_focused()
    for part in (player.part("search"), player.part("shut"), player.part("items").locator("[aria-current]")):
        expect(part).to_be_in_viewport(ratio=1)


def test_the_text_is_searched_in_its_own_language(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act(lines=timed(["The INTERNET is here.", "It stays."])), language="tr"))
    player = Player(page).ready()
    player.more("speed")
    player.part("transcript").click()
    player.part("search").fill("INTERNET ")
    expect(player.part("items").get_by_role("button")).to_have_count(1)


def test_the_sleep_timer_stops_after_so_many_minutes(page: Page, stage: Stage) -> None:
    page.clock.install()
    page.goto(stage.player(Act()))
    player = Player(page)
    page.clock.run_for(1000)
    player.ready().play.click()
    player.until("!player.paused")
    player.more("sleep").select_option(label="5 minutes")
    page.clock.run_for(299_000)
    player.host.evaluate("player => player.play()")
    assert player.get("paused") is False
    page.clock.run_for(2_000)
    player.until("player.paused")


def test_the_sleep_timer_stops_at_the_end_of_the_article(page: Page, stage: Stage) -> None:
    stage.offer("one", "two")
    page.goto(stage.page("<ai-announcer src='/narrations/one' playlist='/feeds/en.json' open></ai-announcer>"))
    player = Player(page).ready()
    player.more("sleep").select_option(label="This article")
    player.press("Escape")
    player.play.click()
    player.go(19.6)
    player.until("player.ended")
    page.wait_for_timeout(300)
    assert player.get("narration.id") == "one"


def test_the_time_that_is_left_is_one_press_away_and_remembered(player: Player) -> None:
    player.go(5)
    player.part("total").click()
    expect(player.part("total")).to_have_text("−0:15")
    player.page.reload()
    expect(player.ready().part("total")).to_contain_text("−")


@pytest.mark.parametrize(("attribute", "seconds"), [("", 10), ("skip=15", 15)])
def test_a_site_chooses_how_far_the_skips_go(page: Page, stage: Stage, attribute: str, seconds: int) -> None:
    page.goto(stage.player(Act(), attributes=f"open {attribute}"))
    player = Player(page).ready()
    expect(player.part("forward")).to_have_attribute("aria-label", f"Forward {seconds} seconds")
    expect(player.part("forward")).to_have_text(str(seconds))
    player.part("forward").click()
    player.until(f"player.currentTime === {seconds}")


@pytest.mark.parametrize("width", [320, 760])
@pytest.mark.parametrize("look", ["compact", "standard", "large"])
def test_every_look_fits_and_keeps_its_targets(
    page: Page, stage: Stage, look: str, width: int, picture: Callable[[str], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    page.goto(stage.player(Act(lines=timed(headings=[0, 2])), attributes=f"open look={look}"))
    player = Player(page).ready()
    player.go(9)
    player.until("player.line?.i === 2")
    picture(f"look-{look}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = player.part("player").bounding_box()
    assert box is not None
    assert box["height"] <= {"compact": 64, "standard": 190, "large": 290}[look]
    for control in player.host.locator("button:visible, input:visible").all():
        inside = control.bounding_box()
        assert inside is not None
        assert min(inside["width"], inside["height"]) >= 24
        assert inside["x"] >= box["x"]
        assert inside["x"] + inside["width"] <= box["x"] + box["width"]
    sizes = player.host.evaluate(
        "player => [...player.shadowRoot.querySelectorAll('p,button,span')].filter(node => node.checkVisibility() &&"
        " node.textContent.trim()).map(node => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= 12


def test_without_an_interface_it_is_the_methods_and_events(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act(), attributes="no-ui"))
    player = Player(page).ready()
    expect(player.host).to_be_hidden()
    player.host.evaluate("player => { window.seen = []; player.addEventListener('linechange', e => seen.push(1)) }")
    player.host.evaluate("player => player.play()")
    player.until("player.currentTime > 0.2 && player.line?.i === 0")
    page.wait_for_function("() => window.seen.length === 1")


def test_a_page_that_requires_trusted_types_gets_the_whole_player(
    page: Page, stage: Stage, violations: list[str]
) -> None:
    address = stage.player(Act(), attributes="")
    name = address.rsplit("/", 1)[1]
    stage.policies[name] = "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    page.goto(address)
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.2")
    player.more("speed")
    expect(player.part("speed")).to_be_visible()
    assert violations == []


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_cannot_heal_is_one_quiet_line_without_controls(page: Page, stage: Stage, language: str) -> None:
    page.goto(stage.page("<ai-announcer src='/narrations/nowhere'></ai-announcer>", language=language))
    player = Player(page)
    expect(player.part("message")).to_be_visible()
    assert player.host.locator("button:visible, input:visible").count() == 0
    box = player.host.bounding_box()
    assert box is not None
    assert box["height"] < 40


def test_a_site_hears_what_its_readers_do(player: Player) -> None:
    player.page.evaluate(
        """() => {
          window.told = []
          for (const name of ["play", "pause", "seeked", "ratechange", "progress", "ended"]) addEventListener(
            "announcer:" + name, ({ detail }) => told.push([name, detail.id, detail.reading, detail.percent ?? null]))
        }"""
    )
    player.play.click()
    player.until("player.currentTime > 0.1")
    player.go(DURATION_S / 2 + 0.5)
    player.until(f"player.currentTime > {DURATION_S / 2} + 0.8")
    player.host.evaluate("player => { player.playbackRate = 2 }")
    player.go(DURATION_S - 0.5)
    player.until("player.ended")
    told = player.page.evaluate("window.told")
    assert ["play", "one", "full", None] in told
    assert [percent for name, *_, percent in told if name == "progress"] == [50, 75]
    assert {"play", "seeked", "ratechange", "pause", "ended"} <= {name for name, *_ in told}


def test_who_comes_back_sees_where_they_stopped_before_anything_else_is_loaded(page: Page, stage: Stage) -> None:
    address = stage.player(Act(), attributes="")
    page.goto(address)
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.1")
    player.go(8.5)
    player.until("player.line?.i === 2")
    player.play.click()
    player.until("player.paused")
    page.goto("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(player.ready().part("what")).to_have_text("Continue from 0:08 · 20 sec")
    page.wait_for_timeout(200)
    assert not [url for url in asked if "timeline" in url or "announcer-" in url]
    player.play.click()
    player.until("!player.paused && player.currentTime > 8.1 && player.line?.i === 2")
