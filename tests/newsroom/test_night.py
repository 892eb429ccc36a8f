"""The nightly run: only what changed is rendered, everything is accounted for, nothing is lost."""

import dataclasses
import gzip
import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import RetractedError
from app.narration.articles import summary_key
from app.narration.identity import url_id
from app.narration.wish import Wish
from app.newsroom.report import KEPT, MOST_NAMED, ExitCode, Outcome, Report, Reports, Told
from app.newsroom.sources import MOST_SITEMAPS, Source
from app.store.local import LocalStore
from app.store.shelf import FileShelf
from tests.newspaper import Newspaper, page
from tests.newsroom.conftest import Desk, OddPages
from tests.serving import ENGLISH

pytestmark = pytest.mark.slow

PLACES = ("Lindmark", "Osterby", "Vigsund", "Halmby", "Torsund")


def counts(report: Report) -> dict[str, int]:
    return {str(outcome): count for outcome, count in report.counts.items() if count}


def put_articles(paper: Newspaper, number: int = 3) -> list[str]:
    paths = [f"/articles/{at}" for at in range(number)]
    for path, place in zip(paths, PLACES, strict=False):
        paper.put(path, page(f"News from {place}", place=place))
    return paths


async def test_a_feeds_articles_are_rendered_once_and_then_cost_one_conditional_request_each(
    desk: Desk, paper: Newspaper
) -> None:
    paths = put_articles(paper)
    feed = paper.feed(*paths)
    first = await desk.night(feed)
    assert (counts(first), first.exit_code) == ({"rendered": 3}, ExitCode.ALL)
    assert first.speech_s > 3
    assert (desk.watch.offered, desk.watch.renders, len(desk.watch.told)) == (3, 3, 3)
    paper.asked.clear()
    second = await desk.night(feed)
    assert (counts(second), desk.tones.calls) == ({"unchanged": 3}, [])
    assert [(paper.asked[path], paper.asked[f"304 {path}"]) for path in paths] == [(1, 1)] * 3
    for path in paths:
        record = desk.announcer.store.article(url_id(paper.address + path))
        assert record is not None
        assert desk.announcer.store.get(record.narration_id) is not None


async def test_of_an_edited_article_only_the_changed_line_is_spoken(desk: Desk, paper: Newspaper) -> None:
    feed = paper.feed(*put_articles(paper))
    await desk.night(feed)
    before = desk.announcer.store.article(url_id(f"{paper.address}/articles/1"))
    corrected = page("News from Osterby", place="Osterby").replace("A second vote follows", "A third vote follows")
    paper.put("/articles/1", corrected)
    report = await desk.night(feed)
    assert counts(report) == {"unchanged": 2, "rendered": 1}
    assert len(desk.tones.calls) == 1
    assert "third" in desk.tones.calls[0]
    after = desk.announcer.store.article(url_id(f"{paper.address}/articles/1"))
    assert before is not None
    assert after is not None
    assert before.narration_id != after.narration_id


async def test_an_unchanged_page_is_read_again_where_its_narration_would_be_another(
    desk: Desk, paper: Newspaper
) -> None:
    feed = paper.feed(*put_articles(paper))
    await desk.night(feed)
    desk.announcer.lexicons.set("en", "Vigsund", "vigg sund")
    report = await desk.night(feed)
    assert counts(report) == {"rendered": 1, "unchanged": 2}
    assert all("vigg sund" in call for call in desk.tones.calls)
    assert counts(await desk.night(feed)) == {"unchanged": 3}


async def test_an_evicted_narration_is_rendered_again(desk: Desk, paper: Newspaper) -> None:
    feed = paper.feed(*put_articles(paper))
    await desk.night(feed)
    desk.announcer.store.prune(0)
    assert counts(await desk.night(feed)) == {"rendered": 3}


async def test_every_kind_of_source_is_understood(desk: Desk, paper: Newspaper, tmp_path: Path) -> None:
    put_articles(paper, 4)
    location = f"<url><loc>{paper.address}/articles/%d</loc></url>"
    paper.put("/news.xml", f"<urlset>{location % 1}{location % 2}</urlset>", "application/xml")
    index = f"<sitemapindex><sitemap><loc>{paper.address}/news.xml</loc></sitemap></sitemapindex>"
    sitemap = paper.put("/sitemap.xml", index, "application/xml")
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "one.txt").write_text("A story in a file, which is read too.")
    (folder / "two.html").write_text("<p>A story in a page, which is read too.</p>")
    lines = [
        {"article_id": "a-1", "text": "A story in a line, which is read too.", "section": "Sport"},
        {"article_id": "a-2", "url": f"{paper.address}/articles/3", "section": "World"},
    ]
    (folder / "three.jsonl").write_text("\n".join(map(json.dumps, lines)))
    report = await desk.night(f"{paper.address}/articles/0", sitemap, str(folder))
    assert counts(report) == {"rendered": 7}, report.articles
    sections = {name: record.section for name in ("a-1", "a-2") if (record := desk.announcer.store.article(name))}
    assert sections == {"a-1": "Sport", "a-2": "World"}


