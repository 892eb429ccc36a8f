"""For voices that cannot be heard while they speak a run: who waits hears the Line's first clause before the rest."""

from collections.abc import Callable

import numpy as np

from app.speech.engine import SynthesisSettings
from app.speech.marks import joined
from app.speech.phonemic import PUNCTUATION, Speech
from app.speech.sessions import Samples

SHORTEST_BEGINNING = 8
"""Phonemes that are worth being heard before the rest of their Line."""


def by_clause(
    run: Callable[[list[str]], Speech],
    phonemes: list[str],
    settings: SynthesisSettings,
    hear: Callable[[Samples], None] | None,
) -> Speech:
    """Speak phonemes with `run`; for `hear` the first clause by itself, and then the rest.

    Unless the same Line must always sound the same: then all of it comes at once.
    """
    first = _beginning(phonemes) if hear and settings.noise_scale != 0 else 0
    speech = []
    for part in (phonemes[:first], phonemes[first:]) if first else (phonemes,):
        speech.append(run(part))
        if hear:
            hear(speech[-1].samples)
    offsets = np.cumsum([0, *(len(part.samples) for part in speech[:-1])]).tolist()
    return Speech(np.concatenate([part.samples for part in speech]), joined([part.heard for part in speech], offsets))


def _beginning(phonemes: list[str]) -> int:
    """Where the first clause ends that is worth hearing by itself; 0 when that is the whole."""
    ends = (place for place, phoneme in enumerate(phonemes, 1) if phoneme in PUNCTUATION and place > SHORTEST_BEGINNING)
    first = next(ends, len(phonemes))
    return first if first < len(phonemes) - SHORTEST_BEGINNING else 0
