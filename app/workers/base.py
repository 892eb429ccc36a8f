"""What every kind of worker can do: a Line in, pieces of its sound and its Clip out, at the voice's level."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.text.spoken.token import SpokenToken
from app.voices import Voice

Hear = Callable[[Pcm], None]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One Line as it is to be spoken."""

    voice: Voice
    tokens: tuple[SpokenToken, ...]
    settings: SynthesisSettings


class Workers(Protocol):
    """They speak. Thread-safe; every call blocks, as many at a time as there are workers."""

    def load(self, voice: Voice) -> None:
        """Have a worker hold the voice, warm. Raises VoiceUnavailableError when it cannot be loaded."""
        ...

    def speak(self, line: Spoken, hear: Hear | None = None) -> Clip:
        """The Clip of a Line, levelled to the voice's one gain.

        `hear` is called, on the caller's thread, with each piece of its levelled sound as soon as it is there; the
        pieces make up the Clip.

        Raises SynthesisError when the Line cannot be spoken, VoiceUnavailableError when the voice cannot be loaded.
        """
        ...

    @property
    def loaded(self) -> int:
        """How many voices are in memory; one that several workers hold counts once."""
        ...

    @property
    def set_aside(self) -> Mapping[str, str]:
        """The keys of voices that are not used any more for what they did to workers, each with the reason."""
        ...

    def close(self) -> None:
        """End all workers, what they speak unfinished. Waits for nobody."""
        ...
