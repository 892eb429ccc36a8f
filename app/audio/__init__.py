"""Clips in order -> one growing MP3."""

AUDIO_VERSION = 3
"""Part of every narration id: raise it when the same clips would be joined or encoded differently."""
