"""Kokoro: one model with many styles, phonemes from espeak-ng."""

from app.speech.kokoro.make import Kokoro

__all__ = ["Kokoro"]
