"""Installing a voice: fetched, checked, and put in place so that no scan ever sees half of it."""

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

from app.errors import VoiceInstallError
from app.voices.download import Pause, fetch, mismatch, patiently, unwritable
from app.voices.onnx_shape import onnx_fault
from app.voices.remote import RemoteFile, RemoteVoice, pick_voice
from app.voices.repository import open_repository
from app.voices.voice import CONFIG_SUFFIX, MODEL_SUFFIX, Voice, file_digest, read_config, read_voice

RECORD_SUFFIX = ".install.json"
LOCK_NAME = ".install.lock"
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

    voice: Voice

    fetched: bool
    """False when the same files were there already."""


def _unheard(progress: Progress) -> None:
    pass


def install_voice(
    name: str,
    *,
    repository: str,
    voices_dir: Path,
    progress: Callable[[Progress], None] = _unheard,
    pause: Pause = time.sleep,
) -> Installed:
    """Install or update one voice from an http(s) address or a folder. Blocks.

    Raises UnknownVoiceError when the repository has no such voice, VoiceInstallError for everything else: no
    connection, wrong size or digest, not a usable voice, no disk space, another installation in the same folder.
    Whatever happens, an earlier installation of the voice stays whole until all new files are checked.
    """
    with open_repository(repository) as source, _alone(voices_dir):
        remote = pick_voice(patiently(source.index, pause), name)
        wanted = [file for file in remote.files if not file.md5 or mismatch(voices_dir / file.name, file)]
        if wanted:
            _check_space(wanted, voices_dir)
            total = sum(file.size_bytes for file in wanted)
            before = 0
            for file in wanted:
                heard = partial(_report, progress, name, before, total)
                patiently(partial(fetch, source, file, _part(voices_dir, file), heard), pause)
                before += file.size_bytes
            _check_parts(remote, wanted, voices_dir)
            _place(remote, wanted, voices_dir, repository)
    return Installed(read_voice(voices_dir / (remote.key + MODEL_SUFFIX)), fetched=bool(wanted))


def _report(progress: Callable[[Progress], None], voice: str, before: int, total: int, done: int) -> None:
    progress(Progress(voice, before + done, total))


def _check_parts(remote: RemoteVoice, wanted: list[RemoteFile], voices_dir: Path) -> None:
    """Refuse files that fit their digests and are no voice all the same. Raises VoiceInstallError; the parts go."""
    fault = ""
    for file in wanted:
        part = _part(voices_dir, file)
        if file.name.endswith(MODEL_SUFFIX):
            fault = fault or onnx_fault(part)
        elif file.name.endswith(CONFIG_SUFFIX):
            fault = fault or read_config(part, file.name)[1]
    if fault:
        for file in wanted:
            _part(voices_dir, file).unlink()
        raise VoiceInstallError(f"What the repository has as {remote.key} is not a usable voice: {fault}.")


def _place(remote: RemoteVoice, wanted: list[RemoteFile], voices_dir: Path, repository: str) -> None:
    """Rename the parts; the model, which makes the voice visible, comes last."""
    record = voices_dir / (remote.key + RECORD_SUFFIX)
    try:
        _write_record(record, remote, wanted, voices_dir, repository)
        for file in wanted:
            _part(voices_dir, file).replace(voices_dir / file.name)
        folder = os.open(voices_dir, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise unwritable(error, record) from error


def _write_record(
    record: Path, remote: RemoteVoice, wanted: list[RemoteFile], voices_dir: Path, repository: str
) -> None:
    """Note the sha256 of each file, for `announcer voices verify`."""
    paths = {file.name: voices_dir / file.name for file in remote.files}
    paths |= {file.name: _part(voices_dir, file) for file in wanted}
    content = {
        "voice": remote.key,
        "source": _without_password(repository),
        "installed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": {name: file_digest(path, "sha256") for name, path in paths.items()},
    }
    part = record.with_name(record.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(record)


def _without_password(repository: str) -> str:
    scheme, separator, rest = repository.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}" if separator else repository


def _check_space(wanted: list[RemoteFile], voices_dir: Path) -> None:
    parts = [_part(voices_dir, file) for file in wanted]
    there = sum(part.stat().st_size for part in parts if part.exists())
    needed = sum(file.size_bytes for file in wanted) - there + SPARE_BYTES
    free = shutil.disk_usage(voices_dir).free
    if free < needed:
        raise VoiceInstallError(
            f"The voice needs {needed / 1e6:,.0f} MB in {voices_dir}, and only {free / 1e6:,.0f} MB are free."
        )


@contextmanager
def _alone(voices_dir: Path) -> Iterator[None]:
    """Keep other installations out of the folder; the system lifts the lock when the process dies."""
    try:
        voices_dir.mkdir(parents=True, exist_ok=True)
        lock = (voices_dir / LOCK_NAME).open("w")
    except OSError as error:
        raise unwritable(error, voices_dir / LOCK_NAME) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise VoiceInstallError(f"Another installation is running in {voices_dir}; try again after it.") from error
        yield


def _part(voices_dir: Path, file: RemoteFile) -> Path:
    return voices_dir / f"{file.name}.part"
