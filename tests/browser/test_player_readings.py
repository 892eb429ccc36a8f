"""Which reading: an article by its id or address, its summary, one that is still being made."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.stage import SENTENCES, Act, Stage


def tell(stage: Stage, event: str, **data: Any) -> None:
    stage.acts["one"].news.append((event, data))


def progress(stage: Stage, lines_done: int) -> None:
    act = stage.acts["one"]
    tell(stage, "progress", **stage._view("one", act) | {"progress": {"lines_done": lines_done, "lines_total": 5}})


@pytest.mark.parametrize("attribute", ["article-id='cms 7'", "article-url='/news/7'", "article-url"])
def test_an_article_is_found_by_its_id_its_address_or_that_of_the_page(
    page: Page, stage: Stage, attribute: str
) -> None:
    stage.acts["one"] = Act()
    canonical = "https://paper.example/news/7"
    stage.articles = {"cms 7": "one", f"{stage.address}/news/7": "one", canonical: "one"}
    address = stage.page(f"<ai-announcer {attribute}></ai-announcer>", head=f"<link rel=canonical href='{canonical}'>")
    page.goto(address)
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.2")
    reflected = player.get("articleId + player.articleUrl")
    assert reflected == {"article-id='cms 7'": "cms 7", "article-url='/news/7'": "/news/7"}.get(attribute, "")


def test_without_a_canonical_link_the_page_is_its_own_address(page: Page, stage: Stage) -> None:
    stage.acts["one"] = Act()
    address = stage.page("<ai-announcer article-url></ai-announcer>")
    stage.articles[address] = "one"
    page.goto(f"{address}#t=8")
    Player(page).ready().until("player.currentTime === 8")


def test_an_article_without_a_reading_shows_no_player(page: Page, stage: Stage) -> None:
    page.goto(stage.page("<ai-announcer article-id=unknown></ai-announcer>"))
    player = Player(page)
    player.until("player.error?.code === 'missing'")
    expect(player.part("player")).to_be_hidden()
    assert player.host.bounding_box()["height"] == 0  # type: ignore[index]
    stage.acts["one"] = Act()
    stage.articles["unknown"] = "one"
    player.host.evaluate("player => player.load()")
    player.ready()
    expect(player.part("player")).to_be_visible()


def test_a_summary_is_one_switch_away_and_goes_on_playing(page: Page, stage: Stage) -> None:
    stage.acts |= {"one": Act(summary="short"), "short": Act(title="In short")}
    page.goto(stage.page("<ai-announcer src='/narrations/one'></ai-announcer>"))
    player = Player(page).ready()
    full = player.host.get_by_role("button", name=re.compile("Full article 0:20"))
    summary = player.host.get_by_role("button", name=re.compile("Summary 0:20"))
    expect(full).to_have_attribute("aria-pressed", "true")
    player.play.click()
    player.until("player.currentTime > 0.2")
    summary.click()
    player.until("player.narration?.id === 'short' && !player.paused && player.currentTime > 0.2")
    expect(summary).to_have_attribute("aria-pressed", "true")
    expect(full).to_have_attribute("aria-pressed", "false")
    assert player.get("reading") == "summary"
    assert player.host.get_attribute("reading") == "summary"
    full.focus()
    player.press("Enter")
    player.until("player.narration?.id === 'one' && player.currentTime > 0.2")


def test_a_page_may_name_the_summary_itself_and_begin_with_it(page: Page, stage: Stage) -> None:
    stage.acts |= {"one": Act(), "short": Act(title="In short")}
    attributes = "summary-src='/narrations/short' reading=summary"
    page.goto(stage.page(f"<ai-announcer src='/narrations/one' {attributes}></ai-announcer>"))
    player = Player(page).ready()
    assert player.get("narration.id") == "short"
    expect(player.part("summary")).to_have_attribute("aria-pressed", "true")


def test_without_a_summary_there_is_no_switch(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act()))
    expect(Player(page).ready().part("choice")).to_be_hidden()


def test_progress_and_finished_lines_arrive_as_they_happen(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.until("player.narration")
    progress(stage, 3)
    expect(player.part("message")).to_have_text("Being prepared: 3 of 5 sentences.")
    assert player.part("message").get_attribute("aria-live") == "off", "screen readers are not told every line"
    tell(stage, "lines", lines=act.lines[:2])
    player.play.click()
    player.until("player.line?.i === 0")
    expect(player.part("line")).to_have_text(SENTENCES[0])
    assert player.get("timeline") is None
    asked = act.asked
    act.finish()
    player.ready()
    assert act.asked == asked + 1, "asked once more, at the end"


def test_the_choice_of_readings_and_the_bar_tell_the_same_length(page: Page, stage: Stage) -> None:
    act = Act("rendering", summary="short")
    stage.acts["short"] = Act()
    page.goto(stage.player(act))
    player = Player(page)
    expect(player.part("full")).to_have_text("Full article ~0:19")
    tell(stage, "progress", **stage._view("one", act) | {"estimated_duration_s": 33})
    expect(player.part("full")).to_have_text("Full article ~0:33")
    expect(player.part("total")).to_have_text("~0:33")
    expect(player.part("summary")).to_have_text("Summary 0:20")


def test_without_events_it_asks_from_time_to_time(page: Page, stage: Stage) -> None:
    act = Act("rendering", speaks=False)
    page.goto(stage.player(act))
    player = Player(page)
    player.until("player.narration")
    act.finish()
    player.ready()
    assert act.heard == 0


def test_a_render_that_fails_is_told_by_its_events(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.until("player.narration")
    act.fail()
    player.until("player.error?.code === 'failed'")


APPLE = """
Object.defineProperty(Navigator.prototype, 'vendor', { get: () => 'Apple Computer, Inc.' });
HTMLMediaElement.prototype.canPlayType = () => 'maybe';
"""


@pytest.mark.parametrize(
    ("script", "status", "file"),
    [(APPLE, "rendering", "stream.m3u8"), (APPLE, "ready", "audio.mp3"), ("", "rendering", "audio.mp3")],
)
def test_webkit_alone_gets_a_playlist_and_only_of_what_grows(
    page: Page, stage: Stage, script: str, status: str, file: str
) -> None:
    page.add_init_script(script)
    page.goto(stage.player(Act(status)))
    player = Player(page)
    player.until("player.narration")
    with page.expect_request(re.compile(r"stream\.m3u8|audio\.mp3")) as asked:
        player.play.click()
    assert asked.value.url.endswith(file)
