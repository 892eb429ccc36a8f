"""Each rewrite of a decoder: the same samples, and what it is there for."""

from collections import Counter

import numpy as np
import pytest

from app.speech.graph.edit import BLOCKED, Graph, attributes
from app.speech.graph.rewrites import as_planes, blocked, fold_scales, fuse, interleave, many_at_once
from app.speech.piper.graph.build import block_size
from app.speech.piper.graph.split import Decoder
from tests.speech.piper.graph.conftest import decoded, some_latent

EXACT = 1e-5
BLOCK = block_size()
needs_blocks = pytest.mark.skipif(BLOCK not in (8, 16), reason="ONNX Runtime has no blocked kernels on this machine")


def kinds(graph: Graph) -> Counter[str]:
    return Counter(node.op_type for node in graph.nodes)


@pytest.fixture
def before(decoder: Decoder) -> np.ndarray:
    return decoded(decoder, some_latent(decoder))


def same(decoder: Decoder, before: np.ndarray) -> bool:
    after = decoded(decoder, some_latent(decoder))
    return after.shape == before.shape and float(np.abs(after - before).max()) < EXACT


def test_the_tiny_voice_is_loud_enough_for_a_difference_to_show(before: np.ndarray) -> None:
    assert 0.05 < np.abs(before).max() < 1


def test_convolutions_get_a_second_axis(decoder: Decoder, before: np.ndarray) -> None:
    as_planes(decoder.graph)
    assert same(decoder, before)
    weights = [decoder.graph.constants[node.input[1]] for node in decoder.graph.nodes if "Conv" in node.op_type]
    assert {array.ndim for array in weights} == {4}


def test_the_mean_of_the_residual_blocks_costs_nothing(decoder: Decoder, before: np.ndarray) -> None:
    as_planes(decoder.graph)
    fold_scales(decoder.graph)
    assert same(decoder, before)
    assert kinds(decoder.graph)["Div"] == 0


def test_upsampling_becomes_a_convolution_without_wasted_taps(decoder: Decoder, before: np.ndarray) -> None:
    as_planes(decoder.graph)
    interleave(decoder.graph, 1)
    assert same(decoder, before)
    assert kinds(decoder.graph)["ConvTranspose"] == 0
    ups = [node for node in decoder.graph.nodes if attributes(node).get("kernel_shape") == [1, 2]]
    assert len(ups) == 2  # 16 taps, of which every one of 8 phases has 2


@needs_blocks
def test_in_blocks_the_order_of_channels_is_changed_once_only(decoder: Decoder, before: np.ndarray) -> None:
    graph = decoder.graph
    as_planes(graph)
    fold_scales(graph)
    interleave(graph, BLOCK)
    many_at_once(graph, BLOCK)
    blocked(graph, BLOCK)
    assert same(decoder, before)
    assert {node.domain for node in graph.nodes if node.op_type == "Conv"} == {BLOCKED}
    assert kinds(graph)["ReorderInput"] == 1
    assert kinds(graph)["ReorderOutput"] == 0
    last = [node for node in graph.nodes if node.op_type == "Conv"][-1]
    assert graph.constants[last.input[1]].shape[0] == BLOCK


@needs_blocks
def test_sums_and_activations_join_their_convolution(decoder: Decoder, before: np.ndarray) -> None:
    graph = decoder.graph
    for rewrite in (as_planes, fold_scales):
        rewrite(graph)
    for in_blocks in (interleave, many_at_once, blocked):
        in_blocks(graph, BLOCK)
    unfused = kinds(graph)
    fuse(graph)
    assert same(decoder, before)
    assert kinds(graph)["Tanh"] == 0
    assert kinds(graph)["Add"] == unfused["Add"] - 8  # what is left adds up whole residual blocks


@pytest.mark.parametrize("frames", [1, 2, 17])
def test_a_few_frames_are_enough(decoder: Decoder, frames: int) -> None:
    latent = some_latent(decoder, frames)
    before = decoded(decoder, latent)
    as_planes(decoder.graph)
    interleave(decoder.graph, 1)
    assert np.abs(decoded(decoder, latent) - before).max() < EXACT
    assert len(before) == frames * decoder.hop
