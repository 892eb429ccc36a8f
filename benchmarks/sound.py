"""Pace and pitch of speech."""

import numpy as np
from numpy.typing import NDArray

FRAME_MS = 10
QUIET_DB = -35
"""Below the loudest tenth of the frames: what is quieter is silence."""
SHORTEST_PAUSE_MS = 100
"""Shorter silences belong to words: a "t" is one."""
PITCH_HZ = (60.0, 500.0)


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


def pitches_hz(pcm: NDArray[np.int16], rate_hz: int) -> NDArray[np.float64]:
    """The pitch each 10 ms, as Praat finds it, where there is one."""
    import parselmouth

    sound = parselmouth.Sound(pcm.astype(np.float64) / 32_768, rate_hz)
    low, high = PITCH_HZ
    track = sound.to_pitch(FRAME_MS / 1000, low, high).selected_array["frequency"]
    return np.asarray(track[track > 0], np.float64)


def spread_semitones(pitches: NDArray[np.float64]) -> float:
    """The standard deviation of pitches in Hz, shape (n,): a monotonous reader has a small one."""
    return float(np.std(12 * np.log2(pitches)))
