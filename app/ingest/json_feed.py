"""JSON Feed (jsonfeed.org, versions 1 and 1.1) -> the articles it lists."""

import codecs
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urljoin

from app.errors import InvalidFeedError
from app.ingest.found import Listed
from app.ingest.headline import clean

VERSION = "https://jsonfeed.org/version/"
LONGEST_TEXT = 2_000
SHORTEST_TEXT = 600
"""Characters; a feed's shorter texts are teasers."""


def is_json_feed(content: bytes) -> bool:
    """Whether a document says that it is one, be it below its items."""
    start = content.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return start == b"{" and VERSION.encode() in content.replace(b"\\/", b"/")


def json_feed(content: bytes, url: str) -> Iterator[Listed]:
    """Its articles that have an address. Raises InvalidFeedError."""
    try:
        feed = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise InvalidFeedError(f"{url} is not JSON that can be read.") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise InvalidFeedError(f"{url} has no items.")
    for item in items:
        address = _address(item) if isinstance(item, dict) else None
        if address is not None:
            yield Listed(
                urljoin(url, address),
                title=short(item.get("title")),
                language=short(item.get("language") or feed.get("language")),
                section=_first(item.get("tags")),
                published_at=iso_moment(item.get("date_published") or item.get("date_modified")),
                html=_html(item),
            )


def _address(item: dict[str, Any]) -> str | None:
    """Where an item is to be read; an id is often its address."""
    name = item.get("id")
    told = [item.get("url"), item.get("external_url"), name if isinstance(name, str) and "://" in name else None]
    return next((each for each in told if isinstance(each, str)), None)


def short(value: Any) -> str | None:
    """A field that is a line of text, without entities and markup; None where it is none."""
    return clean(value[: 2 * LONGEST_TEXT])[:LONGEST_TEXT] or None if isinstance(value, str) else None


def iso_moment(value: Any) -> datetime | None:
    """An ISO 8601 date or time; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _first(values: Any) -> str | None:
    return short(values[0]) if isinstance(values, list) and values else None


def _html(item: dict[str, Any]) -> str | None:
    html, text = item.get("content_html"), item.get("content_text")
    if not isinstance(html, str) and isinstance(text, str):
        html = "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n"))
    return html if isinstance(html, str) and len(html) >= SHORTEST_TEXT else None
