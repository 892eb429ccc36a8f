"""`/articles`: the CMS's own ids, and the addresses of pages, lead to the newest narration."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here, Narrating, narrating
from app.api.asking import Prefer, begin, waited
from app.api.bodies import LargeBodies
from app.api.openapi import MAKING, READING, empty, made, refuses
from app.api.schemas import ArticleView, ChangesView, ChangeView, NarrationView
from app.api.views import status_of, view_of
from app.errors import HostNotAllowedError, RetractedError, TooManyRequestsError, UnknownArticleError
from app.forms import ARTICLE_ID
from app.newsroom.allowance import network_of
from app.newsroom.changes import changes
from app.newsroom.request import NarrateRequest
from app.text.script import Script

router = APIRouter(prefix="/articles", tags=["articles"], route_class=LargeBodies)

ArticleId = Annotated[str, Path(max_length=200)]
NewArticleId = Annotated[str, Path(min_length=1, max_length=200, pattern=ARTICLE_ID)]
LEADS = empty(302, "To the newest narration.", ("Location",)) | refuses(UnknownArticleError, RetractedError)
Address = Annotated[str, Query(max_length=2_000)]


@router.get(
    "",
    response_model=NarrationView,
    responses=made(NarrationView) | refuses(*READING, *MAKING, HostNotAllowedError, TooManyRequestsError),
)
async def by_address(url: Address, request: Request, announcer: Here, base_url: BaseUrl) -> Response:
    """The narration of a page of the site: made when there is none, and again when the page changes."""
    found = await announcer.stand.find(url, network_of(request.client.host if request.client else None))
    view = await view_of(announcer, found, base_url)
    return JSONResponse(view.model_dump(mode="json"), status_of(view), {"Cache-Control": "no-cache"})


@router.get("/{article_id}", status_code=302, response_class=RedirectResponse, responses=LEADS)
async def article(article_id: ArticleId, announcer: Here, base_url: BaseUrl) -> RedirectResponse:
    """302 to the view of the newest narration."""
    return await _to(announcer, f"{base_url}/narrations", article_id, "")


@router.get("/{article_id}/audio.mp3", status_code=302, response_class=RedirectResponse, responses=LEADS)
async def audio(article_id: ArticleId, announcer: Here, base_url: BaseUrl) -> RedirectResponse:
    """302 to the MP3 of the newest narration."""
    return await _to(announcer, f"{base_url}/narrations", article_id, "/audio.mp3")


@router.put(
    "/{article_id}",
    response_model=ArticleView,
    responses=made(ArticleView, "Preference-Applied") | refuses(*READING, *MAKING),
)
async def put_article(
    article_id: NewArticleId,
    asked: NarrateRequest,
    announcer: Here,
    base_url: BaseUrl,
    caller: Narrating,
    *,
    prefer: Prefer = None,
) -> Response:
    """The article as it is now: 200 when its narration is ready, else 202; says which Lines changed. Idempotent."""
    before = await asyncio.to_thread(announcer.store.article, article_id)
    order, found = await begin(announcer, asked, base_url, caller, article_id=article_id)
    applied = await waited(announcer, found, prefer)
    compared = await announcer.bulkheads.desk.run(
        _changes, announcer, before.narration_id if before else None, order.script
    )
    view = ArticleView(article_id=article_id, narration=await view_of(announcer, found, base_url), changes=compared)
    headers = {"Cache-Control": "no-store", "Vary": "Prefer", **applied}
    return JSONResponse(view.model_dump(mode="json"), status_of(view.narration), headers)


@router.delete(
    "/{article_id}",
    status_code=204,
    dependencies=[Depends(narrating)],
    responses=refuses(UnknownArticleError),
)
async def retract(article_id: ArticleId, announcer: Here) -> Response:
    """Take an article back: its narration is deleted, and stays so until the article is put again."""
    narrations = await announcer.articles.retract(article_id)
    if narrations is None:
        raise UnknownArticleError("No narration was made for that article.")
    for narration_id in narrations:
        await announcer.narrator.retract(narration_id)
    return Response(status_code=204)


def _changes(announcer: Announcer, narration_id: str | None, script: Script) -> ChangesView | None:
    timeline = announcer.store.timeline(narration_id) if narration_id else None
    if timeline is None:
        return None
    found = changes([line.written for line in timeline.lines], [line.written for line in script.lines])
    changed = [ChangeView(before=before, after=after) for before, after in found.changed]
    return ChangesView(kept=found.kept, changed=changed, added=list(found.added), removed=list(found.removed))


async def _to(announcer: Announcer, narrations: str, article_id: str, what: str) -> RedirectResponse:
    await announcer.accepted.settled(article_id)
    newest = await announcer.articles.newest(article_id)
    if newest is None:
        raise UnknownArticleError("No narration was made for that article.")
    return RedirectResponse(f"{narrations}/{newest}{what}", 302, {"Cache-Control": "no-cache"})
