"""Beyond its own box: the small player at the bottom, the lock screen, assistive technology."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.stage import SENTENCES, TITLE, Act, Stage, timed

ARTICLE = "".join(f"<p id=s{i}>{text}</p>" for i, text in enumerate(SENTENCES)) + "<p>Something else.</p>" * 60
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def player(page: Page, stage: Stage) -> Player:
    stage.acts["one"] = Act(lines=timed(headings=[0, 2]))
    page.goto(stage.page(f"<article><ai-announcer src='/narrations/one'></ai-announcer>{ARTICLE}</article>"))
    return Player(page).ready()


def scroll_away(player: Player) -> None:
    player.page.mouse.move(400, 300)
    player.page.mouse.wheel(0, 3000)


@pytest.mark.parametrize("width", [320, 800])
def test_a_small_player_stays_while_the_reader_scrolls(
    player: Player, width: int, picture: Callable[[str], None], violations: list[str]
) -> None:
    page = player.page
    page.set_viewport_size({"width": width, "height": 600})
    scroll_away(player)
    page.wait_for_timeout(200)
    assert player.host.get_attribute("mini") is None, "not before the reader listens"
    page.mouse.wheel(0, -9000)
    player.play.click()
    player.until("player.currentTime > 0.1")
    before = page.evaluate("document.documentElement.scrollHeight")
    scroll_away(player)
    expect(player.host).to_have_attribute("mini", "")
    box = player.part("player").bounding_box()
    assert box is not None
    assert (box["x"], box["y"] + box["height"]) == (0, 600)
    assert box["height"] < 100
    assert page.evaluate("document.documentElement.scrollHeight") == before, "its place is kept"
    for name in ("play", "back", "forward", "close"):
        inside = player.part(name).bounding_box()
        assert inside is not None
        assert min(inside["width"], inside["height"]) >= 24
        assert inside["x"] >= 0
        assert inside["x"] + inside["width"] <= width
    picture(f"mini-{width}")
    player.play.click()
    player.until("player.paused")
    page.mouse.wheel(0, -9000)
    expect(player.host).not_to_have_attribute("mini", "")
    assert violations == []


def test_the_small_player_can_be_closed_and_stays_closed(player: Player) -> None:
    player.play.click()
    player.until("player.currentTime > 0.1")
    scroll_away(player)
    player.part("close").click()
    expect(player.host).not_to_have_attribute("mini", "")
    assert player.get("paused") is False
    player.page.mouse.wheel(0, -500)
    player.page.wait_for_timeout(200)
    assert player.host.get_attribute("mini") is None


def test_who_closes_the_small_player_by_keyboard_stays_in_the_player_and_on_the_page(player: Player) -> None:
    player.play.click()
    player.until("player.currentTime > 0.1")
    player.page.evaluate("scrollTo({ top: 2000, behavior: 'instant' })")
    expect(player.host).to_have_attribute("mini", "")
    player.part("close").focus()
    player.press("Enter")
    expect(player.host).not_to_have_attribute("mini", "")
    player.press("k")
    player.until("player.paused")
    assert player.page.evaluate("scrollY") == 2000


def test_a_page_may_do_without_the_small_player(player: Player) -> None:
    player.host.evaluate("player => { player.sticky = 'off' }")
    player.play.click()
    player.until("player.currentTime > 0.1")
    scroll_away(player)
    player.page.wait_for_timeout(300)
    assert player.host.get_attribute("mini") is None


SESSION = """
window.actions = {};
MediaSession.prototype.setActionHandler = (name, act) => { window.actions[name] = act };
MediaSession.prototype.setPositionState = state => { window.place = state };
"""


def test_the_lock_screen_knows_the_article_and_moves_in_it(page: Page, stage: Stage) -> None:
    page.add_init_script(SESSION)
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.2")
    assert page.evaluate("[navigator.mediaSession.metadata.title, navigator.mediaSession.metadata.artist]") == [
        TITLE,
        "AI announcer",
    ]
    for act, expected in [
        ("seekto({ seekTime: 9 })", "player.currentTime >= 9 && player.currentTime < 10"),
        ("seekforward({})", "player.currentTime >= 19"),
        ("seekbackward({})", "player.currentTime >= 9 && player.currentTime < 11"),
        ("nexttrack({})", "player.line?.i === 3"),
        ("previoustrack({})", "player.line?.i === 2"),
        ("pause({})", "player.paused"),
        ("play({})", "!player.paused"),
        ("stop({})", "player.paused"),
    ]:
        page.evaluate(f"() => {{ window.actions.{act} }}")
        player.until(expected)
    place = page.evaluate("window.place")
    assert place["duration"] == 20
    assert place["playbackRate"] == 1


def show(page: Page, stage: Stage, state: str, language: str) -> Player:
    act = Act({"failed": "failed", "rendering": "rendering"}.get(state, "ready"), lines=timed(headings=[0, 2]))
    act.summary = "short"
    stage.acts |= {"one": act, "short": Act()}
    tag = "<ai-announcer src='/narrations/one'></ai-announcer>"
    if state == "list":
        stage.offer("first", "second")
        tag = "<ai-announcer-playlist src='/feeds/en.json'></ai-announcer-playlist>"
    page.goto(stage.page(f"<article><h1>News</h1>{tag}{ARTICLE}</article>", language=language))
    player = Player(page)
    player.until("player.narration")
    if state == "more":
        expect(player.ready().more("speed")).to_be_visible()
    if state in ("playing", "mini", "dark"):
        player.ready().play.click()
        player.until("player.currentTime > 0.1")
    if state == "mini":
        scroll_away(player)
        expect(player.host).to_have_attribute("mini", "")
    return player


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("width", [320, 800])
@pytest.mark.parametrize("state", ["idle", "playing", "rendering", "failed", "dark", "mini", "more", "list"])
def test_axe_finds_nothing(
    page: Page, stage: Stage, *, state: str, width: int, language: str, picture: Callable[[str], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(color_scheme="dark" if state == "dark" else "light")
    show(page, stage, state, language)
    picture(f"{state}-{width}-{language}")
    found = Axe().run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations"]})
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_control_is_reached_by_tab_with_a_visible_focus(page: Page, stage: Stage) -> None:
    player = show(page, stage, "idle", "en")
    player.host.evaluate("player => player.setAttribute('open', '')")
    expect(player.seek).to_be_visible()
    seen = []
    for _ in range(14):
        player.press("Tab")
        name, outline = player.host.evaluate(
            "player => { const at = player.shadowRoot.activeElement;"
            " return at ? [at.part.value, getComputedStyle(at).outlineStyle] : ['', ''] }"
        )
        if name:
            assert outline == "solid", name
            seen.append(name)
        elif seen:
            break
    assert seen == ("play full summary more back forward seek total mute volume".split())


def test_a_reader_who_wants_less_motion_is_taken_there_at_once(page: Page, stage: Stage) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script("window.jumps = []; window.scrollBy = way => window.jumps.push(way.behavior)")
    stage.acts["one"] = Act()
    body = ARTICLE.replace("<p id=s3>", "<p>Something else.</p>" * 60 + "<p id=s3>")
    page.goto(stage.page(f"<article><ai-announcer src='/narrations/one'></ai-announcer>{body}</article>"))
    player = Player(page).ready()
    player.open().seek.focus()
    player.press("n", "n", "n")
    player.until("player.line?.i === 3")
    assert set(page.evaluate("window.jumps")) == {"instant"}


def test_keys_with_modifiers_and_keys_of_other_fields_are_left_alone(player: Player) -> None:
    player.play.focus()
    player.press("Control+k", "Alt+l", "ArrowDown", "PageDown")
    player.page.wait_for_function("() => scrollY > 0")  # the page still scrolls by keys
    player.more("speed").focus()
    player.press("l", "k", "Escape")
    assert (player.get("paused"), player.get("currentTime")) == (True, 0)


def test_the_documentation_names_every_part(page: Page, stage: Stage) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text()
    section = docs[docs.index("Parts: ") : docs.index("## Accessibility")]
    stage.offer("one", "two")
    stage.acts["one"].lines = timed(headings=[0, 2])
    page.goto(stage.page("<ai-announcer src='/narrations/one' playlist='/feeds/en.json' open></ai-announcer>"))
    player = Player(page).ready()
    parts = set()
    for view in ("speed", "transcript", "help"):
        if view == "speed":
            player.more("speed")
        elif view == "transcript":
            player.part("transcript").click()
        else:
            player.press("Escape")
            player.play.focus()
            player.press("?")
            player.part("keys").wait_for()
        page.wait_for_timeout(200)
        found = "player => [...player.shadowRoot.querySelectorAll('[part]')].flatMap(node => [...node.part])"
        parts |= set(player.host.evaluate(found))
    assert parts - set(re.findall(r"`([a-z-]+)`", section)) == set()
    assert set(re.findall(r"`([a-z-]+)`", section)) - parts <= {"remote"}, "which is there where other devices are"
