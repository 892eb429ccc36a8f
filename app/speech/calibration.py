"""Fixed sentences that every voice speaks once, so that its loudness can be measured on speech alone."""

import numpy as np
from numpy.typing import NDArray

from app.speech.engine import SynthesisSettings, VoiceEngine
from app.text.spoken.token import SpokenToken

SENTENCES = {
    "en": (
        "The council voted on Tuesday evening to keep the old library open.",
        "More than two hundred people had waited outside, and few of them went home.",
        "Will the new rules change how we work, travel and read?",
    ),
    "tr": (
        "Belediye meclisi salı akşamı eski kütüphanenin açık kalmasına karar verdi.",
        "Dışarıda iki yüzden fazla kişi bekledi, çok azı evine döndü.",
        "Yeni kurallar çalışmamızı, yolculuklarımızı ve okumamızı değiştirecek mi?",
    ),
}
NUMERALS = (
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10.",
    "11, 12, 13, 14, 15, 16, 17, 18, 19, 20.",
    "30, 40, 50, 60, 70, 80, 90, 100.",
)
"""For every other language: espeak says numerals in the language of the voice."""

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)
"""The same samples each time, so that the gain is a property of the voice."""


def calibration_lines(language: str) -> tuple[tuple[SpokenToken, ...], ...]:
    """Three sentences for a language tag ("en", "tr-TR"), as spoken tokens."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    return tuple(_tokens(sentence) for sentence in SENTENCES.get(primary, NUMERALS))


def calibrate(engine: VoiceEngine, language: str) -> NDArray[np.int16]:
    """The sentences as spoken by the engine, one after another: PCM, mono, shape (n,), at the engine's rate.

    Raises SynthesisError when it cannot speak.
    """
    return np.concatenate([engine.synthesize(line, STEADY).pcm for line in calibration_lines(language)])


def _tokens(sentence: str) -> tuple[SpokenToken, ...]:
    tokens = []
    start = 0
    for word in sentence.split(" "):
        tokens.append(SpokenToken(word, start, start + len(word)))
        start += len(word) + 1
    return tuple(tokens)
