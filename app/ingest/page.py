"""A page -> the article on it: where that is says trafilatura, what of it is read says our own reader."""

import itertools
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import cssselect
import trafilatura
from lxml import etree, html

from app.errors import InvalidSettingError, NoArticleError
from app.ingest.charset import charset_of
from app.ingest.declared import declared, written
from app.ingest.found import Page
from app.ingest.furniture import BOXES, is_continued_place, is_hidden, is_hidden_place
from app.ingest.headline import headline
from app.ingest.passages import passages
from app.ingest.payload import payload_text
from app.ingest.region import PROSE_WORDS
from app.ingest.runs import merge_runs, without_long_runs_of_links
from app.ingest.selection import select
from app.ingest.words import words_of
from app.text.article import BlockKind

SHORTEST = 100
"""Characters of an article; shorter is a cookie notice, or what stands in front of a paywall."""
SHORTEST_FREE = 1_000
"""The same of a page that says of itself that it is not free."""
MANIFOLD = 3
"""How many times as long as what a page shows the text that it holds as data is, where a script shows the rest."""
LONGEST_FIRST = 5_000
"""Characters of a first paragraph."""
LEFT_OUT = ('[data-announcer="skip"]', ".no-audio", "ai-announcer")
KEPT = ('[data-announcer="read"]',)
MOST = 0.5
"""Share of a page's text: what holds more is not hidden from its readers, but shown by a script, and no box on it."""
LONGEST_BOX = 250
"""Characters of a box that asks for an address."""
MOST_IN_BOX = 100
"""Elements of it."""
BEFORE = 4
"""Elements before what has to be opened, with ads among them."""
PLACES = frozenset(("article", "body", "main"))
TAGS = {
    BlockKind.HEADING: "h2",
    BlockKind.PARAGRAPH: "p",
    BlockKind.LIST_ITEM: "li",
    BlockKind.QUOTE: "blockquote",
}


def read_page(
    content: bytes,
    *,
    charset: str | None = None,
    leave_out: Sequence[str] = (),
    keep: Sequence[str] = (),
    handed: bool = False,
) -> Page:
    """The article on a page: its words in order, without captions, related links, ads, embeds and tables.

    `leave_out` and `keep` are CSS selectors: of what is not read, and of what is read whatever it looks like.
    A page that was handed over is all there, whatever it says of a paywall.

    Raises NoArticleError, InvalidSettingError for a selector that is none.
    """
    tree = _parsed(content, charset)
    about = declared(tree)
    # What no reader sees goes first: trafilatura takes a comment for the end of a paragraph.
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, "script", "style", with_tail=False)
    _unscript(tree)
    left_out = _selected(tree, (*LEFT_OUT, *leave_out), "leave_out") | _hidden(tree) | set(_sign_ups(tree))
    kept = _selected(tree, (*KEPT, *keep), "keep")
    for each in left_out:
        if each.getparent() is not None:
            each.drop_tree()
    merge_runs(tree)
    found, body = _found(tree), tree.find("body")
    chosen = select(passages(tree if body is None else body), found, about, kept)
    blocks = [(TAGS[each.kind], each.text) for each in chosen.article]
    if about.is_free or handed:
        body = about.body
        if body is None and _length(blocks) < SHORTEST_FREE:
            body = written(payload_text(_parsed(content, charset), about))
        if body and _is_only_its_beginning(blocks, body):
            blocks = [("p", line) for line in body.split("\n")]
    if _length(blocks) < (SHORTEST if about.is_free or handed else SHORTEST_FREE):
        raise NoArticleError("The page holds no article, or only the beginning of one.")
    return Page(
        "\n".join(f"<{tag}>{_escaped(text)}</{tag}>" for tag, text in blocks),
        title=headline(chosen.above, about.headline, about.titles),
        byline=about.byline,
        language=about.language,
        section=about.section,
        published_at=about.published_at,
        url=about.url,
        description=about.description,
    )


def _length(blocks: Sequence[tuple[str, str]]) -> int:
    return sum(len(text) for _, text in blocks)


