"""Where articles come from: feeds, sitemaps, addresses, folders and files."""

import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from pydantic import ValidationError

from app.errors import AnnouncerError, BodyTooLargeError, DocumentTooLargeError, InvalidRequestError
from app.forms import is_address, said
from app.ingest.found import Listed
from app.narration.identity import url_id
from app.narration.wish import AS_USUAL, Wish
from app.newsroom.files import SUFFIXES, wish_from
from app.newsroom.pages import Pages
from app.newsroom.request import NarrateRequest

MOST_SITEMAPS = 50
DEEPEST_INDEX = 3
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Source:
    """A place articles come from, and how they are to be read."""

    place: str
    """An address, a file or folder, or "-" for standard input."""

    usual: Wish = AS_USUAL
    since: timedelta | None = None
    limit: int | None = None
    full_text: bool = False
    """Its feed has whole articles: pages are not asked for."""

    called: str = ""
    """What people know it as, if not as its place."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article a source offers."""

    name: str
    """For people: an address, a file, a file and its line."""

    wish: Wish
    article_id: str | None = None
    section: str | None = None
    """Of a page that does not say it itself; so is `published_at`."""

    published_at: datetime | None = None
    instead: Wish | None = None
    """The article as its feed has it, for when the page cannot be had."""

    @property
    def url(self) -> str | None:
        """Where it is to be fetched, if it was not given itself."""
        return self.wish.url


@dataclass(frozen=True, slots=True)
class Fault:
    """What a source offers and cannot be understood; it keeps no other from being read."""

    name: str
    error: AnnouncerError
    url: str | None = None


async def offered(source: Source, pages: Pages, *, max_bytes: int) -> AsyncIterator[Item | Fault]:
    """The articles of a source: the newest first where it tells when, each once."""
    if is_address(source.place):
        try:
            listed = await _listed(source, pages)
        except AnnouncerError as error:
            yield Fault(source.place, error, source.place)
            return
        for each in listed:
            yield each if isinstance(each, Fault) else _item(each, source)
        return
    left = sys.maxsize if source.limit is None else source.limit
    for found in _in_files(source, max_bytes):
        if left <= 0:
            return
        if isinstance(found, Fault) or _is_recent(found.published_at, source.since):
            left -= 1
            yield found


def _item(listed: Listed, source: Source) -> Item:
    usual = source.usual
    instead = None
    if listed.html is not None:
        instead = replace(
            usual,
            html=f"<!doctype html><article>{listed.html}</article>",  # read like a page, for what plugins add to it
            title=listed.title and unescape(listed.title),
            language=usual.language or listed.language,
            section=usual.section or listed.section,
            source_url=listed.url,
            published_at=listed.published_at,
        )
    return Item(
        listed.url,
        instead if instead is not None and source.full_text else replace(usual, url=listed.url),
        article_id=url_id(listed.url),
        section=listed.section,
        published_at=listed.published_at,
        instead=instead,
    )


async def _listed(source: Source, pages: Pages) -> list[Listed | Fault]:
    """Of a feed or a sitemap the articles; of a page itself.

    A part of a sitemap that cannot be read is a fault; so are the parts beyond MOST_SITEMAPS, the oldest.
    """
    document = await pages.fetcher.fetch(source.place)
    assert document is not None  # nothing was known of it
    if await pages.documents.kind(document.content, host=urlsplit(document.url).netloc) == "page":
        return [Listed(source.place)]
    found = await pages.documents.listing(document.content, url=document.url)
    pending = _parts(found, 1, source)
    articles = [each for each in found if not each.is_sitemap]
    faults: list[Fault] = []
    fetched = 0
    while pending:
        if fetched == MOST_SITEMAPS:
            if source.limit is None or len(articles) < source.limit:
                told = f"{len(pending)} of its sitemaps were left: {MOST_SITEMAPS} are read, the newest first."
                faults.append(Fault(source.place, DocumentTooLargeError(told), source.place))
            break
        fetched += 1
        newest = max(pending, key=lambda each: each[0].published_at or NEVER)
        pending.remove(newest)
        sitemap, depth = newest
        try:
            document = await pages.fetcher.fetch(sitemap.url)
            assert document is not None
            found = await pages.documents.listing(document.content, url=document.url)
        except AnnouncerError as error:
            faults.append(Fault(sitemap.url, error, sitemap.url))
            continue
        pending += _parts(found, depth + 1, source)
        articles += [each for each in found if not each.is_sitemap]
    return [*_newest(articles, source), *faults]


def _parts(found: Iterable[Listed], depth: int, source: Source) -> list[tuple[Listed, int]]:
    """The sitemaps among them that are to be read, and how deep they stand."""
    if depth > DEEPEST_INDEX:
        return []
    return [(each, depth) for each in found if each.is_sitemap and _is_recent(each.published_at, source.since)]


def _newest(articles: Iterable[Listed], source: Source) -> list[Listed]:
    once = {url_id(each.url): each for each in reversed(list(articles))}
    recent = [each for each in reversed(once.values()) if _is_recent(each.published_at, source.since)]
    return sorted(recent, key=lambda each: each.published_at or NEVER, reverse=True)[: source.limit]


def _is_recent(moment: datetime | None, since: timedelta | None) -> bool:
    """What has no date may be of today; so may what is dated tomorrow."""
    return moment is None or since is None or moment >= datetime.now(UTC) - since


def _in_files(source: Source, max_bytes: int) -> Iterator[Item | Fault]:
    if source.place == "-":
        yield from _json_lines("-", sys.stdin.buffer, source.usual, max_bytes)
        return
    place = Path(source.place)
    if place.is_dir():
        files = sorted(path for path in place.rglob("*") if path.suffix.lower() in {*SUFFIXES, ".jsonl"})
        if not files:
            kinds = ", ".join(sorted(SUFFIXES))
            yield Fault(source.place, InvalidRequestError(f"{place} holds no articles ({kinds}, .jsonl)."))
    else:
        files = [place]
    for file in files:
        if file.suffix.lower() != ".jsonl":
            yield _file(file, source.usual, max_bytes)
            continue
        try:
            with closing(file.open("rb")) as lines:
                yield from _json_lines(source.called or str(file), lines, source.usual, max_bytes)
        except OSError as error:
            yield Fault(str(file), InvalidRequestError(f"{file} cannot be read: {error.strerror}."))


def _file(file: Path, usual: Wish, max_bytes: int) -> Item | Fault:
    try:
        wish = wish_from(str(file), usual, max_bytes)
    except AnnouncerError as error:
        return Fault(str(file), error)
    return Item(str(file), wish)


def _json_lines(name: str, lines: BinaryIO, usual: Wish, max_bytes: int) -> Iterator[Item | Fault]:
    number = 0
    while line := lines.readline(max_bytes + 1):
        number += 1
        if len(line) > max_bytes:
            yield Fault(f"{name}:{number}", BodyTooLargeError(f"The line has more than {max_bytes:,} bytes."))
            return
        if line.strip():
            yield _parsed(f"{name}:{number}", line, usual)


def _parsed(name: str, line: bytes, usual: Wish) -> Item | Fault:
    try:
        request = NarrateRequest.model_validate(json.loads(line))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {said(fault)}".removeprefix(": ") for fault in error.errors())
        return Fault(name, InvalidRequestError("; ".join(faults)))
    except (ValueError, RecursionError):
        return Fault(name, InvalidRequestError("The line is not valid JSON."))
    wish = request.wish(usual)
    article_id = request.article_id or (url_id(request.url) if request.url else None)
    return Item(request.url or name, wish, article_id, published_at=wish.published_at)
