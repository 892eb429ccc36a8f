"""The embedded voice, loaded once."""

from pathlib import Path

import pytest

from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.loading import load_engine
from app.voices import Voice, VoiceCatalogue
from tests.speech.piper.tiny_vits import put_tiny_vits

VOICES = Path(__file__).parents[2] / "voices"


@pytest.fixture(scope="session")
def embedded() -> Voice:
    return VoiceCatalogue(VOICES).get("en_US-announcer-low")


@pytest.fixture(scope="session")
def vits(tmp_path_factory: pytest.TempPathFactory) -> VoiceEngine:
    """A tiny voice of Piper's own architecture, on its fast graph."""
    folder = tmp_path_factory.mktemp("vits")
    graphs = GraphCache(folder / "graphs")
    voice = put_tiny_vits(folder / "voices")
    return load_engine(voice, graphs)


@pytest.fixture(scope="session")
def piper(embedded: Voice) -> VoiceEngine:
    return load_engine(embedded)
