"""The Store Protocol: what the conductor needs of a place for clips and narrations.

Every method blocks (call it in a thread), is thread-safe, and raises only StoreError or StoreFullError.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import BinaryIO, Protocol

from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store.kept import ArticleRecord, Narration, Problem, Standing, StoreStats
from app.store.questions import EVERY, Questions, Which

__all__ = ["ArticleRecord", "Draft", "Narration", "Problem", "Standing", "Store", "StoreStats"]


class Draft(Protocol):
    """A narration being written, held by one writer on this host at a time."""

    def before(self) -> Standing:
        """What stood in its place when this writer began: another one may have changed that since somebody looked.

        Known by then: asks nobody.
        """
        ...

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

        Raises TakenOverError, and changes nothing, when another writer took it over meanwhile, and RetractedError when
        it was taken back.
        """
        ...

    def discard(self) -> None:
        """Leave nothing behind. Does nothing after publish or discard."""
        ...


class Store(Questions, Protocol):
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

    def standing(self, narration_id: str) -> Standing:
        """The same, or that it was taken back."""
        ...

    def timeline(self, narration_id: str) -> Timeline | None:
        """The timeline of a published narration."""
        ...

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """The published MP3, open for reading; it stays readable while open, whatever is evicted or deleted."""
        ...

    def audio_address(self, narration_id: str) -> str | None:
        """Where the published MP3 may be read without us, for a while; None where it is given from here alone."""
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

        `unpublished`: it is being made, by whomever: remember it also when there was none. That one cannot publish it.
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

    def articles(self, which: Which = EVERY) -> Iterator[ArticleRecord]:
        """The articles that can be listed, the newest first, read page by page."""
        ...

    def narrations(self) -> Iterator[Narration]:
        """Every published narration, newest first, read page by page."""
        ...

    def check_writable(self) -> None:
        """Raise StoreError or StoreFullError when nothing can be written (readiness)."""
        ...

    def verify(self) -> list[Problem]:
        """Check every file by size and digest, quarantine what is damaged, remove what is orphaned."""
        ...

    def check(self, narration_id: str) -> str:
        """Read every byte of a published narration; quarantine it when it is damaged, and say how, else ""."""
        ...

    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None:
        """What is still whole of a narration that was quarantined: all but its sound. None when nothing is."""
        ...

    def prune(self, max_bytes: int) -> int:
        """Evict least recently used clips, then narrations, until the store is at most that big; bytes freed."""
        ...

    def let_go(self, which: Which, limit: int) -> int:
        """Evict the narrations of the oldest such articles, at most so many; their records stay. How many went.

        Those that were used since `which.before` are kept.
        """
        ...

    def catch_up(self, told: Callable[[int, int], None] = ..., *, rest: float = ...) -> int:
        """Bring what questions are answered from up to date with what is kept; how many folders were read anew.

        Takes long where much is behind; `told` hears how many folders are done, and of how many. It leaves the
        processor to others for `rest` of the time that it takes.
        """
        ...

    def catching_up(self) -> str:
        """How far that is, for people; empty when nothing is known to be behind."""
        ...

    def close(self) -> None:
        """Write what is noted and stop what is under way; harmless twice."""
        ...


class LastingStore(Store, Protocol):
    """One that outlasts the process."""

    def clip_keys(self) -> Iterator[str]:
        """Of every clip, sorted; from what is kept, not from an index."""
        ...

    def narration_ids(self) -> Iterator[tuple[str, bool]]:
        """Every narration that is there or was retracted, in some order, and whether it is there."""
        ...

    def article_records(self) -> Iterator[ArticleRecord]:
        """Every record that is not damaged, whether or not it can be listed."""
        ...

    def reindex(self, told: Callable[[int, int], None] = ...) -> int:
        """Throw away what questions are answered from, and make it anew; how many folders were read."""
        ...

    def remove_stale(self) -> None:
        """Take away what writers that died left; harmless at any time. Never raises."""
        ...
