"""The rewrites of an encoder, for one Line at a time: one function each, each exact but for rounding."""

import math
from collections.abc import Callable, Collection, Mapping

import numpy as np
import onnx
from onnx import numpy_helper

from app.speech.graph.edit import Graph, attributes, set_attribute
from app.speech.piper.graph import shapes
from app.speech.piper.graph.attention import relative_attention

CHANNELS = 1
TIME = 2
LAYER_NORM_OPSET = 17
ENDLESS = 2**63 - 1
"""How an exporter writes "to the end"."""
PASSING = frozenset({"Cast", "Identity", "Squeeze", "Unsqueeze"})
PLAIN = frozenset({"Add", "Mul", "Relu", "Sigmoid", "Sub", "Tanh"})
"""Work on each value alone."""


def simplify(encoder: onnx.ModelProto) -> onnx.ModelProto:
    """All of them, in the order in which one makes room for the next."""
    graph = Graph(encoder)
    shapes.one_line(graph)
    always = shapes.share(graph, encoder.graph.input)
    drop_neutral(graph, always)
    split_convolutions(graph)
    merge_pads(graph)
    layer_norms(graph)
    relative_attention(graph)
    as_planes(graph)
    return graph.model(encoder.graph.input, graph.outputs)


def drop_neutral(graph: Graph, always: Collection[str]) -> None:
    """Products with 1, sums with 0 and slices that take all.

    Most are masks, which tell the Lines of a batch from their padding; for one Line alone they are 1 throughout.
    `always` are conditions known to hold everywhere.
    """
    uniform, nowhere = _uniform(graph, always)
    neutral = {"Mul": 1.0, "Add": 0.0}
    renamed: dict[str, str] = {}
    for node in graph.nodes:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        if node.op_type == "Where" and node.input[0] in nowhere:
            renamed[node.output[0]] = node.input[2]
        elif _takes_all(graph, node):
            renamed[node.output[0]] = node.input[0]
        elif node.op_type in neutral:
            others = [name for name in node.input if uniform.get(name) != neutral[node.op_type]]
            if len(others) == 1 and others[0] not in graph.constants and others[0] not in uniform:
                renamed[node.output[0]] = others[0]
    graph.outputs = [renamed.get(name, name) for name in graph.outputs]
    graph.prune()


def _uniform(graph: Graph, always: Collection[str]) -> tuple[dict[str, float], set[str]]:
    """Tensors that hold one value throughout, whatever the Line, with that value; and conditions that hold nowhere."""
    producers = graph.producers()
    uniform: dict[str, float] = dict.fromkeys(always, 1.0)
    nowhere: set[str] = set()
    for node in graph.nodes:
        source, made = (*node.input, "")[0], node.output[0]
        if _tells_padding(node, producers):
            uniform[made] = 1.0
        elif (value := _one_value(node, uniform)) is not None:
            uniform[made] = value
        elif (node.op_type == "Equal" and uniform.get(source) == 1.0 and _is_zero(graph, node.input[1])) or (
            node.op_type in PASSING and source in nowhere
        ):
            nowhere.add(made)
    return uniform, nowhere


def _tells_padding(node: onnx.NodeProto, producers: Mapping[str, onnx.NodeProto]) -> bool:
    """Whether it compares 0, 1, ... up to the length of the longest Line with this Line's length."""

    def above(name: str, kinds: frozenset[str]) -> str:
        while (maker := producers.get(name)) is not None and maker.op_type in kinds:
            name = maker.input[0]
        return name

    if node.op_type != "Less":
        return False
    counted = producers.get(above(node.input[0], PASSING))
    if counted is None or counted.op_type != "Range":
        return False
    return above(counted.input[1], PASSING | {"ReduceMax"}) == above(node.input[1], PASSING)


