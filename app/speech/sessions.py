"""ONNX Runtime as this program uses it: one thread a session, shared by all workers."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import (
    ExecutionMode,
    GraphOptimizationLevel,
    InferenceSession,
    RunOptions,
    SessionOptions,
)

Feed = dict[str, NDArray[np.int64] | NDArray[np.float32]]
"""Inputs by name."""
Samples = NDArray[np.float32]
"""Sound in [-1, 1], mono, shape (n,); or what becomes it, frames on the last axis."""


def session(graph: Path | bytes, *, optimised: bool = False) -> InferenceSession:
    """A graph, or the file with it, loaded for one thread; `optimised` ones are taken as they are."""
    options = session_options()
    if optimised:
        options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    return InferenceSession(
        graph if isinstance(graph, bytes) else str(graph), options, providers=["CPUExecutionProvider"]
    )


def session_options() -> SessionOptions:
    """One thread: the workers are what runs in parallel, on one shared session."""
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ExecutionMode.ORT_SEQUENTIAL
    options.enable_mem_pattern = False  # patterns are kept per input shape, and every sentence has its own
    # The arena stays on: without it a medium voice takes a fifth longer and its peak is higher.
    options.enable_cpu_mem_arena = True
    options.log_severity_level = 3  # errors; damaged files are reported by whoever loads
    return options


def shrinking() -> RunOptions:
    """For a run that gives back the memory it took."""
    options = RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
