"""Kokoro's graph made fast: weights in single precision again, work on channels in blocks, sums that need no pass."""
