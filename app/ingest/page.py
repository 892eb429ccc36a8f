"""A page of another server -> the article on it, by trafilatura; runs in the documents' child process."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

import cssselect
import trafilatura
from lxml import etree, html

from app.errors import InvalidSettingError, NoArticleError
from app.ingest.found import Page

SHORTEST = 100
"""Characters of an article; shorter is a cookie notice, or what stands in front of a paywall."""
SHORTEST_FREE = 1_000
"""The same of a page that says of itself that it is not free."""
LEFT_OUT = ('[data-announcer="skip"]', ".no-audio", "figure", "figcaption", "table", "aside", "iframe", "ai-announcer")
ARTICLE_TYPES = frozenset({"Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "OpinionNewsArticle"})
BLOCKS = {"p": "p", "head": "h2", "item": "li", "quote": "blockquote"}


def read_page(content: bytes, *, charset: str | None = None, leave_out: Sequence[str] = ()) -> Page:
    """The article on a page: its words in order, without captions, related links, ads, embeds and tables.

    `leave_out` are CSS selectors. Raises NoArticleError, InvalidSettingError for a selector that is none.
    """
    tree = _parsed(content, charset)
    declared = dict(_declared(tree))
    language = tree.get("lang") or declared.get("inLanguage")
    for selector in (*LEFT_OUT, *leave_out):
        try:
            found = tree.cssselect(selector)
        except (cssselect.SelectorError, etree.XPathError) as error:
            raise InvalidSettingError(f"leave_out: {selector!r} is not a CSS selector.") from error
        for element in found:
            if element.getparent() is not None:
                element.drop_tree()
    document: Any = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=True)
    blocks = list(_blocks(document.body)) if document is not None and document.body is not None else []
    length = sum(len(text) for _, text in blocks)
    if length < (SHORTEST_FREE if _is_paid(declared.get("isAccessibleForFree")) else SHORTEST):
        raise NoArticleError("The page holds no article, or only the beginning of one.")
    assert document is not None
    return Page(
        "\n".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in blocks),
        title=_text(declared.get("headline")) or document.title,
        byline=_names(declared.get("author")) or document.author,
        language=language if isinstance(language, str) else None,
        section=_text(declared.get("articleSection")) or _first(document.categories),
        published_at=_moment(declared.get("datePublished")) or _moment(document.date),
        url=document.url,
    )


def _parsed(content: bytes, charset: str | None) -> html.HtmlElement:
    """The page's tree."""
    if not content.strip():
        raise NoArticleError("The page is empty.")
    if charset is None and _is_utf8(content):
        charset = "utf-8"  # libxml2 would take it for Latin-1 where the page does not say
    try:
        parser = html.HTMLParser(encoding=charset, huge_tree=True)
        tree: html.HtmlElement = html.document_fromstring(content, parser=parser)
    except (LookupError, etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if charset not in (None, "utf-8"):  # a server that names a charset there is not
            return _parsed(content, None)
        raise NoArticleError("That is not a page.") from error
    return tree


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _blocks(body: Any) -> Iterator[tuple[str, str]]:
    """The blocks of trafilatura's body: `head`, `p`, `list/item`, `quote`."""
    for element in body:
        tag = element.tag
        if tag in ("list", "quote") and len(element):
            for inner, text in _blocks(element):
                yield ("blockquote" if tag == "quote" and inner == "p" else inner), text
        elif tag in BLOCKS:
            for line in _lines(element):
                yield BLOCKS[tag], line


def _lines(element: Any) -> Iterator[str]:
    """The text of a block; line breaks in it part it, as in a poem."""
    parts: list[str] = [element.text or ""]
    for each in element.iterdescendants():
        if each.tag == "lb":
            parts.append("\n")
        elif isinstance(each.tag, str):
            parts.append(each.text or "")
        parts.append(each.tail or "")
    text = "".join(parts)
    for line in text.split("\n"):
        if words := " ".join(line.split()):
            yield words


def _declared(tree: html.HtmlElement) -> Iterator[tuple[str, Any]]:
    """What JSON-LD says of the article; later ones do not replace earlier ones."""
    seen: set[str] = set()
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for each in _things(found):
            kinds = each.get("@type")
            if ARTICLE_TYPES & set(kinds if isinstance(kinds, list) else [str(kinds)]):
                fresh = {key: value for key, value in each.items() if key not in seen}
                seen |= fresh.keys()
                yield from fresh.items()


def _things(found: Any) -> Iterator[dict[str, Any]]:
    pending = [found]
    while pending:
        each = pending.pop(0)
        if isinstance(each, list):
            pending += each[:100]
        elif isinstance(each, dict):
            yield each
            pending.append(each.get("@graph"))


def _text(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    return re.sub(r"\s+", " ", value).strip() or None if isinstance(value, str) else None


def _names(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [_text(each.get("name") if isinstance(each, dict) else each) for each in people[:5]]
    return ", ".join(name for name in names if name) or None


def _first(values: Any) -> str | None:
    return _text(values[0]) if isinstance(values, list) and values else None


def _is_paid(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _moment(value: Any) -> datetime | None:
    """An ISO 8601 date or time; without a zone it is UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
