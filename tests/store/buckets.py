"""Buckets in memory that misbehave: what an object store, or the way to it, does once in a while."""

import io
import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from obstore.exceptions import GenericError
from obstore.store import MemoryStore

from app.store.objects.client import Objects
from app.store.objects.store import ObjectStore
from tests.serving import PATIENCE_S
from tests.store.things import narration_id

CALLS = ("get", "head", "put", "delete", "list")
CHANGES = ("put", "delete")


def broken(status: int | None = 500) -> GenericError:
    """As obstore tells an answer with that status, or none."""
    told = (
        f"Server returned non-2xx status code: {status} : <Error><Code>Test</Code></Error>" if status else "HTTP error"
    )
    return GenericError(told)


class Bucket:
    """MemoryStore; `before` and `after` hear each call and its number, and may raise."""

    def __init__(self, kept: MemoryStore | None = None) -> None:
        self.kept = kept or MemoryStore()
        self.calls: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda _name, _path: None
        self.after: Callable[[str, str], None] = lambda _name, _path: None
        self._guard = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.kept, name)

        def called(path: Any = "", *arguments: Any, **more: Any) -> Any:
            told = path if isinstance(path, str) else " ".join(path or ())
            with self._guard:
                self.calls.append((name, told))
            self.before(name, told)
            result = call(path, *arguments, **more)
            self.after(name, told)
            return result

        return called

    def count(self, name: str, part: str = "") -> int:
        """How many such calls there were."""
        return sum(each == name and part in path for each, path in self.calls)

    def down(self, status: int | None = None) -> None:
        """From now on it answers nothing, or that status."""

        def fail(_name: str, _path: str) -> None:
            raise broken(status)

        self.before = fail

    def heal(self) -> None:
        """From now on it does what it should."""
        self.before = self.after = lambda _name, _path: None

    def flip(self, part: str) -> None:
        """Change a byte in the middle of every object whose path holds that."""
        for found in self._listed(part):
            data = bytearray(self.kept.get(found).bytes())
            data[len(data) // 2] ^= 1
            self.kept.put(found, bytes(data))

    def lose(self, part: str) -> None:
        """Remove every object whose path holds that."""
        for found in self._listed(part):
            self.kept.delete(found)

    def paths(self, part: str = "") -> list[str]:
        """What it holds."""
        return self._listed(part)

    def _listed(self, part: str) -> list[str]:
        return [found["path"] for page in self.kept.list() for found in page if part in found["path"]]


def objects_in(bucket: Bucket) -> Objects:
    """Without pauses between attempts, and with a clock that leaps: what heals is found healed at once."""
    return Objects(bucket, "under test", pause=lambda _: None, clock=itertools.count(step=1_000).__next__)


def node(folder: Path, bucket: Bucket, name: str = "node", **options: Any) -> ObjectStore:
    """One of the machines that share a bucket."""
    return ObjectStore(objects_in(bucket), folder / name, **options)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    give_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up
        threading.Event().wait(0.005)


def heard(store: ObjectStore, number: int = 0) -> bytes:
    """All of a published sound, b"" where it is not there."""
    with store.open_audio(narration_id(number)) or io.BytesIO() as audio:
        return audio.read()
