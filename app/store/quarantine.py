"""Where damaged files go: out of the way, kept for a look, first to be pruned."""

import logging

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
        files.rename(path, f"{FOLDER}/{name}")
    except OSError:  # a full disk must not keep damage in place
        files.remove(path)


def quarantined_bytes(files: Files) -> int:
    """Bytes in quarantine."""
    return sum(files.size(f"{FOLDER}/{name}") for name in files.names(FOLDER))


def empty_quarantine(files: Files) -> int:
    """Remove everything in quarantine; bytes freed."""
    freed = 0
    for name in files.names(FOLDER):
        size = files.size(f"{FOLDER}/{name}")
        if files.remove(f"{FOLDER}/{name}"):
            freed += size
    return freed
