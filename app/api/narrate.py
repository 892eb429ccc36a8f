"""`POST /narrate`: an article in, a narration out."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here, Narrating
from app.api.asking import Prefer, begin, waited
from app.api.audio import growing_audio, published_audio
from app.api.bodies import LargeBodies
from app.api.openapi import FINDING, MAKING, READING, made, refuses
from app.api.schemas import NarrationView
from app.api.views import status_of, view_of
from app.audio.mp3 import MEDIA_TYPE
from app.errors import UnknownNarrationError
from app.narration.render import Render
from app.newsroom.request import NarrateRequest
from app.store.base import Narration

router = APIRouter(tags=["narrations"], route_class=LargeBodies)


@router.post(
    "/narrate",
    response_model=NarrationView,
    responses=made(NarrationView, "Location", "Preference-Applied", sound=True) | refuses(*FINDING, *READING, *MAKING),
)
async def narrate(
    asked: NarrateRequest,
    request: Request,
    announcer: Here,
    base_url: BaseUrl,
    caller: Narrating,
    *,
    prefer: Prefer = None,
) -> Response:
    """200 when ready, else 202; `Prefer: wait=N` waits up to N s; `Accept: audio/mpeg` gets the sound itself."""
    wants_audio = _wants_audio(request)
    _, found = await begin(announcer, asked, base_url, caller, article_id=asked.article_id, only_heard=wants_audio)
    if wants_audio:
        return await _audio(request, announcer, found, base_url)
    applied = await waited(announcer, found, prefer)
    return await _view(announcer, found, base_url, applied)


async def _view(announcer: Announcer, found: Render | Narration, base_url: str, headers: dict[str, str]) -> Response:
    view = await view_of(announcer, found, base_url)
    location = f"{base_url}/narrations/{view.id}"
    return JSONResponse(
        view.model_dump(mode="json"),
        status_of(view),
        {"Location": location, "Cache-Control": "no-store", "Vary": "Accept, Prefer", **headers},
    )


async def _audio(request: Request, announcer: Announcer, found: Render | Narration, base_url: str) -> Response:
    if isinstance(found, Render):
        answer = await growing_audio(request, found)
        narration_id = found.order.id
    else:
        narration_id = found.id
        file = await asyncio.to_thread(announcer.store.open_audio, narration_id)
        if file is None:
            raise UnknownNarrationError("The narration was removed just now; please ask again.", retry_after_s=1)
        announcer.healer.served(narration_id)
        answer = published_audio(request, found, file)
    answer.headers["Content-Location"] = f"{base_url}/narrations/{narration_id}/audio.mp3"
    answer.headers["Cache-Control"] = "no-store"  # an answer to a POST is not the address's content
    return answer


def _wants_audio(request: Request) -> bool:
    """Whether Accept names the MP3's type and not JSON first."""
    accepted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    wanted = [kind for kind in accepted if kind in (MEDIA_TYPE, "audio/mp3", "audio/*", "application/json", "*/*")]
    return bool(wanted) and wanted[0].startswith("audio/")