def _one_value(node: onnx.NodeProto, uniform: Mapping[str, float]) -> float | None:
    """The value that a node's output holds throughout, told from its kind and from what is known of its inputs."""
    if node.op_type == "ConstantOfShape":
        value = attributes(node).get("value")
        return float(numpy_helper.to_array(value).flat[0]) if value is not None else 0.0
    if not node.input or node.input[0] not in uniform:
        return None
    first = uniform[node.input[0]]
    if node.op_type == "Mul" and node.input[1] in uniform:
        return first * uniform[node.input[1]]
    kept: dict[str, Callable[[float], float]] = {"Neg": lambda value: -value, "Exp": math.exp}
    change = kept.get(node.op_type) or ((lambda value: value) if node.op_type in PASSING else None)
    return change(first) if change else None


def _takes_all(graph: Graph, node: onnx.NodeProto) -> bool:
    if node.op_type != "Slice" or len(node.input) not in (4, 5):
        return False
    start, end, _, *step = (graph.constants.get(name, np.zeros(0)).tolist() for name in node.input[1:])
    return start == [0] and end == [ENDLESS] and step in ([], [[1]])


def _is_zero(graph: Graph, name: str) -> bool:
    value = graph.constants.get(name)
    return value is not None and not value.any()


def split_convolutions(graph: Graph) -> None:
    """A convolution whose channels are only ever read in parts, as one convolution for each part."""
    readers = graph.readers()
    changes: list[tuple[onnx.NodeProto, list[onnx.NodeProto]]] = []
    for node in graph.nodes:
        if node.op_type != "Conv" or attributes(node).get("group", 1) != 1 or node.output[0] in graph.outputs:
            continue
        count = graph.constants[node.input[1]].shape[0]
        parts = [_part(graph, reader, count) for reader in readers.get(node.output[0], [])]
        if not parts or not all(parts):
            continue
        pieces = []
        for part in parts:
            for name, (start, end) in part.items():
                piece = onnx.NodeProto()
                piece.CopyFrom(node)
                piece.input[1] = graph.constant(graph.constants[node.input[1]][start:end])
                if len(node.input) > 2:
                    piece.input[2] = graph.constant(graph.constants[node.input[2]][start:end])
                piece.name = ""
                piece.output[0] = name
                pieces.append(piece)
        changes.append((node, pieces))
        changes += [(reader, []) for reader in readers[node.output[0]]]
    graph.replace(changes)


def _part(graph: Graph, node: onnx.NodeProto, count: int) -> dict[str, tuple[int, int]]:
    """What a node takes of the channels it reads: output and half-open range; nothing when it does not take parts."""
    given = attributes(node)
    if node.op_type == "Split" and given.get("axis", 0) == CHANNELS and len(node.input) > 1:
        sizes = graph.constants.get(node.input[1])
        if sizes is not None:
            edges = [0, *np.cumsum(sizes).tolist()]
            return {name: (edges[place], edges[place + 1]) for place, name in enumerate(node.output)}
    if node.op_type == "Slice" and len(node.input) > 3:
        values = [graph.constants.get(name) for name in node.input[1:]]
        if all(value is not None and value.size == 1 for value in values):
            start, end, axis, *step = (int(value.flat[0]) for value in values if value is not None)
            if axis == CHANNELS and step in ([], [1]) and start >= 0 and end > start:
                return {node.output[0]: (start, min(end, count))}
    return {}


def merge_pads(graph: Graph) -> None:
    """Zeros around what a convolution reads become that convolution's own padding."""
    producers, uses = graph.producers(), graph.uses()
    changes: list[tuple[onnx.NodeProto, list[onnx.NodeProto]]] = []
    for node in graph.nodes:
        pad = producers.get(node.input[0]) if node.op_type == "Conv" else None
        if pad is None or pad.op_type != "Pad" or uses[pad.output[0]] != 1:
            continue
        sizes = graph.constants.get(pad.input[1])
        if any(name and not _is_zero(graph, name) for name in pad.input[2:]):
            continue
        if sizes is None or sizes.shape != (6,) or attributes(pad).get("mode", b"constant") != b"constant":
            continue
        others, before, behind = sizes[[0, 1, 3, 4]], int(sizes[TIME]), int(sizes[3 + TIME])
        if not others.any() and min(before, behind) >= 0:
            own = attributes(node).get("pads", [0, 0])
            set_attribute(node, "pads", [own[0] + before, own[1] + behind])
            node.input[0] = pad.input[0]
            changes.append((pad, []))
    graph.replace(changes)


