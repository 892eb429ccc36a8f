"""The parts of an announcer, chosen by the settings: one machine's own, or those that several machines share.

What only several machines need is imported here alone, and only when a setting asks for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.errors import AnnouncerError
from app.keys import FileUsage, Usage
from app.lexicon import Lexicons
from app.narration.wishes import Wishes
from app.settings import Settings
from app.store.base import Store
from app.store.counts import Counts, FileCounts
from app.store.files import Files
from app.store.local import LocalStore
from app.store.shelf import FileShelf, Shelf


@dataclass(frozen=True)
class Parts:
    """What an announcer keeps things in; `close` them."""

    store: Store
    shelf: Shelf
    lexicons: Lexicons
    counts: Counts
    usage: Usage
    wishes: Wishes | None = None
    """Only where other nodes may be asked for what this one makes."""

    checks: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    """Of each part that machines share, a call that raises StoreError when it does not answer."""

    closing: tuple[Callable[[], None], ...] = ()

    def faults(self) -> dict[str, str]:
        """What does not answer now, and why. Asks each part; blocks."""
        found = {}
        for name, check in self.checks.items():
            try:
                check()
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
    return FileShelf(settings.cache_dir)


def open_lexicons(settings: Settings) -> Lexicons:
    """Those of the newsroom. Raises InvalidSettingError."""
    return Lexicons(FileShelf(settings.lexicon_dir))
