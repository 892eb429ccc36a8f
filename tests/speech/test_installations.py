"""Voices on their way, with an installer that does as it is told."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BusyError, ShuttingDownError, VoiceBeingInstalledError, VoiceInstallError
from app.speech.installations import MOST_WAITING, REMEMBERED, Installation, Installations, Phase
from app.voices import Installed, Progress
from app.voices.download import Pause

PATIENCE_S = 20


class Told:
    """Installs nothing: comes to half, waits for `rest`, and fails with `fault` if it has one."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.half = threading.Event()
        self.rest = threading.Event()
        self.installed: list[str] = []
        self.prepared = 0
        self.discarded: list[str] = []

    def install(self, name: str, *, progress: Callable[[Progress], None], pause: Pause) -> Installed:
        progress(Progress(name, 5, 10))
        self.half.set()
        while not self.rest.wait(0.01):
            pause(0.01)
        if self.fault is not None:
            raise self.fault
        progress(Progress(name, 10, 10))
        self.installed.append(name)
        return Installed((), Path(name), fetched=True)

    def prepare(self, installed: Installed) -> None:
        assert self.installed[-1] == installed.home.name
        self.prepared += 1

    def discard(self, name: str) -> None:
        self.discarded.append(name)


class Changes:
    """Counts how often the voices were told to have changed."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1


async def over(installation: Installation) -> Installation:
    async with asyncio.timeout(PATIENCE_S):
        while not installation.over:
            await installation.coming().wait()
    return installation


async def test_it_is_fetched_then_made_fast_then_told() -> None:
    told, changes = Told(), Changes()
    installations = Installations(told, changes)
    ada = installations.begin("ada")
    assert ada.phase is Phase.FETCHING
    await ada.begun()
    assert (ada.done_bytes, ada.total_bytes) == (5, 10)
    told.rest.set()
    assert (await over(ada)).phase is Phase.INSTALLED
    assert (told.installed, told.prepared, changes.count) == (["ada"], 1, 1)
    assert installations.get("ada") is ada
    assert installations.under_way() == []


async def test_the_same_voice_twice_is_a_conflict_until_it_is_over() -> None:
    told = Told()
    installations = Installations(told, Changes())
    ada = installations.begin("ada")
    with pytest.raises(VoiceBeingInstalledError):
        installations.begin("ada")
    told.rest.set()
    await over(ada)
    assert (await over(installations.begin("ada"))).phase is Phase.INSTALLED


async def test_others_stand_in_a_line_that_has_an_end() -> None:
    told = Told()
    installations = Installations(told, Changes())
    first = installations.begin("first")
    await first.begun()
    waiting = [installations.begin(f"voice-{number}") for number in range(MOST_WAITING)]
    await waiting[0].begun()  # returns: it waits
    assert {each.phase for each in waiting} == {Phase.WAITING}
    with pytest.raises(BusyError):
        installations.begin("one too many")
    assert await installations.stop("voice-0")
    told.rest.set()
    await over(waiting[-1])
    assert told.installed == ["first", *(f"voice-{number}" for number in range(1, MOST_WAITING))]
    assert told.discarded == ["voice-0"]


@pytest.mark.parametrize("fault", [VoiceInstallError("The server is gone."), RuntimeError("nobody thought of it")])
async def test_what_fails_says_why_and_keeps_nobody_from_the_next(fault: Exception) -> None:
    told = Told(fault)
    told.rest.set()
    installations = Installations(told, Changes())
    ada = await over(installations.begin("ada"))
    assert ada.phase is Phase.FAILED
    with pytest.raises(VoiceInstallError):
        await ada.begun()
    told.fault = None
    assert (await over(installations.begin("ada"))).phase is Phase.INSTALLED


async def test_what_is_stopped_is_thrown_away_and_forgotten() -> None:
    told = Told()
    installations = Installations(told, Changes())
    ada, bea = installations.begin("ada"), installations.begin("bea")
    assert await asyncio.to_thread(told.half.wait, PATIENCE_S)
    assert await installations.stop("ada")
    assert (ada.phase, told.discarded, told.installed) == (Phase.STOPPED, ["ada"], [])
    assert installations.get("ada") is None
    assert not await installations.stop("ada")
    told.rest.set()
    assert (await over(bea)).phase is Phase.INSTALLED


async def test_a_closing_service_keeps_what_has_arrived() -> None:
    told = Told()
    installations = Installations(told, Changes())
    ada = installations.begin("ada")
    bea = installations.begin("bea")
    assert await asyncio.to_thread(told.half.wait, PATIENCE_S)
    await installations.close()
    assert isinstance(ada.error, ShuttingDownError)
    assert isinstance(bea.error, ShuttingDownError)
    assert (told.discarded, told.installed) == ([], [])
    with pytest.raises(ShuttingDownError):
        installations.begin("cem")


async def test_only_the_newest_are_remembered() -> None:
    told = Told()
    told.rest.set()
    installations = Installations(told, Changes())
    for number in range(REMEMBERED + 1):
        await over(installations.begin(f"voice-{number}"))
    assert installations.get("voice-0") is None
    assert installations.get("voice-1") is not None
