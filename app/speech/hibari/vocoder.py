"""From what the model predicts of each frame to samples: shaped pulses, shaped noise, and a part with its own phases.

    S = exp(lh) e^(i pi tanh(theta)) P + exp(ln) Z + exp(lr) e^(i phi)

with P the short-time Fourier transform of a pulse train at the predicted pitch and Z complex noise ("ONNX interface" in
the documentation of hibari-tts). Frames overlap by three quarters, so a window of them needs two more on each side.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from hibari import dsp
from numpy.typing import NDArray

from app.speech.sessions import Samples

HOP, FFT = dsp.HOP, dsp.N_FFT
CONTEXT = 2
"""Frames on each side that a frame's samples depend on."""
LOUDEST = 7.0
"""Of a logarithmic magnitude; above it the model is wrong."""
SEED = 0
"""The same Line always gets the same noise."""


class Frames(NamedTuple):
    """What the model gives of n frames of 12.5 ms: shapes and phases, each (bins, n), and the pitch in Hz, (n,)."""

    harmonic: Samples
    turn: Samples
    noise: Samples
    rest: Samples
    phase: Samples
    pitch: Samples


def windows(frames: Frames, first: int, longest: int) -> Iterator[Samples]:
    """The samples, HOP a frame, in windows of `first` frames and then ever twice as many, `longest` at most."""
    count = len(frames.pitch)
    pulses = np.pad(dsp.pulses(frames.pitch), FFT // 2, mode="reflect")
    random = np.random.default_rng(SEED).standard_normal((count, frames.noise.shape[0], 2), np.float32)
    start, step = 0, first
    while start < count:
        end = min(start + step, count)
        yield _sounded(frames, pulses, random, start, end)
        start, step = end, min(2 * step, longest)


def _sounded(frames: Frames, pulses: Samples, random: Samples, start: int, end: int) -> Samples:
    near, far = max(0, start - CONTEXT), min(len(frames.pitch), end + CONTEXT)
    here = slice(near, far)
    heard = np.lib.stride_tricks.sliding_window_view(pulses, FFT)[near * HOP : (far - 1) * HOP + 1 : HOP]
    spectrum: NDArray[np.complex64] = np.fft.rfft(heard * dsp.WIN_SRC, axis=1).T.astype(np.complex64)
    spectrum *= _polar(frames.harmonic[:, here], np.float32(np.pi) * np.tanh(frames.turn[:, here]))
    spectrum += _magnitude(frames.noise[:, here]) * random[here].view(np.complex64)[..., 0].T
    spectrum += _polar(frames.rest[:, here], frames.phase[:, here])
    samples: Samples = dsp.ola(spectrum)
    return samples[(start - near) * HOP : (end - near) * HOP]


def _polar(magnitude: Samples, phase: Samples) -> NDArray[np.complex64]:
    turned = np.empty(phase.shape, np.complex64)
    np.cos(phase, out=turned.real)
    np.sin(phase, out=turned.imag)
    turned *= _magnitude(magnitude)
    return turned


def _magnitude(logarithm: Samples) -> Samples:
    return np.exp(np.minimum(logarithm, LOUDEST), dtype=np.float32)
