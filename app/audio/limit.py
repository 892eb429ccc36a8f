"""A look-ahead limiter: what passes the ceiling is turned down smoothly around its peak, all else is left alone."""

import functools

import numpy as np
from numpy.typing import NDArray

from app.audio.loudness import overshoot_bound, true_peaks

CEILING_DBTP = -1.5
"""Below the promised -1 dBTP: an MP3 of 64 kbit/s decodes to peaks up to 0.3 dB higher than it was given."""

_MARGIN = 10 ** (-0.1 / 20)
"""The gain moves between two samples too: aim 0.1 dB lower."""

_REACH_MS = 15
"""How long before and after a peak the gain moves: over two periods of a deep voice, so that it does not buzz."""

Floats = NDArray[np.float64]


def limited(samples: Floats, sample_rate_hz: int, ceiling_dbtp: float = CEILING_DBTP) -> Floats:
    """Samples of shape (n,), 1.0 being full scale, with no true peak above the ceiling; the very same when none was."""
    ceiling = 10 ** (ceiling_dbtp / 20)
    if float(np.abs(samples).max(initial=0.0)) * overshoot_bound() <= ceiling:
        return samples
    peaks = true_peaks(samples)
    if float(peaks.max()) <= ceiling:
        return samples
    return samples * _gains(peaks, ceiling * _MARGIN, max(1, sample_rate_hz * _REACH_MS // 1000))


def _gains(peaks: Floats, ceiling: float, reach: int) -> Floats:
    """A smooth gain per sample that never exceeds ceiling / peak.

    Every sample takes the least gain needed within `reach`; a mean over the same reach keeps below each of those.
    """
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    needed[1:] = np.minimum(needed[1:], needed[:-1])  # a peak between two samples concerns both
    least = _sliding_minimum(np.pad(needed, 2 * reach, constant_values=1.0), reach)
    window = _window(reach)
    size = 1 << (len(least) + len(window) - 1).bit_length()
    smooth = np.fft.irfft(np.fft.rfft(least, size) * np.fft.rfft(window, size), size)
    return np.asarray(smooth[2 * reach : 2 * reach + len(peaks)])


def _sliding_minimum(values: Floats, reach: int) -> Floats:
    """The minimum of each `2 * reach + 1` neighbours, shape (n - 2 * reach,), in log(reach) passes."""
    width, minimum = 1, values
    while 2 * width <= 2 * reach + 1:
        minimum = np.minimum(minimum[:-width], minimum[width:])
        width *= 2
    rest = 2 * reach + 1 - width
    return np.minimum(minimum[: len(minimum) - rest], minimum[rest:])


@functools.cache
def _window(reach: int) -> Floats:
    window = np.hanning(2 * reach + 3)[1:-1]
    return np.asarray(window / window.sum())
