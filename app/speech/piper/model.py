"""A voice's model as it is run: phoneme ids in, samples and durations out, whole or in windows."""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from app.speech.sessions import Feed, Samples, session, shrinking

ENCODER, FLOW, COARSE, FINE, MANIFEST = "encoder.onnx", "flow.onnx", "coarse.onnx", "fine.onnx", "graph.json"
WEIGHTS = {ENCODER: "encoder.weights", FLOW: "flow.weights"}
GRAPH_FILES = (ENCODER, FLOW, COARSE, FINE, *WEIGHTS.values(), MANIFEST)
PRIOR, DURATIONS, LATENT, FEATURES, SAMPLES = "prior", "durations", "latent", "features", "samples"
"""What passes between the parts of a split graph."""
WINDOW_FRAMES = 128
"""What is decoded to samples at once, about 1.5 s: a longer Line needs no more memory, and hardly more work."""
COARSE_WINDOWS = 4
"""How many of those the first step of the decoder takes at once: it needs more context and less memory."""
FIRST_WINDOW_FRAMES = 8
"""The first window of a Line that somebody waits for; each next one is twice as long."""
GROWTH = 4
"""How many times as many frames there are after each further step of what comes before the last windows."""


@dataclass(frozen=True, slots=True, eq=False)
class Sounded:
    """What a model made of a run of phonemes."""

    samples: Samples
    """In [-1, 1], shape (n,)."""

    durations: NDArray[np.float64] | None
    """One per phoneme id, in any unit; None when the model does not tell."""


class Model(Protocol):
    """A loaded model. Thread-safe."""

    @property
    def inputs(self) -> frozenset[str]:
        """The names of what it is fed."""
        ...

    def run(self, feed: Feed, *, shrink: bool = False) -> Sounded:
        """Everything at once; `shrink` gives back the memory this run took. Raises what ONNX Runtime raises."""
        ...

    def windows(self, feed: Feed) -> tuple[Iterator[Samples], NDArray[np.float64] | None]:
        """The samples piece by piece, each as soon as it is there; together they are those of `run`. And durations."""
        ...


class WholeModel:
    """A graph as it is: its first output are samples, its second, if any, durations."""

    def __init__(self, loaded: InferenceSession) -> None:
        self._session = loaded
        self._outputs = [node.name for node in loaded.get_outputs()][:2]
        self.inputs = frozenset(node.name for node in loaded.get_inputs())

    def run(self, feed: Feed, *, shrink: bool = False) -> Sounded:
        """As Model has it."""
        samples, *durations = self._session.run(self._outputs, feed, shrinking() if shrink else None)
        return Sounded(_flat(samples), _durations(durations))

    def windows(self, feed: Feed) -> tuple[Iterator[Samples], NDArray[np.float64] | None]:
        """One window: this graph cannot be cut."""
        sounded = self.run(feed)
        return iter([sounded.samples]), sounded.durations