async def test_one_bad_part_of_a_sitemap_costs_that_part_alone(desk: Desk, paper: Newspaper) -> None:
    put_articles(paper, 2)
    location = f"<url><loc>{paper.address}/articles/%d</loc></url>"
    paper.put(
        "/good.xml.gz", gzip.compress(f"<urlset>{location % 0}{location % 1}</urlset>".encode()), "application/gzip"
    )
    paper.put("/bad.xml", "<html><p>Sorry, something went wrong.</p></html>")
    parts = "".join(
        f"<sitemap><loc>{paper.address}/{each}</loc></sitemap>" for each in ("bad.xml", "gone", "good.xml.gz")
    )
    index = paper.put("/sitemap.xml", f"<sitemapindex>{parts}</sitemapindex>", "application/xml")
    report = await desk.night(index)
    assert counts(report) == {"rendered": 2, "failed": 2}
    failed = {told.name.removeprefix(paper.address): told.code for told in report.articles if told.code}
    assert failed == {"/bad.xml": "invalid-feed", "/gone": "fetch-failed"}


async def test_of_more_sitemaps_than_are_read_the_newest_are_and_the_rest_is_told(desk: Desk, paper: Newspaper) -> None:
    (path,) = put_articles(paper, 1)
    paper.put("/newest.xml", f"<urlset><url><loc>{paper.address}{path}</loc></url></urlset>", "application/xml")
    paper.put("/old.xml", "<urlset></urlset>", "application/xml")
    dated = [(f"old.xml?{at}", f"2020-01-{1 + at % 28:02}") for at in range(MOST_SITEMAPS + 1)]
    parts = "".join(
        f"<sitemap><loc>{paper.address}/{name}</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (*dated, ("newest.xml", "2026-11-24"))
    )
    index = paper.put("/sitemap.xml", f"<sitemapindex>{parts}</sitemapindex>", "application/xml")
    report = await desk.night(index)
    assert counts(report) == {"rendered": 1, "failed": 1}
    (failed,) = (told for told in report.articles if told.code)
    assert (failed.name, failed.code) == (index, "document-too-large")
    assert "2 of its sitemaps" in str(failed.detail)
    of_one = Source(index, desk.announcer.newsroom.usual(), limit=1)
    assert counts(await desk.of(of_one)) == {"unchanged": 1}


WHOLE = "".join(
    f"<p>The council of {place} voted to keep its old library open, after a debate that lasted until midnight, and "
    f"the mayor of {place} said that she had expected nothing else of a town that reads so much.</p>"
    for place in PLACES
)


def feed_with_text(paper: Newspaper, *paths: str) -> str:
    items = "".join(
        f"<item><link>{paper.address}{path}</link><title>Story {path}</title><content:encoded><![CDATA[{WHOLE}"
        f"<p>The post Story appeared first on The Paper.</p>]]></content:encoded></item>"
        for path in paths
    )
    feed = (
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{items}</channel></rss>'
    )
    return paper.put("/full.xml", feed, "application/rss+xml")


async def test_the_text_of_a_feed_is_read_where_the_page_cannot_be_had(desk: Desk, paper: Newspaper) -> None:
    (path,) = put_articles(paper, 1)
    feed = feed_with_text(paper, path, "/gone")
    report = await desk.night(feed)
    assert counts(report) == {"rendered": 2}
    assert {told.title for told in report.articles} == {"News from Lindmark", "Story /gone"}
    assert desk.announcer.store.article(url_id(f"{paper.address}/gone")) is not None
    assert counts(await desk.night(feed)) == {"unchanged": 2}


async def test_a_newsroom_may_have_its_feeds_whole_text_read_and_no_page_is_fetched(
    desk: Desk, paper: Newspaper
) -> None:
    (path,) = put_articles(paper, 1)
    report = await desk.of(Source(feed_with_text(paper, path), full_text=True))
    assert [told.title for told in report.articles] == [f"Story {path}"]
    assert paper.asked[path] == 0
    assert not any("appeared first" in text for text in desk.tones.calls)


