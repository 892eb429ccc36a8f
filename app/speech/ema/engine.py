"""EMA Lightning's voice: our letters through its nets, words timed by its own plan of frames."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from app.speech.ema.archive import read_archive
from app.speech.ema.net import Weights
from app.speech.ema.nets import Shape, shape_of, sound_net, text_net
from app.speech.ema.vocoder import plain_weights, vocoder_net, vocoder_shape
from app.speech.engine import SynthesisSettings
from app.speech.marks import Heard, joined
from app.speech.phonemic import LONGEST_LINE, PhonemeEngine, Speech, split
from app.speech.phonemizer import Phonemizer
from app.speech.sessions import Samples, shrinking
from app.speech.turkish import LETTERS, from_ipa, letters
from app.voices.voice import Voice

SAMPLE_RATE_HZ = 48_000
# What follows is as the package has it (chunker.py, engine.py): the voice was taught pieces of about ten seconds.
MOST_LETTERS = 250
LETTERS_A_SECOND, LONGEST_PIECE_S = 18.0, 10.0
SENTENCE_PAUSE_S, CLAUSE_PAUSE_S = 0.25, 0.12
SENTENCE_END = frozenset(".!?")
NO_END = frozenset(",;:- ")
LONGEST_WORD, MOST_FRAMES = 250, 3_000
FIRST_FRAMES, MORE_FRAMES = 25, 100
"""1 s for who waits, then 4 s at a time."""
FRAMES_TO_KEEP_MEMORY_FOR = 400
CONTEXT = 8
"""Frames on each side of a window; the vocoder hears 4 of them."""
ALPHABET = LETTERS | frozenset(" .")
"""Without which it would be no Turkish voice."""
FIRST_KNOWN = 2
"""Before it stand the pad and what is no letter."""
SEED = 0
"""The same Line always gets the same noise."""
WORD = re.compile(r" *[^ ]+ *|^ +$")


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is said in which frame of a piece; words and letters are counted from 0."""

    words: NDArray[np.int64]
    """Of each letter, (n,)."""
    starts: NDArray[np.int64]
    """The first letter of its word, (n,)."""
    frames: NDArray[np.float64]
    """How long each letter is at this speed, (n,)."""
    counts: NDArray[np.int64]
    """Frames of each word."""


@dataclass(frozen=True, slots=True, eq=False)
class Nets:
    """The loaded nets."""

    text: InferenceSession
    sound: InferenceSession
    vocoder: InferenceSession
    hop: int
    """Samples per frame."""


class EmaAcoustics:
    """The loaded nets. Thread-safe."""

    longest_run = LONGEST_LINE  # cut by itself, for how much it takes depends on the speed
    sample_rate_hz = SAMPLE_RATE_HZ

    def __init__(self, nets: Nets, shape: Shape, ids: dict[str, int]) -> None:
        self._nets = nets
        self._shape = shape
        self._ids = ids

    def sound(self, phonemes: list[str], settings: SynthesisSettings, hear: Callable[[Samples], None] | None) -> Speech:
        """As Acoustics has it. The noise is the same each time, whatever the settings: the voice needs it."""
        limit = int(min(MOST_LETTERS, LETTERS_A_SECOND * LONGEST_PIECE_S * settings.speed))
        samples: list[Samples] = []
        heard: list[Heard] = []
        offsets: list[int] = []
        runs = split(phonemes, limit)
        for number, run in enumerate(runs):
            offsets.append(sum(map(len, samples)))
            pieces, times = self._piece(run, settings.speed, hear is not None)
            for piece in itertools.chain(pieces, [_pause(run)] if number + 1 < len(runs) else []):
                if hear and piece.size:
                    hear(piece)
                samples.append(piece)
            heard.append(times)
        return Speech(np.concatenate(samples), joined(heard, offsets))

    def _piece(self, run: list[str], speed: float, soon: bool) -> tuple[Iterator[Samples], Heard]:  # noqa: FBT001
        """The samples of a run, window by window, and when each of its letters is heard."""
        said, before = _finished(run)
        if not any(letter.isalpha() for letter in said):
            nothing = np.zeros(len(run))
            return iter([np.zeros(0, np.float32)]), Heard(nothing, nothing, exact=True)
        plan, inside = self._plan(said, speed)
        latents = self._latents(plan, inside)
        edges = _edges(plan) * self._nets.hop
        # What was taken off before and behind is heard for no time at all.
        places = np.clip(np.arange(len(run) + 1) - before, 0, len(said))
        edges = edges[places]
        return self._windows(latents, FIRST_FRAMES if soon else MORE_FRAMES), Heard(edges[:-1], edges[1:], exact=True)

    def _plan(self, said: list[str], speed: float) -> tuple[Plan, Samples]:
        ids = np.array([self._ids[letter] for letter in said], np.int64)
        feed = {"ids": ids, "places": np.arange(len(ids), dtype=np.float32)}
        inside, frames = (np.asarray(found, np.float32) for found in self._nets.text.run(["inside", "frames"], feed))
        lengths = [len(word) for word in WORD.findall("".join(said))]
        words = np.repeat(np.arange(len(lengths)), lengths)
        starts = np.repeat(np.cumsum([0, *lengths[:-1]]), lengths)
        frames = frames / np.float32(speed)
        counts = np.clip(np.rint(np.bincount(words, frames)), 1, LONGEST_WORD).astype(np.int64)
        if counts.sum() > MOST_FRAMES:
            raise ValueError("a piece that would never end")
        return Plan(words, starts, frames.astype(np.float64), counts), inside

    def _latents(self, plan: Plan, inside: Samples) -> Samples:
        shape, total = self._shape, int(plan.counts.sum())
        frame_words = np.repeat(np.arange(len(plan.counts)), plan.counts)
        first = np.cumsum(plan.counts) - plan.counts
        within = (np.arange(total) - first[frame_words]) / plan.counts[frame_words]
        letter_within = _middles(plan)
        if shape.letter_places:
            lengths = np.bincount(plan.words)
            before = np.cumsum(lengths) - lengths
            letter_places = before[plan.words] + letter_within * lengths[plan.words]
            frame_places = before[frame_words] + within * lengths[frame_words]
        else:
            letter_places, frame_places = plan.words + letter_within, frame_words + within
        away = plan.words[None, :] - frame_words[:, None]
        near = (away >= -shape.lookback) & (away <= shape.lookahead)
        noise = np.random.default_rng(SEED).standard_normal((len(shape.steps), total, shape.latent), np.float32)
        feed = {
            "inside": inside,
            "letter_places": letter_places.astype(np.float32),
            "frame_places": frame_places.astype(np.float32),
            "near": near.astype(np.float32),
            "places": np.arange(total, dtype=np.float32),
            "noise": noise,
        }
        long = total > FRAMES_TO_KEEP_MEMORY_FOR
        return np.asarray(self._nets.sound.run(["latents"], feed, shrinking() if long else None)[0], np.float32)

    def _windows(self, latents: Samples, first: int) -> Iterator[Samples]:
        start, step = 0, first
        while start < len(latents):
            end = min(start + step, len(latents))
            near, far = max(0, start - CONTEXT), min(len(latents), end + CONTEXT)
            [samples] = self._nets.vocoder.run(["samples"], {"latents": latents[near:far]})
            within = slice((start - near) * self._nets.hop, (end - near) * self._nets.hop)
            yield np.asarray(samples, np.float32).reshape(-1)[within]
            start, step = end, MORE_FRAMES


