"""Step 5: the student inside the graph of the embedded English voice, with a configuration: a voice of the make Piper.

    python -m voices.recipe.export WORK [FOLDER]

The vocoder is that graph's: pulses and noise, shaped by the minimum-phase response of the mel-cepstrum. What was tuned
to the English voice in it (equaliser, pitch range, the rise of questions, pauses) is set anew.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from voices.recipe.student import CEPSTRUM, Student, write_to
from voices.recipe.teacher import STYLES
from voices.recipe.train import ENGLISH, HELD_OUT, Utterance, collated, outputs_of, utterances
from voices.recipe.tuned import TONE, Tuning, applied, middles
from voices.recipe.units import Own, classes, joined, set_initializer, table

NAME = "tr_TR-announcer-low"
LEVEL = 1.0
"""Of the output."""
RATE, PAUSES = 0.882, 1.0
"""Lengths beside the teacher's, and those of commas, colons and semicolons beside the others."""
PITCH_SPREAD, LOWEST_HZ = 1.3, 55.0
BASS_HZ, TREBLE_HZ = (70, 12), (10_600, 120)
"""The band that is kept: where the gain is a half, and how wide the step is."""
NEAREST = {
    "ɐ": "a", "ɑ": "a", "ʌ": "a", "ɒ": "ɔ", "ə": "ɯ", "ɚ": "œ", "ɜ": "œ", "ɝ": "œ", "ɘ": "ɯ", "ɞ": "œ",
    "ɨ": "ɯ", "ᵻ": "ɯ", "ʉ": "y", "ʏ": "y", "ɤ": "ɯ", "ɵ": "œ", "ɶ": "œ", "æ": "æ", "ɹ": "r", "ɻ": "r",
    "ʁ": "ɾ", "ʀ": "ɾ", "ɽ": "ɾ", "x": "h", "χ": "h", "ħ": "h", "ɦ": "h", "ʜ": "h", "ç": "ʃ", "ɕ": "ʃ",
    "ʂ": "ʃ", "ʑ": "ʒ", "ʐ": "ʒ", "q": "k", "ɢ": "ɡ", "ɣ": "ɡ", "ɠ": "ɡ", "g": "ɡ", "ʛ": "ɡ", "ɓ": "b",
    "ʙ": "b", "ɗ": "d", "ɖ": "d", "ʈ": "t", "ʦ": "s", "β": "v", "ʋ": "v", "ⱱ": "v", "ɸ": "f", "ɱ": "m",
    "ɲ": "n", "ɳ": "n", "ɴ": "n", "ŋ": "n", "ɬ": "l", "ɭ": "l", "ʎ": "l", "ʟ": "l", "ɮ": "l", "ɺ": "l",
    "ʍ": "v", "ɥ": "j", "ɰ": "v", "θ": "t", "ð": "d", "ʔ": "h", "ʕ": "h", "ʡ": "h", "ʢ": "h", "!": ".",
    "(": ",", ")": ",", "ε": "ɛ", "X": "h", "ˑ": "ː", "c": "k", "w": "v", "ˌ": "ˈ",
}  # fmt: skip
"""For symbols that the texts hardly have, the one whose sound they get."""
LEAST = 8
"""Occurrences below which a symbol counts as not learnt."""
OWN, SHARPENED = 0.67, 0.7
"""The share of the student's own spectra beside the units; how much of the spread that its means lack is given back."""


def borrow(student: Student, work: Path) -> None:
    """Give unlearnt symbols the embedding of their nearest."""
    counts = np.bincount(np.concatenate([one["ids"] for one in utterances(work)]), minlength=256)
    weights = student.emb.weight.data
    numbers = {symbol: ids[0] for symbol, ids in DEFAULT_PHONEME_ID_MAP.items()}
    for number in range(len(weights)):
        symbol = next((name for name, known in numbers.items() if known == number), "")
        if counts[number] < LEAST and (nearest := numbers.get(NEAREST.get(symbol, "ˈ"))):
            weights[number] = weights[nearest].clone()


