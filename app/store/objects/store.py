"""The store of several machines: objects are the only truth, each machine has its own copies and drafts beside it.

What is done is decided by the object store alone, by objects that are created, or replaced, only if nobody else did.
"""

import contextlib
import secrets
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store.articles import FOLDER as ARTICLES
from app.store.asked import IndexedQuestions
from app.store.base import Draft
from app.store.files import Files, typed_errors
from app.store.index.comparison import Comparison
from app.store.index.database import Database
from app.store.index.index import Row
from app.store.index.of_objects import ObjectIndex
from app.store.index.rows import ClipRow
from app.store.index.sqlite import SqliteDatabase
from app.store.kept import ArticleRecord, Narration, Problem
from app.store.narrations import FOLDER as NARRATIONS
from app.store.objects.articles import ObjectArticles
from app.store.objects.care import Care
from app.store.objects.client import Found, Objects
from app.store.objects.clips import FOLDER as CLIPS
from app.store.objects.clips import ObjectClips, key_of
from app.store.objects.copies import Copies
from app.store.objects.drafts import ObjectDrafts
from app.store.objects.narrations import ObjectNarrations, id_of
from app.store.objects.probe import FOLDER as PROBES
from app.store.objects.pruning import Bucket
from app.store.pruning import Pruning
from app.store.questions import Which
from app.store.records import is_digest

COPIES_BYTES = 2_000_000_000


