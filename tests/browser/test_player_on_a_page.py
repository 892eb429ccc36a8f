"""The element among other people's markup: languages, policies, other players, removal, no scripts."""

import gzip
import re
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web.pages import STATIC_DIR
from tests.browser.player import Player
from tests.browser.stage import SENTENCES, Act, Stage

MAX_GZIP_BYTES = 10_000
MIN_TARGET_PX = 24


def size_of(name: str) -> int:
    return len(gzip.compress((STATIC_DIR / name).read_bytes(), 9))


def test_what_every_page_loads_stays_small(capsys: pytest.CaptureFixture[str]) -> None:
    size = size_of("announcer.js")
    with capsys.disabled():
        sys.stdout.write(f"\nannouncer.js: {size} bytes gzip of {MAX_GZIP_BYTES}\n")
    assert size <= MAX_GZIP_BYTES


def test_the_documentation_tells_the_size_of_each_part() -> None:
    docs = (STATIC_DIR.parents[2] / "docs" / "embedding.md").read_text()
    told = dict(re.findall(r"^\| `(announcer[a-z-]*\.js)` \| ([\d.]+) kB", docs, re.MULTILINE))
    assert told == {file.name: f"{size_of(file.name) / 1000:.1f}" for file in STATIC_DIR.glob("announcer*.js")}


def test_nothing_else_is_loaded_before_somebody_is_about_to_listen(page: Page, stage: Stage) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1].partition("?")[0]))
    page.goto(stage.player(Act(), attributes=""))
    player = Player(page).ready()
    page.wait_for_timeout(300)
    assert [name for name in asked if name.startswith("announcer") or "timeline" in name] == ["announcer.js"]
    player.host.dispatch_event("pointerenter")
    player.host.locator("[part=seek]").wait_for(state="attached")
    assert "timeline.json" not in asked
    player.play.click()
    player.until("player.timeline")
    assert {"announcer-controls.js", "announcer-follow.js", "timeline.json"} <= set(asked)
    assert not {"announcer-more.js", "announcer-playlist.js"} & set(asked)


def test_a_strict_policy_refuses_nothing(page: Page, stage: Stage, violations: list[str]) -> None:
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.5")
    assert violations == []
    accent = player.part("label").evaluate("label => getComputedStyle(label).color")
    assert accent == "rgb(168, 32, 26)", "the styles are there"


def test_a_strict_policy_of_another_site_that_names_the_announcer_refuses_nothing(
    page: Page, stage: Stage, violations: list[str]
) -> None:
    paper = stage.address.replace("127.0.0.1", "localhost")
    stage.acts["one"] = Act()
    stage.articles[f"{paper}/pages/paper"] = "one"
    stage.policies["paper"] = f"default-src 'self' {stage.address}"
    stage.pages["paper"] = (
        f'<!doctype html><html lang="en"><script type="module" src="{stage.address}/static/announcer.js"></script>'
        f"<article><ai-announcer article-url></ai-announcer><p id=first>{SENTENCES[0]}</p></article></html>"
    )
    page.goto(f"{paper}/pages/paper")
    player = Player(page).ready()
    player.play.click()
    player.until_marked("line", SENTENCES[0], "first")
    player.part("forward").click()
    player.until("player.currentTime > 10.2")
    assert violations == []


@pytest.mark.parametrize(
    ("markup", "label"),
    [
        ("<ai-announcer src='/narrations/one'></ai-announcer>", "AI announcer"),
        ("<div lang='tr-TR'><ai-announcer src='/narrations/one'></ai-announcer></div>", "Yapay zekâ spikeri"),
        ("<div lang='tr'><ai-announcer lang='en' src='/narrations/one'></ai-announcer></div>", "AI announcer"),
        ("<ai-announcer lang='de' src='/narrations/one'></ai-announcer>", "AI announcer"),
    ],
)
def test_the_nearest_language_chooses_the_words(page: Page, stage: Stage, markup: str, label: str) -> None:
    stage.acts["one"] = Act()
    page.goto(stage.page(markup))
    expect(page.locator("[part=label]")).to_have_text(label)


