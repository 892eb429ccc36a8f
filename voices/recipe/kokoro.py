"""The teacher: Kokoro's sound, with the length of each symbol and the pitch that its own predictor gave it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from app.speech.kokoro.engine import read_symbols
from app.speech.kokoro.styles import read_table

Floats = NDArray[np.float32]

RATE_HZ = 24_000
FRAME = 600
"""Samples of one frame of the durations."""
PITCH_HOP = 300
"""Samples of one value of the pitch."""
DURATIONS, PITCH = "/encoder/Clip_output_0", "/encoder/F0_proj/Conv_output_0"


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance of n symbols and f frames."""

    samples: Floats
    durations: NDArray[np.int64]
    """Frames of the border, the n symbols and the border behind."""
    pitch: Floats
    """Hz at each of the 2 f half frames; near 0 or below it where there is no voice."""


class Kokoro:
    """One style, or a mixture of styles, of an installed Kokoro."""

    def __init__(
        self, folder: Path, table: Path, styles: dict[str, float], graph: Path | None = None, threads: int = 1
    ) -> None:
        """`styles` gives the share of each in the table; `graph` is the fast one that `voices install kokoro` built."""
        self.symbols = read_symbols(folder / "vocab.json")
        tables = [share * read_table(table, name) for name, share in styles.items()]
        self._style = np.sum(tables, axis=0).astype(np.float32) / sum(styles.values())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if graph:
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "kokoro.onnx"
            _with_outputs(graph or folder / "model.onnx", copy)
            self._session = onnxruntime.InferenceSession(str(copy), options, providers=["CPUExecutionProvider"])
        self._tokens = self._session.get_inputs()[0].name
        self._durations = [output.name for output in self._session.get_outputs()][1]

    def say(self, symbols: list[str], speed: float) -> Said:
        """Speak up to 500 symbols."""
        ids = [0, *(self.symbols[symbol] for symbol in symbols), 0]
        style = self._style[min(len(symbols), len(self._style)) - 1][None]
        feed = {self._tokens: np.array([ids], np.int64), "style": style, "speed": np.array([speed], np.float32)}
        samples, durations, pitch = self._session.run([self._first, self._durations, PITCH], feed)
        return Said(
            np.asarray(samples, np.float32).reshape(-1),
            np.rint(np.asarray(durations).reshape(-1)).astype(np.int64),
            np.asarray(pitch, np.float32).reshape(-1),
        )

    @property
    def _first(self) -> str:
        return str(self._session.get_outputs()[0].name)


def _with_outputs(source: Path, target: Path) -> None:
    model = onnx.load(source)
    known = {output.name for output in model.graph.output}
    wanted = [PITCH] if len(known) > 1 else [DURATIONS, PITCH]
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in wanted if name not in known)
    onnx.save(model, target)
