"""Following the article: what is marked in its text, when it scrolls, where a click leads, where one resumes."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.stage import SENTENCES, Act, Stage, timed

TRICKY = """
<p id=a>Fourteen <a href="#x">news<b>papers</b></a> gave
   their&nbsp;pages a <em>voice</em>.<sup>1</sup></p>
<div id=b>None of it left the buil&shy;ding <span hidden>(not this)</span>🗞 at all. Listeners
  <script type=x>and</script>stayed for <strong>3 min</strong>utes and 40 seconds on average.</div>
<p id=c>The mayor&#39;s name is said correctly<!-- a note --> now.</p>
<ul><li id=d><p>A second phase begins on <time>1 June</time>.</p></ul>
"""
PLAIN = "".join(f"<p id=s{i}>{text}</p>" for i, text in enumerate(SENTENCES))
FILLER = "<p>Something else altogether.</p>" * 40


@pytest.fixture
def article(page: Page, stage: Stage) -> Callable[..., Player]:
    def show(body: str, *, attributes: str = "", act: Act | None = None) -> Player:
        stage.acts["one"] = act or Act()
        player = f"<ai-announcer src='/narrations/one' {attributes}></ai-announcer>"
        page.goto(stage.page(f"<article>{player}{body}</article>"))
        return Player(page).ready()

    return show


def begin(player: Player) -> None:
    """Start, and hold."""
    player.play.click()
    player.until("player.currentTime > 0.05")
    player.play.click()
    player.until("player.paused")


@pytest.mark.parametrize(
    ("line", "place", "text"),
    [
        (0, "a", "Fourteen newspapers gave their pages a voice."),
        (1, "b", "None of it left the building (not this)🗞 at all."),
        (2, "b", "Listeners andstayed for 3 minutes and 40 seconds on average."),
        (3, "c", "The mayor's name is said correctly now."),
        (4, "d", "A second phase begins on 1 June."),
    ],
)
def test_each_sentence_and_each_word_is_marked_through_markup(
    article: Callable[..., Player], line: int, place: str, text: str
) -> None:
    player = article(TRICKY)
    begin(player)
    player.go(line * 4 + 0.1)
    player.until_marked("line", text, place)
    for _, _, start_ms, end_ms in timed()[line]["words"]:
        player.go((start_ms + end_ms) / 2000)
        said = timed()[line]["text"].split()[[word[2] for word in timed()[line]["words"]].index(start_ms)]
        player.page.wait_for_timeout(60)
        marks = {where or "player": what for what, where in player.marked("word")}
        assert marks["player"] == said
        found = next(what for where, what in marks.items() if where != "player")
        assert found.replace("'", "’") == said


def test_a_repeated_sentence_is_marked_where_it_is_read(article: Callable[..., Player]) -> None:
    player = article(
        "<p id=one>Nobody knows. It rained.</p><p id=two>Nobody knows.</p><p id=three>It rained. Nobody knows.</p>",
        act=Act(lines=timed(["Nobody knows.", "It rained.", "Nobody knows.", "It rained.", "Nobody knows."])),
    )
    begin(player)
    for line, place in enumerate(["one", "one", "two", "three", "three"]):
        player.go(line * 4 + 0.1)
        player.until(f"player.line?.i === {line}")
        player.until_marked("line", ["Nobody knows.", "It rained."][line % 2], place)


def test_a_sentence_that_the_page_does_not_say_spoils_no_other(article: Callable[..., Player]) -> None:
    player = article(
        "<p id=body>It rained all day. The river rose.</p><aside id=more>Read by a machine.</aside>",
        act=Act(lines=timed(["Read by a machine.", "It rained all day.", "Only for listeners.", "The river rose."])),
    )
    begin(player)
    player.go(12.1)
    player.until_marked("line", "The river rose.", "body")
    player.go(8.1)
    player.until("player.line?.i === 2")
    assert player.marked("line") == []


def test_text_that_arrives_or_changes_later_is_marked(article: Callable[..., Player]) -> None:
    player = article("<div id=s1></div><p id=s0>Old words.</p>")
    begin(player)
    player.page.evaluate(
        "text => [0, 1].forEach(i => { document.getElementById(`s${i}`).textContent = text[i] })",
        list(SENTENCES),
    )
    player.go(4.1)
    player.until_marked("line", SENTENCES[1], "s1")


def test_nothing_is_marked_before_play_and_nothing_at_the_end(article: Callable[..., Player]) -> None:
    player = article(PLAIN)
    player.go(9)
    player.until("player.line?.i === 2")
    assert player.marked("line") == []
    player.play.click()
    player.until_marked("line", SENTENCES[2], "s2")
    player.go(19.8)
    player.until("player.ended")
    assert player.marked("line") == []
    assert player.marked("word") == []


def test_the_page_may_name_its_article_or_want_no_marks(article: Callable[..., Player]) -> None:
    story = f"<section>{PLAIN}</section><div class=story>{PLAIN.replace('id=s', 'id=t')}</div>"
    player = article(story, attributes="follow='.story'")
    begin(player)
    player.go(4.1)
    player.until_marked("line", SENTENCES[1], "t1")
    player.host.evaluate("player => { player.follow = 'off' }")
    player.go(8.1)
    player.until("player.line?.i === 2")
    assert player.marked("line") == []
    player.until_marked("word", "Listeners", "")


def test_the_page_overrules_the_colours_of_the_marks(article: Callable[..., Player]) -> None:
    player = article(PLAIN)
    begin(player)
    player.page.evaluate(
        "() => { const sheet = new CSSStyleSheet();"
        " sheet.replaceSync('::highlight(announcer-line) { background-color: red }');"
        " document.adoptedStyleSheets.unshift(sheet) }"
    )
    colour = "getComputedStyle(document.body, '::highlight(announcer-line)').backgroundColor"
    assert player.page.evaluate(colour) == "rgb(255, 0, 0)"


def in_view(page: Page, place: str) -> bool:
    return bool(
        page.evaluate(
            "id => { const { top, bottom } = document.getElementById(id).getBoundingClientRect();"
            " return top >= 0 && bottom <= innerHeight }",
            place,
        )
    )


def test_the_page_follows_a_reader_who_stays_and_leaves_one_who_scrolls_away(article: Callable[..., Player]) -> None:
    player = article(PLAIN.replace("</p>", "</p>" + "<p>An aside.</p>" * 12))
    page = player.page
    player.play.click()
    player.until_marked("line", SENTENCES[0], "s0")
    player.host.evaluate("player => { player.playbackRate = 3 }")
    player.until("player.line?.i === 1")
    page.wait_for_timeout(900)
    assert in_view(page, "s1")
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    at = page.evaluate("scrollY")
    player.until("player.line?.i === 3")
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == at
    assert not in_view(page, "s3")


def test_going_to_a_sentence_by_key_shows_it_even_to_a_reader_far_away(article: Callable[..., Player]) -> None:
    player = article(PLAIN.replace("</p>", "</p>" + FILLER))
    player.open().seek.focus()
    player.press("n", "n")
    player.until_marked("line", SENTENCES[2], "s2")
    player.page.wait_for_timeout(900)
    assert in_view(player.page, "s2")
    player.press("k")
    player.until("!player.paused && player.currentTime > 8.1")


def test_the_bar_does_not_slide_away_under_the_pointer(article: Callable[..., Player]) -> None:
    player = article(PLAIN.replace("</p>", "</p>" + FILLER))
    begin(player)
    box = player.seek.bounding_box()
    assert box is not None
    player.page.mouse.move(box["x"] + 5, box["y"] + 12)
    player.page.mouse.down()
    player.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 12, steps=5)
    player.until("player.line?.i === 4")
    player.page.wait_for_timeout(300)
    assert player.page.evaluate("scrollY") == 0
    player.page.mouse.up()
    player.page.mouse.wheel(0, 3000)
    player.until("player.hasAttribute('mini')")
    player.page.wait_for_timeout(300)
    player.part("back").click()
    player.until_marked("line", SENTENCES[2], "s2")
    player.page.wait_for_timeout(900)
    assert in_view(player.page, "s2"), "the small player leads to what is read"


def test_a_click_on_a_sentence_goes_there_once_the_reader_listens(article: Callable[..., Player]) -> None:
    player = article(PLAIN + "<p id=other>Not read.</p>")
    page = player.page
    page.locator("#s3").click(position={"x": 20, "y": 10})
    page.wait_for_timeout(200)
    assert (player.get("paused"), player.get("currentTime")) == (True, 0), "reading is not asking for sound"
    begin(player)
    page.locator("#s3").click(position={"x": 20, "y": 10})
    player.until("!player.paused && player.currentTime >= 12 && player.currentTime < 13.5")
    beside = page.locator("#s1").evaluate("node => node.clientWidth - 2")
    page.locator("#s1").click(position={"x": beside, "y": 10})
    page.locator("#other").click()
    page.wait_for_timeout(200)
    assert player.get("currentTime") >= 12, "beside the words, and on other words, a click is a click"


def test_links_selections_and_handled_clicks_are_left_alone(article: Callable[..., Player]) -> None:
    player = article(TRICKY)
    begin(player)
    page = player.page
    page.locator("#a a").click()
    assert page.url.endswith("#x")
    page.locator("#c").dblclick(position={"x": 20, "y": 10})
    page.evaluate("addEventListener('click', event => event.preventDefault(), true)")
    at = player.get("currentTime")
    page.evaluate("getSelection().removeAllRanges()")
    page.locator("#d p").click(position={"x": 20, "y": 10})
    page.wait_for_timeout(200)
    assert player.get("currentTime") < max(at, 12) + 2


def listen_to(player: Player, line: int) -> None:
    """Hear a little of a line, then stop."""
    player.go(line * 4 + 1)
    player.play.click()
    player.until(f"player.line?.i === {line} && player.currentTime > {line * 4 + 1.1}")
    player.play.click()
    player.until("player.paused")


def test_a_reader_resumes_at_the_sentence_where_they_stopped(article: Callable[..., Player]) -> None:
    player = article(PLAIN)
    listen_to(player, 2)
    player.page.reload()
    player.ready().until("player.currentTime === 8")
    expect(player.part("what")).to_have_text("Continue from 0:08 · 20 sec")
    assert player.get("paused") is True
    assert player.marked("line") == []
    player.play.click()
    player.until("player.currentTime > 8.1")


def test_the_place_survives_an_edited_article(article: Callable[..., Player], stage: Stage) -> None:
    player = article(PLAIN)
    listen_to(player, 2)
    stage.acts["one"].lines = timed(["Correction.", *SENTENCES[:4]])
    player.page.reload()
    player.ready().until("player.currentTime === 8")
    player.play.click()
    player.until("!player.paused && player.currentTime > 12")
    assert player.get("line.text") == SENTENCES[2]


def test_an_article_heard_to_its_end_begins_anew(article: Callable[..., Player]) -> None:
    player = article(PLAIN)
    listen_to(player, 2)
    player.go(19.7)
    player.play.click()
    player.until("player.ended")
    player.page.reload()
    player.ready()
    assert player.get("currentTime") == 0


def test_a_page_may_forbid_remembering(article: Callable[..., Player]) -> None:
    player = article(PLAIN, attributes="remember=off")
    player.more("speed").select_option("2")
    listen_to(player, 1)
    assert player.page.evaluate("localStorage.length") == 0


def test_a_browser_without_storage_plays(page: Page, article: Callable[..., Player], violations: list[str]) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    player = article(PLAIN)
    listen_to(player, 1)
    expect(player.part("line")).to_have_text(SENTENCES[1])
    assert violations == []


@pytest.mark.parametrize(
    "kept",
    ['{"places": 7', '{"places": 7, "speed": "fast", "volume": 9}', '{"places": [3, ["a"], null]}', "null"],
)
def test_damaged_memory_is_no_obstacle(page: Page, article: Callable[..., Player], kept: str) -> None:
    page.add_init_script(f"localStorage['ai-announcer'] = {json.dumps(kept)}")
    player = article(PLAIN)
    assert (player.get("playbackRate"), player.get("volume")) == (1, 1)
    listen_to(player, 1)
