"""Feeds and sitemaps in the forms that sites serve them in."""

import gzip
import json

import pytest

from app.errors import InvalidFeedError
from app.ingest.listing import kind_of, read_listing

URL = "https://news.example/feed"
SITEMAP = b"<urlset><url><loc>https://news.example/1</loc></url></urlset>"
WHOLE = "<p>The council voted to keep the library open.</p>" * 20


def rss(items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def json_feed(*items: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": "tr", "items": items}).encode()


def test_a_sitemap_packed_with_gzip_is_unpacked() -> None:
    packed = gzip.compress(SITEMAP)
    assert kind_of(packed) == "sitemap"
    assert [each.url for each in read_listing(packed, url=URL)] == ["https://news.example/1"]


@pytest.mark.parametrize("content", [gzip.compress(b" " * 60_000_000), b"\x1f\x8bnot really"])
def test_a_bomb_and_broken_packing_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidFeedError):
        read_listing(content, url=URL)


def test_the_address_of_an_image_or_a_video_is_not_the_pages() -> None:
    content = (
        '<urlset xmlns:image="i" xmlns:video="v"><url><image:image><image:loc>https://news.example/a.jpg</image:loc>'
        "<image:title>A caption</image:title></image:image><video:video><video:publication_date>2020-01-01"
        "</video:publication_date></video:video><loc>https://news.example/1</loc></url></urlset>"
    )
    (only,) = read_listing(content.encode(), url=URL)
    assert (only.url, only.title, only.published_at) == ("https://news.example/1", None, None)


def test_a_sitemap_of_lines_is_read_and_prose_with_an_address_is_none() -> None:
    lines = b"\xef\xbb\xbfhttps://news.example/1\r\n\r\nhttps://news.example/2\r\n" + b"https://a.b/c\n" * 300
    assert [each.url for each in read_listing(lines, url=URL)] == [
        "https://news.example/1",
        "https://news.example/2",
        "https://a.b/c",
    ]
    assert kind_of(b"https://news.example/1 is an address.") == "page"


def test_a_json_feed_is_read() -> None:
    content = json_feed(
        {"url": "/1", "title": "Ba\u015fl\u0131k", "date_published": "2026-11-24T10:00:00+03:00", "tags": ["Spor"]},
        {"external_url": "https://other.example/2", "content_html": WHOLE},
        {"url": "https://news.example/3", "content_text": "One paragraph.\n\n" * 50},
        {"id": "no address"},
        "not an item",
    )
    assert kind_of(content) == "feed"
    first, second, third = read_listing(content, url=URL)
    assert (first.url, first.title, first.language, first.section) == ("https://news.example/1", "Başlık", "tr", "Spor")
    assert (second.url, second.html) == ("https://other.example/2", WHOLE)
    assert third.html is not None
    assert third.html.startswith("<p>One paragraph.</p>")


@pytest.mark.parametrize("content", [b'{"version": "https://jsonfeed.org/version/1", "items": 3}', json_feed()[:-5]])
def test_a_broken_json_feed_says_so(content: bytes) -> None:
    with pytest.raises(InvalidFeedError):
        read_listing(content, url=URL)


def test_a_guid_that_is_no_permalink_is_no_address() -> None:
    content = rss(
        '<item><guid isPermaLink="false">https://news.example/?p=1</guid><title>No address</title></item>'
        '<item><guid isPermaLink="false">tag:2</guid><link>https://news.example/2</link></item>'
        '<item><guid isPermaLink="true">https://news.example/3</guid></item>'
        "<item><guid>https://news.example/4</guid></item>"
    )
    assert [each.url[-1] for each in read_listing(content, url=URL)] == ["2", "3", "4"]


def test_a_feeds_whole_text_comes_along_and_its_teaser_does_not() -> None:
    encoded = "<item><link>https://news.example/{}</link><content:encoded><![CDATA[{}]]></content:encoded></item>"
    items = encoded.format(1, WHOLE) + encoded.format(2, "<p>Read on.</p>")
    content = rss(items).replace(b"<rss ", b'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
    whole, teaser = read_listing(content, url=URL)
    assert (whole.html, teaser.html) == (WHOLE, None)


ADDRESS = "https://news.example/1"
URLSET = f"<urlset><url><loc>{ADDRESS}</loc></url></urlset>"
ITEM = f"<item><link>{ADDRESS}</link></item>"


@pytest.mark.parametrize(
    "content",
    [
        f'\n <?xml version="1.0"?>{URLSET}'.encode(),
        b"\xef\xbb\xbf\n" + URLSET.encode(),
        f"<?xml version='1.0' encoding='utf-16'?>{URLSET}".encode("utf-16"),
        f"{URLSET[:-9]}<url><loc>https://news.exa".encode(),
        gzip.compress(URLSET[:30].encode()) + gzip.compress(URLSET[30:].encode()),
        f"# made by hand\n{ADDRESS}\n".encode(),
        ADDRESS.encode("utf-16"),
        b"\n\n" + rss(ITEM),
        b"\xef\xbb\xbf" + json_feed({"url": ADDRESS}),
        json_feed({"id": ADDRESS}),
        json.dumps(
            {"items": [{"url": ADDRESS, "x": "y" * 40_000}], "version": "https://jsonfeed.org/version/1"}
        ).encode(),
        rss(
            f'<item><link>https://f.example/~r</link><f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">{ADDRESS}</f:origLink></item>'
        ),
    ],
    ids=[
        "space before XML",
        "byte order mark",
        "UTF-16",
        "cut off",
        "gzip twice",
        "lines",
        "lines in UTF-16",
        "RSS below empty lines",
        "JSON behind a byte order mark",
        "JSON by its id",
        "JSON with its version last",
        "FeedBurner",
    ],
)
def test_a_listing_is_read_in_whatever_form_a_server_sends_it(content: bytes) -> None:
    assert [each.url for each in read_listing(content, url=URL)] == [ADDRESS]


def test_an_address_keeps_its_bare_ampersands() -> None:
    content = b"<urlset><url><loc>https://news.example/?a=1&b=2&amp;c=3</loc></url></urlset>"
    assert [each.url for each in read_listing(content, url=URL)] == ["https://news.example/?a=1&b=2&c=3"]


def test_a_title_is_without_entities_and_markup() -> None:
    content = rss(f"<item><title><![CDATA[<b>Bridge</b> &amp;#8211; again]]></title><link>{ADDRESS}</link></item>")
    assert [each.title for each in read_listing(content, url=URL)] == ["Bridge – again"]