def test_turkish_names_and_positions_reach_screen_readers(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act(), language="tr"))
    player = Player(page).ready()
    for name in ("Oynat", "10 saniye geri", "10 saniye ileri", "Sesi kapat", "Diğer seçenekler"):
        expect(player.host.get_by_role("button", name=name, exact=True)).to_be_visible()
    slider = player.host.get_by_role("slider", name="Konum")
    player.host.evaluate("player => { player.currentTime = 5 }")
    expect(slider).to_have_attribute("aria-valuetext", "5 saniye / toplam 20 saniye")
    assert player.part("label").inner_text() == "YAPAY ZEKÂ SPİKERİ"
    expect(player.more("speed").locator("option").nth(1)).to_have_text("0,75×")
    player.press("Escape")
    player.host.evaluate("player => { player.lang = 'en' }")
    expect(player.seek).to_have_attribute("aria-valuetext", "5 seconds of 20 seconds")


def test_starting_one_player_pauses_the_other(page: Page, stage: Stage) -> None:
    stage.acts |= {"one": Act(), "two": Act()}
    page.goto(
        stage.page(
            "<ai-announcer src='/narrations/one'></ai-announcer><ai-announcer src='/narrations/two'></ai-announcer>"
        )
    )
    first, second = Player(page).ready(), Player(page)
    second.host = page.locator("ai-announcer").nth(1)
    first.play.click()
    first.until("!player.paused")
    second.ready().play.click()
    second.until("player.currentTime > 0.2")
    assert first.get("paused") is True


def test_a_removed_player_falls_silent_and_stops_asking(page: Page, stage: Stage) -> None:
    act = Act("rendering")
    page.goto(stage.player(act))
    player = Player(page)
    player.play.click()
    player.until("player.currentTime > 0.2")
    page.evaluate("window.player = document.querySelector('ai-announcer'); window.player.remove()")
    page.wait_for_timeout(100)
    assert page.evaluate(
        "window.player.paused && !window.player.currentSrc.endsWith('x') && window.player.readyState === 0"
    )
    asked = act.asked
    page.wait_for_timeout(1500)
    assert act.asked == asked


def test_a_player_moved_within_the_page_goes_on(page: Page, stage: Stage) -> None:
    act = Act()
    page.goto(stage.player(act))
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.3")
    page.evaluate("document.body.append(document.querySelector('ai-announcer'))")
    page.wait_for_timeout(100)
    assert act.asked == 1
    assert player.get("timeline.lines.length") == 5


def test_properties_set_before_the_module_arrives_count(page: Page, stage: Stage) -> None:
    stage.acts["one"] = Act()
    page.goto(stage.page("<p>no player yet</p>"))
    page.evaluate(
        "() => { const player = document.createElement('ai-announcer'); player.src = '/narrations/one';"
        " player.playbackRate = 1.5; document.querySelector('main').append(player) }"
    )
    player = Player(page).ready()
    assert player.get("playbackRate") == 1.5


