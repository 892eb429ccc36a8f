"""Damage is found when it is served, and what can be made again is made again."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from app.errors import AnnouncerError
from app.narration.bulkheads import Bulkhead
from app.narration.narrator import Narrator
from app.narration.wish import Wish
from app.newsroom.pages import Pages
from app.speech.pool import Lane
from app.store.base import ArticleRecord

LOG = logging.getLogger(__name__)

CHECKED_EVERY_S = 86_400
MISSED_EVERY_S = 30
REMEMBERED = 10_000
MOST_WAITING = 1_000


class Healer:
    """Reads what is served once a day, byte by byte, behind those who listen; `tend` it in a task of its own."""

    def __init__(
        self,
        narrator: Narrator,
        pages: Pages,
        usual: Wish,
        lane: Bulkhead,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._narrator = narrator
        self._pages = pages
        self._usual = usual
        self._lane = lane
        self._clock = clock
        self._served: OrderedDict[str, float] = OrderedDict()
        self._missed: OrderedDict[str, float] = OrderedDict()
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def served(self, narration_id: str) -> None:
        """Have a narration checked soon, unless it was lately; never waits."""
        self._soon(narration_id, self._served, CHECKED_EVERY_S)

    def missed(self, narration_id: str) -> None:
        """The same of one that was asked for and is not there: it may have been found damaged just now."""
        self._soon(narration_id, self._missed, MISSED_EVERY_S)

    def _soon(self, narration_id: str, lately: "OrderedDict[str, float]", every_s: float) -> None:
        now = self._clock()
        if now - lately.get(narration_id, -every_s) < every_s or self._waiting.full():
            return
        lately[narration_id] = now
        lately.move_to_end(narration_id)
        while len(lately) > REMEMBERED:
            lately.popitem(last=False)
        self._waiting.put_nowait(narration_id)

    async def tend(self) -> None:
        """Check and heal for ever."""
        while True:
            narration_id = await self._waiting.get()
            try:
                if await self._lane.run(self._is_damaged, narration_id):
                    await self.heal(narration_id)
            except AnnouncerError as error:
                LOG.warning("narration %s could not be checked or made again: %s", narration_id, error)

    async def heal(self, narration_id: str) -> None:
        """Make a narration again: from its own words as its Timeline has them, or from the page of its article.

        Where its words are read another way by now, its article leads to that. Raises what fetching a page raises.
        """
        record = await self._lane.run(self._article_of, narration_id)
        if lost := await self._lane.run(self._narrator.store.lost, narration_id):
            order = await self._lane.run(self._narrator.orders.take_again, *lost)
            if order.id == narration_id or (record is not None and record.source_url is None):
                found = await self._narrator.conductor.start(order, Lane.BATCH)
                if record is not None and order.id != narration_id:
                    await self._narrator.articles.ask(replace(record, narration_id=order.id, recipe=""), found)
                LOG.info("narration %s was damaged and is made again as %s", narration_id, order.id)
                return
        if record is not None and record.source_url is not None:
            wish = await self._pages.words(replace(self._usual, url=record.source_url))
            await self._narrator.ask(wish, article_id=record.article_id, lane=Lane.BATCH)
            LOG.info("narration %s was damaged and is made again from its page", narration_id)

    def _is_damaged(self, narration_id: str) -> bool:
        """Whether it is found so now, or was before and is still missing."""
        store = self._narrator.store
        if store.get(narration_id) is None:
            return store.lost(narration_id) is not None
        return bool(store.check(narration_id))

    def _article_of(self, narration_id: str) -> ArticleRecord | None:
        return next(iter(self._narrator.store.articles_of(narration_id)), None)
