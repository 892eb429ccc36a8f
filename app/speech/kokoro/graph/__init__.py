"""Kokoro's eight-bit graph made fast: bytes with signs for its convolutions, and steps that share the cache."""
