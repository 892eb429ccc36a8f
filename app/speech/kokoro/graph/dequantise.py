"""Weights of eight bits as floating-point numbers again.

An export with dynamic quantization measures each input while it runs and multiplies integers, for which ONNX Runtime
has slow convolutions. The weights' own rounding stays, the inputs' goes: the result is nearer to the original model.
"""

import numpy as np
import onnx

from app.speech.graph.edit import Array, Graph, NotThatShapeError, attributes

PLAIN = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}
QUANTISED_LSTM = "DynamicQuantizeLSTM"


def dequantise(graph: Graph) -> None:
    """In place. Raises NotThatShapeError for integers that are used in another way."""
    producers, readers = graph.producers(), graph.readers()
    changes: list[tuple[onnx.NodeProto, list[onnx.NodeProto]]] = []
    for node in graph.nodes:
        if node.op_type in PLAIN:
            changes.append(_plain(graph, node, producers, readers))
        elif node.op_type == QUANTISED_LSTM:
            changes.append((node, [_lstm(graph, node)]))
        elif node.op_type == "DequantizeLinear":
            looked_up = producers[node.input[0]]
            weights = _floats(graph, looked_up.input[0], node.input[1], node.input[2])
            changes.append((node, [graph.node("Gather", [weights, looked_up.input[1]], node.output[0])]))
    graph.replace(changes)
    graph.prune()


def _plain(
    graph: Graph,
    node: onnx.NodeProto,
    producers: dict[str, onnx.NodeProto],
    readers: dict[str, list[onnx.NodeProto]],
) -> tuple[onnx.NodeProto, list[onnx.NodeProto]]:
    """The node whose output is real again, and what to put in its place."""
    [following] = readers[node.output[0]]
    bias = ""
    if following.op_type == "Add":
        bias = _bias(graph, following.input[1], producers)
        [following] = readers[following.output[0]]
    [scaled] = readers[following.output[0]] if following.op_type == "Cast" else [following]
    scales = producers.get(scaled.input[1])
    if scaled.op_type != "Mul" or scales is None or scales.op_type != "Mul":
        raise NotThatShapeError("integers that are not scaled")
    source = producers[node.input[0]].input[0]
    weights = _floats(graph, node.input[1], scales.input[1], (*node.input, "", "")[3])
    inputs = [source, weights, *([bias] if bias else [])]
    return scaled, [graph.node(PLAIN[node.op_type], inputs, scaled.output[0], **attributes(node))]


def _bias(graph: Graph, name: str, producers: dict[str, onnx.NodeProto]) -> str:
    """The bias that was divided by the scales and rounded down."""
    while name not in graph.constants:
        maker = producers[name]
        if maker.op_type not in ("Reshape", "Cast", "Floor", "Div", "Squeeze", "Unsqueeze"):
            raise NotThatShapeError(f"{maker.op_type} in a bias")
        name = maker.input[0]
    return graph.constant(graph.constants[name].reshape(-1))


def _floats(graph: Graph, name: str, scale: str, zero: str) -> str:
    if name not in graph.constants or scale not in graph.constants:
        raise NotThatShapeError("weights that are computed")
    origin = graph.constants[zero].astype(np.float32) if zero in graph.constants else np.float32(0)
    return graph.constant((graph.constants[name].astype(np.float32) - origin) * graph.constants[scale])


def _lstm(graph: Graph, node: onnx.NodeProto) -> onnx.NodeProto:
    def weights(name: str, scale: str, zero: str) -> str:
        """Shape (directions, inputs, gates) as bytes, (directions, gates, inputs) as LSTM wants them."""
        factor, origin = (graph.constants[each].astype(np.float32)[:, None] for each in (scale, zero))
        values: Array = (graph.constants[name].astype(np.float32) - origin[..., None]) * factor[..., None]
        return graph.constant(values.transpose(0, 2, 1))

    source, _, _, bias, *states, w_scale, w_zero, r_scale, r_zero = node.input
    names = [weights(node.input[1], w_scale, w_zero), weights(node.input[2], r_scale, r_zero)]
    made = graph.node("LSTM", [source, *names, bias, *states], **attributes(node))
    made.output[:] = node.output
    return made
