"""Which renders go on at once: more would only share the same cores and delay every first word."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from app.narration.render import Render
from app.speech.pool import Lane

RENDERS = {Lane.LIVE: 8, Lane.READERS: 3, Lane.BATCH: 2}


class Places:
    """First come, first served in each lane. Lives in one event loop."""

    def __init__(self) -> None:
        self._free = dict(RENDERS)
        self._waiting: dict[Render, asyncio.Future[Lane]] = {}

    @contextlib.asynccontextmanager
    async def one_for(self, render: Render) -> AsyncGenerator[None, None]:
        """Wait for a place in the render's lane, whichever that is by then; it is free again at the end."""
        place = self._waiting[render] = asyncio.get_running_loop().create_future()
        self.admit()
        try:
            await place
            yield
        finally:
            self._waiting.pop(render, None)
            if place.done() and not place.cancelled():  # it may have come in the moment in which nobody wanted it more
                self._free[place.result()] += 1
            self.admit()

    def admit(self) -> None:
        """Let those go on that can; call it when one that waits was moved to another lane."""
        for render, place in list(self._waiting.items()):
            if self._free[render.lane] and not place.done():
                self._free[render.lane] -= 1
                place.set_result(render.lane)
                del self._waiting[render]
