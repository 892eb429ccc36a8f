"""Waveforms of published narrations, decoded when somebody looks, and remembered."""

import threading
from collections import OrderedDict

from app.audio.peaks import Peaks, peaks_of
from app.errors import UnknownNarrationError
from app.store.base import Store

REMEMBERED = 200


class Outlines:
    """One narration is decoded at a time: an editor's look must not slow down those who listen. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Peaks] = OrderedDict()

    def get(self, narration_id: str) -> Peaks:
        """The outline of a published narration. Raises UnknownNarrationError and StoreError."""
        with self._lock:
            found = self._known.pop(narration_id, None) or self._decoded(narration_id)
            self._known[narration_id] = found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _decoded(self, narration_id: str) -> Peaks:
        file = self._store.open_audio(narration_id)
        if file is None:
            raise UnknownNarrationError(f"There is no narration {narration_id} any more.")
        with file:
            return peaks_of(file)
