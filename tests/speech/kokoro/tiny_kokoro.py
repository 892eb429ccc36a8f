"""A Kokoro of a few kB with random weights: the real inputs, outputs and files, little in between."""

import io
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from app.speech.kokoro.model import HOP
from tests.speech.piper.tiny_vits import Builder
from tests.speech.tiny_folder import put_folder

KEY = "tiny-kokoro"
STYLES = ("am_adam", "bf_emma", "jm_kumo")
SYMBOLS = ' ;:,.!?—…“”()"abcdefhijklmnopqrstuvwxyzɑɐɒæβɔðʤəɚɛɜɡɪŋɹɾʃʧʊʌʒʔθˈˌːʰʲᵊᵻAIOQSTWY\u0303'


def tiny_kokoro() -> onnx.ModelProto:
    """Symbols and a style to samples, about 4 frames a symbol at speed 1."""
    b = Builder()
    channels = 8
    inside = b.add("Transpose", b.add("Gather", b.weights(256, channels, scale=2.0), "tokens"), perm=[0, 2, 1])
    spoken = b.add("Unsqueeze", b.add("MatMul", "style", b.weights(256, channels)), b.integers(2))
    inside = b.add("Add", inside, spoken)
    long = b.add("Mul", b.add("Exp", b.conv(inside, 1, channels, 1, scale=0.1)), b.constant([4.0]))
    durations = b.add("Clip", b.add("Round", b.add("Div", long, "speed")), b.constant(1.0))
    frames = b.add("Cast", b.add("Squeeze", durations, b.integers(0, 1)), to=TensorProto.INT64)
    ends = b.add("CumSum", frames, b.constant(0, np.int64))
    places = b.add("Range", b.constant(0, np.int64), b.add("ReduceSum", frames, keepdims=0), b.constant(1, np.int64))
    behind = b.add("GreaterOrEqual", b.add("Unsqueeze", places, b.integers(1)), b.add("Unsqueeze", ends, b.integers(0)))
    owner = b.add("ReduceSum", b.add("Cast", behind, to=TensorProto.INT64), b.integers(1), keepdims=0)
    heard = b.add("Tanh", b.conv(b.add("Gather", inside, owner, axis=2), HOP, channels, 3, scale=0.5))
    flat = b.add("Reshape", b.add("Transpose", heard, perm=[0, 2, 1]), b.integers(-1))
    b.nodes.append(helper.make_node("Identity", [flat], ["audio"]))
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "sequence_length"]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    output = helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["audio_length"])
    graph = helper.make_graph(b.nodes, "tiny", inputs, [output], b.constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def tables(**other: np.ndarray) -> bytes:
    """The file of styles."""
    random = np.random.default_rng(5)
    found = {name: random.standard_normal((510, 1, 256)).astype(np.float32) for name in STYLES} | other
    file = io.BytesIO()
    np.savez(file, **found)
    return file.getvalue()


def put_tiny_kokoro(folder: Path) -> Path:
    """The model with three styles in a folder."""
    home = put_folder(folder / KEY, {"make": "kokoro"}, {"model.onnx": tiny_kokoro()})
    (home / "voices.npz").write_bytes(tables())
    symbols = {symbol: number for number, symbol in enumerate(SYMBOLS, 1)}
    (home / "vocab.json").write_text(json.dumps({"vocab": symbols}))
    return home
