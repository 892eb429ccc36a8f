"""A CMS's own article ids, and addresses: each points at the newest narration of its article.

So does a narration's id at the reading of its summary, under a key that no article id can be: those hold no slash.
"""

import asyncio
import weakref
from dataclasses import replace
from datetime import UTC, datetime

from app.errors import RetractedError
from app.ingest.found import NO_VALIDATORS
from app.narration.identity import url_id
from app.narration.order import Order
from app.narration.render import Render
from app.narration.wish import Wish
from app.narration.wishes import Wishes
from app.store.base import ArticleRecord, Narration, Store
from app.text.article import BlockKind, Part
from app.text.script import Script

LONGEST_DESCRIPTION = 1_000
"""Characters; podcast apps show fewer."""


def summary_key(narration_id: str) -> str:
    """Under which the reading of a narration's summary is found."""
    return f"{narration_id}/summary"


def record_of(order: Order, article_id: str, wish: Wish) -> ArticleRecord:
    """What the store keeps of an article once it can be heard."""
    return ArticleRecord(
        article_id=article_id,
        narration_id=order.id,
        title=order.script.title,
        language=wish.language or order.script.language,
        updated_at=datetime.now(UTC),
        source_url=order.source_url,
        section=wish.section,
        byline=wish.byline,
        published_at=wish.published_at,
        recipe=order.recipe,
        validators=wish.validators,
        description=description_of(order.script, wish.description),
    )


def description_of(script: Script, told: str | None) -> str:
    """What a list says of an article: its summary, what its page says, or its first paragraph; never very long."""
    points = [line.written for line in script.lines if line.part is Part.SUMMARY]
    body = [line for line in script.lines if line.part is Part.BODY and line.kind is BlockKind.PARAGRAPH]
    first = [line.written for line in body if line.block == body[0].block]
    text = " ".join((" ".join(points) or told or " ".join(first)).split())
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    start = text[: LONGEST_DESCRIPTION - 1]
    return (start.rpartition(" ")[0] or start) + "…"


class Articles:
    """Points an article at a narration once that is published; until then the older one is heard."""

    def __init__(self, store: Store, wishes: Wishes | None = None) -> None:
        """`wishes` tell other nodes what is on its way here, where there are any."""
        self._store = store
        self._wishes = wishes
        self._coming: dict[str, str] = {}
        self._turns: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        """One change of an article at a time: what was asked for, or taken back, last is what stays."""
        self._tasks: dict[asyncio.Task[None], Render] = {}

    async def ask(self, record: ArticleRecord, found: Render | Narration) -> None:
        """The article's newest narration is to be this one."""
        if isinstance(found, Narration):
            self._coming.pop(record.article_id, None)
            await self.keep(record)
            return
        if self._awaits(record):
            return
        self._coming[record.article_id] = record.narration_id
        telling = asyncio.ensure_future(self._tell(record))
        task = asyncio.create_task(self._keep_when_ready(record, found, telling))
        self._tasks[task] = found
        task.add_done_callback(lambda done: self._tasks.pop(done, None))
        await asyncio.shield(telling)

    async def keep(self, record: ArticleRecord) -> None:
        """Point the article, and its address, at a published narration."""
        async with self._turn(record.article_id):
            await asyncio.to_thread(self._keep, record)

    async def newest(self, article_id: str) -> str | None:
        """The narration to hear: the published one, else the one being rendered. Raises RetractedError."""
        record = await asyncio.to_thread(self._store.article, article_id)
        coming = self._coming.get(article_id)
        if coming is None and (record is None or record.retracted):
            coming = await self._coming_elsewhere(article_id)
        if record is None or (record.retracted and coming):
            return coming
        if record.retracted:
            raise RetractedError("The article was retracted.")
        return record.narration_id

    def coming(self, article_id: str) -> str | None:
        """The narration that the article will lead to as soon as it is published."""
        return self._coming.get(article_id)

    async def retract(self, article_id: str) -> list[str] | None:
        """Forget what is coming and mark the article as retracted; its narrations, None when nothing is known of it."""
        coming = self._coming.pop(article_id, None) or await self._coming_elsewhere(article_id)
        if coming is not None:
            await self._arrived(article_id, coming)
        async with self._turn(article_id):
            record = await asyncio.to_thread(self._store.article, article_id)
            if record is not None:
                await asyncio.to_thread(self._keep, replace(record, retracted=True, validators=NO_VALIDATORS))
        known = list(dict.fromkeys([*([coming] if coming else []), *([record.narration_id] if record else [])]))
        summaries = [await asyncio.to_thread(self._store.article, summary_key(narration_id)) for narration_id in known]
        return [*known, *(each.narration_id for each in summaries if each)] or None

    async def settle(self, render: Render | None = None) -> None:
        """Wait until a finished render has been pointed at; without one, until all have."""
        await asyncio.gather(*(task for task, found in self._tasks.items() if render in (None, found)))

    def _keep(self, record: ArticleRecord) -> None:
        before = self._store.article(record.article_id)
        if before is not None and before.narration_id == record.narration_id and not before.retracted:
            record = replace(record, updated_at=before.updated_at)
            if record == before:
                return
        self._store.put_article(record)
        if record.source_url and (alias := url_id(record.source_url)) != record.article_id:
            self._store.put_article(replace(record, article_id=alias))

    async def _keep_when_ready(self, record: ArticleRecord, render: Render, told: asyncio.Future[None]) -> None:
        await render.wait()
        await told
        async with self._turn(record.article_id):
            if not self._awaits(record):
                return  # a newer one was asked for meanwhile, or it was taken back
            if render.narration is not None:
                await asyncio.to_thread(self._keep, record)
            if self._awaits(record):
                del self._coming[record.article_id]
        await self._arrived(record.article_id, record.narration_id)

    async def _coming_elsewhere(self, article_id: str) -> str | None:
        """What another node makes for the article."""
        return await asyncio.to_thread(self._wishes.led, article_id) if self._wishes else None

    async def _tell(self, record: ArticleRecord) -> None:
        if self._wishes is not None:
            await asyncio.to_thread(self._wishes.lead, record.article_id, record.narration_id)

    async def _arrived(self, article_id: str, narration_id: str) -> None:
        if self._wishes is not None:
            await asyncio.to_thread(self._wishes.arrived, article_id, narration_id)

    def _awaits(self, record: ArticleRecord) -> bool:
        return self._coming.get(record.article_id) == record.narration_id

    def _turn(self, article_id: str) -> asyncio.Lock:
        return self._turns.setdefault(article_id, asyncio.Lock())
