"""Pages, feeds and sitemaps of strangers: what is read of them, and what hostile ones cannot do."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.errors import AnnouncerError, InvalidFeedError, InvalidSettingError, NoArticleError
from app.ingest.documents import Documents
from app.ingest.listing import kind_of, read_listing
from app.ingest.page import read_page
from tests.newspaper import page

pytestmark = pytest.mark.faults

LONG = "The old library stays open, the council decided after a debate that lasted until midnight on Tuesday."


@pytest.fixture
async def documents() -> AsyncIterator[Documents]:
    made = Documents(wall_s=10)
    yield made
    await made.close()


def test_the_words_of_an_article_are_read_in_order_and_nothing_around_it() -> None:
    more = (
        "<h2>A close vote</h2><ul><li>First point of the list</li><li>Second point of it</li></ul>"
        "<blockquote><p>We never give up a library.</p></blockquote>"
        "<figure><img src=a><figcaption>A caption nobody reads</figcaption></figure>"
        "<table><tr><td>a cell of a table</td></tr></table>"
        '<p class="no-audio">Sign up for our letter today.</p><div data-announcer="skip"><p>Skip me please.</p></div>'
        "<p>Fish &amp; chips &lt;b&gt; were served.</p>"
    )
    found = read_page(page("Library stays", more=more).encode())
    assert found.title == "Library stays"
    assert found.language == "en"
    at = [found.html.index(part) for part in ("<h2>A close", "<li>First", "<li>Second", "<blockquote>We never")]
    assert at == sorted(at)
    assert "<p>Fish &amp; chips &lt;b&gt; were served.</p>" in found.html
    for left_out in ("caption", "cell", "letter", "Skip me", "Home", "Related", "rights"):
        assert left_out not in found.html


def test_what_the_newsroom_selects_is_left_out_too() -> None:
    content = page("T", more='<p class="offer">Buy our wonderful paper now.</p>').encode()
    assert "wonderful" in read_page(content).html
    assert "wonderful" not in read_page(content, leave_out=["article .offer"]).html
    with pytest.raises(InvalidSettingError):
        read_page(content, leave_out=["p["])


def test_json_ld_says_who_when_and_where() -> None:
    head = (
        '<script type="application/ld+json">not json</script><script type="application/ld+json">'
        '{"@graph": [{"@type": "WebPage", "headline": "No"}, {"@type": ["NewsArticle"],'
        ' "headline": "The real headline &#8220;of it&#8221;",'
        ' "author": [{"name": "Ayşe Kaya"}, "Jane Doe"], "datePublished": "2026-11-20T10:00:00+03:00",'
        ' "articleSection": ["Ekonomi"], "inLanguage": "tr-TR"}]}</script>'
    )
    found = read_page(page("The real headline “of it”", head=head, language="tr").encode())
    assert (found.title, found.byline, found.section) == ("The real headline “of it”", "Ayşe Kaya, Jane Doe", "Ekonomi")
    assert found.published_at == datetime(2026, 11, 20, 10, tzinfo=timezone(timedelta(hours=3)))


def test_the_servers_charset_holds_and_a_wrong_one_does_no_harm() -> None:
    content = page("Şehir", language="tr", place="Iğdır").replace("<head>", "<head>").encode("iso-8859-9")
    assert "Iğdır" in read_page(content, charset="iso-8859-9").html
    assert read_page(page("T").encode(), charset="no-such-charset").title == "T"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"\0" * 5_000,
        bytes(range(256)) * 50,
        b"<html><body><p>Please accept our cookies.</p></body></html>",
        b"<html><body><nav>" + b"<a href=/x>Section</a>" * 50 + b"</nav></body></html>",
    ],
)
def test_a_page_without_an_article_says_so(content: bytes) -> None:
    with pytest.raises(NoArticleError):
        read_page(content)


def test_the_beginning_in_front_of_a_paywall_is_no_article() -> None:
    paid = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": %s}</script>'
    with pytest.raises(NoArticleError):
        read_page(page("T", head=paid % "false").encode())
    assert read_page(page("T", head=paid % "true").encode()).html


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><language>tr</language>{}</channel></rss>"""
ITEM = "<item><guid>{0}</guid><link>/{0}</link><title>T {0}</title>{1}</item>"


def test_a_feeds_articles_come_once_each_with_what_it_says_of_them() -> None:
    date = "<pubDate>Wed, 25 Nov 2026 02:00:00 GMT</pubDate><category>Spor</category>"
    content = RSS.format(ITEM.format("a", date) + ITEM.format("b", "") + ITEM.format("a", "")).encode()
    first, second = read_listing(content, url="https://news.example/feed")
    assert (first.url, first.title, first.language, first.section) == ("https://news.example/a", "T a", "tr", "Spor")
    assert first.published_at == datetime(2026, 11, 25, 2, tzinfo=UTC)
    assert (second.url, second.published_at) == ("https://news.example/b", None)


def test_atom_and_the_charset_of_a_feed_are_read() -> None:
    atom = (
        '<?xml version="1.0" encoding="iso-8859-9"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>'
        '<entry><id>1</id><title>İğne</title><link href="https://news.example/1"/></entry></feed>'
    )
    (only,) = read_listing(atom.encode("iso-8859-9"), url="https://news.example/")
    assert (only.url, only.title) == ("https://news.example/1", "İğne")