def load(voice: Voice) -> PhonemeEngine:
    """Read the weights and write the nets down. Raises whatever is wrong with the files."""
    acoustic_path, vocoder_path, *_ = voice.files
    acoustic = _parts(acoustic_path, {"cfg": dict, "ema": dict, "vocab": (list, str)})
    vocoder = _parts(vocoder_path, {"G": dict})
    alphabet = acoustic["vocab"]
    ids = {letter: number for number, letter in enumerate(alphabet) if number >= FIRST_KNOWN and len(letter) == 1}
    if not ids.keys() >= ALPHABET:
        raise ValueError(f"{acoustic_path.name} holds no Turkish alphabet")
    shape, weights = shape_of(acoustic["cfg"]), Weights(acoustic["ema"])
    text, sound = text_net(weights, shape, len(alphabet)), sound_net(weights, shape)
    weights.check_all_used()
    finer, weights = vocoder_shape(vocoder.get("cfg", {})), Weights(plain_weights(vocoder["G"]))
    if finer.latent != shape.latent:
        raise ValueError("its two files are not of one voice")
    nets = Nets(text, sound, vocoder_net(weights, finer), finer.hop)
    weights.check_all_used()
    return PhonemeEngine(front_end(ids), EmaAcoustics(nets, shape, ids), voice.digest)


def _parts(path: Path, kinds: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
    saved = read_archive(path)
    if isinstance(saved, dict) and all(isinstance(saved.get(name), kind) for name, kind in kinds.items()):
        return saved
    raise ValueError(f"{path.name} is a PyTorch archive, but not EMA Lightning's")


def front_end(alphabet: dict[str, int]) -> Phonemizer:
    """Letters for phonemes. The package's own normaliser is not asked: the text stage has written all out."""
    return Phonemizer(lambda text: [list(letters(text, alphabet))], alphabet, raw=lambda ipa: list(from_ipa(ipa)))


def _finished(run: list[str]) -> tuple[list[str], int]:
    """The piece as the voice was taught them, with a sentence's end, and how many places were taken off before it."""
    text = "".join(run)
    before = len(text) - len(text.lstrip())
    text = text.strip()
    if text.rstrip("\"')")[-1:] not in SENTENCE_END:
        text = text.rstrip("".join(NO_END)) + "."
    return list(text), before


def _pause(run: list[str]) -> Samples:
    ended = "".join(run).rstrip(" \"')")[-1:] in SENTENCE_END
    return np.zeros(round((SENTENCE_PAUSE_S if ended else CLAUSE_PAUSE_S) * SAMPLE_RATE_HZ), np.float32)


def _middles(plan: Plan) -> NDArray[np.float64]:
    """Where in its word the middle of each letter is, 0 to 1."""
    frames = np.maximum(plan.frames, 1e-4)
    done = np.cumsum(frames)
    before = done - frames
    total = np.bincount(plan.words, frames)[plan.words]
    middles: NDArray[np.float64] = (done - before[plan.starts] - 0.5 * frames) / np.maximum(total, 1e-8)
    return np.clip(middles, 0.0, 1.0)


def _edges(plan: Plan) -> NDArray[np.float64]:
    """Where each letter begins and the last one ends, in frames: words as planned, letters by their share of theirs."""
    frames = np.maximum(plan.frames, 1e-4)
    shares = frames / np.bincount(plan.words, frames)[plan.words]
    return np.concatenate(([0.0], np.cumsum(shares * plan.counts[plan.words])))
