"""Installing a voice: fetched, checked, and put in place so that no scan ever sees half of it."""

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from app.errors import VoiceBeingInstalledError, VoiceInstallError, VoicesFullError
from app.voices.download import Pause, fetch, mismatch, patiently, unwritable
from app.voices.folder import ABOUT
from app.voices.makes import make_for
from app.voices.remote import RemoteFile, RemoteVoice, pick_voice
from app.voices.repository import Repository, open_repository
from app.voices.voice import RECORD_NAME, Voice, file_digest

LOCK_NAME = ".install.lock"
PART_SUFFIX = ".part"
"""Of the folder that a voice's files are fetched into; hidden, so that no scan looks into it."""
OLD_SUFFIX = ".old"
LONGEST_LOCK = 400
"""Bytes that are read of the lock: a name."""
SPARE_BYTES = 10_000_000
"""Left free on the disk beside the voice: the service writes its records there too."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an installation is."""

    voice: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Installed:
    """What `install_voice` did."""

    voices: tuple[Voice, ...]
    """One, or all that one model has."""

    home: Path
    """What was put in place: the model, or the voice's folder."""

    fetched: bool
    """False when the same files were there already."""


def _unheard(progress: Progress) -> None:
    pass


def install_voice(
    name: str,
    *,
    repository: str | Repository,
    voices_dir: Path,
    progress: Callable[[Progress], None] = _unheard,
    pause: Pause = time.sleep,
) -> Installed:
    """Install or update one voice from an http(s) address, a folder or an open repository. Blocks.

    `progress` and `pause` may raise to stop it: what has arrived is kept.

    Raises UnknownVoiceError when the repository has no such voice, VoicesFullError, VoicesUnwritableError,
    VoiceBeingInstalledError when another installation runs in the same folder, and VoiceInstallError for everything
    else: no connection, wrong size or digest, not a usable voice. Whatever happens, an earlier installation of the
    voice stays whole until all new files are checked.
    """
    opened = open_repository(repository) if isinstance(repository, str) else repository
    with opened as source, _alone(voices_dir, name):
        remote = pick_voice(patiently(source.index, pause), name)
        place = _Place(voices_dir, remote)
        wanted = [file for file in remote.files if not file.digests or mismatch(place.final(file), file)]
        if wanted:
            try:
                place.part.mkdir(exist_ok=True)
            except OSError as error:
                raise unwritable(error, place.part) from error
            _check_space(wanted, place)
            total = sum(file.size_bytes for file in wanted)
            before = 0
            for file in wanted:
                heard = partial(_report, progress, name, before, total)
                patiently(partial(fetch, source, file, place.part / file.name, heard), pause)
                before += file.size_bytes
            try:
                _complete(place, wanted, source.place)
                _check(place)
                place.put()
            except OSError as error:
                raise unwritable(error, place.home) from error
    return Installed(_described(place.home), place.home, fetched=bool(wanted))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a voice is fetched to, and where it will stand."""

    voices_dir: Path
    remote: RemoteVoice

    @property
    def part(self) -> Path:
        return self.voices_dir / f".{self.remote.key}{PART_SUFFIX}"

    @property
    def is_folder(self) -> bool:
        return self.remote.about is not None

    @property
    def home(self) -> Path:
        return self.voices_dir / (self.remote.key if self.is_folder else self.remote.files[-1].name)

    def final(self, file: RemoteFile) -> Path:
        return (self.home if self.is_folder else self.voices_dir) / file.name

    @property
    def record(self) -> Path:
        """In the part folder; it gets the same name outside."""
        return self.part / (RECORD_NAME if self.is_folder else f"{self.remote.key}.{RECORD_NAME}")

    def put(self) -> None:
        """A folder at once; of files the record first and the model, which makes the voice visible, last."""
        if self.is_folder:
            old = self.home.with_name(f".{self.home.name}{OLD_SUFFIX}")
            shutil.rmtree(old, ignore_errors=True)
            with contextlib.suppress(FileNotFoundError):
                self.home.rename(old)
            self.part.rename(self.home)
            shutil.rmtree(old, ignore_errors=True)
        else:
            for name in (self.record.name, *(file.name for file in self.remote.files)):
                (self.part / name).replace(self.voices_dir / name)
            shutil.rmtree(self.part, ignore_errors=True)
        folder = os.open(self.voices_dir, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _report(progress: Callable[[Progress], None], voice: str, before: int, total: int, done: int) -> None:
    progress(Progress(voice, before + done, total))


def _complete(place: _Place, wanted: list[RemoteFile], source: str) -> None:
    """Beside what was fetched: what need not be fetched again, what the voice says of itself, and the digests."""
    for file in place.remote.files:
        if file not in wanted:
            shutil.copyfile(place.final(file), place.part / file.name)
    if place.remote.about is not None:
        _write(place.part / ABOUT, dict(place.remote.about))
    record = {
        "voice": place.remote.key,
        "source": source,
        "installed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": {file.name: file_digest(place.part / file.name, "sha256") for file in place.remote.files},
    }
    _write(place.record, record)


def _check(place: _Place) -> None:
    """Refuse files that fit their digests and are no voice all the same. Raises VoiceInstallError; the parts go."""
    voices = _described(place.part if place.is_folder else place.part / place.home.name)
    fault = next((voice.fault for voice in voices if voice.fault), "" if voices else "no make knows it")
    if fault:
        shutil.rmtree(place.part)
        raise VoiceInstallError(f"What the repository has as {place.remote.key} is not a usable voice: {fault}.")


def _described(home: Path) -> tuple[Voice, ...]:
    make = make_for(home)
    return make.describe(home) if make else ()


def _write(path: Path, content: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _check_space(wanted: list[RemoteFile], place: _Place) -> None:
    parts = [place.part / file.name for file in wanted]
    there = sum(part.stat().st_size for part in parts if part.exists())
    needed = sum(file.size_bytes for file in wanted) - there + SPARE_BYTES
    free = shutil.disk_usage(place.voices_dir).free
    if free < needed:
        raise VoicesFullError(
            f"The voice needs {needed / 1e6:,.0f} MB in {place.voices_dir}, and only {free / 1e6:,.0f} MB are free."
        )


def kept_bytes(name: str, voices_dir: Path) -> int:
    """How much of a voice has arrived that is not whole: the next installation goes on from there."""
    part = voices_dir / f".{name}{PART_SUFFIX}"
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in part.iterdir())
    return 0


def discard_part(name: str, voices_dir: Path) -> None:
    """Throw away what has arrived of a voice. Only while nobody installs it."""
    shutil.rmtree(voices_dir / f".{name}{PART_SUFFIX}", ignore_errors=True)


def being_installed(voices_dir: Path) -> str:
    """The name of what some process installs into the folder now; empty when none does."""
    with contextlib.suppress(OSError), (voices_dir / LOCK_NAME).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.read(LONGEST_LOCK)
    return ""


@contextmanager
def _alone(voices_dir: Path, name: str) -> Iterator[None]:
    """Keep other installations out of the folder; the system lifts the lock when the process dies."""
    try:
        voices_dir.mkdir(parents=True, exist_ok=True)
        lock = (voices_dir / LOCK_NAME).open("a")
    except OSError as error:
        raise unwritable(error, voices_dir / LOCK_NAME) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            text = f"Another installation is running in {voices_dir}; try again after it."
            raise VoiceBeingInstalledError(text) from error
        lock.truncate(0)
        lock.write(name)
        lock.flush()
        yield
