"""One file of a voice, from a repository into a part file: resumed, retried, checked."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.errors import VoiceInstallError, VoicesFullError, VoicesUnwritableError
from app.voices.remote import RemoteFile
from app.voices.repository import Content, InterruptedTransferError, Repository
from app.voices.voice import file_digest

ATTEMPTS = 5
FIRST_PAUSE_S = 0.5

Pause = Callable[[float], None]
"""Waits so many seconds; `time.sleep` outside tests."""

T = TypeVar("T")


def patiently(attempt: Callable[[], T], pause: Pause) -> T:
    """Call until it is not interrupted: at most five times, with 0.5, 1, 2 and 4 s between.

    Raises VoiceInstallError with the last interruption when none gets through.
    """
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except InterruptedTransferError as error:
            if number == ATTEMPTS - 1:
                raise VoiceInstallError(
                    f"The voice repository did not deliver: {error}. What has arrived is kept: installing the voice "
                    "again goes on from there. Without internet, install from a folder or another address (--from)."
                ) from error
            pause(FIRST_PAUSE_S * 2**number)
    raise AssertionError("unreachable: the last attempt returns or raises")


def fetch(repository: Repository, file: RemoteFile, part: Path, on_bytes: Callable[[int], None]) -> None:
    """Bring one file into `part`, going on where an earlier attempt stopped; `on_bytes` hears how many bytes are there.

    Returns only when size and digests fit. Raises VoiceInstallError when they cannot, InterruptedTransferError when
    another attempt may help; `part` then keeps what is worth keeping.
    """
    have = _size(part)
    if have > file.size_bytes:
        part.unlink()
        have = 0
    on_bytes(have)
    if have < file.size_bytes:
        try:
            with repository.open(file.path, have) as content:
                _write(content, part, file, on_bytes)
        except VoiceInstallError:
            # A server may refuse the rest of a file that has changed: begin again, and believe it then.
            _begin_again_if_resumed(part, have)
            raise
    _compare(part, file, have)


def mismatch(path: Path, file: RemoteFile) -> str:
    """Say how a file here differs from what the repository promises, or "" when it does not."""
    size = _size(path)
    if size != file.size_bytes:
        return f"{file.path} has {size:,} bytes instead of {file.size_bytes:,}"
    for algorithm, digest in file.digests.items():
        if file_digest(path, algorithm) != digest:
            return f"{file.path} does not match its {algorithm} digest"
    return ""


def unwritable(error: OSError, path: Path) -> VoiceInstallError:
    """The error to raise when `path` cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return VoicesFullError(f"There is no space left for {path.name} in {path.parent}.")
    return VoicesUnwritableError(f"{path} cannot be written ({error.strerror}).")


def _write(content: Content, part: Path, file: RemoteFile, on_bytes: Callable[[int], None]) -> None:
    done = content.start_byte
    try:
        with part.open("ab" if done else "wb") as target:
            for block in content.blocks:
                done += len(block)
                if done > file.size_bytes:
                    break
                target.write(block)
                on_bytes(done)
            target.flush()
            os.fsync(target.fileno())
    except OSError as error:
        raise unwritable(error, part) from error
    if done > file.size_bytes:
        part.unlink()
        raise VoiceInstallError(f"{file.path} is longer than the {file.size_bytes:,} bytes its repository promises.")
    if done < file.size_bytes:
        raise InterruptedTransferError(f"{file.path} ended after {done:,} of {file.size_bytes:,} bytes")


def _compare(part: Path, file: RemoteFile, resumed_at: int) -> None:
    if fault := mismatch(part, file):
        part.unlink()
        _begin_again_if_resumed(part, resumed_at)
        raise VoiceInstallError(f"{fault}: nothing was installed.")


def _begin_again_if_resumed(part: Path, resumed_at: int) -> None:
    """Blame the kept part first. Raises InterruptedTransferError when there was one; it is gone then."""
    if resumed_at:
        part.unlink(missing_ok=True)
        raise InterruptedTransferError(f"{part.name}, kept from an earlier download, did not fit")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
