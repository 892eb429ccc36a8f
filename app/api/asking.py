"""From a request to a narration: what `POST /narrate` and `PUT /articles/{article_id}` share."""

from typing import Any

from app.announcer import Announcer
from app.api.schemas import NarrateRequest
from app.api.views import view_of
from app.identity import url_id
from app.newsroom.reading import Story, record_of
from app.render import Order, Render
from app.store.base import Narration


async def story_of(announcer: Announcer, wish: NarrateRequest) -> Story:
    """The article that was sent, or that stands at its address. Raises what fetching raises."""
    usual = announcer.newsroom.reading()
    if wish.url is None:
        return wish.story(usual)
    story = await announcer.pages.story(wish.url, wish.reading(usual), section=wish.section)
    assert story is not None  # nothing was known of it
    return wish.over(story)


async def begin(
    announcer: Announcer, wish: NarrateRequest, base_url: str, *, article_id: str | None, only_heard: bool = False
) -> tuple[Order, Render | Narration]:
    """The narration, or its render; the article will lead to it, and the CMS be called back. Raises AnnouncerError.

    `only_heard`: nobody wants it beyond the listener of this request, unless an article leads to it.
    """
    if wish.callback_url is not None:
        announcer.webhooks.check(wish.callback_url)
    story = await story_of(announcer, wish)
    address = wish.url or wish.source_url
    article_id = article_id or (url_id(address) if address else None)
    order, found = await announcer.begin(
        story.wanted,
        with_summary=story.with_summary,
        only_heard=only_heard and article_id is None and wish.callback_url is None,
    )
    if article_id is not None:
        await announcer.articles.ask(record_of(order, article_id, story), found)
    if wish.callback_url is not None:
        announcer.webhooks.send(wish.callback_url, lambda: _news(announcer, found, base_url, article_id))
    return order, found


async def _news(
    announcer: Announcer, found: Render | Narration, base_url: str, article_id: str | None
) -> dict[str, Any]:
    if isinstance(found, Render):
        await found.wait()
    view = await view_of(announcer, found, base_url)
    return {"event": f"narration.{view.status}", "article_id": article_id, "narration": view.model_dump(mode="json")}
