"""Every store, and small things to keep in them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.store.base import Store
from app.store.local import LocalStore
from app.store.memory import MemoryStore
from app.store.passing import PassingStore

MAKERS: dict[str, Callable[[Path], Store]] = {
    "local": lambda folder: LocalStore(folder / "cache"),
    "memory": lambda _folder: MemoryStore(),
    "passing": lambda folder: PassingStore(LocalStore(folder / "cache")),
}


@pytest.fixture(params=MAKERS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MAKERS[request.param](tmp_path)
