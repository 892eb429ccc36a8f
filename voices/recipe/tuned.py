"""What of the voice is tuned by hand or by `tune`, and not learnt: lengths, formants, loudness by symbol, and a tone.

`tuning.toml` holds it. Lengths are factors, also of the PAD behind a symbol. Formants are shifts of a vowel's F1 and F2
in Bark (Traunmüller 1990), brought about by what the same bend does to the vowel's mean spectrum. Loudness is in dB.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from voices.recipe.features import hertz_on_axis
from voices.recipe.units import CEPSTRUM, NORMAL, PLACE, set_initializer
from voices.recipe.vowels import USUAL, bark, hertz_of

Floats = NDArray[np.float64]

USED = Path(__file__).with_name("tuning.toml")
IDS, BINS = 256, 257
SPARED_HZ, FIXED_HZ, LEAST_APART_HZ = 2_600.0, 4_200.0, 250.0
"""F3 and what lies above it stay in place."""
OCTAVES = 0.7
"""Half width of a band of the tone."""
RAMP = 3.0
"""A symbol's change is whole after this part of its half."""
TONE = "onnx::Mul_1274"


@dataclass(frozen=True, slots=True)
class Tuning:
    """By groups of symbols, written as strings."""

    lengths: Mapping[str, float] = field(default_factory=dict)
    formants: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    loudness: Mapping[str, float] = field(default_factory=dict)
    tone: Mapping[str, float] = field(default_factory=dict)
    """dB around a frequency in Hz."""

    @classmethod
    def load(cls) -> "Tuning":
        """The one that is used."""
        read = tomllib.loads(USED.read_text("utf-8"))
        shifts = {group: (first, second) for group, (first, second) in read["formants"].items()}
        return cls(**read | {"formants": shifts})


def toml(tuning: Tuning) -> str:
    """As `Tuning.load` reads it."""
    parts = {"lengths": tuning.lengths, "formants": tuning.formants, "loudness": tuning.loudness, "tone": tuning.tone}
    lines = ["# What `voices.recipe.tune` found, read by `voices.recipe.tuned`: factors, Bark, dB, dB by Hz."]
    for name, values in parts.items():
        lines += ["", f"[{name}]"]
        for group, value in values.items():
            shown = f"[{value[0]:.2f}, {value[1]:.2f}]" if isinstance(value, tuple) else f"{value:.2f}"
            lines.append(f'"{group}" = {shown}')
    return "\n".join(lines) + "\n"


def middles(of: Iterable[Mapping[str, NDArray[np.generic]]]) -> dict[int, Floats]:
    """The mean cepstrum in the middle of each symbol, by its id."""
    found: dict[int, list[Floats]] = {}
    for one in of:
        ends = np.cumsum(one["lengths"]) + float(one["offset"])
        for number, frame in zip(one["ids"][2:-1:2].tolist(), ends[2:-1:2].astype(int).tolist(), strict=True):
            if 0 <= frame < len(one["sound"]):
                found.setdefault(number, []).append(one["sound"][frame, :CEPSTRUM].astype(np.float64))
    return {number: np.mean(cepstra, 0) for number, cepstra in found.items()}


def moved(cepstrum: Floats, usual: tuple[float, float], shift: tuple[float, float]) -> Floats:
    """What a shift of F1 and F2 in Bark adds to a cepstrum."""
    hertz = hertz_on_axis(BINS)
    logs = cepstrum @ np.cos(np.outer(np.arange(CEPSTRUM), np.linspace(0, np.pi, BINS)))
    first, second = (hertz_of(bark(formant) + by) for formant, by in zip(usual, shift, strict=True))
    second = max(second, first + LEAST_APART_HZ)
    spared = max(SPARED_HZ, usual[1] + 550, second + 550)
    away = np.interp(hertz, [0, first, second, spared, FIXED_HZ, hertz[-1]], [0, *usual, spared, FIXED_HZ, hertz[-1]])
    added = np.fft.irfft(np.interp(away, hertz, logs) - logs)[:CEPSTRUM]
    added[1:] *= 2
    return np.asarray(added)


def _ids(group: str) -> list[int]:
    return [DEFAULT_PHONEME_ID_MAP[symbol][0] for symbol in group]


def lengths(tuning: Tuning) -> Floats:
    """Factors by id."""
    rates = np.ones(IDS)
    for group, factor in tuning.lengths.items():
        rates[_ids(group)] = factor
    return rates


