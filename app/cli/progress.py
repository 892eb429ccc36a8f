"""Progress: bars on a terminal, otherwise one JSON object a line. On standard error, for output may be a pipe."""

import json
import sys
from types import TracebackType
from typing import Any, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.render import Render

TITLE_WIDTH = 40
JSON_STEPS = 20
"""Without a terminal a render tells of every twentieth part, not of every Line."""


def say(**event: Any) -> None:
    """One JSON object on a line of standard error."""
    typer.echo(json.dumps(event, ensure_ascii=False), err=True)


class LineProgress:
    """How many Lines of renders are done."""

    def __init__(self, title: str) -> None:
        self._title = title
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True)) if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    async def follow(self, render: Render) -> None:
        """Show a render until it is ready or has failed."""
        total = len(render.order.script.lines)
        task = self._bar.add_task(self._title[:TITLE_WIDTH], total=total) if self._bar else None
        step = -1
        while True:
            coming = render.coming()
            if self._bar and task is not None:
                self._bar.update(task, completed=render.lines_done)
            elif step != (step := render.lines_done * JSON_STEPS // total):
                say(event="progress", id=render.order.id, lines_done=render.lines_done, lines_total=total)
            if render.finished:
                return
            await coming.wait()
