"""Every shelf there is, for suites that run on all of them, with a clock that can be set forward and ends that come."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.store.shelf import FileShelf, Shelf


@dataclass
class Place:
    """What some processes share; each call of `shelf` is another one's view."""

    open: Callable[["Place"], Shelf]
    now_s: float = 0.0
    opened: list[Any] = field(default_factory=list)

    def shelf(self) -> Any:
        """As another process sees it."""
        self.opened.append(shelf := self.open(self))
        return shelf

    def later(self, seconds: float) -> None:
        """That much time passes, by the clock of whoever looks."""
        self.now_s += seconds

    def kill(self, shelf: Shelf, held: Any) -> None:
        """What the end of a process does to what it holds: its locks go, and it shows no more life."""
        if isinstance(shelf, FileShelf):
            os.close(held._descriptor)
            held._descriptor = None
        else:
            shelf._held.clear()  # type: ignore[attr-defined]


def file_place(folder: Path) -> Place:
    return Place(lambda _place: FileShelf(folder / "shelf"))


def object_place(_folder: Path) -> Place:
    """Objects in memory: what obstore's own store does is what a good server does."""
    store = pytest.importorskip("obstore.store", reason="obstore is of the extra `cluster`")
    from app.store.object_shelf import ObjectShelf  # noqa: PLC0415 - of the extra
    from app.store.objects.client import Objects  # noqa: PLC0415

    bucket = store.MemoryStore()

    def opened(place: Place) -> Shelf:
        return ObjectShelf(Objects(bucket), "shelf", clock_s=lambda: place.now_s, pause=lambda _s: None)

    return Place(opened)


PLACES: dict[str, Callable[[Path], Place]] = {"files": file_place, "objects": object_place}