def test_another_source_is_another_reading(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.host.evaluate("player => { player.currentTime = 9 }")
    stage.acts["two"] = Act("rendering")
    player.host.evaluate("player => { player.src = '/narrations/two' }")
    player.until("player.narration?.id === 'two'")
    assert player.get("timeline") is None
    assert player.time == "0:00 / ~0:19"


def test_events_are_those_of_a_media_element_and_two_more(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.host.evaluate(
        """player => {
          window.heard = [];
          const note = event => window.heard.push([event.type, event.detail?.line?.i ?? ""].join(" ").trim());
          for (const name of ["play", "playing", "timeupdate", "linechange", "wordchange", "pause", "seeking",
              "seeked", "ratechange", "volumechange", "loadedmetadata"]) player.addEventListener(name, note);
        }"""
    )
    player.play.click()
    player.until("player.currentTime > 0.4")
    player.host.evaluate("player => { player.currentTime = 9; player.playbackRate = 2; player.volume = 0.5 }")
    player.until("player.currentTime > 9.4")
    player.host.evaluate("player => player.pause()")
    player.until("player.paused")
    heard = page.evaluate("window.heard")
    assert {"play", "playing", "timeupdate", "pause", "seeking", "seeked", "ratechange", "volumechange"} <= set(heard)
    assert {"linechange 0", "wordchange 0", "linechange 2", "wordchange 2", "loadedmetadata"} <= set(heard)


def test_what_was_begun_in_the_wrapped_audio_goes_on_in_the_player(page: Page, stage: Stage) -> None:
    stage.acts["one"] = Act()
    page.route("**/announcer.js", lambda route: route.abort())
    audio = "<audio controls src='/narrations/one/audio.mp3'></audio>"
    page.goto(stage.page(f"<ai-announcer src='/narrations/one'>{audio}</ai-announcer>"))
    page.evaluate(
        "async () => { const audio = document.querySelector('audio'); audio.currentTime = 9; await audio.play() }"
    )
    page.unroute("**/announcer.js")
    page.add_script_tag(url="/static/announcer.js?again", type="module")
    Player(page).ready().until("player.currentTime >= 9")
    assert page.evaluate("document.querySelector('audio').paused") is True


def test_without_scripts_the_wrapped_audio_plays(browser: Browser, stage: Stage) -> None:
    stage.acts["one"] = Act()
    address = stage.page(
        "<ai-announcer src='/narrations/one'><audio controls src='/narrations/one/audio.mp3'></audio></ai-announcer>"
    )
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    audio = plain.locator("audio")
    expect(audio).to_be_visible()
    box = audio.bounding_box()
    assert box is not None
    assert box["width"] > 200
    context.close()


@pytest.mark.parametrize("lacks", ["delete Intl.DurationFormat", "CSS.supports = () => false"])
def test_a_browser_that_is_too_old_keeps_the_wrapped_audio(
    page: Page, stage: Stage, lacks: str, violations: list[str]
) -> None:
    stage.acts["one"] = Act()
    page.add_init_script(lacks)
    audio = "<audio controls src='/narrations/one/audio.mp3'></audio>"
    page.goto(stage.page(f"<ai-announcer src='/narrations/one'>{audio}</ai-announcer>"))
    expect(page.locator("audio")).to_be_visible()
    assert violations == []


def test_nothing_moves_when_the_module_and_the_reading_arrive(page: Page, stage: Stage) -> None:
    stage.acts["one"] = Act()
    page.add_init_script(
        "window.shift = 0; const add = each => { window.shift += each.hadRecentInput ? 0 : each.value };"
        "new PerformanceObserver(list => list.getEntries().forEach(add))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(stage.page("<ai-announcer src='/narrations/one'></ai-announcer><p>The article.</p>"))
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.5")
    assert page.evaluate("window.shift") < 0.001


@pytest.mark.parametrize("width", [320, 1000])
@pytest.mark.parametrize(
    "title", ["Short", "A headline as long as the editors of this paper would ever let one grow " * 2]
)
def test_the_place_kept_for_the_player_is_the_place_it_takes(page: Page, stage: Stage, width: int, title: str) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.route("**/announcer.js", lambda route: route.abort())
    address = stage.player(Act(title=title), attributes="")
    page.goto(address)
    kept = page.locator("ai-announcer").bounding_box()
    page.unroute("**/announcer.js")
    page.goto(address)
    player = Player(page).ready()
    assert player.host.bounding_box() == kept
    player.host.evaluate("player => { player.currentTime = 9 }")
    player.until("player.line")
    assert player.host.bounding_box() == kept, "it opens with play, not before"


@pytest.mark.parametrize("width", [320, 1000])
def test_targets_are_large_enough_and_nothing_overflows(page: Page, stage: Stage, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(stage.player(Act("rendering"), language="tr"))
    player = Player(page)
    player.until("player.narration")
    for control in player.host.locator("button:visible, a:visible, select:visible, input:visible").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= MIN_TARGET_PX
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 760])
def test_pictures_of_every_size_and_scheme(
    page: Page, stage: Stage, width: int, scheme: str, picture: Callable[[str], None]
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 360})
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.host.evaluate("player => { player.currentTime = 10 }")
    player.until("player.line")
    picture(f"player-{width}-{scheme}")
    surface = player.part("player").first.evaluate("part => getComputedStyle(part).backgroundColor")
    assert surface == ("rgb(28, 27, 25)" if scheme == "dark" else "rgb(251, 250, 247)")


def test_the_theme_attribute_overrules_the_readers_scheme(page: Page, stage: Stage) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(stage.player(Act(), attributes="open theme=dark"))
    surface = page.locator("[part=player]").evaluate("part => getComputedStyle(part).backgroundColor")
    assert surface == "rgb(28, 27, 25)"


def test_forced_colours_keep_the_bar_visible(page: Page, stage: Stage, picture: Callable[[str], None]) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.host.evaluate("player => { player.currentTime = 10 }")
    picture("forced-colours")
    track = player.seek.evaluate("bar => getComputedStyle(bar).backgroundImage")
    assert track.startswith("linear-gradient(")
    assert "rgb(168, 32, 26)" not in track, "the bar has the reader's colours"


HOSTILE = """<style>
* { all: unset }
button, p, div, span, select { width: 300px !important; background: lime !important; font-size: 4px !important }
html { font-size: 62.5% }
body { text-transform: uppercase; letter-spacing: .4em; line-height: 3; white-space: nowrap; text-indent: 3em }
body { font-style: italic; word-spacing: 2em }
</style>"""


@pytest.mark.parametrize("head", ["", HOSTILE], ids=["plain", "hostile"])
def test_what_a_page_does_to_its_own_text_leaves_the_player_readable(page: Page, stage: Stage, head: str) -> None:
    page.set_viewport_size({"width": 600, "height": 400})
    stage.acts["one"] = Act()
    stage.policies["paper"] = "default-src 'self'; style-src 'self' 'unsafe-inline'"
    address = stage.page("<ai-announcer src='/narrations/one' open></ai-announcer>", head=head)
    stage.pages["paper"] = stage.pages.pop(address.rsplit("/", 1)[1])
    page.goto(f"{stage.address}/pages/paper")
    player = Player(page).ready()
    expect(player.seek).to_be_visible()
    player.go(9)
    player.until("player.line?.i === 2")
    strange = player.host.evaluate(
        """player => [...player.shadowRoot.querySelectorAll("p,button")].filter(node => {
          const { fontSize, textIndent, fontStyle, wordSpacing, backgroundColor } = getComputedStyle(node)
          return node.checkVisibility() && (parseFloat(fontSize) < 12 || textIndent !== "0px" ||
            fontStyle !== "normal" || wordSpacing !== "0px" || backgroundColor === "rgb(0, 255, 0)")
        }).map(node => node.className)"""
    )
    assert strange == []
    box = player.part("player").bounding_box()
    assert box is not None
    assert box["height"] < 220
    for control in player.host.locator("button:visible, input:visible").all():
        inside = control.bounding_box()
        assert inside is not None
        assert min(inside["width"], inside["height"]) >= MIN_TARGET_PX
        assert inside["x"] + inside["width"] <= box["x"] + box["width"]


def test_the_bar_fills_from_the_left_on_a_page_that_reads_from_the_right(page: Page, stage: Stage) -> None:
    stage.acts["one"] = Act()
    page.goto(stage.page("<div dir=rtl><ai-announcer src='/narrations/one' open></ai-announcer></div>"))
    player = Player(page).ready()
    box = player.seek.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    player.until("Math.abs(player.currentTime - 5) < 0.5")


def test_paper_shows_no_player(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    page.emulate_media(media="print")
    expect(player.host).to_be_hidden()


def test_frameworks_set_properties_to_true_false_and_nothing(page: Page, stage: Stage) -> None:
    page.goto(stage.player(Act(), attributes=""))
    player = Player(page).ready()
    for given, attribute, value in [
        ("open = false", "open", None),
        ("noUi = undefined", "no-ui", None),
        ("look = null", "look", None),
        ("open = true", "open", ""),
        ("articleUrl = ''", "article-url", ""),
        ("skip = 15", "skip", "15"),
    ]:
        player.host.evaluate(f"player => {{ player.{given} }}")
        assert player.host.get_attribute(attribute) == value, given
    assert player.get("open") is True
    assert player.get("noUi") is False


def test_the_lock_screen_lets_go_of_a_player_that_left_the_page(page: Page, stage: Stage) -> None:
    page.add_init_script(
        "window.actions = {}; MediaSession.prototype.setActionHandler = (name, act) => { window.actions[name] = act }"
    )
    page.goto(stage.player(Act()))
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.1")
    page.evaluate("() => { actions.pause({}); actions.pause({}) }")
    player.until("player.paused")
    assert page.evaluate("Object.values(actions).every(Boolean)")
    page.evaluate("document.querySelector('ai-announcer').remove()")
    page.wait_for_function("() => navigator.mediaSession.metadata === null")
    assert page.evaluate("Object.values(actions).some(Boolean)") is False
    assert page.evaluate("navigator.mediaSession.playbackState") == "none"
