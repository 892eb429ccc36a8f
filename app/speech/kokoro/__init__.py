"""Kokoro: one model with many styles, phonemes from espeak-ng."""
