"""The student: phoneme ids to lengths, and to a mel-cepstrum, pitch, voicing and crossover for each frame.

It is the acoustic model inside the embedded English voice, whose graph also holds the vocoder. Its weights are read out
of that graph, trained on, and written back, so that learning begins with a voice that can speak.
"""

import math
from collections.abc import Iterator

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

CEPSTRUM = 45
OUTPUTS = CEPSTRUM + 3
"""Mel-cepstrum, log pitch, voicing as a logit, log crossover."""
WIDTH, HEADS, SYMBOLS = 224, 4, 256


class Convolution(nn.Module):
    """Depthwise convolution, norm and two layers beside the input."""

    def __init__(self, hidden: int, kernel: int, dilation: int = 1) -> None:
        super().__init__()
        around = kernel // 2 * dilation
        self.dw = nn.Conv1d(WIDTH, WIDTH, kernel, padding=around, dilation=dilation, groups=WIDTH)
        self.n = nn.LayerNorm(WIDTH)
        self.a = nn.Linear(WIDTH, hidden)
        self.b = nn.Linear(hidden, WIDTH)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """X (batch, time, WIDTH), mask (batch, time, 1)."""
        y = self.dw((x * mask).transpose(1, 2)).transpose(1, 2)
        return x + self.b(torch.relu(self.a(self.n(y))))


class Attention(nn.Module):
    """Self-attention with a learnt, linear penalty of distance."""

    def __init__(self) -> None:
        super().__init__()
        self.n = nn.LayerNorm(WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.o = nn.Linear(WIDTH, WIDTH)
        self.slope = nn.Parameter(torch.zeros(HEADS))
        self.skew = nn.Parameter(torch.zeros(HEADS))

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """As Convolution has it."""
        batch, time, width = x.shape
        q, k, v = self.qkv(self.n(x)).reshape(batch, time, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        place = torch.arange(time, dtype=torch.float32)
        apart = place[None] - place[:, None]
        bias = -self.slope.abs()[:, None, None] * apart.abs() + self.skew[:, None, None] * apart
        weight = q @ k.transpose(-1, -2) * (width // HEADS) ** -0.5 + bias + (mask[:, None, None, :, 0] - 1) * 1e4
        return x + self.o((torch.softmax(weight, -1) @ v).transpose(1, 2).reshape(batch, time, width))


class Student(nn.Module):
    """The acoustic model, 3.2 million weights."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.emb = nn.Embedding(SYMBOLS, WIDTH)
        self.e1 = nn.ModuleList([Convolution(448, 9), Convolution(448, 9)])
        self.t1 = Attention()
        self.e2 = nn.ModuleList([Convolution(448, 9), Convolution(448, 9)])
        self.t2 = Attention()
        self.e3 = nn.ModuleList([Convolution(448, 9)])
        self.en = nn.LayerNorm(WIDTH)
        self.dur = nn.ModuleList([Convolution(256, 5)])
        self.durn = nn.LayerNorm(WIDTH)
        self.durp = nn.Linear(WIDTH, 1)
        self.pos = nn.Linear(8, WIDTH)
        self.dec = nn.ModuleList([Convolution(576, 7, dilation) for dilation in (1, 2, 1, 3, 1, 1)])
        self.dn = nn.LayerNorm(WIDTH)
        self.out = nn.Linear(WIDTH, OUTPUTS)
        self.drop = nn.Dropout(dropout)
        self.register_buffer("mean", torch.zeros(OUTPUTS))
        self.register_buffer("std", torch.ones(OUTPUTS))

    def encode(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Encodings (batch, ids, WIDTH) and lengths in frames (batch, ids)."""
        x = self.drop(self.emb(ids))
        for layer in (*self.e1, self.t1, *self.e2, self.t2, *self.e3):
            x = layer(x, mask)
        known = self.en(x)
        y = known
        for layer in self.dur:
            y = layer(y, mask)
        return known, functional.softplus(self.durp(self.durn(self.drop(y)))[..., 0]) * 4.0

    def decode(self, known: torch.Tensor, since: torch.Tensor, until: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Outputs (batch, frames, OUTPUTS), normalised, of each frame's encoding and its distance to its id's edges."""
        whole = torch.clamp(since + until, min=0.25)
        part = torch.clamp(since / whole, 0, 1)
        near = [torch.tanh(edge / scale) for scale in (4, 16) for edge in (since, until)]
        place = torch.stack([part, part * part, torch.sin(math.pi * part), *near, torch.log1p(whole) * 0.5], -1)
        x = known + self.pos(place)
        for layer in self.dec:
            x = layer(x, mask)
        return self.out(self.dn(x))

    def products(self) -> Iterator[nn.Linear]:
        """The layers whose weights the graph multiplies with, in its order."""
        blocks = (*self.e1, self.t1, *self.e2, self.t2, *self.e3, *self.dur)
        for block in (*blocks, self.durp, self.pos, *self.dec, self.out):
            parts = {Convolution: ("a", "b"), Attention: ("qkv", "o")}.get(type(block))
            yield from (getattr(block, part) for part in parts) if parts else (block,)


def places(model: onnx.ModelProto, student: Student) -> list[tuple[onnx.TensorProto, torch.Tensor]]:
    """Each tensor of the graph that holds weights of the student, and these in the graph's order of axes."""
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    found = [
        (tensors[f"net.{name}"], value) for name, value in student.state_dict().items() if f"net.{name}" in tensors
    ]
    found.append((tensors["net.emb.weight_h"], student.emb.weight.data))
    numbered = sorted((name for name in tensors if name.startswith("onnx::")), key=lambda name: int(name.split("_")[1]))
    products = [name for name in numbered if "MatMul" in name]
    found += [(tensors[name], layer.weight.data.T) for name, layer in zip(products, student.products(), strict=True)]
    penalties = [name for name in numbered if tensors[name].dims in ([HEADS], [HEADS, 1, 1])]
    holders = [
        part for layer in (student.t1, student.t2) for part in (layer.slope.data, layer.skew.data[:, None, None])
    ]
    found += [(tensors[name], value) for name, value in zip(penalties, holders, strict=True)]
    found += [(tensors[name], student.mean[:CEPSTRUM]) for name in numbered if tensors[name].dims == [CEPSTRUM]]
    found += [(tensors[name], student.mean[CEPSTRUM]) for name in numbered if tensors[name].dims == []]
    return found


def read_from(model: onnx.ModelProto, student: Student) -> None:
    """Take the graph's weights."""
    for tensor, value in places(model, student):
        value.copy_(torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32).reshape(tuple(value.shape))))


def write_to(model: onnx.ModelProto, student: Student) -> None:
    """Put the student's weights in place of the graph's."""
    for tensor, value in places(model, student):
        kept = numpy_helper.to_array(tensor)
        tensor.CopyFrom(numpy_helper.from_array(value.numpy().astype(kept.dtype).reshape(kept.shape), tensor.name))
