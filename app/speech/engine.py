"""What every voice can do: the VoiceEngine Protocol, and the Clip it makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.text.spoken.token import SpokenToken

SPEECH_VERSION = 1
"""Part of every clip key: raise it when the same tokens would sound different."""


Pcm = NDArray[np.int16]
"""Samples, mono, shape (n,)."""


@dataclass(frozen=True, slots=True)
class WordMark:
    """When one spoken token is heard, in ms from the start of its Clip."""

    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One Line as sound."""

    pcm: Pcm

    sample_rate_hz: int

    marks: tuple[WordMark, ...]
    """One per spoken token, monotonic, inside the Clip."""

    marks_exact: bool
    """True when the marks come from the model's own durations, False when estimated."""

    @property
    def duration_ms(self) -> float:
        """Length in ms."""
        return len(self.pcm) * 1000 / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class SynthesisSettings:
    """How a Line is spoken; part of the clip key.

    `noise_scale` and `noise_w` None mean the voice's own defaults; 0 and 0 make the same input give the same samples.
    """

    speed: float = 1.0
    noise_scale: float | None = None
    noise_w: float | None = None


class VoiceEngine(Protocol):
    """A loaded voice. Implementations are thread-safe: many workers share one engine."""

    @property
    def digest(self) -> str:
        """The sha256 of the model, hexadecimal: the voice's identity in keys."""
        ...

    @property
    def sample_rate_hz(self) -> int:
        """The rate of every Clip this engine makes."""
        ...

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        """Speak one Line; blocks. Raises SynthesisError when it cannot be spoken.

        `hear` is called, on the same thread, with each piece of the Clip's sound as soon as it is there, for more work
        in all. The pieces make up the Clip.
        """
        ...
