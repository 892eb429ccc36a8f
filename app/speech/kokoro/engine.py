"""Kokoro's voices: phonemes through espeak-ng and a table, samples through an ONNX Runtime session of our own."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession

from app.speech.clauses import by_clause
from app.speech.durations import CLIP, convolves, with_durations
from app.speech.engine import SynthesisSettings
from app.speech.graph.cache import GraphCache, Recipe
from app.speech.kokoro.alphabet import espeak, given, spoken_in
from app.speech.kokoro.model import BORDER, FAST, HOP, SAMPLE_RATE_HZ, tokens_of
from app.speech.kokoro.styles import ROWS, read_table
from app.speech.marks import estimated, from_durations
from app.speech.phonemic import PhonemeEngine, Speech
from app.speech.phonemizer import Phonemizer
from app.speech.sessions import Samples, session, shrinking
from app.voices.voice import Voice, file_digest

EDGE_FRAMES = 2
"""What is left of the silence that the model puts before and behind a run: 50 ms."""
PHONEMES_PER_RUN = 300
"""Fewer than the 510 it can take: a phoneme needs 1.5 MB."""
PHONEMES_TO_KEEP_MEMORY_FOR = 150
GRAPH_VERSION = 1
"""Raise it when the rewrites change: what was made before is then made anew."""


class KokoroAcoustics:
    """A loaded model in one style. Thread-safe."""

    longest_run = PHONEMES_PER_RUN
    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(self, loaded: InferenceSession, symbols: dict[str, int], style: Samples) -> None:
        """Raises ValueError when the model is another one."""
        self._session = loaded
        self._symbols = symbols
        self._style = style
        self._tokens = tokens_of(loaded)

    def adopt(self, loaded: InferenceSession) -> None:
        """Speak with a faster graph of the same model from the next run on."""
        self._session = loaded

    def sound(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Samples], None] | None) -> Speech:
        """As Acoustics has it."""
        return by_clause(partial(self._run, settings.speed), phonemes, settings, hear)

    def _run(self, speed: float, phonemes: list[str]) -> Speech:
        feed = {
            self._tokens: np.array([[BORDER, *(self._symbols[phoneme] for phoneme in phonemes), BORDER]], np.int64),
            "style": self._style[min(len(phonemes), ROWS) - 1][None],
            "speed": np.array([speed], np.float32),
        }
        long = len(phonemes) > PHONEMES_TO_KEEP_MEMORY_FOR
        outputs = self._session.run(None, feed, shrinking() if long else None)
        samples = np.asarray(outputs[0], np.float32).reshape(-1)
        if len(outputs) == 1:
            return Speech(samples, estimated(phonemes, samples))
        durations = np.asarray(outputs[1], np.float64).reshape(-1)
        before, behind = (int(max(0, pad - EDGE_FRAMES)) for pad in durations[[0, -1]])
        durations[[0, -1]] -= before, behind
        samples = samples[before * HOP : len(samples) - behind * HOP]
        return Speech(samples, from_durations(durations, [1] * len(phonemes), len(samples)))


def load(voice: Voice, graphs: GraphCache | None) -> PhonemeEngine:
    """One style of the model, on its fast graph at once or as soon as that is built. Raises what is wrong with it."""
    model_path, symbols_path, styles_path, *_ = voice.files
    style = read_table(styles_path, voice.variant.partition(" ")[0])
    symbols = read_symbols(symbols_path)
    adopted = Future[InferenceSession]()
    loaded = graphs.use(recipe(voice), _fast, adopted.set_result) if graphs and convolves(model_path) else None
    if loaded is None:
        with with_durations(model_path, CLIP) as path:
            loaded = session(path)
    acoustics = KokoroAcoustics(loaded, symbols, style)
    adopted.add_done_callback(lambda ready: acoustics.adopt(ready.result()))
    language = spoken_in(voice.locale)
    return PhonemeEngine(Phonemizer(espeak(language), symbols, raw=given(language)), acoustics, voice.digest)


def prepare(voice: Voice, graphs: GraphCache) -> None:
    """Build its fast graph, where it can have one."""
    if convolves(voice.model_path):
        graphs.build(recipe(voice))


def recipe(voice: Voice) -> Recipe:
    """How the fast graph is built, which all voices of a model share."""
    command = (sys.executable, "-m", "app.speech.kokoro.graph.build", str(voice.model_path))
    return Recipe(voice.key, file_digest(voice.model_path, "sha256"), GRAPH_VERSION, command, (FAST,))


def _fast(folder: Path) -> InferenceSession:
    return session(folder / FAST, optimised=True)


def read_symbols(path: Path, within: str = "vocab") -> dict[str, int]:
    """The number of each symbol, from an object inside the file's; `within` nothing, from the file's own.

    Raises ValueError when the file holds no such table, and OSError.
    """
    document = json.loads(path.read_bytes())
    table = document.get(within) if within and isinstance(document, dict) else document
    if not isinstance(table, dict) or not table:
        raise ValueError(f"its table of symbols, {path.name}, holds none")
    if not all(isinstance(number, int) and number >= 0 for number in table.values()):
        raise ValueError(f"its table of symbols, {path.name}, has numbers that are none")
    return dict(table)