async def test_the_same_article_in_two_sources_is_read_once(desk: Desk, paper: Newspaper) -> None:
    paths = put_articles(paper)
    tracked = [f"{path}?utm_source=feed" for path in paths]
    report = await desk.night(paper.feed(*paths), paper.feed(*tracked, path="/other.xml"))
    assert counts(report) == {"rendered": 3}


async def test_what_fails_is_listed_with_its_reason_and_keeps_nothing_else_from_being_read(
    desk: Desk, paper: Newspaper, tmp_path: Path
) -> None:
    paths = put_articles(paper)
    paper.put("/cookies", "<html><body><p>Please accept our cookies.</p></body></html>")
    paper.put("/french", page("Bonjour").replace('lang="en"', 'lang="fr"'))
    lines = tmp_path / "broken.jsonl"
    lines.write_text('not json\n{"text": ""}\n{"article_id": "x"}\n{"text": "Good.", "url": "http://x"}\n')
    report = await desk.night(
        paper.feed(*paths, "/gone", "/cookies", "/french"), f"{paper.address}/no-feed", str(lines), "missing.jsonl"
    )
    assert report.exit_code is ExitCode.SOME_FAILED
    failed = {told.name.removeprefix(paper.address): told.code for told in report.articles if told.code}
    assert failed == {
        "/gone": "fetch-failed",
        "/cookies": "no-article",
        "/french": "no-voice-for-language",
        "/no-feed": "fetch-failed",
        f"{lines}:1": "invalid-request",
        f"{lines}:2": "empty-article",
        f"{lines}:3": "invalid-request",
        f"{lines}:4": "invalid-request",
        "missing.jsonl": "invalid-request",
    }
    assert counts(report)["rendered"] == 3


async def test_a_fault_of_ours_costs_one_article_and_not_the_night(
    desk: Desk, paper: Newspaper, caplog: pytest.LogCaptureFixture
) -> None:
    feed = paper.feed(*put_articles(paper))
    desk.announcer.pages = OddPages(desk.announcer.pages, "/1")
    report = await desk.night("x" * 5_000, feed)  # longer than a system lets a file's name be
    assert counts(report) == {"rendered": 2, "failed": 2}
    failed = {told.name: told.code for told in report.articles if told.code}
    assert failed == {"x" * 5_000: "internal-error", f"{paper.address}/articles/1": "internal-error"}
    assert "ZeroDivisionError" in caplog.text
    assert desk.watch.offered == len(desk.watch.told) == 4


@pytest.mark.parametrize(
    "feed",
    [
        page("No feed").replace("<article>", "<div>").encode(),
        b"",
        b"<rss",
        b"\0" * 1000,
        b"<!DOCTYPE x [<!ENTITY a 'a'>]><rss><channel><item>&a;</item></channel></rss>",
        b"<urlset><url><loc>ftp://example.org/</loc></url></urlset>",
    ],
)
async def test_a_hostile_feed_is_one_failure_or_nothing_to_do(desk: Desk, paper: Newspaper, feed: bytes) -> None:
    report = await desk.night(paper.put("/feed.xml", feed, "application/rss+xml"))
    assert set(counts(report)) <= {"failed"}
    assert report.counts[Outcome.FAILED] <= 1


async def test_a_feed_too_large_is_one_failure(desk: Desk, paper: Newspaper) -> None:
    report = await desk.night(paper.put("/feed.xml", b"<rss>" + b" " * 6_000_000, "application/rss+xml"))
    assert [told.code for told in report.articles] == ["document-too-large"]


async def test_since_and_limit_choose_the_newest(desk: Desk, paper: Newspaper) -> None:
    put_articles(paper, 5)
    now = datetime.now(UTC)
    ages = {0: 30, 1: 2, 2: 5, 3: -24}  # hours; one is dated tomorrow, one has no date
    urls = "".join(
        f"<url><loc>{paper.address}/articles/{at}</loc><lastmod>{(now - timedelta(hours=age)).isoformat()}</lastmod>"
        "</url>"
        for at, age in ages.items()
    )
    urls += f"<url><loc>{paper.address}/articles/4</loc></url>"
    place = paper.put("/s.xml", f"<urlset>{urls}</urlset>", "application/xml")
    recent = Source(place, since=timedelta(hours=24), limit=3)
    report = await desk.of(recent, jobs=1)
    assert [told.name.rpartition("/")[2] for told in report.articles] == ["3", "1", "2"]
    assert counts(await desk.of(dataclasses.replace(recent, limit=None))) == {"rendered": 1, "unchanged": 3}


