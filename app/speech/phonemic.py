"""PhonemeEngine: what all voices share that turn phonemes into sound. A make brings the two halves it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from app.errors import SynthesisError
from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.marks import Heard, joined, word_marks
from app.speech.sessions import Samples
from app.text.spoken.token import SpokenToken

PUNCTUATION = frozenset(",;:.!?—…")
"""Behind these a Line may be cut into runs."""
LONGEST_LINE = 10_000
"""Phonemes, about ten minutes of speech in one Clip: no sentence is that long, and memory stays bounded."""
QUOTED_CHARACTERS = 60


class FrontEnd(Protocol):
    """Spoken tokens to the phonemes that a voice knows. Thread-safe."""

    def line(self, texts: Sequence[str]) -> list[str]:
        """Phonemes, spaces and punctuation of a Line's token texts, in order; empty when nothing can be spoken.

        Raises RuntimeError, ValueError or OSError when the text cannot be turned into phonemes.
        """
        ...

    def word(self, text: str) -> Sequence[str]:
        """The phonemes of one token spoken alone, without edge punctuation; none for a token without sound."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """The sound of one run of phonemes."""

    samples: Samples
    heard: Heard
    """When each of its phonemes is heard."""


class Acoustics(Protocol):
    """Phonemes to sound: a loaded model. Thread-safe."""

    @property
    def sample_rate_hz(self) -> int:
        """Of the samples."""
        ...

    @property
    def longest_run(self) -> int:
        """How many phonemes it takes at once; longer Lines are cut behind punctuation."""
        ...

    def sound(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Samples], None] | None) -> Speech:
        """Speak a run; `hear` gets the samples piece by piece, as soon as each is there. Raises what the model does."""
        ...


class PhonemeEngine:
    """A VoiceEngine of those two. Thread-safe: the samples are made on the caller's own thread."""

    def __init__(self, front_end: FrontEnd, acoustics: Acoustics, digest: str) -> None:
        self._front_end = front_end
        self._acoustics = acoustics
        self._digest = digest

    @property
    def digest(self) -> str:
        """The voice's."""
        return self._digest

    @property
    def sample_rate_hz(self) -> int:
        """The model's."""
        return self._acoustics.sample_rate_hz

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        """Speak one Line. Raises SynthesisError when nothing of it can be spoken, or the model gives no sound."""
        texts = [token.text for token in tokens]
        try:
            phonemes = self._front_end.line(texts)
            words = [self._front_end.word(text) for text in texts] if phonemes else []
        except (RuntimeError, ValueError, OSError) as error:
            raise SynthesisError(f"{_quoted(texts)} could not be turned into phonemes.") from error
        if not phonemes:
            raise SynthesisError(f"{_quoted(texts)} has no sound in this voice's language.")
        if len(phonemes) > LONGEST_LINE:
            raise SynthesisError(f"{_quoted(texts)} is too long to be spoken as one sentence.")
        try:
            speech = [self._run(run, settings, hear) for run in split(phonemes, self._acoustics.longest_run)]
        except SynthesisError as error:
            raise SynthesisError(f"{_quoted(texts)} could not be spoken: {error.detail}") from error
        return self._clip(words, phonemes, speech)

    def _run(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None) -> Speech:
        def heard(piece: Samples) -> None:
            assert hear
            hear(_pcm(_usable(piece)))

        try:
            speech = self._acoustics.sound(phonemes, settings, heard if hear else None)
        except SynthesisError:
            raise
        except Exception as error:
            raise SynthesisError(f"the model failed ({type(error).__name__}).") from error
        _usable(speech.samples)
        return speech

    def _clip(self, words: Sequence[Sequence[str]], phonemes: Sequence[str], speech: Sequence[Speech]) -> Clip:
        samples = np.concatenate([part.samples for part in speech])
        offsets = np.cumsum([0, *(len(part.samples) for part in speech[:-1])]).tolist()
        marks, exact = word_marks(
            words,
            phonemes,
            joined([part.heard for part in speech], offsets),
            samples=len(samples),
            sample_rate_hz=self.sample_rate_hz,
        )
        return Clip(_pcm(samples), self.sample_rate_hz, marks, exact)


def split(phonemes: list[str], limit: int) -> list[list[str]]:
    """Cut a sequence into runs of at most `limit` phonemes: behind punctuation, else at a space, else anywhere."""
    parts = []
    while len(phonemes) > limit:
        window = range(limit, limit // 2, -1)
        cut = next((at for at in window if phonemes[at - 1] in PUNCTUATION), None)
        cut = cut or next((at for at in window if phonemes[at - 1] == " "), limit)
        parts.append(phonemes[:cut])
        phonemes = phonemes[cut:]
    return [*parts, phonemes]


def _usable(samples: Samples) -> Samples:
    if not samples.size or not np.isfinite(samples).all():
        raise SynthesisError("the model gave no usable sound.")
    return samples


def _pcm(samples: Samples) -> Pcm:
    return np.rint(np.clip(samples, -1, 1) * 32_767).astype(np.int16)


def _quoted(texts: Sequence[str]) -> str:
    text = " ".join(texts)
    return f"“{text if len(text) <= QUOTED_CHARACTERS else text[: QUOTED_CHARACTERS - 1] + '…'}”"
