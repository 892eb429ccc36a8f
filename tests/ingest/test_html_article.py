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


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("5 km<sup>2</sup> and the 21<sup>st</sup> floor", "5 km² and the 21st floor"),
        ("10<sup>6</sup> cells, x<sup>n</sup>, H<sub>2</sub>O, (a+b)<sup>2</sup>", "10⁶ cells, xⁿ, H2O, (a+b)²"),
        ("rose.<sup>3</sup> Others disagree.<sup>3–5</sup> Prices", "rose. Others disagree. Prices"),
        ('in 2010<sup><a href="#f">4</a></sup> and <a href="#fn:1">[1]</a> later', "in 2010 and later"),
        ('5 km<sup class="reference">2</sup>', "5 km"),
        ("Piper<sup>TM</sup> and M<sup>me</sup> Curie", "Piper and Mme Curie"),
        (
            'a <nobr>no break</nobr>, an <img src="x"> image, an <svg><text>x</text></svg> icon',
            "a no break, an image, an icon",
        ),
        ("a <my-tag>custom</my-tag> element, <code>code</code> and <kbd>keys</kbd>", "a custom element, code and keys"),
        ("one<!-- two --> three<?four five?> six<template>seven</template>", "one three six"),
        ("soft\u00adhyphen, zero\u200bwidth, mark\ufeff", "softhyphen, zerowidth, mark"),
        ("she said <q>no</q> twice", "she said “no” twice"),
        (
            "ten lamps<span class=footnote-ref>1</span>, paid [citation needed] by [his wife]",
            "ten lamps, paid by [his wife]",
        ),
        ('paint<span class="sidenote">It was red.</span> and <span class=tooltip>rust</span>', "paint and rust"),
        ("it costs <del>ten</del> <ins>twelve</ins> or <s>six</s> seven", "it costs twelve or seven"),
        ('<span class="sr-only">Opens in a tab</span>the harbour', "the harbour"),
        ('<span aria-hidden="true">4/5</span><span class="sr-only">four of five</span>', "four of five"),
        ("<code>let a = 1\nlet b = 2</code> is code, <code>open()</code> a word", "is code, open() a word"),
        ('<span class="dropcap">T</span>he harbour', "The harbour"),
        ('<div class="drop-cap">T</div>he harbour', "The harbour"),
    ],
)
def test_inline_is_inline_and_only_what_a_reader_reads_is_read(html: str, read: str) -> None:
    assert blocks(f"<p>{html}</p>") == [("paragraph", read)]


@pytest.mark.parametrize(
    "beside",
    [
        '<span class="mw-editsection">[<a href="/w?action=edit">edit</a>]</span>',
        '<a class="headerlink" href="#history">¶</a>',
        '<a href="#history">Link to this section</a>',
        '<a href="https://news.example/a#history" class="x">#</a>',
        "<button>Copy link</button>",
        "[edit]",
    ],
)
def test_what_stands_in_a_headings_line_for_others_is_not_read(beside: str) -> None:
    html = f'<p>One.</p><h2 id="history">History{beside}</h2><p>Two.</p>'
    assert blocks(html) == [("paragraph", "One."), ("heading", "History"), ("paragraph", "Two.")]


def test_a_heading_that_is_all_a_link_is_read() -> None:
    html = '<h2 id="h"><a class="header-link" href="#h">History</a></h2><p>See <a href="#h">above</a>.</p>'
    assert blocks(html) == [("heading", "History"), ("paragraph", "See above.")]


def test_spans_that_are_shown_as_blocks_do_not_run_together() -> None:
    html = '<div><span style="display:block">One.</span><span style="display:block">Two.</span></div>'
    assert blocks(html) == [("paragraph", "One."), ("paragraph", "Two.")]
    inline = '<div>the <div style="display: inline">old</div> harbour</div>'
    assert blocks(inline) == [("paragraph", "the old harbour")]


def test_two_breaks_part_paragraphs_and_one_is_a_silence() -> None:
    assert blocks("<div>One.<br><br>Two.<br>\n<br/>Three.</div>") == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", "Three."),
    ]
    article = html_article("<p>12 Bridge Street<br>Lindmark</p>", language="en")
    (silence,) = article.directives
    assert (article.text, article.text[: silence.start]) == ("12 Bridge Street Lindmark", "12 Bridge Street")


def test_a_line_that_was_only_broken_to_fit_is_not_parted() -> None:
    html = "<p>The council voted on Tuesday to keep the old<br>library open.</p>"
    assert not html_article(html, language="en").directives


def test_nested_lists_do_not_run_together() -> None:
    html = "<ul><li>Coffee<ul><li>Black coffee</li></ul></li><li>Tea</li></ul>"
    assert blocks(html) == [("list_item", "Coffee"), ("list_item", "Black coffee"), ("list_item", "Tea")]


def test_notes_are_left_out_with_their_section() -> None:
    notes = '<section class="footnotes"><ol><li>A note.</ol></section>'
    html = f'<p>Text.<sup id="fnref1"><a href="#fn1">1</a></sup></p>{notes}'
    assert blocks(html) == [("paragraph", "Text.")]


@pytest.mark.parametrize(
    "notes",
    [
        "<hr><p><sup>1</sup> A note.</p>",
        '<h2>Notes</h2><ol><li id=fn1>A note. <a href="#fnref1">↩</a></li></ol>',
        '<h2>References</h2><ol><li id="cite-1"><a href="#ref-1">^</a> A note.</li></ol>',
        '<p><a id=fn1></a>1. A note. <a href="#fnref1">Back</a></p>',
        '<div id="ftn1"><p><a href="#_ftnref1">[1]</a> A note.</p></div>',
        "<h3>Kaynakça</h3><ul><li>Doe, J. Köprü.</li><li>Roe, J. Boya.</li></ul>",
    ],
)
def test_notes_are_told_by_their_marks_and_headings(notes: str) -> None:
    mark = '<sup id="fnref1"><a href="#fn1">1</a></sup>'
    assert blocks(f"<p>Text.{mark}</p>{notes}") == [("paragraph", "Text.")]


def test_a_heading_called_notes_keeps_its_text_and_numbers_that_begin_a_line_are_read() -> None:
    html = "<h2>Notes</h2><p>A text.</p><ul><li>One.</li></ul><p><sup>14</sup>C is old.</p>"
    assert [text for _, text in blocks(html)] == ["Notes", "A text.", "One.", "C is old."]


@pytest.mark.parametrize("around", ["<form><input>{}</form>", "<table><tr><td>{}</table>"])
def test_what_all_of_an_article_stands_in_is_its_layout(around: str) -> None:
    assert blocks(around.format("<p>One.</p><p>Two.</p>")) == [("paragraph", "One."), ("paragraph", "Two.")]


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