def _is_only_its_beginning(blocks: Sequence[tuple[str, str]], body: str) -> bool:
    """Whether what a page shows is no article, or the first words of the one that it holds as data."""
    if _length(blocks) < SHORTEST:
        return True
    first = words_of(blocks[0][1])
    return len(body) > MANIFOLD * _length(blocks) and words_of(body[:LONGEST_FIRST])[: len(first)] == first


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _found(tree: html.HtmlElement) -> str:
    """What trafilatura takes for the article's text."""
    found = _extracted(tree)
    if len(found) < SHORTEST:
        _unbox(tree)
        found = _extracted(tree)
    return found


def _extracted(tree: html.HtmlElement) -> str:
    plain = without_long_runs_of_links(tree)
    document: Any = trafilatura.bare_extraction(plain, include_comments=False, include_tables=True)
    return "" if document is None or document.body is None else " ".join(document.body.itertext())


def _unscript(tree: html.HtmlElement) -> None:
    """Let what a page shows where scripts do not run be its text, if that is most of it."""
    told = [each for each in tree.iter("noscript") if len(each.text_content()) >= SHORTEST]
    most = MOST * len(tree.text_content()) if told else 0
    for each in told:
        if len(each.text_content()) > most:
            each.tag = "div"


def _unbox(tree: html.HtmlElement) -> None:
    """Let the elements that hold most of a page be its layout, whatever they are called."""
    most = MOST * len(tree.text_content())
    for each in tree.iter(*BOXES, "pre"):
        if each.tag != "table" and len(each.text_content()) > most:
            each.tag = "div"


def _selected(tree: html.HtmlElement, selectors: Sequence[str], setting: str) -> set[html.HtmlElement]:
    """The elements that the site or the newsroom selects."""
    found: set[html.HtmlElement] = set()
    for selector in selectors:
        try:
            found.update(tree.cssselect(selector))
        except (cssselect.SelectorError, etree.XPathError) as error:
            raise InvalidSettingError(f"{setting}: {selector!r} is not a CSS selector.") from error
    return found


def _hidden(tree: html.HtmlElement) -> set[html.HtmlElement]:
    for each in [each for each in tree.iter("div", "section") if is_hidden(each) and _is_rest(each)]:
        each.attrib.clear()
    hidden = [each for each in tree.iter(etree.Element) if is_hidden(each) or is_hidden_place(each)]
    most = MOST * len(tree.text_content()) if hidden else 0
    return {each for each in hidden if len(each.text_content()) <= most}


def _is_rest(element: html.HtmlElement) -> bool:
    """Whether it holds the paragraphs that follow those before it, for who presses a button."""
    before = itertools.islice(element.itersiblings(preceding=True), BEFORE)
    return is_continued_place(element) and _holds_prose(element) and any(map(_holds_prose, before))


def _holds_prose(element: html.HtmlElement) -> bool:
    return any(len(each.text_content().split()) >= PROSE_WORDS for each in element.iter("p"))


def _sign_ups(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The boxes that ask for an e-mail address: the form, and around it what is no longer than a box."""
    for form in tree.iter("form"):
        box: html.HtmlElement | None = None
        around: html.HtmlElement | None = form
        if any("email" in (each.get("type"), each.get("name")) for each in form.iter("input")):
            while around is not None and around.tag not in PLACES and _is_short(around):
                box, around = around, around.getparent()
        if box is not None:
            yield box


def _is_short(element: html.HtmlElement) -> bool:
    inside = list(itertools.islice(element.iter(), MOST_IN_BOX + 1))
    return (
        len(inside) <= MOST_IN_BOX
        and not any(each.tag == "h1" for each in inside)
        and len(" ".join(element.text_content().split())) <= LONGEST_BOX
    )


def _parsed(content: bytes, charset: str | None) -> html.HtmlElement:
    """The page's tree."""
    if not content.strip():
        raise NoArticleError("The page is empty.")
    known = charset_of(content, charset)
    if b"\0" in content[:1_000] and known is None:
        raise NoArticleError("That is not a page.")
    try:
        parser = html.HTMLParser(encoding=known, huge_tree=True)
        tree: html.HtmlElement = html.document_fromstring(content, parser=parser)
    except (LookupError, etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if charset is not None:  # a server that names a charset there is not
            return _parsed(content, None)
        raise NoArticleError("That is not a page.") from error
    return tree
