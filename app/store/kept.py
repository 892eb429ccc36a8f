"""What a store keeps records of."""

from dataclasses import dataclass
from datetime import datetime

from app.ingest.found import NO_VALIDATORS, Validators


@dataclass(frozen=True, slots=True)
class Narration:
    """The record of a published narration (`narration.json`)."""

    id: str
    title: str
    language: str
    voice: str
    speed: float
    duration_ms: int
    size_bytes: int
    audio_sha256: str
    lines: int
    created_at: datetime
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a narration's place."""

    narration: Narration | None = None
    retraction: str | None = None
    """The mark of its being taken back, another one each time; None where it was not, or was published since."""

    def is_retracted_since(self, before: str | None) -> bool:
        """Whether it was taken back after that retraction, or for the first time, and not published since."""
        return self.retraction not in (None, before)


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What is known of a CMS's article: its newest narration, and what tells whether that is still right."""

    article_id: str
    narration_id: str
    title: str
    language: str
    """BCP 47."""

    updated_at: datetime
    """When the article last came to point at another narration."""

    source_url: str | None = None
    section: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    recipe: str = ""
    """A digest of everything but the article that decides the narration: voice, settings, lexicon, versions."""

    validators: Validators = NO_VALIDATORS
    """What its page's server gave to ask "has it changed?" with."""

    retracted: bool = False
    description: str = ""
    """What a listener is told of it: its summary, else how it begins."""

    @property
    def is_listed(self) -> bool:
        """Whether it can be listed: neither taken back, nor the way from a narration to its summary's reading."""
        return "/" not in self.article_id and not self.retracted

    @property
    def shown_at(self) -> datetime:
        """When it was published as far as we know; never in the future of its update."""
        return min(self.published_at or self.updated_at, self.updated_at)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing `verify` found: where, what is wrong, and what was done about it."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class StoreStats:
    """What the store holds."""

    clips: int
    clip_bytes: int
    narrations: int
    narration_bytes: int
    articles: int
    headings: int = 0
    """Narrations that listed articles lead to, let go or not."""

    let_go: int = 0
    """Listed articles whose narration was evicted."""
