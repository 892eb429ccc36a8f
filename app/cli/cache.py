"""`announcer cache stats|prune|verify|reindex`."""

import contextlib
import dataclasses
import json
import sys
from typing import Annotated

import typer

from app.cli.source import AsJson
from app.errors import InvalidSettingError
from app.parts import open_parts
from app.settings import Settings

cache_app = typer.Typer(no_args_is_help=True, help="The cache of clips and narrations: stats, prune, verify, reindex.")

MaxBytes = Annotated[int | None, typer.Option(min=0, help="What may stay; else ANNOUNCER_MAX_CACHE_BYTES.")]


@cache_app.command()
def stats(*, as_json: AsJson = False) -> None:
    """Show what the cache holds."""
    settings = Settings.load()
    with contextlib.closing(open_parts(settings)) as parts:
        parts.store.catch_up()
        found = parts.store.stats()
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found)))
        return
    typer.echo(f"{found.narrations} narrations, {found.narration_bytes / 1e6:.1f} MB; {found.articles} articles")
    typer.echo(f"{found.clips} clips, {found.clip_bytes / 1e6:.1f} MB")


@cache_app.command()
def prune(*, max_bytes: MaxBytes = None, as_json: AsJson = False) -> None:
    """Evict the least recently used clips, then narrations, until the rest fits."""
    settings = Settings.load()
    limit = settings.max_cache_bytes if max_bytes is None else max_bytes
    if limit is None:
        raise InvalidSettingError("Say how much may stay: --max-bytes N, or ANNOUNCER_MAX_CACHE_BYTES.")
    with contextlib.closing(open_parts(settings)) as parts:
        parts.store.catch_up()
        freed = parts.store.prune(limit)
    typer.echo(json.dumps({"freed_bytes": freed}) if as_json else f"{freed / 1e6:.1f} MB freed")


@cache_app.command()
def verify(*, as_json: AsJson = False) -> None:
    """Check every file and the index; what is damaged goes to quarantine. Exit code 1 when something was found."""
    with contextlib.closing(open_parts(Settings.load())) as parts:
        problems = parts.store.verify()
    for problem in problems:
        typer.echo(json.dumps(dataclasses.asdict(problem)) if as_json else f"{problem.path}: {problem.what}")
    if problems:
        sys.exit(1)
    if not as_json:
        typer.echo("Everything is as it was written.")


@cache_app.command()
def reindex(*, as_json: AsJson = False) -> None:
    """Make the index anew from the files; services go on meanwhile."""
    tenths = 0

    def told(done: int, of: int) -> None:
        nonlocal tenths
        if done * 10 // of > tenths:
            tenths = done * 10 // of
            typer.echo(f"{done} of {of} folders are read", err=True)

    with contextlib.closing(open_parts(Settings.load())) as parts:
        folders = parts.store.reindex(told)
        found = parts.store.stats()
    if as_json:
        typer.echo(json.dumps({"folders": folders, **dataclasses.asdict(found)}))
        return
    typer.echo(f"{found.articles} articles, {found.narrations} narrations and {found.clips} clips are in the index.")
