"""`POST /narrate`: an article in, a narration out."""

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import JSONResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here, needs_key
from app.api.asking import begin
from app.api.audio import growing_audio, published_audio
from app.api.schemas import NarrationView
from app.api.views import view_of
from app.audio.mp3 import MEDIA_TYPE
from app.errors import UnknownNarrationError
from app.narration.render import Render
from app.newsroom.request import NarrateRequest
from app.store.base import Narration

MAX_WAIT_S = 60
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*(\d{1,6})(?=$|[,;\s])")

router = APIRouter(tags=["narrations"])


@router.post(
    "/narrate",
    dependencies=[Depends(needs_key)],
    response_model=NarrationView,
    responses={202: {"model": NarrationView}, 200: {"content": {MEDIA_TYPE: {}}}},
)
async def narrate(
    asked: NarrateRequest,
    request: Request,
    announcer: Here,
    base_url: BaseUrl,
    prefer: Annotated[str | None, Header()] = None,
) -> Response:
    """200 when ready, else 202; `Prefer: wait=N` waits up to N s; `Accept: audio/mpeg` gets the sound itself."""
    _, found = await begin(announcer, asked, base_url, article_id=asked.article_id, only_heard=_wants_audio(request))
    if _wants_audio(request):
        return await _audio(request, announcer, found)
    applied = {}
    if isinstance(found, Render) and (wait_s := _wait_s(prefer)) is not None:
        await found.wait(wait_s)
        applied = {"Preference-Applied": f"wait={wait_s}"}
        if found.error is not None:
            raise found.error
        if found.narration is not None:
            await announcer.articles.settle(found)
    return await _view(announcer, found, base_url, applied)


async def _view(announcer: Announcer, found: Render | Narration, base_url: str, headers: dict[str, str]) -> Response:
    ready = isinstance(found, Narration) or found.narration is not None
    view = await view_of(announcer, found, base_url)
    location = f"{base_url}/narrations/{view.id}"
    return JSONResponse(
        view.model_dump(mode="json"),
        200 if ready else 202,
        {"Location": location, "Cache-Control": "no-store", "Vary": "Accept, Prefer", **headers},
    )


async def _audio(request: Request, announcer: Announcer, found: Render | Narration) -> Response:
    if isinstance(found, Render):
        answer = await growing_audio(request, found)
        narration_id = found.order.id
    else:
        narration_id = found.id
        file = await asyncio.to_thread(announcer.store.open_audio, narration_id)
        if file is None:
            raise UnknownNarrationError("The narration was removed just now; please ask again.", retry_after_s=1)
        answer = published_audio(request, found, file)
    answer.headers["Content-Location"] = f"/narrations/{narration_id}/audio.mp3"
    answer.headers["Cache-Control"] = "no-store"  # an answer to a POST is not the address's content
    return answer


def _wants_audio(request: Request) -> bool:
    """Whether Accept names the MP3's type and not JSON first."""
    accepted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    wanted = [kind for kind in accepted if kind in (MEDIA_TYPE, "audio/mp3", "audio/*", "application/json", "*/*")]
    return bool(wanted) and wanted[0].startswith("audio/")


def _wait_s(prefer: str | None) -> int | None:
    """The N of `Prefer: wait=N` (RFC 7240), at most MAX_WAIT_S."""
    found = _WAIT.search(prefer.lower()) if prefer else None
    return min(int(found[1]), MAX_WAIT_S) if found else None
