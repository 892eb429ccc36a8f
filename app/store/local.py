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
from app.store import drafts
from app.store.articles import ArticleRecords
from app.store.base import Draft
from app.store.clips import Clips
from app.store.files import Files, typed_errors
from app.store.index import FolderIndex
from app.store.index.database import Database
from app.store.index.repair import Repair, Scan
from app.store.kept import ArticleRecord, Narration, Problem, Standing
from app.store.narrations import RETRACTED, Narrations, audio_path
from app.store.pruning import Folder, Pruning
from app.store.recorded import RecordedStore

PROBE = "writable"
REST = 0.5
"""Of the time that catching up takes, how long it leaves the processor to those who listen."""


class LocalStore(RecordedStore):
    """The Store in a folder of this host, made when something is first written."""

    _clips: Clips
    _narrations: Narrations
    _articles: ArticleRecords

    def __init__(
        self, root: Path, files: Files | None = None, *, max_bytes: int | None = None, database: Database | None = None
    ) -> None:
        """`max_bytes` is kept while it is written to, by all processes that share it, each with the same limit.

        `database` holds the index in place of a file in the folder.
        """
        self._files = files or Files(root)
        index = FolderIndex(self._files, database)
        clips = Clips(self._files, index)
        narrations = Narrations(self._files, index)
        articles = ArticleRecords(self._files, index)
        scans: dict[str, Scan] = {"narrations": narrations.scan, "articles": articles.scan, "clips": clips.scan}
        super().__init__(
            index=index,
            upkeep=Repair(self._files, index, scans, narrations.lines),
            pruning=Pruning(index, Folder(self._files, clips, narrations), max_bytes),
            clips=clips,
            narrations=narrations,
            healing=narrations,
            articles=articles,
        )

    def audio_address(self, _narration_id: str) -> None:
        """Given from here alone."""

    @typed_errors
    def begin(self, narration_id: str) -> Draft | None:
        """Start writing; what a dead writer left is begun anew."""
        if not is_narration_id(narration_id):
            raise StoreError("That is not the id of a narration.")
        published, standing = audio_path(narration_id), self._narrations.standing
        return drafts.begin(self._files, narration_id, self._publish, published, standing)

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
        return [*found, *self._upkeep.compare()]

    @typed_errors
    def catch_up(self, told: Callable[[int, int], None] = lambda _done, _of: None, *, rest: float = 0.0) -> int:
        """Read again what the index is behind with, resting `rest` of the time between."""
        self._narrations.settle()
        return super().catch_up(told, rest=rest)

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

    def remove_stale(self) -> None:
        """Take away what writers that died left; harmless at any time, for living ones hold locks."""
        with contextlib.suppress(OSError):
            drafts.remove_stale(self._files)
            for folder in ("", "counts"):  # the second as earlier versions left it
                self._files.remove_stale_temps(folder)

    def _publish(
        self, draft: str, narration: Narration, timeline: Timeline, before: Standing, check: Callable[[], None]
    ) -> None:
        self._narrations.publish(draft, narration, timeline, before, check)
        self._pruning.grown_by(narration.size_bytes)
