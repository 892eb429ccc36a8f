"""Clips in order -> one sound: trimmed, faded, and parted by exact pauses."""

import itertools
import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.audio.loudness import FULL_SCALE
from app.errors import SynthesisError
from app.speech.engine import Clip, WordMark

with warnings.catch_warnings():
    # pydub looks for ffmpeg when it is imported, and warns; nothing here needs it.
    warnings.simplefilter("ignore")
    from pydub.audio_segment import AudioSegment

FADE_MS = 4

_WINDOW_MS = 5
_SILENCE_DB = -46.0
"""Under the loudest 5 ms of the Clip. Piper's silence lies 55 to 65 dB below, the weakest [f] and [h] 40 to 45."""
_FLOOR_DBFS = -80.0
"""What is quieter all through is not called speech and not cut."""
_SPEECH_DBFS = -20.0
"""The loudest 5 ms of a levelled sentence are louder than this; what silence is can so be told before they come."""
_BEFORE_MS = 25
_AFTER_MS = 40
"""What is kept around what is above the threshold: first and last consonants begin and fade below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """One Clip as it stands in the joined sound, with its pause; times in ms from the start of that sound."""

    pcm: NDArray[np.int16]
    """The speech (without what was given out in pieces) and the pause after it, mono, shape (n,)."""

    start_ms: float
    end_ms: float
    """Of the speech; the pause follows."""

    marks: tuple[WordMark, ...]
    """One per spoken token, monotonic, between `start_ms` and `end_ms`."""

    marks_exact: bool


class Joiner:
    """Joins the Clips of one narration; counts in samples, so that no Line drifts however many came before it."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate = sample_rate_hz
        self._position = 0
        self._pieces = np.zeros(0, np.int16)
        self._first = 0
        self._given = 0
        """Of the Clip that comes in pieces: its sound so far, where its speech begins, and how much was given out."""

    @property
    def duration_ms(self) -> float:
        """How long the joined sound is so far."""
        return self._ms(self._position)

    def piece(self, pcm: NDArray[np.int16]) -> NDArray[np.int16]:
        """A piece of the Clip that `add` is going to be given: what can already be told of the joined sound.

        Nothing before speech is heard, and never what may turn out to be silence at the Clip's end.
        """
        self._pieces = np.concatenate([self._pieces, pcm])
        begins, ends = _heard_span(self._pieces, self._rate, least_dbfs=_SPEECH_DBFS)
        if not self._given:
            self._first = max(0, begins - self._rate * _BEFORE_MS // 1000)
        fade = self._rate * FADE_MS // 1000
        # The Clip may end here: it is then faded out, and pydub rounds where that begins to whole ms.
        end = min(ends, len(self._pieces) - self._rate * (FADE_MS + 1) // 1000)
        ready = end - self._first
        if ready <= max(self._given, 4 * fade):
            return np.zeros(0, np.int16)
        speech = self._pieces[self._first : end].copy()
        # Only the beginning goes through pydub: it rounds what it is given to whole ms, at the end.
        beginning = np.frombuffer(_segment(speech[: 4 * fade], self._rate).fade_in(FADE_MS).raw_data, np.int16)
        speech[: 2 * fade] = beginning[: 2 * fade]
        given, self._given = self._given, ready
        return speech[given:]

    def add(self, clip: Clip, pause_ms: int) -> Joined:
        """Append a Clip and the pause after it. Raises SynthesisError when the Clip has another sample rate.

        What `piece` gave of it is part of the sound, but not of this answer's.
        """
        if clip.sample_rate_hz != self._rate:
            raise SynthesisError(f"The voice spoke at {clip.sample_rate_hz} Hz after speaking at {self._rate} Hz.")
        first, last = speech_span(clip.pcm, self._rate)
        given, self._given, self._pieces = self._given, 0, self._pieces[:0]
        if given:  # where it begins had to be decided before all was heard; it ends behind all that was given
            first = self._first
        speech = _faded(_segment(clip.pcm, self._rate).get_sample_slice(first, last))
        pause = _segment(np.zeros(self._rate * pause_ms // 1000, np.int16), self._rate)
        pcm = np.frombuffer(speech.append(pause, crossfade=0).raw_data, np.int16)

        start, end = self._position, self._position + int(speech.frame_count())
        self._position += len(pcm)
        start_ms, end_ms = self._ms(start), self._ms(end)
        marks = _moved(clip.marks, start_ms - first * 1000 / self._rate, start_ms, end_ms)
        return Joined(pcm[given:], start_ms, end_ms, marks, clip.marks_exact)

    def insert(self, pcm: NDArray[np.int16], pause_ms: int) -> NDArray[np.int16]:
        """Something else than speech, and a pause after it, stand here; as it is."""
        sound = np.concatenate([pcm, np.zeros(self._rate * pause_ms // 1000, np.int16)])
        self._position += len(sound)
        return sound

    def _ms(self, samples: int) -> float:
        return samples * 1000 / self._rate


def speech_span(pcm: NDArray[np.int16], sample_rate_hz: int) -> tuple[int, int]:
    """The samples [first, last) that hold the speech and a little around it; all of them where nothing is heard."""
    first, last = _heard_span(pcm, sample_rate_hz)
    return (
        max(0, first - sample_rate_hz * _BEFORE_MS // 1000),
        min(len(pcm), last + sample_rate_hz * _AFTER_MS // 1000),
    )


def _heard_span(pcm: NDArray[np.int16], sample_rate_hz: int, *, least_dbfs: float = -math.inf) -> tuple[int, int]:
    """From the first to the last of the windows that are above the threshold; all where nothing is heard at all.

    `least_dbfs` is how loud the loudest is taken to be at least: then (0, 0) where nothing is heard.
    """
    window = max(1, sample_rate_hz * _WINDOW_MS // 1000)
    padded = np.pad(pcm, (0, -len(pcm) % window)).astype(np.float64) / FULL_SCALE
    power = np.square(padded).reshape(-1, window).mean(axis=1)
    loudest = max(float(power.max(initial=0.0)), 10 ** (least_dbfs / 10))
    if loudest <= 10 ** (_FLOOR_DBFS / 10):
        return 0, len(pcm)
    heard = np.flatnonzero(power > loudest * 10 ** (_SILENCE_DB / 10))
    if not len(heard):
        return 0, 0
    return int(heard[0]) * window, min(len(pcm), (int(heard[-1]) + 1) * window)


def _segment(pcm: NDArray[np.int16], sample_rate_hz: int) -> AudioSegment:
    return AudioSegment(pcm.tobytes(), sample_width=2, frame_rate=sample_rate_hz, channels=1)


def _faded(speech: AudioSegment) -> AudioSegment:
    """Faded at both ends, each time by no more than half; pydub rounds the length to whole ms."""
    fade_ms = min(FADE_MS, len(speech) // 2)
    return speech.fade_in(fade_ms).fade_out(fade_ms) if fade_ms else speech


def _moved(marks: tuple[WordMark, ...], by_ms: float, start_ms: float, end_ms: float) -> tuple[WordMark, ...]:
    """The marks moved, in order, and none outside the speech: its first word may be marked in trimmed silence."""
    edges = (edge + by_ms for mark in marks for edge in (mark.start_ms, mark.end_ms))
    inside = itertools.accumulate((min(max(edge, start_ms), end_ms) for edge in edges), max)
    return tuple(WordMark(start, end) for start, end in zip(inside, inside, strict=True))
