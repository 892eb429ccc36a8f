"""An ONNX graph that is easy to rewrite: nodes in order, constants as arrays."""

import copy
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

BLOCKED = "com.microsoft.nchwc"
"""ONNX Runtime's own operators on tensors whose channels stand in blocks (docs/performance.md)."""

Array = NDArray[Any]


class NotThatShapeError(Exception):
    """The graph is not of the shape that a rewrite knows; it is left as it is."""


class Graph:
    """Nodes in topological order and constants by name; a rewrite changes both in place."""

    def __init__(self, model: onnx.ModelProto) -> None:
        graph = model.graph
        self._ir_version = model.ir_version
        self._opsets = copy.deepcopy(list(model.opset_import))
        self.inputs = [value.name for value in graph.input]
        self.outputs = [value.name for value in graph.output]
        self.constants: dict[str, Array] = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.nodes: list[onnx.NodeProto] = []
        for node in copy.deepcopy(list(graph.node)):
            if node.op_type == "Constant" and node.attribute[0].name == "value":
                self.constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
            elif node.op_type == "Identity" and node.input[0] in self.constants:  # weights that two nodes share
                self.constants[node.output[0]] = self.constants[node.input[0]]
            else:
                self.nodes.append(node)
        self._names = itertools.count()

    def constant(self, value: Array | Sequence[int]) -> str:
        """Add a constant and name it; integers become int64, all else float32."""
        array = np.asarray(value)
        name = f"announcer.{next(self._names)}"
        self.constants[name] = array.astype(np.int64 if array.dtype.kind in "iu" else np.float32)
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> onnx.NodeProto:
        """A new node with one output, named anew unless given; the caller places it."""
        return helper.make_node(kind, inputs, [output or f"announcer.{next(self._names)}"], **attributes)

    def producers(self) -> dict[str, onnx.NodeProto]:
        """Which node makes each tensor."""
        return {output: node for node in self.nodes for output in node.output}

    def readers(self) -> dict[str, list[onnx.NodeProto]]:
        """Which nodes read each tensor; one that reads it twice stands twice."""
        readers: dict[str, list[onnx.NodeProto]] = {}
        for node in self.nodes:
            for name in node.input:
                readers.setdefault(name, []).append(node)
        return readers

    def uses(self) -> dict[str, int]:
        """How often each tensor is read, the graph's outputs included."""
        counts: dict[str, int] = {}
        for name in itertools.chain(self.outputs, *(node.input for node in self.nodes)):
            counts[name] = counts.get(name, 0) + 1
        return counts

    def replace(self, changes: Iterable[tuple[onnx.NodeProto, Sequence[onnx.NodeProto]]]) -> None:
        """Put other nodes in the place of some."""
        new = {id(old): list(nodes) for old, nodes in changes}
        self.nodes = [node for old in self.nodes for node in new.get(id(old), [old])]

    def prune(self) -> None:
        """Leave out the nodes that no output needs any more."""
        self.nodes = self._needed(self.outputs)

    def _needed(self, outputs: Sequence[str]) -> list[onnx.NodeProto]:
        needed, nodes = set(outputs), []
        for node in reversed(self.nodes):
            if needed.intersection(node.output):
                nodes.append(node)
                needed.update(node.input)
        return nodes[::-1]

    def need_opset(self, version: int) -> None:
        """Use at least that version of ONNX's own operators."""
        for opset in self._opsets:
            if opset.domain in ("", "ai.onnx"):
                opset.version = max(opset.version, version)

    def model(self, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[str]) -> onnx.ModelProto:
        """The graph as a model, without constants and nodes that nothing needs."""
        nodes = self._needed(outputs)
        needed = {name for node in nodes for name in node.input}.union(outputs)
        constants = [numpy_helper.from_array(value, name) for name, value in self.constants.items() if name in needed]
        graph = helper.make_graph(
            nodes, "announcer", inputs, [onnx.ValueInfoProto(name=name) for name in outputs], constants
        )
        opsets = list(self._opsets)
        if any(node.domain == BLOCKED for node in nodes):
            opsets.append(helper.make_opsetid(BLOCKED, 1))
        return helper.make_model(graph, opset_imports=opsets, ir_version=self._ir_version)


def attributes(node: onnx.NodeProto) -> dict[str, Any]:
    """A node's attributes by name."""
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def set_attribute(node: onnx.NodeProto, name: str, value: Any) -> None:
    """Set or replace one attribute."""
    for index, attribute in enumerate(node.attribute):
        if attribute.name == name:
            del node.attribute[index]
            break
    node.attribute.append(helper.make_attribute(name, value))