def additions(tuning: Tuning, known: Mapping[int, Floats]) -> Floats:
    """What is added to the cepstrum by id, of shape (IDS, CEPSTRUM)."""
    added = np.zeros((IDS, CEPSTRUM))
    for group, shift in tuning.formants.items():
        for number in _ids(group):
            if number in known:
                added[number] += moved(known[number], USUAL[group[0]], shift)
    for group, louder in tuning.loudness.items():
        added[_ids(group), 0] += louder * np.log(10) / 20
    return added


def tone(tuning: Tuning) -> Floats:
    """Factors of the vocoder's 513 bins."""
    hertz = np.maximum(np.arange(513) * 22_050 / 1024, 20.0)
    decibels = np.zeros(513)
    for middle, louder in tuning.tone.items():
        decibels += louder * np.exp(-0.5 * (np.log2(hertz / float(middle)) / OCTAVES) ** 2)
    return np.asarray(10 ** (decibels / 20))


def applied(model: onnx.ModelProto, tuning: Tuning, known: Mapping[int, Floats]) -> None:
    """Tune a graph that `units.joined` made: `known` is what `middles` found."""
    _scale(model, "rate", lengths(tuning))
    _scale(model, TONE, tone(tuning))
    ids = _of_symbols(model)
    _add(model, ids, additions(tuning, known).astype(np.float32))


def _scale(model: onnx.ModelProto, name: str, factors: Floats) -> None:
    tensor = next(one for one in model.graph.initializer if one.name == name)
    set_initializer(model, name, numpy_helper.to_array(tensor) * factors)


def _of_symbols(model: onnx.ModelProto) -> str:
    """Lengths go by these: the ids, with that of its symbol for each PAD."""
    at, rates = next((at, node) for at, node in enumerate(model.graph.node) if "rate" in node.input)
    ids = rates.input[1]
    tensors = {"first": [0], "last": [-1], "before": [1], "pad": 0}
    made = [numpy_helper.from_array(np.array(value, np.int64), f"tuned.{name}") for name, value in tensors.items()]
    model.graph.initializer.extend(made)
    rates.input[1] = "tuned.ids"
    _insert(
        model,
        at,
        helper.make_node("Slice", [ids, "tuned.first", "tuned.last"], ["tuned.front"]),
        helper.make_node("Concat", ["tuned.before", "tuned.front"], ["tuned.previous"], axis=0),
        helper.make_node("Equal", [ids, "tuned.pad"], ["tuned.padded"]),
        helper.make_node("Where", ["tuned.padded", "tuned.previous", ids], ["tuned.ids"]),
    )
    return "tuned.ids"


def _add(model: onnx.ModelProto, ids: str, added: NDArray[np.float32]) -> None:
    """Add to each frame what its symbol has, fading in and out at its edges."""
    concatenations = ((at, node) for at, node in enumerate(model.graph.node) if node.op_type == "Concat")
    at, node = next((at, node) for at, node in concatenations if node.output[0].startswith("units."))
    heard, node.input[0] = node.input[0], "tuned.cepstrum"
    floats = {"added": added, "one": np.float32(1), "ramp": np.float32(RAMP)}
    wholes = {"batch": np.array([0], np.int64), "column": np.array([1], np.int64)}
    made = [numpy_helper.from_array(np.asarray(value), f"tuned.{name}") for name, value in (floats | wholes).items()]
    model.graph.initializer.extend(made)
    _insert(
        model,
        at,
        helper.make_node("Gather", ["tuned.added", ids], ["tuned.by_id"]),
        helper.make_node("Gather", ["tuned.by_id", NORMAL], ["tuned.by_frame"]),
        helper.make_node("Gather", ["tuned.padded", NORMAL], ["tuned.behind"]),
        helper.make_node("Squeeze", [PLACE, "tuned.batch"], ["tuned.place"]),
        helper.make_node("Sub", ["tuned.one", "tuned.place"], ["tuned.left"]),
        helper.make_node("Where", ["tuned.behind", "tuned.left", "tuned.place"], ["tuned.near"]),
        helper.make_node("Mul", ["tuned.near", "tuned.ramp"], ["tuned.steep"]),
        helper.make_node("Min", ["tuned.steep", "tuned.one"], ["tuned.share"]),
        helper.make_node("Unsqueeze", ["tuned.share", "tuned.column"], ["tuned.shares"]),
        helper.make_node("Mul", ["tuned.by_frame", "tuned.shares"], ["tuned.faded"]),
        helper.make_node("Add", [heard, "tuned.faded"], ["tuned.cepstrum"]),
    )


def _insert(model: onnx.ModelProto, at: int, *nodes: onnx.NodeProto) -> None:
    rest = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*rest[:at], *nodes, *rest[at:]])
