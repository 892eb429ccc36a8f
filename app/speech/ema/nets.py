"""EMA Lightning's three nets: letters to durations, durations to latents, latents to samples.

After the modules of its package (ema-lightning 1.1.2, model.py and decoder.py, Apache-2.0), whose names the weights
have; written down for one run at a time, so that masks are not needed, and for ONNX Runtime, so that PyTorch is not.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnxruntime import InferenceSession

from app.speech.ema.archive import Array
from app.speech.ema.net import USUAL_EPSILON, Net, Weights

EPSILON = 1e-6
"""Of the norms whose scale and shift come from the step."""
FREQUENCIES = 256
"""That tell the step from others."""
LONGEST_LETTER = 6.0
"""Logarithm of frames."""
FORBIDDEN = -1e4
MOST_LAYERS, MOST_WIDTH, MOST_STEPS = 64, 4_096, 64


@dataclass(frozen=True, slots=True)
class Shape:
    """What the weights' own file says of the acoustic nets."""

    width: int
    heads: int
    latent: int
    text_conv: int
    text_attention: int
    duration_width: int
    align_heads: int
    lookback: int
    lookahead: int
    places_a_word: float
    letter_places: bool
    layers: int
    times: int
    steps: tuple[float, ...]


def shape_of(config: Mapping[str, Any]) -> Shape:
    """Read it. Raises ValueError for what is none."""
    try:
        steps = tuple(float(time) for time in config["distilled"]["times"])
        found = Shape(
            width=int(config["d"]),
            heads=int(config["n_heads"]),
            latent=int(config.get("latent_dim", 64)),
            text_conv=int(config.get("text_conv", 4)),
            text_attention=int(config.get("text_attn", 2)),
            duration_width=int(config.get("dur_hidden", 256)),
            align_heads=int(config.get("align_heads", 4)),
            lookback=int(config.get("lookback", 1)),
            lookahead=int(config.get("lookahead", 1)),
            places_a_word=float(config.get("pos_scale", 24.0)),
            letter_places=bool(config.get("letter_pos", False)),
            layers=int(config["n_layers"]),
            times=int(config.get("ff_mult", 4)),
            steps=steps,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ValueError("its settings are not EMA Lightning's") from error
    sizes = (found.width, found.latent, found.duration_width)
    layers = (found.heads, found.align_heads, found.layers, found.text_conv + 1, found.text_attention + 1, found.times)
    if not (
        all(0 < size <= MOST_WIDTH for size in sizes)
        and all(0 < count <= MOST_LAYERS for count in layers)
        and 0 < len(steps) <= MOST_STEPS
        and found.width % found.heads == found.width % found.align_heads == 0
    ):
        raise ValueError("its settings are not EMA Lightning's")
    return found


def text_net(weights: Weights, shape: Shape, letters: int) -> InferenceSession:
    """`ids` (n,) and their `places` (n,) to `inside` (n, width) and `frames` (n,), how long each letter is."""
    net, width = Net(weights), shape.width
    x = net.add("Gather", net.weight("text.emb.weight", letters, width), "ids")
    for number in range(shape.text_conv):
        name = f"text.conv.{number}"
        y = net.flat(net.conv(net.upright(x), f"{name}.dw", width, width, 7, group=width))
        y = net.linear(net.norm(y, f"{name}.norm", width), f"{name}.pw1", width, 2 * width)
        y = net.linear(net.add("Gelu", y), f"{name}.pw2", 2 * width, width)
        x = net.add("Add", x, net.add("Mul", y, net.weight(f"{name}.gamma", width)))
    for number in range(shape.text_attention):
        name = f"text.attn.{number}"
        heard = net.attention(net.norm(x, f"{name}.n1", width), f"{name}.attn", "places", width, shape.heads)
        x = net.add("Add", x, heard)
        x = net.add("Add", x, net.gated(net.norm(x, f"{name}.n2", width), f"{name}.ff", width, 4))
    inside = net.norm(x, "text.norm", width)
    inputs = {"ids": ("i", ["n"]), "places": ("f", ["n"])}
    return net.session(inputs, inside=inside, frames=_frames(net, inside, width, shape.duration_width))


def _frames(net: Net, inside: str, width: int, hidden: int) -> str:
    x, inputs = net.upright(inside), width
    for conv, norm in ((0, 2), (4, 6)):
        x = net.silu(net.conv(x, f"chardur.net.{conv}", inputs, hidden, 3))
        x, inputs = _group_norm(net, x, f"chardur.net.{norm}", hidden), hidden
    long = net.add("Squeeze", net.linear(net.flat(x), "chardur.out", hidden, 1), net.constant([1]))
    frames = net.add("Sub", net.add("Exp", net.add("Min", long, net.constant(LONGEST_LETTER))), net.constant(1.0))
    return net.add("Max", frames, net.constant(1e-3))


def _group_norm(net: Net, x: str, name: str, width: int) -> str:
    """Over channels and time at once."""
    apart = net.add("Sub", x, net.add("ReduceMean", x))
    spread = net.add("ReduceMean", net.add("Mul", apart, apart))
    even = net.add("Div", apart, net.add("Sqrt", net.add("Add", spread, net.constant(USUAL_EPSILON))))
    scale, shift = (
        net.add("Unsqueeze", net.weight(f"{name}.{part}", width), net.constant([1])) for part in ("weight", "bias")
    )
    return net.add("Add", net.add("Mul", even, scale), shift)


def sound_net(weights: Weights, shape: Shape) -> InferenceSession:
    """What the text net found, and where each of t frames stands in it, to `latents` (t, latent).

    `inside` (n, width); `letter_places` (n,) and `frame_places` (t,) on one scale of words; `near` (t, n), 1 where a
    frame may look at a letter; `places` (t,); `noise` (steps, t, latent).
    """
    net, width = Net(weights), shape.width
    guide = _aligned(net, shape)
    noise = net.split("Split", "noise", parts=len(shape.steps), axis=0, num_outputs=len(shape.steps))
    noise = [net.add("Squeeze", part, net.constant([0])) for part in noise]
    x = clean = noise[0]
    for number, time in enumerate(shape.steps):
        step = _step(weights, shape, time)
        y = net.add("Add", net.linear(x, "in_proj", shape.latent, width), guide)
        for layer in range(shape.layers):
            name = f"blocks.{layer}"
            shift, scale, gate, shift_2, scale_2, gate_2 = _block_step(weights, shape, step, name)
            heard = net.attention(_stepped(net, y, scale, shift), f"{name}.attn", "places", width, shape.heads)
            y = net.add("Add", y, net.add("Mul", heard, net.constant(gate)))
            wide = net.gated(_stepped(net, y, scale_2, shift_2), f"{name}.ff", width, shape.times)
            y = net.add("Add", y, net.add("Mul", wide, net.constant(gate_2)))
        shift, scale = _linear(weights, "ada_out.1", _silu(step), 2 * width).reshape(2, width)
        flow = net.linear(_stepped(net, y, scale, shift), "out_proj", width, shape.latent)
        clean = net.add("Add", x, net.add("Mul", flow, net.constant(1.0 - time)))
        if number + 1 < len(shape.steps):
            later = shape.steps[number + 1]
            anew = net.add("Mul", noise[number + 1], net.constant(1.0 - later))
            x = net.add("Add", anew, net.add("Mul", clean, net.constant(later)))
    inputs: dict[str, tuple[str, Sequence[int | str]]] = {
        "inside": ("f", ["n", width]),
        "letter_places": ("f", ["n"]),
        "frame_places": ("f", ["t"]),
        "near": ("f", ["t", "n"]),
        "places": ("f", ["t"]),
        "noise": ("f", [len(shape.steps), "t", shape.latent]),
    }
    return net.session(inputs, latents=clean)


def _aligned(net: Net, shape: Shape) -> str:
    """For each frame what is said there: attention by place, the nearer the more."""
    weights, width, count = net.weights, shape.width, shape.align_heads
    key, value = (
        net.heads(net.linear("inside", f"aligner.{part}", width, width, bias=False), count, width) for part in "kv"
    )
    # The query is the same for every frame but for its place.
    same = weights.get("aligner.frame_q", 1, 1, width).reshape(1, width)
    asked = (same @ weights.get("aligner.q.weight", width, width).T).reshape(count, 1, width // count)
    scale = net.constant(shape.places_a_word)
    query, key = (
        net.turned(part, net.add("Mul", places, scale), width // count)
        for part, places in ((net.constant(asked), "frame_places"), (key, "letter_places"))
    )
    warmth = float(np.exp(weights.get("aligner.log_temp"))) / math.sqrt(width // count)
    near = net.add("Mul", net.add("MatMul", query, net.add("Transpose", key, perm=[0, 2, 1])), net.constant(warmth))
    frames = net.add("Unsqueeze", "frame_places", net.constant([1]))
    apart = net.add("Sub", frames, net.add("Unsqueeze", "letter_places", net.constant([0])))
    apart = net.add("Unsqueeze", net.add("Mul", apart, apart), net.constant([0]))
    width_2 = np.exp(weights.get("aligner.log_sigma", count)) ** 2
    bias = (weights.get("aligner.bias_w", count) / (2 * width_2)).reshape(count, 1, 1)
    near = net.add("Sub", near, net.add("Mul", apart, net.constant(bias)))
    allowed = net.add("Greater", "near", net.constant(0.5))
    near = net.add("Softmax", net.add("Where", allowed, near, net.constant(FORBIDDEN)), axis=-1)
    heard = net.joined_heads(net.add("MatMul", net.add("Mul", near, "near"), value), width)
    return net.linear(heard, "aligner.o", width, width, bias=False)


def _stepped(net: Net, x: str, scale: Array, shift: Array) -> str:
    """A norm whose scale and shift the step gives."""
    return net.add("LayerNormalization", x, net.constant(1.0 + scale), net.constant(shift), epsilon=EPSILON, axis=-1)


def _step(weights: Weights, shape: Shape, time: float) -> Array:
    """A step's time as the nets know it, (width,)."""
    half = FREQUENCIES // 2
    angles = np.float32(time) * 1000.0 * np.exp(-math.log(10_000) * np.arange(half, dtype=np.float32) / half)
    waves = np.concatenate([np.cos(angles), np.sin(angles)]).astype(np.float32)
    inside = _silu(_linear(weights, "t_embed.mlp.0", waves, shape.width))
    return _linear(weights, "t_embed.mlp.2", inside, shape.width)


def _block_step(weights: Weights, shape: Shape, step: Array, name: str) -> Array:
    """What a step does to a block: shift, scale and gate of its two halves, (6, width)."""
    if weights.has("ada_shared.1.weight"):
        shared = _linear(weights, "ada_shared.1", _silu(step), 6 * shape.width).reshape(6, shape.width)
        return shared + weights.get(f"{name}.ada_offset", 6, shape.width)
    return _linear(weights, f"{name}.ada.1", _silu(step), 6 * shape.width).reshape(6, shape.width)


def _linear(weights: Weights, name: str, x: Array, outputs: int) -> Array:
    found: Array = weights.get(f"{name}.weight", outputs, len(x)) @ x + weights.get(f"{name}.bias", outputs)
    return found


def _silu(x: Array) -> Array:
    found: Array = x / (1.0 + np.exp(-x))
    return found
