"""What was accepted and is not done: a sealed record each, in a folder that its process holds for as long as it lives.

`<folder>/<process>/<key>.json`. Whoever finds a folder that nobody holds may take what is in it into its own; while it
does it holds that one too, so each goes to one.
"""

import logging
import secrets
import threading
from collections.abc import Mapping
from typing import Any

from app.errors import StoreError
from app.store.quarantine import FOLDER as QUARANTINE
from app.store.records import DamagedError, seal, unseal
from app.store.shelf import Held, Shelf

FOLDER = "promises"
LOCK = "lock"

LOG = logging.getLogger(__name__)


class Promises:
    """Those of this process. Thread-safe; every method raises StoreError and StoreFullError."""

    def __init__(self, shelf: Shelf, folder: str = FOLDER) -> None:
        self._shelf = shelf
        self._folder = folder
        self._guard = threading.Lock()
        self._mine = ""
        self._held: Held | None = None

    def keep(self, key: str, record: Mapping[str, Any]) -> None:
        """Write it down, durably, in place of an earlier one of that key."""
        self._shelf.write(f"{self._begun()}/{key}.json", seal(record))

    def drop(self, key: str) -> None:
        """It is done."""
        if self._mine:
            self._shelf.remove(f"{self._mine}/{key}.json")

    def adopt(self) -> dict[str, dict[str, Any]]:
        """Take over what processes that died have left; each goes to one of those who ask."""
        adopted: dict[str, dict[str, Any]] = {}
        try:
            for name in self._shelf.names(self._folder):
                folder = f"{self._folder}/{name}"
                held = None if folder == self._mine else self._shelf.hold(f"{folder}/{LOCK}")
                if held is not None:
                    try:
                        self._take(folder, adopted)
                    finally:
                        held.release()
        except StoreError as error:
            if not adopted:
                raise
            LOG.warning("not all that was accepted before could be taken over: %s", error)
        return adopted

    def close(self) -> None:
        """Leave what is not done to others."""
        with self._guard:
            held, self._held = self._held, None
        if held is not None:
            held.release()

    def _begun(self) -> str:
        """The folder of this process; another one after others took it for dead, and with it what was there."""
        with self._guard:
            while self._held is None or self._held.is_lost:
                self._mine = f"{self._folder}/{secrets.token_hex(8)}"
                self._held = self._shelf.hold(f"{self._mine}/{LOCK}")
            return self._mine

    def _take(self, folder: str, adopted: dict[str, dict[str, Any]]) -> None:
        for name in self._shelf.names(folder):
            key, _, kind = name.partition(".")
            path = f"{folder}/{name}"
            if kind == "json":
                if record := self._load(path, key):
                    self._shelf.move(path, f"{self._begun()}/{name}")
                    adopted[key] = record
            elif name != LOCK:
                self._shelf.remove(path)

    def _load(self, path: str, key: str) -> dict[str, Any] | None:
        data = self._shelf.read(path)
        if data is None:
            return None
        try:
            return {name: value for name, value in unseal(data).items() if name != "sha256"}
        except DamagedError:
            LOG.warning("what was accepted as %s is damaged, and quarantined", key)
        try:
            self._shelf.move(path, f"{QUARANTINE}/promise-{key}.json")
        except StoreError:  # a full disk must not keep damage in place
            self._shelf.remove(path)
        return None
