"""The parts of an announcer, chosen by the settings: one machine's own, or those that several machines share.

What only several machines need is imported here alone, and only when a setting asks for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from app.errors import AnnouncerError, InvalidSettingError, StoreError
from app.keys import FileUsage, Usage
from app.lexicon import Lexicons
from app.narration.wishes import Wishes
from app.settings import Settings
from app.speech.cores import usable_cores
from app.store.base import LastingStore
from app.store.counts import Counts, FileCounts
from app.store.files import Files
from app.store.index.database import Database
from app.store.index.sqlite import SqliteDatabase
from app.store.local import LocalStore
from app.store.objects import needs_cluster_extra
from app.store.postgres import open_postgres
from app.store.shelf import FileShelf, Shelf
from app.store.site import join
from app.workers.base import Workers
from app.workers.process import Allowance
from app.workers.processes import ProcessWorkers
from app.workers.queue.broker import check, opened
from app.workers.queue.workers import QueueWorkers

if TYPE_CHECKING:
    from app.store.objects.client import Objects
    from app.store.postgres.server import Postgres

LEXICONS = "lexicon"
"""The folder on the shelf of several machines."""


@dataclass(frozen=True)
class Parts:
    """What an announcer keeps things in; `close` them."""

    store: LastingStore
    shelf: Shelf
    lexicons: Lexicons
    counts: Counts
    usage: Usage
    wishes: Wishes | None = None
    """Only where other nodes may be asked for what this one makes."""

    checks: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    """Of each part that machines share, a call that raises StoreError when it does not answer."""

    closing: tuple[Callable[[], None], ...] = ()

    @property
    def are_shared(self) -> bool:
        """Whether there may be other nodes."""
        return bool(self.checks)

    def faults(self) -> dict[str, str]:
        """Which shared parts do not answer now, and why. Asks each; blocks, for long where one is down."""
        found = {}
        for name, look in self.checks.items():
            try:
                look()
            except AnnouncerError as error:
                found[name] = error.detail
        return found

    def close(self) -> None:
        """Let go of everything; the store first."""
        self.store.close()
        for close in self.closing:
            close()


def open_parts(settings: Settings) -> Parts:
    """Raises StoreError for a cache folder that cannot be used, InvalidSettingError for a service that is not there."""
    if settings.store is not None:
        return _shared(settings, settings.store)
    for name, value in (("ANNOUNCER_DATABASE", settings.database), ("ANNOUNCER_BROKER", settings.broker)):
        if value is not None:
            raise InvalidSettingError(f"{name} joins machines that share a store: set ANNOUNCER_STORE too.")
    store = LocalStore(settings.cache_dir, max_bytes=settings.max_cache_bytes)
    store.remove_stale()
    return local_parts(settings, store)


def local_parts(settings: Settings, store: LocalStore) -> Parts:
    """Of one machine, around its store."""
    return Parts(
        store=store,
        shelf=open_shelf(settings),
        lexicons=open_lexicons(settings),
        counts=FileCounts(Files(settings.cache_dir)),
        usage=FileUsage.open(settings.cache_dir),
    )


def open_shelf(settings: Settings) -> Shelf:
    """Where small things are kept. Raises InvalidSettingError."""
    return FileShelf(settings.cache_dir) if settings.store is None else _object_shelf(_objects(settings))


def open_lexicons(settings: Settings) -> Lexicons:
    """Those of the newsroom. Raises InvalidSettingError."""
    if settings.store is None:
        return Lexicons(FileShelf(settings.lexicon_dir))
    return Lexicons(_object_shelf(_objects(settings), LEXICONS))


def open_bucket(settings: Settings, address: str, folder: Path) -> tuple[LastingStore, Shelf, Shelf]:
    """Store, shelf and lexicons at an address of objects, without the cluster's database: for who copies.

    `folder` is for what is near. Raises InvalidSettingError.
    """
    there = settings.model_copy(update={"store": address, "cache_dir": folder, "max_cache_bytes": None})
    objects = _objects(there)
    _probe(objects)
    return _object_store(there, objects, None), _object_shelf(objects), _object_shelf(objects, LEXICONS)


def open_workers(settings: Settings, parts: Parts) -> Workers:
    """Who speaks: processes of this machine, with ANNOUNCER_BROKER also workers elsewhere.

    Raises InvalidSettingError for a broker that is not there.
    """
    allowance = Allowance(settings.worker_memory_bytes, settings.line_timeout_s, settings.max_loaded_voices)
    address = settings.broker.get_secret_value() if settings.broker else ""
    app = opened(address) if address else None
    if app is not None:
        check(app, address)
    here = ProcessWorkers(settings.workers or usable_cores(), allowance, settings.cache_dir / "graphs")
    return here if app is None else QueueWorkers(app, here, parts.store, parts.shelf)


def places_elsewhere(workers: Workers) -> int | None:
    """How many Lines workers of other machines can speak at once; None where nothing is asked of any."""
    return sum(each.slots for each in workers.there) if isinstance(workers, QueueWorkers) else None


def _shared(settings: Settings, address: str) -> Parts:
    objects = _objects(settings)
    _probe(objects)
    shelf = _object_shelf(objects)
    mine = _OnOneNode(settings) if settings.database is None else _OnPostgres(settings.database, address, shelf)
    store = _object_store(settings, objects, mine.database)
    store.remove_stale()
    return Parts(
        store=store,
        shelf=shelf,
        lexicons=Lexicons(_object_shelf(objects, LEXICONS)),
        counts=mine.counts,
        usage=mine.usage,
        wishes=Wishes(shelf),
        checks={"store": lambda: objects.head("probe/answers"), **mine.checks},
        closing=mine.closing,
    )


class _OnOneNode:
    """Index, counts and usage in the node's own cache folder: right for one node."""

    def __init__(self, settings: Settings) -> None:
        files = Files(settings.cache_dir)
        self.database: Database = SqliteDatabase(files)
        self.counts: Counts = FileCounts(files)
        self.usage: Usage = FileUsage.open(settings.cache_dir)
        self.checks: dict[str, Callable[[], object]] = {}
        self.closing: tuple[Callable[[], None], ...] = ()


