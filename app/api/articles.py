"""`/articles/{article_id}`: the CMS's own id leads to the newest narration."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here
from app.errors import UnknownArticleError

router = APIRouter(prefix="/articles/{article_id}", tags=["articles"])

ArticleId = Annotated[str, Path(max_length=200)]


@router.get("", status_code=302, response_class=RedirectResponse)
async def article(article_id: ArticleId, announcer: Here, base_url: BaseUrl) -> RedirectResponse:
    """302 to the view of the newest narration."""
    return await _to(announcer, f"{base_url}/narrations", article_id, "")


@router.get("/audio.mp3", status_code=302, response_class=RedirectResponse)
@router.head("/audio.mp3", include_in_schema=False)
async def audio(article_id: ArticleId, announcer: Here, base_url: BaseUrl) -> RedirectResponse:
    """302 to the MP3 of the newest narration."""
    return await _to(announcer, f"{base_url}/narrations", article_id, "/audio.mp3")


async def _to(announcer: Announcer, narrations: str, article_id: str, what: str) -> RedirectResponse:
    newest = await announcer.articles.newest(article_id)
    if newest is None:
        raise UnknownArticleError("No narration was made for that article.")
    return RedirectResponse(f"{narrations}/{newest}{what}", 302, {"Cache-Control": "no-cache"})
