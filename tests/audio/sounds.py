"""Sounds made by formula, for tests that need no voice."""

import numpy as np
from numpy.typing import NDArray

from app.speech.engine import Clip, WordMark

RATE_HZ = 22_050
Pcm = NDArray[np.int16]


def samples(ms: float, rate_hz: int = RATE_HZ) -> int:
    return round(ms * rate_hz / 1000)


def silence(ms: float, rate_hz: int = RATE_HZ) -> Pcm:
    return np.zeros(samples(ms, rate_hz), np.int16)


def tone(ms: float, *, hz: float = 440.0, amplitude: float = 0.25, phase: float = 0.0, rate_hz: int = RATE_HZ) -> Pcm:
    t = np.arange(samples(ms, rate_hz)) / rate_hz
    return np.rint(amplitude * 32767 * np.sin(2 * np.pi * hz * t + phase)).astype(np.int16)


def noise(ms: float, *, amplitude: float = 0.1, seed: int = 1, rate_hz: int = RATE_HZ) -> Pcm:
    drawn = np.random.default_rng(seed).standard_normal(samples(ms, rate_hz))
    return np.clip(np.rint(amplitude * 32767 * drawn), -32768, 32767).astype(np.int16)


def clip(*pieces: Pcm, marks: tuple[tuple[float, float], ...] = (), rate_hz: int = RATE_HZ) -> Clip:
    return Clip(np.concatenate(pieces), rate_hz, tuple(WordMark(*mark) for mark in marks), marks_exact=True)


def onset(sound: NDArray[np.generic], threshold: float) -> int:
    """The first sample louder than the threshold."""
    return int(np.argmax(np.abs(sound.astype(np.float64)) > threshold))
