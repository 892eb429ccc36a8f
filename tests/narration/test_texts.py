"""Long texts are read by a child process: the same words come of it, and what it suffers nobody else does."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import AnnouncerError, EmptyArticleError, InvalidRequestError, ShuttingDownError, TooManyLinesError
from app.ingest.recognise import Markup
from app.narration.bulkheads import LONG_TEXT
from app.narration.reading import language_of, script_of, written
from app.narration.texts import Texts
from app.narration.wish import Wish
from app.text.article import Part
from app.text.script import MOST_LINES
from app.text.spoken import Pronunciations
from app.text.spoken.turkish.foreign import respelled

pytestmark = [pytest.mark.slow, pytest.mark.faults]
PATIENCE_S = 60
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
    assert read(texts, "The vote was close. " * (LONG_TEXT // 20)) == LONG_TEXT // 20
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


def test_a_child_that_is_gone_is_replaced(texts: Texts) -> None:
    lines = read(texts)
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


def test_a_child_that_hangs_is_ended_and_the_next_text_is_read(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    read(texts)
    frozen = child_of(texts)
    os.kill(frozen, signal.SIGSTOP)
    with monkeypatch.context() as hurried:
        hurried.setattr("app.narration.texts.SECONDS", 0.2)
        hurried.setattr("app.narration.texts.SECONDS_A_CHARACTER", 0)
        with pytest.raises(InvalidRequestError, match="too long"):
            read(texts)
    assert read(texts) > 0
    assert child_of(texts) != frozen


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
