"""Piper voices: phonemes through piper-tts, samples through an ONNX Runtime session of our own."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from piper import PiperVoice
from piper.config import PiperConfig

from app.errors import SynthesisError, VoiceUnavailableError
from app.speech.durations import with_durations
from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.graph.cache import GraphCache
from app.speech.marks import Heard, estimated, from_durations, joined, word_marks
from app.speech.model import Feed, Model, Samples, Sounded, WholeModel, session, voice_feed
from app.speech.phonemes import PUNCTUATION, Phonemizer
from app.text.spoken.token import SpokenToken
from app.voices import Voice
from app.voices.voice import file_digest

PHONEMES_PER_RUN = 300
"""A medium voice needs about 0.6 MB a phoneme id, two ids a phoneme; nearly every sentence is shorter than this."""
PHONEMES_TO_KEEP_MEMORY_FOR = 150
"""After a longer run ONNX Runtime's arena gives its memory back, for 6 % of that run's time."""
LONGEST_LINE = 10_000
"""Phonemes, about ten minutes of speech in one Clip: no sentence is that long, and memory stays bounded."""
QUOTED_CHARACTERS = 60


@dataclass(frozen=True, slots=True, eq=False)
class _Speech:
    """The samples of one run, in [-1, 1], shape (n,), and when its phonemes are heard in them."""

    samples: Samples
    heard: Heard


class PiperEngine:
    """A loaded Piper voice. Thread-safe: phonemes under one lock, samples on the caller's own thread."""

    def __init__(self, voice: PiperVoice, model: Model, digest: str) -> None:
        self._voice = voice
        self._model = model
        self._digest = digest
        self._phonemizer = Phonemizer(voice)

    @property
    def digest(self) -> str:
        """The sha256 of the model file."""
        return self._digest

    @property
    def sample_rate_hz(self) -> int:
        """As the voice's configuration has it."""
        return self._voice.config.sample_rate

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        """Speak one Line. Raises SynthesisError when nothing of it can be spoken, or the model gives no sound."""
        texts = [token.text for token in tokens]
        try:
            phonemes = self._phonemizer.line(texts)
            words = [self._phonemizer.word(text) for text in texts] if phonemes else []
        except (RuntimeError, ValueError, OSError) as error:
            raise SynthesisError(f"{_quoted(texts)} could not be turned into phonemes: {error}.") from error
        if not phonemes:
            raise SynthesisError(f"{_quoted(texts)} has no sound in this voice's language.")
        if len(phonemes) > LONGEST_LINE:
            raise SynthesisError(f"{_quoted(texts)} is too long to be spoken as one sentence.")
        try:
            speech = [self._run(run, settings, hear) for run in split(phonemes, PHONEMES_PER_RUN)]
        except SynthesisError as error:
            raise SynthesisError(f"{_quoted(texts)} could not be spoken: {error.detail}") from error
        return self._clip(words, phonemes, speech)

    def _clip(self, words: Sequence[Sequence[str]], phonemes: Sequence[str], speech: Sequence[_Speech]) -> Clip:
        samples = np.concatenate([part.samples for part in speech])
        offsets = np.cumsum([0, *(len(part.samples) for part in speech[:-1])]).tolist()
        marks, exact = word_marks(
            words,
            phonemes,
            joined([part.heard for part in speech], offsets),
            samples=len(samples),
            sample_rate_hz=self.sample_rate_hz,
        )
        return Clip(_pcm(samples), self.sample_rate_hz, marks, exact)

    def _run(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None) -> _Speech:
        feed = self._feed(self._voice.phonemes_to_ids(phonemes), settings)
        try:
            if hear is None:
                sounded = self._model.run(feed, shrink=len(phonemes) > PHONEMES_TO_KEEP_MEMORY_FOR)
            else:
                sounded = self._streamed(feed, hear)
        except Exception as error:
            raise SynthesisError(f"the model failed ({type(error).__name__}).") from error
        samples = sounded.samples
        if not samples.size or not np.isfinite(samples).all():
            raise SynthesisError("the model gave no usable sound.")
        return _Speech(samples, self._heard(phonemes, sounded.durations, samples))

    def _streamed(self, feed: Feed, hear: Callable[[Pcm], None]) -> Sounded:
        windows, durations = self._model.windows(feed)
        pieces = []
        for window in windows:
            pieces.append(window)
            if not np.isfinite(window).all():
                break
            hear(_pcm(window))
        return Sounded(np.concatenate(pieces), durations)

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
            return from_durations(durations, id_counts, len(samples))
        except ValueError:
            return estimated(phonemes, samples)


def load_engine(voice: Voice, graphs: GraphCache | None = None) -> PiperEngine:
    """Load a voice, on its fast graph where `graphs` has or can make one; its first sentence still takes longer.

    Raises VoiceUnavailableError with the reason when the files are damaged or changed.
    """
    voice.check()
    digest = voice.digest
    try:
        config = PiperConfig.from_dict(json.loads(voice.config_path.read_bytes()))
        model: Model | None = graphs.model(voice) if graphs else None
        if model is None:
            with with_durations(voice.model_path) as path:
                model = WholeModel(session(path))
        # piper-tts is asked for phonemes and their ids only, for which it needs no session.
        engine = PiperEngine(PiperVoice(session=cast("Any", None), config=config), model, digest)
    except Exception as error:
        raise VoiceUnavailableError(f"The voice {voice.key} cannot be loaded: {_reason(error)}.") from error
    if file_digest(voice.model_path, "sha256") != digest:
        raise VoiceUnavailableError(
            f"The model of the voice {voice.key} changed while it was loaded; please try again."
        )
    return engine


def split(phonemes: list[str], limit: int) -> list[list[str]]:
    """Cut a sequence into runs of at most `limit` phonemes: behind punctuation, else at a space, else anywhere."""
    parts = []
    while len(phonemes) > limit:
        window = range(limit, limit // 2, -1)
        cut = next((at for at in window if phonemes[at - 1] in PUNCTUATION), None)
        cut = cut or next((at for at in window if phonemes[at - 1] == " "), limit)
        parts.append(phonemes[:cut])
        phonemes = phonemes[cut:]
    return [*parts, phonemes]


def _pcm(samples: Samples) -> Pcm:
    return np.rint(np.clip(samples, -1, 1) * 32_767).astype(np.int16)


def _reason(error: Exception) -> str:
    """For people: without the paths that ONNX Runtime quotes."""
    if type(error).__module__.startswith("onnxruntime"):
        return f"its model is damaged or not an ONNX model ({type(error).__name__})"
    if isinstance(error, OSError):
        return f"a file cannot be read ({error.strerror})"
    if isinstance(error, KeyError):
        return f"its configuration lacks {error}"
    return str(error)


def _quoted(texts: Sequence[str]) -> str:
    text = " ".join(texts)
    return f"“{text if len(text) <= QUOTED_CHARACTERS else text[: QUOTED_CHARACTERS - 1] + '…'}”"
