"""A VITS voice of a few kB with random weights: Piper's names, masks and layers, everything small."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from app.speech.piper.make import read_voice
from app.voices import Voice
from app.voices.places import EMBEDDED
from tests.voices.offer import put_voice

KEY = "en_US-tiny-medium"
CHANNELS, RATE_HZ = 16, 8_000
STRIDES, HOP = (4, 16), 64
HEADS, NEAR = 2, 4
"""Of the attention, which knows how ids stand to each other up to NEAR places away."""
FRAMES_PER_ID = 4
EMBEDDED_CONFIG = EMBEDDED / "en_US-announcer-low.onnx.json"


class Builder:
    """Nodes one after another, each named by what it makes."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._random = np.random.default_rng(7)

    def constant(self, value: Any, kind: type = np.float32) -> str:
        name = f"constant {len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def weights(self, *shape: int, scale: float = 1.0) -> str:
        size = int(np.prod(shape[1:])) or 1
        values: NDArray[np.float64] = self._random.standard_normal(shape) * scale / np.sqrt(size)
        return self.constant(values)

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind} {len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def conv(self, source: str, outputs: int, inputs: int, kernel: int, **more: Any) -> str:
        dilation = more.pop("dilation", 1)
        pad = more.pop("pad", (kernel - 1) * dilation // 2)
        names = [source, self.weights(outputs, inputs, kernel, **more)]
        if outputs > 1:
            names.append(self.weights(outputs, scale=0.1))
        return self.add("Conv", *names, dilations=[dilation], kernel_shape=[kernel], pads=[pad, pad], strides=[1])

    def mask(self, count: str, lengths: str) -> str:
        """1 up to each Line's length, shape (1, 1, count)."""
        zero, one = self.constant(0, np.int64), self.constant(1, np.int64)
        places = self.add("Unsqueeze", self.add("Range", zero, count, one), self.integers(0))
        inside = self.add("Less", places, self.add("Unsqueeze", lengths, self.integers(1)))
        return self.add("Cast", self.add("Unsqueeze", inside, self.integers(1)), to=TensorProto.FLOAT)


def tiny_vits(*, speakers: int = 1) -> onnx.ModelProto:
    """Ids to samples, as Piper's export has it; about 4 frames an id, 64 samples a frame, no two ids alike."""
    b = Builder()
    inside, mask = _text(b)
    durations, frames_mask, latent = _frames(b, inside, mask)
    speaker = _speaker(b, speakers) if speakers > 1 else ""
    _decoder(b, _gated(b, latent, frames_mask, speaker))
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch_size", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch_size"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speaker:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, ["batch_size"]))
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch_size", 1, "time", 1])
    graph = helper.make_graph(b.nodes, "tiny", inputs, [output], b.constants)
    assert durations
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


def _text(b: Builder) -> tuple[str, str]:
    embedded = b.add("Transpose", b.add("Gather", b.weights(256, CHANNELS, scale=4.0), "input"), perm=[0, 2, 1])
    count = b.add("Gather", b.add("Shape", embedded), b.constant(2, np.int64))
    mask = b.mask(count, "input_lengths")
    x = b.add("Mul", embedded, mask)
    padded = b.add("Pad", x, b.integers(0, 0, 1, 0, 0, 1), b.constant(0.0))
    x = b.add("Add", x, b.conv(padded, CHANNELS, CHANNELS, 3, pad=0))
    for _ in range(3):  # attention is full of these
        length = b.add("Unsqueeze", b.add("Gather", b.add("Shape", x), b.constant(2, np.int64)), b.integers(0))
        x = b.add("Reshape", x, b.add("Concat", b.integers(1), b.integers(CHANNELS), length, axis=0))
    x = b.add("Add", x, _attention(b, x, count))
    rows = b.add("Transpose", x, perm=[0, 2, 1])
    apart = b.add("Sub", rows, b.add("ReduceMean", rows, axes=[-1], keepdims=1))
    spread = b.add("ReduceMean", b.add("Pow", apart, b.constant(2.0)), axes=[-1], keepdims=1)
    norm = b.add("Div", apart, b.add("Sqrt", b.add("Add", spread, b.constant(1e-5))))
    norm = b.add("Add", b.add("Mul", norm, b.weights(CHANNELS)), b.weights(CHANNELS))
    return b.add("Mul", b.add("Transpose", norm, perm=[0, 2, 1]), mask), mask


