"""The embedded voices, loaded once."""

import functools

import pytest

from app.speech.engine import VoiceEngine
from app.speech.loading import load_engine
from app.voices import Voice, VoiceCatalogue

EMBEDDED = ("en_US-announcer-low", "en_US-heart-medium", "tr_TR-announcer-low")


@functools.cache
def embedded_voice(key: str) -> Voice:
    return VoiceCatalogue((), embedded=True).get(key)


@functools.cache
def embedded_engine(key: str) -> VoiceEngine:
    return load_engine(embedded_voice(key))


@pytest.fixture(scope="session")
def embedded() -> Voice:
    """Piper's own."""
    return embedded_voice("en_US-announcer-low")


@pytest.fixture(scope="session")
def piper() -> VoiceEngine:
    return embedded_engine("en_US-announcer-low")


@pytest.fixture(scope="session")
def heart() -> VoiceEngine:
    return embedded_engine("en_US-heart-medium")
