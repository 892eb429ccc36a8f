"""What a Piper voice is on disk: NAME.onnx beside NAME.onnx.json."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.make import SpeakingMake
from app.voices.onnx_shape import onnx_fault
from app.voices.remote import MAX_MODEL_BYTES, Offer, RemoteVoice
from app.voices.voice import CARD_NAME, CARD_SUFFIX, MAX_CONFIG_BYTES, MODEL_SUFFIX, Voice, is_for_trying_out, read_json

CONFIG_SUFFIX = ".onnx.json"
MAX_CARD_BYTES = 1_000_000
PIPER_NAME = re.compile(r"(?P<locale>[^\W\d_]{2,3}_\w{2,3})-(?P<name>\w{1,50})-(?P<quality>x_low|low|medium|high)\Z")
"""How Piper names its voices: "en_US-announcer-low". Older configurations leave the locale to the name."""


class Piper(SpeakingMake):
    """The make of Piper's voices."""

    name = "piper"

    def claims(self, path: Path) -> bool:
        """Any ONNX file that lies in a voices folder by itself."""
        return path.name.endswith(MODEL_SUFFIX)

    def describe(self, path: Path) -> tuple[Voice, ...]:
        """Of the configuration all is read, of the model only the heads of its parts."""
        return (read_voice(path),)

    def load(self, voice: Voice, graphs: GraphCache | None) -> VoiceEngine:
        """As Make has it."""
        from app.speech.piper.engine import load  # noqa: PLC0415 - what only lists voices needs no ONNX Runtime

        return load(voice, graphs)

    def prepare(self, voice: Voice, graphs: GraphCache) -> None:
        """As Make has it."""
        from app.speech.piper.engine import prepare  # noqa: PLC0415 - as above

        prepare(voice, graphs)

    def fetches(self, offer: Offer) -> RemoteVoice:
        """The model card if any, the configuration, the model."""
        key = offer.key
        card = offer.find(CARD_NAME, key + CARD_SUFFIX, MAX_CARD_BYTES) or offer.find(
            key + CARD_SUFFIX, key + CARD_SUFFIX, MAX_CARD_BYTES
        )
        config = offer.need(key + CONFIG_SUFFIX, key + CONFIG_SUFFIX, MAX_CONFIG_BYTES)
        model = offer.need(key + MODEL_SUFFIX, key + MODEL_SUFFIX, MAX_MODEL_BYTES)
        return RemoteVoice(key, (*([card] if card else ()), config, model))


def read_voice(model_path: Path) -> Voice:
    """Describe the voice whose model stands at `model_path`. Never raises for bad files: they give a damaged Voice."""
    key = model_path.name.removesuffix(MODEL_SUFFIX)
    config_path = model_path.with_name(key + CONFIG_SUFFIX)
    config, fault = read_json(config_path)
    fault = fault or _config_fault(config, config_path.name)
    try:
        size_bytes = model_path.stat().st_size
        fault = fault or onnx_fault(model_path)
    except OSError as error:
        size_bytes, fault = 0, f"the model cannot be read ({error.strerror})"
    named = PIPER_NAME.match(key)
    locale = _text(config, "language", "code") or (named["locale"] if named else _espeak_locale(config))
    return Voice(
        key=key,
        make=Piper.name,
        language=locale.replace("-", "_").partition("_")[0].lower(),
        locale=locale,
        quality=_text(config, "audio", "quality") or (named["quality"] if named else ""),
        sample_rate_hz=0 if fault else config["audio"]["sample_rate"],
        size_bytes=size_bytes,
        home=model_path,
        files=(model_path, config_path),
        fault=fault,
        for_trying_out=is_for_trying_out(config),
    )


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
