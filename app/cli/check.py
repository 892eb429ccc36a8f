"""`announcer check`: is announcer.toml right, and can this announcer do what it says?"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cssselect
import typer

from app.cli.source import AsJson
from app.errors import AnnouncerError
from app.ingest.address import Limits, parse_url
from app.newsroom.config import Mistake, Newsroom, line_of, read_newsroom
from app.settings import Settings
from app.voices import VoiceCatalogue


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
    if not settings.config.exists():
        return
    text = settings.config.read_text(encoding="utf-8")
    voices = VoiceCatalogue(settings.voices_dir)
    asked = [(("voices", language), name) for language, name in newsroom.voices.items()]
    asked += [(("source", at, "voice"), each.voice) for at, each in enumerate(newsroom.source) if each.voice]
    for place, name in asked:
        try:
            voices.get(name)
        except AnnouncerError as error:
            yield Mistake(line_of(text, place), error.detail)
    limits = Limits(settings.private_hosts, settings.fetch_ports)
    for at, source in enumerate(newsroom.source):
        if source.url:
            try:
                parse_url(source.url, limits)
            except AnnouncerError as error:
                yield Mistake(line_of(text, ("source", at, "url")), error.detail)
        elif source.path and source.path != "-" and not Path(source.path).exists():
            yield Mistake(line_of(text, ("source", at, "path")), f"there is no {source.path}")
    tables = [(("read", "leave_out"), newsroom.read.leave_out)]
    tables += [(("source", at, "leave_out"), each.leave_out) for at, each in enumerate(newsroom.source)]
    for place, selectors in tables:
        for selector in selectors:
            try:
                cssselect.parse(selector)
            except cssselect.SelectorError as error:
                yield Mistake(line_of(text, place), f"{selector!r} is not a CSS selector: {error}")
    names = [feed.name for feed in newsroom.feed]
    for at, name in enumerate(names):
        if name in names[:at]:
            yield Mistake(line_of(text, ("feed", at, "name")), f"there is another feed named {name}")