async def test_a_dry_run_tells_what_would_be_rendered_and_touches_nothing(desk: Desk, paper: Newspaper) -> None:
    feed = paper.feed(*put_articles(paper))
    report = await desk.night(feed, dry_run=True)
    assert counts(report) == {"would_render": 3}
    assert report.speech_s > 10
    assert (desk.tones.calls, desk.announcer.store.stats().articles) == ([], 0)
    assert counts(await desk.night(feed)) == {"rendered": 3}
    assert counts(await desk.night(feed, dry_run=True)) == {"unchanged": 3}


async def test_a_spent_budget_ends_cleanly_and_says_what_is_left(desk: Desk, paper: Newspaper) -> None:
    feed = paper.feed(*put_articles(paper, 5))
    report = await desk.night(feed, budget_s=0.0)
    assert (counts(report), report.exit_code) == ({"left": 5}, ExitCode.BUDGET_SPENT)
    assert {told.name for told in report.articles} == {f"{paper.address}/articles/{at}" for at in range(5)}
    assert desk.announcer.store.verify() == []


async def test_fail_fast_stops_at_the_first_failure(desk: Desk, paper: Newspaper) -> None:
    report = await desk.night(paper.feed("/gone", *put_articles(paper)), jobs=1, fail_fast=True)
    assert counts(report) == {"failed": 1, "left": 3}
    assert report.exit_code is ExitCode.SOME_FAILED


async def test_a_source_says_how_its_articles_are_read(desk: Desk, paper: Newspaper) -> None:
    paper.put("/a", page("Haber", language="tr").replace('lang="tr"', 'lang="en"'))
    await desk.night(f"{paper.address}/a")
    detected = desk.announcer.store.article(url_id(f"{paper.address}/a"))
    assert detected is not None
    assert detected.language == "tr"  # plainly Turkish, whatever its template says
    usual = Wish(language="en", voice=ENGLISH, speed=1.5, section="Letters")
    assert counts(await desk.of(Source(f"{paper.address}/a", usual))) == {"rendered": 1}
    told = desk.announcer.store.article(url_id(f"{paper.address}/a"))
    assert told is not None
    assert (told.language, told.section) == ("en", "Letters")
    assert counts(await desk.of(Source(f"{paper.address}/a", usual))) == {"unchanged": 1}


async def test_a_summary_becomes_a_reading_of_its_own_where_it_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    story = {
        "article_id": "a",
        "text": "A story of the day.",
        "summary": ["It happened."],
        "readings": ["full", "summary"],
    }
    lines = tmp_path / "today.jsonl"
    lines.write_text(json.dumps(story))
    assert counts(await desk.night(str(lines))) == {"rendered": 1}
    full = await desk.announcer.articles.newest("a")
    assert full is not None
    short = await desk.announcer.articles.newest(summary_key(full))
    assert short is not None
    assert desk.announcer.store.get(short) is not None
    assert counts(await desk.night(str(lines))) == {"unchanged": 1}


async def test_what_was_taken_back_stays_so(desk: Desk, paper: Newspaper) -> None:
    feed = paper.feed(*put_articles(paper))
    await desk.night(feed)
    article_id = url_id(f"{paper.address}/articles/0")
    taken = await desk.announcer.articles.retract(article_id)
    assert taken
    for narration_id in taken:
        await desk.announcer.conductor.retract(narration_id)
    assert counts(await desk.night(feed)) == {"retracted": 1, "unchanged": 2}
    with pytest.raises(RetractedError):
        await desk.announcer.articles.newest(article_id)


async def test_two_runs_at_once_render_each_article_once(desk: Desk, paper: Newspaper, tmp_path: Path) -> None:
    feed = paper.feed(*put_articles(paper, 5))
    command = [sys.executable, "-W", "ignore", "-c", DRIVER, str(tmp_path), feed, "0", str(Path(__file__).parents[2])]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    results = [json.loads(other.communicate(timeout=60)[0]) for other in others]
    assert [sum(result["counts"].values()) for result in results] == [5, 5]
    assert all(set(result["counts"]) <= {"rendered", "unchanged"} for result in results), results
    assert counts(await desk.night(feed)) == {"unchanged": 5}
    assert desk.announcer.store.verify() == []


