"""A store beside another: what is only shown, such as the sample articles, stays in memory and in no list."""

from collections.abc import Callable, Hashable
from typing import BinaryIO

from app.narration.timeline import Timeline
from app.speech.engine import Clip
from app.store.base import ArticleRecord, Draft, Narration, Problem, Standing, Store, StoreStats
from app.store.memory import MemoryStore
from app.store.questions import Kept, Known, Listings, Page, Use, UseCount, Which

MOST_BYTES = 50_000_000
"""All sample articles and their summaries take a fifth of it; voices and lexicons may change while we run."""


class PassingStore(Listings):
    """The Store `kept`, but for the narrations that `let_pass` names: those leave nothing behind."""

    def __init__(self, kept: Store) -> None:
        self._kept = kept
        self._passing = MemoryStore()
        self._ids: set[str] = set()

    def let_pass(self, *narration_ids: str) -> None:
        """From now on these narrations, and the articles named after them, are not kept."""
        self._ids.update(narration_ids)
        self._passing.prune(MOST_BYTES)

    def _of(self, narration_id: str) -> Store:
        return self._passing if narration_id in self._ids else self._kept

    def _of_article(self, article_id: str) -> Store:
        return self._of(article_id.partition("/")[0])

    def get_clip(self, key: str) -> Clip | None:
        """Clips are shared: of the kept store."""
        return self._kept.get_clip(key)

    def put_clip(self, key: str, clip: Clip) -> None:
        """Clips are shared: into the kept store."""
        self._kept.put_clip(key, clip)

    def get(self, narration_id: str) -> Narration | None:
        """The published narration."""
        return self._of(narration_id).get(narration_id)

    def standing(self, narration_id: str) -> Standing:
        """It, or that it was taken back."""
        return self._of(narration_id).standing(narration_id)

    def timeline(self, narration_id: str) -> Timeline | None:
        """Its timeline."""
        return self._of(narration_id).timeline(narration_id)

    def open_audio(self, narration_id: str) -> BinaryIO | None:
        """Its MP3."""
        return self._of(narration_id).open_audio(narration_id)

    def audio_address(self, narration_id: str) -> str | None:
        """Where the MP3 may be read without us."""
        return self._of(narration_id).audio_address(narration_id)

    def begin(self, narration_id: str) -> Draft | None:
        """Start writing."""
        return self._of(narration_id).begin(narration_id)

    def follow(self, narration_id: str) -> BinaryIO | None:
        """What another writer writes."""
        return self._of(narration_id).follow(narration_id)

    def is_writing(self, narration_id: str) -> bool:
        """Whether a writer holds it."""
        return self._of(narration_id).is_writing(narration_id)

    def pulse(self, narration_id: str) -> Hashable:
        """What changes with every write and beat of its writer."""
        return self._of(narration_id).pulse(narration_id)

    def seize(self, narration_id: str, pulse: Hashable) -> None:
        """Take it from a writer without a pulse."""
        self._of(narration_id).seize(narration_id, pulse)

    def retract(self, narration_id: str, *, unpublished: bool = False) -> bool:
        """Delete it and remember."""
        return self._of(narration_id).retract(narration_id, unpublished=unpublished)

    def is_retracted(self, narration_id: str) -> bool:
        """Whether it was retracted."""
        return self._of(narration_id).is_retracted(narration_id)

    def put_article(self, record: ArticleRecord) -> None:
        """Replace the article's record."""
        self._of_article(record.article_id).put_article(record)

    def article(self, article_id: str) -> ArticleRecord | None:
        """The article's record."""
        return self._of_article(article_id).article(article_id)

    def page(self, which: Which, *, limit: int, after: str | None = None) -> Page[Known]:
        """Kept articles."""
        return self._kept.page(which, limit=limit, after=after)

    def page_of_narrations(self, *, limit: int, after: str | None = None) -> Page[Narration]:
        """Kept narrations."""
        return self._kept.page_of_narrations(limit=limit, after=after)

    def articles_of(self, narration_id: str) -> list[ArticleRecord]:
        """The kept articles that lead to it."""
        return self._kept.articles_of(narration_id)

    def languages(self) -> list[str]:
        """Of what is kept."""
        return self._kept.languages()

    def recipes(self) -> list[tuple[str, str]]:
        """Of what is kept."""
        return self._kept.recipes()

    def least_used(self, limit: int) -> list[Kept]:
        """Of what is kept."""
        return self._kept.least_used(limit)

    def count_uses(self, language: str, written: str) -> UseCount:
        """In what is kept."""
        return self._kept.count_uses(language, written)

    def page_of_uses(self, language: str, written: str, *, limit: int, after: str | None = None) -> Page[Use]:
        """In what is kept."""
        return self._kept.page_of_uses(language, written, limit=limit, after=after)

    def let_go(self, which: Which, limit: int) -> int:
        """Of what is kept."""
        return self._kept.let_go(which, limit)

    def catch_up(self, told: Callable[[int, int], None] = lambda _done, _of: None, *, rest: float = 0.0) -> int:
        """With what is kept."""
        return self._kept.catch_up(told, rest=rest)

    def catching_up(self) -> str:
        """With what is kept."""
        return self._kept.catching_up()

    def close(self) -> None:
        """The kept store."""
        self._kept.close()

    def check_writable(self) -> None:
        """Whether anything can be kept."""
        self._kept.check_writable()

    def stats(self) -> StoreStats:
        """Of what is kept."""
        return self._kept.stats()

    def verify(self) -> list[Problem]:
        """What is kept."""
        return self._kept.verify()

    def check(self, narration_id: str) -> str:
        """By its digests."""
        return self._of(narration_id).check(narration_id)

    def lost(self, narration_id: str) -> tuple[Narration, Timeline] | None:
        """In whichever store it would be."""
        return self._of(narration_id).lost(narration_id)

    def prune(self, max_bytes: int) -> int:
        """What is kept."""
        return self._kept.prune(max_bytes)
