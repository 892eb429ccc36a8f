"""Names and sizes of Kokoro's model, for what runs it and what rewrites it."""

from onnxruntime import InferenceSession

from app.speech.sessions import Feed

TOKENS = ("tokens", "input_ids")
"""What exporters call the first input; the others are "style" and "speed"."""
BORDER = 0
"""The symbol before and behind a run."""
HOP = 600
"""Samples per frame of 25 ms."""
STYLE_WIDTH = 256
SAMPLE_RATE_HZ = 24_000
FAST = "kokoro.onnx"
"""The fast graph."""
DURATIONS = "durations"
"""Its output with the frames of each symbol."""


def tokens_of(loaded: InferenceSession) -> str:
    """The name of the first input. Raises ValueError for a model that is not Kokoro."""
    inputs = {node.name for node in loaded.get_inputs()}
    found = [name for name in TOKENS if name in inputs]
    if not found or not {"style", "speed"} <= inputs:
        raise ValueError("its model is an ONNX model, but not Kokoro")
    return found[0]


__all__ = ["BORDER", "DURATIONS", "FAST", "HOP", "SAMPLE_RATE_HZ", "STYLE_WIDTH", "TOKENS", "Feed", "tokens_of"]
