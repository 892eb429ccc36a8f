"""`/narrations/{id}/events`: a render as Server-Sent Events (WHATWG HTML, section 9.2)."""

import asyncio
import functools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse

from app.api.access import BaseUrl, Here, NarrationId, find
from app.api.audio import UNBUFFERED
from app.api.openapi import FINDING, empty, gives, refuses
from app.api.schemas import NarrationView
from app.api.views import view_of
from app.narration.render import Render
from app.narration.timeline import line_value
from app.store.base import Narration

HEARTBEAT_S = 15.0
"""Proxies close a connection that is silent for a minute; the usual ones for 30 s."""
LAST_ID = "end"
HEADERS = {"Cache-Control": "no-store", **UNBUFFERED}

router = APIRouter(prefix="/narrations/{narration_id}", tags=["narrations"])


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses=gives("text/event-stream", "Events.") | empty(204, "It has ended.") | refuses(*FINDING),
)
async def events(
    narration_id: NarrationId, announcer: Here, base_url: BaseUrl, last_event_id: Annotated[str | None, Header()] = None
) -> Response:
    """`progress` and `lines` as they come, then `ready` or `failed`, each with the view, and the end."""
    if last_event_id == LAST_ID:
        return Response(status_code=204)  # an EventSource that comes back after the end stops for good
    found = await find(announcer, narration_id)
    show = functools.partial(view_of, announcer, found, base_url)
    return StreamingResponse(told(found, show), headers=HEADERS, media_type="text/event-stream")


async def told(
    found: Render | Narration, show: Callable[[], Awaitable[NarrationView]], heartbeat_s: float = HEARTBEAT_S
) -> AsyncIterator[str]:
    """What a listener is told: everything there is at first, then what is new. Nothing piles up for a slow one.

    `show` gives the view as it is now.
    """
    if isinstance(found, Narration):
        yield event("ready", (await show()).model_dump_json(), end=True)
        return
    last_view, lines_told = "", 0
    while True:
        coming = found.coming()
        lines_told = min(lines_told, len(found.lines))  # fewer when it was begun anew
        if new := found.lines[lines_told:]:
            values = [line_value(i, line) for i, line in enumerate(new, lines_told)]
            lines_told += len(new)
            yield event("lines", json.dumps({"lines": values}))
        if found.finished:
            break
        view = (await show()).model_dump_json()
        if view != last_view:
            last_view = view
            yield event("progress", view)
        async for heartbeat in until(coming, heartbeat_s):
            yield heartbeat
    kind = "failed" if found.narration is None else "ready"
    yield event(kind, (await show()).model_dump_json(), end=True)


async def until(coming: asyncio.Event, heartbeat_s: float) -> AsyncIterator[str]:
    """Signs of life for proxies, until there is something to tell."""
    while not coming.is_set():
        try:
            await asyncio.wait_for(coming.wait(), heartbeat_s)
        except TimeoutError:
            yield ": still here\n\n"


def event(kind: str, data: str, *, end: bool = False) -> str:
    """One event; its data is JSON on one line."""
    last = f"id: {LAST_ID}\n" if end else ""
    return f"{last}event: {kind}\ndata: {data}\n\n"
