"""Make Kokoro's fast graph, and check it: `python -m app.speech.kokoro.graph.build MODEL FOLDER`."""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnxruntime import InferenceSession

from app.speech.graph.builder import run
from app.speech.graph.edit import Graph, NotThatShapeError
from app.speech.kokoro.graph import rewrites
from app.speech.kokoro.graph.channels import in_groups
from app.speech.kokoro.model import BORDER, DURATIONS, FAST, STYLE_WIDTH, Feed, tokens_of
from app.speech.sessions import Samples, session, session_options

LINES = (12, 40, 90)
"""Symbols in what is spoken to compare the graphs."""
LEAST_RATIO_DB = 10.0
"""Of the samples to their difference. Two ways to round to eight bits are 15 to 19 dB apart; a mistake leaves none."""


def build(model_path: Path, folder: Path) -> str:
    """Write the fast graph into a folder; what was wrong, or nothing. Raises NotThatShapeError for another model."""
    model = onnx.load(model_path)
    graph = Graph(model)
    durations = [node.output[0] for node in graph.nodes if node.op_type == "Clip"]
    if len(durations) != 1 or len(graph.outputs) != 1:
        raise NotThatShapeError("no durations")
    rewrites.signed(graph)
    source = _source(graph)
    # The pitch must stay what it is to the last digit: its errors would add up in the phase of the voice.
    rewrites.norms(graph, _above(graph, source))
    rewrites.biases(graph)
    rewrites.squares(graph)
    graph.prune()
    in_groups(graph, _below(graph, source))
    graph.nodes.append(graph.node("Identity", durations, DURATIONS))
    raw = folder / "raw.onnx"
    onnx.save(graph.model(model.graph.input, [*graph.outputs, DURATIONS]), raw)
    options = session_options()
    options.optimized_model_filepath = str(folder / FAST)
    InferenceSession(str(raw), options, providers=["CPUExecutionProvider"])
    raw.unlink()
    ratio = least_ratio_db(model_path, folder / FAST)
    return "" if ratio >= LEAST_RATIO_DB else f"its samples are {ratio:.0f} dB from the stock graph's"


def least_ratio_db(model_path: Path, fast_path: Path) -> float:
    """Of the stock graph's samples to what the fast one's differ by, over some made-up Lines."""
    stock, fast = session(model_path), session(fast_path, optimised=True)
    least = np.inf
    for symbols in LINES:
        random = np.random.default_rng(symbols)
        ids = [BORDER, *random.integers(43, 158, symbols).tolist(), BORDER]
        style = random.standard_normal((1, STYLE_WIDTH)).astype(np.float32) / np.float32(8)
        feed: Feed = {
            tokens_of(stock): np.array([ids], np.int64),
            "style": style,
            "speed": np.ones(1, np.float32),
        }
        expected, made = (np.asarray(each.run(None, feed)[0], np.float32).reshape(-1) for each in (stock, fast))
        if expected.shape != made.shape:
            return -np.inf
        least = min(least, _ratio_db(expected, made))
    return least


def _ratio_db(expected: Samples, made: Samples) -> float:
    difference = float(((expected - made) ** 2).sum())
    return float(10 * np.log10(float((expected**2).sum()) / difference)) if difference else np.inf


def _source(graph: Graph) -> str:
    """What the pitch becomes, as a spectrum, before the decoder shapes it."""
    found: list[str] = [node.output[0] for node in graph.nodes if node.op_type == "STFT"]
    if len(found) != 1:
        raise NotThatShapeError("no source with a spectrum")
    return found[0]


def _above(graph: Graph, name: str) -> set[str]:
    """All tensors that a tensor is made of."""
    found = {name}
    for node in reversed(graph.nodes):
        if found.intersection(node.output):
            found.update(node.input)
    return found


def _below(graph: Graph, name: str) -> set[str]:
    """All tensors that are made of one."""
    found = {name}
    for node in graph.nodes:
        if found.intersection(node.input):
            found.update(node.output)
    return found


if __name__ == "__main__":
    sys.exit(run(lambda paths: build(*paths)))
