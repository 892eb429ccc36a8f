"""Which cluster uses a store: its nodes tell it there for as long as they live, so that no two get into one prefix."""

import secrets
import time
from collections.abc import Callable

from app.errors import InvalidSettingError
from app.store.records import digest
from app.store.shelf import Held, Shelf

FOLDER = "nodes"
LOOKED_EVERY_S = 0.5
PATIENCE_S = 30.0
"""Longer than a lease: who shows no life for so long is dead, or was asked for too seldom to be sure."""


def join(shelf: Shelf, cluster: str, *, pause: Callable[[float], None] = time.sleep) -> Held:
    """Be a node of the cluster of that name; whoever died of another one is cleared away.

    Raises InvalidSettingError when a node of another cluster lives in this store, and StoreError.
    """
    name = digest(cluster.encode())[:16]
    mine = None
    while mine is None:
        mine = shelf.hold(f"{FOLDER}/{name}/{secrets.token_hex(8)}")
    try:
        strangers = [
            f"{FOLDER}/{other}/{node}"
            for other in shelf.names(FOLDER)
            if other != name
            for node in shelf.names(f"{FOLDER}/{other}")
        ]
        _outlive(shelf, strangers, pause)
    except BaseException:
        mine.release()
        raise
    return mine


def _outlive(shelf: Shelf, strangers: list[str], pause: Callable[[float], None]) -> None:
    """Wait until all of them are found dead. Raises InvalidSettingError as soon as one shows life."""
    before = {path: shelf.read(path) for path in strangers}
    give_up = time.monotonic() + PATIENCE_S
    while strangers:
        for path in list(strangers):
            if held := shelf.hold(path):
                held.release()
                strangers.remove(path)
            elif shelf.read(path) not in (None, before[path]) or time.monotonic() > give_up:
                raise InvalidSettingError(
                    "ANNOUNCER_STORE: another cluster, with another database, uses this store just now. Give this one"
                    " another prefix (s3://bucket/another-prefix), or the ANNOUNCER_DATABASE of that."
                )
        if strangers:
            pause(LOOKED_EVERY_S)