def _attention(b: Builder, x: str, count: str) -> str:
    """What each id takes from the others, by what they are and by how far away they stand: VITS's own arithmetic."""
    size = CHANNELS // HEADS
    length = b.add("Unsqueeze", count, b.integers(0))
    heads = b.add("Concat", b.integers(1, HEADS, size), length, axis=0)
    query, keys, values = (b.add("Reshape", b.conv(x, CHANNELS, CHANNELS, 1, scale=2.0), heads) for _ in range(3))
    query, values = (b.add("Transpose", each, perm=[0, 1, 3, 2]) for each in (query, values))
    query = b.add("Div", query, b.constant(np.sqrt(size)))
    less = b.add("Sub", length, b.integers(1))
    twice = b.add("Add", length, less)

    def known() -> str:
        """The weights of all distances, those far away 0, shape (1, 1, 2 n - 1, size)."""
        pad = b.add("Sub", length, b.integers(NEAR + 1))
        pads = b.add("Concat", b.integers(0), pad, b.integers(0, 0), pad, b.integers(0), axis=0)
        padded = b.add("Pad", b.weights(1, 2 * NEAR + 1, size, scale=4.0), pads, b.constant(0.0))
        cut = b.add("Slice", padded, b.integers(0), twice, b.integers(1), b.integers(1))
        return b.add("Unsqueeze", cut, b.integers(0))

    def reshaped(source: str, *ends: str) -> str:
        return b.add("Reshape", source, b.add("Concat", b.integers(1, HEADS), *ends, axis=0))

    far = b.add("MatMul", query, b.add("Transpose", known(), perm=[0, 1, 3, 2]))
    far = b.add("Pad", far, b.integers(0, 0, 0, 0, 0, 0, 0, 1), b.constant(0.0))
    flat = reshaped(far, b.add("Mul", length, b.add("Mul", length, b.integers(2))))
    flat = b.add("Pad", flat, b.add("Concat", b.integers(0, 0, 0, 0, 0), less, axis=0), b.constant(0.0))
    rows = reshaped(flat, b.add("Add", length, b.integers(1)), twice)
    rows = b.add("Slice", rows, b.integers(0), length, b.integers(2), b.integers(1))
    near = b.add("Slice", rows, less, b.integers(2**63 - 1), b.integers(3), b.integers(1))
    heed = b.add("Softmax", b.add("Add", b.add("MatMul", query, keys), near), axis=-1)

    wide = b.add("Concat", b.integers(0, 0, 0, 0, 0, 0, 0), less, axis=0)
    flat = reshaped(b.add("Pad", heed, wide, b.constant(0.0)), b.add("Mul", length, twice))
    flat = b.add("Pad", flat, b.add("Concat", b.integers(0, 0), length, b.integers(0, 0, 0), axis=0), b.constant(0.0))
    rows = reshaped(flat, length, b.add("Mul", length, b.integers(2)))
    apart = b.add("Slice", rows, b.integers(1), b.integers(2**63 - 1), b.integers(3), b.integers(1))
    taken = b.add("Add", b.add("MatMul", heed, values), b.add("MatMul", apart, known()))
    whole = b.add("Concat", b.integers(1, CHANNELS), length, axis=0)
    return b.add("Reshape", b.add("Transpose", taken, perm=[0, 1, 3, 2]), whole)


