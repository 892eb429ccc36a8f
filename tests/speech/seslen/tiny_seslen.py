"""A Seslen of some hundred kB with random weights: the real inputs, outputs and files, little in between."""

import io
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.speech.piper.tiny_vits import Builder
from tests.speech.tiny_folder import put_folder

KEY = "tiny-seslen"
SPEAKERS = ("ayse", "emre")
HOP, CHANNELS = 600, 8
SYMBOLS = " ,.!?;:…abdefhijklmnopstuvyzøɡɟɫɯɾʃʒʤʧcˈː"


def tiny_text() -> onnx.ModelProto:
    """Symbols and a style to what is inside, twice, and about 4 units a symbol."""
    b = Builder()
    inside = b.add("Gather", b.weights(64, CHANNELS, scale=2.0), "tokens")
    spoken = b.add("MatMul", "stil", b.weights(256, CHANNELS))
    inside = b.add("Add", inside, b.add("Unsqueeze", spoken, b.integers(1)))
    upright = b.add("Transpose", inside, perm=[0, 2, 1])
    long = b.add("Mul", b.add("Exp", b.conv(upright, 1, CHANNELS, 1, scale=0.1)), b.constant([4.0]))
    for name, source in (("d", inside), ("t_en", upright), ("sure", b.add("Squeeze", long, b.integers(0, 1)))):
        b.nodes.append(helper.make_node("Identity", [source], [name]))
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "n"]),
        helper.make_tensor_value_info("stil", TensorProto.FLOAT, [1, 256]),
    ]
    return model(b, inputs, "d", "t_en", "sure")


def tiny_sound() -> onnx.ModelProto:
    """What is inside, spread over units, to samples; a rise makes it louder."""
    b = Builder()
    spread = b.add("MatMul", "t_en", "hiza")
    spread = b.add("Add", spread, b.add("MatMul", b.add("Transpose", "d", perm=[0, 2, 1]), "hiza"))
    for half in ("s", "ref"):
        spread = b.add(
            "Add", spread, b.add("Unsqueeze", b.add("MatMul", half, b.weights(128, CHANNELS)), b.integers(2))
        )
    rise = b.add("MatMul", b.add("Unsqueeze", "egri", b.integers(1)), "hiza")
    spread = b.add("Add", spread, b.add("Mul", b.add("Mul", rise, "perde"), "tonlama"))
    heard = b.add("Tanh", b.conv(spread, HOP, CHANNELS, 3, scale=0.5))
    flat = b.add("Reshape", b.add("Transpose", heard, perm=[0, 2, 1]), b.integers(1, 1, -1))
    b.nodes.append(helper.make_node("Identity", [flat], ["wav"]))
    shapes: dict[str, list[int | str]] = {
        "d": [1, "n", CHANNELS], "t_en": [1, CHANNELS, "n"], "hiza": [1, "n", "f"], "s": [1, 128], "ref": [1, 128],
        "perde": [1], "tonlama": [1], "egri": [1, "n"],
    }  # fmt: skip
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    return model(b, inputs, "wav")


def model(b: Builder, inputs: list[onnx.ValueInfoProto], *outputs: str) -> onnx.ModelProto:
    named = [onnx.ValueInfoProto(name=name) for name in outputs]
    graph = helper.make_graph(b.nodes, "tiny", inputs, named, b.constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def styles(**other: np.ndarray) -> bytes:
    """The file of styles: each speaker calm and curious."""
    random = np.random.default_rng(5)
    names = [f"{speaker}/{mood}" for speaker in SPEAKERS for mood in ("notr", "merak")]
    file = io.BytesIO()
    np.savez(file, **{name: random.standard_normal((1, 256)).astype(np.float32) for name in names} | other)
    return file.getvalue()


def put_tiny_seslen(folder: Path) -> Path:
    """All of it in a folder."""
    models = {"ses.onnx": tiny_sound(), "metin.onnx": tiny_text()}
    home = put_folder(folder / KEY, {"make": "seslen"}, models)
    (home / "stiller.npz").write_bytes(styles())
    symbols = {symbol: number for number, symbol in enumerate(SYMBOLS, 1)}
    (home / "semboller.json").write_text(json.dumps(symbols))
    (home / "sesler.json").write_text(json.dumps({speaker: {"tonlar": ["notr", "merak"]} for speaker in SPEAKERS}))
    return home
