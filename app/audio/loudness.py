"""How loud sound is, and how high its true peaks are.

Loudness is ITU-R BS.1770-4's integrated loudness of one channel, as the file is: a 997 Hz sine of amplitude 1 reads
-3.01 LUFS. A meter that counts mono twice, because two loudspeakers play it ("dual mono"), reads 3.01 more.
"""

import functools
import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
FULL_SCALE = 32768.0
OVERSAMPLING = 4
_OFFSET_LU = -0.691
_HOP_MS = 100
_HOPS_PER_BLOCK = 4
_CHUNK_S = 30
_HISTORY_S = 1
"""The K-weighting rings for a few periods of 38 Hz; after a second nothing of it is left."""

TAPS_PER_PHASE = 24
"""Input samples that one point between two of them depends on."""
_KAISER_BETA = 7.0
_FFT_SIZE = 4096
_BLOCK = _FFT_SIZE - TAPS_PER_PHASE + 1
"""Samples of a block whose neighbours are all in the same transform."""

Floats = NDArray[np.float64]


def integrated_loudness(pcm: NDArray[np.int16], sample_rate_hz: int) -> float:
    """Integrated loudness in LUFS of int16 samples, shape (n,); minus infinity when no block passes the gate.

    BS.1770-4, Annex 1: mean square of the K-weighted signal in blocks of 400 ms that overlap by 75 %, without the
    blocks below -70 LUFS and then without those 10 LU below the mean of the rest.
    """
    hops = np.concatenate([*_hop_energies(pcm, sample_rate_hz), np.zeros(0)])
    if len(hops) < _HOPS_PER_BLOCK:
        return -math.inf
    blocks = np.lib.stride_tricks.sliding_window_view(hops, _HOPS_PER_BLOCK).mean(axis=1)
    blocks = blocks[blocks > _power(ABSOLUTE_GATE_LUFS)]
    if not len(blocks):
        return -math.inf
    gate = blocks.mean() * 10 ** (RELATIVE_GATE_LU / 10)
    return _OFFSET_LU + 10 * math.log10(blocks[blocks > gate].mean())


def true_peak_dbtp(pcm: NDArray[np.int16]) -> float:
    """The true peak in dBTP of int16 samples, shape (n,), 4 times oversampled (BS.1770-4, Annex 2)."""
    samples = pcm.astype(np.float64) / FULL_SCALE
    peak = float(true_peaks(samples, np.arange(len(samples))).max(initial=0.0))
    return 20 * math.log10(peak) if peak else -math.inf


def true_peaks(samples: Floats, at: NDArray[np.intp]) -> Floats:
    """The largest magnitude from each sample of index `at`, ascending, up to the next one, 4 times oversampled.

    Convolves blocks of samples by FFT (overlap-save), those that hold an asked-for index: numpy's FFT stays on this
    thread, where a product of matrices would take the cores that other sentences are spoken on.
    """
    peaks = np.abs(samples[at])
    reach = TAPS_PER_PHASE // 2
    padded = np.pad(samples, (reach - 1, reach + _BLOCK))
    blocks = at // _BLOCK
    for block in blocks[np.flatnonzero(np.diff(blocks, prepend=-1))].tolist():
        start = block * _BLOCK
        spectrum = np.fft.rfft(padded[start : start + _FFT_SIZE])
        points = np.abs(np.fft.irfft(spectrum * _responses(), _FFT_SIZE)[:, :_BLOCK])
        between = functools.reduce(np.maximum, points)  # twice as fast as max over an axis of three
        some = slice(*np.searchsorted(at, (start, start + _BLOCK)).tolist())
        peaks[some] = np.maximum(peaks[some], between[at[some] - start])
    return peaks


@functools.cache
def _responses() -> NDArray[np.complex128]:
    """What the interpolators do to a spectrum, shape (points, frequencies)."""
    return np.asarray(np.conj(np.fft.rfft(_interpolators().T, _FFT_SIZE)))


@functools.cache
def overshoot_bound() -> float:
    """No true peak is larger than this many times the largest of the `TAPS_PER_PHASE` samples around it."""
    return max(1.0, float(np.abs(_interpolators()).sum(axis=0).max()))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_LU) / 10))


def _hop_energies(pcm: NDArray[np.int16], sample_rate_hz: int) -> Iterator[Floats]:
    """Mean squares of the K-weighted signal per 100 ms, in pieces of bounded size."""
    hop = sample_rate_hz * _HOP_MS // 1000
    chunk, history = _CHUNK_S * 1000 // _HOP_MS * hop, _HISTORY_S * sample_rate_hz
    for start in range(0, len(pcm), chunk):
        before = min(start, history)
        piece = pcm[start - before : start + chunk].astype(np.float64) / FULL_SCALE
        weighted = _k_weighted(piece, sample_rate_hz)[before:]
        whole = len(weighted) // hop * hop
        yield np.square(weighted[:whole]).reshape(-1, hop).mean(axis=1)


def _k_weighted(samples: Floats, sample_rate_hz: int) -> Floats:
    size = 1 << (len(samples) + _HISTORY_S * sample_rate_hz - 1).bit_length()
    weighted = np.fft.irfft(np.fft.rfft(samples, size) * _k_response(size, sample_rate_hz), size)
    return weighted[: len(samples)]


@functools.lru_cache(maxsize=1)  # a voice's gain asks three times for the same
def _k_response(size: int, sample_rate_hz: int) -> NDArray[np.complex128]:
    """The K-weighting at the frequencies of a transform of that size, for any sample rate.

    BS.1770-4 gives coefficients for 48 kHz only. These are the analogue filters behind them, by bilinear transform:
    B. De Man, "Evaluation of Implementations of the EBU R128 Loudness Measurement", AES 145th Convention (2018).
    """
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    k, q, gain = math.tan(math.pi * 1681.974450955533 / sample_rate_hz), 0.7071752369554196, 3.999843853973347
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    shelf = ((high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z * z) / (
        (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z
    )
    k, q = math.tan(math.pi * 38.13547087602444 / sample_rate_hz), 0.5003270373238773
    high_pass = (1 - z) ** 2 * (1 + k / q + k * k)
    high_pass /= (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z
    return np.asarray(shelf * high_pass)


@functools.cache
def _interpolators() -> Floats:
    """The filters that find the points between two samples, shape (taps, points): a Kaiser-windowed sinc."""
    half = TAPS_PER_PHASE // 2
    points = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    away = points - np.arange(1 - half, half + 1)[:, None]
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0, 1 - np.square(away / half)))) / np.i0(_KAISER_BETA)
    taps = np.sinc(away) * window
    return np.asarray(taps / taps.sum(axis=0))
