import json
import shutil
from pathlib import Path

import pytest

from app.speech.loading import load_engine
from app.voices import Recommendations, Verdict, VoiceCatalogue, install_voice, load_recommendations, verify_voice
from app.voices.places import EMBEDDED
from tests.voices.offer import Offer, put_voice, tiny_config

LOW = "en_US-announcer-low"
NONE = Recommendations()


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A voices folder into which the embedded voice was installed."""
    install_voice(LOW, repository=str(EMBEDDED), voices_dir=tmp_path)
    return tmp_path


def verdict_on(folder: Path, recommendations: Recommendations = NONE) -> Verdict:
    (voice,) = VoiceCatalogue(folder).voices()
    return verify_voice(voice, recommendations, load_engine)


def flip_a_bit(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def test_an_installed_voice_is_good(installed: Path) -> None:
    verdict = verdict_on(installed)
    assert verdict.fault == ""
    assert verdict.digest_known


def test_a_flipped_bit_in_the_model_is_found(installed: Path) -> None:
    flip_a_bit(installed / f"{LOW}.onnx")
    assert verdict_on(installed).fault == f"{LOW}.onnx is not the file that was installed (its digest differs)"


def test_a_changed_configuration_is_found(installed: Path) -> None:
    (installed / f"{LOW}.onnx.json").write_text(json.dumps(tiny_config("en_US")))
    assert verdict_on(installed).fault.startswith(f"{LOW}.onnx.json is not the file")


def test_a_missing_model_card_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    mirror = Offer().add("tr_TR-ada-medium").lay_out(tmp_path / "mirror")
    install_voice("tr_TR-ada-medium", repository=str(mirror), voices_dir=folder)
    (folder / "tr_TR-ada-medium.MODEL_CARD").unlink()
    assert verdict_on(folder).fault == "tr_TR-ada-medium.MODEL_CARD cannot be read (No such file or directory)"


def test_the_catalogues_digest_serves_where_no_record_is(installed: Path) -> None:
    (installed / f"{LOW}.install.json").unlink()
    own = load_recommendations(EMBEDDED)
    assert verdict_on(installed, own).digest_known
    flip_a_bit(installed / f"{LOW}.onnx")
    assert "digest differs" in verdict_on(installed, own).fault


@pytest.mark.parametrize("record", ["", "{", "[]", "{}", '{"sha256": 3}', '{"sha256": ["x"]}', "[" * 100_000])
def test_an_unreadable_record_counts_as_none(installed: Path, record: str) -> None:
    (installed / f"{LOW}.install.json").write_text(record)
    verdict = verdict_on(installed)
    assert (verdict.fault, verdict.digest_known) == ("", False)


def test_a_record_cannot_point_outside_the_folder(installed: Path) -> None:
    (installed / f"{LOW}.install.json").write_text(json.dumps({"sha256": {"../../secret": "0" * 64}}))
    assert verdict_on(installed).fault == "secret cannot be read (No such file or directory)"


def test_a_damaged_voice_says_what_the_scan_says(tmp_path: Path) -> None:
    put_voice(tmp_path, "tr_TR-ada-medium", model=b"<html>")
    assert verdict_on(tmp_path).fault == "the model file is not an ONNX model"


def test_a_file_with_the_outline_of_a_model_must_also_load(tmp_path: Path) -> None:
    put_voice(tmp_path, "tr_TR-ada-medium")
    verdict = verdict_on(tmp_path)
    assert verdict.fault.startswith("its model is damaged or not an ONNX model")
    assert "\n" not in verdict.fault


def test_a_model_that_is_no_piper_voice_is_found(tmp_path: Path) -> None:
    put_voice(tmp_path, "tr_TR-ada-medium", model=identity_model())
    assert verdict_on(tmp_path).fault == "its model is an ONNX model, but not a Piper voice"


def test_a_copy_made_by_hand_loads_but_has_no_digest(tmp_path: Path) -> None:
    for ending in (".onnx", ".onnx.json"):
        shutil.copy(EMBEDDED / f"{LOW}{ending}", tmp_path / f"en_US-copied-low{ending}")
    verdict = verdict_on(tmp_path)
    assert (verdict.fault, verdict.digest_known) == ("", False)


def identity_model() -> bytes:
    """The smallest model that loads: y = x, written by hand so that no test needs the onnx package."""

    def part(number: int, body: bytes | str) -> bytes:
        raw = body.encode() if isinstance(body, str) else body
        return bytes(((number << 3) | 2, len(raw))) + raw

    def value(name: str) -> bytes:
        one_float = part(1, b"\x08\x01" + part(2, part(1, b"\x08\x01")))  # tensor_type: float, one dimension of 1
        return part(1, name) + part(2, one_float)

    node = part(1, "x") + part(2, "y") + part(4, "Identity")
    graph = part(1, node) + part(2, "g") + part(11, value("x")) + part(12, value("y"))
    return b"\x08\x08" + part(7, graph) + part(8, b"\x10\x0d")