def _frames(b: Builder, inside: str, mask: str) -> tuple[str, str, str]:
    noise_scale, length_scale = (b.add("Gather", "scales", b.constant(place, np.int64)) for place in (0, 1))
    long = b.add("Exp", b.add("Mul", b.conv(inside, 1, CHANNELS, 1, scale=0.2), mask))
    long = b.add("Mul", b.add("Mul", long, mask), b.constant(FRAMES_PER_ID - 0.5))
    durations = b.add("Ceil", b.add("Mul", long, length_scale))
    total = b.add("Clip", b.add("ReduceSum", durations, b.integers(1, 2), keepdims=0), b.constant(1.0))
    lengths = b.add("Cast", total, to=TensorProto.INT64)
    frames_mask = b.mask(b.add("ReduceMax", lengths, keepdims=0), lengths)
    ends = b.add("Transpose", b.add("CumSum", durations, b.constant(2, np.int64)), perm=[0, 2, 1])
    starts = b.add("Sub", ends, b.add("Transpose", durations, perm=[0, 2, 1]))
    range_1 = b.add("Range", b.constant(0.0), b.add("Squeeze", total, b.integers(0)), b.constant(1.0))
    before_end, before_start = (
        b.add("Cast", b.add("Less", b.add("Unsqueeze", range_1, b.integers(0, 1)), edge), to=TensorProto.FLOAT)
        for edge in (ends, starts)
    )
    spread = b.add("MatMul", inside, b.add("Sub", before_end, before_start))
    noise = b.add("Mul", b.add("RandomNormalLike", spread), noise_scale)
    return durations, frames_mask, b.add("Mul", b.add("Add", spread, noise), frames_mask)


def _speaker(b: Builder, count: int) -> str:
    """What a speaker adds to every frame, shape (1, channels, 1)."""
    known = b.add("Unsqueeze", b.add("Gather", b.weights(count, CHANNELS, scale=4.0), "sid"), b.integers(-1))
    return b.conv(known, 2 * CHANNELS, CHANNELS, 1)


def _gated(b: Builder, latent: str, mask: str, speaker: str) -> str:
    both = b.conv(latent, 2 * CHANNELS, CHANNELS, 5)
    if speaker:
        both = b.add("Add", both, speaker)
    zeros = b.add("ConstantOfShape", b.add("Shape", both))
    both = b.add("Add", both, zeros)
    first, second = (
        b.add("Slice", both, b.integers(start), b.integers(end), b.integers(1), b.integers(1))
        for start, end in ((0, CHANNELS), (CHANNELS, 2**63 - 1))
    )
    gated = b.add("Mul", b.add("Tanh", first), b.add("Sigmoid", second))
    return b.add("Mul", b.add("Add", latent, b.conv(gated, CHANNELS, CHANNELS, 1)), mask)


def _decoder(b: Builder, latent: str) -> None:
    x, channels = b.conv(latent, 2 * CHANNELS, CHANNELS, 7), 2 * CHANNELS
    for stride in STRIDES:
        x = b.add("LeakyRelu", x, alpha=0.1)
        up = [x, b.weights(channels, CHANNELS, 2 * stride, scale=8.0), b.weights(CHANNELS, scale=0.1)]
        pads = [stride // 2, stride // 2]
        x = b.add("ConvTranspose", *up, dilations=[1], kernel_shape=[2 * stride], pads=pads, strides=[stride])
        channels = CHANNELS
        blocks = []
        for kernel in (3, 5):
            y = x
            for dilation in (1, 3):
                y = b.add(
                    "Add", b.conv(b.add("LeakyRelu", y, alpha=0.1), channels, channels, kernel, dilation=dilation), y
                )
            blocks.append(y)
        x = b.add("Div", b.add("Add", *blocks), b.constant(2.0))
    x = b.conv(b.add("LeakyRelu", x, alpha=0.01), 1, channels, 7, scale=0.2)
    b.nodes.append(helper.make_node("Unsqueeze", [b.add("Tanh", x), b.integers(1)], ["output"]))


def put_tiny_vits(folder: Path, *, speakers: int = 1) -> Voice:
    """The voice in a folder, with the phonemes of the embedded one."""
    config = json.loads(EMBEDDED_CONFIG.read_bytes())
    config["audio"] = {"sample_rate": RATE_HZ, "quality": "medium"}
    return read_voice(put_voice(folder, KEY, tiny_vits(speakers=speakers).SerializeToString(), config))
