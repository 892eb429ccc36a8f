"""The rewrites of a decoder, each exact but for the rounding of single precision: one function each.

A gain stands beside each in docs/performance.md.
"""

import math

import numpy as np
import onnx

from app.speech.graph.edit import BLOCKED, Graph, NotThatShapeError, attributes, set_attribute

TIME = 2
"""The axis of a plain tensor's samples, shape (1, channels, samples)."""


def as_planes(graph: Graph) -> None:
    """Convolutions over one axis as convolutions over two, the first of size 1: those have the faster kernels."""
    [entry], [output] = graph.inputs, graph.outputs
    axis = graph.constant([TIME])
    opened, closed = f"{entry}.plane", f"{output}.plane"
    for node in graph.nodes:
        node.input[:] = [opened if name == entry else name for name in node.input]
        node.output[:] = [closed if name == output else name for name in node.output]
        if node.op_type in ("Conv", "ConvTranspose"):
            weights = graph.constants[node.input[1]]
            node.input[1] = graph.constant(weights[:, :, None])
            for name, value in attributes(node).items():
                if name in ("kernel_shape", "strides", "dilations"):
                    set_attribute(node, name, [1, *value])
                elif name == "pads":
                    set_attribute(node, name, [0, value[0], 0, value[1]])
                elif name == "output_padding":
                    set_attribute(node, name, [0, *value])
    last = graph.nodes[-1]
    if last.op_type == "Unsqueeze":  # Piper's outputs have four axes anyhow
        graph.nodes.pop()
        closed = last.input[0]
    graph.nodes.insert(0, graph.node("Unsqueeze", [entry, axis], opened))
    graph.nodes.append(graph.node("Squeeze", [closed, axis], output))


def fold_scales(graph: Graph) -> None:
    """The mean of the residual blocks: its division moves into the weights of the convolution that follows.

    Between the two stands at most a LeakyRelu, for which f(ax) = a f(x) where a > 0.
    """
    factors: dict[str, float] = {}
    renamed: dict[str, str] = {}
    kept = []
    for node in graph.nodes:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        factor = factors.get(node.input[0], 1.0)
        if node.op_type == "Div" and (by := graph.constants.get(node.input[1])) is not None and by.size == 1 and by > 0:
            renamed[node.output[0]] = node.input[0]
            factors[node.input[0]] = factor / float(by)
            continue
        if node.op_type in ("Conv", "ConvTranspose"):
            if factor != 1.0:
                node.input[1] = graph.constant(graph.constants[node.input[1]] * factor)
        elif node.op_type == "LeakyRelu":
            factors[node.output[0]] = factor
        elif any(name in factors and factors[name] != 1.0 for name in node.input):
            raise NotThatShapeError(f"{node.op_type} of a mean")
        kept.append(node)
    graph.nodes = kept


