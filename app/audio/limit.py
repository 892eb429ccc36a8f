"""A look-ahead limiter: what passes the ceiling is turned down smoothly around its peak, all else is left alone."""

import functools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.audio.loudness import TAPS_PER_PHASE, overshoot_bound, true_peaks

CEILING_DBTP = -1.5
"""Below the promised -1 dBTP: an MP3 of 64 kbit/s decodes to peaks up to 0.3 dB higher than it was given."""

_MARGIN = 10 ** (-0.1 / 20)
"""The gain moves between two samples too: aim 0.1 dB lower."""

_REACH_MS = 15
"""How long before and after a peak the gain moves: over two periods of a deep voice, so that it does not buzz."""


def reach_samples(sample_rate_hz: int) -> int:
    """How far a sample's gain can depend on its neighbours, to either side."""
    return 2 * max(1, sample_rate_hz * _REACH_MS // 1000) + TAPS_PER_PHASE


Floats = NDArray[np.float64]


def limited(samples: Floats, sample_rate_hz: int, ceiling_dbtp: float = CEILING_DBTP) -> Floats:
    """Samples of shape (n,), 1.0 being full scale, with no true peak above the ceiling; the very same when none was.

    Only what is near a peak is looked at closely: most of a sentence cannot pass the ceiling.
    """
    ceiling = 10 ** (ceiling_dbtp / 20)
    needed = _needed_gains(samples, ceiling)
    over = np.flatnonzero(needed < 1.0)
    if not len(over):
        return samples
    reach = max(1, sample_rate_hz * _REACH_MS // 1000)
    quieter = samples.copy()
    for start, end in _stretches(over, 2 * reach, len(samples)):
        quieter[start:end] *= _smooth_gains(needed[start:end], reach)
    return quieter


def _needed_gains(samples: Floats, ceiling: float) -> Floats:
    """Per sample: what brings it, and the true peaks on both its sides, under the ceiling; 1 where nothing is above."""
    needed = np.ones(len(samples))
    near = _near(np.abs(samples) > ceiling / overshoot_bound())
    peaks = true_peaks(samples, near)
    over, gains = near[peaks > ceiling], ceiling * _MARGIN / peaks[peaks > ceiling]
    needed[over] = gains
    then = np.minimum(over + 1, len(samples) - 1)  # a peak between two samples concerns both
    needed[then] = np.minimum(needed[then], gains)
    return needed


def _near(loud: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The indices whose true peak depends on a loud sample."""
    reach = TAPS_PER_PHASE // 2
    count = np.cumsum(np.pad(loud, (reach, reach)), dtype=np.int64)
    return np.flatnonzero(count[2 * reach :] > count[: len(loud)])


def _stretches(indices: NDArray[np.intp], reach: int, size: int) -> Iterator[tuple[int, int]]:
    """Disjoint [start, end) within `size` that hold every one of the ascending indices and `reach` on its sides."""
    if len(indices):
        last = np.flatnonzero(np.diff(indices) > 2 * reach)
        starts = indices[np.concatenate([[0], last + 1])]
        ends = indices[np.concatenate([last, [len(indices) - 1]])]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            yield max(0, start - reach), min(size, end + reach + 1)


def _smooth_gains(needed: Floats, reach: int) -> Floats:
    """Gains that move smoothly and are never above those needed.

    Every sample takes the least gain needed within `reach`; a mean over the same reach keeps below each of those.
    """
    least = _sliding_minimum(np.pad(needed, 2 * reach, constant_values=1.0), reach)
    window = _window(reach)
    size = 1 << (len(least) + len(window) - 1).bit_length()
    smooth = np.fft.irfft(np.fft.rfft(least, size) * np.fft.rfft(window, size), size)
    return np.asarray(smooth[2 * reach : 2 * reach + len(needed)])


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
