"""The rewrites of an eight-bit Kokoro, on a small graph with its patterns."""

from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnxruntime import InferenceSession

from app.speech.graph.edit import Graph, NotThatShapeError
from app.speech.kokoro.graph import rewrites
from app.speech.kokoro.graph.build import build
from app.speech.kokoro.graph.channels import in_groups
from tests.speech.kokoro.tiny_kokoro import tiny_kokoro
from tests.speech.piper.tiny_vits import Builder

CHANNELS, SAMPLES = 16, 300


def quantised(b: Builder, source: str, dilation: int = 1) -> str:
    """A convolution as the quantizer of ONNX Runtime writes it: three taps, a bias, and scales that are computed."""
    bytes_ = b._random.integers(0, 255, (CHANNELS, CHANNELS, 3))
    names = [f"{source} {kind}" for kind in ("bytes", "scale", "zero")]
    b.nodes.append(helper.make_node("DynamicQuantizeLinear", [source], names))
    weights, zero = b.constant(bytes_, np.uint8), b.constant(120, np.uint8)
    integers = b.add("ConvInteger", names[0], weights, names[2], zero, pads=[dilation] * 2, dilations=[dilation])
    scale = b.add("Mul", names[1], b.constant(0.002))
    bias = b.add("Floor", b.add("Div", b.constant(b._random.standard_normal(CHANNELS)), scale))
    bias = b.add("Reshape", b.add("Cast", bias, to=TensorProto.INT32), b.integers(1, -1, 1))
    return b.add("Mul", b.add("Cast", b.add("Add", integers, bias), to=TensorProto.FLOAT), scale)


def adapted(b: Builder, x: str, factor: str, shift: str) -> str:
    """A norm over time whose factor and shift a style gives, written out."""
    apart = b.add("Sub", x, b.add("ReduceMean", x, b.integers(2), keepdims=1))
    spread = b.add("ReduceMean", b.add("Mul", apart, apart), b.integers(2), keepdims=1)
    norm = b.add("Div", apart, b.add("Sqrt", b.add("Add", spread, b.constant(1e-5))))
    return b.add("Add", b.add("Mul", factor, norm), shift)


@pytest.fixture
def graph() -> Graph:
    """A residual block as the generator has them."""
    b = Builder()
    factor, shift = (b.add("Unsqueeze", name, b.integers(0, 2)) for name in ("factor", "shift"))
    alpha = b.constant(np.full((1, CHANNELS, 1), 0.7))
    x = quantised(b, "x")
    for dilation in (1, 3):
        y = x
        for step in (dilation, 1):
            y = adapted(b, y, factor, shift)
            wave = b.add("Pow", b.add("Sin", b.add("Mul", alpha, y)), b.constant(2.0))
            y = quantised(b, b.add("Add", y, b.add("Mul", alpha, wave)), step)
        x = b.add("Add", y, x)
    b.nodes.append(helper.make_node("Div", [x, b.constant(3.0)], ["y"]))
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, CHANNELS, "samples"]),
        *(helper.make_tensor_value_info(name, TensorProto.FLOAT, [CHANNELS]) for name in ("factor", "shift")),
    ]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    model = helper.make_graph(b.nodes, "block", inputs, [output], b.constants)
    return Graph(helper.make_model(model, opset_imports=[helper.make_opsetid("", 20)], ir_version=9))


def inputs() -> list[onnx.ValueInfoProto]:
    shapes: dict[str, list[int | str]] = {"x": [1, CHANNELS, "samples"], "factor": [CHANNELS], "shift": [CHANNELS]}
    return [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]


def run(graph: Graph) -> np.ndarray:
    random = np.random.default_rng(2)
    feed = {
        "x": random.standard_normal((1, CHANNELS, SAMPLES)).astype(np.float32),
        "factor": random.standard_normal(CHANNELS).astype(np.float32),
        "shift": random.standard_normal(CHANNELS).astype(np.float32),
    }
    model = graph.model(inputs(), graph.outputs)
    return np.asarray(
        InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, feed)[0]
    )


def kinds(graph: Graph) -> Counter[str]:
    return Counter(node.op_type for node in graph.nodes)


def test_signs_change_no_digit(graph: Graph) -> None:
    before = run(graph)
    rewrites.signed(graph)
    assert kinds(graph)["QuantizeLinear"] == kinds(graph)["ConvInteger"] == 5
    assert np.array_equal(run(graph), before)


def test_bytes_that_have_signs_already_are_another_model(graph: Graph) -> None:
    rewrites.signed(graph)
    with pytest.raises(NotThatShapeError):
        rewrites.signed(graph)


def test_a_norm_written_out_becomes_one_operator_unless_it_is_spared(graph: Graph) -> None:
    before = run(graph)
    spared = {next(node for node in graph.nodes if node.op_type == "ReduceMean").output[0]}
    rewrites.norms(graph, spared)
    assert (kinds(graph)["InstanceNormalization"], kinds(graph)["Sqrt"]) == (3, 1)
    assert np.abs(run(graph) - before).max() < 0.02 * np.abs(before).max()  # a byte may turn


def test_a_bias_before_a_norm_goes_and_another_stays(graph: Graph) -> None:
    rewrites.norms(graph)
    before, sums = run(graph), kinds(graph)["Add"]
    rewrites.biases(graph)
    assert kinds(graph)["Add"] == sums - 2
    assert np.abs(run(graph) - before).max() < 0.02 * np.abs(before).max()


def test_a_square_is_a_product(graph: Graph) -> None:
    before = run(graph)
    rewrites.squares(graph)
    assert kinds(graph)["Pow"] == 0
    assert np.abs(run(graph) - before).max() < 0.02 * np.abs(before).max()


@pytest.mark.parametrize("groups", [2, 4, 16])
def test_groups_of_channels_are_the_channels(graph: Graph, groups: int) -> None:
    rewrites.signed(graph)
    rewrites.norms(graph)
    before = run(graph)
    within = {node.output[0] for node in graph.nodes}
    in_groups(graph, within, groups)
    assert kinds(graph)["Sin"] == 4 * groups
    assert kinds(graph)["ConvInteger"] == 5
    assert np.array_equal(run(graph), before)


def test_a_model_without_bytes_keeps_its_graph(tmp_path: Path) -> None:
    onnx.save(tiny_kokoro(), tmp_path / "model.onnx")
    with pytest.raises(NotThatShapeError):
        build(tmp_path / "model.onnx", tmp_path)
