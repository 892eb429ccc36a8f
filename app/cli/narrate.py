"""`announcer narrate`: one article to one MP3."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.announcer import Announcer
from app.cli.progress import LineProgress
from app.cli.source import Article, Language, Speed, Title, VoiceName
from app.cli.target import check_target, copy_whole
from app.errors import StoreError
from app.forms import is_address
from app.narration.render import Render
from app.narration.wish import Wish
from app.newsroom.config import load_newsroom
from app.newsroom.files import wish_from
from app.settings import Settings
from app.store.base import Narration

Output = Annotated[Path | None, typer.Option("--output", "-o", help="The MP3 to write; else FILE with .mp3.")]


def narrate(
    file: Article,
    *,
    output: Output = None,
    language: Language = None,
    voice: VoiceName = None,
    speed: Speed = 1.0,
    title: Title = None,
) -> None:
    """Read an article into an MP3. What was spoken before is taken from the cache."""
    settings = Settings.load()
    target = output or (Path("narration.mp3") if is_address(file) or file == "-" else Path(file).with_suffix(".mp3"))
    usual = load_newsroom(settings.config).usual()
    usual = replace(usual, title=title, language=language, voice=voice, speed=speed)
    wish = replace(usual, url=file) if is_address(file) else wish_from(file, usual, settings.max_body_bytes)
    narration = asyncio.run(render_to(settings, wish, target))
    if sys.stderr.isatty():
        minutes, seconds = divmod(round(narration.duration_ms / 1000), 60)
        typer.echo(f"{target}: {minutes}:{seconds:02} min, read by {narration.voice}", err=True)


async def render_to(settings: Settings, wish: Wish, target: Path) -> Narration:
    """Render what is wanted, or take it from the cache, and copy the MP3. Raises AnnouncerError."""
    check_target(target)
    async with _opened(settings) as announcer:
        _, found = await announcer.narrator.ask(await announcer.pages.words(wish))
        return await _copied(announcer, found, target)


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Announcer]:
    announcer = await asyncio.to_thread(Announcer.open, settings)
    try:
        yield announcer
    finally:
        await announcer.close()


async def _copied(announcer: Announcer, found: Render | Narration, target: Path) -> Narration:
    if isinstance(found, Render):
        with LineProgress() as progress:
            await progress.follow(found)
        if found.error is not None:
            raise found.error
        assert found.narration is not None
        found = found.narration
    audio = await asyncio.to_thread(announcer.store.open_audio, found.id)
    if audio is None:
        raise StoreError("The narration was removed from the cache while it was copied.")
    with audio:
        await asyncio.to_thread(copy_whole, audio, target)
    return found
