"""Which narrations a written form is read in: those that an edit of its entry touches."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.store.base import Narration, Store
from app.text.language import primary_subtag
from app.text.spoken import Pronunciations


@dataclass(frozen=True, slots=True)
class Use:
    """A narration and how often the written form stands in it."""

    narration: Narration
    count: int


def find_uses(store: Store, language: str, written: str) -> Iterator[Use]:
    """The narrations that hold a written form, newest first; reads the Timeline of every one of the language.

    Found as the text stage finds it, but for longer entries that would come before it. Raises StoreError.
    """
    language = primary_subtag(language)
    wanted = Pronunciations({written: written})
    for narration in store.narrations():
        if primary_subtag(narration.language) != language:
            continue
        timeline = store.timeline(narration.id)
        if timeline is not None:
            count = sum(wanted.count(line.written) for line in timeline.lines)
            if count:
                yield Use(narration, count)
