"""From a wish to its narration: what the service, the night and the command line ask for."""

from datetime import UTC, datetime

from app.narration.articles import Articles, record_of, summary_key
from app.narration.bulkheads import Bulkheads
from app.narration.conductor import Conductor
from app.narration.order import Order
from app.narration.orders import Orders
from app.narration.render import Render
from app.narration.wish import Wish
from app.speech.pool import Lane
from app.store.base import ArticleRecord, Narration, Store


class Narrator:
    """Takes wishes, has them rendered, and lets articles lead to what came of them."""

    def __init__(
        self, store: Store, orders: Orders, conductor: Conductor, articles: Articles, bulkheads: Bulkheads
    ) -> None:
        self.store = store
        self.orders = orders
        self.conductor = conductor
        self.articles = articles
        self._bulkheads = bulkheads

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
        if wish.with_summary and wish.summary:
            short = await self._bulkheads.read(wish.characters, self.orders.take_summary, wish, order)
            script = short.script
            record = ArticleRecord(summary_key(order.id), short.id, script.title, script.language, datetime.now(UTC))
            await self.articles.ask(record, await self.conductor.start(short, lane))
        return found
