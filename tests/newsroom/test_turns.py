"""Runs over the same sources take turns, whichever machine they are begun on."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from app.newsroom.nights import TURNS, Nights, name_of
from app.newsroom.report import Outcome, Report, Told
from app.newsroom.sources import Source
from app.store.shelf import Held, Shelf
from tests.serving import PATIENCE_S
from tests.store.shelves import PLACES, Place

FEED = [Source("https://news.example/feed")]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return PLACES[request.param](tmp_path)


def nights(place: Place, folder: Path) -> Nights:
    def no_night(_watch: Any) -> Any:
        raise AssertionError

    return Nights(folder, place.shelf(), no_night)


def report(outcome: Outcome = Outcome.RENDERED) -> Report:
    done = Report(night=name_of(FEED))
    done.add(Told(outcome, "one", narration_id="n", duration_s=12.5, code="c" if outcome is Outcome.FAILED else None))
    done.ended_at = datetime.now(UTC)
    return done


async def begun(second: Nights) -> "asyncio.Task[Report | None]":
    """A run that is waiting for its turn."""
    asked, shelf = threading.Event(), second._shelf

    class Asked:
        def hold(self, path: str) -> Held | None:
            held = shelf.hold(path)
            asked.set()
            return held

    async def turn() -> Report | None:
        async with second.turn(FEED) as found:
            return found

    second._shelf = cast("Shelf", Asked())
    task = asyncio.create_task(turn())
    assert await asyncio.to_thread(asked.wait, PATIENCE_S)
    return task


@pytest.mark.slow
async def test_who_comes_second_waits_and_hears_what_the_first_did(place: Place, tmp_path: Path) -> None:
    here, there = nights(place, tmp_path / "a"), nights(place, tmp_path / "b")
    here.reports.keep(report())  # of yesterday
    done = report(Outcome.FAILED)

    async with here.turn(FEED) as found:
        assert found is None
        waiting = await begun(there)
        here.reports.keep(done)
    heard = await waiting
    assert heard is not None
    assert heard.as_json() == done.as_json()
    assert heard.exit_code == done.exit_code != 0
    assert place.shelf().names(TURNS) == []


@pytest.mark.slow
async def test_who_waited_for_one_that_did_not_come_to_its_end_runs_itself(place: Place, tmp_path: Path) -> None:
    here, there = nights(place, tmp_path / "a"), nights(place, tmp_path / "b")
    here.reports.keep(report())

    async with here.turn(FEED):
        waiting = await begun(there)
    assert await waiting is None


async def test_waiting_is_part_of_the_budget(place: Place, tmp_path: Path) -> None:
    here, there = nights(place, tmp_path / "a"), nights(place, tmp_path / "b")
    async with here.turn(FEED), there.turn(FEED, wait_s=0) as found:
        assert found is not None
        assert (found.out_of_time, int(found.exit_code)) == (True, 3)


async def test_other_sources_and_standard_input_wait_for_nobody(place: Place, tmp_path: Path) -> None:
    here, there = nights(place, tmp_path / "a"), nights(place, tmp_path / "b")
    async with here.turn(FEED), there.turn([*FEED, Source("https://news.example/sport")]) as found:
        assert found is None
    async with here.turn([Source("-")]), there.turn([Source("-")]) as found:
        assert found is None


async def test_a_shelf_that_fails_lets_the_night_run_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "night-turns").write_text("not a folder")
    place = PLACES["files"](tmp_path)
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / TURNS).write_text("not a folder")
    async with nights(place, tmp_path).turn(FEED, wait_s=0) as found:
        assert found is None