class _OnPostgres:
    """The same for all nodes. Raises InvalidSettingError where it is not there, or another cluster's nodes are."""

    def __init__(self, address: SecretStr, site: str, shelf: Shelf) -> None:
        with needs_cluster_extra("ANNOUNCER_DATABASE"):
            from app.keys.postgres_usage import PostgresUsage  # noqa: PLC0415 - of the extra
            from app.store.postgres.counts import PostgresCounts  # noqa: PLC0415
            from app.store.postgres.index import PostgresIndex  # noqa: PLC0415
        postgres = open_postgres(address.get_secret_value(), site)
        _at_start(postgres.check, "Look at ANNOUNCER_DATABASE.")
        self.database: Database = PostgresIndex(postgres)
        self.counts: Counts = PostgresCounts(postgres)
        self.usage: Usage = PostgresUsage(postgres)
        self.checks = {"database": postgres.check}
        self.closing = (join(shelf, _name_of(postgres)).release, postgres.close)


def _name_of(postgres: "Postgres") -> str:
    """The same for the same database, by whatever address it is asked."""
    try:
        ((name,),) = postgres.query(
            "SELECT system_identifier || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())"
            " FROM pg_control_system()"
        )
    except StoreError:  # this user may not ask
        return postgres.where
    return str(name)


def _objects(settings: Settings) -> "Objects":
    with needs_cluster_extra("ANNOUNCER_STORE"):
        from app.store.objects.connect import connect  # noqa: PLC0415 - of the extra
    return connect(settings.store or "", settings.store_endpoint)


def _probe(objects: "Objects") -> None:
    with needs_cluster_extra("ANNOUNCER_STORE"):
        from app.store.objects.probe import probe  # noqa: PLC0415 - of the extra
    _at_start(lambda: probe(objects), "Look at ANNOUNCER_STORE, ANNOUNCER_STORE_ENDPOINT and the AWS_* credentials.")


def _object_store(settings: Settings, objects: "Objects", database: Database | None) -> LastingStore:
    from app.store.objects.store import ObjectStore  # noqa: PLC0415 - of the extra

    return ObjectStore(
        objects,
        settings.cache_dir,
        database=database,
        max_bytes=settings.max_cache_bytes,
        copies_bytes=settings.store_copies_bytes,
        redirect_s=settings.store_redirect_s,
    )


def _object_shelf(objects: "Objects", folder: str = "") -> Shelf:
    from app.store.object_shelf import ObjectShelf  # noqa: PLC0415 - of the extra

    return ObjectShelf(objects, folder)


def _at_start(look: Callable[[], object], hint: str) -> None:
    try:
        look()
    except StoreError as error:
        raise InvalidSettingError(f"{error.detail} {hint}") from error
