"""Step 5b: `tuning.toml` by evolution: what makes the judge least surprised at the texts that were read to it.

    python -m voices.recipe.tune WORK GENERATIONS [TEXTS]

Separable CMA-ES (Ros and Hansen 2008) with mirrored samples. Each generation reads other texts of WORK/texts.txt, the
same ones with all its candidates, at one pace. Goes on from WORK/tuning.npz; prints each generation, writes
WORK/tuning.toml, which is to be put beside this file.
"""

import math
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP, phonemes_to_ids

from benchmarks.judge import Judge
from voices.recipe.export import configuration, untuned
from voices.recipe.features import RATE_HZ
from voices.recipe.symbols import symbols
from voices.recipe.train import utterances
from voices.recipe.tuned import Tuning, applied, lengths, middles, toml
from voices.recipe.vowels import USUAL

Floats = NDArray[np.float64]

SEED, CANDIDATES, KEPT, TEXTS = 16, 16, 8, 20
BEGUN, LEAST, MOST = 0.4, 0.08, 0.6
"""Of the step, in the units below."""
LENGTHS = ("aæ", "eɛ", "iɪ", "uʊ", "oɔ", "ɯ", "yø", "œ", "ː", "ptkc", "bdɡɟ", "fsʃ", "vzʒ", "h", "mn", "ɾr", "lɫ", "j", " ", "ˈ")  # fmt: skip # noqa: E501
VOWELS = ("aæ", "eɛ", "iɪ", "oɔ", "uʊ", "yø", "œ", "ɯ")
LOUDNESS = ("ptkc", "bdɡɟ", "fsʃ", "vzʒ", "mn", "ɾrlɫj")
TONE = ("250", "900", "2500", "5500")
UNITS = {"length": 0.3, "first": 0.5, "second": 0.7, "loudness": 1.3, "tone": 2.5}
"""Natural logarithm, Bark, Bark, dB, dB."""
COUNT = len(LENGTHS) + 2 * len(VOWELS) + len(LOUDNESS) + len(TONE)
DEAR = 0.0012
"""What a unit away from nothing must gain: the voice is for people too."""
WORST = 4.0
SHORT, LONG = 35, 95
"""Characters of the texts that are read."""
PAUSES = "^$.,;:!?"


def tuning(point: Floats) -> Tuning:
    """A point of the search as what it means."""
    cuts = np.cumsum([len(LENGTHS), len(VOWELS), len(VOWELS), len(LOUDNESS)])
    long, first, second, loud, tone = (part.tolist() for part in np.split(point, cuts))
    assert all(group[0] in USUAL for group in VOWELS)
    return Tuning(
        {group: math.exp(UNITS["length"] * by) for group, by in zip(LENGTHS, long, strict=True)},
        {
            group: (UNITS["first"] * low, UNITS["second"] * high)
            for group, low, high in zip(VOWELS, first, second, strict=True)
        },
        {group: UNITS["loudness"] * by for group, by in zip(LOUDNESS, loud, strict=True)},
        {hertz: UNITS["tone"] * by for hertz, by in zip(TONE, tone, strict=True)},
    )


class Reader:
    """The voice as any tuning makes it, at one pace."""

    def __init__(self, work: Path) -> None:
        self._model, _ = untuned(work)
        self._known = middles(utterances(work))
        self._plain = self._session(Tuning())
        self._inference = configuration()["inference"]

    def evenly(self, wanted: Tuning, texts: list[str]) -> Tuning:
        """The same with all lengths shorter or longer, so that the texts last as long as untuned, pauses aside."""
        quiet = [DEFAULT_PHONEME_ID_MAP[mark][0] for mark in PAUSES]
        rates, before, after = lengths(wanted), 0.0, 0.0
        for text in texts:
            ids = np.array(self._ids(text))
            owners = np.where(ids == 0, np.concatenate([[1], ids[:-1]]), ids)
            frames = np.where(np.isin(owners, quiet), 0, self._run(self._plain, text, still=True)[1].reshape(-1))
            before, after = before + frames.sum(), after + (frames * rates[owners]).sum()
        even = {group: factor * before / after for group, factor in wanted.lengths.items()}
        return Tuning(even, wanted.formants, wanted.loudness, wanted.tone)

    def read(self, wanted: Tuning, texts: list[str]) -> list[NDArray[np.int16]]:
        """Samples of each text."""
        session = self._session(wanted)
        sounds = [self._run(session, text)[0].reshape(-1) for text in texts]
        return [np.rint(np.clip(sound, -1, 1) * 32_767).astype(np.int16) for sound in sounds]

    def _session(self, wanted: Tuning) -> onnxruntime.InferenceSession:
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        applied(model, wanted, self._known)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(model.SerializeToString(), options)

    def _run(self, session: onnxruntime.InferenceSession, text: str, *, still: bool = False) -> list[np.ndarray]:
        scales = [0.0, 1.0, 0.0] if still else [self._inference[n] for n in ("noise_scale", "length_scale", "noise_w")]
        ids = np.array([self._ids(text)])
        feed = {"input": ids, "input_lengths": np.array([ids.size]), "scales": np.array(scales, np.float32)}
        return list(session.run(None, feed))

    @staticmethod
    def _ids(text: str) -> list[int]:
        return phonemes_to_ids(symbols(text), DEFAULT_PHONEME_ID_MAP)


