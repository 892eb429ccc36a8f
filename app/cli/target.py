"""A file that a command writes: whole or not at all, and refused before anything is done for it."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import StoreError


def check_target(target: Path) -> None:
    """Whether a file could appear there; leaves nothing. Raises StoreError."""
    with _told(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.is_file() or not target.exists():
            temp = _beside(target)
            temp.touch(exist_ok=False)
            temp.unlink()


def copy_whole(source: BinaryIO, target: Path) -> None:
    """Copy to a file that appears whole or not at all; a device or pipe is written to as it is. Raises StoreError."""
    with _told(target):
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                shutil.copyfileobj(source, file)
            return
        temp = _beside(target)
        try:
            with temp.open("xb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            temp.replace(target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temp.unlink()


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")


@contextlib.contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error
