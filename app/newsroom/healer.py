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
        self._checked: OrderedDict[str, float] = OrderedDict()
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def served(self, narration_id: str) -> None:
        """Have a narration checked soon, unless it was lately; never waits."""
        now = self._clock()
        if now - self._checked.get(narration_id, -CHECKED_EVERY_S) < CHECKED_EVERY_S or self._waiting.full():
            return
        self._checked[narration_id] = now
        self._checked.move_to_end(narration_id)
        while len(self._checked) > REMEMBERED:
            self._checked.popitem(last=False)
        self._waiting.put_nowait(narration_id)

    async def tend(self) -> None:
        """Check and heal for ever."""
        while True:
            narration_id = await self._waiting.get()
            try:
                if await self._lane.run(self._narrator.store.check, narration_id):
                    await self.heal(narration_id)
            except AnnouncerError as error:
                LOG.warning("narration %s could not be checked or made again: %s", narration_id, error)

    async def heal(self, narration_id: str) -> None:
        """Make a narration again from the page of its article, where one is known. Raises what fetching it raises."""
        record = await self._lane.run(self._article_of, narration_id)
        if record is not None and record.source_url is not None:
            wish = await self._pages.words(replace(self._usual, url=record.source_url))
            await self._narrator.ask(wish, article_id=record.article_id, lane=Lane.BATCH)
            LOG.info("narration %s was damaged and is made again", narration_id)

    def _article_of(self, narration_id: str) -> ArticleRecord | None:
        return next(iter(self._narrator.store.articles_of(narration_id)), None)
