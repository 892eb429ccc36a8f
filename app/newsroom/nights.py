"""A night's list is kept: written down before it begins, and taken up again by whoever starts next."""

import asyncio
import contextlib
import logging
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.errors import AnnouncerError
from app.narration.render import Render
from app.newsroom.night import Night
from app.newsroom.report import Outcome, Reports, Told
from app.newsroom.sources import Item, Source
from app.store.files import Files, typed_errors
from app.store.promises import Promises

FOLDER = "night-lists"
INPUTS = "night-inputs"
SOURCES = TypeAdapter(tuple[Source, ...])

LOG = logging.getLogger(__name__)


class Nights:
    """What is to be read by a night's run, of this process and of those that died in one. `close` it."""

    def __init__(self, root: Path, night: Callable[["Unwatched"], Night]) -> None:
        """`night` makes a run for a service: without a budget, for listeners come first in it all the same."""
        self._inputs = root / INPUTS
        self._promises = Promises(Files(root), FOLDER)
        self._reports = Reports(root)
        self._night = night
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def kept(self, sources: Sequence[Source]) -> Iterator[list[Source]]:
        """The sources of a run, with those of earlier runs that were killed; forgotten when the run is over.

        Standard input is copied, so that it can be read again. A night that cannot be written down is run all the same.

        Raises StoreError when standard input cannot be copied.
        """
        key = secrets.token_hex(8)
        nights: dict[str, tuple[Source, ...]] = {key: (), **self._adopted()}
        try:
            nights[key] = self._written_down(key, sources)
            yield _all(nights)
        finally:
            for name in nights:
                self._forget(name)
            self._close()

    async def take_up(self) -> None:
        """Begin again what runs that were killed have left, in the background."""
        earlier = await asyncio.to_thread(self._adopted)
        if earlier:
            self._task = asyncio.create_task(self._again(earlier))

    async def close(self) -> None:
        """Stop; what is not done is left to who starts next."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.to_thread(self._close)

    async def _again(self, nights: dict[str, tuple[Source, ...]]) -> None:
        sources = _all(nights)
        LOG.info("a night that was not finished is taken up: %s", ", ".join(source.place for source in sources))
        report = await self._night(Unwatched()).run(sources)
        with _told("the night's report could not be kept"):
            await asyncio.to_thread(self._reports.keep, report)
        for key in nights:
            await asyncio.to_thread(self._forget, key)

    def _written_down(self, key: str, sources: Sequence[Source]) -> tuple[Source, ...]:
        found = tuple(self._found_again(source, key) for source in sources)
        with _told("this night could not be written down"):
            self._promises.keep(key, {"sources": SOURCES.dump_python(found, mode="json")})
        self._copy_input(sources, key)
        return found

    def _adopted(self) -> dict[str, tuple[Source, ...]]:
        found: dict[str, tuple[Source, ...]] = {}
        with _told("earlier nights could not be looked for"):
            for key, record in self._promises.adopt().items():
                try:
                    found[key] = SOURCES.validate_python(record.get("sources"))
                except ValidationError:  # of another version
                    self._forget(key)
        return found

    def _found_again(self, source: Source, key: str) -> Source:
        """The same from whatever folder it is looked for."""
        if source.place.startswith(("http://", "https://")):
            return source
        place = self._inputs / f"{key}.jsonl" if source.place == "-" else Path(source.place)
        called = "" if place.is_dir() else source.called or source.place  # of a folder each file has its own name
        return replace(source, place=str(place.absolute()), called=called)

    def _copy_input(self, sources: Sequence[Source], key: str) -> None:
        if any(source.place == "-" for source in sources):
            typed_errors(self._inputs.mkdir)(parents=True, exist_ok=True)
            typed_errors(_copy)(self._inputs / f"{key}.jsonl")

    def _forget(self, key: str) -> None:
        with _told("a night that is over could not be forgotten"):
            self._promises.drop(key)
        (self._inputs / f"{key}.jsonl").unlink(missing_ok=True)

    def _close(self) -> None:
        with _told("what is left of the nights could not be closed"):
            self._promises.close()


def _all(nights: Mapping[str, Sequence[Source]]) -> list[Source]:
    """The sources of some nights, each once."""
    return list(dict.fromkeys(source for each in nights.values() for source in each))


def _copy(target: Path) -> None:
    with target.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)


class Unwatched:
    """A Watch of a night nobody looks on at."""

    def offer(self) -> None:
        """As Watch has it."""

    async def follow(self, _item: Item, render: Render) -> None:
        """As Watch has it."""
        await render.wait()

    def done(self, told: Told) -> None:
        """As Watch has it."""
        if told.outcome is Outcome.FAILED:
            LOG.warning("the night could not read %s: %s", told.name, told.detail)


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except AnnouncerError as error:
        LOG.warning("%s: %s", what, error)
