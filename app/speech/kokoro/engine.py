"""Kokoro's voices: phonemes through espeak-ng and a table, samples through an ONNX Runtime session of our own."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession

from app.speech.durations import CLIP, duration_tensor, with_durations
from app.speech.engine import SynthesisSettings
from app.speech.graph.cache import GraphCache
from app.speech.kokoro.alphabet import espeak, given, spoken_in
from app.speech.kokoro.styles import ROWS, read_table
from app.speech.marks import estimated, from_durations, joined
from app.speech.phonemic import PUNCTUATION, PhonemeEngine, Speech
from app.speech.phonemizer import Phonemizer
from app.speech.sessions import Samples, session, shrinking
from app.voices.voice import Voice

TOKENS = ("tokens", "input_ids")
"""What exporters call the first input; the others are "style" and "speed"."""
BORDER = 0
"""The symbol before and behind a run."""
HOP = 600
"""Samples per frame of 25 ms."""
EDGE_FRAMES = 2
"""What is left of the silence that the model puts before and behind a run: 50 ms."""
PHONEMES_PER_RUN = 300
"""Fewer than the 510 it can take: memory is 2 MB a phoneme, and the styles for longer runs speak in haste."""
PHONEMES_TO_KEEP_MEMORY_FOR = 150
SHORTEST_BEGINNING = 8
"""Phonemes that are worth being heard before the rest of their Line."""
SAMPLE_RATE_HZ = 24_000


class KokoroAcoustics:
    """A loaded model in one style. Thread-safe."""

    longest_run = PHONEMES_PER_RUN
    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(self, loaded: InferenceSession, symbols: dict[str, int], style: Samples, durations: str) -> None:
        """`durations` names the output with frames per symbol; empty if there is none."""
        self._session = loaded
        self._symbols = symbols
        self._style = style
        self._tokens = next(node.name for node in loaded.get_inputs() if node.name in TOKENS)
        self._outputs = [loaded.get_outputs()[0].name, *([durations] if durations else [])]

    def sound(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Samples], None] | None) -> Speech:
        """As Acoustics has it. Who waits hears the first clause, which is then spoken by itself, before the rest.

        Unless the same Line must always sound the same: then all of it comes at once.
        """
        first = _beginning(phonemes) if hear and settings.noise_scale != 0 else 0
        speech = []
        for run in (phonemes[:first], phonemes[first:]) if first else (phonemes,):
            speech.append(self._run(run, settings.speed))
            if hear:
                hear(speech[-1].samples)
        offsets = np.cumsum([0, *(len(part.samples) for part in speech[:-1])]).tolist()
        return Speech(
            np.concatenate([part.samples for part in speech]), joined([part.heard for part in speech], offsets)
        )

    def _run(self, phonemes: list[str], speed: float) -> Speech:
        feed = {
            self._tokens: np.array([[BORDER, *(self._symbols[phoneme] for phoneme in phonemes), BORDER]], np.int64),
            "style": self._style[min(len(phonemes), ROWS) - 1][None],
            "speed": np.array([speed], np.float32),
        }
        long = len(phonemes) > PHONEMES_TO_KEEP_MEMORY_FOR
        outputs = self._session.run(self._outputs, feed, shrinking() if long else None)
        samples = np.asarray(outputs[0], np.float32).reshape(-1)
        if len(outputs) == 1:
            return Speech(samples, estimated(phonemes, samples))
        durations = np.asarray(outputs[1], np.float64).reshape(-1)
        before, behind = (int(max(0, pad - EDGE_FRAMES)) for pad in durations[[0, -1]])
        durations[[0, -1]] -= before, behind
        samples = samples[before * HOP : len(samples) - behind * HOP]
        return Speech(samples, from_durations(durations, [1] * len(phonemes), len(samples)))


def load(voice: Voice, graphs: GraphCache | None) -> PhonemeEngine:  # noqa: ARG001 - the faster graph is still to come
    """One style of the model. Raises whatever is wrong with the files."""
    model_path, symbols_path, styles_path, *_ = voice.files
    style = read_table(styles_path, voice.variant.partition(" ")[0])
    symbols = read_symbols(symbols_path)
    tensor = duration_tensor(model_path, CLIP) or b""
    with with_durations(model_path, CLIP) as path:
        loaded = session(path)
    inputs = {node.name for node in loaded.get_inputs()}
    if not {"style", "speed"} <= inputs or not inputs & set(TOKENS):
        raise ValueError("its model is an ONNX model, but not Kokoro")
    named = tensor.decode() in {node.name for node in loaded.get_outputs()}
    language = spoken_in(voice.locale)
    front_end = Phonemizer(espeak(language), symbols, raw=given(language))
    acoustics = KokoroAcoustics(loaded, symbols, style, tensor.decode() if named else "")
    return PhonemeEngine(front_end, acoustics, voice.digest)


def read_symbols(path: Path) -> dict[str, int]:
    """The number of each symbol. Raises ValueError when the file holds no such table, and OSError."""
    document = json.loads(path.read_bytes())
    table = document.get("vocab") if isinstance(document, dict) else None
    if not isinstance(table, dict) or not table:
        raise ValueError(f"its table of symbols, {path.name}, holds none")
    if not all(isinstance(number, int) and number > 0 for number in table.values()):
        raise ValueError(f"its table of symbols, {path.name}, has numbers that are none")
    return dict(table)


def _beginning(phonemes: list[str]) -> int:
    """Where the first clause ends that is worth hearing by itself; 0 when that is the whole."""
    ends = (place for place, phoneme in enumerate(phonemes, 1) if phoneme in PUNCTUATION and place > SHORTEST_BEGINNING)
    first = next(ends, len(phonemes))
    return first if first < len(phonemes) - SHORTEST_BEGINNING else 0
