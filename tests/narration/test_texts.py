"""Long texts are read by a child process: the same words come of it, and what it suffers nobody else does."""

import json
import os
import pickle
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self

import pytest

from app.errors import AnnouncerError, EmptyArticleError, InvalidRequestError, ShuttingDownError, TooManyLinesError
from app.ingest.recognise import Markup
from app.narration.bulkheads import LONG_TEXT
from app.narration.reading import language_of, script_of, written
from app.narration.text_reader import LINES_A_FRAME, serve
from app.narration.texts import Texts, lines_frame
from app.narration.wish import Wish
from app.text.article import Part
from app.text.script import MOST_LINES
from app.text.spoken import Pronunciations
from app.text.spoken.turkish.foreign import respelled
from app.workers.child import Child
from app.workers.wire import LostError, Wire
from tests.serving import PATIENCE_S

pytestmark = pytest.mark.faults
ENGLISH = "Dr. Quinn paid $3.5m on 5 May 2026 for 12 km of rail. \N{SLIGHTLY SMILING FACE} Half: \ud800 a character."
TURKISH = "Bakan 3,5 milyon TL'lik yatırımı 5 Mayıs 2026'da Manchester'da duyurdu. İstanbul'da hava 20°C."


def long(paragraph: str) -> str:
    return "\n\n".join([paragraph] * (LONG_TEXT // len(paragraph) + 2))


WISHES = {
    "english": Wish(text=long(ENGLISH), title="A vote", summary=("It was close.",), lexicon=(("Quinn", "[[kwˈɪn]]"),)),
    "turkish": Wish(text=long(TURKISH), automatic_summary=False, parts=(Part.BODY,)),
    "html": Wish(html="".join(f"<h2>Part {n}</h2><p>{ENGLISH}</p>" for n in range(700))),
    "ssml": Wish(
        text="<speak>" + f'<p>{TURKISH} <sub alias="merhaba">MRB</sub> <break time="1s"/></p>' * 700 + "</speak>",
        markup=Markup.SSML,
    ),
}


class Counted(Child):
    """Counts how many were begun."""

    begun = 0

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        type(self).begun += 1


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    monkeypatch.setattr("app.narration.texts.Child", Counted)
    Counted.begun = 0
    return Counted


@pytest.fixture(scope="module")
def shared() -> Iterator[Texts]:
    texts = Texts()
    yield texts
    texts.close()


@pytest.fixture
def texts() -> Iterator[Texts]:
    opened = Texts()
    yield opened
    opened.close()


def child_of(texts: Texts) -> int:
    assert texts._child is not None
    return texts._child.pid


def read(texts: Texts, text: str = WISHES["english"].text or "") -> int:
    return len(texts.script(Wish(text=text), "en", Pronunciations({})).lines)


@pytest.mark.parametrize("name", WISHES)
def test_a_long_text_is_read_as_a_short_one_is(shared: Texts, name: str) -> None:
    wish = WISHES[name]
    assert wish.characters > LONG_TEXT
    language = language_of(wish, lambda: ("de", "tr"))
    said = Pronunciations({"rail": "rayl"}, respelled if language == "tr" else None)
    assert shared.language(wish, lambda: ("de", "tr")) == language
    script = script_of(wish, language, said)
    assert shared.script(wish, language, said) == script
    assert shared.view(wish, language, said) == written(script)


def test_an_article_needs_no_child(texts: Texts) -> None:
    wish = Wish(text="The vote was close. " * (LONG_TEXT // 20))
    assert wish.characters == LONG_TEXT
    assert texts.language(wish, tuple) == "en"
    assert len(texts.script(wish, "en", Pronunciations({})).lines) == LONG_TEXT // 20
    assert texts.view(wish, "en", Pronunciations({})) == written(script_of(wish, "en", Pronunciations({})))
    assert texts._child is None


@pytest.mark.parametrize(
    ("text", "error"), [(" " * (LONG_TEXT + 1), EmptyArticleError), ("Go. " * (MOST_LINES + 1), TooManyLinesError)]
)
def test_a_refusal_is_the_same(shared: Texts, text: str, error: type[AnnouncerError]) -> None:
    with pytest.raises(error) as here:
        script_of(Wish(text=text), "en", Pronunciations({}))
    with pytest.raises(error) as there:
        read(shared, text)
    assert there.value.detail == here.value.detail


def test_a_child_that_is_gone_is_replaced(texts: Texts, counted: type[Counted]) -> None:
    lines = read(texts)
    assert read(texts) == lines
    assert counted.begun == 1
    os.kill(child_of(texts), signal.SIGKILL)
    assert read(texts) == lines


def test_a_child_that_ends_while_it_reads_is_replaced_once(texts: Texts) -> None:
    read(texts)
    first = child_of(texts)
    os.kill(first, signal.SIGSTOP)  # it takes the text, and does nothing
    with ThreadPoolExecutor(1) as crowd:
        reads = crowd.submit(read, texts)
        os.kill(first, signal.SIGKILL)
        assert reads.result(PATIENCE_S) > 0
    assert child_of(texts) != first


@pytest.mark.parametrize("text", [None, "The vote was close. " * 100_000], ids=["says nothing", "does not listen"])
def test_a_child_that_hangs_is_ended_and_the_next_text_is_read(
    texts: Texts, counted: type[Counted], monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    read(texts)
    frozen = child_of(texts)
    os.kill(frozen, signal.SIGSTOP)
    with monkeypatch.context() as hurried:
        hurried.setattr("app.narration.texts.SECONDS", 0.2)
        hurried.setattr("app.narration.texts.SECONDS_A_CHARACTER", 0)
        with pytest.raises(InvalidRequestError, match="too long"):
            read(texts, *[text] if text else [])
    assert counted.begun == 1  # what takes too long is not tried again
    assert read(texts) > 0
    assert child_of(texts) != frozen


class Unpickled(Pronunciations):
    """Does something to who unpickles it."""

    def __init__(self, *what: Any) -> None:
        super().__init__({})
        self._what = what

    def __reduce__(self) -> Any:
        return self._what


def test_a_text_that_ends_its_child_is_tried_once_more_and_refused(texts: Texts, counted: type[Counted]) -> None:
    with pytest.raises(InvalidRequestError):
        texts.script(WISHES["english"], "en", Unpickled(os._exit, (3,)))
    assert counted.begun == 2
    assert read(texts) > 0


def test_a_text_that_needs_more_memory_than_there_is_is_refused_at_once(texts: Texts, counted: type[Counted]) -> None:
    with pytest.raises(InvalidRequestError, match="too much memory"):
        texts.script(WISHES["english"], "en", Unpickled(bytes, (1 << 62,)))
    assert counted.begun == 1
    assert read(texts) > 0


@pytest.mark.slow
def test_a_text_that_takes_too_much_memory_is_refused() -> None:
    texts = Texts()
    texts._memory_bytes = 450_000_000  # enough for the interpreter and an article
    try:
        with pytest.raises(InvalidRequestError, match="too much memory"):
            read(texts, "".join(f"{n} {ENGLISH}" for n in range(40_000)))
    finally:
        texts.close()


def test_a_stop_waits_for_no_text(texts: Texts) -> None:
    read(texts)
    frozen = child_of(texts)
    os.kill(frozen, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as crowd:
        reads = crowd.submit(read, texts)
        while not texts._turn.locked():
            assert not reads.done()
        texts.close()
        with pytest.raises(ShuttingDownError):
            reads.result(PATIENCE_S)
    with pytest.raises(ShuttingDownError):
        read(texts)


class Parent:
    """The child's own words, without its process: it serves in a thread until the parent goes."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._wire, self._child = Wire(ours), Wire(theirs)
        self._thread = threading.Thread(target=self._serve)
        self.lost: LostError | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._wire.close()
        self._thread.join(PATIENCE_S)

    def ended(self) -> LostError | None:
        self._thread.join(PATIENCE_S)
        return self.lost

    def asked(self, what: str, wish: Wish, *more: Any) -> list[tuple[dict[str, Any], bytes]]:
        self._wire.send({"what": what}, pickle.dumps((wish, *more)))
        frames: list[tuple[dict[str, Any], bytes]] = []
        while not frames or not {"fault", "last"} & frames[-1][0].keys():
            frames.append(self._wire.receive(time.monotonic() + PATIENCE_S))
        return frames

    def fault(self, *question: Any) -> dict[str, Any]:
        ((header, _),) = self.asked(*question)
        return header

    def _serve(self) -> None:
        try:
            serve(self._child)
        except LostError as lost:
            self.lost = lost
        finally:
            self._child.close()


@dataclass(frozen=True)
class Failing:
    """Pronunciations that cannot be had."""

    error: Exception

    def with_entries(self, entries: dict[str, str]) -> Pronunciations:
        raise self.error


def test_a_child_answers_one_question_after_the_other() -> None:
    wish = Wish(text="The vote was close. " * (2 * LINES_A_FRAME + 1), title="A vote")
    script = script_of(wish, "en", Pronunciations({}))
    with Parent() as parent:
        assert parent.asked("language", wish, ("de",)) == [({"language": "en", "last": True, "bytes": 0}, b"")]
        (header, view) = parent.asked("view", wish, "en", Pronunciations({}))[0]
        assert (header["last"], view) == (True, written(script))
        *frames, (end, _) = parent.asked("script", wish, "en", Pronunciations({}))
        assert (end["language"], end["title"], end["last"]) == ("en", "A vote", True)
        assert [len(json.loads(body)) for _, body in frames] == [LINES_A_FRAME, LINES_A_FRAME, 2]
        assert json.loads(lines_frame(script.lines)) == [line for _, body in frames for line in json.loads(body)]
    assert parent.lost is not None
    assert not parent.lost.late


def test_a_child_says_what_is_wrong_with_a_text_and_reads_the_next() -> None:
    wish = Wish(text="The vote was close.", lexicon=(("vote", "voat"),))
    with Parent() as parent:
        refused = parent.fault("script", Wish(text=" "), "en", Pronunciations({}))
        assert refused["fault"] == EmptyArticleError.code
        assert refused["detail"]
        for error in (MemoryError(), RecursionError()):
            assert parent.fault("script", wish, "en", Failing(error))["fault"] == "MemoryError"
        unheard = parent.fault("view", wish, "en", Failing(ValueError("a secret of ours")))
        assert unheard["fault"] == AnnouncerError.code
        assert "log" in unheard["detail"]
        assert "secret" not in unheard["detail"]
        assert parent.asked("language", wish, ())[-1][0]["language"] == "en"


def test_a_child_that_has_nothing_to_read_for_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.narration.text_reader.IDLE_S", 0.01)
    with Parent() as parent:
        lost = parent.ended()
    assert lost is not None
    assert lost.late
