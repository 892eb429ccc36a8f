"""From a wish to its narration: what the service, the night and the command line ask for."""

import asyncio
from datetime import UTC, datetime

from app.errors import ShuttingDownError
from app.narration.articles import Articles, record_of, summary_key
from app.narration.bulkheads import Bulkheads
from app.narration.conductor import Conductor
from app.narration.order import Order
from app.narration.orders import Orders
from app.narration.render import Render
from app.narration.wish import Wish
from app.narration.wishes import Wishes
from app.speech.pool import Lane
from app.store.base import ArticleRecord, Narration, Store


class Narrator:
    """Takes wishes, has them rendered, and lets articles lead to what came of them."""

    def __init__(
        self,
        store: Store,
        orders: Orders,
        conductor: Conductor,
        articles: Articles,
        bulkheads: Bulkheads,
        *,
        wishes: Wishes | None = None,
    ) -> None:
        """`wishes` tell other nodes what is being read here, where there are any."""
        self.store = store
        self.orders = orders
        self.conductor = conductor
        self.articles = articles
        self._bulkheads = bulkheads
        self._wishes = wishes
        self._told: dict[str, asyncio.Task[None]] = {}

    async def take(self, wish: Wish) -> Order:
        """The Order of a wish whose words are there. Raises BusyError, and what `Orders.take` raises."""
        return await self._bulkheads.read(wish.characters, self.orders.take, wish)

    async def ask(
        self, wish: Wish, *, article_id: str | None = None, only_heard: bool = False, lane: Lane = Lane.LIVE
    ) -> tuple[Order, Render | Narration]:
        """The narration of a wish, or its render; the article will lead to it.

        `only_heard`: it stops when its last listener has left. Raises what `Orders.take` and `Conductor.start` raise.
        """
        order = await self.take(wish)
        return order, await self.begin(order, wish, article_id=article_id, only_heard=only_heard, lane=lane)

    async def begin(
        self,
        order: Order,
        wish: Wish,
        *,
        article_id: str | None = None,
        only_heard: bool = False,
        lane: Lane = Lane.LIVE,
    ) -> Render | Narration:
        """The same of what was ordered already as `order`."""
        found = await self.start(order, wish, only_heard=only_heard, lane=lane)
        if article_id is not None:
            await self.articles.ask(record_of(order, article_id, wish), found)
        return found

    async def start(
        self, order: Order, wish: Wish, *, only_heard: bool = False, lane: Lane = Lane.LIVE
    ) -> Render | Narration:
        """The same without its article."""
        found = await self.conductor.start(order, lane, wanted=not only_heard)
        await self._tell(wish, found)
        if wish.with_summary and wish.summary:
            short = await self._bulkheads.read(wish.characters, self.orders.take_summary, wish, order)
            script = short.script
            record = ArticleRecord(summary_key(order.id), short.id, script.title, script.language, datetime.now(UTC))
            await self.articles.ask(record, await self.conductor.start(short, lane))
        return found

    async def elsewhere(self, narration_id: str) -> Render | Narration | None:
        """What another node makes, as it grows here too, and made here should that one stop; None when none does.

        Raises what `Orders.take` and `Conductor.start` raise.
        """
        wish = await asyncio.to_thread(self._wishes.find, narration_id) if self._wishes else None
        order = await self.take(wish) if wish else None
        if order is None or order.id != narration_id:  # it would be read otherwise by now
            return None
        return await self.conductor.start(order, wanted=False, elsewhere=True)

    async def retract(self, narration_id: str) -> bool:
        """Stop and delete it, whoever makes it; False when there is none."""
        is_wanted = False
        if self._wishes is not None:
            is_wanted = await asyncio.to_thread(self._wishes.find, narration_id) is not None
            await asyncio.to_thread(self._wishes.forget, narration_id)
        return await self.conductor.retract(narration_id, is_wanted=is_wanted)

    async def settle(self) -> None:
        """Wait until nothing that is over is told to other nodes any more."""
        await self.articles.settle()
        await asyncio.gather(*(task for task in self._told.values()))

    async def _tell(self, wish: Wish, found: Render | Narration) -> None:
        """Let other nodes know what is being read, before anybody is told its id."""
        if self._wishes is None or not isinstance(found, Render) or found.finished or found.order.id in self._told:
            return
        narration_id = found.order.id
        telling = asyncio.ensure_future(asyncio.to_thread(self._wishes.keep, narration_id, wish))
        task = asyncio.create_task(self._forget(self._wishes, found, telling))
        self._told[narration_id] = task
        task.add_done_callback(lambda _: self._told.pop(narration_id, None))
        await asyncio.shield(telling)

    async def _forget(self, wishes: Wishes, render: Render, told: asyncio.Future[None]) -> None:
        await render.wait()
        await told
        goes_on = isinstance(render.error, ShuttingDownError) and (render.wanted or render.listeners)
        if not goes_on:  # else another node may take it up
            await asyncio.to_thread(wishes.forget, render.order.id)
