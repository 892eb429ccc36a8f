"""Where a store on objects makes room."""

from app.store.objects.client import Objects
from app.store.objects.clips import ObjectClips
from app.store.objects.narrations import ObjectNarrations
from app.store.objects.quarantine import FOLDER, empty_quarantine
from app.store.questions import Kept


class Bucket:
    """The Place of `app/store/pruning.py`. When something was used, the index alone knows."""

    def __init__(self, objects: Objects, clips: ObjectClips, narrations: ObjectNarrations) -> None:
        self._objects = objects
        self._clips = clips
        self._narrations = narrations

    def unlisted_bytes(self) -> int:
        """Drafts are gone within the hour."""
        return 0

    def quarantined_bytes(self) -> int:
        """Of damaged objects."""
        return sum(found.size for found in self._objects.list(FOLDER))

    def empty_quarantine(self) -> int:
        """Bytes freed."""
        return empty_quarantine(self._objects)

    def evict(self, kept: Kept) -> int:
        """Remove it; its bytes."""
        if kept.is_clip:
            self._clips.evict(kept.key)
        else:
            self._narrations.evict(kept.key)
        return kept.size_bytes

    def let_go(self, narration_id: str) -> None:
        """Remove it."""
        self._narrations.evict(narration_id)
