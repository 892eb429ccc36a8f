"""`announcer check`: whether announcer.toml is right, and this announcer can do what it says."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cssselect
import typer

from app.cli.source import AsJson
from app.errors import AnnouncerError
from app.ingest.address import Limits, parse_url
from app.newsroom.config import Mistake, Newsroom, Place, Read, Source, line_of, read_newsroom
from app.settings import Settings
from app.voices import VoiceCatalogue
from app.voices.places import places


def check(*, as_json: AsJson = False) -> None:
    """Explain what is wrong in announcer.toml, line by line. Exit code 0: nothing; 1: something."""
    settings = Settings.load()
    found = read_newsroom(settings.config)
    mistakes = list(_beyond_form(settings, found)) if isinstance(found, Newsroom) else found
    for mistake in mistakes:
        if as_json or not sys.stdout.isatty():
            typer.echo(json.dumps({"file": str(settings.config), "line": mistake.line, "what": mistake.what}))
        else:
            typer.echo(f"{settings.config}:{mistake.line}: {mistake.what}")
    if mistakes:
        raise typer.Exit(1)
    if not settings.config.exists():
        typer.echo(f"There is no {settings.config}; the defaults hold.", err=True)
    elif isinstance(found, Newsroom):
        typer.echo(f"{settings.config} is right: {len(found.source)} sources, {len(found.feed)} feeds.", err=True)


def _beyond_form(settings: Settings, newsroom: Newsroom) -> Iterator[Mistake]:
    """What only this machine knows: voices, files, addresses, selectors."""
    if settings.config.exists():
        text = settings.config.read_text(encoding="utf-8")
        found = (*_voices(settings, newsroom), *_places(settings, newsroom), *_selectors(newsroom), *_names(newsroom))
        yield from (Mistake(line_of(text, place), what) for place, what in found)


Faulty = Iterator[tuple[Place, str]]


def _voices(settings: Settings, newsroom: Newsroom) -> Faulty:
    voices = VoiceCatalogue(places(settings.voices_dir), embedded=True)
    asked: list[tuple[Place, str]] = [(("voices", language), name) for language, name in newsroom.voices.items()]
    asked += [(("source", at, "voice"), each.voice) for at, each in enumerate(newsroom.source) if each.voice]
    for place, name in asked:
        try:
            voices.get(name)
        except AnnouncerError as error:
            yield place, error.detail


def _places(settings: Settings, newsroom: Newsroom) -> Faulty:
    limits = Limits(settings.private_hosts, settings.fetch_ports)
    for at, source in enumerate(newsroom.source):
        if source.url:
            try:
                parse_url(source.url, limits)
            except AnnouncerError as error:
                yield ("source", at, "url"), error.detail
        elif source.path and source.path != "-" and not Path(source.path).exists():
            yield ("source", at, "path"), f"there is no {source.path}"


def _selectors(newsroom: Newsroom) -> Faulty:
    tables: list[tuple[Place, Read | Source]] = [(("read",), newsroom.read)]
    tables += [(("source", at), each) for at, each in enumerate(newsroom.source)]
    members = [((*place, name), getattr(table, name)) for place, table in tables for name in ("leave_out", "keep")]
    for place, selectors in members:
        for selector in selectors:
            try:
                cssselect.parse(selector)
            except cssselect.SelectorError as error:
                yield place, f"{selector!r} is not a CSS selector: {error}"


def _names(newsroom: Newsroom) -> Faulty:
    names = [feed.name for feed in newsroom.feed]
    for at, name in enumerate(names):
        if name in names[:at]:
            yield ("feed", at, "name"), f"there is another feed named {name}"
