"""A Voice on disk: what its configuration says of it, and whether its files can be what they claim to be."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.errors import VoiceUnavailableError
from app.voices.onnx_shape import onnx_fault

MODEL_SUFFIX = ".onnx"
CONFIG_SUFFIX = ".onnx.json"
CARD_SUFFIX = ".MODEL_CARD"
MAX_CONFIG_BYTES = 10_000_000
"""The largest published Piper configuration (904 speakers) is about 25 kB; anything near this is not one."""
DIGEST_BLOCK_BYTES = 1 << 20
PIPER_NAME = re.compile(r"(?P<locale>[^\W\d_]{2,3}_\w{2,3})-(?P<name>\w{1,50})-(?P<quality>x_low|low|medium|high)\Z")
"""How Piper names its voices: "en_US-announcer-low". Older configurations leave the locale to the name."""


@dataclass(frozen=True)
class Voice:
    """A Piper ONNX model with its JSON configuration. A damaged one is kept, with the reason."""

    key: str
    """The file name without ".onnx": "en_US-announcer-low"."""

    language: str
    """Primary language subtag, lower case: "en". Empty when neither the configuration nor the name tells."""

    locale: str
    """Language and region as Piper writes them: "en_US"."""

    quality: str
    """Piper's word: "x_low", "low", "medium" or "high"; empty when unknown."""

    sample_rate_hz: int
    """0 when the voice is damaged."""

    size_bytes: int
    """Of the model."""

    model_path: Path
    config_path: Path

    fault: str = ""
    """Why the voice cannot be used, as the end of a sentence; empty when it can."""

    @property
    def available(self) -> bool:
        """Whether the files look whole. Loading can still fail: only ONNX Runtime reads every byte."""
        return not self.fault

    @property
    def status(self) -> str:
        """One of "available" and "damaged"."""
        return "available" if self.available else "damaged"

    @cached_property
    def digest(self) -> str:
        """The sha256 of the model, hexadecimal: the voice's identity in clip keys and narration ids.

        Reads the whole file on first use (63 MB: about 0.1 s) and remembers it; VoiceCatalogue makes a new Voice when
        the file changes. Raises VoiceUnavailableError when the model cannot be read.
        """
        return file_digest(self.model_path, "sha256")

    def check(self) -> None:
        """Raise VoiceUnavailableError with the reason when the voice is damaged."""
        if self.fault:
            raise VoiceUnavailableError(f"The voice {self.key} cannot be used: {self.fault}.")


def read_voice(model_path: Path) -> Voice:
    """Describe the voice whose model stands at `model_path`. Never raises for bad files: they give a damaged Voice.

    Cheap whatever the model's size: the configuration is read whole, of the model only the heads of its parts.
    """
    key = model_path.name.removesuffix(MODEL_SUFFIX)
    config_path = model_path.with_name(key + CONFIG_SUFFIX)
    config, fault = read_config(config_path, config_path.name)
    try:
        size_bytes = model_path.stat().st_size
        fault = fault or onnx_fault(model_path)
    except OSError as error:
        size_bytes, fault = 0, f"the model cannot be read ({error.strerror})"
    named = PIPER_NAME.match(key)
    locale = _text(config, "language", "code") or (named["locale"] if named else _espeak_locale(config))
    return Voice(
        key=key,
        language=locale.replace("-", "_").partition("_")[0].lower(),
        locale=locale,
        quality=_text(config, "audio", "quality") or (named["quality"] if named else ""),
        sample_rate_hz=0 if fault else config["audio"]["sample_rate"],
        size_bytes=size_bytes,
        model_path=model_path,
        config_path=config_path,
        fault=fault,
    )


def file_digest(path: Path, algorithm: str) -> str:
    """Hash a file in blocks, hexadecimal. Raises VoiceUnavailableError when it cannot be read."""
    # md5 comes from the repository's index and guards against accidents only, hence usedforsecurity=False.
    digest = hashlib.new(algorithm, usedforsecurity=False)
    try:
        with path.open("rb") as file:
            while block := file.read(DIGEST_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise VoiceUnavailableError(f"{path.name} cannot be read ({error.strerror}).") from error
    return digest.hexdigest()


def read_config(path: Path, name: str) -> tuple[Mapping[str, Any], str]:
    """The configuration at `path` and "", or what could be read of it and the fault; `name` stands in the fault."""
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            return {}, f"its configuration {name} is too large to be one"
        config = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}, f"its configuration {name} is missing"
    except OSError as error:
        return {}, f"its configuration {name} cannot be read ({error.strerror})"
    except (ValueError, RecursionError):
        return {}, f"its configuration {name} is not valid JSON"
    if not isinstance(config, dict):
        return {}, f"its configuration {name} is not a JSON object"
    return config, _config_fault(config, name)


def _config_fault(config: Mapping[str, Any], name: str) -> str:
    audio = config.get("audio")
    rate = audio.get("sample_rate") if isinstance(audio, dict) else None
    # 8 to 48 kHz is what speech models are made for; Piper's own are 16,000 and 22,050 Hz.
    if not isinstance(rate, int) or not 8_000 <= rate <= 48_000:
        return f"its configuration {name} gives no usable audio.sample_rate"
    ids = config.get("phoneme_id_map")
    if not isinstance(ids, dict) or not ids:
        return f"its configuration {name} has no phoneme_id_map"
    return ""


def _espeak_locale(config: Mapping[str, Any]) -> str:
    """Of "en-us" make "en_US", of "tr" make "tr"."""
    language, _, region = _text(config, "espeak", "voice").partition("-")
    return f"{language}_{region.upper()}" if region else language


def _text(config: Mapping[str, Any], section: str, name: str) -> str:
    inside = config.get(section)
    value = inside.get(name) if isinstance(inside, dict) else None
    return value.strip() if isinstance(value, str) else ""
