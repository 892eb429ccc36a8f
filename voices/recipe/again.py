"""Step 3b: ü whose second formant the tracker missed (a quarter of them), moved again by the peak of its own envelope.

python -m voices.recipe.again WORK
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voices.recipe.features import ALPHA, EDGE, ORDER, WARP_HZ, lengths, prolonged
from voices.recipe.surgery import RAMP, TARGETS

Floats = NDArray[np.float64]

WARPED = np.linspace(0, np.pi, 257)
HERTZ = (WARPED + 2 * np.arctan2(-ALPHA * np.sin(WARPED), 1 + ALPHA * np.cos(WARPED))) / np.pi * WARP_HZ / 2
COSINES = np.cos(np.outer(np.arange(ORDER + 1), WARPED))
LOOKED_AT = np.arange(750.0, 2_200.0, 10.0)
NEAR_HZ, F1_HZ, F3_HZ, LONGEST = 60.0, 400.0, 2_700.0, 11
"""What is near enough; what keeps its place on both sides; frames of a vowel that are looked at."""


def peak(cepstra: Floats) -> float:
    """The highest peak between F1 and F3 of the mean of mel-cepstra (frames, ORDER + 1), in Hz; 0.0 for none."""
    heights = np.interp(LOOKED_AT, HERTZ, cepstra.mean(0) @ COSINES)
    tops = np.flatnonzero((heights[1:-1] > heights[:-2]) & (heights[1:-1] >= heights[2:])) + 1
    return float(LOOKED_AT[tops[heights[tops].argmax()]]) if len(tops) else 0.0


def moved(cepstrum: Floats, have: float, target: float, share: float) -> Floats:
    """A mel-cepstrum with the second formant moved by a share of the way."""
    away = np.interp(HERTZ, [0, F1_HZ, target, F3_HZ, WARP_HZ / 2], [0, F1_HZ, have, F3_HZ, WARP_HZ / 2])
    series = np.fft.irfft(np.interp(HERTZ + share * (away - HERTZ), HERTZ, cepstrum @ COSINES))[: ORDER + 1]
    series[1:] *= 2
    return np.asarray(series)


def main() -> None:
    """Mend WORK/features in place; what is near its target already stays."""
    work, mended = Path(sys.argv[1]), 0
    for path in sorted((work / "features").glob("*.npz")):
        with np.load(path) as file, np.load(work / "said" / path.name) as said:
            made = {name: file[name] for name in file.files}
            spoken = {name: said[name] for name in said.files}
        source, spans = spoken["source"].tolist(), lengths(spoken)
        bounds = np.cumsum(spans)[:-1] - round(max(0.0, spans[0] - EDGE[0]))
        sound = made["sound"].astype(float)
        for symbol, start, end in zip(prolonged(source), bounds, bounds[1:], strict=False):
            third = (min(end, start + LONGEST) - start) / 3
            middle = sound[max(0, int(np.ceil(start + third))) : int(start + 2 * third) + 1, : ORDER + 1]
            if symbol not in {"y", "ø"} or end - start < 1 or not len(middle):
                continue
            have, target = peak(middle), TARGETS[symbol][1]
            if not 0 < have < target - NEAR_HZ:
                continue
            mended += 1
            for frame in range(max(0, int(start) - RAMP), min(len(sound), int(np.ceil(end)) + RAMP)):
                share = float(np.clip(1 - max(start - frame, frame - end) / RAMP, 0, 1))
                sound[frame, : ORDER + 1] = moved(sound[frame, : ORDER + 1], have, target, share)
        draft = path.with_suffix(".part")
        with draft.open("wb") as target_file:
            np.savez(target_file, **made | {"sound": sound.astype(np.float32)})
        draft.rename(path)
    print(mended, "vowels moved again")


if __name__ == "__main__":
    main()
