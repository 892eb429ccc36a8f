"""A Voice on disk: what its make says of it, and whether its files can be what they claim to be."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.errors import VoiceUnavailableError

MODEL_SUFFIX = ".onnx"
CARD_SUFFIX = ".MODEL_CARD"
CARD_NAME = "MODEL_CARD"
RECORD_NAME = "install.json"
MAX_CONFIG_BYTES = 10_000_000
"""The largest published Piper configuration (904 speakers) is about 25 kB; anything near this is not one."""
DIGEST_BLOCK_BYTES = 1 << 20

Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True)
class Voice:
    """One voice that can be chosen. A damaged one is kept, with the reason."""

    key: str
    """Its name: "en_US-announcer-low"."""

    make: str
    """The name of its make: "piper"."""

    language: str
    """Primary language subtag, lower case: "en". Empty when nothing tells."""

    locale: str
    """Language and region: "en_US"."""

    quality: str
    """Piper's word: "x_low", "low", "medium" or "high"; empty when unknown."""

    sample_rate_hz: int
    """0 when the voice is damaged."""

    size_bytes: int
    """Of the model."""

    home: Path
    """What stands for the voice in its folder: the model of a Piper voice, the folder of another."""

    files: tuple[Path, ...]
    """All that it is made of, the model first; whether a file is there or not."""

    variant: str = ""
    """Which of the voices that one model has; empty when it has but one."""

    fault: str = ""
    """Why the voice cannot be used, as the end of a sentence; empty when it can."""

    for_trying_out: bool = False
    """Whether it is not good enough for a site, by its own account: any other voice of the language is chosen first."""

    nets: int = 1
    """How many of its files decide how it sounds: the model, and what else stands right behind it."""

    @property
    def model_path(self) -> Path:
        """The first of its files."""
        return self.files[0]

    @property
    def card_path(self) -> Path:
        """Where its model card stands, if it has one."""
        folder = self.home.is_dir()
        return self.home / CARD_NAME if folder else self.home.with_name(self.key + CARD_SUFFIX)

    @property
    def record_path(self) -> Path:
        """Where the installer noted the digests, if it was installed."""
        folder = self.home.is_dir()
        return self.home / RECORD_NAME if folder else self.home.with_name(f"{self.key}.{RECORD_NAME}")

    @property
    def installed_as(self) -> str:
        """The name it is installed and removed by: its own, or that of the folder it shares with others."""
        return self.home.name if self.home.is_dir() else self.key

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

        Of several nets it is the digest of theirs; one of several voices of a model is known by the variant's name
        too. Reads the whole file on first use (63 MB: about 0.1 s) and remembers it; VoiceCatalogue makes a new Voice
        when a file changes. Raises VoiceUnavailableError when the model cannot be read.
        """
        return self.digest_now()

    def digest_now(self) -> str:
        """The same, read anew."""
        model = file_digest(self.model_path, "sha256")
        if more := [file_digest(path, "sha256") for path in self.files[1 : self.nets]]:
            model = hashlib.sha256(" ".join([model, *more]).encode()).hexdigest()
        return hashlib.sha256(f"{model} {self.variant}".encode()).hexdigest() if self.variant else model

    def stamp(self) -> Stamp:
        """What changes when one of its files is replaced or rewritten."""
        return tuple(_stamp(path) for path in self.files)

    def check(self) -> None:
        """Raise VoiceUnavailableError with the reason when the voice is damaged."""
        if self.fault:
            raise VoiceUnavailableError(f"The voice {self.key} cannot be used: {self.fault}.")


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


def read_json(path: Path) -> tuple[Mapping[str, Any], str]:
    """The object in a voice's configuration and "", or nothing and the fault."""
    name = path.name
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
    return config, ""


def is_for_trying_out(config: Mapping[str, Any]) -> bool:
    """Whether a voice's configuration, or its voice.json, says "for_trying_out": true."""
    return config.get("for_trying_out") is True


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns
