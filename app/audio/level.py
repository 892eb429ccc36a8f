"""The one gain of a voice."""

import math

import numpy as np
from numpy.typing import NDArray

from app.audio.limit import limited, reach_samples
from app.audio.loudness import FULL_SCALE, integrated_loudness

TARGET_LUFS = -16.0
MAX_GAIN_DB = 30.0
"""More would only lift the noise of a voice that is nearly silent."""

_ROUNDS = 3
"""Each round makes up for what the limiter took in the one before; after three less than 0.1 dB is missing."""


def gain_for(pcm: NDArray[np.int16], sample_rate_hz: int, target_lufs: float = TARGET_LUFS) -> float:
    """The gain in dB that brings int16 samples, shape (n,), to the target once they are limited; 0 for silence.

    Measure it once per voice, over some sentences: one gain for every Line keeps whispers and shouts apart.
    """
    gain_db = 0.0
    for _ in range(_ROUNDS):
        loudness = integrated_loudness(applied(pcm, sample_rate_hz, gain_db), sample_rate_hz)
        if not math.isfinite(loudness):
            return 0.0
        gain_db = min(gain_db + target_lufs - loudness, MAX_GAIN_DB)
    return gain_db


def applied(pcm: NDArray[np.int16], sample_rate_hz: int, gain_db: float) -> NDArray[np.int16]:
    """The int16 samples, shape (n,), with the gain, and limited where they would pass the ceiling."""
    samples = limited(pcm.astype(np.float64) * (10 ** (gain_db / 20) / FULL_SCALE), sample_rate_hz)
    return np.clip(np.rint(samples * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


class Leveller:
    """`applied`, piece by piece: the same samples, the last few of each piece with the next one."""

    def __init__(self, sample_rate_hz: int, gain_db: float) -> None:
        self._rate = sample_rate_hz
        self._gain_db = gain_db
        self._reach = reach_samples(sample_rate_hz)
        self._held = np.zeros(0, np.int16)
        self._before = 0
        """How many of the held samples were given out already, and are kept for their neighbours' sake."""

    def feed(self, pcm: NDArray[np.int16]) -> NDArray[np.int16]:
        """The int16 samples, shape (m,), that no later ones can change, of those fed so far, shape (n,) each time."""
        self._held = np.concatenate([self._held, pcm])
        return self._given(max(self._before, len(self._held) - self._reach))

    def finish(self) -> NDArray[np.int16]:
        """The rest."""
        return self._given(len(self._held))

    def _given(self, end: int) -> NDArray[np.int16]:
        levelled = applied(self._held, self._rate, self._gain_db)[self._before : end]
        forgotten = max(0, end - self._reach)
        self._held, self._before = self._held[forgotten:], end - forgotten
        return levelled
