"""The nightly run: what changed is rendered, in time for breakfast."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from app.errors import (
    AnnouncerError,
    DocumentTooLargeError,
    FetchError,
    NoArticleError,
    RefusedByRobotsError,
    RetractedError,
)
from app.narration.articles import record_of
from app.narration.narrator import Narrator
from app.narration.render import Render
from app.narration.wish import Wish
from app.newsroom.pages import Pages
from app.newsroom.report import Outcome, Report, Told
from app.newsroom.sources import Fault, Item, Source, offered
from app.speech.pool import Lane
from app.store.base import ArticleRecord

UNEXPECTED = AnnouncerError("An unexpected error; the log has the details.")
"""A fault of ours costs one article, or one source, and not the night."""

LOG = logging.getLogger(__name__)


class Watch(Protocol):
    """Who looks on."""

    def offer(self) -> None:
        """One more article is known of."""

    async def follow(self, item: Item, render: Render) -> None:
        """A render began; returns when it is over."""

    def done(self, told: Told) -> None:
        """What became of an article."""


class Night:
    """One run over some sources. `jobs` articles are under way at once; `budget_s` ends it cleanly."""

    def __init__(
        self,
        narrator: Narrator,
        pages: Pages,
        watch: Watch,
        *,
        max_bytes: int,
        jobs: int = 2,
        budget_s: float | None = None,
        dry_run: bool = False,
        fail_fast: bool = False,
    ) -> None:
        self._narrator = narrator
        self._pages = pages
        self._max_bytes = max_bytes
        self._watch = watch
        self._jobs = jobs
        self._budget_s = budget_s
        self._fail_fast = fail_fast
        self._seen: set[str] = set()
        self._over = False
        self.report = Report(dry_run=dry_run)

    async def run(self, sources: Sequence[Source]) -> Report:
        """Render what is not rendered yet; every article is accounted for in the report."""
        waiting: asyncio.Queue[Item | Fault | None] = asyncio.Queue(self._jobs)
        deadline = None if self._budget_s is None else asyncio.get_running_loop().time() + self._budget_s
        async with asyncio.TaskGroup() as group:
            for _ in range(self._jobs):
                group.create_task(self._work(waiting, deadline))
            for source in sources:
                async with aclosing(self._offers(source)) as offers:
                    async for found in offers:
                        await waiting.put(found)
            for _ in range(self._jobs):
                await waiting.put(None)
        await self._narrator.articles.settle()
        self.report.ended_at = datetime.now(UTC)
        return self.report

    async def _offers(self, source: Source) -> AsyncGenerator[Item | Fault, None]:
        """Each article once, whichever sources name it."""
        try:
            async for found in offered(source, self._pages, max_bytes=self._max_bytes):
                key = found.article_id if isinstance(found, Item) else None
                if key is not None and key in self._seen:
                    continue
                self._seen.update([key] if key else [])
                self._watch.offer()
                yield found
        except Exception:
            LOG.exception("the articles of %s cannot be found", source.place)
            self._watch.offer()
            yield Fault(source.place, UNEXPECTED)

    async def _work(self, waiting: "asyncio.Queue[Item | Fault | None]", deadline: float | None) -> None:
        while (found := await waiting.get()) is not None:
            told = Told(Outcome.LEFT, found.name, url=found.url)
            if not self._over:
                try:
                    async with asyncio.timeout_at(deadline):
                        told = await self._told(found)
                except TimeoutError:
                    self._over = self.report.out_of_time = True
                    await self._narrator.conductor.close(0)
            self.report.add(told)
            self._watch.done(told)
            if told.outcome is Outcome.FAILED and self._fail_fast:
                self._over = True

    async def _told(self, found: Item | Fault) -> Told:
        known = Told(Outcome.FAILED, found.name, url=found.url)
        if isinstance(found, Fault):
            return replace(known, code=found.error.code, detail=found.error.detail)
        known = replace(known, article_id=found.article_id)
        try:
            return await self._one(found, known)
        except RetractedError:
            return replace(known, outcome=Outcome.RETRACTED)
        except AnnouncerError as error:
            return replace(known, code=error.code, detail=error.detail)
        except Exception:
            LOG.exception("%s cannot be read", found.name)
            return replace(known, code=UNEXPECTED.code, detail=UNEXPECTED.detail)

    async def _one(self, item: Item, told: Told) -> Told:
        before = await self._before(item)
        wish = await (self._pages.words(item.wish) if item.url is None else self._fetched(item, before))
        if wish is None:
            assert before is not None
            return replace(told, outcome=Outcome.UNCHANGED, narration_id=before.narration_id, title=before.title)
        order = await self._narrator.take(wish)
        told = replace(told, narration_id=order.id, title=order.script.title)
        store = self._narrator.store
        if await asyncio.to_thread(store.is_retracted, order.id):
            return replace(told, outcome=Outcome.RETRACTED)
        outcome = Outcome.UNCHANGED
        if self.report.dry_run:
            if await asyncio.to_thread(store.get, order.id) is None:
                return replace(told, outcome=Outcome.WOULD_RENDER, duration_s=order.estimated_duration_s)
            return replace(told, outcome=outcome)
        found = await self._narrator.start(order, wish, lane=Lane.BATCH)
        if isinstance(found, Render):
            told = replace(told, duration_s=await self._rendered(item, found))
            outcome = Outcome.RENDERED
        if item.article_id is not None:
            await self._before(item)  # it may have been taken back meanwhile
            await self._narrator.articles.keep(record_of(order, item.article_id, wish))
        return replace(told, outcome=outcome)

    async def _before(self, item: Item) -> ArticleRecord | None:
        """What is known of the article. Raises RetractedError."""
        if item.article_id is None:
            return None
        record = await asyncio.to_thread(self._narrator.store.article, item.article_id)
        if record is not None and record.retracted:
            raise RetractedError("The article was retracted.")
        return record

    async def _fetched(self, item: Item, before: ArticleRecord | None) -> Wish | None:
        """The article at an address, or in its feed; None when what is known of it still holds."""
        known = before if before is not None and await self._still_holds(item, before) else None
        try:
            return await self._pages.fetched(
                item.wish,
                known.validators if known else None,
                section=item.section,
                published_at=item.published_at,
            )
        except (FetchError, RefusedByRobotsError, NoArticleError, DocumentTooLargeError):
            if item.instead is None:
                raise
            return await self._pages.words(item.instead)

    async def _still_holds(self, item: Item, before: ArticleRecord) -> bool:
        """Whether the narration is there and would be made the same way today."""
        if await asyncio.to_thread(self._narrator.store.get, before.narration_id) is None:
            return False
        recipe = await asyncio.to_thread(self._narrator.orders.recipe, item.wish, before.language)
        return recipe == before.recipe

    async def _rendered(self, item: Item, render: Render) -> float:
        """How long the reading is, in s, once it is rendered. Raises the render's error."""
        await self._watch.follow(item, render)
        await render.wait()
        if render.error is not None:
            raise render.error
        return render.estimated_duration_s
