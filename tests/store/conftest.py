"""Every store, and small things to keep in them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store.base import Store
from app.store.index.database import Database
from app.store.local import LocalStore
from app.store.memory import MemoryStore
from app.store.passing import PassingStore
from tests.cluster.objects import new_bucket, objects_of


def with_postgres(folder: Path, database: Database) -> Store:
    return LocalStore(folder / "cache", database=database)


def on_objects(folder: Path, address: str | None = None, database: Database | None = None) -> Store:
    """On a server, or in memory with the same semantics."""
    pytest.importorskip("obstore", reason="pip install 'announcer[cluster]'")
    from obstore.store import MemoryStore as Bucket  # noqa: PLC0415 - tests run without the extra too

    from app.store.objects.client import Objects  # noqa: PLC0415
    from app.store.objects.store import ObjectStore  # noqa: PLC0415

    objects = objects_of(address, new_bucket(address)) if address else Objects(Bucket())
    return ObjectStore(objects, folder / "node", database=database)


MAKERS: dict[str, Callable[[Path], Store]] = {
    "local": lambda folder: LocalStore(folder / "cache"),
    "memory": lambda _folder: MemoryStore(),
    "passing": lambda folder: PassingStore(LocalStore(folder / "cache")),
    "objects": on_objects,
}
WITH_POSTGRES: dict[str, Callable[[Path, Database], Store]] = {
    "local, its index in PostgreSQL": with_postgres,
    "objects, their index in PostgreSQL": lambda folder, database: on_objects(folder, database=database),
}
ON_A_SERVER = "objects on a server"


CLUSTER = (*WITH_POSTGRES, ON_A_SERVER)


@pytest.fixture(params=[*MAKERS, *(pytest.param(name, marks=pytest.mark.cluster) for name in CLUSTER)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param in WITH_POSTGRES:
        made = WITH_POSTGRES[request.param](tmp_path, request.getfixturevalue("postgres_index"))
    elif request.param == ON_A_SERVER:
        made = on_objects(tmp_path, request.getfixturevalue("object_address"))
    else:
        made = MAKERS[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture
def postgres_index(request: pytest.FixtureRequest) -> Database:
    """A site's index in a real PostgreSQL."""
    site = request.getfixturevalue("site_database")
    from app.store.postgres.index import PostgresIndex  # noqa: PLC0415 - tests run without the extra too

    return PostgresIndex(site)
