"""hibari's voices: words through the package's lexicon, unknown ones through espeak, samples through a session."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from hibari.g2p import ASSETS, G2P
from onnxruntime import InferenceSession

from app.speech.durations import CUMSUM, duration_tensor, with_durations
from app.speech.engine import SynthesisSettings
from app.speech.hibari.vocoder import HOP, Frames, windows
from app.speech.kokoro.alphabet import espeak, given, spoken_in
from app.speech.marks import estimated, from_durations
from app.speech.phonemic import PhonemeEngine, Speech
from app.speech.phonemizer import Phonemizer
from app.speech.sessions import Samples, session
from app.voices.voice import Voice

PHONEMES_PER_RUN = 400
"""What the package itself gives the model at once."""
FRAMES = ("lh", "theta", "ln", "lr", "phi", "f0")
"""The model's outputs, in the order of Frames."""
INPUTS = frozenset({"ids", "speed"})
BORDER = 0
"""The id before and behind a Line."""
FIRST_FRAMES, MOST_FRAMES = 16, 256
"""0.2 s for who waits, then ever longer ones; 3.2 s at most keep the memory small."""
SAMPLE_RATE_HZ = 24_000


class HibariAcoustics:
    """A loaded hibari model. Thread-safe."""

    longest_run = PHONEMES_PER_RUN
    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(self, loaded: InferenceSession, ids: dict[str, int], durations: str | None) -> None:
        """`durations` names the output with frames per id, if there is one."""
        self._session = loaded
        self._ids = ids
        self._outputs = [*FRAMES, *([durations] if durations else [])]

    def sound(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Samples], None] | None) -> Speech:
        """As Acoustics has it. The noise is the same each time, whatever the settings: a hiss is part of speech."""
        ids = np.array([[BORDER, *(self._ids[phoneme] for phoneme in phonemes), BORDER]], np.int64)
        outputs = self._session.run(self._outputs, {"ids": ids, "speed": np.array([settings.speed], np.float32)})
        frames = Frames(*(np.asarray(output)[0] for output in outputs[: len(FRAMES)]))
        pieces = []
        for piece in windows(frames, FIRST_FRAMES if hear else MOST_FRAMES, MOST_FRAMES):
            if hear:
                hear(piece)
            pieces.append(piece)
        samples = np.concatenate(pieces)
        assert len(samples) == HOP * len(frames.pitch)
        if len(outputs) == len(FRAMES):
            return Speech(samples, estimated(phonemes, samples))
        durations = np.asarray(outputs[-1], np.float64).reshape(-1)
        return Speech(samples, from_durations(durations, [1] * len(phonemes), len(samples)))


def load(voice: Voice) -> PhonemeEngine:
    """Load the model and the words. Raises whatever is wrong with the files."""
    british = voice.locale == "en_GB"
    ids: dict[str, int] = json.loads((Path(ASSETS) / "vocab.json").read_text("utf-8"))
    tensor = duration_tensor(voice.model_path, CUMSUM)
    with with_durations(voice.model_path, CUMSUM) as path:
        loaded = session(path)
    if not {node.name for node in loaded.get_inputs()} == INPUTS:
        raise ValueError("its model is an ONNX model, but not a hibari voice")
    known = {node.name for node in loaded.get_outputs()}
    durations = tensor.decode() if tensor and tensor.decode() in known else None
    front_end = Phonemizer(words(british=british), ids, raw=given(spoken_in(voice.locale)))
    return PhonemeEngine(front_end, HibariAcoustics(loaded, ids, durations), voice.digest)


def words(*, british: bool) -> Callable[[str], list[list[str]]]:
    """What says a text: the package's lexicon, which tells "read" from "read"; espeak for words that it does not have.

    The package's own net for such words, and what it does to figures and abbreviations, are not asked: the text stage
    has written all out, and espeak, which the net was trained on, knows more names.
    """
    unknown = espeak(spoken_in("en_GB" if british else "en_US"))
    g2p = G2P(oov=lambda word: "".join("".join(part) for part in unknown(word)), british=british)
    return lambda text: [list(g2p(text, normalize_text=False))]
