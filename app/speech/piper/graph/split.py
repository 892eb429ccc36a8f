"""A voice's graph in four: text to prior frames, those to latent ones, those to features, and those to samples.

The decoder is cut off between its first convolution (and what a speaker adds to it) and its first upsampling, so that
a window of frames needs the least context around it. The flow, which also works on frames and their neighbours alone,
is cut off where it begins: what comes before it reads the whole text. The decoder itself is cut before its second
upsampling: what comes before needs most of the context for a fifth of the work.
"""

import copy
from dataclasses import dataclass

import onnx
from onnx import TensorProto, helper

from app.speech.graph.edit import Graph, NotThatShapeError
from app.speech.graph.reach import CONVOLUTIONS, reach
from app.speech.piper.model import DURATIONS, FEATURES, LATENT, PRIOR, SAMPLES

ELEMENTWISE = frozenset({"LeakyRelu", "Tanh", "Add", "Div", "Mul", "Unsqueeze", "Squeeze", "Identity"})
CHANNELWISE = frozenset({"Sigmoid", "Sub", "Concat", "Slice", "Split"})
"""Besides ELEMENTWISE, what a flow does in a frame."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """The last part, or a half of it. It reads one tensor, shape (1, channels, frames), and gives another."""

    graph: Graph
    channels: int
    hop: int
    """Outputs per frame."""

    context: int
    """Frames on each side that a frame's outputs depend on."""

    def input(self) -> list[onnx.ValueInfoProto]:
        """What it reads."""
        return [helper.make_tensor_value_info(self.graph.inputs[0], TensorProto.FLOAT, [1, self.channels, "frames"])]


@dataclass(frozen=True, slots=True)
class Flow:
    """The middle part. It reads PRIOR, shape (1, channels, frames), and what a speaker adds, and gives LATENT."""

    model: onnx.ModelProto
    context: int
    """Prior frames on each side that a latent frame depends on."""


def split(model: onnx.ModelProto) -> tuple[onnx.ModelProto, Decoder]:
    """The encoder, which gives LATENT and DURATIONS, and the decoder. Raises NotThatShapeError for other voices."""
    whole = Graph(model)
    producers = whole.producers()
    first = next((node for node in whole.nodes if node.op_type == "ConvTranspose"), None)
    ceils = [node for node in whole.nodes if node.op_type == "Ceil"]
    if first is None or len(ceils) != 1 or len(whole.outputs) != 1:
        raise NotThatShapeError("no VITS decoder")
    before = producers.get(first.input[0])
    if before is None or before.op_type != "LeakyRelu":
        raise NotThatShapeError("no activation before the first upsampling")
    latent = before.input[0]
    decoder = _cone(whole, latent)
    channels = whole.constants[first.input[1]].shape[0]
    encoder = Graph(model)
    encoder.nodes += [
        encoder.node("Identity", [latent], LATENT),
        encoder.node("Identity", [ceils[0].output[0]], DURATIONS),
    ]
    hop, context = reach(decoder, latent)
    _rename(decoder, {latent: LATENT, whole.outputs[0]: SAMPLES})
    decoder.inputs, decoder.outputs = [LATENT], [SAMPLES]
    return encoder.model(model.graph.input, [LATENT, DURATIONS]), Decoder(decoder, channels, hop, context)


def split_flow(encoder: onnx.ModelProto) -> tuple[onnx.ModelProto, Flow]:
    """The encoder without its flow, which gives PRIOR, DURATIONS and what a speaker adds; and the flow.

    Expects an encoder without masks, as `simplify` leaves it: they would lead from the text into every step of the
    flow. Raises NotThatShapeError when frames are not all that leads from the one to the other.
    """
    graph = Graph(encoder)
    spoken = _of_speaker(graph)
    prior, nodes = _frames_only(graph, spoken)
    made = {name for node in nodes for name in node.output}
    speaker = sorted({name for node in nodes for name in node.input if name in spoken})
    graph.nodes.append(graph.node("Identity", [prior], PRIOR))
    front = graph.model(encoder.graph.input, [PRIOR, DURATIONS, *speaker])

    flow = Graph(encoder)
    flow.nodes = [node for node in flow.nodes if made.intersection(node.output)]
    _rename(flow, {prior: PRIOR})
    flow.inputs, flow.outputs = [PRIOR, *speaker], [LATENT]
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in flow.inputs]
    _, context = reach(flow, PRIOR)
    return front, Flow(flow.model(inputs, [LATENT]), context)


