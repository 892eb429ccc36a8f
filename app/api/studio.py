"""What the studio asks for: the Script, the outline of the sound, what there is. With keys set, it needs one."""

import dataclasses
import itertools
import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from app.api.access import BaseUrl, Here, NarrationId, at_the_desk, find
from app.api.narrations import READY
from app.api.openapi import READING, refuses
from app.api.schemas import CacheView, NarrationView, PeaksView, ScriptView
from app.api.views import view_of
from app.errors import NotReadyError
from app.narration.reading import language_of, script_of
from app.narration.render import Render
from app.newsroom.request import NarrateRequest
from app.text.script import line_view

PIECEMEAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Through `iterencode`, which lets other threads go on meanwhile, unlike one `dumps` of a book."""
LASTING = "private, max-age=31536000, immutable"

router = APIRouter(tags=["studio"], dependencies=[Depends(at_the_desk)])


@router.post("/script", response_model=ScriptView, responses=refuses(*READING))
async def script(asked: NarrateRequest, announcer: Here) -> Response:
    """What would be read, Line by Line; nothing is spoken, and no voice is needed."""
    wish = await announcer.pages.words(asked.wish(announcer.newsroom.usual()))

    def written() -> bytes:
        language = language_of(wish, announcer.voices)
        found = script_of(wish, language, announcer.lexicons.pronunciations(language))
        view = {"language": found.language, "title": found.title, "lines": [line_view(line) for line in found.lines]}
        return "".join(PIECEMEAL.iterencode(view)).encode("utf-8", "replace")

    return Response(await announcer.bulkheads.read(wish.characters, written), media_type="application/json")


@router.get("/narrations")
async def recent(
    announcer: Here, base_url: BaseUrl, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> list[NarrationView]:
    """The narrations that are ready, newest first."""
    newest = await announcer.bulkheads.desk.run(lambda: list(itertools.islice(announcer.store.narrations(), limit)))
    return [await view_of(announcer, narration, base_url) for narration in newest]


@router.get("/cache")
async def cache(announcer: Here) -> CacheView:
    """What the cache holds."""
    stats = await announcer.bulkheads.desk.run(announcer.store.stats)
    return CacheView(**dataclasses.asdict(stats), max_bytes=announcer.settings.max_cache_bytes)


@router.get("/narrations/{narration_id}/peaks.json", response_model=PeaksView, responses=READY)
async def peaks(narration_id: NarrationId, announcer: Here) -> JSONResponse:
    """The outline of the sound, once it is ready."""
    found = await find(announcer, narration_id)
    if isinstance(found, Render):
        if found.error is not None:
            raise found.error
        if found.narration is None:
            raise NotReadyError("It is there as soon as the narration is ready.", retry_after_s=1)
    outline = await announcer.bulkheads.desk.run(announcer.outlines.get, narration_id)
    shown = PeaksView(window_ms=outline.window_ms, peaks=outline.values)
    return JSONResponse(shown.model_dump(mode="json"), headers={"Cache-Control": LASTING})
