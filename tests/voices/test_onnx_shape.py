from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.voices.onnx_shape import onnx_fault
from app.voices.places import EMBEDDED
from tests.voices.offer import tiny_model, varint

MODEL = EMBEDDED / "en_US-announcer-low.onnx"


def fault_of(body: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("model") / "x.onnx"
    path.write_bytes(body)
    return onnx_fault(path)


def test_the_embedded_voice_is_whole() -> None:
    assert onnx_fault(MODEL) == ""


@pytest.mark.parametrize("kept", [0.001, 0.5, 0.999])
def test_a_truncated_embedded_voice_is_found(tmp_path: Path, kept: float) -> None:
    body = MODEL.read_bytes()
    path = tmp_path / "cut.onnx"
    path.write_bytes(body[: int(len(body) * kept)])
    assert "truncated" in onnx_fault(path)


def test_a_truncated_model_says_how_much_is_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.onnx"
    path.write_bytes(tiny_model(b"w" * 5000)[:3000])
    assert onnx_fault(path) == "the model file is truncated (3,000 bytes of at least 5,005)"


@given(weights=st.binary(min_size=1, max_size=300), data=st.data())
def test_a_model_is_whole_and_every_beginning_of_it_is_not(
    weights: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    body = tiny_model(weights)
    cut = data.draw(st.integers(0, len(body) - 1))
    assert fault_of(body, tmp_path_factory) == ""
    assert fault_of(body[:cut], tmp_path_factory) != ""


@given(body=st.binary(max_size=400))
def test_no_bytes_at_all_make_the_check_fail_itself(body: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert isinstance(fault_of(body, tmp_path_factory), str)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 63201294\n",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"PK\x03\x04" + bytes(60),
        bytes(500),
        b"\xff" * 500,
        b"\x08\x08",  # a version, and no graph
        b"\x3a\x03abc",  # a graph, and no version
        b"\x0a\x02ab\x3a\x03abc\x42\x00",  # the version is text
        b"\x08\x08\x38\x01\x42\x00",  # the graph is a number
        b"\x08" + b"\x80" * 20,  # a number that never ends
        (b"\x08\x08" + b"\x3a\x00") * 6000 + b"\x42\x00",  # more parts than any model has
    ],
)
def test_other_files_are_not_taken_for_models(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.onnx"
    path.write_bytes(body)
    assert onnx_fault(path) == "the model file is not an ONNX model"


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "x.onnx").touch()
    assert onnx_fault(tmp_path / "x.onnx") == "the model file is empty"


def test_fields_that_newer_writers_may_add_do_no_harm(tmp_path: Path) -> None:
    metadata = b"\x72" + varint(3) + b"abc"  # field 14, metadata_props
    fixed = b"\x7d" + bytes(4) + b"\x79" + bytes(8)  # field 15 as fixed32 and as fixed64
    path = tmp_path / "x.onnx"
    path.write_bytes(tiny_model() + metadata + fixed)
    assert onnx_fault(path) == ""
