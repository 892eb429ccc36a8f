"""The store of several machines: objects are the only truth, each machine has its own copies and drafts beside it.

What is done is decided by the object store alone, by objects that are created, or replaced, only if nobody else did.
"""

import contextlib
import secrets
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.store.articles import FOLDER as ARTICLES
from app.store.base import Draft
from app.store.files import Files, typed_errors
from app.store.index.comparison import Comparison
from app.store.index.database import Database
from app.store.index.index import Row
from app.store.index.of_objects import ObjectIndex
from app.store.index.rows import ClipRow
from app.store.index.sqlite import SqliteDatabase
from app.store.kept import ArticleRecord, Problem
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
from app.store.recorded import RecordedStore

COPIES_BYTES = 2_000_000_000


class ObjectStore(RecordedStore):
    """The Store on objects, with a folder of this machine for drafts, copies and, without `database`, the index."""

    _clips: ObjectClips
    _narrations: ObjectNarrations
    _articles: ObjectArticles

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
        index = ObjectIndex(database or SqliteDatabase(files))
        self._copies = Copies(objects, files, copies_bytes)
        clips, articles = ObjectClips(objects, index), ObjectArticles(objects, index)
        narrations = ObjectNarrations(objects, index, self._copies)
        self._drafts = ObjectDrafts(objects, files, narrations)
        self._care = Care(objects, narrations)
        super().__init__(
            index=index,
            upkeep=Comparison(index, _Records(objects, narrations, articles, clips), narrations.lines),
            pruning=Pruning(index, Bucket(objects, clips, narrations), max_bytes),
            clips=clips,
            narrations=narrations,
            healing=self._care,
            articles=articles,
        )

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
        return [*found, *self._upkeep.compare()]

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

    def close(self) -> None:
        """Let go of the copies too."""
        super().close()
        self._copies.close()

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
