"""A night's list is kept, whatever becomes of the process that read it; once, and by one process."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.announcer import Announcer
from app.errors import StoreFullError
from app.newsroom.report import Reports
from app.newsroom.sources import Source
from app.store.shelf import FileShelf
from tests.newsroom.conftest import Desk
from tests.process import ROOT, served
from tests.serving import PATIENCE_S, service

pytestmark = [pytest.mark.faults, pytest.mark.slow]
NIGHT = '{"article_id": "one", "text": "First story."}\n{"article_id": "two", "text": "Second story."}\n'


def until(happened: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 3 * PATIENCE_S
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def written_down(folder: Path) -> list[Path]:
    return [path for name in ("night-lists", "night-inputs") for path in (folder / "cache" / name).rglob("*.json*")]


def killed(desk: Desk, *sources: Source) -> None:
    """A night that is written down, and whose process is gone before it has read anything."""
    other = Announcer.open(desk.announcer.settings, load=desk.tones)
    other.nights._written_down("killed", sources)
    other.nights._promises.close()  # what a process's end does to its lock
    other.pool.shutdown()
    other.bulkheads.close()


async def test_who_starts_next_reads_what_a_killed_night_was_to_read(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "today.jsonl").write_text(NIGHT)
    killed(desk, Source(str(tmp_path / "today.jsonl")))
    assert len(written_down(tmp_path)) == 1
    with service(tmp_path) as here:
        until(lambda: not written_down(tmp_path))
        for name in ("one", "two"):
            assert here.client.get(f"/articles/{name}", follow_redirects=True).json()["status"] == "ready"
    (report,) = Reports(FileShelf(tmp_path / "cache")).last()
    assert report["counts"] == {"rendered": 2}


async def test_the_next_night_reads_it_with_its_own(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "today.jsonl").write_text(NIGHT)
    earlier = Source(str(tmp_path / "today.jsonl"))
    killed(desk, earlier)
    own = Source(str(tmp_path / "tomorrow.jsonl"))
    with desk.announcer.nights.kept([own]) as sources:
        assert [source.place for source in sources] == [own.place, earlier.place]
        with desk.announcer.nights.kept([]) as others:  # nobody else reads it meanwhile
            assert others == []
    assert written_down(tmp_path) == []


async def test_a_stop_leaves_a_night_that_was_taken_up_to_the_next(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "today.jsonl").write_text(NIGHT)
    killed(desk, Source(str(tmp_path / "today.jsonl")))
    await desk.announcer.nights.take_up()
    await desk.announcer.nights.close()
    assert len(written_down(tmp_path)) == 1
    with service(tmp_path):
        until(lambda: not written_down(tmp_path))
    (report,) = Reports(FileShelf(tmp_path / "cache")).last()
    assert report["exit_code"] == 0


async def test_a_night_that_its_operator_ends_is_over(desk: Desk, tmp_path: Path) -> None:
    def end() -> None:
        assert len(written_down(tmp_path)) == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), desk.announcer.nights.kept([Source("https://news.example/feed")]):
        end()
    assert written_down(tmp_path) == []


async def test_standard_input_can_be_read_again(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NIGHT.encode() + b"no json\n")))
    killed(desk, Source("-"))
    with desk.announcer.nights.kept([]) as sources:
        report = await desk.of(*sources)
    assert {told.name for told in report.articles} == {"-:1", "-:2", "-:3"}
    assert written_down(tmp_path) == []


async def test_standard_input_that_cannot_be_copied_is_told_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Endless()))
    with pytest.raises(StoreFullError), desk.announcer.nights.kept([Source("-")]):
        pass
    assert written_down(tmp_path) == []


@pytest.mark.speech
def test_a_night_killed_in_the_middle_is_read_to_its_end_by_the_service_that_starts_next(tmp_path: Path) -> None:
    stories = [f"Story number {n} tells what the council said about the river and the bridge." for n in range(30)]
    night = "\n".join(json.dumps({"article_id": f"a{n}", "text": text}) for n, text in enumerate(stories))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    environment |= {"ANNOUNCER_CACHE_DIR": str(tmp_path / "cache"), "ANNOUNCER_VOICES_DIR": str(ROOT / "voices")}
    command = [sys.executable, "-m", "app.cli", "prerender", "-"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as run:
        assert run.stdin is not None
        assert run.stderr is not None
        run.stdin.write(night.encode())
        run.stdin.close()
        assert any(b'"event": "rendered"' in line for line in run.stderr)
        run.send_signal(signal.SIGTERM)
        run.wait(PATIENCE_S)
    assert run.returncode == -signal.SIGTERM
    with served(tmp_path) as here:
        until(lambda: not written_down(tmp_path))
        for n in range(30):
            assert here.until(f"/articles/a{n}")["status"] == "ready"
