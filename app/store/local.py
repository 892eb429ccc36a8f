"""The real store: a folder of files, which are the only truth, and an index beside them that answers questions.

Last use is the record's time of modification. Several processes on one host may share the folder.
"""

import contextlib
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store import drafts
from app.store.articles import ArticleRecords
from app.store.asked import IndexedQuestions
from app.store.base import Draft
from app.store.clips import Clips
from app.store.files import Files, typed_errors
from app.store.index import FolderIndex
from app.store.index.database import Database
from app.store.index.repair import Repair, Scan
from app.store.kept import ArticleRecord, Narration, Problem
from app.store.narrations import RETRACTED, Narrations, audio_path
from app.store.pruning import Folder, Pruning
from app.store.questions import Which
from app.store.records import is_digest

PROBE = "writable"
REST = 0.5
"""Of the time that catching up takes, how long it leaves the processor to those who listen."""


class LocalStore(IndexedQuestions):
    """The Store in a folder of this host, made when something is first written."""

    def __init__(
        self, root: Path, files: Files | None = None, *, max_bytes: int | None = None, database: Database | None = None
    ) -> None:
        """`max_bytes` is kept while it is written to, by all processes that share it, each with the same limit.

        `database` holds the index in place of a file in the folder.
        """
        self._files = files or Files(root)
        index = FolderIndex(self._files, database)
        self._clips = Clips(self._files, index)
        self._narrations = Narrations(self._files, index)
        self._articles = ArticleRecords(self._files, index)
        scans: dict[str, Scan] = {
            "narrations": self._narrations.scan,
            "articles": self._articles.scan,
            "clips": self._clips.scan,
        }
        self._repair = Repair(self._files, index, scans, self._narrations.lines)
        self._pruning = Pruning(index, Folder(self._files, self._clips, self._narrations), max_bytes)
        super().__init__(index, self._repair.words)

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

    def audio_address(self, _narration_id: str) -> None:
        """Given from here alone."""

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
    def check_writable(self) -> None:
        """Write a byte and take it away again."""
        self._files.make_folder("")
        with self._files.staged(PROBE, b"\0", durable=False):
            pass

    @typed_errors
    def verify(self) -> list[Problem]:
        """Check everything; quarantine what is damaged, remove what dead writers left, make the index right."""
        self.catch_up()
        stale = [Problem(path, "left by a writer that died; removed") for path in drafts.remove_stale(self._files)]
        found = [*stale, *self._clips.verify(), *self._narrations.verify(), *self._articles.verify()]
        self.catch_up()
        return [*found, *self._repair.compare()]

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
        return self._pruning.prune(max_bytes)

    @typed_errors
    def let_go(self, which: Which, limit: int) -> int:
        """Evict the narrations of the oldest such articles."""
        return self._pruning.let_go(which, limit)

    @typed_errors
    def catch_up(self, told: Callable[[int, int], None] = lambda _done, _of: None, *, rest: float = 0.0) -> int:
        """Read again what the index is behind with, resting `rest` of the time between."""
        self._narrations.settle()
        return self._repair.catch_up(told, rest=rest)

    def clip_keys(self) -> Iterator[str]:
        """By the names of their files."""
        for bucket in self._files.names("clips"):
            yield from (row.key for row in self._clips.scan(bucket))

    def narration_ids(self) -> Iterator[tuple[str, bool]]:
        """By the names of their folders; those of earlier versions were moved by `catch_up`."""
        for bucket in self._files.names("narrations"):
            yield from ((row.narration.id, True) for row in self._narrations.scan(bucket))
        yield from ((name, False) for name in self._files.names(RETRACTED) if is_narration_id(name))

    def article_records(self) -> Iterator[ArticleRecord]:
        """From their files."""
        for bucket in self._files.names("articles"):
            yield from (row.record for row in self._articles.scan(bucket))

    @typed_errors
    def reindex(self, told: Callable[[int, int], None] = lambda _done, _of: None) -> int:
        """Throw the index away and read every file anew; how many folders were read."""
        self._index.database.remove()
        return self.catch_up(told)

    def catching_up(self) -> str:
        """How far that is."""
        return self._repair.progress

    def close(self) -> None:
        """Stop catching up, write what is noted, let go of the index."""
        self._repair.stop()
        with contextlib.suppress(OSError):
            self._index.close()

    def remove_stale(self) -> None:
        """Take away what writers that died left; harmless at any time, for living ones hold locks."""
        with contextlib.suppress(OSError):
            drafts.remove_stale(self._files)
            for folder in ("", "counts"):  # the second as earlier versions left it
                self._files.remove_stale_temps(folder)

    def _publish(self, draft: str, narration: Narration, timeline: Timeline, check: Callable[[], None]) -> None:
        self._narrations.publish(draft, narration, timeline, check)
        self._pruning.grown_by(narration.size_bytes)
