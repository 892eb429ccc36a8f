"""`announcer prerender`: have everything ready by breakfast."""

import asyncio
import io
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from app.announcer import Announcer
from app.cli.progress import LineProgress, NightProgress
from app.cli.source import Language, VoiceName
from app.cli.target import check_target, copy_whole
from app.errors import AnnouncerError, InvalidRequestError, InvalidSettingError
from app.newsroom.config import Newsroom
from app.newsroom.config import Source as Named
from app.newsroom.night import Night
from app.newsroom.nights import name_of
from app.newsroom.periods import period_s
from app.newsroom.report import Report
from app.newsroom.sources import Source
from app.settings import Settings

NICENESS = 19
"""Of all processes on the machine the last: the service's listeners come first."""

Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE...]",
        help="A feed's, sitemap's or article's address, JSON Lines, a text or HTML file, a folder of them, "
        "or - for JSON Lines on standard input; else the sources of announcer.toml.",
    ),
]
Since = Annotated[str | None, typer.Option(help="Only what was published in the last 24h, 90m, 7d, ...")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many articles of each source, the newest.")]
Budget = Annotated[str | None, typer.Option(help="Stop cleanly after 2h, 30m, ..., and say what is left.")]
Jobs = Annotated[int, typer.Option(min=1, max=32, help="Articles under way at once.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be rendered, and how long it would be.")]
ReportFile = Annotated[Path | None, typer.Option("--report", help="Write the run's report, as JSON, to this file.")]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first article that fails.")]


@dataclass(frozen=True, slots=True)
class _Options:
    jobs: int
    budget_s: float | None
    dry_run: bool
    fail_fast: bool


def prerender(
    places: Places = None,
    *,
    since: Since = None,
    limit: Limit = None,
    language: Language = None,
    voice: VoiceName = None,
    budget: Budget = None,
    jobs: Jobs = 2,
    dry_run: DryRun = False,
    report: ReportFile = None,
    fail_fast: FailFast = False,
) -> None:
    """Render what changed, below live requests. Exit code 0: all is there; 1: some failed; 2: no start; 3: no time."""
    os.nice(NICENESS)
    try:
        settings = Settings.load()
        options = _Options(jobs, period_s(budget) if budget else None, dry_run, fail_fast)
        if report is not None:
            check_target(report)
        lately = timedelta(seconds=period_s(since)) if since else None
        announcer = Announcer.open(settings)
        sources = [
            replace(
                source,
                since=lately or source.since,
                limit=limit or source.limit,
                usual=replace(
                    source.usual,
                    language=language or source.usual.language,
                    voice=voice or source.usual.voice,
                ),
            )
            for source in _sources(announcer.newsroom, places or [], settings.config)
        ]
    except AnnouncerError as error:
        raise InvalidSettingError(error.detail) from error
    done = asyncio.run(_run(announcer, sources, options))
    _summarize(done)
    if report is not None:
        written = json.dumps(done.as_json(), ensure_ascii=False, indent=1)
        copy_whole(io.BytesIO(written.encode("utf-8", "replace")), report)
    raise typer.Exit(done.exit_code)


async def _run(announcer: Announcer, sources: Sequence[Source], options: _Options) -> Report:
    begun_s = time.monotonic()
    nights = announcer.nights
    try:
        with LineProgress() as lines:
            if options.dry_run:
                return await _night(announcer, lines, options).run(sources)
            async with nights.turn(sources, options.budget_s) as elsewhere:
                if elsewhere is not None:
                    return elsewhere
                night = _night(announcer, lines, options, spent_s=time.monotonic() - begun_s)
                night.report.night = name_of(sources)
                with nights.kept(sources) as all_sources:
                    done = await night.run(all_sources)
                await asyncio.to_thread(nights.reports.keep, done)
                return done
    finally:
        await announcer.close()


def _night(announcer: Announcer, lines: LineProgress, options: _Options, spent_s: float = 0.0) -> Night:
    return announcer.night(
        NightProgress(lines),
        jobs=options.jobs,
        budget_s=None if options.budget_s is None else max(0.0, options.budget_s - spent_s),
        dry_run=options.dry_run,
        fail_fast=options.fail_fast,
    )


def _sources(newsroom: Newsroom, places: Sequence[str], config: Path) -> list[Source]:
    """What the command line names, a source of announcer.toml by its name too; without any, all of announcer.toml."""
    named = {source.name: source for source in newsroom.source if source.name}
    if places:
        return [_configured(newsroom, named[place]) if place in named else _place(newsroom, place) for place in places]
    if not newsroom.source:
        raise InvalidRequestError(f"Name a SOURCE, or put sources into {config}.")
    return [_configured(newsroom, source) for source in newsroom.source]


def _place(newsroom: Newsroom, place: str) -> Source:
    return Source(place, newsroom.usual())


def _configured(newsroom: Newsroom, source: Named) -> Source:
    lately = timedelta(seconds=period_s(source.since)) if source.since else None
    return Source(source.url or source.path or "", newsroom.usual(source), lately, source.limit, source.full_text)


def _summarize(done: Report) -> None:
    found = done.as_json()
    if not sys.stdout.isatty():
        summary = {name: found[name] for name in ("exit_code", "dry_run", "counts", "speech_s")}
        typer.echo(json.dumps({"event": "summary", **summary}))
        return
    counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in found["counts"].items())
    typer.echo(f"{counts or 'nothing to do'}; {timedelta(seconds=round(done.speech_s))} of speech")
