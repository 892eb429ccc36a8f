"""The text stage, walled in: what is no longer than an article is read at once, a book by a child process.

One regular expression over a book holds the interpreter for a quarter of a second, and every listener with it.
"""

import json
import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.errors import InvalidRequestError, ShuttingDownError, named
from app.narration.bulkheads import LONG_TEXT
from app.narration.reading import language_of, script_of, written
from app.narration.wish import Wish
from app.text.article import BlockKind, Part
from app.text.script import Line, Script
from app.text.spoken import Pronunciations
from app.text.spoken.token import SpokenToken
from app.workers.child import Child
from app.workers.wire import LostError

SECONDS = 30.0
SECONDS_A_CHARACTER = 60e-6
"""Ten times what a text takes on a machine that has nothing else to do."""
MEMORY_BYTES = 1_000_000_000
MEMORY_A_CHARACTER = 500
"""Of address space; a novel's Script takes a quarter of it."""

LOG = logging.getLogger(__name__)


class Texts:
    """Reads wishes whose words are there; blocks, one book at a time. Thread-safe; `close` it."""

    def __init__(self, most_characters: int = 2_000_000) -> None:
        """`most_characters` is how long a text may be that comes from outside."""
        self._memory_bytes = MEMORY_BYTES + MEMORY_A_CHARACTER * most_characters
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._closed = False

    def language(self, wish: Wish, languages: Callable[[], Sequence[str]]) -> str:
        """As `language_of` has it; `languages` is asked only if need be."""
        if wish.language or wish.characters <= LONG_TEXT:
            return language_of(wish, languages)
        (header, _) = self._asked("language", wish, tuple(languages()))[-1]
        return str(header["language"])

    def script(self, wish: Wish, language: str, pronunciations: Pronunciations) -> Script:
        """As `script_of` has it."""
        if wish.characters <= LONG_TEXT:
            return script_of(wish, language, pronunciations)
        *parts, (header, _) = self._asked("script", wish, language, pronunciations)
        return Script(header["language"], header["title"], tuple(line for _, body in parts for line in _lines(body)))

    def view(self, wish: Wish, language: str, pronunciations: Pronunciations) -> bytes:
        """The Script as JSON, as `written` has it."""
        if wish.characters <= LONG_TEXT:
            return written(script_of(wish, language, pronunciations))
        return self._asked("view", wish, language, pronunciations)[-1][1]

    def close(self) -> None:
        """End the child, whatever it reads."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()
        with self._turn:  # whoever waits for it is told
            self._end()

    def _asked(self, what: str, wish: Wish, *more: Any) -> list[tuple[dict[str, Any], bytes]]:
        """The frames of the answer. A child that is lost is replaced once; one that takes too long is not."""
        question = pickle.dumps((wish, *more))
        with self._turn:
            deadline = time.monotonic() + SECONDS + SECONDS_A_CHARACTER * wish.characters
            for may_try_again in (True, False):
                child = self._begun()
                try:
                    child.wire.send({"what": what}, question, deadline)
                    return list(_answered(child, deadline))
                except LostError as lost:
                    reason = self._end(lost)
                    if self._closed:
                        raise ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5) from lost
                    if lost.late or not may_try_again:
                        LOG.warning("a text of %d characters could not be read: %s", wish.characters, reason)
                        break
                except MemoryError:
                    self._end()
                    break
        raise InvalidRequestError("The text takes too long or too much memory to read.")

    def _begun(self) -> Child:
        if self._child is not None and not self._child.is_alive:  # it had nothing to do for long
            self._end()
        with self._lock:
            if self._closed:
                raise ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
            if self._child is None:
                self._child = Child("app.narration.text_reader", self._memory_bytes)
            return self._child

    def _end(self, lost: LostError | None = None) -> str:
        with self._lock:
            child, self._child = self._child, None
        return child.bury(lost) if child else ""


def _answered(child: Child, deadline: float) -> Iterator[tuple[dict[str, Any], bytes]]:
    """All frames of an answer. Raises what the child raised, MemoryError, LostError."""
    while True:
        header, body = child.wire.receive(deadline)
        if fault := header.get("fault"):
            if fault == MemoryError.__name__:
                raise MemoryError
            raise named(str(fault), str(header.get("detail", "")))
        yield header, body
        if header.get("last"):
            return


def lines_frame(lines: Sequence[Line]) -> bytes:
    """Some Lines as the child sends them."""
    return json.dumps(
        [
            [each.part, each.block, each.kind, each.start, each.end, each.written, each.tokens, each.pause_ms]
            for each in lines
        ]
    ).encode()


def _lines(frame: bytes) -> Iterator[Line]:
    """What `lines_frame` says. Raises LostError."""
    try:
        for part, block, kind, start, end, words, tokens, pause_ms in json.loads(frame):
            said = tuple(SpokenToken(*token) for token in tokens)
            yield Line(Part(part), block, BlockKind(kind), start, end, words, said, pause_ms)
    except (TypeError, ValueError) as error:
        raise LostError("it says what nobody understands") from error
