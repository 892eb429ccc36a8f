"""A voice's graph in three: text to prior frames, prior frames to latent ones, and latent frames to samples.

The decoder is cut off between its first convolution (and what a speaker adds to it) and its first upsampling, so that
a window of frames needs the least context around it. The flow, which also works on frames and their neighbours alone,
is cut off where it begins: what comes before it reads the whole text.
"""

from dataclasses import dataclass

import onnx
from onnx import TensorProto, helper

from app.speech.graph.edit import Graph, NotThatShapeError
from app.speech.graph.reach import CONVOLUTIONS, reach
from app.speech.model import DURATIONS, LATENT, PRIOR, SAMPLES

ELEMENTWISE = frozenset({"LeakyRelu", "Tanh", "Add", "Div", "Mul", "Unsqueeze", "Squeeze", "Identity"})
CHANNELWISE = frozenset({"Sigmoid", "Sub", "Concat", "Slice", "Split"})
"""Besides ELEMENTWISE, what a flow does in a frame."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """The last part. It reads LATENT, shape (1, channels, frames), and gives SAMPLES."""

    graph: Graph
    channels: int
    hop: int
    """Samples per frame."""

    context: int
    """Frames on each side that a frame's samples depend on."""


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


def latent_input(channels: int) -> list[onnx.ValueInfoProto]:
    """The decoder's one input."""
    return [helper.make_tensor_value_info(LATENT, TensorProto.FLOAT, [1, channels, "frames"])]


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
