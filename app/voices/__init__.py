"""Voices: which are installed, which one reads a language, how another is installed (docs/voices.md)."""

from app.voices.catalogue import VoiceCatalogue
from app.voices.recommended import Recommendations, RecommendedVoice, load_recommendations
from app.voices.voice import Voice, read_voice

__all__ = [
    "Recommendations",
    "RecommendedVoice",
    "Voice",
    "VoiceCatalogue",
    "load_recommendations",
    "read_voice",
]
