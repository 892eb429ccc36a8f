"""Whether an installed voice is still what was installed, and loads."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import VoiceUnavailableError
from app.voices.recommended import Recommendations
from app.voices.voice import Voice, file_digest


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify_voice` found."""

    voice: Voice

    fault: str
    """The end of a sentence, or empty when the voice is good."""

    digest_known: bool
    """Whether there was a digest to compare with; without one, a changed weight cannot be noticed."""


def verify_voice(voice: Voice, recommendations: Recommendations, load: Callable[[Voice], object]) -> Verdict:
    """Compare a voice with its digests (the install record's, else catalog.toml's) and load it once. Blocks.

    `load` is app.speech.loading.load_engine: whatever raises VoiceUnavailableError when the voice cannot speak.
    """
    expected = _expected_sha256(voice, recommendations)
    try:
        fault = voice.fault or _changed(voice.model_path.parent, expected) or _load_fault(voice, load)
    except VoiceUnavailableError as error:
        fault = error.detail.rstrip(".")
    return Verdict(voice, fault, digest_known=voice.model_path.name in expected)


def _expected_sha256(voice: Voice, recommendations: Recommendations) -> dict[str, str]:
    """Digests by file name; an unreadable record counts as none."""
    try:
        record = json.loads(voice.record_path.read_bytes())
        return {str(name): str(digest) for name, digest in record["sha256"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        entry = recommendations.get(voice.key)
        return {voice.model_path.name: entry.sha256} if entry and entry.sha256 else {}


def _changed(folder: Path, expected: dict[str, str]) -> str:
    for name, digest in expected.items():
        path = folder / Path(name).name
        if file_digest(path, "sha256") != digest:
            return f"{name} is not the file that was installed (its digest differs)"
    return ""


def _load_fault(voice: Voice, load: Callable[[Voice], object]) -> str:
    try:
        load(voice)
    except VoiceUnavailableError as error:
        return error.detail.partition(": ")[2].rstrip(".") or error.detail
    return ""
