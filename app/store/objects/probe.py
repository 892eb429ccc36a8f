"""Asked once, before anything is trusted to an object store: whether it keeps the promise that all rests on."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.errors import InvalidSettingError, StoreError
from app.store.objects.client import Objects

FOLDER = "probe"
AT_ONCE = 8
"""Some servers look and write in two steps: one after another they refuse, all at once they do not."""


def probe(objects: Objects) -> None:
    """Write an object, create it a second time and replace it from an old state: both must be refused.

    Some servers answer 200 and overwrite; two machines would then render the same article, and one's late write would
    destroy the other's. Raises InvalidSettingError naming the promise that is broken, StoreError where it is not there.
    """
    path = f"{FOLDER}/{secrets.token_hex(8)}"
    try:
        first = objects.create(path, b"first")
        if first is None:
            raise _refused(objects, "said that an object is there which nobody wrote")
        found = objects.get(path)
        if found is None or found[0] != b"first":
            raise _refused(objects, "does not give back what was just written")
        if objects.create(path, b"second") is not None:
            raise _refused(objects, "overwrites an object that was to be created only if absent (If-None-Match: *)")
        second = objects.replace(path, b"second", first)
        if second is None or second == first:
            raise _refused(objects, "does not replace an object by its etag (If-Match)")
        if objects.replace(path, b"third", first) is not None:
            raise _refused(objects, "overwrites an object that has changed since it was read (If-Match)")
        if _won(lambda each: objects.replace(path, each, second)) != 1:
            raise _refused(objects, "lets several replace the same object at once (If-Match)")
        _remove(objects, path)
        if _won(lambda each: objects.create(path, each)) != 1:
            raise _refused(objects, "lets several create the same object at once (If-None-Match: *)")
        if [found.path for found in objects.list(FOLDER) if found.path == path] != [path]:
            raise _refused(objects, "does not list what was just written")
    finally:
        _remove(objects, path)
    if objects.get(path) is not None:
        raise _refused(objects, "still has an object that was just deleted")


def _won(attempt: Callable[[bytes], str | None]) -> int:
    """How many of several attempts of the same moment succeeded, each with bytes of its own."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(etag is not None for etag in pool.map(attempt, [b"%d" % each for each in range(AT_ONCE)]))


def _refused(objects: Objects, what: str) -> InvalidSettingError:
    return InvalidSettingError(
        f"ANNOUNCER_STORE: {objects.name} {what}, so several machines would destroy each other's work in it."
        " AWS S3, MinIO and Cloudflare R2, for example, do it right."
    )


def _remove(objects: Objects, path: str) -> None:
    try:
        objects.delete(path)
    except StoreError:
        return
