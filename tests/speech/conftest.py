"""The embedded voice, loaded once."""

from pathlib import Path

import pytest

from app.speech.piper import PiperEngine, load_engine
from app.voices import Voice, VoiceCatalogue

VOICES = Path(__file__).parents[2] / "voices"


@pytest.fixture(scope="session")
def embedded() -> Voice:
    return VoiceCatalogue(VOICES).get("en_US-announcer-low")


@pytest.fixture(scope="session")
def piper(embedded: Voice) -> PiperEngine:
    return load_engine(embedded)
