"""Step 3: the teacher's sound as parameters of the student's vocoder, with vowels moved, and the length of each id.

    python -m voices.recipe.features WORK [THREADS]

WORLD's analysis (Morise et al., 2016) at the pitch that the teacher predicted gives envelopes and how noisy each band
is; `surgery` moves the formants; a mel-cepstrum of each frame remains. Writes WORK/features/*.npz.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyworld
from numpy.typing import NDArray
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP, phonemes_to_ids

from voices.recipe.surgery import moved
from voices.recipe.symbols import PARTICLE, VOWELS

Floats = NDArray[np.float64]

RATE_HZ, HOP = 22_050, 256
"""Of the student."""
TEACHER_HZ, FRAME, PITCH_HOP = 24_000, 600, 300
WARP_HZ, ALPHA, ORDER = 32_000, 0.45, 44
"""Of the mel-cepstrum: those of the vocoder of en_US-announcer-low."""
FFT = 1024
LEAD_S = 0.068
"""The teacher's sound comes this much before the frames that its durations give a symbol (step `lead` measures it)."""
LEAST_HZ, VOICED_HZ = 55.0, 50.0
EDGE = (4, 12)
"""Frames kept before the first and behind the last sound."""
APERIODIC = 0.5
RISE, RISE_FRAMES = 0.2, 9.0
"""Of the pitch before mı, mi, mu, mü, as a natural logarithm and the half width of the hill in frames."""