DRIVER = """
import asyncio, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from app.announcer import Announcer
from app.audio.level import gain_for
from app.newsroom.config import Newsroom
from app.newsroom.sources import Source
from app.parts import local_parts
from app.speech.engines import Engines
from app.store.local import LocalStore
from app.voices import VoiceCatalogue
from app.workers.threads import ThreadWorkers
from tests.newspaper import Newspaper
from tests.newsroom.conftest import Watcher, night, settings_for
from tests.serving import Tones
from tests.store.test_local_store_faults import FailingFiles

folder, feed, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
settings = settings_for(folder, Newspaper(feed.rpartition("/")[0]))
files = FailingFiles(settings.cache_dir, at, 5, kill=True) if at else None

async def main():
    announcer = Announcer(
        settings,
        Newsroom(),
        parts=local_parts(settings, LocalStore(settings.cache_dir, files)),
        voices=VoiceCatalogue(settings.voices_dir),
        workers=ThreadWorkers(Engines(Tones(), measure=gain_for)),
    )
    report = await night(announcer, Watcher()).run([Source(feed)])
    await announcer.close()
    print(json.dumps(report.as_json()))

asyncio.run(main())
"""


@pytest.mark.faults
async def test_killed_at_any_instant_the_next_run_goes_on(desk: Desk, paper: Newspaper, tmp_path: Path) -> None:
    feed = paper.feed(*put_articles(paper, 5))
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    published: set[str] = set()
    for _ in range(20):
        at = chance.randint(1, 120)
        command = [sys.executable, "-W", "ignore", "-c", DRIVER, str(tmp_path), feed, str(at)]
        done = subprocess.run([*command, str(Path(__file__).parents[2])], check=False, capture_output=True, timeout=60)
        assert done.returncode in (0, -signal.SIGKILL), (seed, done.stderr)
        store = LocalStore(tmp_path / "cache")
        now = {narration.id for narration in store.narrations()}
        assert published <= now, seed  # whatever was published is still there, and whole
        published = now
        store.verify()
        assert store.verify() == [], seed
    missing = 5 - len(published)
    report = await desk.night(feed)
    assert report.counts[Outcome.RENDERED] == missing, seed
    assert report.exit_code is ExitCode.ALL


@pytest.mark.faults
async def test_a_full_disk_in_mid_run_is_told_and_the_next_run_goes_on(
    desk: Desk, paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = paper.feed(*put_articles(paper))
    files = desk.announcer.store._kept._files  # type: ignore[attr-defined]  # behind what is kept in memory only
    whole_write: Callable[..., None] = files.write
    writes = 0

    def full(descriptor: int, data: bytes, offset: int) -> None:
        nonlocal writes
        writes += 1
        if writes > 10:
            raise OSError(28, "No space left on device")
        whole_write(descriptor, data, offset)

    monkeypatch.setattr(files, "write", full)
    report = await desk.night(feed)
    assert {told.code for told in report.articles if told.outcome is Outcome.FAILED} == {"store-full"}
    monkeypatch.undo()
    desk.announcer.store.verify()  # a last clip may be on its way to the store
    assert desk.announcer.store.verify() == []
    again = await desk.night(feed)
    assert again.exit_code is ExitCode.ALL
    assert sum(again.counts.values()) == 3


def test_reports_are_kept_newest_first_and_not_for_ever(tmp_path: Path) -> None:
    reports = Reports(FileShelf(tmp_path))
    start = datetime(2026, 11, 24, tzinfo=UTC)
    for day in range(KEPT + 5):
        report = Report(started_at=start + timedelta(days=day))
        report.add(Told(Outcome.FAILED, f"article {day}", code="no-article", detail="None."))
        reports.keep(report)
    (tmp_path / "nights" / "99999999T000000.json").write_text("not json")
    kept = reports.last()
    assert len(kept) == KEPT - 1 or len(kept) == KEPT
    assert kept[0]["articles"][0]["name"] == f"article {KEPT + 4}"


def test_a_report_of_a_huge_night_stays_small() -> None:
    report = Report()
    for number in range(3 * MOST_NAMED):
        report.add(Told(Outcome.LEFT, str(number)))
        report.add(Told(Outcome.UNCHANGED, str(number)))
    assert len(report.articles) == MOST_NAMED
    assert report.as_json()["counts"] == {"left": 3 * MOST_NAMED, "unchanged": 3 * MOST_NAMED}
