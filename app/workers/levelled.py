"""A Line spoken by an engine of this process, at the voice's level."""

import dataclasses

import numpy as np

from app.audio.level import Leveller, applied
from app.speech.engine import Clip, Pcm, VoiceEngine
from app.speech.engines import Engines
from app.workers.base import Hear, Spoken


def spoken(engines: Engines, line: Spoken, hear: Hear | None) -> Clip:
    """As Workers.speak has it."""
    engine = engines.get(line.voice)
    gain_db = engines.gain_db(line.voice)
    if hear is not None:
        return _aloud(engine, line, gain_db, hear)
    clip = engine.synthesize(line.tokens, line.settings)
    # Before anything is trimmed: the limiter looks at both sides of every peak.
    return dataclasses.replace(clip, pcm=applied(clip.pcm, clip.sample_rate_hz, gain_db))


def _aloud(engine: VoiceEngine, line: Spoken, gain_db: float, hear: Hear) -> Clip:
    leveller = Leveller(engine.sample_rate_hz, gain_db)
    levelled: list[Pcm] = []

    def give(pcm: Pcm) -> None:
        levelled.append(pcm)
        hear(pcm)

    clip = engine.synthesize(line.tokens, line.settings, lambda pcm: give(leveller.feed(pcm)))
    give(leveller.finish())
    return dataclasses.replace(clip, pcm=np.concatenate(levelled))
