"""Each rewrite of an encoder: the same latent frames and durations, and what it is there for."""

from collections import Counter

import numpy as np
import onnx
import pytest

from app.speech.graph.edit import Graph
from app.speech.piper.graph import shapes
from app.speech.piper.graph.attention import relative_attention
from app.speech.piper.graph.encoder import (
    as_planes,
    drop_neutral,
    layer_norms,
    merge_pads,
    simplify,
    split_convolutions,
)
from tests.speech.piper.graph.conftest import outputs, steady_feed
from tests.speech.piper.tiny_vits import CHANNELS, HEADS, NEAR

LENGTHS = (5, 40, 200)


class Half:
    """The encoder under the knife."""

    def __init__(self, encoder: onnx.ModelProto) -> None:
        self.original = encoder
        self.graph = Graph(encoder)

    def is_same(self, model: onnx.ModelProto | None = None) -> bool:
        model = model or self.graph.model(self.original.graph.input, self.graph.outputs)
        for length in LENGTHS:
            feed = steady_feed(length)
            for one, other in zip(outputs(self.original, feed), outputs(model, feed), strict=True):
                if one.shape != other.shape or np.abs(one - other).max() > 1e-5:
                    return False
        return True

    def kinds(self) -> Counter[str]:
        self.graph.prune()
        return Counter(node.op_type for node in self.graph.nodes)


@pytest.fixture
def half(encoder: onnx.ModelProto) -> Half:
    return Half(encoder)


def always(half: Half) -> set[str]:
    shapes.one_line(half.graph)
    return shapes.share(half.graph, half.original.graph.input)


def test_shapes_are_computed_once(half: Half) -> None:
    before = half.kinds()
    assert always(half)
    assert half.is_same()
    assert half.kinds().total() < before.total()


def test_masks_and_zeros_go(half: Half) -> None:
    conditions = always(half)
    before = half.kinds()
    drop_neutral(half.graph, conditions)
    assert half.is_same()
    after = half.kinds()
    assert after["ConstantOfShape"] == 0
    assert before["Mul"] - after["Mul"] == 6
    assert after["Less"] == 2  # those that spread ids over frames


def test_halves_of_a_convolution_become_two(half: Half) -> None:
    drop_neutral(half.graph, always(half))
    before = half.kinds()
    split_convolutions(half.graph)
    assert half.is_same()
    after = half.kinds()
    assert (after["Slice"], after["Conv"]) == (before["Slice"] - 2, before["Conv"] + 1)


def test_zeros_around_become_the_convolutions_own(half: Half) -> None:
    before = half.kinds()
    merge_pads(half.graph)
    assert half.is_same()
    assert half.kinds()["Pad"] == before["Pad"] - 1  # the attention has others


def test_a_norm_written_out_becomes_one_operator(half: Half) -> None:
    layer_norms(half.graph)
    assert half.is_same()
    assert (half.kinds()["LayerNormalization"], half.kinds()["ReduceMean"], half.kinds()["Sqrt"]) == (1, 0, 0)


def test_convolutions_and_what_stands_between_them_get_a_second_axis(half: Half) -> None:
    drop_neutral(half.graph, always(half))
    split_convolutions(half.graph)
    as_planes(half.graph)
    assert half.is_same()
    producers = half.graph.producers()
    gate = next(node for node in half.graph.nodes if node.op_type == "Tanh")
    assert producers[gate.input[0]].op_type == "Conv"  # no change of axes in between


def test_attention_multiplies_by_the_distances_it_knows_and_no_more(half: Half) -> None:
    always(half)
    relative_attention(half.graph)
    assert half.is_same()
    sizes = [half.graph.constants[node.input[1]].shape for node in half.graph.nodes if node.op_type == "MatMul"
             and node.input[1] in half.graph.constants]  # fmt: skip
    assert sizes == [(1, 1, CHANNELS // HEADS, 2 * NEAR + 1), (1, 1, 2 * NEAR + 1, CHANNELS // HEADS)]


def test_another_attention_is_left_alone(half: Half) -> None:
    before = half.kinds()
    for node in half.graph.nodes:
        if node.op_type == "Softmax":
            node.op_type = "LogSoftmax"
        if node.op_type == "Pad" and node.input[0] in half.graph.constants:
            node.op_type = "Tile"
    relative_attention(half.graph)
    assert half.kinds().total() == before.total()


def test_all_of_them_together(half: Half) -> None:
    assert half.is_same(simplify(half.original))
