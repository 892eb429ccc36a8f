"""What was accepted is kept: written down before anybody is told, and taken up again by whoever starts next."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import AnnouncerError, ShuttingDownError
from app.narration.narrator import Narrator
from app.narration.order import Order
from app.narration.render import Render
from app.narration.wish import Wish
from app.newsroom.webhooks import Webhooks
from app.store.base import Narration
from app.store.promises import Promises

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Promise:
    """A wish whose words are there, what its article is, and who is to be told."""

    wish: Wish
    article_id: str | None
    callback_url: str | None
    base_url: str
    """The announcer's address as the one who wished knows it."""

    accepted_at: datetime
    narration_id: str = ""


News = Callable[[Promise, Render | Narration], Awaitable[dict[str, Any]]]
"""What is told to who is to be called back."""

PROMISE = TypeAdapter(Promise)


class Accepted:
    """Carries out promises; what a stop leaves undone stays written down. `close` it."""

    def __init__(self, narrator: Narrator, webhooks: Webhooks, promises: Promises) -> None:
        self._narrator = narrator
        self._webhooks = webhooks
        self._promises = promises
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken_up: dict[str, asyncio.Event] = {}

    async def ask(self, promise: Promise, news: News, *, only_heard: bool = False) -> tuple[Order, Render | Narration]:
        """The narration, or its render, which survives a stop unless it is `only_heard`; raises as `Narrator.ask`."""
        order = await self._narrator.take(promise.wish)
        promise = replace(promise, narration_id=order.id)
        if only_heard or (promise.callback_url is None and await self._is_ready(order)):
            return order, await self._begin(order, promise, only_heard=only_heard)
        key = key_of(promise)
        await asyncio.to_thread(self._promises.keep, key, PROMISE.dump_python(promise, mode="json"))
        try:
            found = await self._begin(order, promise)
        except BaseException:
            await asyncio.to_thread(self._promises.drop, key)
            raise
        self._carry_out(key, promise, found, news)
        return order, found

    async def take_up(self, news: News) -> None:
        """Begin again what processes that died have left. Returns when all is known of, and works on."""
        adopted = await asyncio.to_thread(self._promises.adopt)
        promises: list[tuple[str, Promise]] = []
        for key, record in adopted.items():
            try:
                promises.append((key, PROMISE.validate_python(record)))
            except ValidationError:  # of another version
                LOG.warning("a promise of another version is dropped: %s", key)
                await asyncio.to_thread(self._promises.drop, key)
        for key, promise in sorted(promises, key=lambda each: each[1].accepted_at):
            begun = asyncio.Event()
            self._taken_up |= {name: begun for name in (promise.narration_id, promise.article_id) if name}
            self._start(self._again(key, promise, news, begun))

    async def settled(self, name: str) -> None:
        """Wait until what was taken up under an id, a narration's or an article's, is begun."""
        if begun := self._taken_up.get(name):
            await begun.wait()

    async def close(self) -> None:
        """Stop; what is not done is left to who starts next."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(AnnouncerError):
            await asyncio.to_thread(self._promises.close)

    async def _again(self, key: str, promise: Promise, news: News, begun: asyncio.Event) -> None:
        try:
            order = await self._narrator.take(promise.wish)
            found = await self._begin(order, await self._unless_superseded(promise, order))
        except ShuttingDownError:
            return
        except AnnouncerError as error:
            LOG.warning("what was accepted cannot be read any more: %s", error)
            await asyncio.to_thread(self._promises.drop, key)
            return
        finally:
            begun.set()
            for name in (promise.narration_id, promise.article_id):
                self._taken_up.pop(name or "", None)
        self._carry_out(key, promise, found, news)

    async def _unless_superseded(self, promise: Promise, order: Order) -> Promise:
        """Without its article, when that leads to something newer."""
        if promise.article_id is None:
            return promise
        record = await asyncio.to_thread(self._narrator.store.article, promise.article_id)
        is_newer = record is not None and record.updated_at > promise.accepted_at and record.narration_id != order.id
        return replace(promise, article_id=None) if is_newer else promise

    async def _is_ready(self, order: Order) -> bool:
        return await asyncio.to_thread(self._narrator.store.get, order.id) is not None

    async def _begin(self, order: Order, promise: Promise, *, only_heard: bool = False) -> Render | Narration:
        return await self._narrator.begin(order, promise.wish, article_id=promise.article_id, only_heard=only_heard)

    def _carry_out(self, key: str, promise: Promise, found: Render | Narration, news: News) -> None:
        self._start(self._carried_out(key, promise, found, news))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carried_out(self, key: str, promise: Promise, found: Render | Narration, news: News) -> None:
        if isinstance(found, Render):
            await found.wait()
            if isinstance(found.error, ShuttingDownError):
                return
            await self._narrator.articles.settle(found)
        if promise.callback_url is not None:
            await self._webhooks.deliver(promise.callback_url, key, lambda: news(promise, found))
        await asyncio.to_thread(self._promises.drop, key)


def key_of(promise: Promise) -> str:
    """The same for the same wish of the same article with the same call back, so that asking twice is one promise."""
    named = [promise.narration_id, promise.article_id, promise.callback_url]
    return hashlib.sha256(repr(named).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def promised(wish: Wish, article_id: str | None, callback_url: str | None, base_url: str) -> Promise:
    """A promise of now."""
    return Promise(wish, article_id, callback_url, base_url, datetime.now(UTC))
