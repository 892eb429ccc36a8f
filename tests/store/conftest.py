"""Every store, and small things to keep in them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store.base import Store
from app.store.index.database import Database
from app.store.local import LocalStore
from app.store.memory import MemoryStore
from app.store.passing import PassingStore


def with_postgres(folder: Path, database: Database) -> Store:
    return LocalStore(folder / "cache", database=database)


MAKERS: dict[str, Callable[[Path], Store]] = {
    "local": lambda folder: LocalStore(folder / "cache"),
    "memory": lambda _folder: MemoryStore(),
    "passing": lambda folder: PassingStore(LocalStore(folder / "cache")),
}
WITH_POSTGRES = {"local, its index in PostgreSQL": with_postgres}


@pytest.fixture(params=[*MAKERS, *(pytest.param(name, marks=pytest.mark.cluster) for name in WITH_POSTGRES)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = (
        WITH_POSTGRES[request.param](tmp_path, request.getfixturevalue("postgres_index"))
        if request.param in WITH_POSTGRES
        else MAKERS[request.param](tmp_path)
    )
    yield made
    made.close()


@pytest.fixture
def postgres_index(request: pytest.FixtureRequest) -> Database:
    """A site's index in a real PostgreSQL."""
    site = request.getfixturevalue("site_database")
    from app.store.postgres.index import PostgresIndex  # noqa: PLC0415 - tests run without the extra too

    return PostgresIndex(site)
