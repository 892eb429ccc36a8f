"""What a page's head says of its article: JSON-LD, Open Graph and the like, the rest by trafilatura."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

from lxml import html
from trafilatura.metadata import extract_metadata

from app.ingest.headline import PARTS, clean, leads_home, without_site
from app.ingest.passages import passages
from app.ingest.words import words_of

ARTICLE_TYPES = frozenset(
    """
    AdvertiserContentArticle AnalysisNewsArticle Article AskPublicNewsArticle BackgroundNewsArticle BlogPosting
    LiveBlogPosting NewsArticle OpinionNewsArticle Report ReportageNewsArticle ReviewNewsArticle SatiricalArticle
    ScholarlyArticle SocialMediaPosting TechArticle
    """.split()
)
"""schema.org's Article and what is one."""
MOST_THINGS = 1_000
LONGEST_NAME = 100
_WRAPPED = re.compile(
    r"\A\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*\Z|;\s*\Z"
)
"""What old templates put around a script."""
_UNPARSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"</?(?:p|div|br|li|h[1-6]|blockquote)\b[^<>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declared:
    """All of it is what the page says; None where it does not."""

    headline: str | None
    titles: tuple[str, ...]
    """For other sites and for the browser's tab; like the headline without entities and the site's name."""

    language: str | None
    section: str | None
    byline: str | None
    published_at: datetime | None
    url: str | None
    description: str | None
    body: str | None
    """The whole text, where JSON-LD has it."""

    is_free: bool
    sites: tuple[str, ...] = ()
    """What the site calls itself."""


def declared(tree: html.HtmlElement) -> Declared:
    """What the page of a tree, scripts included, says of its article."""
    linked = dict(_linked(tree))
    meta = dict(_meta(tree))
    about = extract_metadata(tree, extensive=False)
    sites = [meta.get("og:site_name"), meta.get("application-name"), _name(linked.get("publisher"))]
    title = tree.find(".//head/title")
    titles = [meta.get("og:title"), meta.get("twitter:title"), title.text_content() if title is not None else None]
    known = [clean(site) for site in (*sites, *_names_of_home(tree, titles))]
    cleaned = [without_site(clean(_text(each)), known) for each in (linked.get("headline"), *titles)]
    language = tree.get("lang") or linked.get("inLanguage")
    return Declared(
        headline=cleaned[0] or None,
        titles=tuple(dict.fromkeys(each for each in cleaned[1:] if each)),
        language=language if isinstance(language, str) else None,
        section=_text(linked.get("articleSection")) or _first(about.categories),
        byline=_names(linked.get("author")) or about.author,
        published_at=_moment(linked.get("datePublished")) or _moment(about.date),
        url=about.url,
        description=clean(meta.get("og:description") or meta.get("description") or linked.get("description")) or None,
        body=written(linked.get("articleBody")),
        is_free=not _is_no(linked.get("isAccessibleForFree")),
        sites=tuple(filter(None, known)),
    )


def _names_of_home(tree: html.HtmlElement, titles: Iterable[str | None]) -> Iterator[str]:
    """What links to the site's first page say, where that is the last part of a title."""
    ends = [words_of(PARTS.split(title)[-1]) for title in titles if title]
    for link in tree.iter("a"):
        if leads_home(link) and words_of(name := " ".join(link.text_content().split())[:LONGEST_NAME]) in ends:
            yield name


def _meta(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for each in tree.iterfind(".//meta[@content]"):
        if name := each.get("property") or each.get("name"):
            yield name.lower(), each.get("content", "")


def _linked(tree: html.HtmlElement) -> Iterator[tuple[str, Any]]:
    """What JSON-LD says of the article; later ones do not replace earlier ones."""
    seen: set[str] = set()
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            found = json.loads(_WRAPPED.sub("", script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        for each in _things(found):
            kinds = each.get("@type")
            if ARTICLE_TYPES & {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])}:
                fresh = {key: value for key, value in each.items() if key not in seen}
                seen |= fresh.keys()
                yield from fresh.items()


def _things(found: Any) -> Iterator[dict[str, Any]]:
    pending, seen = [found], 0
    while pending and seen < MOST_THINGS:
        each = pending.pop(0)
        seen += 1
        if isinstance(each, list):
            pending += each[:100]
        elif isinstance(each, dict):
            yield each
            pending += [each.get("@graph"), each.get("mainEntity")]


def written(value: Any) -> str | None:
    """The paragraphs of an article that is told as text, or as HTML, once or twice escaped."""
    text = _UNPARSED.sub(" ", value) if isinstance(value, str) else ""
    if not _MARKUP.search(text):
        text = unescape(text)
    if _MARKUP.search(text):
        text = "\n".join(each.text for each in passages(html.fragment_fromstring(text, create_parent="div")))
    return "\n".join(line for each in text.splitlines() if (line := clean(each))) or None


def _text(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    return _text(value.get("name") if isinstance(value, dict) else value)


def _names(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [clean(_name(each)) for each in people[:5]]
    return ", ".join(name for name in names if name) or None


def _first(values: Any) -> str | None:
    return _text(values[0]) if isinstance(values, list) and values else None


def _is_no(value: Any) -> bool:
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
