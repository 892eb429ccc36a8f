"""Relative attention without the zeros: VITS knows how letters stand to their nearest neighbours only.

The exporter's graph pads those few distances (9, from 4 behind to 4 before) with zeros to all 2 n - 1 that n phoneme
ids have, multiplies by them, and then shears the product so that distances become places. Here the few are multiplied,
and sheared within n + 9 columns: a row that is one element shorter starts one place further on in each next row.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import onnx

from app.speech.graph.edit import Array, Graph

ROWS = 2
COLUMNS = 3
SHEAR = ("Pad", "Reshape", "Pad", "Reshape", "Slice")


def relative_attention(graph: Graph) -> None:
    """Both uses of the distances: how much one id heeds another, and what it takes from it."""
    if "input" not in graph.inputs:
        return
    sheared = _Shear(graph)
    changes = [*_heeding(graph, sheared), *_taking(graph, sheared)]
    if changes:
        graph.nodes[:0] = sheared.shapes
        graph.replace(changes)
        graph.prune()


class _Shear:
    """Distances to places and back, for tensors of shape (1, heads, ids, ...)."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        shape = graph.node("Shape", ["input"])
        count = graph.node("Gather", [shape.output[0], graph.constant([1])])
        less = graph.node("Neg", [count.output[0]])
        rows = graph.node("Concat", [graph.constant([0, 0]), count.output[0], graph.constant([-1])], axis=0)
        wide, long = (graph.node("Concat", [graph.constant([0] * n), count.output[0]], axis=0) for n in (7, 5))
        self.shapes = [shape, count, less, rows, wide, long]
        self._less, self._rows, self._wide, self._long = (node.output[0] for node in self.shapes[2:])

    def places(self, distances: str, window: int, output: str) -> list[onnx.NodeProto]:
        """Columns -window to window of each row, put where they stand beside the diagonal of (ids, ids)."""
        graph = self._graph
        wide = graph.node("Pad", [distances, self._wide])
        flat = graph.node("Reshape", [wide.output[0], graph.constant([0, 0, -1])])
        cut = graph.node("Slice", [flat.output[0], graph.constant([0]), self._less, graph.constant([ROWS])])
        rows = graph.node("Reshape", [cut.output[0], self._rows])
        ends = [graph.constant([window]), graph.constant([-window]), graph.constant([COLUMNS])]
        return [wide, flat, cut, rows, graph.node("Slice", [rows.output[0], *ends], output)]

    def distances(self, places: str, window: int) -> list[onnx.NodeProto]:
        """The other way round: what stands from window before to window behind the diagonal of (ids, ids)."""
        graph = self._graph
        wide = graph.node("Pad", [places, graph.constant([0, 0, 0, window] * 2)])
        flat = graph.node("Reshape", [wide.output[0], graph.constant([0, 0, -1])])
        more = graph.node("Pad", [flat.output[0], self._long])
        rows = graph.node("Reshape", [more.output[0], self._rows])
        ends = [graph.constant([0]), graph.constant([2 * window + 1]), graph.constant([COLUMNS])]
        return [wide, flat, more, rows, graph.node("Slice", [rows.output[0], *ends])]


def _heeding(graph: Graph, sheared: _Shear) -> list[tuple[onnx.NodeProto, list[onnx.NodeProto]]]:
    producers, readers = graph.producers(), graph.readers()
    changes: list[tuple[onnx.NodeProto, list[onnx.NodeProto]]] = []
    for node in graph.nodes:
        turned = producers.get(node.input[1]) if node.op_type == "MatMul" else None
        if turned is None or turned.op_type != "Transpose":
            continue
        known = _padded(graph, producers, turned.input[0])
        chain = _chain(readers, node, (*SHEAR, "Slice"))
        if known is None or chain is None:
            continue
        near = graph.node("MatMul", [node.input[0], graph.constant(known.swapaxes(-1, -2))])
        window = known.shape[-2] // 2
        changes.append((chain[-1], [near, *sheared.places(near.output[0], window, chain[-1].output[0])]))
    return changes


def _taking(graph: Graph, sheared: _Shear) -> list[tuple[onnx.NodeProto, list[onnx.NodeProto]]]:
    producers = graph.producers()
    changes: list[tuple[onnx.NodeProto, list[onnx.NodeProto]]] = []
    for node in graph.nodes:
        known = _padded(graph, producers, node.input[1]) if node.op_type == "MatMul" else None
        if known is None:
            continue
        source = _above(producers, node.input[0], reversed(SHEAR))
        if source is not None:
            made = sheared.distances(source, known.shape[-2] // 2)
            taken = graph.node("MatMul", [made[-1].output[0], graph.constant(known)], node.output[0])
            changes.append((node, [*made, taken]))
    return changes


def _padded(graph: Graph, producers: dict[str, onnx.NodeProto], name: str) -> Array | None:
    """The weights, shape (1, heads or 1, distances, channels), that are padded and cut to make a tensor."""
    source = _above(producers, name, ("Unsqueeze", "Slice", "Pad"))
    weights = graph.constants.get(source or "")
    if weights is None or weights.ndim != 3 or weights.shape[1] % 2 != 1:
        return None
    return np.asarray(weights[None])


def _above(producers: dict[str, onnx.NodeProto], name: str, kinds: Iterable[str]) -> str | None:
    """What nodes of those kinds, one above the other, make a tensor of; None where others do."""
    for kind in kinds:
        maker = producers.get(name)
        if maker is None or maker.op_type != kind:
            return None
        name = maker.input[0]
    return name


def _chain(
    readers: dict[str, list[onnx.NodeProto]], node: onnx.NodeProto, kinds: Sequence[str]
) -> list[onnx.NodeProto] | None:
    """The nodes of those kinds that follow, each read by the next one alone."""
    chain = [node]
    for kind in kinds:
        following = readers.get(chain[-1].output[0], [])
        if [node.op_type for node in following] != [kind]:
            return None
        chain += following
    return chain
