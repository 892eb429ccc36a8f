"""The one gain of a voice."""

import math

import numpy as np
from numpy.typing import NDArray

from app.audio.limit import limited
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
