"""The arithmetic of shapes: thousands of small nodes that mostly compute what others, or nobody, need to compute."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from app.speech.graph.edit import Graph

LENGTHS = (5, 6, 11, 50, 113)
"""In phoneme ids. No Line is shorter: a start, a phoneme, an end, and pads between them."""
SCALES = (0.667, 1.9, 0.8)
"""With noise and slowly, so that the number of frames is not the number of ids."""
ARITHMETIC = frozenset(
    "Add Cast Concat ConstantOfShape Div Equal Expand Gather Identity Less Max Min Mul Range Reshape Shape Slice "
    "Squeeze Sub Transpose Unsqueeze Where".split()
)
UNPREDICTABLE = frozenset({"NonZero", "Compress", "Unique"})
"""How much they give depends on the values, not on the shapes, of what they are given."""
LARGEST = 64


def one_line(graph: Graph) -> None:
    """The length of the one Line in a batch is how many ids there are: what depends on it is arithmetic of shapes."""
    if {"input", "input_lengths"}.issubset(graph.inputs):
        shape = graph.node("Shape", ["input"])
        count = graph.node("Gather", [shape.output[0], graph.constant([1])])
        for node in graph.nodes:
            node.input[:] = [count.output[0] if name == "input_lengths" else name for name in node.input]
        graph.nodes[:0] = [shape, count]


def share(graph: Graph, inputs: Sequence[onnx.ValueInfoProto]) -> set[str]:
    """What is the same in every Line becomes a constant; what is always equal is computed once.

    Returns the names of the conditions that hold everywhere in every Line, such as "this id is no padding".
    Found out by running the graph on Lines of several lengths, which is sound for what depends on nothing else.
    """
    names = _computed(graph)
    found: dict[bytes, str] = {}
    renamed: dict[str, str] = {}
    always: set[str] = set()
    runs = [_values(graph, inputs, names, length) for length in LENGTHS]
    for place, name in enumerate(names):
        values = [run[place] for run in runs]
        if values[0].dtype == bool and all(value.all() for value in values):
            always.add(name)
        if values[0].size > LARGEST or values[0].dtype == bool:
            continue
        if all(value.shape == values[0].shape and (value == values[0]).all() for value in values):
            renamed[name] = new = f"{name}.constant"
            graph.constants[new] = values[0]
        else:
            key = repr([(value.dtype.str, value.shape, value.tobytes()) for value in values]).encode()
            renamed[name] = found.setdefault(key, name)
    for node in graph.nodes:
        node.input[:] = [renamed.get(name, name) for name in node.input]
    return always


def _computed(graph: Graph) -> list[str]:
    """In order, the tensors that depend on nothing but the shapes of those whose shapes follow from the lengths."""
    computed: list[str] = []
    known = set(graph.constants)
    unpredictable: set[str] = set()
    for node in graph.nodes:
        sources = [name for name in node.input if name]
        loose = node.op_type in UNPREDICTABLE or any(name in unpredictable for name in sources)
        if node.op_type == "ScatterND":  # as large as what it writes into
            loose = sources[0] in unpredictable
        if loose:
            unpredictable.update(node.output)
        elif node.op_type == "Shape" or (node.op_type in ARITHMETIC and known.issuperset(sources)):
            known.update(node.output)
            computed += node.output
    return computed


def _values(
    graph: Graph, inputs: Sequence[onnx.ValueInfoProto], names: Sequence[str], length: int
) -> list[NDArray[Any]]:
    session = InferenceSession(graph.model(inputs, names).SerializeToString(), providers=["CPUExecutionProvider"])
    feed = {
        "input": np.random.default_rng(length).integers(1, 50, (1, length)),
        "input_lengths": np.array([length], np.int64),
        "scales": np.array(SCALES, np.float32),
        "sid": np.zeros(1, np.int64),
    }
    wanted = {node.name for node in session.get_inputs()}
    return [np.asarray(value) for value in session.run(list(names), {k: v for k, v in feed.items() if k in wanted})]
