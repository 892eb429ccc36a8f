"""Progress: bars on a terminal, otherwise one JSON object a line. On standard error, for output may be a pipe."""

import json
import sys
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.narration.render import Render
from app.newsroom.report import Outcome, Told
from app.newsroom.sources import Item

TITLE_WIDTH = 40
JSON_STEPS = 20
"""Without a terminal a render tells of every twentieth part, not of every Line."""


def say(**event: Any) -> None:
    """One JSON object on a line of standard error."""
    typer.echo(json.dumps(event, ensure_ascii=False), err=True)


class LineProgress:
    """How many Lines of renders are done."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=Console(stderr=True)) if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self.bar:
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()

    async def follow(self, render: Render) -> None:
        """Show a render until it is ready or has failed."""
        total = len(render.order.script.lines)
        task = self.bar.add_task(render.order.script.title[:TITLE_WIDTH], total=total) if self.bar else None
        step = -1
        while True:
            coming = render.coming()
            if self.bar and task is not None:
                self.bar.update(task, completed=render.lines_done)
            elif step != (step := render.lines_done * JSON_STEPS // total):
                say(event="progress", id=render.order.id, lines_done=render.lines_done, lines_total=total)
            if render.finished:
                if self.bar and task is not None:
                    self.bar.remove_task(task)
                return
            await coming.wait()


class NightProgress:
    """A bar for the run and one for each article under way."""

    def __init__(self, lines: LineProgress) -> None:
        self._lines = lines
        self._offered = 0
        self._run = lines.bar.add_task("Articles", total=None) if lines.bar else None

    def offer(self) -> None:
        """One more article is known of."""
        self._offered += 1
        if self._lines.bar and self._run is not None:
            self._lines.bar.update(self._run, total=self._offered)

    async def follow(self, _item: Item, render: Render) -> None:
        """A render began."""
        await self._lines.follow(render)

    def done(self, told: Told) -> None:
        """What became of an article."""
        if self._lines.bar and self._run is not None:
            self._lines.bar.update(self._run, advance=1)
            if told.outcome is Outcome.FAILED:
                self._lines.bar.console.print(f"{told.name}: {told.detail}", markup=False, highlight=False)
        else:
            say(event=told.outcome, **{key: value for key, value in asdict(told).items() if value and key != "outcome"})