class Evolution:
    """Where the search is: the middle, the step, the spread along each axis and two paths."""

    def __init__(self) -> None:
        self.middle, self.spread = np.zeros(COUNT), np.ones(COUNT)
        self.path, self.drift = np.zeros(COUNT), np.zeros(COUNT)
        self.step, self.number = BEGUN, 0
        ranks = math.log(KEPT + 0.5) - np.log(np.arange(1, KEPT + 1))
        self._weights = ranks / ranks.sum()

    def candidates(self, chance: np.random.Generator) -> Floats:
        """Steps, shape (CANDIDATES, COUNT), each with its mirror."""
        half = chance.standard_normal((CANDIDATES // 2, COUNT))
        return np.asarray(np.concatenate([half, -half]) * np.sqrt(self.spread))

    def learn(self, steps: Floats, costs: Floats) -> None:
        """Move, by the usual constants (Hansen 2016), the last two faster as the matrix is diagonal."""
        mass, n = 1 / (self._weights**2).sum(), COUNT
        best = steps[np.argsort(costs)[:KEPT]]
        mean = self._weights @ best
        tied, faster = (mass + 2) / (n + mass + 5), (n + 2) / 3
        damping = 1 + tied + 2 * max(0, math.sqrt((mass - 1) / (n + 1)) - 1)
        slow = (4 + mass / n) / (n + 4 + 2 * mass / n)
        one = 2 / ((n + 1.3) ** 2 + mass) * faster
        many = min(1 - one, 2 * (mass - 2 + 1 / mass) / ((n + 2) ** 2 + mass) * faster)
        usual = math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
        self.number += 1
        self.middle = self.middle + self.step * mean
        self.path = (1 - tied) * self.path + math.sqrt(tied * (2 - tied) * mass) * mean / np.sqrt(self.spread)
        length = float(np.linalg.norm(self.path))
        calm = length / math.sqrt(1 - (1 - tied) ** (2 * self.number)) < (1.4 + 2 / (n + 1)) * usual
        self.drift = (1 - slow) * self.drift + calm * math.sqrt(slow * (2 - slow) * mass) * mean
        self.spread = (1 - one - many) * self.spread + one * self.drift**2 + many * (self._weights @ best**2)
        self.step = float(np.clip(self.step * math.exp(tied / damping * (length / usual - 1)), LEAST, MOST))


def main() -> None:
    """Search for so many generations in all."""
    work, generations = Path(sys.argv[1]), int(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else TEXTS
    every = [text for text in (work / "texts.txt").read_text("utf-8").splitlines() if SHORT <= len(text) <= LONG]
    judge, reader, search, kept = Judge(), Reader(work), Evolution(), work / "tuning.npz"
    if kept.exists():
        with np.load(kept) as saved:
            vars(search).update({name: saved[name][()] for name in saved.files})
    while search.number < generations:
        chance = np.random.default_rng([SEED, int(search.number)])
        texts = [every[number] for number in chance.choice(len(every), count, replace=False)]
        steps, costs = search.candidates(chance), []
        for point in search.middle + search.step * steps:
            sounds = reader.read(reader.evenly(tuning(point), texts), texts)
            surprises = [judge.surprise(pcm, RATE_HZ, text, "tr") for pcm, text in zip(sounds, texts, strict=True)]
            costs.append(np.minimum(surprises, WORST).mean() + DEAR * (point**2).sum())
        search.learn(steps, np.array(costs))
        np.savez(kept, **{name: value for name, value in vars(search).items() if not name.startswith("_")})
        print(f"{search.number}: {np.mean(costs):.3f}, step {search.step:.2f}", flush=True)
    (work / "tuning.toml").write_text(toml(reader.evenly(tuning(search.middle), every[:100])), "utf-8")


if __name__ == "__main__":
    main()