class ObjectStore(IndexedQuestions):
    """The Store on objects, with a folder of this machine for drafts, copies and, without `database`, the index."""

    def __init__(
        self,
        objects: Objects,
        folder: Path,
        *,
        database: Database | None = None,
        max_bytes: int | None = None,
        copies_bytes: int = COPIES_BYTES,
        redirect_s: int = 0,
    ) -> None:
        """`max_bytes` bounds the objects, `copies_bytes` the copies in the folder.

        `redirect_s`: for how long an address of a sound is good that is given to listeners; 0: none is.
        """
        self._redirect_s = redirect_s
        self._objects = objects
        self._files = files = Files(folder)
        self._index = index = ObjectIndex(database or SqliteDatabase(files))
        self._copies = Copies(objects, files, copies_bytes)
        self._clips = ObjectClips(objects, index)
        self._narrations = ObjectNarrations(objects, index, self._copies)
        self._articles = ObjectArticles(objects, index)
        self._drafts = ObjectDrafts(objects, files, self._narrations)
        self._care = Care(objects, self._narrations)
        records = _Records(objects, self._narrations, self._articles, self._clips)
        self._comparison = Comparison(index, records, self._narrations.lines)
        self._pruning = Pruning(index, Bucket(objects, self._clips, self._narrations), max_bytes)
        super().__init__(index, self._comparison.words)

    @typed_errors
    def get_clip(self, key: str) -> Clip | None:
        """The clip of that key."""
        return self._clips.get(key) if is_digest(key) else None

    @typed_errors
    def put_clip(self, key: str, clip: Clip) -> None:
        """Keep a clip."""
        if not is_digest(key):
            raise StoreError("That is not the key of a clip.")
        self._pruning.grown_by(self._clips.put(key, clip))

    @typed_errors
    def get(self, narration_id: str) -> Narration | None:
        """The published narration: one request; none while the store is down and it is remembered here."""
        return self._narrations.get(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def timeline(self, narration_id: str) -> Timeline | None:
        """Its timeline, checked by its digest."""
        return self._narrations.timeline(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """Its MP3: the copy, or what comes here block by block."""
        return self._narrations.open_audio(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def audio_address(self, narration_id: str) -> str | None:
        """A signed address of the object, where those are given out."""
        if not self._redirect_s or not is_narration_id(narration_id):
            return None
        return self._narrations.address(narration_id, self._redirect_s)

    @typed_errors
    def begin(self, narration_id: str) -> Draft | None:
        """Start writing; None when another writer, of any machine, has it."""
        if not is_narration_id(narration_id):
            raise StoreError("That is not the id of a narration.")
        return self._drafts.begin(narration_id)

    @typed_errors
    def follow(self, narration_id: str) -> BinaryIO | None:
        """What somebody else writes, as it grows."""
        return self._drafts.follow(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def is_writing(self, narration_id: str) -> bool:
        """Whether a writer holds it, of whatever machine."""
        return is_narration_id(narration_id) and self._drafts.is_writing(narration_id)

    @typed_errors
    def pulse(self, narration_id: str) -> Hashable:
        """The lease's etag."""
        return self._drafts.pulse(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def seize(self, narration_id: str, pulse: Hashable) -> None:
        """Free the lease, if its etag is that still."""
        if is_narration_id(narration_id):
            self._drafts.seize(narration_id, pulse)

    @typed_errors
    def retract(self, narration_id: str, *, unpublished: bool = False) -> bool:
        """Put a tombstone in its place."""
        return is_narration_id(narration_id) and self._narrations.retract(narration_id, unpublished=unpublished)

    @typed_errors
    def is_retracted(self, narration_id: str) -> bool:
        """Whether a tombstone stands there."""
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
    def check_writable(self) -> None:
        """Write an object and take it away again."""
        path = f"{PROBES}/{secrets.token_hex(8)}"
        self._objects.put(path, b"")
        self._objects.delete(path)

    @typed_errors
    def verify(self) -> list[Problem]:
        """Read everything; quarantine what is damaged, remove what dead writers left, make the index right."""
        self.remove_stale()
        found = [*self._clips.verify(), *self._care.verify(), *self._articles.verify()]
        return [*found, *self._comparison.compare()]

    @typed_errors
    def check(self, narration_id: str) -> str:
        """By its digests, from the objects themselves."""
        return self._care.check(narration_id) if is_narration_id(narration_id) else ""

    @typed_errors
    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None:
        """Looked for in the quarantine."""
        return self._care.lost(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def prune(self, max_bytes: int) -> int:
        """Empty the quarantine and evict the least recently used clips, then narrations, until it fits; bytes freed."""
        return self._pruning.prune(max_bytes)

    @typed_errors
    def let_go(self, which: Which, limit: int) -> int:
        """Evict the narrations of the oldest such articles."""
        return self._pruning.let_go(which, limit)

    @typed_errors
    def catch_up(self, told: Callable[[int, int], None] = lambda _done, _of: None, *, rest: float = 0.0) -> int:
        """Compare the index with a listing where that is due."""
        return self._comparison.catch_up(told, rest=rest)

    def clip_keys(self) -> Iterator[str]:
        """As they are listed."""
        return (key for found in self._objects.list(CLIPS) if (key := key_of(found.path)))

    def narration_ids(self) -> Iterator[tuple[str, bool]]:
        """By their records and tombstones."""
        for found in self._objects.list(NARRATIONS):
            if narration_id := id_of(found.path):
                yield narration_id, not self._narrations.is_retracted(narration_id)

    def article_records(self) -> Iterator[ArticleRecord]:
        """Read one by one."""
        rows = (self._articles.read(found.path)[1] for found in self._objects.list(ARTICLES))
        return (row.record for row in rows if row)

    @typed_errors
    def reindex(self, told: Callable[[int, int], None] = lambda _done, _of: None) -> int:
        """Throw the index away and read every record anew."""
        self._index.database.remove()
        return self.catch_up(told)

    def catching_up(self) -> str:
        """How far that is."""
        return self._comparison.progress

    def close(self) -> None:
        """Stop what is under way, write what is noted, let go of the index."""
        self._comparison.stop()
        self._copies.close()
        with contextlib.suppress(OSError):
            self._index.close()

    def remove_stale(self) -> None:
        """Take away what processes of this machine left when they died."""
        with contextlib.suppress(OSError):
            self._drafts.remove_stale()
            self._files.remove_stale_temps()


class _Records:
    """The records as a comparison of the index reads them."""

    def __init__(
        self, objects: Objects, narrations: ObjectNarrations, articles: ObjectArticles, clips: ObjectClips
    ) -> None:
        self._objects = objects
        self._narrations = narrations
        self._articles = articles
        self._clips = clips

    def listed(self, kind: str) -> Iterator[Found]:
        """All of a kind."""
        return self._objects.list(kind)

    def read(self, path: str) -> tuple[str, Row | None]:
        """One of them, read anew."""
        return self._articles.read(path) if path.startswith(f"{ARTICLES}/") else self._narrations.read(path)

    def clip(self, found: Any) -> ClipRow | None:
        """From the listing."""
        return self._clips.row(found)
