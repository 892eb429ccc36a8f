"""Where the shared sets and voices are: beside the checkout, or where ANNOUNCER_BENCHMARKS says."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("ANNOUNCER_BENCHMARKS", Path(__file__).parents[2] / "shared"))


def path_of(name: str) -> Path:
    """A set of texts by its file's name."""
    return SHARED / "benchmarks" / name


def voice_of(name: str) -> Path:
    """A shared voice's model."""
    return SHARED / "voices" / f"{name}.onnx"


def missing(name: str) -> str:
    """Why a set cannot be measured; empty when it can."""
    return (
        "" if path_of(name).exists() else f"{name}: not measured, ANNOUNCER_BENCHMARKS names no folder that holds it."
    )
