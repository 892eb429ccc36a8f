"""`announcer export`: narrations, pages and feeds as plain files."""

import asyncio
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.announcer import Announcer
from app.cli.progress import say
from app.errors import InvalidSettingError
from app.forms import ADDRESS, HOW
from app.newsroom.podcast import Episode
from app.settings import Settings
from app.web.export import export as write

To = Annotated[Path, typer.Option("--to", help="The folder to write; what did not change in it is left alone.")]


def _address(given: str | None) -> str | None:
    if given is not None and not re.match(ADDRESS, given):
        raise typer.BadParameter(HOW[ADDRESS])
    return given


Base = Annotated[
    str | None,
    typer.Option("--base-url", callback=_address, help="Where the folder will be found; else ANNOUNCER_PUBLIC_URL."),
]


def export(*, to: To, base_url: Base = None) -> None:
    """Write every article's newest narration, a page, the feeds and the player into a folder, for a CDN."""
    settings = Settings.load()
    address = base_url or settings.public_url
    if address is None:
        raise InvalidSettingError("Feeds need addresses: give --base-url, or set ANNOUNCER_PUBLIC_URL.")
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidSettingError(f"{to} cannot be written: {error.strerror}.") from error
    announcer = Announcer.open(settings)
    try:
        count = write(announcer, to, base_url=address.rstrip("/"), told=_tell)
    finally:
        asyncio.run(announcer.close())
    typer.echo(f"{to}: {count} narrations", err=True)


def _tell(episode: Episode) -> None:
    if not sys.stderr.isatty():
        say(event="exported", id=episode.narration.id, title=episode.record.title)
