"""HTML as content systems hand it over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import EmptyArticleError, InvalidMarkupError
from app.ingest.markup import html_article, html_language
from tests.ingest.test_plain_article import covered


def blocks(html: str) -> list[tuple[str, str]]:
    article = html_article(html, language="en")
    return [(block.kind.value, article.text[block.start : block.end]) for block in article.blocks]


def test_headings_paragraphs_items_and_quotes() -> None:
    html = """<article><h1>Rain &amp; wind</h1><p>It <b>rained</b>\n all   day.</p><ul><li>One<li><p>Two</p></ul>
    <blockquote><p>“Wet.”</p></blockquote>after</article>"""
    assert blocks(html) == [
        ("heading", "Rain & wind"),
        ("paragraph", "It rained all day."),
        ("list_item", "One"),
        ("list_item", "Two"),
        ("quote", "“Wet.”"),
        ("paragraph", "after"),
    ]


@pytest.mark.parametrize(
    "left_out",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<figure><img><figcaption>x</figcaption></figure>",
        "<table><tr><td>x</table>",
        "<pre><code>x</code></pre>",
        "<nav>x</nav>",
        "<aside><p>x</p></aside>",
        "<footer>x</footer>",
        "<form><button>x</button></form>",
        "<p hidden>x</p>",
        "<div aria-hidden=true>x</div>",
        "<div style='display: none'>x</div>",
        "<!-- x -->",
        "<template>x</template>",
        "<svg><text>x</text></svg>",
        "<noscript>x</noscript>",
    ],
)
def test_what_is_no_prose_is_left_out(left_out: str) -> None:
    assert blocks(f"<p>Before.</p>{left_out}<p>After.</p>") == [("paragraph", "Before."), ("paragraph", "After.")]


def test_a_break_parts_words_and_inline_elements_do_not() -> None:
    assert blocks("<p>one<br>two t<i>hr</i>ee</p>") == [("paragraph", "one two three")]


def test_bare_text_and_plain_divs_are_paragraphs() -> None:
    assert blocks("one<div>two</div>three") == [("paragraph", "one"), ("paragraph", "two"), ("paragraph", "three")]


def test_unclosed_and_crossed_tags_lose_nothing() -> None:
    assert [text for _, text in blocks("<p>one<b>two<p>three</b><h2>four")] == ["onetwo", "three", "four"]


@pytest.mark.parametrize("html", ["", " ", "<p> </p>", "<script>x</script>", "<img src=x>", "<!-- only -->"])
def test_nothing_to_read_is_an_error(html: str) -> None:
    with pytest.raises(EmptyArticleError):
        html_article(html, language="en")


def test_the_deepest_and_the_strangest_html_is_read() -> None:
    deep = "<div>" * 1_900 + "deep" + "</div>" * 1_900
    assert "deep" in html_article("<p>start</p>" + deep, language="en").text
    with pytest.raises(InvalidMarkupError):  # not cut off in silence
        html_article("<p>start</p>" + "<div>" * 10_000 + "deep", language="en")
    strange = "<p>a\x00b\ud800c\x1bd</p>" + "<x-y z=1>" * 1_000 + "&#0;&nosuch;&amp" * 100
    assert html_article(strange, language="en").blocks


@given(html=st.text(alphabet=st.sampled_from("<>/ab \"'=&;#p!-\x00\n\ud800é"), max_size=200))
def test_any_markup_gives_an_article_or_a_typed_error(html: str) -> None:
    try:
        article = html_article(html, language="en")
    except EmptyArticleError:
        return
    covered(article)
    assert "\n\n".join(article.text[block.start : block.end] for block in article.blocks) == article.text


def test_the_language_of_a_page() -> None:
    assert html_language("<!doctype html><html class=x lang='tr-TR'><p>") == "tr-TR"
    assert html_language("<HTML LANG=en>") == "en"
    assert html_language("<p lang=tr>x") is None
