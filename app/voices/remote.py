"""What a repository offers: its voices.json, checked before any name in it is used."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import UnknownVoiceError, VoiceInstallError
from app.voices.makes import DEFAULT, makes, missing_make

VOICE_NAME = re.compile(r"\w[\w.+-]{0,99}\Z")
"""Becomes a file name here: no separator, no leading dot. Piper's own names have letters beyond ASCII ("tugão")."""
MAX_MODEL_BYTES = 2_000_000_000
"""Protobuf allows 2 GiB for one ONNX file; the largest Piper voice has about 115 MB."""
HOW_TO_LIST = "The recommended ones: announcer voices list, or GET /voices?all=true."
DIGESTS = {"md5": re.compile(r"[0-9a-f]{32}\Z"), "sha256": re.compile(r"[0-9a-f]{64}\Z")}


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a voice in a repository, and the name it gets here."""

    path: str
    """Relative to the repository, with forward slashes; checked to stay inside."""

    name: str
    """Made from the voice's name alone, never from the repository's path."""

    size_bytes: int

    digests: Mapping[str, str] = field(default_factory=dict)
    """Hexadecimal, by algorithm ("md5", "sha256"); empty where the repository gives none (a plain folder)."""


@dataclass(frozen=True, slots=True)
class RemoteVoice:
    """A voice on offer."""

    key: str

    files: tuple[RemoteFile, ...]
    """In the order in which they are put in place, the model last."""

    about: Mapping[str, Any] | None = None
    """For a voice that is a folder: what its voice.json will say. None for one whose files stand by themselves."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A repository's entry for one voice, from which its make takes what it needs."""

    key: str

    entry: Mapping[str, Any]
    """All that the index says of the voice, unchecked but for its files being an object."""

    def find(self, wanted: str, name: str, limit_bytes: int) -> RemoteFile | None:
        """The file whose path ends in `wanted`, to be kept as `name`; None when there is none.

        Raises VoiceInstallError when what the index says of it cannot be used.
        """
        files = self.entry["files"]
        path = next((path for path in files if path == wanted or path.endswith(f"/{wanted}")), None)
        if path is None:
            return None
        if not _stays_inside(path):
            raise VoiceInstallError(
                f"The repository's index gives a path for {self.key} that leads out of it; refused."
            )
        entry = files[path] if isinstance(files[path], dict) else {}
        size = entry.get("size_bytes")
        if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= limit_bytes:
            raise VoiceInstallError(f"The repository's index gives no usable size for {wanted} of {self.key}.")
        digests = {}
        for algorithm, form in DIGESTS.items():
            if digest := entry.get(f"{algorithm}_digest", ""):
                if not isinstance(digest, str) or not form.match(digest):
                    text = f"The repository's index gives no usable {algorithm} digest for {wanted} of {self.key}."
                    raise VoiceInstallError(text)
                digests[algorithm] = digest
        return RemoteFile(path, name, size, digests)

    def need(self, wanted: str, name: str, limit_bytes: int) -> RemoteFile:
        """The same, of a file without which there is no voice."""
        found = self.find(wanted, name, limit_bytes)
        if found is None:
            raise VoiceInstallError(f"The repository's index lists no {wanted} for {self.key}.")
        return found


def pick_voice(index: Mapping[str, Any], key: str) -> RemoteVoice:
    """Find a voice in a repository's index and check what the index says of it.

    Raises UnknownVoiceError, naming similar ones, when it is not on offer; VoiceInstallError for an unusable entry.
    """
    if not VOICE_NAME.match(key) or key not in index:
        raise UnknownVoiceError(_not_on_offer(index, key))
    entry = index[key]
    if not isinstance(entry, dict) or not isinstance(entry.get("files"), dict):
        raise VoiceInstallError(f"The repository's index lists no files for {key}.")
    name = entry.get("make", DEFAULT)
    make = makes().get(name) if isinstance(name, str) else None
    if make is None:
        raise VoiceInstallError(f"{key} cannot be installed: {missing_make(str(name)[:40])}.")
    return make.fetches(Offer(key, entry))


def _stays_inside(path: str) -> bool:
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and ":" not in path and not {"", ".", ".."} & set(parts)


def _not_on_offer(index: Mapping[str, Any], key: str) -> str:
    if len(key) > 100 or not key.isprintable():
        return f"The repository has no voice of that name. {HOW_TO_LIST}"
    near = difflib.get_close_matches(key, [name for name in index if VOICE_NAME.match(name)], n=3, cutoff=0.6)
    similar = f" Similar ones: {', '.join(near)}." if near else ""
    return f"The repository has no voice named {key}.{similar} {HOW_TO_LIST}"
