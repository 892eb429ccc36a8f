"""`announcer prerender`: have everything ready by breakfast."""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.announcer import Announcer
from app.api.schemas import NarrateRequest
from app.cli.progress import LineProgress, say
from app.errors import AnnouncerError, BodyTooLargeError, InvalidRequestError
from app.newsroom.files import HTML_SUFFIXES, wanted_from
from app.render import Render
from app.settings import Settings
from app.speech.pool import Lane
from app.wanted import Wanted

NICENESS = 19
"""Of all processes on the machine the last: the service's listeners come first."""
SUFFIXES = {".txt", ".md", *HTML_SUFFIXES}
SOME_FAILED = 3

Sources = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE...",
        help="JSON Lines files (each line as for POST /narrate), text or HTML files, or folders of them.",
    ),
]


def prerender(sources: Sources) -> None:
    """Render what is not rendered yet, below live requests. Exit code 0: all is there; 1: nothing is; 3: a part."""
    settings = Settings.load()
    os.nice(NICENESS)
    ready, failed = asyncio.run(_prerender(settings, sources))
    if failed:
        raise typer.Exit(SOME_FAILED if ready else 1)


async def _prerender(settings: Settings, sources: list[Path]) -> tuple[int, int]:
    """How many are ready now, and how many failed."""
    announcer = await asyncio.to_thread(Announcer.open, settings)
    counts = {"rendered": 0, "cached": 0, "retracted": 0, "failed": 0}
    try:
        for name, item in _items(sources, settings.max_body_bytes):
            try:
                if isinstance(item, AnnouncerError):
                    raise item
                wanted, article_id = item
                counts[await _one(announcer, name, wanted, article_id)] += 1
            except AnnouncerError as error:
                counts["failed"] += 1
                _tell_failure(name, error)
    finally:
        await announcer.close()
    _summarize(counts)
    return counts["rendered"] + counts["cached"] + counts["retracted"], counts["failed"]


async def _one(announcer: Announcer, name: str, wanted: Wanted, article_id: str | None) -> str:
    order = await asyncio.to_thread(announcer.order, wanted)
    if await asyncio.to_thread(announcer.store.is_retracted, order.id):
        return "retracted"  # taken back on purpose: only an explicit request brings it back
    found = await announcer.conductor.start(order, Lane.BATCH)
    if isinstance(found, Render):
        with LineProgress(order.script.title) as progress:
            await progress.follow(found)
        if found.error is not None:
            raise found.error
    if article_id is not None:
        await asyncio.to_thread(announcer.store.point_article, article_id, order.id)
    if not sys.stderr.isatty():
        say(event="ready", source=name, id=order.id, cached=not isinstance(found, Render))
    return "rendered" if isinstance(found, Render) else "cached"


Item = tuple[Wanted, str | None]


def _items(sources: list[Path], max_bytes: int) -> Iterator[tuple[str, Item | AnnouncerError]]:
    """Each article with its name; one that cannot be understood is an error and keeps no other from being read."""
    for source in sources:
        if source.is_dir():
            files = sorted(path for path in source.rglob("*") if path.suffix.lower() in {*SUFFIXES, ".jsonl"})
            if not files:
                yield str(source), InvalidRequestError(f"{source} holds no articles ({', '.join(sorted(SUFFIXES))}).")
        else:
            files = [source]
        for file in files:
            if file.suffix.lower() == ".jsonl":
                yield from _json_lines(file, max_bytes)
                continue
            try:
                yield str(file), (wanted_from(str(file), max_bytes), None)
            except AnnouncerError as error:
                yield str(file), error


def _json_lines(file: Path, max_bytes: int) -> Iterator[tuple[str, Item | AnnouncerError]]:
    try:
        with file.open("rb") as lines:
            number = 0
            while line := lines.readline(max_bytes + 1):
                number += 1
                name = f"{file}:{number}"
                if len(line) > max_bytes:
                    yield name, BodyTooLargeError(f"The line has more than {max_bytes:,} bytes.")
                    return
                if line.strip():
                    yield name, _parsed(line)
    except OSError as error:
        yield str(file), InvalidRequestError(f"{file} cannot be read: {error.strerror}.")


def _parsed(line: bytes) -> Item | AnnouncerError:
    try:
        request = NarrateRequest.model_validate(json.loads(line))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return InvalidRequestError("; ".join(faults))
    except (ValueError, RecursionError):
        return InvalidRequestError("The line is not valid JSON.")
    if request.url is not None:
        return InvalidRequestError("Addresses are not fetched yet: give text or html.")
    return request.wanted(), request.article_id


def _tell_failure(name: str, error: AnnouncerError) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{name}: {error.detail}", err=True)
    else:
        say(event="failed", source=name, code=error.code, detail=error.detail)


def _summarize(counts: dict[str, int]) -> None:
    if sys.stdout.isatty():
        typer.echo(", ".join(f"{count} {what}" for what, count in counts.items()))
    else:
        typer.echo(json.dumps({"event": "summary", **counts}))
