"""From a request to a narration: what `POST /narrate` and `PUT /articles/{article_id}` share."""

import asyncio
import functools
import logging
import re
from typing import Annotated, Any

from fastapi import Header

from app.announcer import TEND_EVERY_S, Announcer
from app.api.access import Caller
from app.api.views import view_of
from app.errors import AnnouncerError
from app.ingest.address import parse_url
from app.narration.identity import url_id
from app.narration.order import Order
from app.narration.render import Render
from app.newsroom.accepted import Promise, promised
from app.newsroom.request import NarrateRequest
from app.store.base import Narration

Prefer = Annotated[str | None, Header(max_length=1_000)]
MAX_WAIT_S = 60
NODES_LOOKED_AT_EVERY_S = 5.0
"""One that died is known to be dead after a lease; its callers wait."""
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*(\d{1,6})(?=$|[,;\s])")
LOG = logging.getLogger(__name__)


async def begin(
    announcer: Announcer,
    request: NarrateRequest,
    base_url: str,
    caller: Caller,
    *,
    article_id: str | None,
    only_heard: bool = False,
) -> tuple[Order, Render | Narration]:
    """The narration, or its render; the article will lead to it, and the CMS be called back. Raises AnnouncerError.

    `only_heard`: nobody wants it beyond the listener of this request, unless an article leads to it.
    """
    if request.callback_url is not None:
        announcer.webhooks.check(request.callback_url)
    if request.url is not None:
        caller.check_host(parse_url(request.url, announcer.pages.fetcher.limits).host)
    wish = await announcer.pages.words(request.wish(announcer.newsroom.usual()))
    await caller.spend(wish.characters)
    address = request.url or request.source_url
    article_id = article_id or (url_id(address) if address else None)
    only_heard = only_heard and article_id is None and request.callback_url is None
    promise = promised(wish, article_id, request.callback_url, base_url)
    return await announcer.accepted.ask(promise, functools.partial(_news, announcer), only_heard=only_heard)


async def waited(announcer: Announcer, found: Render | Narration, prefer: str | None) -> dict[str, str]:
    """Wait for a render as `Prefer: wait=N` has it (RFC 7240); what the answer says of that. Raises its error."""
    asked = _WAIT.search(prefer.lower()) if prefer else None
    if asked is None or not isinstance(found, Render):
        return {}
    wait_s = min(int(asked[1]), MAX_WAIT_S)
    await found.wait(wait_s)
    if found.error is not None:
        raise found.error
    if found.narration is not None:
        await announcer.articles.settle(found)
    return {"Preference-Applied": f"wait={wait_s}"}


async def take_up(announcer: Announcer) -> None:
    """Begin again what was accepted by processes that died."""
    try:
        await announcer.accepted.take_up(functools.partial(_news, announcer))
    except AnnouncerError as error:
        LOG.warning("what was accepted before could not be taken up: %s", error)


async def keep_taking_up(announcer: Announcer) -> None:
    """The same again and again, for other services that share the store and die; on other nodes nights too."""
    are_nodes = announcer.parts.are_shared
    while True:
        await asyncio.sleep(NODES_LOOKED_AT_EVERY_S if are_nodes else TEND_EVERY_S)
        await take_up(announcer)
        if are_nodes:
            await announcer.nights.take_up()


async def _news(announcer: Announcer, promise: Promise, found: Render | Narration) -> dict[str, Any]:
    view = await view_of(announcer, found, promise.base_url)
    return {
        "event": f"narration.{view.status}",
        "article_id": promise.article_id,
        "narration": view.model_dump(mode="json"),
    }
