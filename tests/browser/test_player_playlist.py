"""The next article: from a feed, a list of ids, or the page's next player."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.stage import Act, Stage


def one_of_three(page: Page, stage: Stage, attributes: str = "playlist='/feeds/en.json'") -> Player:
    stage.offer("one", "two", "three")
    stage.articles |= {"a": "one", "b": "two", "c": "three"}
    page.goto(
        stage.page(f"<h1>The story one</h1><ai-announcer src='/narrations/one' open {attributes}></ai-announcer>")
    )
    return Player(page).ready()


def to_the_end(player: Player) -> None:
    player.play.click()
    player.until("player.currentTime > 0.1")
    player.go(19.6)
    player.until("player.currentTime > 19")


@pytest.mark.parametrize("attributes", ["playlist='/feeds/en.json'", "playlist='a, b, c'"])
def test_the_next_article_is_announced_and_plays_when_one_ends(page: Page, stage: Stage, attributes: str) -> None:
    player = one_of_three(page, stage, attributes)
    to_the_end(player)
    expect(player.part("upnext")).to_contain_text("The story two")
    player.until("player.narration?.id === 'two' && !player.paused && player.currentTime > 0.2")
    expect(player.part("title")).to_have_text("The story two")
    expect(player.part("title")).to_be_visible()
    expect(player.part("upnext")).to_have_text("Up next The story three 0:20")


def test_one_goes_to_the_next_and_back_by_button(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage)
    before, after = player.part("before"), player.part("after")
    expect(before).to_be_disabled()
    after.click()
    player.until("player.narration?.id === 'two' && player.currentTime > 0.1")
    player.part("upnext").click()
    player.until("player.narration?.id === 'three' && player.currentTime > 0.1")
    expect(after).to_be_disabled()
    before.click()
    player.until("player.narration?.id === 'two'")


def test_who_wants_one_article_only_is_asked_once(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage)
    player.host.get_by_role("checkbox", name="Play on").uncheck()
    to_the_end(player)
    player.until("player.ended")
    page.wait_for_timeout(300)
    assert player.get("narration.id") == "one"
    page.reload()
    expect(player.host.get_by_role("checkbox", name="Play on")).not_to_be_checked()


def test_a_site_may_stop_after_each_article(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage, "playlist='/feeds/en.json' next=off")
    expect(player.part("onward")).to_be_hidden()
    to_the_end(player)
    player.until("player.ended")
    page.wait_for_timeout(300)
    assert player.get("narration.id") == "one"
    expect(player.part("upnext")).to_contain_text("The story two")


def test_the_next_ones_view_is_asked_for_once_and_ahead(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage)
    to_the_end(player)
    player.until("player.narration?.id === 'two' && player.currentTime > 0.2")
    assert stage.acts["two"].asked == 1
    assert stage.acts["three"].asked == 0


def test_a_place_is_remembered_for_each_article_of_a_playlist(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage)
    player.part("after").click()
    player.until("player.narration?.id === 'two' && player.currentTime > 0.1")
    player.go(8.5)
    player.until("player.line?.i === 2")
    player.play.click()
    player.until("player.paused")
    keys = page.evaluate("JSON.parse(localStorage['ai-announcer']).places.map(([key]) => key)")
    assert keys == [f"{stage.address}/news/two"]


def test_a_page_with_several_articles_is_a_queue_by_itself(page: Page, stage: Stage) -> None:
    stage.offer("one", "two")
    page.goto(
        stage.page(
            "<article><h2>The story one</h2><ai-announcer src='/narrations/one'></ai-announcer></article>"
            "<article><h2>The story two</h2><ai-announcer src='/narrations/two'></ai-announcer></article>"
        )
    )
    first, second = Player(page).ready(), Player(page)
    second.host = page.locator("ai-announcer").nth(1)
    to_the_end(first)
    second.until("!player.paused && player.currentTime > 0.2")
    assert first.get("paused") is True


def test_the_lock_screen_goes_to_the_next_article(page: Page, stage: Stage) -> None:
    page.add_init_script(
        "window.actions = {}; MediaSession.prototype.setActionHandler = (name, act) => { window.actions[name] = act }"
    )
    player = one_of_three(page, stage)
    player.play.click()
    player.until("player.currentTime > 0.1")
    page.evaluate("() => { window.actions.nexttrack({}) }")
    player.until("player.narration?.id === 'two' && player.currentTime > 0.1")
    page.wait_for_function("() => navigator.mediaSession.metadata.title === 'The story two'")


def test_a_front_page_plays_its_list(page: Page, stage: Stage, violations: list[str]) -> None:
    stage.offer("one", "two", "three")
    page.goto(stage.page("<ai-announcer-playlist src='/feeds/en.json'></ai-announcer-playlist>"))
    items = page.locator("ai-announcer-playlist").get_by_role("listitem").get_by_role("button")
    expect(items).to_have_text(["The story one0:20", "The story two0:20", "The story three0:20"])
    items.nth(1).click()
    player = Player(page)
    player.until("player.narration?.id === 'two' && !player.paused && player.currentTime > 0.1")
    expect(items.nth(1)).to_have_attribute("aria-current", "true")
    items.nth(0).click()
    player.until("player.narration?.id === 'one' && !player.paused")
    assert violations == []


def test_a_front_page_without_articles_shows_nothing(page: Page, stage: Stage) -> None:
    page.goto(stage.page("<ai-announcer-playlist src='/feeds/en.json'></ai-announcer-playlist>"))
    expect(page.locator("ai-announcer-playlist")).to_be_hidden()


def test_an_article_that_is_gone_from_the_playlist_is_said(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage)
    del stage.acts["two"]
    player.part("after").click()
    expect(player.part("message")).to_have_text("There is no reading of this article.")
    player.part("after").click()
    player.until("player.narration?.id === 'three' && player.currentTime > 0.1")


def test_a_playlist_that_cannot_be_had_is_asked_for_once(page: Page, stage: Stage) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("none.json") else None)
    player = one_of_three(page, stage, "playlist='/feeds/none.json'")
    player.play.click()
    player.until("player.currentTime > 1")
    assert len(asked) == 1
    expect(player.part("queue")).to_be_hidden()


def test_the_queue_goes_on_past_an_article_that_was_taken_back(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage)
    del stage.acts["two"]
    to_the_end(player)
    player.until("player.narration?.id === 'three' && !player.paused && player.currentTime > 0.1")


def test_a_player_found_by_its_page_says_that_the_next_article_is_gone(page: Page, stage: Stage) -> None:
    stage.offer("one", "two")
    stage.articles["a"] = "one"
    page.goto(stage.page("<ai-announcer article-id=a open playlist='/feeds/en.json'></ai-announcer>"))
    player = Player(page).ready()
    expect(player.part("upnext")).to_contain_text("The story two")
    del stage.acts["two"]
    player.part("after").click()
    expect(player.part("message")).to_have_text("There is no reading of this article.")
    player.part("before").click()
    player.until("player.narration?.id === 'one' && player.currentTime > 0.1")


def test_articles_are_counted_as_the_playlist_has_them(page: Page, stage: Stage) -> None:
    stage.offer("one", "two", "three")
    stage.acts["home"] = Act(title="The front page")
    page.goto(stage.page("<ai-announcer src='/narrations/home' open playlist='/feeds/en.json'></ai-announcer>"))
    player = Player(page).ready()
    player.host.evaluate("player => player.to(1)")
    player.until("player.narration?.id === 'two' && player.currentTime > 0.1")


def test_a_page_may_change_the_article_and_the_playlist(page: Page, stage: Stage) -> None:
    player = one_of_three(page, stage)
    player.part("after").click()
    player.until("player.narration?.id === 'two' && player.currentTime > 0.1")
    player.host.evaluate("player => { player.src = '/narrations/one' }")
    expect(player.part("upnext")).to_contain_text("The story two")
    player.host.evaluate("player => { player.playlist = 'a, c' }")
    player.until("!player.paused")
    expect(player.part("upnext")).to_contain_text("The story three")
    player.part("after").click()
    player.until("player.narration?.id === 'three' && player.currentTime > 0.1")


def test_the_sleep_timer_holds_for_the_whole_page(page: Page, stage: Stage) -> None:
    stage.offer("one", "two")
    page.clock.install()
    page.goto(
        stage.page(
            "<article><ai-announcer src='/narrations/one' open></ai-announcer></article>"
            "<article><ai-announcer src='/narrations/two' open></ai-announcer></article>"
        )
    )
    page.clock.run_for(1000)
    first, second = Player(page).ready(), Player(page)
    second.host = page.locator("ai-announcer").nth(1)
    first.more("sleep").select_option(label="5 minutes")
    first.press("Escape")
    second.play.click()
    second.until("!player.paused")
    page.clock.run_for(301_000)
    second.until("player.paused")


def test_the_summary_of_a_later_article_is_that_articles(page: Page, stage: Stage) -> None:
    stage.acts["short"] = Act(title="In short")
    player = one_of_three(page, stage)
    stage.acts["two"].summary = "short"
    player.part("after").click()
    player.until("player.narration?.id === 'two' && player.currentTime > 0.1")
    player.part("summary").click()
    player.until("player.narration?.id === 'short' && !player.paused")
    expect(player.part("upnext")).to_contain_text("The story three")
    player.part("full").click()
    player.until("player.narration?.id === 'two' && !player.paused")
