"""Feeds of what can be heard: podcasts (RSS 2.0 with the itunes and podcast namespaces), playlists, OPML."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from app.newsroom.config import Feed, Newsroom
from app.store.base import ArticleRecord, Narration, Store
from app.text.language import primary_subtag

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
NAMES = {"en": "English", "tr": "Türkçe"}
AI_VOICED = {"en": "Read by an AI voice.", "tr": "Yapay zekâ sesiyle okunmuştur."}
ARTICLES_OF = {"en": "Articles of {site}, read by an AI voice.", "tr": "{site}: yapay zekâ sesiyle okunan haberler."}
IMAGE = "static/podcast.png"
"""Of a feed that has none of its own: directories and apps refuse feeds without."""


@dataclass(frozen=True, slots=True)
class Episode:
    """An article that can be heard."""

    record: ArticleRecord
    narration: Narration


def feeds(newsroom: Newsroom, records: Iterable[ArticleRecord], site_name: str) -> list[Feed]:
    """The newsroom's own feeds; without any, one for each language that has articles."""
    if newsroom.feed:
        return list(newsroom.feed)
    languages = sorted({primary_subtag(record.language) for record in records if record.is_listed})
    return [
        Feed.model_validate(
            {"name": language, "title": f"{site_name} ({NAMES.get(language, language)})", "language": language}
        )
        for language in languages
    ]


def episodes(
    feed: Feed, records: Iterable[ArticleRecord], store: Store, *, since: datetime | None = None
) -> list[Episode]:
    """What the feed holds of `records`, in their order: each narration once, none that was taken back or evicted."""
    found: list[Episode] = []
    once: set[str] = set()
    for record in records:
        if len(found) == feed.limit:
            break
        if not record.is_listed or record.narration_id in once or not _belongs(record, feed):
            continue
        if since is not None and record.shown_at < since:
            continue
        once.add(record.narration_id)
        if narration := store.get(record.narration_id):
            found.append(Episode(record, narration))
    return found


def podcast(feed: Feed, held: Iterable[Episode], *, base_url: str, site_name: str) -> bytes:
    """The feed as XML; `base_url` is the announcer's address without a final slash."""
    own = f"{base_url}/feeds/{feed.name}.xml"
    spaces = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}
    rss = etree.Element("rss", {"version": "2.0"}, nsmap=spaces)
    channel = etree.SubElement(rss, "channel")
    language = feed.language or "en"
    described = ARTICLES_OF.get(primary_subtag(language), ARTICLES_OF["en"])
    about = feed.description or described.format(site=site_name)
    image = feed.image or f"{base_url}/{IMAGE}"
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.site or base_url + "/")
    _add(channel, "description", about)
    _add(channel, "language", language)
    _add(channel, "generator", "Announcer")
    _add(channel, f"{{{ATOM}}}link", None, href=own, rel="self", type="application/rss+xml")
    _add(channel, f"{{{ITUNES}}}author", feed.author or site_name)
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    _add(channel, f"{{{ITUNES}}}category", None, text=feed.category)
    _add(channel, f"{{{ITUNES}}}image", None, href=image)
    picture = _add(channel, "image", None)
    _add(picture, "url", image)
    _add(picture, "title", feed.title)
    _add(picture, "link", feed.site or base_url + "/")
    if feed.email:
        owner = _add(channel, f"{{{ITUNES}}}owner", None)
        _add(owner, f"{{{ITUNES}}}name", feed.author or site_name)
        _add(owner, f"{{{ITUNES}}}email", feed.email)
    _add(channel, f"{{{PODCAST}}}guid", str(uuid.uuid5(_FEEDS, own.partition("://")[2].rstrip("/"))))
    for episode in held:
        _item(channel, episode, base_url)
    return _written(rss)


_FEEDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace that the podcast namespace's documentation gives for `podcast:guid`."""


def _item(channel: etree._Element, episode: Episode, base_url: str) -> None:
    record, narration = episode.record, episode.narration
    audio = f"{base_url}/narrations/{narration.id}"
    item = _add(channel, "item", None)
    _add(item, "title", record.title)
    _add(item, "guid", record.article_id, isPermaLink="false")
    _add(item, "pubDate", format_datetime(record.shown_at))
    if record.source_url:
        _add(item, "link", record.source_url)
    if record.section:
        _add(item, "category", record.section)
    if record.byline:
        _add(item, f"{{{ITUNES}}}author", record.byline)
    language = primary_subtag(record.language)
    read = AI_VOICED.get(language, AI_VOICED["en"])
    _add(item, "description", f"{record.description}\n\n{read}" if record.description else read)
    _add(item, "enclosure", None, url=f"{audio}/audio.mp3", length=str(narration.size_bytes), type="audio/mpeg")
    _add(item, f"{{{ITUNES}}}duration", str(round(narration.duration_ms / 1000)))
    _add(item, f"{{{ITUNES}}}explicit", "false")
    _add(item, f"{{{PODCAST}}}transcript", None, url=f"{audio}/captions.vtt", type="text/vtt", language=language)
    _add(item, f"{{{PODCAST}}}chapters", None, url=f"{audio}/chapters.json", type="application/json+chapters")


def m3u(feed: Feed, held: Iterable[Episode], *, base_url: str) -> str:
    """The same as a playlist for any player."""
    lines = ["#EXTM3U", f"#PLAYLIST:{_line(feed.title)}"]
    for episode in held:
        narration = episode.narration
        lines += [
            f"#EXTINF:{round(narration.duration_ms / 1000)},{_line(episode.record.title)}",
            f"{base_url}/narrations/{narration.id}/audio.mp3",
        ]
    return "\n".join(lines) + "\n"


def opml(all_feeds: Iterable[Feed], *, base_url: str, site_name: str) -> bytes:
    """Every feed, for a podcast app to subscribe to."""
    root = etree.Element("opml", {"version": "2.0"})
    _add(_add(root, "head", None), "title", site_name)
    body = _add(root, "body", None)
    for feed in all_feeds:
        address = f"{base_url}/feeds/{feed.name}.xml"
        _add(body, "outline", None, type="rss", text=feed.title, title=feed.title, xmlUrl=address)
    return _written(root)


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def _belongs(record: ArticleRecord, feed: Feed) -> bool:
    of_language = feed.language is None or primary_subtag(record.language) == primary_subtag(feed.language)
    of_section = feed.section is None or (record.section or "").casefold() == feed.section.casefold()
    return of_language and of_section


def _add(parent: etree._Element, tag: str, content: str | None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag, {name: _sayable(value) for name, value in attributes.items()})
    if content is not None:
        element.text = _sayable(content)
    return element


def _sayable(text: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return "".join(_characters(text))


def _characters(text: str) -> Iterator[str]:
    for each in text:
        code = ord(each)
        is_control = code < 0x20 and each not in "\t\n\r"
        yield " " if is_control or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) else each


def _line(text: str) -> str:
    return " ".join(text.split())
