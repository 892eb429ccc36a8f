"""The rewrites of an eight-bit Kokoro, one function each.

`signed` changes no sample. The others round otherwise in single precision, and what they round is then rounded to a
byte, which a last digit may turn up instead of down: the noise of the eight bits falls otherwise, and is no more.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto

from app.speech.graph.edit import Graph, NotThatShapeError

HALF = 128
"""Between a byte with a sign and one without."""

Changes = list[tuple[onnx.NodeProto, list[onnx.NodeProto]]]


def signed(graph: Graph) -> None:
    """What convolutions of integers read gets signs: ONNX Runtime has fast kernels for bytes without times such with.

    The numbers stay what they are: all are less by 128, and so is the zero point. Raises NotThatShapeError where
    nothing is to be gained.
    """
    readers = graph.readers()
    producers = graph.producers()
    made: dict[str, tuple[str, str]] = {}
    changes: Changes = []
    for node in graph.nodes:
        if node.op_type != "ConvInteger":
            continue
        quantised = producers.get(node.input[0])
        weights = graph.constants.get(node.input[1])
        if quantised is None or quantised.op_type != "DynamicQuantizeLinear" or weights is None:
            raise NotThatShapeError("a convolution of other integers")
        if any(reader.op_type != "ConvInteger" for reader in readers[node.input[0]]):
            raise NotThatShapeError("bytes that are read in another way")
        if weights.dtype != np.uint8:
            raise NotThatShapeError("weights that have signs already")
        if quantised.output[0] not in made:
            again = _again(graph, quantised)
            made[quantised.output[0]] = again[-1].output[0], again[-1].input[2]
            changes.append((quantised, again))
        value, zero_point = made[quantised.output[0]]
        new = graph.node("ConvInteger", [value, node.input[1], zero_point, node.input[3]], node.output[0])
        new.attribute.extend(node.attribute)
        changes.append((node, [new]))
    if not changes:
        raise NotThatShapeError("no convolutions of integers")
    graph.replace(changes)


def _again(graph: Graph, quantised: onnx.NodeProto) -> list[onnx.NodeProto]:
    """The same quantization with signs, from its definition in ONNX, step by step: the zero point, and last the values.

    Its other outputs, which the scales are computed from, get their old names.
    """
    values, scale, zero = quantised.output
    nothing, all_, highest = (_number(graph, np.float32(number)) for number in (0, 1, 255))
    half = _number(graph, np.int32(HALF))
    nodes: list[onnx.NodeProto] = []

    def made(kind: str, inputs: list[str], output: str = "", **attributes: int) -> str:
        nodes.append(graph.node(kind, inputs, output, **attributes))
        return str(nodes[-1].output[0])

    source = quantised.input[0]
    low = made("Min", [made("ReduceMin", [source], keepdims=0), nothing])
    high = made("Max", [made("ReduceMax", [source], keepdims=0), nothing])
    span = made("Sub", [high, low])
    flat = made("Equal", [span, nothing])
    made("Where", [flat, all_, made("Div", [span, highest])], scale)
    place = made("Clip", [made("Div", [made("Neg", [low]), scale]), nothing, highest])
    wide = made("Cast", [made("Round", [place])], to=TensorProto.INT32)
    made("Cast", [wide], zero, to=TensorProto.UINT8)
    signed_zero = made("Cast", [made("Sub", [wide, half])], to=TensorProto.INT8)
    made("QuantizeLinear", [source, scale, signed_zero], f"{values}.signed")
    return nodes


def _number(graph: Graph, value: np.number[Any]) -> str:
    name = graph.constant([0])
    graph.constants[name] = np.asarray(value)
    return name


def norms(graph: Graph, spared: Collection[str] = ()) -> None:
    """Mean, difference, variance, root, quotient, product and sum, over time, as the one operator they are.

    Not those that make one of the tensors `spared`.
    """
    readers = graph.readers()
    changes: Changes = []
    for mean in graph.nodes:
        if mean.op_type != "ReduceMean" or mean.output[0] in spared:
            continue
        chain = [mean]
        for kind in ("Sub", "Mul", "ReduceMean", "Add", "Sqrt", "Div", "Mul", "Add"):
            following = [node for node in readers.get(chain[-1].output[0], []) if node.op_type == kind]
            # The difference is read by its square, as both factors, and by the quotient.
            if len({id(node) for node in following}) != 1:
                break
            chain.append(following[0])
        if len(chain) == 9 and (made := _norm(graph, chain)):
            changes += [(node, []) for node in chain[:-1]]
            changes.append((chain[-1], made))
    graph.replace(changes)


def _norm(graph: Graph, chain: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
    mean, difference, square, _, shifted, _, quotient, scaled, moved = chain
    tiny, over = (graph.constants.get((*node.input, "")[1]) for node in (shifted, mean))
    if tiny is None or over is None or over.tolist() not in ([2], [-1]):
        return []
    if difference.input[0] != mean.input[0] or list(square.input) != [difference.output[0]] * 2:
        return []
    flat = graph.constant([-1])
    factor, shift = (
        graph.node("Reshape", [next(name for name in node.input if name != before.output[0]), flat])
        for node, before in ((scaled, quotient), (moved, scaled))
    )
    names = [mean.input[0], factor.output[0], shift.output[0]]
    return [factor, shift, graph.node("InstanceNormalization", names, moved.output[0], epsilon=float(tiny))]


def biases(graph: Graph) -> None:
    """What is added to a channel before a norm, which takes it off again, is not added."""
    readers = graph.readers()
    changes: Changes = []
    for node in graph.nodes:
        chain = [node]
        for kind in ("Add", "Cast", "Mul") if node.op_type == "ConvInteger" else ():
            following = readers.get(chain[-1].output[0], [])
            if [reader.op_type for reader in following] != [kind]:
                break
            chain += following
        found = {reader.op_type for reader in readers.get(chain[-1].output[0], [])}
        if len(chain) == 4 and found == {"InstanceNormalization"}:
            chain[2].input[0] = node.output[0]
            changes.append((chain[1], []))
    graph.replace(changes)


def squares(graph: Graph) -> None:
    """A square as a product, which is quicker than a power."""
    changes: Changes = []
    for node in graph.nodes:
        exponent = graph.constants.get(node.input[1]) if node.op_type == "Pow" else None
        if exponent is not None and exponent.size == 1 and float(exponent.reshape(())) == 2:
            changes.append((node, [graph.node("Mul", [node.input[0]] * 2, node.output[0])]))
    graph.replace(changes)
