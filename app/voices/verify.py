"""Whether an installed voice is still what was installed, and loads."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.errors import VoiceUnavailableError
from app.voices.install import RECORD_SUFFIX
from app.voices.recommended import Recommendations
from app.voices.voice import Voice, file_digest

PIPER_INPUTS = {"input", "input_lengths", "scales"}
"""What every Piper model takes; one with several speakers takes a speaker id ("sid") too."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify_voice` found."""

    voice: Voice

    fault: str
    """The end of a sentence, or empty when the voice is good."""

    digest_known: bool
    """Whether there was a digest to compare with; without one, a changed weight cannot be noticed."""


def verify_voice(voice: Voice, recommendations: Recommendations) -> Verdict:
    """Compare a voice with its digests (the install record's, else catalog.toml's) and load its model once. Blocks."""
    expected = _expected_sha256(voice, recommendations)
    try:
        fault = voice.fault or _changed(voice.model_path.parent, expected) or _load_fault(voice.model_path)
    except VoiceUnavailableError as error:
        fault = error.detail.rstrip(".")
    return Verdict(voice, fault, digest_known=voice.model_path.name in expected)


def _expected_sha256(voice: Voice, recommendations: Recommendations) -> dict[str, str]:
    """Digests by file name; an unreadable record counts as none."""
    try:
        record = json.loads(voice.model_path.with_name(voice.key + RECORD_SUFFIX).read_bytes())
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


def _load_fault(model_path: Path) -> str:
    # Slow to import, and only this question needs it: `announcer voices list` stays quick.
    from onnxruntime import (  # noqa: PLC0415
        GraphOptimizationLevel,
        InferenceSession,
        SessionOptions,
    )

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        session = InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - ONNX Runtime's own exceptions share no other base
        return f"ONNX Runtime cannot load it ({str(error).strip().splitlines()[0]})"
    if not {entry.name for entry in session.get_inputs()} >= PIPER_INPUTS:
        return "it is an ONNX model, but not a Piper voice"
    return ""
