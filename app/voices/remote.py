"""What a repository offers: its voices.json, checked before any name in it is used."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import UnknownVoiceError, VoiceInstallError
from app.voices.voice import CARD_SUFFIX, CONFIG_SUFFIX, MAX_CONFIG_BYTES, MODEL_SUFFIX

VOICE_NAME = re.compile(r"\w[\w.+-]{0,99}\Z")
"""Becomes a file name here: no separator, no leading dot. Piper's own names have letters beyond ASCII ("tugão")."""
MAX_MODEL_BYTES = 2_000_000_000
"""Protobuf allows 2 GiB for one ONNX file; the largest Piper voice has about 115 MB."""
MAX_CARD_BYTES = 1_000_000
MD5 = re.compile(r"(?:[0-9a-f]{32})?\Z")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a voice in a repository, and the name it gets here."""

    path: str
    """Relative to the repository, with forward slashes; checked to stay inside."""

    name: str
    """Made from the voice's name alone, never from the repository's path."""

    size_bytes: int

    md5: str
    """Hexadecimal; empty where the repository gives none (a plain folder)."""


@dataclass(frozen=True, slots=True)
class RemoteVoice:
    """A voice on offer."""

    key: str

    files: tuple[RemoteFile, ...]
    """In the order in which they are put in place: the model card if any, the configuration, the model last."""


def pick_voice(index: Mapping[str, Any], key: str) -> RemoteVoice:
    """Find a voice in a repository's index and check what the index says of it.

    Raises UnknownVoiceError, naming similar ones, when it is not on offer; VoiceInstallError for an unusable entry.
    """
    if not VOICE_NAME.match(key) or key not in index:
        raise UnknownVoiceError(_not_on_offer(index, key))
    entry = index[key]
    files = entry.get("files") if isinstance(entry, dict) else None
    if not isinstance(files, dict):
        raise VoiceInstallError(f"The repository's index lists no files for {key}.")
    card = _find(files, key, "MODEL_CARD", MAX_CARD_BYTES) or _find(files, key, key + CARD_SUFFIX, MAX_CARD_BYTES)
    config = _find(files, key, key + CONFIG_SUFFIX, MAX_CONFIG_BYTES)
    model = _find(files, key, key + MODEL_SUFFIX, MAX_MODEL_BYTES)
    if model is None or config is None:
        missing = key + (MODEL_SUFFIX if model is None else CONFIG_SUFFIX)
        raise VoiceInstallError(f"The repository's index lists no {missing} for {key}.")
    return RemoteVoice(key, (*([card] if card else ()), config, model))


def _find(files: Mapping[str, Any], key: str, wanted: str, limit_bytes: int) -> RemoteFile | None:
    path = next((path for path in files if path.rpartition("/")[2] == wanted), None)
    if path is None:
        return None
    if not _stays_inside(path):
        raise VoiceInstallError(f"The repository's index gives a path for {key} that leads out of it; refused.")
    entry = files[path]
    size = entry.get("size_bytes") if isinstance(entry, dict) else None
    md5 = entry.get("md5_digest", "") if isinstance(entry, dict) else None
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= limit_bytes:
        raise VoiceInstallError(f"The repository's index gives no usable size for {wanted} of {key}.")
    if not isinstance(md5, str) or not MD5.match(md5):
        raise VoiceInstallError(f"The repository's index gives no usable md5 digest for {wanted} of {key}.")
    return RemoteFile(path, key + CARD_SUFFIX if wanted == "MODEL_CARD" else wanted, size, md5)


def _stays_inside(path: str) -> bool:
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and ":" not in path and not {"", ".", ".."} & set(parts)


def _not_on_offer(index: Mapping[str, Any], key: str) -> str:
    if len(key) > 100 or not key.isprintable():
        return "The repository has no voice of that name."
    near = difflib.get_close_matches(key, [name for name in index if VOICE_NAME.match(name)], n=3, cutoff=0.6)
    return f"The repository has no voice named {key}." + (f" Similar ones: {', '.join(near)}." if near else "")
