"""The rewrites of an eight-bit Kokoro, one function each.

`signed` changes no sample. The others round otherwise in single precision, and what they round is then rounded to a
byte, which a last digit may turn up instead of down: the noise of the eight bits falls otherwise, and is no more.
"""

from collections.abc import Collection

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
        if weights.dtype != np.uint8:
            raise NotThatShapeError("weights that have signs already")
        before: list[onnx.NodeProto] = []
        if quantised.output[0] not in made:
            before = _again(graph, quantised)
            made[quantised.output[0]] = before[-1].output[0], before[-2].output[0]
        value, zero_point = made[quantised.output[0]]
        new = graph.node("ConvInteger", [value, node.input[1], zero_point, node.input[3]], node.output[0])
        new.attribute.extend(node.attribute)
        changes.append((node, [*before, new]))
    if not changes:
        raise NotThatShapeError("no convolutions of integers")
    graph.replace(changes)


def _again(graph: Graph, quantised: onnx.NodeProto) -> list[onnx.NodeProto]:
    """The same quantization with signs: the zero point, and last the values."""
    wide = graph.node("Cast", [quantised.output[2]], to=TensorProto.INT32)
    half = graph.constant([HALF])
    graph.constants[half] = np.array(HALF, np.int32)
    less = graph.node("Sub", [wide.output[0], half])
    zero = graph.node("Cast", [less.output[0]], to=TensorProto.INT8)
    values = graph.node("QuantizeLinear", [quantised.input[0], quantised.output[1], zero.output[0]])
    return [wide, less, zero, values]


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