def test_sitemaps_their_indexes_and_news_sitemaps_are_read() -> None:
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://news.example/1 </loc><n:news>'
        "<n:publication><n:name>The Paper</n:name><n:language>tr</n:language></n:publication>"
        "<n:publication_date>2026-11-24T10:00:00+03:00</n:publication_date><n:title>Başlık</n:title></n:news></url>"
        "<url><loc>https://news.example/2</loc><lastmod>2026-11-20</lastmod></url></urlset>"
    )
    first, second = read_listing(news.encode(), url="https://news.example/s.xml")
    assert (first.url, first.title, first.language) == ("https://news.example/1", "Başlık", "tr")
    assert second.published_at == datetime(2026, 11, 20, tzinfo=UTC)
    index = "<sitemapindex><sitemap><loc>https://news.example/s1.xml</loc></sitemap></sitemapindex>"
    assert [each.is_sitemap for each in read_listing(index.encode(), url="https://news.example/")] == [True]


def test_a_truncated_feed_gives_what_arrived_and_a_page_is_no_feed() -> None:
    whole = RSS.format("".join(ITEM.format(number, "") for number in range(100))).encode()
    assert 0 < len(read_listing(whole[: len(whole) // 2], url="https://news.example/")) < 100
    for content in (page("T").encode(), b"", b"{}", b"<rss"):
        with pytest.raises(InvalidFeedError):
            read_listing(content, url="https://news.example/")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">'
    '<!ENTITY b0 "&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    + '<!ENTITY file SYSTEM "file:///etc/hostname">]>'
)


@pytest.mark.parametrize("entity", ["&b11;", "&file;"])
def test_entities_are_neither_expanded_nor_opened(entity: str) -> None:
    sitemap = f"{BOMB}<urlset><url><loc>https://news.example/{entity}</loc></url></urlset>"
    assert all(len(each.url) < 60 for each in read_listing(sitemap.encode(), url="https://news.example/"))
    feed = BOMB + RSS.format(ITEM.format("1", f"<description>{entity}</description>")).partition("?>")[2]
    assert [each.url for each in read_listing(feed.encode(), url="https://news.example/")] == ["https://news.example/1"]


def test_ten_thousand_items_are_listed_and_a_wrong_charset_loses_none() -> None:
    items = "".join(ITEM.format(number, "") for number in range(10_000))
    feed = RSS.format(items).replace("T 1<", "İğne<")
    listed = read_listing(feed.encode("iso-8859-9"), url="https://news.example/")  # it says nothing, so UTF-8
    assert len({each.url for each in listed}) == 10_000


def test_other_schemes_are_not_listed() -> None:
    items = "".join(f"<url><loc>{each}</loc></url>" for each in ("file:///etc/passwd", "javascript:x", "https://a.b/"))
    assert [each.url for each in read_listing(f"<urlset>{items}</urlset>".encode(), url="https://a.b/s")] == [
        "https://a.b/"
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(RSS.format("").encode(), "feed"), (b"<urlset/>", "sitemap"), (b"<!doctype html><p>x", "page"), (b"", "page")],
)
def test_the_kind_of_a_document_is_seen_from_its_content(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


async def test_the_child_reads_one_document_after_the_other(documents: Documents) -> None:
    for number in range(3):
        assert (await documents.page(page(f"Title {number}").encode())).title == f"Title {number}"
    assert await documents.kind(b"<urlset/>") == "sitemap"
    with pytest.raises(NoArticleError):
        await documents.page(b"nothing")
    listed = await documents.listing(RSS.format(ITEM.format("a", "")).encode(), url="https://news.example/")
    assert listed[0].url == "https://news.example/a"


@pytest.mark.parametrize(
    "content",
    [
        b"<div>" * 300 + page("T").encode(),
        b"<div>" * 100_000 + b"<p>" + LONG.encode(),
        b"<p>" + LONG.encode() + b"<table>" + b"<tr><td>x" * 400_000,
        b"<p>" + b"&#x41;" * 500_000,
    ],
)
async def test_a_hostile_page_is_read_or_refused_and_the_next_one_is_read(documents: Documents, content: bytes) -> None:
    try:
        await documents.page(content)
    except AnnouncerError as error:
        assert error.code == "no-article"  # noqa: PT017 - either is right
    assert (await documents.page(page("Next").encode())).title == "Next"


async def test_a_child_that_takes_too_long_or_too_much_is_replaced() -> None:
    slow = Documents(wall_s=0.0001)
    with pytest.raises(NoArticleError):
        await slow.page(page("T").encode())
    await slow.close()
    small = Documents(memory_bytes=50_000_000)
    with pytest.raises(NoArticleError):
        await small.page(b"<i>x" * 1_000_000)
    await small.close()


async def test_one_hosts_hostile_document_keeps_no_other_host_waiting(documents: Documents) -> None:
    assert await documents.kind(b"<html>", host="slow.example") == "page"
    child = documents._readers[0]._child
    assert child is not None
    child.send_signal(signal.SIGSTOP)  # a document that would take for ever
    waiting = [asyncio.create_task(documents.kind(b"<html>", host="slow.example")) for _ in range(4)]
    await asyncio.sleep(0)
    assert await documents.kind(b"<rss></rss>", host="news.example") == "feed"
    assert await documents.kind(b"<rss></rss>", host="other.example") == "feed"
    assert not any(task.done() for task in waiting)
    child.send_signal(signal.SIGCONT)
    assert await asyncio.gather(*waiting) == ["page"] * 4
