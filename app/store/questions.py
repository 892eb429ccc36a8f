"""What is asked of a store, however much it holds: pages of lists, counts, what was used longest ago.

Answered by an index, so that no answer costs more than what it holds; a store without one may sort what it has.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from app.store.kept import ArticleRecord, Narration, StoreStats

T = TypeVar("T")

PAGE = 100


@dataclass(frozen=True, slots=True)
class Which:
    """Of the articles that can be listed, those that are all of this."""

    language: str | None = None
    """Its primary subtag counts."""

    section: str | None = None
    """In any case."""

    besides: tuple[str, ...] = ()
    """In none of these sections."""

    since: datetime | None = None
    before: datetime | None = None
    """Shown at that time or later; earlier than that."""

    recipe: tuple[str, str] | None = None
    """Language and recipe of the articles of addresses."""

    kept: bool | None = None
    """Whether the narration is there, or was let go."""


EVERY = Which()


@dataclass(frozen=True, slots=True)
class Known:
    """An article and its narration; None where that was let go."""

    record: ArticleRecord
    narration: Narration | None


@dataclass(frozen=True, slots=True)
class Use:
    """A narration and how often a written form stands in it."""

    narration: Narration
    count: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list. `after` asks for the next one, None behind the last; what comes new meanwhile moves nothing."""

    items: list[T]
    after: str | None


@dataclass(frozen=True, slots=True)
class UseCount:
    """How often a written form is read, and in how many narrations."""

    uses: int
    narrations: int
    is_exact: bool = True
    """Else at least so often: of a phrase only the newest narrations with all of its words are read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A clip or narration as pruning sees it."""

    is_clip: bool
    key: str
    size_bytes: int
    used_ns: int


class Questions(Protocol):
    """Every method blocks, is thread-safe and raises only StoreError. An unknown `after` begins anew."""

    def page(self, which: Which, *, limit: int, after: str | None = None) -> Page[Known]:
        """Articles, the newest first."""
        ...

    def page_of_narrations(self, *, limit: int, after: str | None = None) -> Page[Narration]:
        """Narrations, the newest first."""
        ...

    def articles_of(self, narration_id: str) -> list[ArticleRecord]:
        """The listed articles that lead to a narration, whether or not that is kept."""
        ...

    def languages(self) -> list[str]:
        """The primary subtags of the articles that can be listed, sorted."""
        ...

    def recipes(self) -> list[tuple[str, str]]:
        """The languages and recipes of the listed articles of addresses, the last that came first."""
        ...

    def stats(self) -> StoreStats:
        """Counts and bytes."""
        ...

    def least_used(self, limit: int) -> list[Kept]:
        """What pruning takes next: the clips used longest ago, behind the last of them narrations."""
        ...

    def count_uses(self, language: str, written: str) -> UseCount:
        """How often a written form is read in that language, found as the text stage finds it."""
        ...

    def page_of_uses(self, language: str, written: str, *, limit: int, after: str | None = None) -> Page[Use]:
        """The narrations that read it, the newest first."""
        ...


class Listings:
    """Whole lists, page by page: for who goes through one as far as is needed."""

    def articles(self: Questions, which: Which = EVERY) -> Iterator[ArticleRecord]:
        """Articles, the newest first."""
        return (each.record for each in known(self, which))

    def narrations(self: Questions) -> Iterator[Narration]:
        """Every narration, the newest first."""
        return _all(lambda after: self.page_of_narrations(limit=PAGE, after=after))


def known(store: Questions, which: Which) -> Iterator[Known]:
    """Articles with their narrations, the newest first."""
    return _all(lambda after: store.page(which, limit=PAGE, after=after))


def uses_of(store: Questions, language: str, written: str) -> Iterator[Use]:
    """Every narration that reads a written form, the newest first."""
    return _all(lambda after: store.page_of_uses(language, written, limit=PAGE, after=after))


def _all(page: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """The items of every page, each asked for when the one before it is used up."""
    after: str | None = None
    while True:
        found = page(after)
        yield from found.items
        after = found.after
        if after is None:
            return
