"""Feeds and sitemaps -> the articles they list; runs in the documents' child process."""

import io
import time
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from app.errors import InvalidFeedError
from app.ingest.found import Listed

MOST_ITEMS = 20_000
"""A sitemap may list 50,000 addresses; a night has other things to do."""
LONGEST_TEXT = 2_000
FEEDS = frozenset({"rss", "feed", "RDF"})
SITEMAPS = frozenset({"urlset", "sitemapindex"})
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def kind_of(content: bytes) -> str:
    """What a document is: "feed", "sitemap" or "page"."""
    try:
        for _, element in etree.iterparse(io.BytesIO(content[:100_000]), events=("start",), **_SAFE):
            name = _local(element.tag)
            return "feed" if name in FEEDS else "sitemap" if name in SITEMAPS else "page"
    except (etree.XMLSyntaxError, ValueError):
        head = content[:2_000].lower()
        # Broken XML that calls itself a feed is a broken feed: feedparser reads many of them.
        return "feed" if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head else "page"
    return "page"


def read_listing(content: bytes, *, url: str) -> list[Listed]:
    """The articles of a feed or a sitemap, each address once, in their order.

    Raises InvalidFeedError when it is neither, or names none although it is broken.
    """
    kind = kind_of(content)
    if kind == "page":
        raise InvalidFeedError(f"{url} is neither a feed nor a sitemap.")
    once: dict[str, Listed] = {}
    for each in _feed(content, url) if kind == "feed" else _sitemap(content, url):
        if each.url.startswith(("http://", "https://")) and len(each.url) <= LONGEST_TEXT:
            once.setdefault(each.url, each)
        if len(once) >= MOST_ITEMS:
            break
    return list(once.values())


def _feed(content: bytes, url: str) -> Iterator[Listed]:
    found = feedparser.parse(content, resolve_relative_uris=False, sanitize_html=False)
    if found.bozo and not found.entries:
        raise InvalidFeedError(f"{url} is not a feed that can be read: {str(found.bozo_exception)[:200]}.")
    language = found.feed.get("language")
    guids: set[str] = set()
    for entry in found.entries:
        guid = entry.get("id") or entry.get("link")
        if guid is None or guid in guids:
            continue
        guids.add(guid)
        tags = entry.get("tags") or []
        yield Listed(
            urljoin(url, entry.get("link") or guid),
            title=_short(entry.get("title")),
            language=_short(entry.get("language") or language),
            section=_short(tags[0].get("term")) if tags else None,
            published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        )


def _sitemap(content: bytes, url: str) -> Iterator[Listed]:
    fields: dict[str, str] = {}
    try:
        for _, element in etree.iterparse(io.BytesIO(content), events=("end",), recover=True, **_SAFE):
            name = _local(element.tag)
            if name in ("url", "sitemap"):
                if location := fields.get("loc"):
                    yield Listed(
                        urljoin(url, location),
                        title=fields.get("title"),
                        language=fields.get("language"),
                        published_at=_iso(fields.get("lastmod") or fields.get("publication_date")),
                        is_sitemap=name == "sitemap",
                    )
                fields = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif element.text:
                fields.setdefault(name, element.text.strip()[:LONGEST_TEXT])
    except etree.XMLSyntaxError as error:
        raise InvalidFeedError(f"{url} is not a sitemap that can be read: {error}.") from error


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""


def _short(value: Any) -> str | None:
    return " ".join(value.split())[:LONGEST_TEXT] or None if isinstance(value, str) else None


def _moment(parsed: time.struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _iso(value: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