def analyse(said: dict[str, Any]) -> tuple[Floats, Floats, Floats, Floats]:
    """Power envelopes (frames, bins), log pitch, voicing, and the frequency in Hz above which noise prevails."""
    samples = said["samples"].astype(np.float64) / 16_000
    times = np.arange(len(samples) * RATE_HZ // (TEACHER_HZ * HOP)) * HOP / RATE_HZ
    raw = np.interp(times, (np.arange(len(said["pitch"])) + 0.5) * PITCH_HOP / TEACHER_HZ, said["pitch"])
    voiced = raw > VOICED_HZ
    pitch = np.where(voiced, np.maximum(raw, LEAST_HZ), 0.0)
    envelope = pyworld.cheaptrick(samples, pitch, times, TEACHER_HZ, f0_floor=LEAST_HZ, fft_size=2 * FFT)
    noise = pyworld.d4c(samples, pitch, times, TEACHER_HZ, threshold=0.0, fft_size=2 * FFT)
    hertz = np.linspace(0, TEACHER_HZ / 2, envelope.shape[1])
    crossover = np.array([_crossover(row**2, hertz) for row in noise])
    known = np.log(pitch[voiced]) if voiced.any() else np.array([4.5])
    places = np.flatnonzero(voiced) if voiced.any() else np.array([0])
    return envelope, np.interp(np.arange(len(pitch)), places, known), voiced.astype(float), crossover


def _crossover(noise: Floats, hertz: Floats) -> float:
    above = (noise < APERIODIC).nonzero()[0]
    return float(np.clip(hertz[above[-1]] if len(above) else 500.0, 500.0, 7_500.0))


def hertz_on_axis(points: int) -> Floats:
    """Where so many even steps of the mel-cepstrum's warped axis lie."""
    warped = np.linspace(0, np.pi, points)
    omega = warped + 2 * np.arctan2(-ALPHA * np.sin(warped), 1 + ALPHA * np.cos(warped))
    return np.asarray(omega / np.pi * WARP_HZ / 2)


def cepstrum(envelope: Floats) -> Floats:
    """Mel-cepstra (frames, ORDER + 1) of power envelopes: the cosine series of log magnitudes on the warped axis."""
    hertz = hertz_on_axis(2 * FFT + 1)
    bins = np.linspace(0, TEACHER_HZ / 2, envelope.shape[1])
    logs = 0.5 * np.log(np.maximum(envelope, 1e-12))
    on_axis = np.array([np.interp(hertz, bins, row) for row in logs])
    series = np.fft.irfft(on_axis, axis=1)[:, : ORDER + 1]
    series[:, 1:] *= 2
    return series


def lengths(said: dict[str, Any]) -> Floats:
    """Student frames of each of espeak's symbols and of both ends, as real numbers: (ahead, symbols…, behind)."""
    source, given, frames = said["source"].tolist(), said["given"].tolist(), said["durations"] * FRAME / TEACHER_HZ
    spoken = iter(frames[1:-1])
    seconds = np.array([next(spoken) if symbol else 0.0 for symbol in given])
    for at in range(len(source) - 1):  # an affricate is one symbol to the teacher and two to espeak
        if given[at] in {"ʧ", "ʤ"}:
            seconds[at], seconds[at + 1] = 0.45 * seconds[at], 0.55 * seconds[at]
    for at in range(1, len(source)):  # marks belong to their sound, so that each vowel has all of its length
        if source[at] == "ː":
            seconds[at - 1 : at + 1] = seconds[at - 1 : at + 1].sum() / 2
        if source[at - 1] == "ˈ" or source[at - 1] == "ˌ":
            seconds[at] += seconds[at - 1]
            seconds[at - 1] = 0.0
    ahead = frames[0] - LEAD_S
    return np.concatenate([[ahead], seconds, [frames[-1] + LEAD_S]]) * RATE_HZ / HOP


def _long(source: list[str]) -> list[str]:
    """The symbols with each mark of length as one more of the vowel before it."""
    return [before if symbol == "ː" else symbol for before, symbol in zip(["", *source], source, strict=False)]


def questions(source: list[str], bounds: Floats, frames: int) -> Floats:
    """What a question adds to the log pitch of each frame: a hill over the last vowel before its particle."""
    hills = np.zeros(frames)
    for found in PARTICLE.finditer("".join(source)):
        before = next((at for at in range(found.start() - 1, -1, -1) if source[at] in VOWELS), None)
        if before is not None:
            middle = (bounds[before] + bounds[before + 1]) / 2
            hills += RISE * np.exp(-0.5 * ((np.arange(frames) - middle) / RISE_FRAMES) ** 2)
    return hills


def features(path: Path) -> dict[str, Any]:
    """All that the student learns of an utterance."""
    with np.load(path) as file:
        said = {name: file[name] for name in file.files}
    source = said["source"].tolist()
    envelope, pitch, voiced, crossover = analyse(said)
    spans = lengths(said)
    samples = said["samples"] / 16_000
    bounds = np.cumsum(spans)[:-1]
    pitch = pitch + questions(source, bounds, len(pitch))
    rates = {"rate_hz": TEACHER_HZ, "frames_hz": RATE_HZ / HOP}
    envelope = moved(envelope, _long(source), bounds, samples=samples, **rates)
    first, last = max(0.0, spans[0] - EDGE[0]), max(0.0, spans[-1] - EDGE[1])
    spans[0] -= first
    spans[-1] -= last
    per_id = np.zeros(2 * len(source) + 3)
    per_id[:2], per_id[-1] = spans[0] / 2, spans[-1]
    per_id[2:-1:2] = per_id[3:-1:2] = spans[1:-1] / 2
    begin, end = round(first), round(first + spans.sum())
    ids = phonemes_to_ids(source, DEFAULT_PHONEME_ID_MAP)
    if len(ids) != len(per_id):
        raise ValueError(f"{path.name}: a symbol is unknown to Piper")
    sound = np.column_stack([cepstrum(envelope), pitch, voiced, np.log(crossover)])[begin:end]
    return {"ids": np.array(ids), "lengths": per_id, "offset": first - begin, "sound": sound.astype(np.float32)}


def write(path: Path, folder: Path) -> str:
    """The features of one utterance into the folder; its name, or why not."""
    try:
        made = features(path)
    except ValueError as error:
        return str(error)
    draft = folder / f"{path.stem}.part"
    with draft.open("wb") as file:
        np.savez(file, **made)
    draft.rename(folder / path.name)
    return path.name


def main() -> None:
    """Fill WORK/features with what is not there yet."""
    work, threads = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = work / "features"
    folder.mkdir(exist_ok=True)
    new = [path for path in sorted((work / "said").glob("?????.npz")) if not (folder / path.name).exists()]
    with ProcessPoolExecutor(threads) as pool:
        for number, said in enumerate(pool.map(partial(write, folder=folder), new)):
            if number % 50 == 0 or not said.endswith(".npz"):
                print(number, said, flush=True)


if __name__ == "__main__":
    main()
