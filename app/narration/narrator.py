"""From a wish to its narration: what the service, the night and the command line ask for."""

import asyncio
from datetime import UTC, datetime

from app.narration.articles import Articles, record_of, summary_key
from app.narration.conductor import Conductor
from app.narration.order import Order
from app.narration.orders import Orders
from app.narration.render import Render
from app.narration.wish import Wish
from app.speech.pool import Lane
from app.store.base import ArticleRecord, Narration, Store


class Narrator:
    """Takes wishes, has them rendered, and lets articles lead to what came of them."""

    def __init__(self, store: Store, orders: Orders, conductor: Conductor, articles: Articles) -> None:
        self.store = store
        self.orders = orders
        self.conductor = conductor
        self.articles = articles

    async def ask(
        self, wish: Wish, *, article_id: str | None = None, only_heard: bool = False
    ) -> tuple[Order, Render | Narration]:
        """The narration of a wish, or its render; the article will lead to it.

        `only_heard`: it stops when its last listener has left. Raises what `Orders.take` and `Conductor.start` raise.
        """
        order = await asyncio.to_thread(self.orders.take, wish)
        found = await self.start(order, wish, only_heard=only_heard)
        if article_id is not None:
            await self.articles.ask(record_of(order, article_id, wish), found)
        return order, found

    async def start(
        self, order: Order, wish: Wish, *, only_heard: bool = False, lane: Lane = Lane.LIVE
    ) -> Render | Narration:
        """The same of what was ordered already as `order`, without its article."""
        found = await self.conductor.start(order, lane, wanted=not only_heard)
        if wish.with_summary and wish.summary:
            short = await asyncio.to_thread(self.orders.take_summary, wish, order)
            script = short.script
            record = ArticleRecord(summary_key(order.id), short.id, script.title, script.language, datetime.now(UTC))
            await self.articles.ask(record, await self.conductor.start(short, lane))
        return found
