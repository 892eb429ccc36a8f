"""Piper: VITS voices of one file and its configuration, phonemes from espeak-ng. The first make, and the default."""

from app.speech.piper.make import Piper

__all__ = ["Piper"]
