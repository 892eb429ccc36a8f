"""EMA Lightning's third net: latents to samples. After decoder.py of its package, as nets.py."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnxruntime import InferenceSession

from app.speech.ema.archive import Array
from app.speech.ema.net import Net, Weights

SLOPE, LAST_SLOPE = 0.1, 0.01
"""Of what is negative."""
MOST_STAGES, MOST_CHANNELS, MOST_HOP = 12, 4_096, 20_000


@dataclass(frozen=True, slots=True)
class VocoderShape:
    """What the weights' own file says of it; each stage makes the sound `rate` times finer, with half the channels."""

    latent: int = 64
    channels: int = 256
    rates: tuple[int, ...] = (8, 6, 5, 2, 2, 2)
    kernels: tuple[int, ...] = (16, 12, 10, 4, 4, 4)
    block_kernels: tuple[int, ...] = (3, 5, 9)
    dilations: tuple[tuple[int, ...], ...] = ((1, 3, 5),) * 3

    @property
    def hop(self) -> int:
        """Samples per frame."""
        return math.prod(self.rates)


def vocoder_shape(config: Mapping[str, Any]) -> VocoderShape:
    """Read it; what is not said is as usual. Raises ValueError for what is none."""
    usual = VocoderShape()
    try:
        shape = VocoderShape(
            latent=int(config.get("latent_dim", usual.latent)),
            channels=int(config.get("ch", usual.channels)),
            rates=tuple(int(rate) for rate in config.get("rates", usual.rates)),
            kernels=tuple(int(kernel) for kernel in config.get("kernels", usual.kernels)),
            block_kernels=tuple(int(kernel) for kernel in config.get("rb_kernels", usual.block_kernels)),
            dilations=tuple(tuple(map(int, each)) for each in config.get("rb_dilations", usual.dilations)),
        )
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ValueError("its vocoder's settings are not EMA Lightning's") from error
    stages = len(shape.rates)
    if not (
        0 < stages == len(shape.kernels) <= MOST_STAGES
        and 0 < len(shape.block_kernels) == len(shape.dilations) <= MOST_STAGES
        and all(0 < rate <= kernel <= MOST_CHANNELS for rate, kernel in zip(shape.rates, shape.kernels, strict=True))
        and 0 < shape.latent <= MOST_CHANNELS
        and 1 << stages <= shape.channels <= MOST_CHANNELS
        and shape.hop <= MOST_HOP
    ):
        raise ValueError("its vocoder's settings are not EMA Lightning's")
    return shape


def vocoder_net(weights: Weights, shape: VocoderShape) -> InferenceSession:
    """`latents` (t, latent) to `samples`, hop a frame or a few more."""
    net, channels = Net(weights), shape.channels
    x = net.conv(net.upright("latents"), "pre", shape.latent, channels, 7)
    for stage, (rate, kernel) in enumerate(zip(shape.rates, shape.kernels, strict=True)):
        finer = channels // 2
        x = net.add("LeakyRelu", x, alpha=SLOPE)
        pad = (kernel - rate) // 2
        names = net.weight(f"ups.{stage}.weight", channels, finer, kernel), net.weight(f"ups.{stage}.bias", finer)
        x = net.add("ConvTranspose", x, *names, kernel_shape=[kernel], strides=[rate], pads=[pad, pad])
        channels = finer
        blocks = len(shape.block_kernels)
        kinds = enumerate(zip(shape.block_kernels, shape.dilations, strict=True))
        heard = [_block(net, x, f"blocks.{stage * blocks + number}", channels, *kind) for number, kind in kinds]
        x = net.add("Mul", net.add("Sum", *heard), net.constant(1.0 / blocks))
    x = net.conv(net.add("LeakyRelu", x, alpha=LAST_SLOPE), "post", channels, 1, 7)
    return net.session({"latents": ("f", ["t", shape.latent])}, samples=net.add("Tanh", x))


def _block(net: Net, x: str, name: str, channels: int, kernel: int, dilations: Sequence[int]) -> str:  # noqa: PLR0917
    for turn, dilation in enumerate(dilations):
        y = net.add("LeakyRelu", x, alpha=SLOPE)
        y = net.conv(y, f"{name}.convs1.{turn}", channels, channels, kernel, dilation=dilation)
        y = net.add("LeakyRelu", y, alpha=SLOPE)
        x = net.add("Add", x, net.conv(y, f"{name}.convs2.{turn}", channels, channels, kernel))
    return x


def plain_weights(saved: Mapping[str, Any]) -> dict[str, Array]:
    """Weights kept as direction and length (`weight_v`, `weight_g`) put together, all others as they are."""
    found = {name: value for name, value in saved.items() if not name.endswith(("weight_g", "weight_v"))}
    for name in saved:
        if name.endswith("weight_g"):
            length, direction = (np.asarray(saved.get(name[:-1] + part, 0.0), np.float32) for part in "gv")
            size = np.sqrt((direction**2).sum(axis=tuple(range(1, direction.ndim)), keepdims=True))
            found[name[:-2]] = length * direction / np.maximum(size, np.finfo(np.float32).tiny)
    return found