def layer_norms(graph: Graph) -> None:
    """Mean, difference, variance, root and quotient, as the exporter wrote them out, as the one operator they are."""
    readers = graph.readers()

    changes: list[tuple[onnx.NodeProto, list[onnx.NodeProto]]] = []
    for mean in graph.nodes:
        if mean.op_type != "ReduceMean" or attributes(mean).get("axes") != [-1]:
            continue
        chain = [mean]
        for kind in ("Sub", "Pow", "ReduceMean", "Add", "Sqrt", "Div", "Mul", "Add"):
            # The difference has two readers, its square and the quotient; all else has one.
            found = readers.get(chain[-1].output[0], [])
            following = [node for node in found if node.op_type == kind]
            if len(following) != 1 or (len(found) != 1 and kind != "Pow"):
                break
            chain.append(following[0])
        if len(chain) == 9 and (made := _norm(graph, chain)) is not None:
            changes += [(node, []) for node in chain[:-1]]
            changes.append((chain[-1], [made]))
    if changes:
        graph.need_opset(LAYER_NORM_OPSET)
    graph.replace(changes)


def _norm(graph: Graph, chain: list[onnx.NodeProto]) -> onnx.NodeProto | None:
    mean, difference, square, _, shifted, _, quotient, scaled, moved = chain
    exponent, tiny, scale, bias = (graph.constants.get(node.input[1]) for node in (square, shifted, scaled, moved))
    if exponent is None or tiny is None or scale is None or bias is None or float(exponent) != 2:
        return None
    if difference.input[0] != mean.input[0] or quotient.input[0] != difference.output[0]:
        return None
    names = [mean.input[0], graph.constant(scale), graph.constant(bias)]
    return graph.node("LayerNormalization", names, moved.output[0], axis=-1, epsilon=float(tiny))


def as_planes(graph: Graph) -> None:
    """Convolutions over one axis as convolutions over two, and what stands between them likewise.

    ONNX Runtime then uses its blocked kernels, and fuses the activations and sums.
    """
    axis = graph.constant([2])
    planes: dict[str, str] = {}
    nodes: list[onnx.NodeProto] = []

    def plane(name: str) -> str:
        if name not in planes:
            opened = graph.node("Unsqueeze", [name, axis])
            nodes.append(opened)
            planes[name] = opened.output[0]
        return planes[name]

    for node in graph.nodes:
        is_conv = node.op_type == "Conv" and graph.constants[node.input[1]].ndim == 3
        if is_conv:
            _over_two_axes(graph, node)
            node.input[0] = plane(node.input[0])
        elif node.op_type in PLAIN and all(name in planes for name in node.input):
            node.input[:] = [planes[name] for name in node.input]
        else:
            nodes.append(node)
            continue
        flat = node.output[0]
        planes[flat] = node.output[0] = f"{flat}.plane"
        # Unless somebody reads the flat one, this last node is left out of the model.
        nodes += [node, graph.node("Squeeze", [planes[flat], axis], flat)]
    graph.nodes = nodes


def _over_two_axes(graph: Graph, node: onnx.NodeProto) -> None:
    changes: dict[str, Callable[[list[int]], list[int]]] = {
        "kernel_shape": lambda value: [1, *value],
        "strides": lambda value: [1, *value],
        "dilations": lambda value: [1, *value],
        "pads": lambda value: [0, value[0], 0, value[1]],
    }
    node.input[1] = graph.constant(graph.constants[node.input[1]][:, :, None])
    for name, value in attributes(node).items():
        if name in changes:
            set_attribute(node, name, changes[name](value))
