"""What every store of records and an index does alike, wherever its records are: ids are checked here, and nothing but
a StoreError leaves it.
"""

import contextlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store.asked import IndexedQuestions
from app.store.files import typed_errors
from app.store.index import Index
from app.store.index.upkeep import Upkeep
from app.store.kept import ArticleRecord, Narration, Standing
from app.store.pruning import Pruning
from app.store.questions import Which
from app.store.records import is_digest


class KeptClips(Protocol):
    """Clips by keys that are digests."""

    def get(self, key: str) -> Clip | None: ...  # noqa: D102 - as the store has it
    def put(self, key: str, clip: Clip) -> int: ...  # noqa: D102 - its bytes


class KeptNarrations(Protocol):
    """Narrations by ids that are such."""

    def get(self, narration_id: str) -> Narration | None: ...  # noqa: D102 - as the store has it
    def timeline(self, narration_id: str) -> Timeline | None: ...  # noqa: D102
    def open_audio(self, narration_id: str) -> BinaryIO | None: ...  # noqa: D102
    def standing(self, narration_id: str) -> Standing: ...  # noqa: D102
    def is_retracted(self, narration_id: str) -> bool: ...  # noqa: D102


class Healing(Protocol):
    """Looks at a narration's every byte."""

    def check(self, narration_id: str) -> str: ...  # noqa: D102 - as the store has it
    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None: ...  # noqa: D102


class KeptArticles(Protocol):
    """Records of articles."""

    def put(self, record: ArticleRecord) -> None: ...  # noqa: D102 - as the store has it
    def get(self, article_id: str) -> ArticleRecord | None: ...  # noqa: D102


class RecordedStore(IndexedQuestions):
    """A Store but for its drafts, retractions and checks of everything, which differ by where the records are."""

    def __init__(
        self,
        *,
        index: Index,
        upkeep: Upkeep,
        pruning: Pruning,
        clips: KeptClips,
        narrations: KeptNarrations,
        healing: Healing,
        articles: KeptArticles,
    ) -> None:
        super().__init__(index, upkeep.words)
        self._upkeep = upkeep
        self._pruning = pruning
        self._clips = clips
        self._narrations = narrations
        self._healing = healing
        self._articles = articles

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
        """The published narration."""
        return self._narrations.get(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def standing(self, narration_id: str) -> Standing:
        """The published narration, or that it was taken back."""
        return self._narrations.standing(narration_id) if is_narration_id(narration_id) else Standing()

    @typed_errors
    def timeline(self, narration_id: str) -> Timeline | None:
        """Its timeline, checked by its digest."""
        return self._narrations.timeline(narration_id) if is_narration_id(narration_id) else None

    @typed_errors
    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """Its MP3."""
        return self._narrations.open_audio(narration_id) if is_narration_id(narration_id) else None

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
    def check(self, narration_id: str) -> str:
        """By its digests."""
        return self._healing.check(narration_id) if is_narration_id(narration_id) else ""

    @typed_errors
    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None:
        """Looked for in the quarantine."""
        return self._healing.lost(narration_id) if is_narration_id(narration_id) else None

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
        return self._upkeep.catch_up(told, rest=rest)

    @typed_errors
    def reindex(self, told: Callable[[int, int], None] = lambda _done, _of: None) -> int:
        """Throw the index away and read every record anew; how many folders were read."""
        self._index.database.remove()
        return self.catch_up(told)

    def catching_up(self) -> str:
        """How far that is."""
        return self._upkeep.progress

    def close(self) -> None:
        """Stop catching up, write what is noted, let go of the index."""
        self._upkeep.stop()
        with contextlib.suppress(OSError):
            self._index.close()
