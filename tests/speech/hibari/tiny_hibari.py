"""A hibari voice of a few kB with random weights: the real inputs, outputs and names, little in between."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from app.speech.hibari.engine import FRAMES
from tests.speech.piper.tiny_vits import Builder
from tests.speech.tiny_folder import put_folder

KEY = "en_US-tiny-medium"
BINS = 601
FRAMES_PER_ID = 6


def tiny_hibari() -> onnx.ModelProto:
    """Ids to frames, about 6 an id at speed 1; the pitch is 100 to 300 Hz, the noise soft."""
    b = Builder()
    channels = 8
    inside = b.add("Transpose", b.add("Gather", b.weights(256, channels, scale=2.0), "ids"), perm=[0, 2, 1])
    long = b.add("Exp", b.conv(inside, 1, channels, 1, scale=0.1))
    long = b.add("Div", b.add("Mul", long, b.constant([float(FRAMES_PER_ID)])), "speed")
    long = b.add("Squeeze", b.add("Clip", b.add("Round", long), b.constant(1.0)), b.integers(0, 1))
    durations = b.add("Cast", long, to=TensorProto.INT64)
    ends = b.add("CumSum", durations, b.constant(0, np.int64))
    total = b.add("ReduceSum", durations, keepdims=0)
    places = b.add("Range", b.constant(0, np.int64), total, b.constant(1, np.int64))
    behind = b.add("GreaterOrEqual", b.add("Unsqueeze", places, b.integers(1)), b.add("Unsqueeze", ends, b.integers(0)))
    owner = b.add("ReduceSum", b.add("Cast", behind, to=TensorProto.INT64), b.integers(1), keepdims=0)
    frames = b.add("Gather", inside, owner, axis=2)
    for name, offset in zip(FRAMES[:5], (0.0, 0.0, -4.0, -4.0, 0.0), strict=True):
        spectrum = b.add("Add", b.conv(frames, BINS, channels, 1), b.constant(offset))
        b.nodes.append(helper.make_node("Identity", [spectrum], [name]))
    pitch = b.add("Sigmoid", b.conv(frames, 1, channels, 3))
    pitch = b.add("Add", b.add("Mul", pitch, b.constant(200.0)), b.constant(100.0))
    b.nodes.append(helper.make_node("Squeeze", [pitch, b.integers(1)], ["f0"]))
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "L"]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in FRAMES]
    graph = helper.make_graph(b.nodes, "tiny", inputs, outputs, b.constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def put_tiny_hibari(folder: Path, *, key: str = KEY, locale: str = "en_US") -> Path:
    """The voice in a folder."""
    return put_folder(folder / key, {"make": "hibari", "locale": locale}, {"model.onnx": tiny_hibari()})
