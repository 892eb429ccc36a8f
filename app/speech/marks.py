"""Word marks: from when each phoneme is heard, and which word it belongs to, to when each word is heard."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech.alignment import PUNCTUATION, SPACE, STRESS, Alignment, align
from app.speech.engine import WordMark

# How long a phoneme lasts beside an ordinary one, for voices that do not tell; measured roughly on the embedded voice.
STRESS_WEIGHT = 0.4
LENGTH_WEIGHT = 0.6
SPACE_WEIGHT = 0.4
PUNCTUATION_WEIGHT = 3.0
QUIET = 0.01
"""Of full scale, -40 dBFS: what a Clip's edge silence stays under."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """When the phonemes of a Line are heard: samples from the start of the Clip, each array of shape (phonemes,)."""

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    exact: bool
    """Whether the model itself told."""


def from_durations(durations: NDArray[np.float64], id_counts: Sequence[int], samples: int, *, before: int = 1) -> Heard:
    """Of a model's own durations, one per phoneme id (shape (ids,), any unit).

    `id_counts` tells how many ids each phoneme took; `before` ids stand before the first phoneme, one behind the last.
    Raises ValueError when the durations do not fit the ids or sum to nothing.
    """
    total = float(durations.sum())
    ends_of_ids = np.cumsum(durations)
    if not np.isfinite(total) or total <= 0 or durations.min() < 0 or len(durations) != before + sum(id_counts) + 1:
        raise ValueError("durations that do not fit the phonemes")
    last_ids = before - 1 + np.cumsum([0, *id_counts])
    edges = ends_of_ids[last_ids] * (samples / total)
    return Heard(edges[:-1], edges[1:], exact=True)


def estimated(phonemes: Sequence[str], pcm: NDArray[np.float32]) -> Heard:
    """A guess for a voice that does not tell: phonemes of usual lengths, spread over what is not edge silence."""
    loud = np.flatnonzero(np.abs(pcm) > QUIET)
    first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(pcm))
    weights = np.array([_weight(phoneme) for phoneme in phonemes])
    while len(phonemes) > 1 and phonemes[-1] in PUNCTUATION:  # the last pause is the edge silence itself
        phonemes = phonemes[:-1]
        weights[len(phonemes)] = 0
    edges = first + (last - first) * np.concatenate(([0.0], np.cumsum(weights))) / weights.sum()
    return Heard(edges[:-1], edges[1:], exact=False)


def joined(parts: Sequence[Heard], offsets: Sequence[int]) -> Heard:
    """One after another, each moved by its offset in samples."""
    return Heard(
        np.concatenate([part.starts + offset for part, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([part.ends + offset for part, offset in zip(parts, offsets, strict=True)]),
        all(part.exact for part in parts),
    )


def word_marks(
    words: Sequence[Sequence[str]], line: Sequence[str], heard: Heard, *, samples: int, sample_rate_hz: int
) -> tuple[tuple[WordMark, ...], bool]:
    """One mark per word, in order, inside the Clip; and whether they are exact.

    `words` and `line` as for `align`. A word without sound gets the pause between its neighbours.
    """
    found = align(words, line) or _shared_out(words, line)
    starts = [heard.starts[span[0]] if span else None for span in found.spans]
    marks = []
    at = 0.0
    for index, span in enumerate(found.spans):
        if span:
            start, end = heard.starts[span[0]], heard.ends[span[1] - 1]
        else:
            start, end = at, next((later for later in starts[index:] if later is not None), at)
        start = min(max(at, start), samples)
        at = min(max(start, end), samples)
        marks.append(WordMark(float(start) * 1000 / sample_rate_hz, float(at) * 1000 / sample_rate_hz))
    return tuple(marks), heard.exact and found.exact


def _shared_out(words: Sequence[Sequence[str]], line: Sequence[str]) -> Alignment:
    """The Line's phonemes divided by the words' lengths alone."""
    lengths = np.array([len(word) for word in words], dtype=np.float64)
    edges = np.concatenate(([0.0], np.cumsum(lengths))) * (len(line) / max(1.0, lengths.sum()))
    cuts = np.rint(edges).astype(int).tolist()
    spans = tuple((start, end) if end > start else None for start, end in itertools.pairwise(cuts))
    return Alignment(spans, exact=False)


def _weight(phoneme: str) -> float:
    if phoneme in STRESS:
        return STRESS_WEIGHT
    if phoneme == SPACE:
        return SPACE_WEIGHT
    if phoneme in PUNCTUATION:
        return PUNCTUATION_WEIGHT
    return LENGTH_WEIGHT if phoneme == "ː" else 1.0
