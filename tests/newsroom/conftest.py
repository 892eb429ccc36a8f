"""A newspaper's server, and an announcer with tones for voices that may fetch from it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.announcer import Announcer
from app.narration.render import Render
from app.narration.wish import Wish
from app.newsroom.night import Night
from app.newsroom.pages import Pages
from app.newsroom.report import Report, Told
from app.newsroom.sources import Item, Source
from app.newsroom.stand import Stand
from app.settings import Settings
from tests.newspaper import Newspaper
from tests.serving import ENGLISH, TURKISH, Tones
from tests.voices.offer import put_voice


@dataclass
class Watcher:
    """Remembers what it was told."""

    offered: int = 0
    renders: int = 0
    told: list[Told] = field(default_factory=list)

    def offer(self) -> None:
        self.offered += 1

    async def follow(self, _item: Item, render: Render) -> None:
        self.renders += 1
        await render.wait()

    def done(self, told: Told) -> None:
        self.told.append(told)


class OddPages(Pages):
    """Pages of which one has something that nobody thought of."""

    def __init__(self, pages: Pages, odd: str) -> None:
        super().__init__(pages.fetcher, pages.documents)
        self.odd = odd

    async def fetched(self, wish: Wish, *known: Any, **more: Any) -> Wish | None:
        if str(wish.url).endswith(self.odd):
            raise ZeroDivisionError
        return await super().fetched(wish, *known, **more)


def night(announcer: Announcer, watch: Watcher, **options: Any) -> Night:
    max_bytes = announcer.settings.max_body_bytes
    return Night(announcer.narrator, announcer.pages, watch, max_bytes=max_bytes, **options)


@dataclass
class Desk:
    """The announcer, its tones, and nights of it."""

    announcer: Announcer
    tones: Tones
    watch: Watcher = field(default_factory=Watcher)

    async def night(self, *places: str, **options: Any) -> Report:
        sources = [Source(place, self.announcer.newsroom.usual()) for place in places]
        return await self.of(*sources, **options)

    async def of(self, *sources: Source, **options: Any) -> Report:
        self.tones.forget()
        self.watch = Watcher()
        return await night(self.announcer, self.watch, **options).run(sources)

    def stand(self, **options: Any) -> Stand:
        here = self.announcer
        return Stand(here.narrator, here.pages, here.newsroom.usual(), here.settings.article_hosts, **options)


def settings_for(folder: Path, paper: Newspaper, **more: Any) -> Settings:
    for key in (ENGLISH, TURKISH):
        if not (folder / "voices" / f"{key}.onnx").exists():
            put_voice(folder / "voices", key)
    given = {
        "cache_dir": folder / "cache",
        "voices_dir": folder / "voices",
        "lexicon_dir": folder / "lexicon",
        "config": folder / "announcer.toml",
        "private_hosts": (paper.place,),
        "article_hosts": ("127.0.0.1",),
        "workers": 2,
        "grace_s": 2,
    }
    return Settings.load(**(given | more))


@pytest.fixture
async def desk(tmp_path: Path, paper: Newspaper) -> AsyncIterator[Desk]:
    tones = Tones()
    announcer = Announcer.open(settings_for(tmp_path, paper), load=tones)
    announcer.warm()
    tones.forget()
    yield Desk(announcer, tones)
    await announcer.close()
