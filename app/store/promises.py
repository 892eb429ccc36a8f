"""What was accepted and is not done: a sealed file each, in a folder that its process locks for as long as it lives.

`promises/<process>/<key>.json`. Whoever finds a folder unlocked may take what is in it into its own: under the store's
one lock, so once.
"""

import fcntl
import os
import secrets
from collections.abc import Mapping
from typing import Any

from app.store.files import Files, try_lock, typed_errors
from app.store.quarantine import quarantine
from app.store.records import DamagedError, seal, unseal

FOLDER = "promises"
LOCK = "lock"


class Promises:
    """Those of this process. Thread-safe; every method raises StoreError and StoreFullError."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._mine = f"{FOLDER}/{secrets.token_hex(8)}"
        self._lock: int | None = None

    @typed_errors
    def keep(self, key: str, record: Mapping[str, Any]) -> None:
        """Write it down, durably, in place of an earlier one of that key."""
        self._begin()
        self._files.put(self._path(key), seal(record))

    @typed_errors
    def drop(self, key: str) -> None:
        """It is done."""
        self._files.remove(self._path(key))

    @typed_errors
    def adopt(self) -> dict[str, dict[str, Any]]:
        """Take over what processes that died have left; each goes to one of those who ask."""
        adopted: dict[str, dict[str, Any]] = {}
        for name in self._files.names(FOLDER):
            folder = f"{FOLDER}/{name}"
            if folder != self._mine:
                if any(each != LOCK for each in self._files.names(folder)):
                    self._begin()
                with self._files.lock():
                    adopted |= self._adopt(folder)
        return adopted

    @typed_errors
    def close(self) -> None:
        """Leave what is not done to others."""
        if self._lock is not None:
            if self._files.names(self._mine) == [LOCK]:
                self._files.remove(f"{self._mine}/{LOCK}")
                self._files.remove_folder(self._mine)
            os.close(self._lock)
            self._lock = None

    def _begin(self) -> None:
        if self._lock is None:
            with self._files.lock():  # nobody takes a folder for a dead process's before it is locked
                self._files.make_folder(self._mine)
                self._lock = self._files.open(f"{self._mine}/{LOCK}", os.O_RDWR | os.O_CREAT)
                fcntl.flock(self._lock, fcntl.LOCK_EX)

    def _adopt(self, folder: str) -> dict[str, dict[str, Any]]:
        if not self._files.names(folder):  # another took all of it, or nothing ever came into it
            self._files.remove_folder(folder)
            return {}
        lock = self._files.open(f"{folder}/{LOCK}", os.O_RDWR | os.O_CREAT)
        try:
            if not try_lock(lock):
                return {}
            adopted: dict[str, dict[str, Any]] = {}
            for name in self._files.names(folder):
                key, _, kind = name.partition(".")
                if kind != "json":
                    self._files.remove(f"{folder}/{name}")
                    continue
                if self._lock is None:
                    return adopted  # written just now, by who died since: the next time
                self._files.rename(f"{folder}/{name}", self._path(key))
                if record := self._load(key):
                    adopted[key] = record
            self._files.remove_folder(folder)
            return adopted
        finally:
            os.close(lock)

    def _load(self, key: str) -> dict[str, Any] | None:
        try:
            record = unseal(self._files.read(self._path(key)) or b"")
            return {name: value for name, value in record.items() if name != "sha256"}
        except DamagedError:
            quarantine(self._files, self._path(key), f"promise-{key}.json")
            return None

    def _path(self, key: str) -> str:
        return f"{self._mine}/{key}.json"
