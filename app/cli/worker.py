"""`announcer worker`: speaks for the nodes of a cluster."""

import contextlib
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from app.errors import InvalidSettingError
from app.parts import open_parts
from app.settings import Settings
from app.speech.cores import usable_cores
from app.speech.memory import keep_memory_flat
from app.store.folders import check_cache, find_temporary_folder
from app.voices import VoiceCatalogue
from app.voices.places import places
from app.workers.process import LOADER, Allowance
from app.workers.processes import ProcessWorkers
from app.workers.queue.broker import BATCH, LIVE, check, opened
from app.workers.queue.serving import serve
from app.workers.queue.voices import FetchedVoices

NICENESS = 10
"""Of who speaks for the night, so that whoever speaks for listeners on the same cores comes first."""


SILENT_S = 15.0
"""A worker tells every second that it is there; longer than a broker takes to be started anew."""


class Of(StrEnum):
    """Whose Lines a worker speaks."""

    LIVE = "live"
    BATCH = "batch"


Queue = Annotated[
    Of | None, typer.Option(help="Speak for listeners only, or for the night only; else for both, listeners first.")
]
Healthy = Annotated[
    bool, typer.Option("--healthy", help="Say whether this machine's worker is at work: exit code 0 or 1.")
]
Bound = Annotated[bool, typer.Option("--with-parent", hidden=True)]


def worker(*, queue: Queue = None, healthy: Healthy = False, with_parent: Bound = False) -> None:
    """Speak sentences for other machines' announcers, from the queue that ANNOUNCER_BROKER names, until SIGTERM."""
    settings = Settings.load()
    if settings.broker is None:
        raise InvalidSettingError("A worker takes its work from a queue: set ANNOUNCER_BROKER.")
    if healthy:
        raise typer.Exit(
            0 if all(map(_is_healthy, (_sign(settings, each) for each in ([queue] if queue else Of)))) else 1
        )
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s: %(message)s")
    address = settings.broker.get_secret_value()
    if queue is None:
        check(opened(address), address)
        raise typer.Exit(_both())
    if with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    raise typer.Exit(_one(settings, address, queue))


def _one(settings: Settings, address: str, queue: Of) -> int:
    if queue is Of.BATCH:
        os.nice(NICENESS)
    keep_memory_flat()
    check_cache(settings)
    folder = settings.cache_dir
    find_temporary_folder(folder)
    app = opened(address)
    check(app, address)
    allowance = Allowance(settings.worker_memory_bytes, settings.line_timeout_s, settings.max_loaded_voices)
    installed = VoiceCatalogue(places(settings.voices_dir), embedded=True)
    name = f"{queue}-{socket.gethostname()}-{secrets.token_hex(4)}"
    with contextlib.closing(open_parts(settings)) as parts:
        typer.echo(f"The worker {name} speaks.")
        return serve(
            app,
            name,
            LIVE if queue is Of.LIVE else BATCH,
            store=parts.store,
            workers=ProcessWorkers(settings.workers or usable_cores(), allowance, folder / "graphs", loader=LOADER),
            voices=FetchedVoices(parts.shelf, installed, folder / "fetched"),
            told=lambda: _touch(_sign(settings, queue)),
            log_level=settings.log_level,
        )


def _sign(settings: Settings, queue: Of) -> Path:
    """A file that is touched whenever the broker has heard that the worker is there."""
    return settings.cache_dir / f"worker-{queue}"


def _touch(sign: Path) -> None:
    with contextlib.suppress(OSError):  # a disk that is full; it grows old, and that is seen
        sign.touch()


def _is_healthy(sign: Path) -> bool:
    try:
        return abs(time.time() - sign.stat().st_mtime) < SILENT_S
    except OSError:
        return False


def _both() -> int:
    """A process for each queue, so that neither ever waits for the other; when one ends, so does the other."""
    children = [
        subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "app.cli", "worker", "--with-parent", "--queue", queue], stdin=subprocess.PIPE
        )
        for queue in Of
    ]

    told = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if not told.is_set():  # once: a second time would end who is about to leave
            told.set()
            for child in children:
                child.terminate()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    pid, status = os.wait()
    stop(signal.SIGTERM, None)
    ended = next(child for child in children if child.pid == pid)
    ended.returncode = os.waitstatus_to_exitcode(status)
    codes = [child.wait() for child in children]
    return max(map(abs, codes))


def _end_with_parent() -> None:
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
