"""The conductor and what it works with, without a server: tones for a voice, a real store, real threads."""

import asyncio
import contextlib
from pathlib import Path
from typing import Self

from app.lexicon import Lexicons
from app.narration.articles import Articles
from app.narration.bulkheads import Bulkheads
from app.narration.clips import ClipSource
from app.narration.conductor import LEASE_S, Conductor
from app.narration.narrator import Narrator
from app.narration.order import Order
from app.narration.orders import Orders
from app.narration.recording import Recording
from app.narration.render import Render
from app.narration.wish import Wish
from app.narration.wishes import Wishes
from app.speech.engines import Engines
from app.speech.pool import Lane, SpeechPool
from app.store.base import Store
from app.store.local import LocalStore
from app.store.shelf import FileShelf
from app.voices import VoiceCatalogue
from app.workers.threads import ThreadWorkers
from tests.serving import ARTICLE, ENGLISH, PATIENCE_S, Before, Gate, Tones
from tests.voices.offer import put_voice


class Inside:
    """Renders that nobody wants stop at once, unless `linger_s` says otherwise."""

    def __init__(
        self,
        folder: Path,
        before: Before | None = None,
        *,
        store: Store | None = None,
        linger_s: float = 0.0,
        lease_s: float = LEASE_S,
        max_queued: int = 200,
        gain_db: float = 0.0,
        workers: int = 1,
        wishes: Wishes | None = None,
    ) -> None:
        self.voices = folder / "voices"
        put_voice(self.voices, ENGLISH)
        self.store = store or LocalStore(folder / "cache")
        self.tones = Tones(before)
        self.pool = SpeechPool(workers)
        self.bulkheads = Bulkheads()
        speaking = ThreadWorkers(Engines(self.tones, measure=lambda _pcm, _rate: gain_db), workers)
        self.clips = ClipSource(self.store, self.pool, speaking)
        self.conductor = Conductor(
            self.store,
            self.clips,
            _recording,
            self.bulkheads.sound,
            max_queued=max_queued,
            linger_s=linger_s,
            lease_s=lease_s,
            wishes=wishes,
        )
        self.lexicons = Lexicons(FileShelf(folder / "lexicon"))
        self.orders = Orders(VoiceCatalogue(self.voices), dict, self.lexicons, deterministic=False)
        self.articles = Articles(self.store, wishes)
        self.narrator = Narrator(self.store, self.orders, self.conductor, self.articles, self.bulkheads, wishes=wishes)
        speaking.load(self.order().voice)
        self.tones.forget()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """When nothing waits at a gate any more."""
        await self.conductor.close(PATIENCE_S)
        await self.narrator.settle()
        self.pool.shutdown()
        self.clips.close()
        self.bulkheads.close()

    def order(self, text: str = ARTICLE) -> Order:
        """What is to be rendered of a text."""
        return self.orders.take(Wish(text=text, language="en"))

    async def begin(self, text: str = ARTICLE, lane: Lane = Lane.LIVE, *, wanted: bool = True) -> Render:
        """A render that was begun, or was under way."""
        render = await self.conductor.start(self.order(text), lane, wanted=wanted)
        assert isinstance(render, Render)
        return render

    async def rendered(self, text: str = ARTICLE, lane: Lane = Lane.LIVE) -> Render:
        """A render that has come to its end."""
        render = await self.begin(text, lane)
        await render.wait(PATIENCE_S)
        assert render.finished
        return render


def _recording(order: Order) -> Recording:
    return Recording(order, order.voice.sample_rate_hz, site="News", mp3_kbps=64)


def hold(word: str, gate: Gate) -> Before:
    """Lets a sentence with that word wait at the gate."""
    return lambda tokens: gate(tokens) if any(word in token.text for token in tokens) else None


async def until_lines(render: Render, lines: int) -> None:
    """Wait until so many are in the file."""
    async with asyncio.timeout(PATIENCE_S):
        while render.lines_done < lines:
            await render.coming().wait()


async def first_sound(render: Render) -> None:
    """Listen until the first bytes, then leave."""
    async with contextlib.aclosing(render.follow()) as sound:
        await anext(sound)
