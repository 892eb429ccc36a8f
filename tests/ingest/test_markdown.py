"""Markup in a text: what it is recognised as, and that it is read as the article it means."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import EmptyArticleError, InvalidMarkupError
from app.ingest.markdown import markdown_article
from app.ingest.recognise import Markup, is_page, recognise
from app.ingest.tidy import tidied
from app.narration.reading import article_of
from app.narration.wish import Wish


def blocks(text: str, markup: Markup | None = None) -> list[tuple[str, str]]:
    article = article_of(Wish(text=text, markup=markup), "en")
    return [(block.kind.value, article.text[block.start : block.end]) for block in article.blocks]


MARKDOWN = """\
# A close vote

The council **kept** the [old library](https://news.example/library) open.[^1]
It was *close*, and `nobody` had expected it.

![A view of the hall](hall.jpg)

| Side | Votes |
|------|-------|
| Yes  | 12    |

- books
- newspapers
  - old ones

> We never give up.

```python
print("not read")
```

After the code.

[^1]: See the minutes of the meeting.
"""


@pytest.mark.parametrize("markup", [None, Markup.MARKDOWN])
def test_markdown_is_read_as_the_article_it_means(markup: Markup | None) -> None:
    assert blocks(MARKDOWN, markup) == [
        ("heading", "A close vote"),
        ("paragraph", "The council kept the old library open. It was close, and nobody had expected it."),
        ("list_item", "books"),
        ("list_item", "newspapers"),
        ("list_item", "old ones"),
        ("quote", "We never give up."),
        ("paragraph", "After the code."),
    ]


def test_the_title_of_a_front_matter_is_the_title() -> None:
    article = markdown_article('---\ntitle: "A close vote"\ntags: [x]\n---\nIt was **close**.', language="en")
    assert (article.title, article.text) == ("A close vote", "It was close.")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("First &amp; foremost, T&uuml;rkiye&#039;de.", ["First & foremost, Türkiye'de."]),
        ("<p>One <b>bold</b> word.</p>\n<p>Two.</p>", ["One bold word.", "Two."]),
        ("One <em>word</em>.\n\nA second paragraph.", ["One word.", "A second paragraph."]),
        ('Before.\n\n[gallery ids="1,2"]\n\n[caption width="3"]A caption[/caption]\n\nAfter.', ["Before.", "After."]),
        ("He said [sic] so. [pause 500ms] And more.", ["He said [sic] so. [pause 500ms] And more."]),
        (
            "A hard-wrapped sen-\ntence of a mail, pre-\nand post-war.",
            ["A hard-wrapped sentence\nof a mail, pre-\nand post-war."],
        ),
    ],
)
def test_markup_in_a_text_is_not_read_aloud(text: str, read: list[str]) -> None:
    assert [written for _, written in blocks(text)] == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("---\ntitle: A vote\ntags:\n  - x\n---\n\nOne.\n\nTwo.", ["One.", "Two."]),
        ('+++\ntitle = "A vote"\ndate = 2026-11-24\n+++\n\nOne.', ["One."]),
        ("## The vote {#vote}\n\nOne.\n\n## The hall {: .wide }", ["The vote", "One.", "The hall"]),
        ("[TOC]\n\n## The vote\n\nOne.", ["The vote", "One."]),
        ("## The vote\n\n> [!NOTE]\n> One.\n\n:::tip\nTwo.\n:::", ["The vote", "One.", "Two."]),
        ("One.\n\n{{< youtube abc >}}\n\n{{% note %}}\nTwo.\n{{% /note %}}", ["One.", "Two."]),
        (
            'One.\n\n{% include a.html src="b" %}\n\n{% highlight js %}\nx = 1\n{% endhighlight %}\n\nTwo.',
            ["One.", "Two."],
        ),
        ("import Box from './box'\n\n# The vote\n\n<Box kind=\"info\">One.</Box>", ["The vote", "One."]),
        ("One.\n\n<!--more-->\n\nTwo.", ["One.", "Two."]),
        ("It costs ~~ten~~ **twelve**.", ["It costs twelve."]),
        ("&lt;p&gt;One.&lt;/p&gt;\n&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;", ["One.", "Two & three."]),
        ("<p>It&amp;#8217;s T&amp;uuml;rk.</p>", ["It’s Türk."]),
        ("One.\n\n[gallery]\n\n[mc4wp_form]\n\nTwo.", ["One.", "Two."]),
        ('One.\n\n[video width="6" mp4="https://a.example/b.mp4"][/video]\n\nTwo.', ["One.", "Two."]),
        ("One.\n\n[youtube https://a.example/b]\n\nTwo.", ["One.", "Two."]),
        (
            "[b]One.[/b]\n\n[url=https://a.example]Two[/url] and [img]https://a.example/b.jpg[/img]three.",
            ["One.", "Two and three."],
        ),
    ],
)
def test_what_site_generators_and_forums_write_is_not_read_aloud(text: str, read: list[str]) -> None:
    assert [written for _, written in blocks(text)] == read


def test_what_is_said_to_be_text_is_read_as_it_stands() -> None:
    assert blocks("**Two** stars and [a link](https://a.b).", Markup.TEXT) == [
        ("paragraph", "**Two** stars and [a link](https://a.b).")
    ]
    assert blocks("One & <b>two</b>.", Markup.HTML) == [("paragraph", "One & two.")]


PROSE = (
    "A footnote* and 5 * 3 * 2 are no emphasis, nor is __ a blank to fill in.",
    "[Host]: Welcome back to the show. [applause]",
    "— Geldin mi?\n— Geldim.",
    "#1 in the charts, and # is a hash. C# too.",
    "If a < b and b > c, then a_b_c is a name, and so is __init__.",
    "1. Bir\n2. İki\n\n- üç\n- dört",
    "AT&T and R&D; Q&A.",
    "Yes | no | maybe\n\n-----\n\nThe end.",
    "He wrote (see [the book] (1999)) and left.",
    "[b] is the second mark, [see https://news.example/a] the last, and {curly} braces are {a: b}.",
    "---\nNote that the line above parts this from nothing.\n---",
    "+++ Breaking +++ The bridge is open.",
)


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_not_taken_for_markup(text: str) -> None:
    assert recognise(text) is Markup.TEXT
    assert tidied(text) == text


WORDS = st.text(alphabet=string.ascii_letters + "çğıöşüÇĞİÖŞÜ'’0123456789", min_size=1, max_size=12)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).flatmap(
    lambda words: st.sampled_from(
        [". ", "? ", "! ", ", ", "; ", ": ", " – ", " (", ") ", "“", "” ", "\n", "\n\n", "… "]
    ).map(lambda end: " ".join(words) + end)
)


@given(text=st.lists(SENTENCES, max_size=8).map("".join))
def test_ordinary_prose_is_read_as_it_is_written(text: str) -> None:
    assert recognise(text) is Markup.TEXT
    assert tidied(text) == text


@given(text=st.text(alphabet=st.sampled_from("*_`#[]()<>!|-~^:\\/ \n\tab1&;\"'="), max_size=300))
def test_any_markdown_gives_an_article_or_a_typed_error(text: str) -> None:
    try:
        article = markdown_article(tidied(text), language="en")
    except EmptyArticleError:
        return
    assert all(0 <= block.start < block.end <= len(article.text) for block in article.blocks)


def test_markdown_longer_than_a_book_is_refused_and_long_prose_is_not_looked_through() -> None:
    with pytest.raises(InvalidMarkupError):
        markdown_article("**a** " * 100_000, language="en")
    assert recognise("**a** " * 100_000) is Markup.TEXT


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("<!DOCTYPE html><html><body>x", True),
        ('<?xml version="1.0"?>\n<!-- made by hand -->\n<html lang=en>', True),
        ("<article><p>x</p></article>", False),
        ("<p>About &lt;html&gt;</p>", False),
    ],
)
def test_a_whole_page_is_told_from_an_articles_own_html(html: str, whole: bool) -> None:  # noqa: FBT001
    assert is_page(html) is whole
