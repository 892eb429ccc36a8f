"""Formants of vowels in the teacher's speech, by espeak's symbol: what `surgery` starts from.

python -m voices.recipe.formants WORK
"""

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import parselmouth

from voices.recipe.features import FRAME, LEAD_S, TEACHER_HZ

VOWELS = "aeæɛiɪoɔuʊyøœɯ"


def measured(
    samples: np.ndarray, spans: list[tuple[float, float]], rate_hz: int, ceiling_hz: float
) -> list[list[float]]:
    """Medians of F1 to F3 over the middle third of each span, in Hz."""
    track = parselmouth.Sound(samples, rate_hz).to_formant_burg(0.005, 5, ceiling_hz, 0.025)
    places = [np.linspace(start + (end - start) / 3, end - (end - start) / 3, 5) for start, end in spans]
    return [
        [float(np.nanmedian([track.get_value_at_time(k, t) for t in times])) for k in (1, 2, 3)] for times in places
    ]


def main() -> None:
    """Print medians and quartiles."""
    found = defaultdict(list)
    for path in sorted((Path(sys.argv[1]) / "said").glob("?????.npz"))[:60]:
        with np.load(path) as said:
            samples = said["samples"].astype(float) / 16_000
            source, given, durations = said["source"].tolist(), said["given"].tolist(), said["durations"]
        ends = np.cumsum(durations) * FRAME / TEACHER_HZ - LEAD_S
        spoken = [symbol for symbol, teacher in zip(source, given, strict=True) if teacher]
        vowels = [at for at, symbol in enumerate(spoken) if symbol in VOWELS]
        spans = [(ends[at] - (0.025 if at and spoken[at - 1] == "ˈ" else 0), ends[at + 1]) for at in vowels]
        for at, row in zip(vowels, measured(samples, spans, TEACHER_HZ, 5_000), strict=True):
            found[spoken[at]].append(row)
    for symbol in VOWELS:
        rows = np.array(found[symbol] or [[np.nan] * 3])
        quarter, half, rest = np.nanpercentile(rows, [25, 50, 75], axis=0)
        print(symbol, len(rows), *(f"{b:.0f} ({a:.0f}-{c:.0f})" for a, b, c in zip(quarter, half, rest, strict=True)))


if __name__ == "__main__":
    main()
