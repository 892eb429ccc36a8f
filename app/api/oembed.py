"""`GET /oembed`: how a CMS turns a pasted address into the player (oembed.com, version 1.0)."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here, find
from app.api.openapi import FINDING, refuses
from app.api.schemas import OEmbedView
from app.api.views import iframe, view_of
from app.errors import UnknownNarrationError, UnsupportedFormatError
from app.narration.identity import is_narration_id, url_id

WIDTH, HEIGHT = 640, 220
"""In CSS pixels; the player is as wide as its frame and never higher than this."""
NARROWEST = 200
CACHE_S = 3_600

router = APIRouter(tags=["pages"])

Address = Annotated[str, Query(max_length=2_000, description="A player's, a narration's or an article's address.")]
Pixels = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/oembed", response_model=OEmbedView, responses=refuses(*FINDING, UnsupportedFormatError))
async def oembed(
    url: Address,
    *,
    announcer: Here,
    base_url: BaseUrl,
    format_: Annotated[str, Query(alias="format", max_length=20)] = "json",
    maxwidth: Pixels = WIDTH,
    maxheight: Pixels = HEIGHT,
) -> JSONResponse:
    """The player of a narration as oEmbed's `rich`."""
    if format_ != "json":
        raise UnsupportedFormatError("oEmbed is answered as JSON only.")
    view = await view_of(announcer, await find(announcer, await _narration_id(announcer, url, base_url)), base_url)
    width, height = max(NARROWEST, min(WIDTH, maxwidth)), min(HEIGHT, maxheight)
    shown = OEmbedView(
        title=view.title,
        provider_name=announcer.settings.site_name,
        provider_url=f"{base_url}/",
        cache_age=CACHE_S,
        html=iframe(view, width, height),
        width=width,
        height=height,
    )
    return JSONResponse(
        shown.model_dump(mode="json"),
        headers={"Cache-Control": f"public, max-age={CACHE_S}", "Vary": "Host"},
    )


async def _narration_id(announcer: Announcer, url: str, base_url: str) -> str:
    """The narration that the address names, or whose article stands there. Raises UnknownNarrationError."""
    path = urlsplit(url).path.rstrip("/")
    resource, _, last = path.rpartition("/")
    if is_narration_id(last) and url.startswith(f"{base_url}/") and resource.endswith(("/player", "/narrations")):
        return last
    newest = await announcer.articles.newest(url_id(url)) if "/" in url else None
    if newest is None:
        raise UnknownNarrationError("Nothing at that address is read by this announcer.")
    return newest
