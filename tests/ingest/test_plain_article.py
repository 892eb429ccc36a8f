"""Plain text as newsrooms paste it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import EmptyArticleError
from app.ingest.plain import plain_article
from app.text.article import Article, BlockKind


def blocks(text: str) -> list[tuple[str, str]]:
    article = plain_article(text, language="en")
    return [(block.kind.value, article.text[block.start : block.end]) for block in article.blocks]


def test_blank_lines_part_paragraphs_and_a_short_line_without_a_stop_is_a_heading() -> None:
    text = "Council keeps the library\n\nThe vote was close.\nNobody left.\n \t\nA second vote follows.\n"
    assert blocks(text) == [
        ("heading", "Council keeps the library"),
        ("paragraph", "The vote was close.\nNobody left."),
        ("paragraph", "A second vote follows."),
    ]


@pytest.mark.parametrize("line", ["Really?", "He said: “No.”", "It ended…", "x" * 101, "(Not yet.)"])
def test_a_line_with_a_stop_or_a_long_one_is_no_heading(line: str) -> None:
    assert blocks(line) == [("paragraph", line)]


@pytest.mark.parametrize("text", ["- one\n- two", "* one\n* two", "• one\n• two", "1. one\n2. two", "1) one\n2) two"])
def test_lists_are_items_without_their_marks(text: str) -> None:
    assert blocks(text) == [("list_item", "one"), ("list_item", "two")]


@pytest.mark.parametrize("text", ["1. Introduction", "1) The first 2) The second", "• 9. The first • 10. The second"])
def test_a_mark_that_no_list_tells_is_part_of_what_is_read(text: str) -> None:
    assert blocks(f"Before.\n\n{text}\n\nAfter.")[1] == ("list_item", text)


def test_a_bullet_alone_is_not() -> None:
    assert blocks("Before.\n\n• The well-known first\n\nAfter.")[1] == ("list_item", "The well-known first")


def test_a_list_may_follow_its_introduction_and_run_over_lines() -> None:
    assert blocks("We need:\n- a long\n  item\n- another") == [
        ("paragraph", "We need:"),
        ("list_item", "a long\n  item"),
        ("list_item", "another"),
    ]


def test_dialogue_and_numbers_are_no_lists() -> None:
    text = "He asked why.\n- Because, she said.\nNobody spoke."
    assert blocks(text) == [("paragraph", text)]


def test_markdown_headings_and_quotes() -> None:
    assert blocks("## Weather\n\n> It rains.\nSaid the mayor.") == [
        ("heading", "Weather"),
        ("quote", "It rains.\nSaid the mayor."),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\n", "\u00a0", "\r\n\r\n", "\u2028", ">", "> ", "# ", "- \n\n* "])
def test_nothing_but_white_space_and_marks_is_no_article(text: str) -> None:
    with pytest.raises(EmptyArticleError):
        plain_article(text, language="en")


@given(text=st.text(alphabet=st.characters(), max_size=300))
def test_the_text_is_kept_and_every_block_points_into_it(text: str) -> None:
    try:
        article = plain_article(text, language="en")
    except EmptyArticleError:
        assert not re.sub(r"[-*•‣▪–>#\s]", "", text)
        return
    assert article.text == text
    covered(article)


def covered(article: Article) -> None:
    at = 0
    for block in article.blocks:
        assert at <= block.start < block.end <= len(article.text)
        assert article.text[block.start : block.end] == article.text[block.start : block.end].strip()
        at = block.end
    assert all(kind in BlockKind for kind in {block.kind for block in article.blocks})
