"""How many frames away a frame is still heard: what a window needs around it."""

import math

from app.speech.graph.edit import Graph, NotThatShapeError, attributes

CONVOLUTIONS = frozenset({"Conv", "ConvTranspose"})


def reach(graph: Graph, source: str) -> tuple[int, int]:
    """Outputs per frame of `source`, and how many frames away one still hears, on the side where that is farther.

    Time is the last axis of every tensor; what does not depend on `source` is the same for all frames. Raises
    NotThatShapeError where frames are left out.
    """
    rate = {source: 1}
    heard = {source: (0.0, 0.0)}
    for node in graph.nodes:
        sources = [name for name in node.input if name in rate]
        if not sources:
            continue
        here = rate[sources[0]]
        left, right = (max(heard[name][side] for name in sources) for side in (0, 1))
        if node.op_type in CONVOLUTIONS:
            given = attributes(node)
            axes = graph.constants[node.input[1]].ndim - 2
            dilation, stride = (given.get(name, [1] * axes)[-1] for name in ("dilations", "strides"))
            width = (graph.constants[node.input[1]].shape[-1] - 1) * dilation
            pad = given.get("pads", [0] * 2 * axes)[axes - 1]
            if node.op_type == "Conv" and stride != 1:
                raise NotThatShapeError("frames are left out")
            # An output of a convolution reads `pad` inputs before its own place and `width - pad` behind it; of a
            # transposed one it is the other way round, in steps of the output.
            before, behind = (pad, width - pad) if node.op_type == "Conv" else (width - pad, pad)
            here *= stride
            left, right = left + before / here, right + behind / here
        for name in node.output:
            rate[name], heard[name] = here, (left, right)
    last = graph.outputs[0]
    return rate[last], math.ceil(max(heard[last]))