def interleave(graph: Graph, block: int) -> None:
    """Each transposed convolution as a convolution that makes one channel per phase, whose phases are then interleaved.

    out[t * stride + phase] = sum over j of x[t - j] * w[phase + j * stride], so no tap is multiplied by the zeros that
    upsampling puts in between. Padding is cut off afterwards: cut off before, every phase would need one tap more.
    """
    changes = []
    for node in graph.nodes:
        if node.op_type != "ConvTranspose":
            continue
        given = attributes(node)
        weights = graph.constants[node.input[1]][:, :, 0]
        inputs, outputs, kernel = weights.shape
        stride, pads = given["strides"][1], given.get("pads", [0, 0, 0, 0])
        extra = given.get("output_padding", [0, 0])[1]
        if given.get("group", 1) != 1 or given.get("dilations", [1, 1])[1] != 1 or extra:
            raise NotThatShapeError("an unusual transposed convolution")
        taps = math.ceil(kernel / stride)
        padded = np.zeros((inputs, outputs, taps * stride), np.float32)
        padded[:, :, :kernel] = weights
        # (inputs, outputs, taps, phases) -> (phases, outputs, inputs, taps), newest tap last
        phases = padded.reshape(inputs, outputs, taps, stride).transpose(3, 1, 0, 2)[..., ::-1]
        bias = graph.constants[node.input[2]] if len(node.input) > 2 else np.zeros(outputs)
        made = graph.node(
            "Conv",
            [
                node.input[0],
                graph.constant(phases.reshape(stride * outputs, inputs, 1, taps)),
                graph.constant(np.tile(bias, stride)),
            ],
            kernel_shape=[1, taps],
            pads=[0, taps - 1, 0, taps - 1],
        )
        apart = graph.node("Reshape", [made.output[0], graph.constant([stride, outputs // block, -1, block])])
        woven = graph.node("Transpose", [apart.output[0]], perm=[1, 2, 0, 3])
        flat = graph.node("Reshape", [woven.output[0], graph.constant([1, outputs // block, -1, block])])
        behind = (2 * taps - 1) * stride - (kernel - stride) - taps * stride + pads[3]
        cut = graph.node(
            "Slice",
            [flat.output[0], graph.constant([pads[1]]), graph.constant([-behind]), graph.constant([TIME])],
        )
        shaped = graph.node("Reshape", [cut.output[0], graph.constant([1, outputs, 1, -1])], node.output[0])
        changes.append((node, [made, apart, woven, flat, cut, shaped]))
    graph.replace(changes)


def many_at_once(graph: Graph, block: int) -> None:
    """The last convolution has one output channel, too few for a vector: let it make `block` samples in one step."""
    node = next(node for node in reversed(graph.nodes) if node.op_type == "Conv")
    weights = graph.constants[node.input[1]]
    given = attributes(node)
    if weights.shape[0] != 1 or given.get("dilations", [1, 1])[1] != 1:
        raise NotThatShapeError("no single channel at the end")
    kernel = weights.shape[3]
    shifted = np.zeros((block, weights.shape[1], 1, kernel + block - 1), np.float32)
    for place in range(block):
        shifted[place, :, :, place : place + kernel] = weights[0]
    node.input[1] = graph.constant(shifted)
    if len(node.input) > 2:
        node.input[2] = graph.constant(np.tile(graph.constants[node.input[2]], block))
    set_attribute(node, "kernel_shape", [1, kernel + block - 1])
    set_attribute(node, "strides", [1, block])
    # In blocks, the samples of one step stand beside one another already.
    last = graph.nodes[-1]
    flat = graph.node("Reshape", [last.input[0], graph.constant([1, 1, 1, -1])])
    last.input[0] = flat.output[0]
    graph.nodes.insert(-1, flat)


def blocked(graph: Graph, block: int) -> None:
    """All tensors in ONNX Runtime's blocked layout, from the first convolution to the last.

    ONNX Runtime itself leaves that layout for every LeakyRelu and goes back after it. What works on each value alone
    does not care in which order they stand, so nothing has to be put in order in between.
    """
    opened = graph.nodes[0]
    plain = opened.output[0]
    opened.output[0] = f"{plain}.rows"
    changes = [(opened, [opened, graph.node("ReorderInput", [opened.output[0]], plain, domain=BLOCKED)])]
    for node in graph.nodes:
        if node.op_type == "Conv":
            weights = graph.constants[node.input[1]]
            outputs, inputs, _, kernel = weights.shape
            if outputs % block or inputs % block or attributes(node).get("group", 1) != 1:
                raise NotThatShapeError("channels that fill no blocks")
            tiled = weights.reshape(outputs // block, block, inputs // block, block, 1, kernel)
            node.input[1] = graph.constant(tiled.transpose(0, 2, 4, 5, 3, 1).reshape(weights.shape))
            node.domain = BLOCKED
    graph.replace(changes)


def reordered(graph: Graph) -> None:
    """The output of what is in blocks, channel by channel again: for the first half of a decoder."""
    last = graph.nodes[-1]
    made = last.input[0]
    convolution = next(node for node in reversed(graph.nodes) if node.op_type == "Conv")
    channels = graph.constants[convolution.input[1]].shape[0]
    opened = graph.node("ReorderOutput", [made], domain=BLOCKED, channels=channels)
    last.input[0] = opened.output[0]
    graph.nodes.insert(-1, opened)


def fuse(graph: Graph) -> None:
    """Additions and activations that follow a blocked convolution, and nothing else needs, as part of it."""
    fused = {"LeakyRelu", "Tanh", "Add"}
    kept: list[onnx.NodeProto] = []
    makers: dict[str, onnx.NodeProto] = {}
    uses = graph.uses()
    for node in graph.nodes:
        own = (
            [makers[name] for name in node.input if name in makers and uses[name] == 1] if node.op_type in fused else []
        )
        own = [maker for maker in own if "activation" not in attributes(maker)]
        if node.op_type == "Add":
            own = [maker for maker in own if len(maker.input) == 3]
        if not own:
            kept.append(node)
            if node.domain == BLOCKED and node.op_type == "Conv":
                makers[node.output[0]] = node
            continue
        maker = own[-1]
        if node.op_type == "Add":
            maker.input.append(next(name for name in node.input if name != maker.output[0]))
            kept.remove(maker)  # it must wait for what is added
            kept.append(maker)
        else:
            set_attribute(maker, "activation", node.op_type)
            if node.op_type == "LeakyRelu":
                set_attribute(maker, "activation_params", [attributes(node)["alpha"]])
        del makers[maker.output[0]]
        maker.output[0] = node.output[0]
        makers[maker.output[0]] = maker
    graph.nodes = kept
