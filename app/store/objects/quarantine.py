"""Where damaged objects go: out of the way, kept for a look, first to be pruned."""

import logging

from app.store.objects.client import Objects

FOLDER = "quarantine"
LOG = logging.getLogger(__name__)


def quarantine(objects: Objects, path: str) -> None:
    """Move an object out of the way, over an older one. Raises StoreError."""
    found = objects.get(path)
    if found is not None:
        LOG.warning("damaged object in the store, quarantined: %s", path)
        objects.put(quarantined(path), found[0])
        objects.delete(path)


def quarantined(path: str) -> str:
    """Where it then is."""
    return f"{FOLDER}/{path}"


def empty_quarantine(objects: Objects) -> int:
    """Remove everything in quarantine; bytes freed."""
    freed = 0
    for found in objects.list(FOLDER):
        objects.delete(found.path)
        freed += found.size
    return freed
