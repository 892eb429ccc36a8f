"""A voice's model as it is run: phoneme ids in, samples and durations out, whole or in windows."""

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from onnxruntime import (
    ExecutionMode,
    GraphOptimizationLevel,
    InferenceSession,
    RunOptions,
    SessionOptions,
)

ENCODER, WEIGHTS, DECODER, MANIFEST = "encoder.onnx", "encoder.weights", "decoder.onnx", "graph.json"
GRAPH_FILES = (ENCODER, WEIGHTS, DECODER, MANIFEST)
WINDOW_FRAMES = 256
"""What is decoded at once, about 3 s: a longer Line needs no more memory, and 7 % more work for the overlap."""
FIRST_WINDOW_FRAMES = 8
"""The first window of a Line that somebody waits for; each next one is twice as long."""

Feed = dict[str, NDArray[np.int64] | NDArray[np.float32]]
Samples = NDArray[np.float32]


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
        samples, *durations = self._session.run(self._outputs, feed, _shrinking() if shrink else None)
        return Sounded(_flat(samples), _durations(durations))

    def windows(self, feed: Feed) -> tuple[Iterator[Samples], NDArray[np.float64] | None]:
        """One window: this graph cannot be cut."""
        sounded = self.run(feed)
        return iter([sounded.samples]), sounded.durations


class SplitModel:
    """An encoder and a decoder that needs `context` frames around those it decodes; a frame is `hop` samples."""

    def __init__(self, encoder: InferenceSession, decoder: InferenceSession, *, hop: int, context: int) -> None:
        self._encoder = encoder
        self._decoder = decoder
        self._hop = hop
        self._context = context
        self.inputs = frozenset(node.name for node in encoder.get_inputs())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """From the files that app/speech/graph/build.py made. Raises OSError, ValueError, KeyError, ONNX Runtime's."""
        manifest = json.loads((folder / MANIFEST).read_bytes())
        # The encoder was optimised when it was saved; the decoder is in no need of it where it is in blocks already.
        encoder = session(folder / ENCODER, optimised=True)
        return cls(encoder, session(folder / DECODER), hop=manifest["hop"], context=manifest["context"])

    def run(self, feed: Feed, *, shrink: bool = False, window_frames: int = WINDOW_FRAMES) -> Sounded:
        """As Model has it; decoded in windows of about the same length, `window_frames` at most."""
        latent, durations = self._encoded(feed, shrink=shrink)
        frames = latent.shape[2]
        edges = np.linspace(0, frames, -(-frames // window_frames) + 1).astype(int).tolist()
        return Sounded(np.concatenate(list(self._decoded(latent, edges))), durations)

    def windows(self, feed: Feed) -> tuple[Iterator[Samples], NDArray[np.float64] | None]:
        """As Model has it: a short window first, then longer ones."""
        latent, durations = self._encoded(feed)
        edges, step = [0], FIRST_WINDOW_FRAMES
        while edges[-1] < latent.shape[2]:
            edges.append(min(edges[-1] + step, latent.shape[2]))
            step = min(2 * step, WINDOW_FRAMES)
        return self._decoded(latent, edges), durations

    def _encoded(self, feed: Feed, *, shrink: bool = False) -> tuple[Samples, NDArray[np.float64] | None]:
        latent, *durations = self._encoder.run(None, feed, _shrinking() if shrink else None)
        return np.asarray(latent, np.float32), _durations(durations)

    def _decoded(self, latent: Samples, edges: Sequence[int]) -> Iterator[Samples]:
        for start, end in itertools.pairwise(edges):
            first = max(0, start - self._context)
            part = np.ascontiguousarray(latent[:, :, first : end + self._context])
            [samples] = self._decoder.run(None, {"latent": part})
            yield _flat(samples)[(start - first) * self._hop : (end - first) * self._hop]


def session(path: Path, *, optimised: bool = False) -> InferenceSession:
    """A graph loaded for one thread; `optimised` ones are taken as they are."""
    options = session_options()
    if optimised:
        options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def session_options() -> SessionOptions:
    """One thread: the workers are what runs in parallel, on one shared session."""
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ExecutionMode.ORT_SEQUENTIAL
    options.enable_mem_pattern = False  # patterns are kept per input shape, and every sentence has its own
    # The arena stays on: without it a medium voice takes a fifth longer and its peak is higher.
    options.enable_cpu_mem_arena = True
    options.log_severity_level = 3  # errors; damaged files are reported by load_engine
    return options


def voice_feed(ids: Sequence[int], *, noise_scale: float, length_scale: float, noise_w: float) -> Feed:
    """What every Piper voice is fed, for one speaker."""
    return {
        "input": np.array([ids], dtype=np.int64),
        "input_lengths": np.array([len(ids)], dtype=np.int64),
        "scales": np.array([noise_scale, length_scale, noise_w], dtype=np.float32),
    }


def _shrinking() -> RunOptions:
    options = RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _flat(samples: object) -> Samples:
    return np.asarray(samples, dtype=np.float32).reshape(-1)


def _durations(outputs: Sequence[object]) -> NDArray[np.float64] | None:
    return np.asarray(outputs[0], dtype=np.float64).reshape(-1) if outputs else None
