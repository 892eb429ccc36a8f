"""A voice of plain tones: no model, no randomness, exact word marks. For tests and for trying the service out."""

import hashlib
import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.errors import SynthesisError
from app.speech.engine import Clip, Pcm, SynthesisSettings, WordMark
from app.text.spoken.token import SpokenToken

TONE_VERSION = 1
"""Part of the digest: raise it when the same tokens would sound different."""

LETTER_MS = 50
GAP_MS = 20
EDGE_MS = 30
"""Silence before the first and after the last word."""
FADE_MS = 5
LONGEST_WORD = 40
LOWEST_HZ = 220
OCTAVES = 2
AMPLITUDE = 0.1 * np.sqrt(2)
"""A sine of this peak has an RMS of -20 dBFS."""


class ToneEngine:
    """One tone per token: its pitch comes from the word, its length from the word's letters and the speed.

    `before` is called with the tokens at the start of each synthesis; a test lets it wait at a barrier, or raise.
    """

    def __init__(
        self,
        *,
        voice_key: str = "tone",
        sample_rate_hz: int = 22_050,
        before: Callable[[Sequence[SpokenToken]], None] | None = None,
    ) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._digest = hashlib.sha256(f"{voice_key} {TONE_VERSION} {sample_rate_hz}".encode()).hexdigest()
        self._before = before
        self._lock = threading.Lock()
        self._calls: list[str] = []

    @property
    def digest(self) -> str:
        """The same for every engine of the same version, voice key and rate."""
        return self._digest

    @property
    def sample_rate_hz(self) -> int:
        """As given."""
        return self._sample_rate_hz

    @property
    def calls(self) -> tuple[str, ...]:
        """The spoken form of every Line asked for so far, in the order of asking."""
        with self._lock:
            return tuple(self._calls)

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        """Sound the tokens one after another. Raises SynthesisError when none has a letter or digit."""
        with self._lock:
            self._calls.append(" ".join(token.text for token in tokens))
        if self._before is not None:
            self._before(tokens)
        if not any(_letters(token) for token in tokens):
            raise SynthesisError("There is nothing to sound in this sentence.")
        pieces = [self._silence(EDGE_MS)]
        marks = []
        at = len(pieces[0])
        for token in tokens:
            tone = self._tone(token, settings.speed)
            marks.append(WordMark(self._ms(at), self._ms(at + len(tone))))
            gap = self._silence(GAP_MS / settings.speed)
            pieces += [tone, gap]
            at += len(tone) + len(gap)
        pieces.append(self._silence(EDGE_MS))
        for piece in pieces if hear else ():
            assert hear
            hear(piece)
        return Clip(np.concatenate(pieces), self._sample_rate_hz, tuple(marks), marks_exact=True)

    def _tone(self, token: SpokenToken, speed: float) -> NDArray[np.int16]:
        letters = _letters(token)
        if not letters:
            return self._silence(GAP_MS / speed)
        length = self._samples(min(len(letters), LONGEST_WORD) * LETTER_MS / speed)
        fade = self._samples(FADE_MS)
        time_s = np.arange(length) / self._sample_rate_hz
        edge = np.minimum(np.arange(length), np.arange(length)[::-1])
        wave = np.sin(2 * np.pi * _pitch_hz(letters) * time_s) * np.minimum(edge / fade, 1)
        tone: NDArray[np.int16] = np.rint(AMPLITUDE * 32_767 * wave).astype(np.int16)
        return tone

    def _silence(self, duration_ms: float) -> NDArray[np.int16]:
        return np.zeros(self._samples(duration_ms), np.int16)

    def _samples(self, duration_ms: float) -> int:
        return max(1, round(duration_ms * self._sample_rate_hz / 1000))

    def _ms(self, samples: int) -> float:
        return samples * 1000 / self._sample_rate_hz


def _letters(token: SpokenToken) -> str:
    return "".join(filter(str.isalnum, token.text.casefold()))


def _pitch_hz(letters: str) -> float:
    share = hashlib.sha256(letters.encode()).digest()[0] / 256
    return float(LOWEST_HZ * 2 ** (OCTAVES * share))
