"""The Store Protocol: what the conductor needs of a place for clips and narrations.

Every method blocks (call it in a thread), is thread-safe, and raises only StoreError or StoreFullError.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from app.ingest.found import NO_VALIDATORS, Validators
from app.narration.timeline import Timeline
from app.speech.engine import Clip


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


class Draft(Protocol):
    """A narration being written, held by one writer on this host at a time."""

    def write(self, data: bytes) -> None:
        """Append audio bytes; readers see them at once."""
        ...

    def reader(self) -> BinaryIO:
        """Open the growing audio for reading from the start; the caller closes it."""
        ...

    def beat(self) -> None:
        """Tell those who wait that the writer lives, though it may write nothing for a while."""
        ...

    def publish(self, narration: Narration, timeline: Timeline, *, head: bytes = b"") -> None:
        """Overwrite the first bytes with `head`, make everything durable, and publish by one rename.

        Raises TakenOverError, and changes nothing, when another writer took it over meanwhile.
        """
        ...

    def discard(self) -> None:
        """Leave nothing behind. Does nothing after publish or discard."""
        ...


class Store(Protocol):
    """A place for clips, narrations and the articles that point at them."""

    def get_clip(self, key: str) -> Clip | None:
        """The clip of that key, None when there is none or it was damaged (it is then quarantined)."""
        ...

    def put_clip(self, key: str, clip: Clip) -> None:
        """Keep a clip; keeping it twice is harmless."""
        ...

    def get(self, narration_id: str) -> Narration | None:
        """The published narration, None when there is none."""
        ...

    def timeline(self, narration_id: str) -> Timeline | None:
        """The timeline of a published narration."""
        ...

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """The published MP3, open for reading; it stays readable while open, whatever is evicted or deleted."""
        ...

    def begin(self, narration_id: str) -> Draft | None:
        """Start writing; None when another writer on this host has it. Clears an earlier retraction on publish."""
        ...

    def follow(self, narration_id: str) -> BinaryIO | None:
        """The growing audio of another writer on this host, open for reading; None when nobody writes it."""
        ...

    def is_writing(self, narration_id: str) -> bool:
        """Whether a writer on this host (this process or another) holds the narration."""
        ...

    def pulse(self, narration_id: str) -> Hashable:
        """Something that changes with every write and beat of whoever holds the narration."""
        ...

    def seize(self, narration_id: str, pulse: Hashable) -> None:
        """Take it from a writer whose pulse is still that: the next `begin` succeeds, its publishing fails."""
        ...

    def retract(self, narration_id: str, *, unpublished: bool = False) -> bool:
        """Delete a published narration and remember that it was; False when there was none.

        `unpublished`: remember it also when there was none, for it was being made.
        """
        ...

    def is_retracted(self, narration_id: str) -> bool:
        """Whether it was retracted and not published since."""
        ...

    def put_article(self, record: ArticleRecord) -> None:
        """Keep what is known of an article, in place of what was."""
        ...

    def article(self, article_id: str) -> ArticleRecord | None:
        """What is known of the article; None when nothing is, or it was damaged."""
        ...

    def articles(self) -> Iterator[ArticleRecord]:
        """Every article known, the newest first."""
        ...

    def narrations(self) -> Iterator[Narration]:
        """Every published narration, newest first."""
        ...

    def check_writable(self) -> None:
        """Raise StoreError or StoreFullError when nothing can be written (readiness)."""
        ...

    def stats(self) -> StoreStats:
        """Counts and bytes."""
        ...

    def verify(self) -> list[Problem]:
        """Check every file by size and digest, quarantine what is damaged, remove what is orphaned."""
        ...

    def check(self, narration_id: str) -> str:
        """Read every byte of a published narration; quarantine it when it is damaged, and say how, else ""."""
        ...

    def prune(self, max_bytes: int) -> int:
        """Evict least recently used clips, then narrations, until the store is at most that big; bytes freed."""
        ...
