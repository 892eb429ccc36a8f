"""What goes when there is no room: from the oldest end, asked of the index, so that nothing is listed."""

import logging
import threading
from typing import Protocol

from app.errors import StoreError
from app.store import drafts
from app.store.clips import Clips
from app.store.files import Files
from app.store.index import Index, answers
from app.store.narrations import Narrations
from app.store.quarantine import empty_quarantine, quarantined_bytes
from app.store.questions import Kept, Which

SHARE_UNSEEN = 0.05
"""Of the limit: what a process may write before it looks at what all have written."""
PROCESSES = 3
"""Services and nights that share a store."""
AT_ONCE = 200
LOG = logging.getLogger(__name__)


class Place(Protocol):
    """Where things are removed from. Raises OSError or StoreError."""

    def unlisted_bytes(self) -> int:
        """Of drafts, which count and stay."""
        ...

    def quarantined_bytes(self) -> int:
        """Of what is put aside, which goes first."""
        ...

    def empty_quarantine(self) -> int:
        """Bytes freed."""
        ...

    def evict(self, kept: Kept) -> int:
        """Remove it unless it was used since; bytes freed."""
        ...

    def let_go(self, narration_id: str) -> None:
        """Remove it."""
        ...


class Folder:
    """The Place of the local store."""

    def __init__(self, files: Files, clips: Clips, narrations: Narrations) -> None:
        self._files = files
        self._clips = clips
        self._narrations = narrations

    def unlisted_bytes(self) -> int:
        """Of what is being written."""
        return drafts.bytes_in_drafts(self._files)

    def quarantined_bytes(self) -> int:
        """Of damaged files."""
        return quarantined_bytes(self._files)

    def empty_quarantine(self) -> int:
        """Bytes freed."""
        return empty_quarantine(self._files)

    def evict(self, kept: Kept) -> int:
        """By the time of modification, which is its last use."""
        with self._files.lock():
            evict = self._clips.evict if kept.is_clip else self._narrations.evict
            return evict(kept.key, kept.used_ns) or 0

    def let_go(self, narration_id: str) -> None:
        """Its three files."""
        with self._files.lock():
            self._narrations.evict(narration_id)


class Pruning:
    """Keeps a store within its limit. Raises OSError, and StoreError when the index cannot be read."""

    def __init__(self, index: Index, place: Place, max_bytes: int | None) -> None:
        self._index = index
        self._place = place
        self._max_bytes = max_bytes
        self._written = 0
        self._alone = threading.Lock()

    def prune(self, max_bytes: int) -> int:
        """Empty the quarantine, evict the least recently used clips, then narrations, until it fits; bytes freed."""
        stats = self._index.ask(answers.stats)
        total = stats.clip_bytes + stats.narration_bytes + self._place.unlisted_bytes()
        freed = 0
        if total + self._place.quarantined_bytes() > max_bytes:
            freed = self._place.empty_quarantine()
        looked_at: list[Kept] = []
        while total > max_bytes:
            self._index.write_uses()
            oldest = self._index.ask(answers.least_used, AT_ONCE)
            if oldest == looked_at:  # none of them could be evicted, nor their use corrected: nothing left, or no index
                break
            looked_at = oldest
            for each in oldest:
                if total <= max_bytes:
                    break
                gone = self._place.evict(each)
                total, freed = total - gone, freed + gone
        return freed

    def let_go(self, which: Which, limit: int) -> int:
        """Evict the narrations of the oldest such articles, at most so many; how many went."""
        found = dict.fromkeys(self._index.ask(answers.oldest, which, limit))
        for narration_id in found:
            self._place.let_go(narration_id)
        return len(found)

    def grown_by(self, size: int) -> None:
        """Prune before the limit is reached: several processes may each have written that share since they looked."""
        self._written += size
        if self._max_bytes is None or self._written < self._max_bytes * SHARE_UNSEEN:
            return
        if self._alone.acquire(blocking=False):
            try:
                self._written = 0
                self.prune(round(self._max_bytes * (1 - PROCESSES * SHARE_UNSEEN)))
            except StoreError as error:  # what was written stays, whatever the index says
                LOG.warning("there could be no room made: %s", error)
            finally:
                self._alone.release()
