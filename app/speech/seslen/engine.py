"""Seslen's voices: symbols by its own rules, samples through sessions of our own."""

from collections.abc import Callable
from functools import partial

import numpy as np
from onnxruntime import InferenceSession
from seslen_tts.model import BAS_DOLGU, hizala, soru_egrisi

from app.speech.clauses import by_clause
from app.speech.engine import SynthesisSettings
from app.speech.kokoro.engine import read_symbols
from app.speech.kokoro.styles import read_table
from app.speech.marks import from_durations
from app.speech.phonemic import PhonemeEngine, Speech
from app.speech.phonemizer import Phonemizer
from app.speech.seslen.make import SAMPLE_RATE_HZ, STYLE_WIDTH
from app.speech.seslen.reading import given, say
from app.speech.sessions import Samples, session, shrinking
from app.voices.voice import Voice

SYMBOLS_PER_RUN = 300
"""Fewer than the 512 that its text net can take."""
SYMBOLS_TO_KEEP_MEMORY_FOR = 150
BORDER = 0
"""The symbol before and behind a run."""
HALF = STYLE_WIDTH // 2
"""Of a style: how it sounds, and behind it how it is said."""
CLICK = 50
"""Samples at the end that the package cuts off."""
TEXT_INPUTS, TEXT_OUTPUTS = frozenset({"tokens", "stil"}), 3
SOUND_INPUTS = frozenset({"d", "t_en", "hiza", "s", "ref", "perde", "tonlama", "egri"})


class SeslenAcoustics:
    """The loaded nets in one style. Thread-safe."""

    longest_run = SYMBOLS_PER_RUN
    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(
        self, text: InferenceSession, sound: InferenceSession, symbols: dict[str, int], style: Samples
    ) -> None:
        self._text = text
        self._sound = sound
        self._symbols = symbols
        self._style = style

    def sound(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Samples], None] | None) -> Speech:
        """As Acoustics has it. The nets make no noise that could be changed."""
        return by_clause(partial(self._run, settings.speed), phonemes, settings, hear)

    def _run(self, speed: float, phonemes: list[str]) -> Speech:
        ids = [BORDER, *(self._symbols[phoneme] for phoneme in phonemes), BORDER]
        feed = {"tokens": np.array([ids], np.int64), "stil": self._style}
        inside, text, lengths = (np.asarray(found) for found in self._text.run(None, feed))
        durations = np.maximum(np.round(lengths.reshape(-1) / speed), 1).astype(np.int64)
        durations[0] = min(durations[0], BAS_DOLGU)
        rise = soru_egrisi("".join(phonemes), self._symbols)
        whole = {
            "d": inside,
            "t_en": text,
            "hiza": hizala(durations),
            "s": self._style[:, HALF:],
            "ref": self._style[:, :HALF],
            "perde": np.ones(1, np.float32),
            "tonlama": np.ones(1, np.float32),
            "egri": np.pad(rise, 1)[None].astype(np.float32),
        }
        long = len(phonemes) > SYMBOLS_TO_KEEP_MEMORY_FOR
        [samples] = self._sound.run(None, whole, shrinking() if long else None)
        samples = np.asarray(samples, np.float32)[..., :-CLICK].reshape(-1)
        return Speech(samples, from_durations(durations.astype(np.float64), [1] * len(phonemes), len(samples)))


def load(voice: Voice) -> PhonemeEngine:
    """One speaker of the nets. Raises whatever is wrong with the files."""
    sound_path, text_path, styles_path, symbols_path, *_ = voice.files
    style = read_table(styles_path, voice.variant.partition(" ")[0], (1, STYLE_WIDTH))
    symbols = read_symbols(symbols_path, within="")
    text, sound = session(text_path), session(sound_path)
    if _inputs(text) != TEXT_INPUTS or len(text.get_outputs()) != TEXT_OUTPUTS or _inputs(sound) != SOUND_INPUTS:
        raise ValueError("its nets are ONNX models, but not Seslen's")
    return PhonemeEngine(
        Phonemizer(say, symbols, raw=given), SeslenAcoustics(text, sound, symbols, style), voice.digest
    )


def _inputs(loaded: InferenceSession) -> frozenset[str]:
    return frozenset(node.name for node in loaded.get_inputs())
