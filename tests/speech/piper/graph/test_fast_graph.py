"""A voice cut in two, decoded in windows, checked, kept, and found again."""

import json
import logging
import os
import subprocess
import time
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import pytest

from app.speech.engine import SynthesisSettings
from app.speech.graph.cache import DAMAGED, DIGESTS, GraphCache
from app.speech.graph.edit import NotThatShapeError
from app.speech.loading import load_engine, prepare
from app.speech.piper.engine import recipe
from app.speech.piper.graph.build import TOLERANCE, build, largest_difference, made_up_lines
from app.speech.piper.graph.encoder import simplify
from app.speech.piper.graph.split import Decoder, split, split_decoder, split_flow
from app.speech.piper.model import COARSE, FEATURES, FINE, FLOW, LATENT, MANIFEST, PRIOR, SAMPLES, SplitModel
from app.speech.sessions import session
from app.voices import Voice
from tests.speech.lines import tokens_of
from tests.speech.piper.graph.conftest import decoded, outputs, some_latent, steady_feed
from tests.speech.piper.tiny_vits import HOP, STRIDES, put_tiny_vits

pytestmark = pytest.mark.slow

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)


@pytest.fixture
def folder(voice: Voice, tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    assert build(voice.model_path, voice.files[1], made) == ""
    return made


@pytest.fixture
def cache(tmp_path: Path) -> GraphCache:
    return GraphCache(tmp_path / "graphs")


def fast(cache: GraphCache, voice: Voice) -> SplitModel | None:
    """Built if need be."""
    cache.build(recipe(voice))
    return cache.use(recipe(voice), SplitModel.load, lambda _: None)


def kept(cache_folder: Path) -> list[Path]:
    return sorted(path for path in cache_folder.iterdir() if not path.name.startswith("."))


def test_a_voice_is_cut_behind_the_decoders_first_convolution(model: onnx.ModelProto) -> None:
    _, decoder = split(model)
    assert decoder.hop == HOP
    # By hand: 5 / 4 of an upsampled frame, then (2 + 6) / 4, 23 / 64, (2 + 6) / 64 and 3 / 64.
    assert decoder.context == 4


def test_a_decoder_is_cut_before_its_second_upsampling(decoder: Decoder) -> None:
    coarse, fine = split_decoder(decoder)
    assert (coarse.hop, fine.hop) == STRIDES
    # By hand: 5 / 4 and (2 + 6) / 4 of a frame; 23 / 16, (2 + 6) / 16 and 3 / 16 of a fourth of one.
    assert (coarse.context, fine.context) == (4, 3)
    latent = some_latent(decoder)
    [features] = outputs(coarse.graph.model(coarse.input(), [FEATURES]), {LATENT: latent})
    [samples] = outputs(fine.graph.model(fine.input(), [SAMPLES]), {FEATURES: features})
    assert np.array_equal(samples.reshape(-1), decoded(decoder, latent))


def test_a_decoder_that_upsamples_but_once_is_another_architecture(decoder: Decoder) -> None:
    [_, second] = [node for node in decoder.graph.nodes if node.op_type == "ConvTranspose"]
    second.op_type = "Conv"
    with pytest.raises(NotThatShapeError):
        split_decoder(decoder)


def test_another_architecture_is_told_apart(model: onnx.ModelProto) -> None:
    for node in model.graph.node:
        if node.op_type == "Ceil":
            node.op_type = "Floor"
    with pytest.raises(NotThatShapeError):
        split(model)


def test_the_flow_is_cut_off_where_only_frames_lead_on(encoder: onnx.ModelProto) -> None:
    front, flow = split_flow(simplify(encoder))
    # By hand: 2 frames of the gates and 3 of the decoder's first convolution.
    assert flow.context == 5
    kinds = Counter(node.op_type for node in front.graph.node)
    assert kinds["Tanh"] == 0
    assert kinds["RandomNormalLike"] == 1
    feed = steady_feed()
    prior, durations = outputs(front, feed)
    latent, expected = outputs(encoder, feed)
    assert np.array_equal(durations, expected)
    assert np.abs(outputs(flow.model, {PRIOR: prior})[0] - latent).max() < 1e-5


def test_what_may_read_all_frames_stays_in_the_encoder(encoder: onnx.ModelProto) -> None:
    for node in encoder.graph.node:
        if node.op_type == "Tanh":
            node.op_type = "Softmax"
    front, flow = split_flow(simplify(encoder))
    assert "Softmax" in {node.op_type for node in front.graph.node}
    assert flow.context == 3


@pytest.mark.parametrize("speaker", [0, 1])
def test_each_speaker_of_a_voice_sounds_in_windows_as_in_the_whole(tmp_path: Path, speaker: int) -> None:
    voice = put_tiny_vits(tmp_path / "voices", speakers=2)
    assert build(voice.model_path, voice.files[1], tmp_path) == ""
    feed = steady_feed() | {"sid": np.array([speaker])}
    expected = np.asarray(session(voice.model_path).run(None, feed)[0]).reshape(-1)
    other = np.asarray(session(voice.model_path).run(None, feed | {"sid": np.array([1 - speaker])})[0]).reshape(-1)
    assert np.abs(expected - other).max() > 0.01
    heard = np.concatenate(list(SplitModel.load(tmp_path).windows(feed)[0]))
    assert np.abs(heard - expected).max() < 1e-5


@pytest.mark.parametrize("window_frames", [1, 7, 10_000])
def test_windows_join_into_the_whole(voice: Voice, folder: Path, window_frames: int) -> None:
    feed = steady_feed()
    expected = np.asarray(session(voice.model_path).run(None, feed)[0]).reshape(-1)
    samples = SplitModel.load(folder).run(feed, window_frames=window_frames).samples
    assert samples.shape == expected.shape
    assert np.abs(samples - expected).max() < 1e-5


def test_windows_for_a_listener_are_short_at_first_and_join_into_the_whole(folder: Path) -> None:
    fast, feed = SplitModel.load(folder), steady_feed()
    windows, durations = fast.windows(feed)
    pieces = list(windows)
    assert [len(piece) // HOP for piece in pieces[:3]] == [8, 16, 32]
    assert np.abs(np.concatenate(pieces) - fast.run(feed).samples).max() < 1e-5
    assert durations is not None
    assert durations.sum() * HOP == sum(map(len, pieces))


@pytest.mark.parametrize("part", [FLOW, COARSE, FINE])
def test_too_little_context_is_found_by_the_check(voice: Voice, folder: Path, part: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {part: manifest[part] | {"context": 0}}))
    assert largest_difference(voice.model_path, voice.files[1], folder) > TOLERANCE


def test_the_lines_of_the_check_are_twenty_and_always_the_same() -> None:
    lines = made_up_lines([3, 4, 5])
    assert len(lines) == 20
    assert lines == made_up_lines([3, 4, 5])
    assert all(line[0] == 1 and line[-1] == 2 and line[1::2] == [0] * (len(line) // 2) for line in lines)


def test_a_fast_graph_is_made_once_and_then_found(voice: Voice, cache: GraphCache, tmp_path: Path) -> None:
    assert fast(cache, voice) is not None
    [place] = kept(tmp_path / "graphs")
    made = (place / FINE).stat()
    assert fast(GraphCache(tmp_path / "graphs"), voice) is not None
    assert (place / FINE).stat() == made
    assert kept(tmp_path / "graphs") == [place]


def test_a_damaged_one_is_put_aside_and_made_anew(voice: Voice, cache: GraphCache, tmp_path: Path) -> None:
    fast(cache, voice)
    [place] = kept(tmp_path / "graphs")
    data = bytearray((place / FINE).read_bytes())
    data[len(data) // 2] ^= 1
    (place / FINE).write_bytes(data)
    adopted: list[SplitModel] = []
    assert cache.use(recipe(voice), SplitModel.load, adopted.append) is None
    cache.settle()
    assert len(adopted) == 1
    assert [path.name for path in kept(tmp_path / "graphs")] == [place.name, place.name + DAMAGED]


def test_when_the_samples_differ_the_stock_graph_speaks_and_a_warning_says_why(
    voice: Voice, cache: GraphCache, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fast(cache, voice)
    [place] = kept(tmp_path / "graphs")
    (place / DIGESTS).write_text(json.dumps({"fault": "its samples differ"}))
    with caplog.at_level(logging.WARNING):
        assert fast(cache, voice) is None
    assert "stock graph" in caplog.text
    assert "its samples differ" in caplog.text
    assert load_engine(voice, cache).synthesize(tokens_of("All the same"), STEADY).marks_exact


def test_where_nothing_can_be_kept_the_stock_graph_speaks(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert fast(GraphCache(tmp_path / "file"), voice) is None


@pytest.mark.speech
def test_a_voice_that_is_no_vits_runs_as_it_is(embedded: Voice, cache: GraphCache, tmp_path: Path) -> None:
    load_engine(embedded, cache)
    assert not (tmp_path / "graphs").exists()


def test_the_fast_graph_speaks_as_the_stock_graph_does(voice: Voice, cache: GraphCache) -> None:
    line = tokens_of("Nobody left before midnight")
    prepare(voice, cache)
    quick, stock = (load_engine(voice, graphs).synthesize(line, STEADY) for graphs in (cache, None))
    assert np.abs(quick.pcm.astype(int) - stock.pcm.astype(int)).max() <= 1  # rounding to 16 bits
    assert quick.marks == stock.marks
    assert quick.marks_exact


def test_a_voice_speaks_on_its_stock_graph_until_the_fast_one_is_built(voice: Voice, cache: GraphCache) -> None:
    line = tokens_of("Nobody left before midnight and the vote was close")
    engine = load_engine(voice, cache)
    before: list[np.ndarray] = []
    stock = engine.synthesize(line, STEADY, before.append)
    cache.settle()
    after: list[np.ndarray] = []
    quick = engine.synthesize(line, STEADY, after.append)
    assert len(after) > 1  # only the fast graph gives pieces
    assert np.abs(quick.pcm.astype(int) - stock.pcm.astype(int)).max() <= 1
    assert quick.marks == stock.marks


def test_a_builder_ends_with_the_process_that_wanted_the_graph(voice: Voice, tmp_path: Path) -> None:
    with subprocess.Popen([*recipe(voice).command, str(tmp_path)], stdin=subprocess.PIPE) as builder:
        assert builder.stdin
        builder.stdin.close()
        assert builder.wait(60) == 3


def test_what_a_killed_process_left_is_removed(voice: Voice, cache: GraphCache, tmp_path: Path) -> None:
    for name, age_s in (("old", 10_000), ("new", 0)):
        left = tmp_path / "graphs" / f".making-{name}"
        left.mkdir(parents=True)
        os.utime(left, (time.time() - age_s,) * 2)
    assert fast(cache, voice) is not None
    assert sorted(path.name for path in (tmp_path / "graphs").glob(".making*")) == [".making-new"]
