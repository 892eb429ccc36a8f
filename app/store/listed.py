"""The questions answered by going through everything: for a store that holds little, and to compare an index with."""

import abc
from collections.abc import Sequence
from typing import TypeVar

from app.narration.timeline import Timeline
from app.store.index.rows import folded_section, language_of
from app.store.kept import ArticleRecord, Narration, StoreStats
from app.store.questions import Kept, Known, Listings, Page, Use, UseCount, Which
from app.text.spoken import Pronunciations

T = TypeVar("T")


class ListedQuestions(Listings, abc.ABC):
    """Questions of a store that can name all it holds."""

    @abc.abstractmethod
    def _all_articles(self) -> list[ArticleRecord]:
        """Every record."""

    @abc.abstractmethod
    def _all_narrations(self) -> list[tuple[Narration, Timeline]]:
        """Every published narration."""

    @abc.abstractmethod
    def _all_kept(self) -> list[Kept]:
        """Clips, then narrations, each the least recently used first."""

    def page(self, which: Which, *, limit: int, after: str | None = None) -> Page[Known]:
        """Articles, newest first."""
        narrations = {narration.id: narration for narration, _ in self._all_narrations()}
        found = [
            Known(record, narrations.get(record.narration_id))
            for record in self._all_articles()
            if record.is_listed and _is(record, which, kept=record.narration_id in narrations)
        ]
        keys = {known.record.article_id: (known.record.shown_at, known.record.article_id) for known in found}
        found.sort(key=lambda known: keys[known.record.article_id], reverse=True)
        return _page(found, [known.record.article_id for known in found], limit, after)

    def page_of_narrations(self, *, limit: int, after: str | None = None) -> Page[Narration]:
        """Narrations, newest first."""
        found = self._newest()
        return _page(found, [narration.id for narration in found], limit, after)

    def articles_of(self, narration_id: str) -> list[ArticleRecord]:
        """The listed articles that lead to it."""
        return [each for each in self._all_articles() if each.is_listed and each.narration_id == narration_id]

    def languages(self) -> list[str]:
        """Of the listed articles."""
        return sorted({language_of(record.language) for record in self._all_articles() if record.is_listed} - {""})

    def recipes(self) -> list[tuple[str, str]]:
        """Of the listed articles of addresses."""
        found = (each for each in self._all_articles() if each.is_listed and each.article_id.startswith("url-"))
        return sorted({(record.language, record.recipe) for record in found})

    def stats(self) -> StoreStats:
        """Counted anew each time."""
        kept, articles = self._all_kept(), self._all_articles()
        narrations = {each.key for each in kept if not each.is_clip}
        listed = [record.narration_id for record in articles if record.is_listed]
        return StoreStats(
            sum(each.is_clip for each in kept),
            sum(each.size_bytes for each in kept if each.is_clip),
            len(narrations),
            sum(each.size_bytes for each in kept if not each.is_clip),
            len(articles),
            len(set(listed)),
            sum(narration_id not in narrations for narration_id in listed),
        )

    def least_used(self, limit: int) -> list[Kept]:
        """What pruning takes next."""
        return self._all_kept()[:limit]

    def count_uses(self, language: str, written: str) -> UseCount:
        """By reading every Timeline."""
        uses = self._uses(language, written)
        return UseCount(sum(use.count for use in uses), len(uses))

    def page_of_uses(self, language: str, written: str, *, limit: int, after: str | None = None) -> Page[Use]:
        """By reading every Timeline."""
        uses = self._uses(language, written)
        return _page(uses, [use.narration.id for use in uses], limit, after)

    def _uses(self, language: str, written: str) -> list[Use]:
        wanted = Pronunciations({written: written})
        counts = {
            narration.id: sum(wanted.count(line.written) for line in timeline.lines)
            for narration, timeline in self._all_narrations()
            if language_of(narration.language) == language_of(language)
        }
        return [Use(each, counts[each.id]) for each in self._newest() if counts.get(each.id)]

    def _newest(self) -> list[Narration]:
        found = [narration for narration, _ in self._all_narrations()]
        return sorted(found, key=lambda narration: (narration.created_at, narration.id), reverse=True)


def _is(record: ArticleRecord, which: Which, *, kept: bool) -> bool:
    return (
        (which.language is None or language_of(record.language) == language_of(which.language))
        and (which.section is None or folded_section(record.section) == folded_section(which.section))
        and folded_section(record.section) not in map(folded_section, which.besides)
        and (which.since is None or record.shown_at >= which.since)
        and (which.before is None or record.shown_at < which.before)
        and (which.recipe is None or _recipe(record) == which.recipe)
        and which.kept in (None, kept)
    )


def _recipe(record: ArticleRecord) -> tuple[str, str] | None:
    return (record.language, record.recipe) if record.article_id.startswith("url-") else None


def _page(items: Sequence[T], keys: Sequence[str], limit: int, after: str | None) -> Page[T]:
    start = keys.index(after) + 1 if after in keys else 0
    end = start + limit
    return Page(list(items[start:end]), keys[end - 1] if end <= len(keys) and limit else None)
