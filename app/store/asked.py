"""An indexed store's answers: from the index, and for a phrase from the Timelines that it names."""

from app.store.files import typed_errors
from app.store.index import Index, answers, words
from app.store.index.reading import WordReader
from app.store.index.rows import language_of
from app.store.kept import ArticleRecord, Narration, StoreStats
from app.store.questions import Kept, Known, Listings, Page, Use, UseCount, Which
from app.text.spoken import Pronunciations

UNREAD_AT_ONCE = 100
"""Narrations whose words are entered before an answer; where more wait, they are entered behind it."""
READ_FOR_A_PHRASE = 40


class IndexedQuestions(Listings):
    """Questions of a store with an index."""

    def __init__(self, index: Index, words: WordReader) -> None:
        self._index = index
        self._words = words

    @typed_errors
    def page(self, which: Which, *, limit: int, after: str | None = None) -> Page[Known]:
        """Articles, newest first."""
        return self._index.ask(answers.page, which, limit, after)

    @typed_errors
    def page_of_narrations(self, *, limit: int, after: str | None = None) -> Page[Narration]:
        """Narrations, newest first."""
        return self._index.ask(answers.page_of_narrations, limit, after)

    @typed_errors
    def articles_of(self, narration_id: str) -> list[ArticleRecord]:
        """The listed articles that lead to it."""
        return self._index.ask(answers.articles_of, narration_id)

    @typed_errors
    def languages(self) -> list[str]:
        """Of the listed articles."""
        return self._index.ask(answers.languages)

    @typed_errors
    def recipes(self) -> list[tuple[str, str]]:
        """Of the listed articles of addresses."""
        return self._index.ask(answers.recipes)

    @typed_errors
    def stats(self) -> StoreStats:
        """From the index's totals."""
        return self._index.ask(answers.stats)

    @typed_errors
    def least_used(self, limit: int) -> list[Kept]:
        """By the index; what was used in the last seconds may not be noted in it."""
        self._index.write_uses()
        return self._index.ask(answers.least_used, limit)

    @typed_errors
    def count_uses(self, language: str, written: str) -> UseCount:
        """Of a word exactly; of a phrase in the newest narrations that hold its words."""
        if _is_word(written):
            self._words.read(UNREAD_AT_ONCE)
            return self._index.ask(words.count_word, language_of(language), written)
        found = self.page_of_uses(language, written, limit=READ_FOR_A_PHRASE)
        return UseCount(sum(use.count for use in found.items), len(found.items), found.after is None)

    @typed_errors
    def page_of_uses(self, language: str, written: str, *, limit: int, after: str | None = None) -> Page[Use]:
        """The narrations that hold it, newest first."""
        self._words.read(UNREAD_AT_ONCE)
        language, wanted = language_of(language), words.WORD.findall(written)
        found, last = self._index.ask(words.holding, language, wanted, limit, words.number_below(after))
        if _is_word(written):
            return Page([Use(narration, count) for narration, count in found], last)
        phrase = Pronunciations({written: written})
        uses = [Use(narration, self._count(narration.id, language, phrase)) for narration, _ in found]
        return Page([use for use in uses if use.count], last)

    def _count(self, narration_id: str, language: str, phrase: Pronunciations) -> int:
        spoken, lines = self._words.lines(narration_id)
        return sum(map(phrase.count, lines)) if spoken == language else 0


def _is_word(written: str) -> bool:
    """Whether the index counts the written form itself."""
    return words.WORD.fullmatch(written) is not None and len(written) <= words.LONGEST
