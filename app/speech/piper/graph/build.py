"""Make a voice's fast graph, and check it: `python -m app.speech.piper.graph.build MODEL CONFIG FOLDER`.

A process of its own, because the onnx package, two copies of the weights and both graphs' work would stay in memory.
"""

import copy
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper
from onnxruntime import InferenceSession

from app.speech.graph import rewrites
from app.speech.graph.builder import run
from app.speech.graph.edit import BLOCKED, NotThatShapeError
from app.speech.piper.graph.encoder import simplify
from app.speech.piper.graph.split import Decoder, split, split_decoder, split_flow
from app.speech.piper.model import (
    COARSE,
    ENCODER,
    FINE,
    FLOW,
    MANIFEST,
    SAMPLES,
    WEIGHTS,
    SplitModel,
    voice_feed,
)
from app.speech.sessions import session, session_options

LINES = 20
TOLERANCE = 1e-4
"""Of full scale: -80 dB, and a hundred times what was ever measured."""
WINDOW_FRAMES = 64
"""Small, so that the check crosses many borders between windows."""


def build(model_path: Path, config_path: Path, folder: Path) -> str:
    """Write the fast graph's files into a folder, the manifest last; what was wrong, or nothing.

    Raises NotThatShapeError when the voice is of another architecture.
    """
    encoder, decoder = split(onnx.load(model_path))
    front, flow = split_flow(simplify(encoder))
    _save_optimised(front, folder / ENCODER)
    _save_optimised(flow.model, folder / FLOW)
    manifest = {FLOW: {"context": flow.context}}
    for name, half in zip((COARSE, FINE), split_decoder(decoder), strict=True):
        manifest[name] = {"context": half.context, "hop": half.hop}
        onnx.save(_fast(half), folder / name)
    (folder / MANIFEST).write_text(json.dumps(manifest))
    difference = largest_difference(model_path, config_path, folder)
    return "" if difference <= TOLERANCE else f"its samples differ by {difference:.1e} from the stock graph's"


def largest_difference(model_path: Path, config_path: Path, folder: Path) -> float:
    """Between the samples of the stock graph and of the one in the folder, without noise, over some made-up Lines."""
    config = json.loads(config_path.read_bytes())
    stock, fast = session(model_path), SplitModel.load(folder)
    worst = 0.0
    known = {number for numbers in config["phoneme_id_map"].values() for number in numbers}
    for ids in made_up_lines(sorted(known)):
        feed = voice_feed(ids, noise_scale=0.0, length_scale=1.0, noise_w=0.0)
        if "sid" in {node.name for node in stock.get_inputs()}:
            feed["sid"] = np.zeros(1, np.int64)
        expected = np.asarray(stock.run(None, feed)[0], np.float32).reshape(-1)
        whole, heard = fast.run(feed, window_frames=WINDOW_FRAMES).samples, np.concatenate(list(fast.windows(feed)[0]))
        for samples in (whole, heard):
            if samples.shape != expected.shape:
                return float("inf")
            worst = max(worst, float(np.abs(samples - expected).max()))
    return worst


def made_up_lines(known: list[int]) -> list[list[int]]:
    """Phoneme ids as Piper gives them (`^`, each between pads, `$`), of ever longer Lines; always the same."""
    random = np.random.default_rng(20)
    return [
        [1, *(number for drawn in random.choice(known, 2 + 6 * line).tolist() for number in (0, drawn)), 0, 2]
        for line in range(LINES)
    ]


def block_size() -> int:
    """How many channels ONNX Runtime puts in a block on this machine; 1 where it has no blocked kernels."""
    channels = 64
    node = helper.make_node("ReorderInput", ["x"], ["y"], domain=BLOCKED)
    shape = [1, channels, 1, 2]
    graph = helper.make_graph(
        [node],
        "blocks",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid(BLOCKED, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    channel = np.repeat(np.arange(channels, dtype=np.float32), 2).reshape(shape)
    try:
        found = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(
            None, {"x": channel}
        )
    except Exception:  # noqa: BLE001 - ONNX Runtime's own errors have no common type; without blocks it works too
        return 1
    order: NDArray[np.float32] = np.asarray(found[0]).reshape(-1)
    # The first sample's channels of one block, then the second sample's begin with channel 0 again.
    return int(np.flatnonzero(order[1:] == 0)[0]) + 1


def _fast(half: Decoder) -> onnx.ModelProto:
    graph = half.graph
    outputs = list(graph.outputs)
    rewrites.as_planes(graph)
    rewrites.fold_scales(graph)
    block = block_size()
    if block > 1:
        in_blocks = copy.deepcopy(graph)
        try:
            rewrites.interleave(in_blocks, block)
            if outputs != [SAMPLES]:
                rewrites.reordered(in_blocks)
            elif half.hop % block == 0:
                rewrites.many_at_once(in_blocks, block)
            rewrites.blocked(in_blocks, block)
            rewrites.fuse(in_blocks)
        except NotThatShapeError:
            pass  # channels that fill no blocks: some voices of the lowest quality
        else:
            return in_blocks.model(half.input(), outputs)
    rewrites.interleave(graph, 1)
    return graph.model(half.input(), outputs)


def _save_optimised(model: onnx.ModelProto, path: Path) -> None:
    """As ONNX Runtime has optimised it, so that loading is quick, the weights in a file that is mapped into memory."""
    raw = path.with_name("raw.onnx")
    onnx.save(model, raw)
    options = session_options()
    options.optimized_model_filepath = str(path)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", WEIGHTS[path.name])
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    InferenceSession(str(raw), options, providers=["CPUExecutionProvider"])
    raw.unlink()


if __name__ == "__main__":
    sys.exit(run(lambda paths: build(*paths)))
