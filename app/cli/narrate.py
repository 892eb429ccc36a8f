"""`announcer narrate`: one article to one MP3."""

import asyncio
import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from app.announcer import Announcer
from app.cli.progress import LineProgress
from app.cli.source import Article, Language, Speed, Title, VoiceName
from app.errors import StoreError
from app.newsroom.files import wanted_from
from app.newsroom.reading import Reading
from app.render import Render
from app.settings import Settings
from app.store.base import Narration
from app.wanted import Wanted

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
    is_address = file.startswith(("http://", "https://"))
    target = output or (Path("narration.mp3") if is_address or file == "-" else Path(file).with_suffix(".mp3"))
    if is_address:
        reading = Reading(language=language, voice=voice, speed=speed)
        narration = asyncio.run(_render_page(settings, file, reading, title, target))
    else:
        wanted = wanted_from(file, settings.max_body_bytes, language=language, voice=voice, speed=speed, title=title)
        narration = asyncio.run(render_to(settings, wanted, target))
    if sys.stderr.isatty():
        minutes, seconds = divmod(round(narration.duration_ms / 1000), 60)
        typer.echo(f"{target}: {minutes}:{seconds:02} min, read by {narration.voice}", err=True)


async def render_to(settings: Settings, wanted: Wanted, target: Path) -> Narration:
    """Render what is wanted, or take it from the cache, and copy the MP3. Raises AnnouncerError."""
    async with _opened(settings) as announcer:
        return await _rendered(announcer, wanted, target)


async def _render_page(settings: Settings, url: str, reading: Reading, title: str | None, target: Path) -> Narration:
    async with _opened(settings) as announcer:
        usual = announcer.newsroom.reading()
        reading = replace(reading, leave_out=usual.leave_out, automatic_summary=usual.automatic_summary)
        story = await announcer.pages.story(url, reading)
        assert story is not None  # nothing was known of it
        return await _rendered(announcer, replace(story.wanted, title=title or story.wanted.title), target)


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Announcer]:
    announcer = await asyncio.to_thread(Announcer.open, settings)
    try:
        yield announcer
    finally:
        await announcer.close()


async def _rendered(announcer: Announcer, wanted: Wanted, target: Path) -> Narration:
    found = await announcer.conductor.start(await asyncio.to_thread(announcer.order, wanted))
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


def copy_whole(source: BinaryIO, target: Path) -> None:
    """Copy to a file that appears whole or not at all; a device or pipe is written to as it is. Raises StoreError."""
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                shutil.copyfileobj(source, file)
            return
        temp = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
        try:
            with temp.open("xb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            temp.replace(target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temp.unlink()
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error
