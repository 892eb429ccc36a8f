"""What the studio asks for: the Script, the outline of the sound, what there is. With keys set, it needs one."""

import asyncio
import dataclasses
import itertools
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from app.api.access import BaseUrl, Here, find, needs_key
from app.api.schemas import CacheView, NarrationView, PeaksView, ScriptLine, ScriptView
from app.api.views import view_of
from app.errors import NotReadyError
from app.narration.reading import language_of, script_of
from app.narration.render import Render
from app.newsroom.request import NarrateRequest
from app.text.script import Script, line_view

LASTING = "private, max-age=31536000, immutable"

router = APIRouter(tags=["studio"], dependencies=[Depends(needs_key)])


@router.post("/script")
async def script(asked: NarrateRequest, announcer: Here) -> ScriptView:
    """What would be read, Line by Line; nothing is spoken, and no voice is needed."""
    wish = await announcer.pages.words(asked.wish(announcer.newsroom.usual()))

    def written() -> Script:
        language = language_of(wish, announcer.voices)
        return script_of(wish, language, announcer.lexicons.pronunciations(language))

    found = await asyncio.to_thread(written)
    lines = [ScriptLine(**line_view(line)) for line in found.lines]
    return ScriptView(language=found.language, title=found.title, lines=lines)


@router.get("/narrations")
async def recent(
    announcer: Here, base_url: BaseUrl, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> list[NarrationView]:
    """The narrations that are ready, newest first."""
    newest = await asyncio.to_thread(lambda: list(itertools.islice(announcer.store.narrations(), limit)))
    return [await view_of(announcer, narration, base_url) for narration in newest]


@router.get("/cache")
async def cache(announcer: Here) -> CacheView:
    """What the cache holds."""
    stats = await asyncio.to_thread(announcer.store.stats)
    return CacheView(**dataclasses.asdict(stats), max_bytes=announcer.settings.max_cache_bytes)


@router.get("/narrations/{narration_id}/peaks.json", response_model=PeaksView)
async def peaks(narration_id: str, announcer: Here) -> JSONResponse:
    """The outline of the sound, once it is ready."""
    found = await find(announcer, narration_id)
    if isinstance(found, Render):
        if found.error is not None:
            raise found.error
        if found.narration is None:
            raise NotReadyError("It is there as soon as the narration is ready.", retry_after_s=1)
    outline = await asyncio.to_thread(announcer.outlines.get, narration_id)
    shown = PeaksView(window_ms=outline.window_ms, peaks=outline.values)
    return JSONResponse(shown.model_dump(mode="json"), headers={"Cache-Control": LASTING})
