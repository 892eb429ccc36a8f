"""The store in memory: the same promises for one process, for tests and for trying things out."""

import io
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import BinaryIO

from app.errors import StoreError, TakenOverError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store.base import ArticleRecord, Draft, Narration, Problem, StoreStats


class _Growing:
    """Bytes that one writes and many read."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.beats = 0

    def reader(self) -> BinaryIO:
        return io.BufferedReader(_Reader(self), 1)


class _Reader(io.RawIOBase):
    def __init__(self, growing: _Growing) -> None:
        self._growing = growing
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: len(self._growing.data)}[whence]
        self._position = start + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # BufferedReader gives a memoryview
        data = bytes(self._growing.data[self._position : self._position + len(buffer)])
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class _Draft:
    def __init__(self, store: "MemoryStore", narration_id: str, growing: _Growing) -> None:
        self._store, self._id, self._growing = store, narration_id, growing
        self._over = False

    def write(self, data: bytes) -> None:
        self._check()
        self._growing.data += data

    def reader(self) -> BinaryIO:
        self._check()
        return self._growing.reader()

    def beat(self) -> None:
        self._check()
        self._growing.beats += 1

    def publish(self, narration: Narration, timeline: Timeline, *, head: bytes = b"") -> None:
        self._check()
        if not self._store._is_held(self._id, self._growing):  # noqa: SLF001 - its own store
            raise TakenOverError("Another writer took over this narration.", retry_after_s=1)
        self._growing.data[: len(head)] = head
        self._store._published(narration, timeline, self._growing)  # noqa: SLF001 - its own store
        self._over = True

    def discard(self) -> None:
        if not self._over:
            self._over = True
            self._store._discarded(self._id, self._growing)  # noqa: SLF001 - its own store

    def _check(self) -> None:
        if self._over:
            raise StoreError("The narration is not being written any more.")


class MemoryStore:
    """The Store in memory."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._kept: OrderedDict[str, tuple[Narration, Timeline, _Growing]] = OrderedDict()
        self._drafts: dict[str, _Growing] = {}
        self._retracted: set[str] = set()
        self._articles: dict[str, ArticleRecord] = {}

    def get_clip(self, key: str) -> Clip | None:
        """The clip of that key."""
        with self._lock:
            if key in self._clips:
                self._clips.move_to_end(key)
            return self._clips.get(key)

    def put_clip(self, key: str, clip: Clip) -> None:
        """Keep a clip."""
        with self._lock:
            self._clips.setdefault(key, clip)

    def get(self, narration_id: str) -> Narration | None:
        """The published narration."""
        with self._lock:
            if narration_id not in self._kept:
                return None
            self._kept.move_to_end(narration_id)
            return self._kept[narration_id][0]

    def timeline(self, narration_id: str) -> Timeline | None:
        """Its timeline."""
        with self._lock:
            return self._kept[narration_id][1] if narration_id in self._kept else None

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """Its MP3."""
        with self._lock:
            return self._kept[narration_id][2].reader() if narration_id in self._kept else None

    def begin(self, narration_id: str) -> Draft | None:
        """Start writing."""
        with self._lock:
            if narration_id in self._drafts:
                return None
            growing = self._drafts[narration_id] = _Growing()
            return _Draft(self, narration_id, growing)

    def follow(self, narration_id: str) -> BinaryIO | None:
        """What is being written."""
        with self._lock:
            return self._drafts[narration_id].reader() if narration_id in self._drafts else None

    def is_writing(self, narration_id: str) -> bool:
        """Whether a writer holds it."""
        with self._lock:
            return narration_id in self._drafts

    def pulse(self, narration_id: str) -> Hashable:
        """Its draft, length and beats."""
        with self._lock:
            held = self._drafts.get(narration_id)
            return held and (id(held), len(held.data), held.beats)

    def seize(self, narration_id: str, pulse: Hashable) -> None:
        """Forget the draft."""
        with self._lock:
            if pulse is not None and self.pulse(narration_id) == pulse:
                del self._drafts[narration_id]

    def retract(self, narration_id: str, *, unpublished: bool = False) -> bool:
        """Delete it and remember."""
        with self._lock:
            if self._kept.pop(narration_id, None) is None and not unpublished:
                return False
            self._retracted.add(narration_id)
            return True

    def is_retracted(self, narration_id: str) -> bool:
        """Whether it was retracted."""
        with self._lock:
            return narration_id in self._retracted

    def put_article(self, record: ArticleRecord) -> None:
        """Replace the article's record."""
        if not is_narration_id(record.narration_id):
            raise StoreError("That is not the id of a narration.")
        with self._lock:
            self._articles[record.article_id] = record

    def article(self, article_id: str) -> ArticleRecord | None:
        """The article's record."""
        with self._lock:
            return self._articles.get(article_id)

    def articles(self) -> Iterator[ArticleRecord]:
        """Every record, newest first."""
        with self._lock:
            found = list(self._articles.values())
        return iter(sorted(found, key=lambda record: record.shown_at, reverse=True))

    def narrations(self) -> Iterator[Narration]:
        """Every published narration, newest first."""
        with self._lock:
            found = [narration for narration, _, _ in self._kept.values()]
        return iter(sorted(found, key=lambda narration: narration.created_at, reverse=True))

    def check_writable(self) -> None:
        """Memory is."""

    def stats(self) -> StoreStats:
        """Counts and bytes."""
        with self._lock:
            clip_bytes = sum(clip.pcm.nbytes for clip in self._clips.values())
            audio_bytes = sum(len(growing.data) for _, _, growing in self._kept.values())
            return StoreStats(len(self._clips), clip_bytes, len(self._kept), audio_bytes, len(self._articles))

    def verify(self) -> list[Problem]:
        """Nothing can be damaged here."""
        return []

    def check(self, _narration_id: str) -> str:
        """Nothing can be damaged here."""
        return ""

    def lost(self, _narration_id: str) -> None:
        """Nothing can be damaged here."""

    def prune(self, max_bytes: int) -> int:
        """Evict the least recently used clips, then narrations."""
        freed = 0
        with self._lock:
            stats = self.stats()
            total = stats.clip_bytes + stats.narration_bytes
            while total - freed > max_bytes and (self._clips or self._kept):
                if self._clips:
                    freed += self._clips.popitem(last=False)[1].pcm.nbytes
                else:
                    freed += len(self._kept.popitem(last=False)[1][2].data)
        return freed

    def _published(self, narration: Narration, timeline: Timeline, growing: _Growing) -> None:
        with self._lock:
            self._kept[narration.id] = (narration, timeline, growing)
            self._retracted.discard(narration.id)
            self._drafts.pop(narration.id, None)

    def _is_held(self, narration_id: str, growing: _Growing) -> bool:
        with self._lock:
            return self._drafts.get(narration_id) is growing

    def _discarded(self, narration_id: str, growing: _Growing) -> None:
        with self._lock:
            if self._is_held(narration_id, growing):
                del self._drafts[narration_id]
