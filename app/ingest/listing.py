"""Feeds and sitemaps -> the articles they list; runs in the documents' child process."""

import codecs
import io
import re
import time
import zlib
from calendar import timegm
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from app.errors import InvalidFeedError
from app.forms import is_address
from app.ingest.found import Listed
from app.ingest.json_feed import LONGEST_TEXT, SHORTEST_TEXT, is_json_feed, iso_moment, json_feed, short

MOST_ITEMS = 20_000
"""A sitemap may list 50,000 addresses; a night has other things to do."""
MOST_TEXT = 20_000_000
"""Characters of all its texts."""
MOST_BYTES = 50_000_000
"""Of a sitemap, unpacked (sitemaps.org)."""
LOOKED_AT = 100
"""Bytes that show whether characters have two."""
GZIP = b"\x1f\x8b"
FEEDS = frozenset({"rss", "feed", "RDF"})
SITEMAPS = frozenset({"urlset", "sitemapindex"})
_BARE_AMPERSAND = re.compile(rb"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z]{2,8};)")
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def kind_of(content: bytes) -> str:
    """What a document is: "feed", "sitemap" or "page". Raises InvalidFeedError when it cannot be unpacked."""
    content = _unpacked(content)
    try:
        for _, element in etree.iterparse(io.BytesIO(content[:100_000]), events=("start",), **_SAFE):
            name = _local(element.tag)
            return "feed" if name in FEEDS else "sitemap" if name in SITEMAPS else "page"
    except (etree.XMLSyntaxError, ValueError):
        head = content[:2_000].lower()
        # Broken XML that calls itself a feed is a broken feed: feedparser reads many of them.
        if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head or is_json_feed(content):
            return "feed"
        return "sitemap" if _addresses(content[:LONGEST_TEXT]) else "page"
    return "page"


def read_listing(content: bytes, *, url: str) -> list[Listed]:
    """The articles of a feed or a sitemap, each address once, in their order.

    RSS, Atom and JSON Feed; sitemaps in XML and as lines of text; any of them packed with gzip. Raises InvalidFeedError
    when it is none, or names no article although it is broken.
    """
    content = _unpacked(content)
    kind = kind_of(content)
    if kind == "page":
        raise InvalidFeedError(f"{url} is neither a feed nor a sitemap.")
    if is_json_feed(content):
        found = json_feed(content, url)
    elif kind == "feed":
        found = _feed(content, url)
    else:
        found = _text_sitemap(content) if _addresses(content[:LONGEST_TEXT]) else _sitemap(content, url)
    once: dict[str, Listed] = {}
    room = MOST_TEXT
    for each in found:
        if is_address(each.url) and len(each.url) <= LONGEST_TEXT and each.url not in once:
            room -= len(each.html or "")
            once[each.url] = each if room >= 0 else replace(each, html=None)
        if len(once) >= MOST_ITEMS:
            break
    return list(once.values())


def _unpacked(content: bytes) -> bytes:
    """What gzip packed, as sitemaps often are whatever their server says of them."""
    if not content.startswith(GZIP):
        return _bare(content)
    plain = b""
    while content.startswith(GZIP):  # several may stand in a row
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            plain += inflate.decompress(content, MOST_BYTES + 1 - len(plain))
        except zlib.error as error:
            raise InvalidFeedError("The document is packed in a way that cannot be read.") from error
        if len(plain) > MOST_BYTES:
            raise InvalidFeedError(f"The document has more than {MOST_BYTES:,} bytes unpacked.")
        content = inflate.unused_data
    return _bare(plain)


def _bare(content: bytes) -> bytes:
    """Without what stands before a document's first character: XML may not begin with an empty line."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content if b"<" in content[:20] else content.decode("utf-16", "replace").encode()
    return content.removeprefix(codecs.BOM_UTF8).lstrip()


def _feed(content: bytes, url: str) -> Iterator[Listed]:
    found = feedparser.parse(content, resolve_relative_uris=False, sanitize_html=False)
    if found.bozo and not found.entries:
        raise InvalidFeedError(f"{url} is not a feed that can be read: {str(found.bozo_exception)[:200]}.")
    language = found.feed.get("language")
    guids: set[str] = set()
    for entry in found.entries:
        # A guid that is an address is taken for the link; one that says it is none, is not.
        link = entry.get("feedburner_origlink") or entry.get("link")
        guid = entry.get("id") or link
        if link is None or guid in guids:
            continue
        guids.add(guid)
        tags = entry.get("tags") or []
        yield Listed(
            urljoin(url, link),
            title=short(entry.get("title")),
            language=short(entry.get("language") or language),
            section=short(tags[0].get("term")) if tags else None,
            published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
            html=_full_text(entry.get("content") or []),
        )


def _full_text(contents: list[Any]) -> str | None:
    """The longest of `content:encoded`, or of Atom's `content`."""
    texts = [each.get("value") for each in contents if isinstance(each.get("value"), str)]
    longest = max(texts, key=len, default="")
    return longest if SHORTEST_TEXT <= len(longest) <= MOST_TEXT else None


def _addresses(content: bytes) -> bool:
    """Whether its lines are addresses, as in a sitemap of plain text."""
    lines = content.decode("utf-8-sig", "replace").split("\n")
    whole = [line.strip() for line in (lines if len(content) < LONGEST_TEXT else lines[:-1]) if line.strip()]
    told = [line for line in whole if not line.startswith("#")]
    return bool(told) and all(re.match(r"https?://\S+\Z", line) for line in told)


def _text_sitemap(content: bytes) -> Iterator[Listed]:
    for line in content.decode("utf-8-sig", "replace").split("\n"):
        if (address := line.strip()) and not address.startswith("#"):
            yield Listed(address)


def _sitemap(content: bytes, url: str) -> Iterator[Listed]:
    fields: dict[str, str] = {}
    if b"\0" not in content[:LOOKED_AT]:
        content = content[: content.rfind(b">") + 1]  # an address that is cut off is none
        content = content if b"<![CDATA[" in content else _BARE_AMPERSAND.sub(b"&amp;", content)
    try:
        for _, element in etree.iterparse(io.BytesIO(content), events=("end",), recover=True, **_SAFE):
            name = _local(element.tag)
            if name in ("url", "sitemap"):
                if location := fields.get("loc"):
                    yield Listed(
                        urljoin(url, location),
                        title=fields.get("title"),
                        language=fields.get("language"),
                        published_at=iso_moment(fields.get("lastmod") or fields.get("publication_date")),
                        is_sitemap=name == "sitemap",
                    )
                fields = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif element.text and _is_of_page(element):
                fields.setdefault(name, element.text.strip()[:LONGEST_TEXT])
    except etree.XMLSyntaxError as error:
        raise InvalidFeedError(f"{url} is not a sitemap that can be read: {error}.") from error


def _is_of_page(element: Any) -> bool:
    """Whether it says something of the page or its news, not of an image or a video on it."""
    parent = element.getparent()
    return parent is not None and _local(parent.tag) in ("url", "sitemap", "news", "publication")


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""


def _moment(parsed: time.struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
