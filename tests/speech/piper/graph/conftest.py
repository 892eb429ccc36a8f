"""A tiny VITS voice and its halves."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from app.speech.piper.graph.split import Decoder, split
from app.speech.piper.model import SAMPLES, voice_feed
from app.speech.sessions import Feed
from app.voices import Voice
from tests.speech.piper.tiny_vits import put_tiny_vits, tiny_vits

Run = Callable[[onnx.ModelProto], list[NDArray[np.float32]]]


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    return put_tiny_vits(tmp_path / "voices")


@pytest.fixture
def model() -> onnx.ModelProto:
    return tiny_vits()


@pytest.fixture
def encoder(model: onnx.ModelProto) -> onnx.ModelProto:
    return split(model)[0]


@pytest.fixture
def decoder(model: onnx.ModelProto) -> Decoder:
    return split(model)[1]


def outputs(model: onnx.ModelProto, feed: Feed) -> list[NDArray[np.float32]]:
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    wanted = {node.name for node in session.get_inputs()}
    return [np.asarray(found) for found in session.run(None, {k: v for k, v in feed.items() if k in wanted})]


def steady_feed(length: int = 40) -> Feed:
    ids = np.random.default_rng(length).integers(1, 150, length).tolist()
    return voice_feed(ids, noise_scale=0, length_scale=1.3, noise_w=0)


def decoded(decoder: Decoder, latent: NDArray[np.float32]) -> NDArray[np.float32]:
    model = decoder.graph.model(decoder.input(), [SAMPLES])
    return outputs(model, {"latent": latent})[0].reshape(-1)


def some_latent(decoder: Decoder, frames: int = 60) -> NDArray[np.float32]:
    return np.random.default_rng(frames).standard_normal((1, decoder.channels, frames)).astype(np.float32)
