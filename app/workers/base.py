"""What every kind of worker can do: a Line in, pieces of its sound and its Clip out, at the voice's level."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.pool import Lane
from app.text.spoken.token import SpokenToken
from app.voices import Voice

Hear = Callable[[Pcm], None]

AHEAD_PER_WORKER = 2
"""One Line being spoken and one waiting keep every worker busy; more would only be held in memory."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One Line as it is to be spoken."""

    voice: Voice
    tokens: tuple[SpokenToken, ...]
    settings: SynthesisSettings
    lane: Lane = Lane.LIVE
    """Who waits for it."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptClip(Clip):
    """A Clip that whoever spoke it has put into the store already."""

    work_s: float = 0.0
    """How long that one spoke; 0 when it had been spoken before."""


class Workers(Protocol):
    """They speak. Thread-safe; every call blocks, as many at a time as there are workers."""

    def load(self, voice: Voice) -> None:
        """Have a worker hold the voice, warm. Raises VoiceUnavailableError when it cannot be loaded."""
        ...

    def speak(self, line: Spoken, hear: Hear | None = None) -> Clip:
        """The Clip of a Line, levelled to the voice's one gain.

        `hear` is called, while the caller waits, with each piece of its levelled sound as soon as it is there; the
        pieces make up the Clip.

        Raises SynthesisError when the Line cannot be spoken, VoiceUnavailableError when the voice cannot be loaded.
        """
        ...

    @property
    def at_once(self) -> int:
        """How many calls of `speak` may be under way at once, without one waiting for another here."""
        ...

    def ahead(self, lane: Lane) -> int:
        """How many Lines of one narration in that lane to have under way at once: workers are busy, others get on."""
        ...

    @property
    def held(self) -> frozenset[str]:
        """The digests of the voices in memory here; one that several workers hold is named once."""
        ...

    @property
    def set_aside(self) -> Mapping[str, str]:
        """The keys of voices that are not used any more for what they did to workers, each with the reason."""
        ...

    def close(self) -> None:
        """End all workers, what they speak unfinished. Waits for nobody."""
        ...
