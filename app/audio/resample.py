"""From one sample rate to another, as the sound comes."""

import functools
import math

import numpy as np
from numpy.typing import NDArray

_TAPS = 48
"""Per output sample, at the input's rate: flat to 0.85 of the lower Nyquist frequency, aliases below -80 dB."""
_KAISER_BETA = 7.857
"""A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing", section 7.5.3: 80 dB."""
_CUTOFF = 0.94
_BLOCK = 8_192
"""Output samples computed at once: what bounds the memory."""


class Resampler:
    """A polyphase filter: a Kaiser-windowed sinc, sampled at each of the fractions that the two rates need.

    Nothing is delayed: an output sample stands at the very time of the input around it.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        divisor = math.gcd(from_hz, to_hz)
        self._up, self._down = to_hz // divisor, from_hz // divisor
        self._bank = _bank(self._up, self._down)
        self._reach = self._bank.shape[1] // 2
        self._held = np.zeros(self._reach - 1, np.float32)
        self._taken = 0
        self._made = 0

    def feed(self, pcm: NDArray[np.int16]) -> NDArray[np.int16]:
        """The int16 samples, shape (m,), that can be told from the input, shape (n,), so far."""
        self._taken += len(pcm)
        self._held = np.concatenate([self._held, pcm.astype(np.float32)])
        return self._make(max(0, -(-(self._taken - self._reach) * self._up // self._down)))

    def finish(self) -> NDArray[np.int16]:
        """The rest, as if silence followed; as long, all in all, as the input was."""
        self._held = np.concatenate([self._held, np.zeros(self._reach, np.float32)])
        return self._make(-(-self._taken * self._up // self._down))

    def _make(self, total: int) -> NDArray[np.int16]:
        """Output samples up to the `total`th; forgets the input that none after them needs."""
        blocks = [np.zeros(0, np.int16)]
        while self._made < total:
            count = min(_BLOCK, total - self._made)
            at = self._made * self._down + np.arange(count) * self._down
            origin = self._made * self._down // self._up
            rows, phases = at // self._up - origin, at % self._up
            windows = np.lib.stride_tricks.sliding_window_view(self._held, self._bank.shape[1])
            blocks.append(_rounded(np.einsum("ij,ij->i", windows[rows], self._bank[phases])))
            self._made += count
            self._held = self._held[self._made * self._down // self._up - origin :]
        return np.concatenate(blocks)


def resampled(pcm: NDArray[np.int16], from_hz: int, to_hz: int) -> NDArray[np.int16]:
    """Int16 samples, shape (n,), at another rate: ceil(n * to_hz / from_hz) of them."""
    if from_hz == to_hz:
        return pcm
    resampler = Resampler(from_hz, to_hz)
    return np.concatenate([resampler.feed(pcm), resampler.finish()])


def _rounded(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16)


@functools.cache
def _bank(up: int, down: int) -> NDArray[np.float32]:
    """One filter per fraction of an input sample, shape (up, taps), the sinc's zeros at the lower of both rates."""
    ratio = min(1.0, up / down)
    half = math.ceil(_TAPS / 2 / ratio)
    place = np.arange(-half + 1, half + 1) - np.arange(up)[:, None] / up
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0, 1 - np.square(place / half)))) / np.i0(_KAISER_BETA)
    taps = np.sinc(place * ratio * _CUTOFF) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)
