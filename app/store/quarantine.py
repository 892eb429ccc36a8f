"""Where damaged files go: out of the way, kept for a look, first to be pruned."""

import contextlib
import logging
import secrets
import stat
from collections.abc import Iterator

from app.store.files import Files

FOLDER = "quarantine"
LOG = logging.getLogger(__name__)


def quarantine(files: Files, path: str, name: str) -> None:
    """Move what stands at `path` out of the way as `name`, over an older one; remove it where moving fails."""
    if files.stat(path) is None:
        return
    LOG.warning("damaged file in the store, quarantined: %s", path)
    try:
        files.make_folder(FOLDER)
        if files.stat(f"{FOLDER}/{name}") is not None:  # what is no file can neither replace nor be replaced
            name = f"{name}.{secrets.token_hex(4)}"
        files.rename(path, f"{FOLDER}/{name}")
    except OSError:  # a full disk must not keep damage in place
        with contextlib.suppress(IsADirectoryError, PermissionError):
            files.remove(path)


def quarantine_unless_file(files: Files, path: str) -> None:
    """Move something else than a file out of the way of one."""
    found = files.stat(path)
    if found is not None and not stat.S_ISREG(found.st_mode):
        quarantine(files, path, path.replace("/", "-"))


def quarantined_bytes(files: Files) -> int:
    """Bytes in quarantine."""
    return sum(files.size(path) for path in _all(files, FOLDER))


def empty_quarantine(files: Files) -> int:
    """Remove everything in quarantine; bytes freed."""
    freed = 0
    for path in _all(files, FOLDER):
        size = files.size(path)
        if files.remove(path):
            freed += size
    return freed


def _all(files: Files, folder: str) -> Iterator[str]:
    """What is in it, the innermost first; folders that are empty by then go."""
    for name in files.names(folder):
        path = f"{folder}/{name}"
        found = files.stat(path)
        if found is not None and stat.S_ISDIR(found.st_mode):
            yield from _all(files, path)
            files.remove_folder(path)
        else:
            yield path