@torch.no_grad()
def spreads(student: Student, of: list[Utterance]) -> np.ndarray:
    """By what each cepstral coefficient is too even, shape (CEPSTRUM,): global variance, Toda and Tokuda 2007."""
    batch = collated(of)
    outputs, _ = outputs_of(student.eval(), batch)
    heard = batch["heard"][..., 0] > 0
    own = outputs[heard][:, :CEPSTRUM]
    wanted = ((batch["sound"][heard] - student.mean) / student.std)[:, :CEPSTRUM]
    lacking = (wanted.std(0) / own.std(0)).numpy()
    lacking[0] = 1.0
    return np.asarray(np.clip(lacking, 1.0, 2.0) ** SHARPENED)


def set_constant(model: onnx.ModelProto, kind: str, before: float, after: float) -> None:
    """Replace the constant operand `before` of the graph's one node of that kind which has it."""
    constants = {node.output[0]: node for node in model.graph.node if node.op_type == "Constant"}
    found = [
        constants[name]
        for node in model.graph.node
        if node.op_type == kind
        for name in node.input
        if name in constants
        and np.allclose(numpy_helper.to_array(constants[name].attribute[0].t), before, rtol=1e-5, atol=0)
    ]
    assert len(found) == 1, (kind, before, len(found))
    value = found[0].attribute[0].t
    value.CopyFrom(numpy_helper.from_array(np.float32(after), value.name))


def retuned(model: onnx.ModelProto) -> None:
    """What is not learnt."""
    hertz = np.arange(513) * 22_050 / 1024
    bass, treble = ((hertz - edge) / width for edge, width in (BASS_HZ, TREBLE_HZ))
    set_initializer(model, TONE, LEVEL / (1 + np.exp(-bass)) / (1 + np.exp(treble)))
    set_initializer(model, "gv", np.ones(45))
    rates = np.full(256, RATE)
    for mark in ",;:":
        rates[DEFAULT_PHONEME_ID_MAP[mark][0]] *= PAUSES
    set_initializer(model, "rate", rates)
    set_constant(model, "Mul", 1.33, PITCH_SPREAD)
    set_constant(model, "Clip", 4.2, np.log(LOWEST_HZ))
    set_constant(model, "Mul", 0.18, 0.0)
    set_constant(model, "Sub", 0.22, 0.0)


def configuration() -> dict[str, object]:
    """As Piper's voices have it, with the mark of this program, and no noise: it is understood better without."""
    config = json.loads(ENGLISH.with_suffix(".onnx.json").read_text("utf-8"))
    language = {"code": "tr_TR", "family": "tr", "region": "TR", "name_native": "Türkçe", "name_english": "Turkish"}
    return config | {
        "espeak": {"voice": "tr"},
        "language": language | {"country_english": "Turkey"},
        "inference": {"noise_scale": 0.0, "length_scale": 1.0, "noise_w": 0.0},
        "for_trying_out": True,
    }


def untuned(work: Path) -> tuple[onnx.ModelProto, int]:
    """The graph without what `tuned` adds, and how many steps its student learnt."""
    student = Student()
    saved = torch.load(work / "student.pt")
    student.load_state_dict(saved["mean"])
    borrow(student, work)
    model = onnx.load(ENGLISH)
    write_to(model, student)
    retuned(model)
    symbols, units = table(utterances(work))
    own = Own(OWN, student.mean[:CEPSTRUM].numpy(), spreads(student, utterances(work)[:HELD_OUT]))
    joined(model, units, classes(symbols, NEAREST), own)
    return model, saved["step"]


def main() -> None:
    """Write the two files of the voice."""
    work = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else work
    model, step = untuned(work)
    applied(model, Tuning.load(), middles(utterances(work)))
    del model.metadata_props[:]
    onnx.helper.set_model_props(
        model, {"name": NAME, "teacher": f"Kokoro-82M, styles {' and '.join(STYLES)}", "step": str(step)}
    )
    onnx.checker.check_model(model)
    target = folder / f"{NAME}.onnx"
    onnx.save(model, target.with_suffix(".part"))
    target.with_suffix(".part").replace(target)
    text = json.dumps(configuration(), ensure_ascii=False, indent=2)
    target.with_suffix(".onnx.json").write_text(text + "\n", "utf-8")
    print(target, target.stat().st_size, "bytes, step", step)


if __name__ == "__main__":
    main()
