"""Voices: which are installed, which one reads a language, how another is installed (docs/voices.md)."""

from app.voices.catalogue import VoiceCatalogue
from app.voices.install import Installed, Progress, install_voice
from app.voices.recommended import Licence, Recommendations, RecommendedVoice, load_recommendations
from app.voices.verify import Verdict, verify_voice
from app.voices.voice import Voice

__all__ = [
    "Installed",
    "Licence",
    "Progress",
    "Recommendations",
    "RecommendedVoice",
    "Verdict",
    "Voice",
    "VoiceCatalogue",
    "install_voice",
    "load_recommendations",
    "verify_voice",
]
