"""Piper voices: phonemes through piper-tts, samples through an ONNX Runtime session of our own."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from piper import PiperVoice
from piper.config import PiperConfig

from app.speech.durations import upsamples, with_durations
from app.speech.engine import SynthesisSettings
from app.speech.graph.cache import GraphCache, Recipe
from app.speech.marks import Heard, estimated, from_durations
from app.speech.phonemic import PhonemeEngine, Speech
from app.speech.phonemizer import ESPEAK, Phonemizer
from app.speech.piper.model import GRAPH_FILES, Model, Sounded, SplitModel, WholeModel, voice_feed
from app.speech.sessions import Feed, Samples, session
from app.voices.voice import Voice

PHONEMES_PER_RUN = 300
"""A medium voice needs about 0.6 MB a phoneme id, two ids a phoneme; nearly every sentence is shorter than this."""
PHONEMES_TO_KEEP_MEMORY_FOR = 150
"""After a longer run ONNX Runtime's arena gives its memory back, for 6 % of that run's time."""
GRAPH_VERSION = 2
"""Raise it when the rewrites change: what was made before is then made anew."""
INPUTS = frozenset({"input", "input_lengths", "scales"})
"""What every Piper model takes; one with several speakers takes a speaker id ("sid") too."""


class PiperAcoustics:
    """A loaded Piper model. Thread-safe."""

    longest_run = PHONEMES_PER_RUN

    def __init__(self, voice: PiperVoice, model: Model) -> None:
        self._voice = voice
        self._model = model

    @property
    def sample_rate_hz(self) -> int:
        """As the voice's configuration has it."""
        return self._voice.config.sample_rate

    def adopt(self, model: Model) -> None:
        """Speak with another model of the same voice from the next run on."""
        self._model = model

    def sound(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Samples], None] | None) -> Speech:
        """As Acoustics has it."""
        feed = self._feed(self._voice.phonemes_to_ids(phonemes), settings)
        model = self._model
        if hear is None:
            sounded = model.run(feed, shrink=len(phonemes) > PHONEMES_TO_KEEP_MEMORY_FOR)
        else:
            sounded = _streamed(model, feed, hear)
        return Speech(sounded.samples, self._heard(phonemes, sounded.durations, sounded.samples))

    def _feed(self, ids: list[int], settings: SynthesisSettings) -> Feed:
        config = self._voice.config
        feed = voice_feed(
            ids,
            noise_scale=config.noise_scale if settings.noise_scale is None else settings.noise_scale,
            length_scale=config.length_scale / settings.speed,
            noise_w=config.noise_w_scale if settings.noise_w is None else settings.noise_w,
        )
        if "sid" in self._model.inputs:
            feed["sid"] = np.array([config.default_speaker_id], dtype=np.int64)
        return feed

    def _heard(self, phonemes: list[str], durations: NDArray[np.float64] | None, samples: Samples) -> Heard:
        id_map = self._voice.config.phoneme_id_map
        id_counts = [len(id_map[phoneme]) + 1 for phoneme in phonemes]  # each is followed by a pad
        if durations is None:
            return estimated(phonemes, samples)
        try:
            return from_durations(durations, id_counts, len(samples), before=2)
        except ValueError:
            return estimated(phonemes, samples)


def _streamed(model: Model, feed: Feed, hear: Callable[[Samples], None]) -> Sounded:
    windows, durations = model.windows(feed)
    pieces = []
    for window in windows:
        hear(window)
        pieces.append(window)
    return Sounded(np.concatenate(pieces), durations)


def load(voice: Voice, graphs: GraphCache | None) -> PhonemeEngine:
    """A voice on its fast graph, at once or as soon as that is built. Raises whatever is wrong with its files."""
    model: Model | None = None
    adopted = Future[Model]()
    if graphs and upsamples(voice.model_path):
        model = graphs.use(recipe(voice), SplitModel.load, adopted.set_result)
    if model is None:
        with with_durations(voice.model_path) as path:
            model = WholeModel(session(path))
    if not model.inputs >= INPUTS:
        raise ValueError("its model is an ONNX model, but not a Piper voice")
    config = PiperConfig.from_dict(json.loads(voice.files[1].read_bytes()))
    # piper-tts is asked for phonemes and their ids only, for which it needs no session.
    piper = PiperVoice(session=cast("Any", None), config=config)
    acoustics = PiperAcoustics(piper, model)
    adopted.add_done_callback(lambda ready: acoustics.adopt(ready.result()))
    return PhonemeEngine(front_end(piper), acoustics, voice.digest)


def prepare(voice: Voice, graphs: GraphCache) -> None:
    """Build its fast graph, where it can have one."""
    if upsamples(voice.model_path):
        graphs.build(recipe(voice))


def front_end(piper: PiperVoice) -> Phonemizer:
    """Phonemes as stock Piper has them."""

    def say(text: str) -> list[list[str]]:
        with ESPEAK:
            return piper.phonemize(text)

    return Phonemizer(say, piper.config.phoneme_id_map)


def recipe(voice: Voice) -> Recipe:
    """How its fast graph is built."""
    module = "app.speech.piper.graph.build"
    command = (sys.executable, "-m", module, *map(str, voice.files))
    return Recipe(voice.key, voice.digest, GRAPH_VERSION, command, GRAPH_FILES)
