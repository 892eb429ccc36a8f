"""`/narrations/{id}` and what belongs to it."""

import asyncio
import gzip
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here, NarrationId, find, narrating
from app.api.audio import FOREVER, growing_audio, published_audio
from app.api.encodings import accepted
from app.api.openapi import FINDING, RENDERING, empty, gives, refuses
from app.api.schemas import NarrationView, TimelineView
from app.api.views import view_of
from app.audio.mp3 import MEDIA_TYPE
from app.errors import NotReadyError, RangeNotSatisfiableError, UnknownNarrationError
from app.narration.identity import is_narration_id
from app.narration.render import Render
from app.narration.timeline import Timeline, to_chapters_json, to_compact_json, to_json, to_webvtt
from app.store.base import Narration

READY = refuses(*FINDING, *RENDERING, NotReadyError)

router = APIRouter(prefix="/narrations/{narration_id}", tags=["narrations"])


@router.get("", response_model=NarrationView, responses=refuses(*FINDING))
async def view(narration_id: NarrationId, announcer: Here, base_url: BaseUrl) -> Response:
    """Where the narration stands."""
    found = await find(announcer, narration_id)
    shown = await view_of(announcer, found, base_url)
    return JSONResponse(shown.model_dump(mode="json"), headers={"Cache-Control": "no-store"})


@router.get(
    "/audio.mp3",
    response_class=Response,
    responses=gives(MEDIA_TYPE, "The sound.", headers=("ETag", "Accept-Ranges"))
    | gives(MEDIA_TYPE, "A range of it.", status=206, headers=("ETag", "Content-Range"))
    | empty(304, "As it was.", ("ETag",))
    | empty(307, "It is read from the object store itself: ANNOUNCER_STORE_REDIRECT_S.", ("Location",))
    | refuses(*FINDING, *RENDERING, RangeNotSatisfiableError),
)
async def audio(narration_id: NarrationId, request: Request, announcer: Here, *, download: bool = False) -> Response:
    """The MP3; while rendering, as it grows. As a download, once it is ready, it names the file to keep it in."""
    found = await find(announcer, narration_id)
    if isinstance(found, Render):
        if found.error is not None:
            raise found.error
        return await growing_audio(request, found)
    if announcer.settings.store_redirect_s and not download and not _is_of_our_pages(request):
        address = await asyncio.to_thread(announcer.store.audio_address, narration_id)
        if address is not None:
            announcer.healer.served(narration_id)
            return RedirectResponse(address, 307, {"Cache-Control": "no-store"})
    file = await asyncio.to_thread(announcer.store.open_audio, narration_id)
    if file is None:
        raise UnknownNarrationError(f"There is no narration {narration_id} any more.")
    announcer.healer.served(narration_id)
    return published_audio(request, found, file, download=download)


@router.get("/timeline.json", response_model=TimelineView, responses=READY)
async def timeline(
    narration_id: NarrationId,
    announcer: Here,
    words: Annotated[Literal["spans", "steps"], Query()] = "spans",
    accept_encoding: Annotated[str, Header(max_length=1_000)] = "",
) -> Response:
    """When each Line and word is heard; words as spans, or as steps in half the bytes."""
    _, found = await _timeline(announcer, narration_id)
    written = to_compact_json if words == "steps" else to_json
    content = await announcer.bulkheads.timelines.run(written, found)
    answer = _lasting(content, "application/json")
    answer.headers["Vary"] = "Accept-Encoding"
    if accepted(accept_encoding, ("gzip",)):
        answer.headers["Content-Encoding"] = "gzip"
        answer.body = await announcer.bulkheads.timelines.run(gzip.compress, content, 6)
        answer.headers["Content-Length"] = str(len(answer.body))
    return answer


@router.get("/captions.vtt", response_class=Response, responses=gives("text/vtt", "Captions.") | READY)
async def captions(narration_id: NarrationId, announcer: Here) -> Response:
    """The Lines as WebVTT."""
    _, found = await _timeline(announcer, narration_id)
    return _lasting(await announcer.bulkheads.timelines.run(to_webvtt, found), "text/vtt")


@router.get(
    "/chapters.json", response_class=Response, responses=gives("application/json+chapters", "Chapters.") | READY
)
async def chapters(narration_id: NarrationId, announcer: Here) -> Response:
    """The headings as chapters."""
    narration, found = await _timeline(announcer, narration_id)
    return _lasting(to_chapters_json(found, narration.title), "application/json+chapters")


@router.delete("", status_code=204, dependencies=[Depends(narrating)], responses=refuses(*FINDING))
async def retract(narration_id: NarrationId, announcer: Here) -> Response:
    """Take a narration back: 204, and 410 for who asks later."""
    known = is_narration_id(narration_id) and (
        await announcer.narrator.retract(narration_id) or await announcer.stand.retract_let_go(narration_id)
    )
    if not known:
        await find(announcer, narration_id)
    return Response(status_code=204)


async def _timeline(announcer: Announcer, narration_id: str) -> tuple[Narration, Timeline]:
    found = await find(announcer, narration_id)
    if isinstance(found, Render):
        if found.error is not None:
            raise found.error
        raise NotReadyError("It is there as soon as the narration is ready.", retry_after_s=1)
    timeline = await announcer.bulkheads.timelines.run(announcer.store.timeline, narration_id)
    if timeline is None:
        raise UnknownNarrationError(f"There is no narration {narration_id} any more.")
    return found, timeline


def _lasting(content: bytes, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Cache-Control": FOREVER})


def _is_of_our_pages(request: Request) -> bool:
    """Whether one of our own pages plays it: those may load sound from here alone (their Content-Security-Policy)."""
    return request.headers.get("sec-fetch-site") == "same-origin"
