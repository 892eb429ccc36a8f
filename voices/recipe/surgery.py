"""Vowels that the teacher cannot say, from those it can: each one's formants are moved to where a Turk has them.

The envelope of a frame is stretched along the frequency axis, piecewise linearly, so that the formants measured in that
vowel land on TARGETS; beyond the third it returns to itself. Consonants around it keep their place, with short ramps.
"""

import numpy as np
import parselmouth
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TARGETS = {"y": (300, 1650, 2150), "ø": (300, 1650, 2150), "œ": (430, 1250, 2150), "ɯ": (390, 1380, 2450)}
"""F1, F2, F3 in Hz of a man's ü, ü, ö and ı: rounded from what is published of Turkish vowels (README)."""
LIKELY = {
    "y": ((230, 400), (900, 2350), (1900, 3000)),
    "ø": ((230, 400), (900, 2350), (1900, 3000)),
    "œ": ((350, 520), (1350, 1950), (2100, 2800)),
    "ɯ": ((320, 580), (850, 1950), (2200, 2900)),
}
"""Where the teacher's own formants of what it says for them can be; a measurement beyond is an error of the tracker."""
ROUNDED = {"y": 6.0, "ø": 6.0, "œ": 6.0}
"""What rounded lips take from above 2.5 kHz, in dB; nothing from below 1.5."""
FIXED_HZ = 4_200.0
RAMP = 3
"""Frames on each side over which the move fades in and out."""
CEILING_HZ = 5_000.0
LONGEST_S = 0.13
"""Of a vowel that is looked at: before a pause the teacher counts that in."""


def formants(track: parselmouth.Formant, start_s: float, end_s: float, symbol: str) -> Floats:
    """F1 to F3 in the middle of a vowel, as far as they are likely."""
    end_s = min(end_s, start_s + LONGEST_S)
    times = np.linspace(start_s + (end_s - start_s) / 3, end_s - (end_s - start_s) / 3, 5)
    found = [np.nanmedian([track.get_value_at_time(number, time) for time in times]) for number in (1, 2, 3)]
    return np.array(
        [np.clip(np.nan_to_num(hertz, nan=np.mean(of)), *of) for hertz, of in zip(found, LIKELY[symbol], strict=True)]
    )


def moved(
    envelope: Floats, source: list[str], bounds: Floats, *, samples: Floats, rate_hz: int, frames_hz: float
) -> Floats:
    """Envelopes (frames, bins) with the vowels of TARGETS moved; `bounds`: the frames where symbols begin and end."""
    track = parselmouth.Sound(samples, rate_hz).to_formant_burg(0.005, 5, CEILING_HZ, 0.025)
    bins = np.linspace(0, rate_hz / 2, envelope.shape[1])
    result = envelope.copy()
    for symbol, start, end in zip(source, bounds, bounds[1:], strict=False):
        if symbol not in TARGETS or end - start < 1:
            continue
        have = formants(track, start / frames_hz, end / frames_hz, symbol)
        away = np.interp(bins, [0, *TARGETS[symbol], FIXED_HZ, bins[-1]], [0, *have, FIXED_HZ, bins[-1]])
        softer = np.interp(bins, [1_500, 2_500], [0, ROUNDED.get(symbol, 0.0) * np.log(10) / 10])
        for frame in range(max(0, int(start) - RAMP), min(len(result), int(np.ceil(end)) + RAMP)):
            share = np.clip(1 - max(start - frame, frame - end) / RAMP, 0, 1)
            logs = np.interp(bins + share * (away - bins), bins, np.log(envelope[frame] + 1e-14))
            result[frame] = np.exp(logs - share * softer)
    return result
