"""The store in memory: the same promises for one process, for tests and for trying things out."""

import io
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import BinaryIO

from app.errors import RetractedError, StoreError, TakenOverError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store.base import Draft
from app.store.kept import ArticleRecord, Narration, Problem, Standing
from app.store.listed import ListedQuestions
from app.store.questions import Kept, Which


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
        self._before = store.standing(narration_id)
        self._over = False
        self._published = False

    def before(self) -> Standing:
        return self._before

    def write(self, data: bytes) -> None:
        self._check()
        self._growing.data += data

    def reader(self) -> BinaryIO:
        if not self._published:
            self._check()
        return self._growing.reader()

    def beat(self) -> None:
        self._check()
        self._growing.beats += 1

    def publish(self, narration: Narration, timeline: Timeline, *, head: bytes = b"") -> None:
        self._check()
        if not self._store._is_held(self._id, self._growing):  # noqa: SLF001 - its own store
            raise TakenOverError("Another writer took over this narration.", retry_after_s=1)
        if self._store.standing(self._id).is_retracted_since(self._before.retraction):
            raise RetractedError(f"Narration {self._id} was retracted.")
        self._growing.data[: len(head)] = head
        self._store._published(narration, timeline, self._growing)  # noqa: SLF001 - its own store
        self._published = self._over = True

    def discard(self) -> None:
        if not self._over:
            self._over = True
            self._store._discarded(self._id, self._growing)  # noqa: SLF001 - its own store

    def _check(self) -> None:
        if self._over:
            raise StoreError("The narration is not being written any more.")


class MemoryStore(ListedQuestions):
    """The Store in memory."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._kept: OrderedDict[str, tuple[Narration, Timeline, _Growing]] = OrderedDict()
        self._drafts: dict[str, _Growing] = {}
        self._retracted: dict[str, str] = {}
        self._marks = itertools.count()
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

    def standing(self, narration_id: str) -> Standing:
        """It, or that it was taken back."""
        with self._lock:
            return Standing(self.get(narration_id), self._retracted.get(narration_id))

    def timeline(self, narration_id: str) -> Timeline | None:
        """Its timeline."""
        with self._lock:
            return self._kept[narration_id][1] if narration_id in self._kept else None

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """Its MP3."""
        with self._lock:
            return self._kept[narration_id][2].reader() if narration_id in self._kept else None

    def audio_address(self, _narration_id: str) -> None:
        """Given from here alone."""

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
            self._retracted[narration_id] = str(next(self._marks))
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

    def check_writable(self) -> None:
        """Memory is."""

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

    def let_go(self, which: Which, limit: int) -> int:
        """Evict the narrations of the oldest such articles."""
        with self._lock:
            kept = [record.narration_id for record in self.articles(replace(which, kept=True))]
            oldest = list(dict.fromkeys(reversed(kept)))[:limit]
            for narration_id in oldest:
                self._kept.pop(narration_id, None)
        return len(oldest)

    def catch_up(self, told: Callable[[int, int], None] = lambda _done, _of: None, *, rest: float = 0.0) -> int:  # noqa: ARG002 - nothing is ever behind
        """Nothing is ever behind here."""
        return 0

    def catching_up(self) -> str:
        """Nothing is ever behind here."""
        return ""

    def close(self) -> None:
        """Nothing is open."""

    def _all_articles(self) -> list[ArticleRecord]:
        with self._lock:
            return list(self._articles.values())

    def _all_narrations(self) -> list[tuple[Narration, Timeline]]:
        with self._lock:
            return [(narration, timeline) for narration, timeline, _ in self._kept.values()]

    def _all_kept(self) -> list[Kept]:
        with self._lock:
            clips = [Kept(True, key, clip.pcm.nbytes, 0) for key, clip in self._clips.items()]
            return [*clips, *(Kept(False, key, len(kept[2].data), 0) for key, kept in self._kept.items())]

    def _published(self, narration: Narration, timeline: Timeline, growing: _Growing) -> None:
        with self._lock:
            self._kept[narration.id] = (narration, timeline, growing)
            self._retracted.pop(narration.id, None)
            self._drafts.pop(narration.id, None)

    def _is_held(self, narration_id: str, growing: _Growing) -> bool:
        with self._lock:
            return self._drafts.get(narration_id) is growing

    def _discarded(self, narration_id: str, growing: _Growing) -> None:
        with self._lock:
            if self._is_held(narration_id, growing):
                del self._drafts[narration_id]
