"""The teacher's sounds between the middles of neighbouring symbols, and the part of the graph that joins them.

A unit is what is heard from the middle of one symbol to the middle of the next: POINTS parameters of each half, the
ones that are most like all others of that pair. An id of a symbol is its first half, the PAD behind it the second.
Where two units meet, each is bent to the middle between them, the more the nearer it is. The student's own spectra are
mixed in: units are sharp and know no context, the student knows it and is dull, and they do not err alike.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

Floats = NDArray[np.float64]

POINTS, KEPT = 6, 3
"""Of each half; how many of the most typical examples are averaged."""
CEPSTRUM = 45
SILENT = ("ˈ", "ˌ")
LIKE = tuple(map(tuple, ("eɛæ", "iɪ", "uʊ", "oɔ", "rɾ", "lɫ", "yø", "ɡɟ", ".!?;:,")))
"""Symbols that stand for one another where a pair was never read."""
FRAMES, PLACE, NORMAL = "/Add_5_output_0", "/Clip_1_output_0", "/ReduceSum_output_0"
"""In the graph: what the student makes of each frame; where a frame is in its id, 0 to 1; the number of its id."""


def spans(one: dict[str, np.ndarray], names: dict[int, str]) -> list[tuple[str, float, float]]:
    """The symbols of an utterance that last, with their first and last frame."""
    edges = np.concatenate([[0], np.cumsum(one["lengths"])]) + float(one["offset"])
    ids = one["ids"].tolist()
    found = [(names[ids[at]], edges[at], edges[min(at + 2, len(ids))]) for at in range(0, len(ids), 2)]
    return [span for span in found if span[0] not in SILENT]


def examples(of: list[dict[str, np.ndarray]]) -> dict[tuple[str, str], list[Floats]]:
    """All that was heard of each pair: arrays (2 POINTS, CEPSTRUM + 2)."""
    names = {ids[0]: symbol for symbol, ids in DEFAULT_PHONEME_ID_MAP.items()}
    found = defaultdict(list)
    for one in of:
        sound = np.delete(one["sound"].astype(float), CEPSTRUM, axis=1)
        frames = np.arange(len(sound))
        known = spans(one, names)
        for (a, start, edge), (b, _, end) in itertools.pairwise(known):
            places = [np.linspace((start + edge) / 2, edge, POINTS), np.linspace(edge, (edge + end) / 2, POINTS)]
            at = np.concatenate(places) - 0.5
            found[a, b].append(np.stack([np.interp(at, frames, column) for column in sound.T], 1))
    return found


def typical(of: list[Floats]) -> Floats:
    """The mean of those nearest to the one that is nearest to all."""
    every = np.stack(of[:60])
    flat = every[..., :CEPSTRUM].reshape(len(every), -1)
    apart = np.abs(flat[:, None] - flat[None]).mean(-1)
    middle = apart.sum(1).argmin()
    return every[np.argsort(apart[middle])[:KEPT]].mean(0)


def table(of: list[dict[str, np.ndarray]]) -> tuple[list[str], NDArray[np.float16]]:
    """The symbols that were read, and a unit for each pair of them: (symbols, symbols, 2 POINTS, CEPSTRUM + 2)."""
    found = examples(of)
    symbols = sorted({symbol for pair in found for symbol in pair})
    left, right = defaultdict(list), defaultdict(list)
    for (a, b), heard in found.items():
        left[a] += heard
        right[b] += heard
    silence = right["$"] or left["^"]
    halves = {symbol: (typical(left[symbol] or silence), typical(right[symbol] or silence)) for symbol in symbols}
    alike = {symbol: next((group for group in LIKE if symbol in group), (symbol,)) for symbol in symbols}
    units = np.zeros((len(symbols), len(symbols), 2 * POINTS, CEPSTRUM + 2), np.float16)
    for i, a in enumerate(symbols):
        for j, b in enumerate(symbols):
            heard = found.get((a, b), [])
            if not heard:
                heard = [one for x in alike[a] for y in alike[b] for one in found.get((x, y), [])]
            whole = np.concatenate([halves[a][0][:POINTS], halves[b][1][POINTS:]])
            units[i, j] = typical(heard) if heard else whole
    return symbols, units


def classes(symbols: list[str], nearest: dict[str, str]) -> NDArray[np.int64]:
    """For each id the row of its symbol; one more than there are for a mark of stress."""
    rows = np.full(256, symbols.index("$"))
    for symbol, (number,) in DEFAULT_PHONEME_ID_MAP.items():
        known = symbol if symbol in symbols else nearest.get(symbol, "$")
        rows[number] = len(symbols) if symbol in SILENT else symbols.index(known if known in symbols else "$")
    return rows


@dataclass(frozen=True, slots=True)
class Own:
    """What of the student's own spectra is heard beside the units."""

    share: float
    """Of them in the sum, 0 to 1."""
    mean: Floats
    spread: Floats
    """By coefficient, shape (CEPSTRUM,): they are spread by this around the mean before they are mixed."""


def set_initializer(model: onnx.ModelProto, name: str, values: NDArray[np.generic]) -> None:
    """Replace a tensor of the same shape."""
    tensor = next(one for one in model.graph.initializer if one.name == name)
    assert tuple(tensor.dims) == values.shape
    tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float32), name))


