"""The real store: a folder of files, which are the only truth.

There is no index beside them: last use is the record's time of modification. Several processes on one host may share
the folder.
"""

import contextlib
import threading
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store import drafts
from app.store.articles import ArticleRecords
from app.store.base import ArticleRecord, Draft, Narration, Problem, StoreStats
from app.store.clips import Clips, is_clip_key
from app.store.files import Files, typed_errors
from app.store.narrations import Narrations, audio_path
from app.store.quarantine import empty_quarantine, quarantined_bytes

PROBE = "writable"
SHARE_UNSEEN = 0.05
"""Of the limit: what a process may write before it looks at what all have written."""
PROCESSES = 3
"""Services and nights that share a store."""


class LocalStore:
    """The Store in a folder of this host, made when something is first written."""

    def __init__(self, root: Path, files: Files | None = None, *, max_bytes: int | None = None) -> None:
        """`max_bytes` is kept while it is written to, by all processes that share it, each with the same limit."""
        self._files = files or Files(root)
        self._max_bytes = max_bytes
        self._written = 0
        self._pruning = threading.Lock()
        self._clips = Clips(self._files)
        self._narrations = Narrations(self._files)
        self._articles = ArticleRecords(self._files)

    @typed_errors
    def get_clip(self, key: str) -> Clip | None:
        """The clip of that key."""
        return self._clips.get(key) if is_clip_key(key) else None

    @typed_errors
    def put_clip(self, key: str, clip: Clip) -> None:
        """Keep a clip."""
        if not is_clip_key(key):
            raise StoreError("That is not the key of a clip.")
        self._grown_by(self._clips.put(key, clip))

    @typed_errors
    def get(self, narration_id: str) -> Narration | None:
        """The published narration: a few file operations, well under a millisecond."""
        return self._narrations.get(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def timeline(self, narration_id: str) -> Timeline | None:
        """Its timeline, checked by its digest."""
        return self._narrations.timeline(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """Its MP3, checked by its size."""
        return self._narrations.open_audio(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def begin(self, narration_id: str) -> Draft | None:
        """Start writing; what a dead writer left is begun anew."""
        if not is_narration_id(narration_id):
            raise StoreError("That is not the id of a narration.")
        return drafts.begin(self._files, narration_id, self._publish, audio_path(narration_id))

    @typed_errors
    def follow(self, narration_id: str) -> BinaryIO | None:
        """What somebody else writes, as it grows."""
        return drafts.follow(self._files, narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def is_writing(self, narration_id: str) -> bool:
        """Whether a writer holds it, of whatever process."""
        return is_narration_id(narration_id) and drafts.is_writing(self._files, narration_id)

    @typed_errors
    def pulse(self, narration_id: str) -> Hashable:
        """Its draft's file, size and time of modification."""
        return drafts.pulse(self._files, narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def seize(self, narration_id: str, pulse: Hashable) -> None:
        """Remove the draft's name; its writer's file is then nobody's."""
        if is_narration_id(narration_id):
            drafts.seize(self._files, narration_id, pulse)

    @typed_errors
    def retract(self, narration_id: str, *, unpublished: bool = False) -> bool:
        """Delete it and remember."""
        if not is_narration_id(narration_id):
            return False
        with self._files.lock():
            return self._narrations.retract(narration_id, unpublished=unpublished)

    @typed_errors
    def is_retracted(self, narration_id: str) -> bool:
        """Whether it was retracted."""
        return is_narration_id(narration_id) and self._narrations.is_retracted(narration_id)

    @typed_errors
    def put_article(self, record: ArticleRecord) -> None:
        """Replace the article's record."""
        self._articles.put(record)

    @typed_errors
    def article(self, article_id: str) -> ArticleRecord | None:
        """The article's record, checked by its digest."""
        return self._articles.get(article_id)

    @typed_errors
    def articles(self) -> Iterator[ArticleRecord]:
        """Every record, newest first."""
        return iter(sorted(self._articles.all(), key=lambda record: record.shown_at, reverse=True))

    @typed_errors
    def narrations(self) -> Iterator[Narration]:
        """Every published narration, newest first."""
        found = [narration for key in self._narrations.ids() if (narration := self._narrations.peek(key))]
        return iter(sorted(found, key=lambda narration: narration.created_at, reverse=True))

    @typed_errors
    def check_writable(self) -> None:
        """Write a byte and take it away again."""
        self._files.make_folder("")
        with self._files.staged(PROBE, b"\0", durable=False):
            pass

    @typed_errors
    def stats(self) -> StoreStats:
        """Counted anew each time."""
        clips = [size for _, size, _ in self._clips.entries()]
        narrations = [size for _, size, _ in self._narrations.entries()]
        return StoreStats(len(clips), sum(clips), len(narrations), sum(narrations), self._articles.count())

    @typed_errors
    def verify(self) -> list[Problem]:
        """Check everything; quarantine what is damaged, remove what dead writers left."""
        stale = [Problem(path, "left by a writer that died; removed") for path in drafts.remove_stale(self._files)]
        return [*stale, *self._clips.verify(), *self._narrations.verify()]

    @typed_errors
    def check(self, narration_id: str) -> str:
        """By its digests."""
        return self._narrations.check(narration_id) if is_narration_id(narration_id) else ""

    @typed_errors
    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None:
        """Looked for in the quarantine."""
        return self._narrations.lost(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def prune(self, max_bytes: int) -> int:
        """Empty the quarantine and evict the least recently used clips, then narrations, until it fits; bytes freed."""
        clips = sorted(self._clips.entries(), key=lambda entry: entry[2])
        narrations = sorted(self._narrations.entries(), key=lambda entry: entry[2])
        total = sum(size for _, size, _ in (*clips, *narrations)) + drafts.bytes_in_drafts(self._files)
        freed = 0
        if total + quarantined_bytes(self._files) > max_bytes:
            freed = empty_quarantine(self._files)
        for evict, entries in ((self._clips.evict, clips), (self._narrations.evict, narrations)):
            for key, _, _ in entries:
                if total <= max_bytes:
                    return freed
                with self._files.lock():
                    gone = evict(key)
                total, freed = total - gone, freed + gone
        return freed

    def remove_stale(self) -> None:
        """Take away what writers that died left; harmless at any time, for living ones hold locks."""
        with contextlib.suppress(OSError):
            drafts.remove_stale(self._files)
            self._files.remove_stale_temps()

    def _publish(self, draft: str, narration: Narration, timeline: Timeline, check: Callable[[], None]) -> None:
        self._narrations.publish(draft, narration, timeline, check)
        self._grown_by(narration.size_bytes)

    def _grown_by(self, size: int) -> None:
        """Prune before the limit is reached: several processes may each have written that share since they looked."""
        self._written += size
        if self._max_bytes is None or self._written < self._max_bytes * SHARE_UNSEEN:
            return
        if self._pruning.acquire(blocking=False):
            try:
                self._written = 0
                self.prune(round(self._max_bytes * (1 - PROCESSES * SHARE_UNSEEN)))
            finally:
                self._pruning.release()
