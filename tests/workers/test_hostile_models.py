"""Models that would stop the service if it ran them itself: an endless loop, and more samples than there is memory."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from app.errors import AnnouncerError, VoiceUnavailableError
from app.speech.piper.make import read_voice
from app.voices import Voice
from app.workers.process import Allowance, Process
from app.workers.processes import ProcessWorkers
from app.workers.wire import LostError
from tests.speech.piper.tiny_vits import EMBEDDED_CONFIG, put_tiny_vits
from tests.voices.offer import put_voice
from tests.workers.voices import said

pytestmark = pytest.mark.faults

FOR_EVER = 2**62
TOO_MANY = 2_000_000_000
INPUTS = (("input", TensorProto.INT64, 2), ("input_lengths", TensorProto.INT64, 1), ("scales", TensorProto.FLOAT, 1))


def constant(name: str, value: object, kind: type) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(value, kind), name)


def model(nodes: list[onnx.NodeProto], constants: list[onnx.TensorProto]) -> bytes:
    inputs = [helper.make_tensor_value_info(name, kind, [None] * axes) for name, kind, axes in INPUTS]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [None] * 4)
    graph = helper.make_graph(nodes, "hostile", inputs, [output], constants)
    opset = [helper.make_opsetid("", 15)]
    data: bytes = helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()
    return data


def endless() -> bytes:
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["goes"]), helper.make_node("Add", ["sum", "scale"], ["more"])],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum", TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info("goes", TensorProto.BOOL, []),
            helper.make_tensor_value_info("more", TensorProto.FLOAT, [1]),
        ],
    )
    nodes = [
        helper.make_node("Slice", ["scales", "zero", "one"], ["scale"]),
        helper.make_node("Loop", ["turns", "yes", "scale"], ["last"], body=body),
        helper.make_node("Reshape", ["last", "shape"], ["output"]),
    ]
    constants = [
        constant("zero", [0], np.int64),
        constant("one", [1], np.int64),
        constant("turns", FOR_EVER, np.int64),
        constant("yes", True, np.bool_),
        constant("shape", [1, 1, 1, 1], np.int64),
    ]
    return model(nodes, constants)


def huge() -> bytes:
    nodes = [helper.make_node("ConstantOfShape", ["shape"], ["output"])]
    return model(nodes, [constant("shape", [1, 1, TOO_MANY, 1], np.int64)])


def hostile_voice(folder: Path, key: str, data: bytes) -> Voice:
    config = json.loads(EMBEDDED_CONFIG.read_bytes())
    return read_voice(put_voice(folder, key, data, config))


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[ProcessWorkers]:
    opened = ProcessWorkers(1, Allowance(3_000_000_000, 60), tmp_path / "graphs")
    yield opened
    opened.close()


def test_a_model_without_end_is_ended(tmp_path: Path) -> None:
    voice = hostile_voice(tmp_path, "en_US-endless-medium", endless())
    process = Process(Allowance(3_000_000_000, 60, load_timeout_s=3), tmp_path / "graphs")
    with pytest.raises(LostError) as lost:
        process.load(voice)
    assert process.child.bury(lost.value) == "it did not answer in time"


def test_a_model_with_more_samples_than_memory_is_refused_and_another_voice_speaks(
    workers: ProcessWorkers, tmp_path: Path
) -> None:
    with pytest.raises(AnnouncerError) as refused:
        workers.load(hostile_voice(tmp_path, "en_US-huge-medium", huge()))
    assert isinstance(refused.value, VoiceUnavailableError)
    clip = workers.speak(said("The vote was close.", put_tiny_vits(tmp_path / "good")))
    assert clip.duration_ms > 100
    assert clip.marks_exact
