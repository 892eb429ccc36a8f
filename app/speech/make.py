"""A make with a voice: besides knowing its files it loads them."""

from typing import Protocol

from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.voices.makes import Make
from app.voices.voice import Voice


class SpeakingMake(Make, Protocol):
    """One kind of voice. Subclass it; an instance has no state and is made without arguments."""

    def load(self, voice: Voice, graphs: GraphCache | None) -> VoiceEngine:
        """The voice ready to speak, soon: a faster graph that `graphs` has not yet is built meanwhile, and then used.

        Raises anything: app.speech.loading says it in a sentence.
        """
        ...

    def prepare(self, voice: Voice, graphs: GraphCache) -> None:  # noqa: ARG002 - for those that have one
        """Build the faster graph now, where there is one: an installation takes the time for it. Blocks."""
        return
