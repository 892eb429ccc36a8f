"""Narrations by the address of their article, for readers: made once, whoever asks, and kept up with the page."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.errors import (
    AnnouncerError,
    BusyError,
    FetchError,
    HostNotAllowedError,
    InvalidRequestError,
    RetractedError,
    ShuttingDownError,
)
from app.ingest.address import is_among, parse_url
from app.narration.identity import same_article, url_id
from app.narration.narrator import Narrator
from app.narration.render import Render
from app.narration.wish import Wish
from app.newsroom.allowance import Allowance
from app.newsroom.pages import Pages
from app.speech.pool import Lane
from app.store.base import ArticleRecord, Narration

LOG = logging.getLogger(__name__)

RECHECK_S = 300
"""How often a page that is listened to is asked whether it changed."""
FAILURE_REMEMBERED_S = 60
REFUSAL_REMEMBERED_S = 3600
"""Of what waiting does not heal: no article, a robots.txt that forbids it."""
AT_ONCE = 8
MOST_WAITING = 32
REMEMBERED = 2_000
LET_GO = "let go"
"""In place of a network, for narrations that are made again by their ids."""

T = TypeVar("T")


class Stand:
    """Finds or makes the narration of a page on one of the site's own hosts."""

    def __init__(
        self,
        narrator: Narrator,
        pages: Pages,
        usual: Wish,
        hosts: Sequence[str],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`hosts` are names, or "*." and the end of names."""
        self._narrator = narrator
        self._pages = pages
        self._usual = usual
        self._hosts = hosts
        self._clock = clock
        self._making: dict[str, asyncio.Task[Narration | Render]] = {}
        self._failed: OrderedDict[str, tuple[float, AnnouncerError]] = OrderedDict()
        self._checked: OrderedDict[str, float] = OrderedDict()
        self._known_as: OrderedDict[str, str] = OrderedDict()
        """Of an address that was asked for, the id of the one its page says it has."""
        self._allowance = Allowance(clock)
        self._rendering: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._closed = False

    async def find(self, address: str, network: str = "") -> Narration | Render:
        """The narration of the page, or its render, begun if need be; a new page is made on `network`'s allowance.

        Raises AddressRefusedError, HostNotAllowedError, RetractedError, TooManyRequestsError, BusyError,
        ShuttingDownError, and what fetching raises; that again for a while, so that asking often costs its server
        nothing.
        """
        address = same_article(address)
        asked = self._allowed(address)
        article_id = self._known_as.get(asked, asked)
        # First what is on its way, then what is kept: in the other order it could be kept between the two looks.
        under_way, making = self._narrator.articles.coming(article_id), self._making.get(asked)
        record = await asyncio.to_thread(self._narrator.store.article, article_id)
        if record is not None and record.retracted:
            raise RetractedError("The article was retracted.")
        if record is not None:
            narration = await asyncio.to_thread(self._narrator.store.get, record.narration_id)
            if narration is not None:
                if self._is_due(article_id):
                    self._make(article_id, address, record)
                return narration
        if coming := await self._coming(under_way or self._narrator.articles.coming(article_id)):
            return coming
        if making is not None:
            return await asyncio.shield(making)
        since, error = self._failed.get(article_id, (0.0, None))
        if error is not None and self._clock() - since < _remembered_s(error):
            raise error
        return await asyncio.shield(self._make_new(asked, address, network, listed=record is not None))

    async def again(self, narration_id: str) -> Narration | Render | None:
        """A narration that was let go, from its article's page; None when no page is known, or it reads otherwise now.

        All who ask by its id share one allowance. Raises TooManyRequestsError, BusyError and ShuttingDownError.
        """
        records = await asyncio.to_thread(self._narrator.store.articles_of, narration_id)
        address = next((each.source_url for each in records if each.source_url), None)
        if address is None:
            return None
        article_id = url_id(address)
        since, _ = self._failed.get(article_id, (-REFUSAL_REMEMBERED_S, None))
        if self._clock() - since < FAILURE_REMEMBERED_S:
            return None
        making = self._make_new(article_id, same_article(address), LET_GO, listed=False)
        try:
            found = await asyncio.shield(making)
        except (InvalidRequestError, FetchError):
            return None
        return found if narration_id == (found.id if isinstance(found, Narration) else found.order.id) else None

    async def retract_let_go(self, narration_id: str) -> bool:
        """Make a narration that was let go one that was retracted; False when no article leads to it."""
        store = self._narrator.store
        if not await asyncio.to_thread(store.articles_of, narration_id):
            return False
        return await asyncio.to_thread(store.retract, narration_id, unpublished=True)

    async def _coming(self, narration_id: str | None) -> Narration | Render | None:
        """What others asked for and is under way, or was just now: their page need not be fetched again."""
        if narration_id is None:
            return None
        found = await asyncio.to_thread(self._narrator.store.get, narration_id)
        return found or self._narrator.conductor.find(narration_id)

    def _make_new(
        self, article_id: str, address: str, network: str, *, listed: bool
    ) -> "asyncio.Task[Narration | Render]":
        """Of a page without a narration. Raises TooManyRequestsError, BusyError, ShuttingDownError."""
        if article_id in self._making or listed:
            return self._make(article_id, address, None)
        end = self._allowance.begin(network)
        try:
            task = self._make(article_id, address, None)
        except AnnouncerError:
            end()
            raise
        waiting = asyncio.create_task(_until_rendered(task))
        self._rendering.add(waiting)
        waiting.add_done_callback(self._rendering.discard)
        waiting.add_done_callback(lambda _: end())
        return task

    async def close(self) -> None:
        """Stop what is being fetched."""
        self._closed = True
        tasks = [*self._making.values(), *self._rendering]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _allowed(self, address: str) -> str:
        url = parse_url(address, self._pages.fetcher.limits)
        if not is_among(url.host, self._hosts):
            raise HostNotAllowedError(f"{url.host} is not among this announcer's own sites (ANNOUNCER_ARTICLE_HOSTS).")
        return url_id(address)

    def _is_due(self, article_id: str) -> bool:
        now = self._clock()
        if now - self._checked.get(article_id, -RECHECK_S) < RECHECK_S or len(self._making) >= MOST_WAITING:
            return False
        _remember(self._checked, article_id, now)
        return True

    def _make(self, article_id: str, address: str, known: ArticleRecord | None) -> "asyncio.Task[Narration | Render]":
        """The one task that makes it. Raises BusyError."""
        if task := self._making.get(article_id):
            return task
        if self._closed:
            raise ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
        if len(self._making) >= MOST_WAITING:
            raise BusyError("Too many pages are being fetched.", retry_after_s=5)
        task = self._making[article_id] = asyncio.create_task(self._made(article_id, address, known))
        task.add_done_callback(lambda done: self._over(article_id, address, done))
        return task

    def _over(self, article_id: str, address: str, task: "asyncio.Task[Narration | Render]") -> None:
        self._making.pop(article_id, None)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, AnnouncerError):
            LOG.warning("the page %s could not be read: %s", address, error)
            _remember(self._failed, article_id, (self._clock(), error))
        elif error is not None:  # of a page that is asked again behind its listeners nobody else hears
            LOG.error("the page %s could not be read", address, exc_info=error)

    async def _made(
        self, article_id: str, address: str, known: ArticleRecord | None, *, is_canonical: bool = False
    ) -> Narration | Render:
        async with self._places:
            wish = await self._pages.fetched(replace(self._usual, url=address), known.validators if known else None)
        _remember(self._checked, article_id, self._clock())
        if wish is None:
            assert known is not None
            narration = await asyncio.to_thread(self._narrator.store.get, known.narration_id)
            if narration is not None:
                return narration
            return await self._made(article_id, address, None)  # evicted just now
        if is_canonical:
            wish = replace(wish, source_url=address)  # another page says so; two that name each other lead nowhere
        assert wish.source_url is not None
        own_id = url_id(wish.source_url)
        _remember(self._known_as, article_id, own_id)
        if own_id != article_id:
            return await self._canonical(own_id, same_article(wish.source_url))
        _, found = await self._narrator.ask(wish, article_id=own_id, lane=Lane.READERS)
        return found

    async def _canonical(self, article_id: str, address: str) -> Narration | Render:
        """Of the address that a page says it has, as that answers: any number of invented ones are one page."""
        if coming := await self._coming(self._narrator.articles.coming(article_id)):
            return coming
        record = await asyncio.to_thread(self._narrator.store.article, article_id)
        narration = await asyncio.to_thread(self._narrator.store.get, record.narration_id) if record else None
        return narration or await self._made(article_id, address, None, is_canonical=True)


async def _until_rendered(task: "asyncio.Task[Narration | Render]") -> None:
    await asyncio.wait([task])
    if not task.cancelled() and task.exception() is None and isinstance(found := task.result(), Render):
        await found.wait()


def _remembered_s(error: AnnouncerError) -> float:
    return REFUSAL_REMEMBERED_S if isinstance(error, InvalidRequestError) else FAILURE_REMEMBERED_S


def _remember(memory: "OrderedDict[str, T]", key: str, value: T) -> None:
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