def split_decoder(decoder: Decoder) -> tuple[Decoder, Decoder]:
    """LATENT to FEATURES and those to SAMPLES. Raises NotThatShapeError when it upsamples but once."""
    graph, producers = decoder.graph, decoder.graph.producers()
    ups = [node for node in graph.nodes if node.op_type == "ConvTranspose"]
    activation = producers.get(ups[1].input[0]) if len(ups) > 1 else None
    if activation is None or activation.op_type != "LeakyRelu":
        raise NotThatShapeError("no second upsampling")
    cut = activation.input[0]
    mean = producers.get(cut)
    if mean is not None and mean.op_type == "Div":  # goes with what can take it into its weights
        cut = mean.input[0]
    before, behind = copy.deepcopy(graph), _cone(copy.deepcopy(graph), cut)
    before.outputs = [cut]
    before.prune()
    hop, context = reach(before, LATENT)
    first = Decoder(before, decoder.channels, hop, context)
    hop, context = reach(behind, cut)
    second = Decoder(behind, graph.constants[ups[1].input[1]].shape[0], hop, context)
    for half in (before, behind):
        _rename(half, {cut: FEATURES})
    before.outputs, behind.inputs = [FEATURES], [FEATURES]
    return first, second


def _cone(graph: Graph, latent: str) -> Graph:
    """What stands between `latent` and the output; raises NotThatShapeError when anything else leads in."""
    known = {latent, *graph.constants}
    nodes = []
    for node in graph.nodes:
        if any(name in known - set(graph.constants) for name in node.input):
            if node.op_type not in ELEMENTWISE | CONVOLUTIONS or not known.issuperset(filter(None, node.input)):
                raise NotThatShapeError(f"{node.op_type} in the decoder")
            nodes.append(node)
            known.update(node.output)
    if not known.issuperset(graph.outputs):
        raise NotThatShapeError("the output does not come from the decoder")
    graph.nodes = nodes
    return graph


def _of_speaker(graph: Graph) -> set[str]:
    """The tensors that depend on the speaker alone, and so are the same for all frames."""
    known = {"sid"}
    for node in graph.nodes:
        sources = [name for name in node.input if name and name not in graph.constants]
        if sources and known.issuperset(sources):
            known.update(node.output)
    return known


def _frames_only(graph: Graph, spoken: set[str]) -> tuple[str, list[onnx.NodeProto]]:
    """The first tensor through which all leads to LATENT, frame for frame; and the nodes behind it."""
    open_ends, nodes = {LATENT}, list[onnx.NodeProto]()
    found = "", 0
    for node in reversed(graph.nodes):
        if not open_ends.intersection(node.output):
            continue
        if node.op_type not in ELEMENTWISE | CHANNELWISE | CONVOLUTIONS:
            break
        nodes.append(node)
        open_ends.difference_update(node.output)
        open_ends.update(name for name in node.input if name and name not in spoken and name not in graph.constants)
        if len(open_ends) == 1:
            found = next(iter(open_ends)), len(nodes)
    prior, count = found
    if not any(node.op_type in CONVOLUTIONS for node in nodes[:count]):
        raise NotThatShapeError("no flow over frames")
    return prior, nodes[:count]


def _rename(graph: Graph, names: dict[str, str]) -> None:
    for node in graph.nodes:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
