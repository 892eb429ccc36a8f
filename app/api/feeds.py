"""`/feeds`: what can be heard, for podcast apps and playlists."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import TypeAdapter

from app.announcer import Announcer
from app.api.access import BaseUrl, Here
from app.api.etags import is_known
from app.api.openapi import Responses, empty, gives, refuses
from app.api.schemas import QueueItem
from app.errors import NotFoundError
from app.forms import NAME
from app.newsroom.config import Feed
from app.newsroom.podcast import Episode, episodes, feeds, m3u, opml, podcast

TODAY = timedelta(hours=24)
"""Of a playlist; a newspaper's day has no other border that suits every time zone."""
FRESH = "public, max-age=300"

router = APIRouter(tags=["feeds"])

UNKNOWN = refuses(NotFoundError)
UNCHANGED = empty(304, "As it was.", ("ETag",))
QUEUE = TypeAdapter(list[QueueItem])


def _gives(media_type: str) -> Responses:
    return gives(media_type, "The feed.", headers=("ETag",)) | UNCHANGED


Name = Annotated[str, Path(pattern=NAME)]


@router.get("/feeds.opml", response_class=Response, responses=_gives("text/x-opml"))
async def all_feeds(request: Request, announcer: Here, base_url: BaseUrl) -> Response:
    """Every feed, for an app to subscribe to."""
    known = await announcer.bulkheads.desk.run(_feeds, announcer)
    content = opml(known, base_url=base_url, site_name=announcer.settings.site_name)
    return _answer(request, content, "text/x-opml")


@router.get("/feeds/{name}.xml", response_class=Response, responses=_gives("application/rss+xml") | UNKNOWN)
async def feed(name: Name, request: Request, announcer: Here, base_url: BaseUrl) -> Response:
    """A podcast: the newest narrations of a language or section."""
    found, held = await announcer.bulkheads.desk.run(_held, announcer, name, None)
    content = podcast(found, held, base_url=base_url, site_name=announcer.settings.site_name)
    return _answer(request, content, "application/rss+xml")


@router.get("/feeds/{name}.m3u", response_class=Response, responses=_gives("audio/x-mpegurl") | UNKNOWN)
async def playlist(name: Name, request: Request, announcer: Here, base_url: BaseUrl) -> Response:
    """The last day's narrations as a playlist for any player."""
    found, held = await announcer.bulkheads.desk.run(_held, announcer, name, TODAY)
    return _answer(request, m3u(found, held, base_url=base_url).encode("utf-8", "replace"), "audio/x-mpegurl")


@router.get(
    "/feeds/{name}.json",
    response_model=list[QueueItem],
    responses=UNCHANGED | UNKNOWN,
)
async def queue(name: Name, request: Request, announcer: Here, base_url: BaseUrl) -> Response:
    """The same as a queue that a page's player can follow."""
    _, held = await announcer.bulkheads.desk.run(_held, announcer, name, TODAY)
    items = [
        QueueItem(
            src=f"{base_url}/narrations/{each.narration.id}",
            title=each.record.title,
            duration_s=each.narration.duration_ms / 1000,
            article_url=each.record.source_url,
        )
        for each in held
    ]
    return _answer(request, QUEUE.dump_json(items), "application/json")


def _feeds(announcer: Announcer) -> list[Feed]:
    return feeds(announcer.newsroom, announcer.store, announcer.settings.site_name)


def _held(announcer: Announcer, name: str, lately: timedelta | None) -> tuple[Feed, list[Episode]]:
    found = next((each for each in _feeds(announcer) if each.name == name), None)
    if found is None:
        raise NotFoundError("There is no feed of that name.")
    since = datetime.now(UTC) - lately if lately else None
    return found, episodes(found, announcer.store, since=since)


def _answer(request: Request, content: bytes, media_type: str) -> Response:
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": FRESH}
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
