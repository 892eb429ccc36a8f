"""Pace and pitch of speech."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FRAME_MS = 10
QUIET_DB = -35
"""Below the loudest tenth of the frames: what is quieter is silence."""
SHORTEST_PAUSE_MS = 100
"""Shorter silences belong to words: a "t" is one."""
WIDEST_HZ = (60.0, 500.0)
"""Where the pitch of any voice is looked for first."""
LOW, HIGH = 0.75, 1.5
"""Of the lower and the upper quartile: a voice's own range, outside of which an octave was mistaken (C. De Looze and
D. Hirst, "Detecting changes in key and range", Speech Prosody 2008)."""


def spoken_seconds(pcm: NDArray[np.int16], rate_hz: int) -> float:
    """How long somebody speaks in int16 samples, shape (n,): without pauses, and without silence at the edges."""
    frame = rate_hz * FRAME_MS // 1000
    whole = pcm[: len(pcm) // frame * frame].astype(np.float64).reshape(-1, frame)
    level_db = 10 * np.log10(np.square(whole).mean(axis=1) + 1e-9)
    loud = level_db > np.percentile(level_db, 90) + QUIET_DB
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(int)))
    starts, ends = edges[::2], edges[1::2]
    silences = starts[1:] - ends[:-1]
    short = silences[silences < SHORTEST_PAUSE_MS // FRAME_MS].sum()
    return float((ends - starts).sum() + short) * FRAME_MS / 1000


def spread_semitones(said: Sequence[NDArray[np.int16]], rate_hz: int) -> float:
    """The standard deviation of the pitch in int16 samples, each of shape (n,): a monotonous reader has a small one.

    As Praat finds it each 10 ms, where there is a pitch.
    """
    quartiles = np.percentile(_pitches_hz(said, rate_hz, WIDEST_HZ), (25, 75))
    own = _pitches_hz(said, rate_hz, (LOW * quartiles[0], HIGH * quartiles[1]))
    return float(np.std(12 * np.log2(own)))


def _pitches_hz(said: Sequence[NDArray[np.int16]], rate_hz: int, limits_hz: tuple[float, float]) -> NDArray[np.float64]:
    import parselmouth

    sounds = [parselmouth.Sound(pcm.astype(np.float64) / 32_768, rate_hz) for pcm in said]
    tracks = [sound.to_pitch(FRAME_MS / 1000, *limits_hz).selected_array["frequency"] for sound in sounds]
    found = np.concatenate(tracks)
    return np.asarray(found[found > 0], np.float64)
