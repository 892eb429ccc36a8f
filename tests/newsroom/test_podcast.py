"""Feeds and exports of what can be heard."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from app.newsroom.config import Feed, Newsroom
from app.newsroom.podcast import ITUNES, PODCAST, Episode, episodes, feeds, m3u, opml, podcast
from app.store.memory import MemoryStore
from app.web.export import export
from app.web.pages import STATIC_DIR
from tests.newsroom.conftest import Desk
from tests.store.things import article, narration_id, publish

BASE = "https://audio.example"
SPACES = {"itunes": ITUNES, "podcast": PODCAST}


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    now = datetime(2026, 11, 24, 6, tzinfo=UTC)
    for number, (language, section) in enumerate([("tr-TR", "Ekonomi"), ("en", "World"), ("tr", "Spor"), ("en", None)]):
        publish(store, number)
        record = dataclasses.replace(
            article(f"a-{number}", number),
            language=language,
            section=section,
            title=f"Title {number} & <more>\x00",
            source_url=f"https://news.example/{number}",
            byline="Ayşe Kaya",
            updated_at=now,
            published_at=now - timedelta(hours=number),
            description="Köprü kapandı.",
        )
        store.put_article(record)
        store.put_article(dataclasses.replace(record, article_id=f"url-{number}"))  # the same by its address
    return store


def feed(**given: object) -> Feed:
    return Feed.model_validate({"name": "all", "title": "All & sundry"} | given)


def held(store: MemoryStore, one: Feed) -> list[str]:
    return [each.narration.id for each in episodes(one, store.articles(), store)]


def test_each_language_has_a_feed_unless_the_newsroom_names_its_own(store: MemoryStore) -> None:
    assert [(each.name, each.language) for each in feeds(Newsroom(), store.articles(), "The Paper")] == [
        ("en", "en"),
        ("tr", "tr"),
    ]
    own = Newsroom(feed=(feed(),))
    assert feeds(own, store.articles(), "The Paper") == [feed()]


def test_a_feed_holds_its_language_and_section_newest_first_each_once(store: MemoryStore) -> None:
    assert held(store, feed()) == [narration_id(number) for number in range(4)]
    assert held(store, feed(language="tr")) == [narration_id(0), narration_id(2)]
    assert held(store, feed(section="spor")) == [narration_id(2)]
    assert held(store, feed(limit=2)) == [narration_id(0), narration_id(1)]


def test_what_was_taken_back_or_evicted_is_in_no_feed(store: MemoryStore) -> None:
    for name in ("a-0", "url-0"):
        record = store.article(name)
        assert record is not None
        store.put_article(dataclasses.replace(record, retracted=True))
    store.retract(narration_id(1))
    assert held(store, feed()) == [narration_id(2), narration_id(3)]


def test_a_podcast_has_what_apps_ask_for(store: MemoryStore) -> None:
    one = feed(language="tr", author="Haber Masası", email="desk@news.example", image="https://news.example/i.png")
    root = etree.fromstring(podcast(one, episodes(one, store.articles(), store), base_url=BASE, site_name="The Paper"))
    assert root.findtext("channel/title") == "All & sundry"
    assert root.findtext("channel/language") == "tr"
    assert root.findtext("channel/itunes:owner/itunes:email", namespaces=SPACES) == "desk@news.example"
    assert root.find("channel/itunes:image", SPACES).get("href") == "https://news.example/i.png"
    first = root.find("channel/item")
    kept = store.get(narration_id(0))
    assert kept is not None
    enclosure = first.find("enclosure")
    assert dict(enclosure.attrib) == {
        "url": f"{BASE}/narrations/{kept.id}/audio.mp3",
        "length": str(kept.size_bytes),
        "type": "audio/mpeg",
    }
    assert first.findtext("guid") in ("a-0", "url-0")
    assert first.find("guid").get("isPermaLink") == "false"
    assert first.findtext("title") == "Title 0 & <more> "
    assert first.findtext("pubDate") == "Tue, 24 Nov 2026 06:00:00 +0000"
    assert first.findtext("itunes:duration", namespaces=SPACES) == "1"
    assert first.find("podcast:transcript", SPACES).get("type") == "text/vtt"
    assert first.find("podcast:chapters", SPACES).get("type") == "application/json+chapters"
    assert first.findtext("description") == "Köprü kapandı.\n\nYapay zekâ sesiyle okunmuştur."


@pytest.mark.parametrize(("language", "told"), [("en", "Articles of The Paper"), ("tr", "The Paper: yapay zekâ")])
def test_a_podcast_that_is_told_nothing_has_a_picture_and_says_what_it_is(
    store: MemoryStore, language: str, told: str
) -> None:
    root = etree.fromstring(podcast(feed(language=language), [], base_url=BASE, site_name="The Paper"))
    image = root.find("channel/itunes:image", SPACES).get("href")
    assert image == root.findtext("channel/image/url") == f"{BASE}/static/podcast.png"
    assert (STATIC_DIR / "podcast.png").is_file()
    assert root.findtext("channel/description").startswith(told)


def test_a_podcasts_identity_does_not_depend_on_the_scheme(store: MemoryStore) -> None:
    guids = {
        etree.fromstring(podcast(feed(), [], base_url=base, site_name="x")).findtext(
            "channel/podcast:guid", namespaces=SPACES
        )
        for base in ("https://audio.example", "http://audio.example")
    }
    assert len(guids) == 1


def test_playlists_and_opml_lead_to_the_sound_and_the_feeds(store: MemoryStore) -> None:
    lines = m3u(feed(), episodes(feed(), store.articles(), store), base_url=BASE).splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[-1] == f"{BASE}/narrations/{narration_id(3)}/audio.mp3"
    assert sum(line.startswith("#EXTINF:1,") for line in lines) == 4
    root = etree.fromstring(opml([feed()], base_url=BASE, site_name="The Paper"))
    assert [each.get("xmlUrl") for each in root.iter("outline")] == [f"{BASE}/feeds/all.xml"]


async def test_an_export_is_whole_and_the_next_one_writes_only_what_is_new(desk: Desk, tmp_path: Path) -> None:
    stories = tmp_path / "today.jsonl"
    stories.write_text('{"article_id": "a", "text": "A first story of the day."}\n')
    await desk.night(str(stories))
    told: list[Episode] = []
    site = tmp_path / "site"
    assert export(desk.announcer, site, base_url=BASE, told=told.append) == 1
    place = site / "narrations" / told[0].narration.id
    view = json.loads((place / "view.json").read_text())
    for name in ("audio_url", "timeline_url", "captions_url"):
        assert (site / view[name].removeprefix(f"{BASE}/")).stat().st_size > 0
    assert (place / "audio.mp3").stat().st_size == told[0].narration.size_bytes
    assert f"narrations/{told[0].narration.id}/view.json" in (site / "index.html").read_text()
    for name in ("feeds.opml", "feeds/en.xml", "feeds/en.m3u", "static/announcer.js"):
        assert (site / name).stat().st_size > 100
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    told.clear()
    assert export(desk.announcer, site, base_url=BASE, told=told.append) == 1
    assert told == []
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()} == before
