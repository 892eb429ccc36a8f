"""A voice's graph in two: text to latent frames, and latent frames to samples.

The cut lies between the decoder's first convolution (and what a speaker adds to it) and its first upsampling, so
that a window of frames needs the least context around it.
"""

import math
from dataclasses import dataclass

import onnx
from onnx import TensorProto, helper

from app.speech.graph.edit import Graph, NotThatShapeError, attributes

ELEMENTWISE = {"LeakyRelu", "Tanh", "Add", "Div", "Mul", "Unsqueeze", "Squeeze", "Identity"}
CONVOLUTIONS = {"Conv", "ConvTranspose"}
LATENT, SAMPLES, DURATIONS = "latent", "samples", "durations"


@dataclass(frozen=True, slots=True)
class Decoder:
    """The second half. It reads `latent`, shape (1, channels, frames), and gives `samples`."""

    graph: Graph
    channels: int
    hop: int
    """Samples per frame."""

    context: int
    """Frames on each side that a frame's samples depend on."""


def split(model: onnx.ModelProto) -> tuple[onnx.ModelProto, Decoder]:
    """The encoder, which gives `latent` and `durations`, and the decoder. Raises NotThatShapeError for other voices."""
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
    hop, context = _reach(decoder, latent)
    _rename(decoder, latent, whole.outputs[0])
    return encoder.model(model.graph.input, [LATENT, DURATIONS]), Decoder(decoder, channels, hop, context)


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


def _reach(decoder: Graph, latent: str) -> tuple[int, int]:
    """Samples per frame, and how many frames away a sample still hears, on the side where that is farther."""
    rate = {latent: 1}
    reach = {latent: (0.0, 0.0)}
    for node in decoder.nodes:
        sources = [name for name in node.input if name in rate]
        here = rate[sources[0]]
        left, right = (max(reach[name][side] for name in sources) for side in (0, 1))
        if node.op_type in CONVOLUTIONS:
            given = attributes(node)
            width = (decoder.constants[node.input[1]].shape[2] - 1) * given.get("dilations", [1])[0]
            stride, pad = given.get("strides", [1])[0], given.get("pads", [0, 0])[0]
            if node.op_type == "Conv" and stride != 1:
                raise NotThatShapeError("the decoder leaves samples out")
            # An output of a convolution reads `pad` inputs before its own place and `width - pad` behind it; of a
            # transposed one it is the other way round, in steps of the output.
            before, behind = (pad, width - pad) if node.op_type == "Conv" else (width - pad, pad)
            here *= stride
            left, right = left + before / here, right + behind / here
        for name in node.output:
            rate[name], reach[name] = here, (left, right)
    return rate[decoder.outputs[0]], math.ceil(max(reach[decoder.outputs[0]]))


def _rename(decoder: Graph, latent: str, output: str) -> None:
    names = {latent: LATENT, output: SAMPLES}
    for node in decoder.nodes:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
    decoder.inputs, decoder.outputs = [LATENT], [SAMPLES]