class Windowed:
    """A graph over frames, whose outputs for a frame (`hop` each) depend on `context` frames to both sides."""

    def __init__(self, loaded: InferenceSession, source: str, *, context: int, hop: int = 1) -> None:
        self._session = loaded
        self._source = source
        self.context = context
        self.hop = hop

    def run(self, frames: Samples, start: int, end: int, more: Feed | None = None, *, shrink: bool = False) -> Samples:
        """The outputs for frames `start` to `end` of `frames`, shape (1, channels, n); `more` is fed as it is."""
        first = max(0, start - self.context)
        part = np.ascontiguousarray(frames[:, :, first : end + self.context])
        [made] = self._session.run(None, {self._source: part, **(more or {})}, shrinking() if shrink else None)
        made = np.asarray(made, np.float32)
        outputs = made.reshape(1, made.shape[1], -1)  # stock decoders have an axis more
        return outputs[:, :, (start - first) * self.hop : (end - first) * self.hop]

    def all(self, frames: Samples, longest: int) -> Samples:
        """The outputs for all frames, in windows of about the same length, `longest` at most."""
        count = frames.shape[2]
        edges = np.linspace(0, count, -(-count // longest) + 1).astype(int).tolist()
        return np.concatenate([self.run(frames, start, end) for start, end in itertools.pairwise(edges)], axis=2)


class _Coming:
    """What a graph makes of frames that are still coming, as far as it was needed so far."""

    def __init__(
        self, graph: Windowed, source: Callable[[int], Samples], frames: int, more: Feed | None = None
    ) -> None:
        """`source` gives the frames up to one, at least; there will be `frames`."""
        self._graph = graph
        self._source = source
        self._frames = frames
        self._more = more
        self._done = 0
        self._made = np.zeros((0, 0, 0), np.float32)

    def until(self, end: int) -> Samples:
        """The outputs from the first to number `end`, at least."""
        needed = min(-(-end // self._graph.hop), self._frames)
        if needed > self._done:
            target = min(max(needed, GROWTH * self._done), self._frames)
            source = self._source(target + self._graph.context)
            made = self._graph.run(source, self._done, target, self._more)
            self._made = np.concatenate([self._made, made], axis=2) if self._done else made
            self._done = target
        return self._made


class SplitModel:
    """Text to prior frames, those to latent ones, those to features, those to samples: all but the first in windows."""

    def __init__(self, encoder: InferenceSession, flow: Windowed, coarse: Windowed, fine: Windowed) -> None:
        self._encoder = encoder
        self._outputs = [node.name for node in encoder.get_outputs()]
        self._flow, self._coarse, self._fine = flow, coarse, fine
        self.inputs = frozenset(node.name for node in encoder.get_inputs())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """From the files that the graph's `build` made. Raises OSError, ValueError, KeyError, ONNX Runtime's."""
        manifest = json.loads((folder / MANIFEST).read_bytes())
        # Encoder and flow were optimised when they were saved; the decoder needs that only where it is not in blocks.
        encoder, flow = (session(folder / name, optimised=True) for name in (ENCODER, FLOW))
        return cls(
            encoder,
            Windowed(flow, PRIOR, **manifest[FLOW]),
            Windowed(session(folder / COARSE), LATENT, **manifest[COARSE]),
            Windowed(session(folder / FINE), FEATURES, **manifest[FINE]),
        )

    def run(self, feed: Feed, *, shrink: bool = False, window_frames: int = WINDOW_FRAMES) -> Sounded:
        """As Model has it; decoded in windows of about the same length, `window_frames` at most."""
        prior, durations, speaker = self._encoded(feed, shrink=shrink)
        latent = self._flow.run(prior, 0, prior.shape[2], speaker, shrink=shrink)
        features = self._coarse.all(latent, COARSE_WINDOWS * window_frames)
        return Sounded(_flat(self._fine.all(features, window_frames * self._coarse.hop)), durations)

    def windows(self, feed: Feed) -> tuple[Iterator[Samples], NDArray[np.float64] | None]:
        """As Model has it: a short window first, then longer ones."""
        prior, durations, speaker = self._encoded(feed)
        return self._growing(prior, speaker), durations

    def _growing(self, prior: Samples, speaker: Feed) -> Iterator[Samples]:
        frames, hop = prior.shape[2], self._coarse.hop
        latent = _Coming(self._flow, lambda _: prior, frames, speaker)
        features = _Coming(self._coarse, latent.until, frames)
        start, step = 0, FIRST_WINDOW_FRAMES
        while start < frames:
            end = min(start + step, frames)
            known = features.until(end * hop + self._fine.context)
            yield _flat(self._fine.run(known, start * hop, end * hop))
            start, step = end, min(2 * step, WINDOW_FRAMES)

    def _encoded(self, feed: Feed, *, shrink: bool = False) -> tuple[Samples, NDArray[np.float64] | None, Feed]:
        """Prior frames, durations, and what the speaker adds to the flow."""
        values = self._encoder.run(None, feed, shrinking() if shrink else None)
        found = dict(zip(self._outputs, values, strict=True))
        prior, durations = found.pop(PRIOR), found.pop(DURATIONS)
        return np.asarray(prior, np.float32), _durations([durations]), found


def voice_feed(ids: Sequence[int], *, noise_scale: float, length_scale: float, noise_w: float) -> Feed:
    """What every Piper voice is fed, for one speaker."""
    return {
        "input": np.array([ids], dtype=np.int64),
        "input_lengths": np.array([len(ids)], dtype=np.int64),
        "scales": np.array([noise_scale, length_scale, noise_w], dtype=np.float32),
    }


def _flat(samples: object) -> Samples:
    return np.asarray(samples, dtype=np.float32).reshape(-1)


def _durations(outputs: Sequence[object]) -> NDArray[np.float64] | None:
    return np.asarray(outputs[0], dtype=np.float64).reshape(-1) if outputs else None
