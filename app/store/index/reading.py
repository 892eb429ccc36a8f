"""Enters the words of what was published: in batches, each within one transaction, whoever comes first."""

import logging
import threading
import time
from collections.abc import Callable

from app.store.index import words
from app.store.index.database import IndexFailedError
from app.store.index.index import Index

READ_AT_ONCE = 50
LOG = logging.getLogger(__name__)

Lines = Callable[[str], tuple[str, list[str]]]
"""Primary language and written Lines of a narration; nothing where it cannot be read."""


class WordReader:
    """Reads the narrations whose words the index has not yet."""

    def __init__(self, index: Index, lines: Lines, closing: threading.Event) -> None:
        """It ends soon once `closing` is set."""
        self._index = index
        self._closing = closing
        self.lines = lines

    def read(self, most: int | None = None, *, rest: float = 0.0) -> None:
        """Enter the words of narrations that are unread, of at most so many. Raises StoreError.

        `rest`: for how long to leave the processor to others after each batch, of the time that it took.
        """
        left = most if most is not None else -1
        while left and not self._closing.is_set():
            began_s = time.monotonic()
            found = self._index.ask(words.unread, READ_AT_ONCE if left < 0 else min(left, READ_AT_ONCE))
            if not found:
                return
            said = {number: self._said(number, key) for number, key in found}
            try:
                with self._index.database.writing() as db:
                    still = set(words.unread_of(db, [number for number, _ in found]))
                    self._index.database.enter(db, [said[number] for number, key in found if (number, key) in still])
            except IndexFailedError as error:
                LOG.warning("words could not be entered into the index (%s); they are later", error)
                return
            left -= len(found) if left > 0 else 0
            self._closing.wait((time.monotonic() - began_s) * rest)

    def _said(self, number: int, key: str | None) -> words.Said:
        language, lines = self.lines(key) if key is not None else ("", [])
        return number, language, words.words_of(lines)
