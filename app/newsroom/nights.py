"""A night's list is kept: written down before it begins, and taken up again by whoever starts next.

Runs over the same sources take turns, on one machine and across nodes; who waited for another hears what that one did.
"""

import asyncio
import contextlib
import hashlib
import logging
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.errors import AnnouncerError, StoreError
from app.forms import is_address
from app.narration.render import Render
from app.newsroom.night import Night
from app.newsroom.report import Outcome, Report, Reports, Told
from app.newsroom.sources import Item, Source
from app.store.files import typed_errors
from app.store.promises import Promises
from app.store.shelf import Held, Shelf

FOLDER = "night-lists"
INPUTS = "night-inputs"
TURNS = "night-turns"
LOOKED_EVERY_S = 1.0
"""Whether it is our turn."""
SOURCES = TypeAdapter(tuple[Source, ...])

LOG = logging.getLogger(__name__)


class Nights:
    """What is to be read by a night's run, of this process and of those that died in one. `close` it."""

    def __init__(self, root: Path, shelf: Shelf, night: Callable[["Unwatched"], Night]) -> None:
        """`night` makes a run for a service: without a budget, for listeners come first in it all the same.

        Standard input is copied to `root`, which is this machine's own.
        """
        self._inputs = root / INPUTS
        self._shelf = shelf
        self._promises = Promises(shelf, FOLDER)
        self.reports = Reports(shelf)
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

    @contextlib.asynccontextmanager
    async def turn(self, sources: Sequence[Source], wait_s: float | None = None) -> AsyncIterator[Report | None]:
        """Be the only run over these sources; None, or what another did that ran to its end while we waited.

        After `wait_s` the report is one that ran out of time. A turn that cannot be had for a fault is taken without.
        """
        night = name_of(sources)
        held: Held | None = None
        found: Report | None = None
        with _told("whether the night is read elsewhere is not known"):
            before = await asyncio.to_thread(self.reports.of, night)
            held = await asyncio.to_thread(self._shelf.hold, f"{TURNS}/{night}")
            if held is None:
                LOG.warning("the same night is being read by another run; waiting for that")
                try:
                    async with asyncio.timeout(wait_s):
                        held = await self._held(night)
                except TimeoutError:
                    found = Report(ended_at=datetime.now(UTC), out_of_time=True, night=night)
                else:
                    after = await asyncio.to_thread(self.reports.of, night)
                    found = None if after == before else after
        try:
            yield found
        finally:
            if held is not None:
                await asyncio.to_thread(held.release)

    async def _held(self, night: str) -> Held:
        while True:
            await asyncio.sleep(LOOKED_EVERY_S)
            with contextlib.suppress(StoreError):
                if held := await asyncio.to_thread(self._shelf.hold, f"{TURNS}/{night}"):
                    return held

    async def take_up(self) -> None:
        """Begin again what runs that were killed have left, in the background; nothing while that is under way."""
        if self._task is not None and not self._task.done():
            return
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
            await asyncio.to_thread(self.reports.keep, report)
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
        if is_address(source.place):
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


def name_of(sources: Sequence[Source]) -> str:
    """The same for the same sources; standard input is another one each time."""
    named = SOURCES.dump_json(tuple(sources))
    once = secrets.token_bytes(8) if any(source.place == "-" for source in sources) else b""
    return hashlib.sha256(named + once).hexdigest()[:40]


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
