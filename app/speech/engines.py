"""The voices in memory: each loaded once, the least recently used let go."""

import gc
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.errors import AnnouncerError, VoiceUnavailableError
from app.speech.calibration import calibrate
from app.speech.engine import VoiceEngine
from app.speech.loading import load_engine
from app.voices import Voice
from app.voices.voice import Stamp

LOG = logging.getLogger(__name__)

REMEMBERED_FAILURES = 100
PASSING = (OSError, MemoryError)
"""What time can heal: no memory or descriptor was left, a disk did not answer."""


class Engines:
    """Loaded engines by the digest of their voice, `max_loaded` of them at most. Thread-safe.

    A voice is loaded by one caller at a time; those who ask meanwhile get the same engine. An engine that is let go
    lives on until those who speak with it are done. A voice that cannot be loaded is remembered with the reason, and
    is tried again only when its files have changed, or when it was the machine that failed.
    """

    def __init__(
        self,
        load: Callable[[Voice], VoiceEngine] = load_engine,
        *,
        measure: Callable[[NDArray[np.int16], int], float] = lambda _pcm, _rate: 0.0,
        max_loaded: int = 2,
    ) -> None:
        """`measure` tells the gain in dB that a voice needs, from PCM of its own and its rate in Hz."""
        self._load = load
        self._measure = measure
        self._max_loaded = max_loaded
        self._loading = threading.Lock()  # one voice at a time: two at once could pass the limit
        self._lock = threading.Lock()
        self._engines: OrderedDict[str, VoiceEngine] = OrderedDict()
        self._gains_db: dict[str, float] = {}
        self._failures: OrderedDict[str, tuple[Stamp, str]] = OrderedDict()

    def get(self, voice: Voice) -> VoiceEngine:
        """The voice's engine, warm. Blocks while it loads. Raises VoiceUnavailableError when it cannot be loaded."""
        digest = self._digest(voice)
        if (engine := self._known(digest)) is not None:
            return engine
        with self._loading:
            if (engine := self._known(digest)) is not None:
                return engine
            self._refuse_if_failed(voice)
            self._make_room()
            engine, gain_db = self._try_load(voice)
            with self._lock:
                self._gains_db[digest] = gain_db
                self._engines[digest] = engine
            return engine

    def gain_db(self, voice: Voice) -> float:
        """The voice's one gain in dB, measured when it was first loaded; loads it if need be, as `get` does."""
        digest = self._digest(voice)
        if digest not in self._gains_db:
            self.get(voice)
        return self._gains_db[digest]

    @property
    def loaded(self) -> tuple[str, ...]:
        """The digests of the loaded voices, the least recently used first."""
        with self._lock:
            return tuple(self._engines)

    def _known(self, digest: str) -> VoiceEngine | None:
        with self._lock:
            engine = self._engines.get(digest)
            if engine is not None:
                self._engines.move_to_end(digest)
            return engine

    def _digest(self, voice: Voice) -> str:
        voice.check()
        return voice.digest

    def _make_room(self) -> None:
        """Before loading, not after: memory never holds one voice more than the limit."""
        with self._lock:
            let_go = max(0, len(self._engines) - self._max_loaded + 1)
            for _ in range(let_go):
                self._engines.popitem(last=False)
        if let_go:
            gc.collect()  # an engine's word cache refers to the engine: only the collector lets its memory go

    def _try_load(self, voice: Voice) -> tuple[VoiceEngine, float]:
        stamp = voice.stamp()
        try:
            engine = self._load(voice)
            # The first sentences it speaks also warm it up: memory is laid out before a listener waits.
            gain_db = self._measure(calibrate(engine, voice.language), engine.sample_rate_hz)
        except AnnouncerError as error:
            self._remember(voice, stamp, error.detail, error)
            raise VoiceUnavailableError(error.detail) from error
        except Exception as error:
            LOG.exception("the voice %s cannot be loaded", voice.key)
            reason = f"The voice {voice.key} cannot be loaded ({type(error).__name__}); the log has the details."
            self._remember(voice, stamp, reason, error)
            raise VoiceUnavailableError(reason) from error
        self._failures.pop(str(voice.home / voice.key), None)
        return engine, gain_db

    def _remember(self, voice: Voice, stamp: Stamp, reason: str, error: Exception) -> None:
        if isinstance(error.__cause__ or error, PASSING):
            return
        self._failures[str(voice.home / voice.key)] = stamp, reason
        while len(self._failures) > REMEMBERED_FAILURES:
            self._failures.popitem(last=False)

    def _refuse_if_failed(self, voice: Voice) -> None:
        stamp, reason = self._failures.get(str(voice.home / voice.key), ((), ""))
        if reason and stamp == voice.stamp():
            raise VoiceUnavailableError(reason)