class Nodes:
    """New nodes and tensors, by short names."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._graph = model.graph
        self.made: list[onnx.NodeProto] = []

    def tensor(self, name: str, values: NDArray[np.generic]) -> str:
        """A constant."""
        self._graph.initializer.append(numpy_helper.from_array(values, f"units.{name}"))
        return f"units.{name}"

    def whole(self, value: int) -> str:
        """A whole number."""
        name = f"units.{value}"
        known = any(tensor.name == name for tensor in self._graph.initializer)
        return name if known else self.tensor(str(value), np.array(value, np.int64))

    def __call__(self, kind: str, *inputs: str, **attributes: int) -> str:
        """A node; the name of its output."""
        name = f"units.{kind}.{len(self.made)}"
        self.made.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name


def joined(model: onnx.ModelProto, units: NDArray[np.float16], rows: NDArray[np.int64], mix: Own) -> None:
    """Let the graph speak with units and a share of the student's spectra; pitch and lengths stay the student's."""
    do = Nodes(model)
    count = len(units)

    ids = do("Squeeze", "input", do.tensor("first", np.array([0], np.int64)))
    last = do("Sub", do("Gather", do("Shape", ids), do.whole(0)), do.whole(1))
    here = do("Range", do.whole(0), do("Add", last, do.whole(1)), do.whole(1))
    row = do("Gather", do.tensor("rows", rows), ids)

    def beside(values: str, by: int) -> str:
        return do("Gather", values, do("Min", do("Max", do("Add", here, do.whole(by)), do.whole(0)), last))

    def neighbour(near: int, far: int) -> str:
        return do("Where", do("Equal", beside(row, near), do.whole(count)), beside(row, far), beside(row, near))

    def sound(values: str) -> str:
        return do("Min", values, do.whole(count - 1))

    pad = do("Equal", ids, do.whole(0))
    before = sound(do("Where", pad, beside(row, -1), neighbour(-2, -4)))
    behind = sound(do("Where", pad, neighbour(1, 3), row))
    unit = do("Mul", do("Add", do("Mul", before, do.whole(count)), behind), do.whole(2 * POINTS))
    start = do("Where", pad, unit, do("Add", unit, do.whole(POINTS)))
    own = do("Where", pad, unit, do("Add", unit, do.whole(2 * POINTS - 1)))
    other = do("Where", pad, do("Add", beside(unit, -1), do.whole(2 * POINTS - 1)), beside(unit, 1))
    values = do("Cast", do.tensor("values", units.reshape(-1, units.shape[-1])), to=TensorProto.FLOAT)

    def of_frames(numbers: str) -> str:
        return do("Gather", numbers, NORMAL)

    place = do("Squeeze", PLACE, do.tensor("batch", np.array([0], np.int64)))
    along = do("Mul", place, do.tensor("steps", np.array(POINTS - 1, np.float32)))
    step = do("Min", do("Floor", along), do.tensor("most", np.array(POINTS - 2, np.float32)))
    column = do.tensor("column", np.array([1], np.int64))
    share = do("Unsqueeze", do("Sub", along, step), column)
    at = do("Add", of_frames(start), do("Cast", step, to=TensorProto.INT64))
    low, high = do("Gather", values, at), do("Gather", values, do("Add", at, do.whole(1)))
    heard = do("Add", low, do("Mul", share, do("Sub", high, low)))
    apart = do("Sub", do("Gather", values, of_frames(other)), do("Gather", values, of_frames(own)))
    near = do("Where", of_frames(pad), do("Sub", do.tensor("one", np.array(1, np.float32)), place), place)
    bent = do("Mul", do("Unsqueeze", near, column), do("Mul", apart, do.tensor("half", np.array(0.5, np.float32))))
    cuts = do.tensor("cuts", np.array([CEPSTRUM, 1, 1], np.int64))
    names = ["units.cepstrum", "units.voicing", "units.crossover"]
    do.made.append(helper.make_node("Split", [do("Add", heard, bent), cuts], names, axis=1))
    voicing = do("Sub", names[1], do.tensor("voiced", np.array(0.5, np.float32)))
    edges = (do.tensor(name, np.array([edge])) for name, edge in (("from", CEPSTRUM), ("to", CEPSTRUM + 1)))
    pitch = do("Slice", FRAMES, *edges, column)
    ends = (do.tensor(name, np.array([edge])) for name, edge in (("cepstrum.from", 0), ("cepstrum.to", CEPSTRUM)))
    student = do("Slice", FRAMES, *ends, column)
    student = do("Mul", student, do.tensor("own", (mix.share * mix.spread).astype(np.float32)))
    student = do("Add", student, do.tensor("around", (mix.share * (1 - mix.spread) * mix.mean).astype(np.float32)))
    rest = do("Mul", names[0], do.tensor("rest", np.array(1 - mix.share, np.float32)))
    do("Concat", do("Add", student, rest), pitch, voicing, names[2], axis=1)
    for node in model.graph.node:
        for number, name in enumerate(node.input):
            if name == FRAMES:
                node.input[number] = do.made[-1].output[0]
    made = next(at for at, node in enumerate(model.graph.node) if FRAMES in node.output)
    rest = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*rest[: made + 1], *do.made, *rest[made + 1 :]])
