"""Step 7: are words told apart that differ in one vowel? By the formants of that vowel, as no judge hears single words.

    python -m voices.recipe.minimal_pairs VOICE.onnx

A pair counts when each vowel is nearer (F1 and F2 in Bark, Traunmüller 1990) to what a man's is than to the other's.
"""

import json
import math
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import onnxruntime
from piper.phoneme_ids import phonemes_to_ids

from voices.recipe.formants import measured
from voices.recipe.symbols import symbols
from voices.recipe.vowels import USUAL, bark

SYMBOLS = dict(zip("aeıioöuü", "aeɯioœuy", strict=True))
"""By which USUAL knows the vowels."""
GROUPS = (
    "kar kır kör kür kor kur", "ol öl", "on ön", "kal kol kul kül kıl", "bal bel bol böl bul", "sal sel sol sul",
    "tar ter tür tur", "kin kın", "kan ken", "dal del dil", "gel göl gül", "saç seç suç", "boz buz biz bez", "yaz yüz",
    "un ün", "at et it ot", "kış kuş kaş",
)  # fmt: skip
CARRIER = "Şimdi {} dedi."


class Spoken:
    """A Piper voice as stock Piper would run it."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options)
        config = json.loads(path.with_suffix(".onnx.json").read_text("utf-8"))
        self.rate_hz, self._ids = config["audio"]["sample_rate"], config["phoneme_id_map"]
        self._inference = config["inference"]

    def timed(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Its samples, without noise that differs from call to call, and how many each id lasts."""
        ids = phonemes_to_ids(symbols(text), self._ids)
        scales = np.array([0.0, self._inference["length_scale"], 0.0], np.float32)
        feed = {"input": np.array([ids]), "input_lengths": np.array([len(ids)]), "scales": scales}
        samples, frames = (np.asarray(output).reshape(-1) for output in self._session.run(None, feed))
        return samples, frames * (len(samples) // int(frames.sum()))


def away(formants: list[float], vowel: str) -> float:
    """How far F1 and F2 in Hz are from a vowel's, in Bark."""
    return math.dist([bark(hertz) for hertz in formants[:2]], [bark(hertz) for hertz in USUAL[SYMBOLS[vowel]]])


def main() -> None:
    """Print each pair that is not told apart, and the share of those that are."""
    voice = Spoken(Path(sys.argv[1]))
    found = {}
    for word in {word for group in GROUPS for word in group.split()}:
        text = CARRIER.format(word)
        samples, lengths = voice.timed(text)
        edges = np.cumsum([0, *lengths]) / voice.rate_hz
        source = symbols(text)
        inside = source[source.index(" ") + 1 :]
        at = len(source) - len(inside) + next(at for at, symbol in enumerate(inside) if symbol in "aeæɛiɪoɔuʊyøœɯ")
        found[word] = measured(samples.astype(float), [(edges[2 + 2 * at], edges[4 + 2 * at])], voice.rate_hz, 5_000)[0]
    told = []
    for one, other in (pair for group in GROUPS for pair in combinations(group.split(), 2)):
        vowels = [next(letter for letter in word if letter in SYMBOLS) for word in (one, other)]
        apart = [
            away(found[word], own) < away(found[word], foreign)
            for word, own, foreign in zip((one, other), vowels, vowels[::-1], strict=True)
        ]
        told.append(all(apart))
        if not told[-1]:
            print(one, other, *(f"{hertz:.0f}" for word in (one, other) for hertz in found[word][:2]))
    print(f"{sum(told)} of {len(told)} pairs told apart, {100 * np.mean(told):.0f} %")


if __name__ == "__main__":
    main()
