"""Article -> Script."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import EmptyArticleError, TooManyLinesError, UnspeakableError
from app.ingest.markup import html_article
from app.ingest.plain import plain_article
from app.text.article import Article, Block, BlockKind, Part
from app.text.script import MOST_LINES, Script, build_script, line_view

TEXT = "Late vote\n\nIt was close. Was it fair?\n\n- the first\n- the second\n\nThe end."


def article(text: str = TEXT, title: str | None = None, summary: Sequence[str] = ()) -> Article:
    return plain_article(text, language="en", title=title, summary=summary)


def text_of(source: Article, part: Part, block: int) -> str:
    return {Part.TITLE: source.title or "", Part.SUMMARY: "".join(source.summary[block : block + 1])}.get(
        part, source.text
    )


def test_every_line_is_its_slice_of_the_written_text() -> None:
    source = article(title="Council", summary=["One point. And more.", "Two."])
    script = build_script(source)
    for line in script.lines:
        assert text_of(source, line.part, line.block)[line.start : line.end] == line.written
        assert all(0 <= token.start <= token.end <= len(line.written) for token in line.tokens)
    assert [line.written for line in script.lines] == [
        "Council", "One point.", "And more.", "Two.", "Late vote", "It was close.", "Was it fair?",
        "the first", "the second", "The end.",
    ]  # fmt: skip


def test_headings_and_items_end_like_sentences() -> None:
    spoken = {line.written: line.spoken for line in build_script(article()).lines}
    assert spoken["Late vote"] == "Late vote."
    assert spoken["the first"] == "the first."
    assert spoken["Was it fair?"] == "Was it fair?"


def test_a_newsreader_is_silent_longer_after_bigger_things() -> None:
    script = build_script(article(title="Council"))
    pause = {line.written: line.pause_ms for line in script.lines}
    assert pause["Council"] > pause["Late vote"] > pause["Was it fair?"] > pause["It was close."]
    assert all(line.pause_ms > 0 for line in script.lines)


def test_a_title_that_the_body_repeats_is_read_once() -> None:
    assert [line.written for line in build_script(article(title="LATE  vote")).lines].count("Late vote") == 1
    parts = [line.part for line in build_script(article(title="Late vote"), parts=[Part.TITLE]).lines]
    assert parts == [Part.TITLE]


@pytest.mark.parametrize("parts", [[Part.TITLE], [Part.SUMMARY], [Part.BODY], [Part.TITLE, Part.BODY]])
def test_parts_choose(parts: list[Part]) -> None:
    script = build_script(article(title="Council", summary=["One."]), parts=parts)
    assert {line.part for line in script.lines} == set(parts)


def test_parts_without_text_are_an_error() -> None:
    with pytest.raises(EmptyArticleError):
        build_script(article(), parts=[Part.SUMMARY])


@pytest.mark.parametrize("text", ["😀 🎉", "***\n\n---", "… !? …"])
def test_a_text_without_a_word_is_an_error(text: str) -> None:
    with pytest.raises(UnspeakableError):
        build_script(article(text))


@pytest.mark.parametrize("piece", ["\n\nA", "A! ", "\n- a"])
def test_more_sentences_than_any_article_has_are_an_error(piece: str) -> None:
    with pytest.raises(TooManyLinesError, match="50,000"):
        build_script(article(piece * (MOST_LINES + 1)))


def test_a_book_is_no_error() -> None:
    assert len(build_script(article("It was the night of the vote. " * 5_000)).lines) == 5_000


def test_ornaments_between_paragraphs_are_left_out() -> None:
    assert [line.written for line in build_script(article("One.\n\n* * *\n\n😀\n\nTwo.")).lines] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (article(title="Given"), "Given"),
        (article(), "Late vote"),
        (article("Only a sentence."), "Only a sentence."),
        (html_article("<p>First.</p><h2>Then a heading</h2>", language="en"), "First."),
        (html_article("<h2>A heading</h2><p>First.</p>", language="en", summary=("A point.",)), "A heading"),
    ],
)
def test_the_title_for_display(source: Article, title: str) -> None:
    assert build_script(source).title == title


def test_a_line_as_json_has_what_docs_promise() -> None:
    view = line_view(build_script(article()).lines[1])
    assert view == {
        "part": "body", "block": 1, "kind": "paragraph", "start": 11, "end": 24,
        "written": "It was close.", "spoken": "It was close.", "pause_ms": 350,
    }  # fmt: skip


@given(text=st.text(alphabet=st.characters(), max_size=300), language=st.sampled_from(["en", "tr"]))
def test_any_text_gives_a_script_or_a_typed_error(text: str, language: str) -> None:
    try:
        source = plain_article(text, language=language)
        script: Script = build_script(source)
    except (EmptyArticleError, UnspeakableError):
        return
    at = 0
    for line in script.lines:
        assert at <= line.start < line.end
        assert source.text[line.start : line.end] == line.written
        at = line.end
        starts = [token.start for token in line.tokens]
        assert starts == sorted(starts)
    assert not any(character.isdigit() for line in script.lines for character in line.spoken)


@pytest.mark.parametrize(("written", "ms"), [("[pause 250ms]", 250), ("[pause 2s]", 2_000), ("[pause 99 s]", 10_000)])
def test_a_silence_written_into_a_text_is_kept_and_not_read(written: str, ms: int) -> None:
    lines = build_script(plain_article(f"Wait {written} here. Then go.", language="en")).lines
    assert [line.spoken for line in lines] == ["Wait", "here.", "Then go."]
    assert lines[0].pause_ms == ms


@pytest.mark.parametrize("written", ["[pause]", "[pause soon]", "[pause 5]", "(pause 500ms)"])
def test_what_is_no_silence_is_read(written: str) -> None:
    lines = build_script(plain_article(f"Wait {written} here.", language="en")).lines
    assert "pause" in " ".join(line.spoken for line in lines)


@pytest.mark.parametrize("byline", ["By Jane Doe", "Haber: Ayşe Kaya"])
def test_a_byline_is_followed_by_a_longer_silence_than_a_paragraph(byline: str) -> None:
    article = Article(
        "en",
        f"{byline}\n\nText. More",
        (Block(BlockKind.PARAGRAPH, 0, len(byline)), Block(BlockKind.PARAGRAPH, len(byline) + 2, len(byline) + 7)),
    )
    first, second = build_script(article).lines
    assert first.pause_ms > second.pause_ms
