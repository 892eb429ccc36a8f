"""Work on each channel alone, done for some channels at a time: what one step writes is still near for the next.

A sentence's values in the last stages are 20 MB a tensor: each of the ten steps between two convolutions would fetch
them from memory and put them back. A group of channels fits the processor's cache.
"""

from collections.abc import Collection, Sequence

import numpy as np
import onnx

from app.speech.graph.edit import Array, Graph

GROUPS = 8
SINGLE = frozenset({"Add", "Cast", "Div", "InstanceNormalization", "LeakyRelu", "Mul", "Pow", "Sin"})
CHANNELS = 1


def in_groups(graph: Graph, within: Collection[str], groups: int = GROUPS) -> None:
    """Of the nodes that make one of the tensors `within`, those of SINGLE kinds that work on what convolutions gave."""
    _Grouping(graph, groups).run(within)


class _Grouping:
    def __init__(self, graph: Graph, groups: int) -> None:
        self._graph = graph
        self._groups = groups
        self._producers = graph.producers()
        self._channels: dict[str, int] = {}
        """Of each tensor of shape (1, channels, samples) that a convolution, or work on its output alone, makes."""
        self._parts: dict[str, list[str]] = {}
        self._whole: set[str] = set()
        self._nodes: list[onnx.NodeProto] = []

    def run(self, within: Collection[str]) -> None:
        for node in self._graph.nodes:
            wide = [name for name in node.input if name in self._channels]
            channels = {self._channels[name] for name in wide}
            if node.output[0] in within and node.op_type in SINGLE and len(channels) == 1:
                self._apart(node, channels.pop())
                continue
            for name in wide:
                self._join(name)
            self._nodes.append(node)
            self._note(node)
        for name in self._graph.outputs:
            if name in self._parts:
                self._join(name)
        self._graph.nodes = self._nodes

    def _note(self, node: onnx.NodeProto) -> None:
        if node.op_type in ("ConvInteger", "ConvTranspose"):
            axis = 0 if node.op_type == "ConvInteger" else 1
            channels = self._graph.constants[node.input[1]].shape[axis]
        elif node.op_type == "Pad":
            channels = self._channels.get(node.input[0], 1)
        else:
            return
        if channels % self._groups == 0:
            self._channels[node.output[0]] = channels
            self._whole.add(node.output[0])

    def _apart(self, node: onnx.NodeProto, channels: int) -> None:
        inputs = [self._split(node, place, channels) for place in range(len(node.input))]
        made = []
        for group in zip(*inputs, strict=True):
            part = self._graph.node(node.op_type, group)
            part.attribute.extend(node.attribute)
            self._nodes.append(part)
            made.append(part.output[0])
        self._parts[node.output[0]] = made
        self._channels[node.output[0]] = channels

    def _split(self, node: onnx.NodeProto, place: int, channels: int) -> Sequence[str]:
        """What each group reads in place of one input."""
        name = node.input[place]
        if name in self._parts:
            return self._parts[name]
        constant = self._graph.constants.get(name)
        if constant is not None:
            if constant.size == 1:
                return [name] * self._groups
            axis = constant.shape.index(channels)
            return [self._constant(part) for part in np.split(constant, self._groups, axis)]
        maker = self._producers.get(name)
        if name in self._whole:
            axis = CHANNELS
        elif node.op_type == "InstanceNormalization":
            axis = 0
        elif maker is not None and maker.op_type == "Reshape":
            axis = CHANNELS
        else:
            return [name] * self._groups  # one number for all
        parts = [f"{name}.group{number}" for number in range(self._groups)]
        split = self._graph.node("Split", [name], axis=axis, num_outputs=self._groups)
        split.output[:] = parts
        self._nodes.append(split)
        self._parts[name] = parts
        return parts

    def _constant(self, value: Array) -> str:
        name = self._graph.constant([0])
        self._graph.constants[name] = value
        return name

    def _join(self, name: str) -> None:
        if name not in self._whole:
            self._nodes.append(self._graph.node("Concat", self._parts[name], name, axis=CHANNELS))
            self._whole.add(name)
