"""What was found in documents of other servers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page."""

    html: str
    """Its blocks in order, as plain elements: h2, p, li, blockquote."""

    title: str | None = None
    byline: str | None = None
    language: str | None = None
    """As the page says it."""

    section: str | None = None
    published_at: datetime | None = None
    url: str | None = None
    """The address the page says it has."""

    description: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that a feed or a sitemap names."""

    url: str
    title: str | None = None
    language: str | None = None
    section: str | None = None
    published_at: datetime | None = None
    html: str | None = None
    """Its whole text, where a feed has it."""

    is_sitemap: bool = False
    """It is a sitemap itself: one that a sitemap index names."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The conditional request's (RFC 9110, section 13)."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


NO_VALIDATORS = Validators()
