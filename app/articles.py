"""A CMS's own article ids: each points at the newest narration of its article.

So does an article's address, and a narration's id at the reading of its summary. Article ids hold no slash, and both of
those do, so that none is taken for another.
"""

import asyncio

from app.render import Render
from app.store.base import Narration, Store


def summary_key(narration_id: str) -> str:
    """Under which the reading of a narration's summary is found."""
    return f"{narration_id}/summary"


class Articles:
    """Points an article at a narration once that is published; until then the older one is heard."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._coming: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, article_id: str, found: Render | Narration) -> None:
        """The article's newest narration is to be this one."""
        if isinstance(found, Narration):
            self._coming.pop(article_id, None)
            await asyncio.to_thread(self._point, article_id, found.id)
            return
        if self._coming.get(article_id) == found.order.id:
            return
        self._coming[article_id] = found.order.id
        task = asyncio.create_task(self._point_when_ready(article_id, found))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def newest(self, article_id: str) -> str | None:
        """The narration to hear: the published one, else the one being rendered."""
        return await asyncio.to_thread(self._store.article, article_id) or self._coming.get(article_id)

    async def settle(self) -> None:
        """Wait until every finished render has been pointed at."""
        await asyncio.gather(*self._tasks)

    def _point(self, article_id: str, narration_id: str) -> None:
        if self._store.article(article_id) != narration_id:  # asked again and again: the disk is spared
            self._store.point_article(article_id, narration_id)

    async def _point_when_ready(self, article_id: str, render: Render) -> None:
        await render.wait()
        if self._coming.get(article_id) != render.order.id:
            return  # a newer one was asked for meanwhile
        if render.narration is not None:
            await asyncio.to_thread(self._store.point_article, article_id, render.order.id)
        del self._coming[article_id]
