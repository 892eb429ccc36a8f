import hashlib
import json
from pathlib import Path

import pytest

from app.errors import VoiceUnavailableError
from app.speech.piper.make import read_voice
from app.voices.places import EMBEDDED
from tests.voices.offer import put_voice, tiny_config, tiny_model


def test_the_embedded_voice_describes_itself() -> None:
    voice = read_voice(EMBEDDED / "en_US-announcer-low.onnx")
    assert (voice.key, voice.language, voice.locale, voice.quality) == ("en_US-announcer-low", "en", "en_US", "low")
    assert voice.sample_rate_hz == 22050
    assert voice.size_bytes == 6_887_704
    assert voice.status == "available"
    voice.check()


def test_the_digest_is_the_models_sha256(tmp_path: Path) -> None:
    voice = read_voice(put_voice(tmp_path, "tr_TR-ada-medium"))
    assert voice.digest == hashlib.sha256(voice.model_path.read_bytes()).hexdigest()


def test_the_digest_is_computed_once(tmp_path: Path) -> None:
    voice = read_voice(put_voice(tmp_path, "tr_TR-ada-medium"))
    first = voice.digest
    voice.model_path.unlink()
    assert voice.digest == first


def test_a_model_that_vanished_has_no_digest_but_a_clear_error(tmp_path: Path) -> None:
    voice = read_voice(put_voice(tmp_path, "tr_TR-ada-medium"))
    voice.model_path.unlink()
    with pytest.raises(VoiceUnavailableError, match="cannot be read"):
        assert voice.digest


def test_a_name_with_several_dots_loses_only_its_suffix(tmp_path: Path) -> None:
    path = put_voice(tmp_path, "tr_TR-ada.noon-medium")
    assert read_voice(path).key == "tr_TR-ada.noon-medium"


@pytest.mark.parametrize(
    ("config", "key", "locale", "language"),
    [
        ({"language": {"code": "tr_TR"}}, "haber", "tr_TR", "tr"),
        ({}, "pt_PT-tugão-medium", "pt_PT", "pt"),
        ({"espeak": {"voice": "en-us"}}, "newsreader", "en_US", "en"),
        ({"espeak": {"voice": "tr"}}, "bench-medium", "tr", "tr"),
        ({"language": {"code": 5}, "espeak": []}, "newsreader", "", ""),
        ({"language": {"code": "EN-gb"}}, "newsreader", "EN-gb", "en"),
    ],
)
def test_older_configurations_leave_the_language_to_the_name_or_to_espeak(
    tmp_path: Path, config: dict[str, object], key: str, locale: str, language: str
) -> None:
    (tmp_path / f"{key}.onnx").write_bytes(tiny_model())
    usable = {"audio": {"sample_rate": 16000}, "phoneme_id_map": {"_": [0]}}
    (tmp_path / f"{key}.onnx.json").write_text(json.dumps(usable | config))
    voice = read_voice(tmp_path / f"{key}.onnx")
    assert (voice.locale, voice.language, voice.available) == (locale, language, True)


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("", "not valid JSON"),
        ('{"audio": ', "not valid JSON"),
        ("\ud83d".encode("utf-16-le", "surrogatepass").decode("latin-1"), "not valid JSON"),
        ("[" * 200_000, "not valid JSON"),
        ("[]", "not a JSON object"),
        ("{}", "no usable audio.sample_rate"),
        (json.dumps(tiny_config(audio={"sample_rate": "22050"})), "no usable audio.sample_rate"),
        (json.dumps(tiny_config(audio={"sample_rate": True})), "no usable audio.sample_rate"),
        (json.dumps(tiny_config(audio={"sample_rate": 10**9})), "no usable audio.sample_rate"),
        (json.dumps(tiny_config(audio=[22050])), "no usable audio.sample_rate"),
        (json.dumps(tiny_config(phoneme_id_map={})), "no phoneme_id_map"),
        (json.dumps(tiny_config(phoneme_id_map="abc")), "no phoneme_id_map"),
    ],
)
def test_a_bad_configuration_makes_the_voice_unavailable_with_the_reason(
    tmp_path: Path, config: str, reason: str
) -> None:
    voice = read_voice(put_voice(tmp_path, "tr_TR-ada-medium", config=config))
    assert voice.status == "damaged"
    assert reason in voice.fault
    assert "tr_TR-ada-medium.onnx.json" in voice.fault
    assert (voice.sample_rate_hz, voice.language) == (0, "tr")
    with pytest.raises(VoiceUnavailableError, match=reason) as caught:
        voice.check()
    assert caught.value.status == 503


def test_a_missing_configuration_is_named(tmp_path: Path) -> None:
    path = put_voice(tmp_path, "tr_TR-ada-medium")
    (tmp_path / "tr_TR-ada-medium.onnx.json").unlink()
    assert read_voice(path).fault == "its configuration tr_TR-ada-medium.onnx.json is missing"


def test_a_configuration_of_absurd_size_is_not_read(tmp_path: Path) -> None:
    path = put_voice(tmp_path, "tr_TR-ada-medium")
    with (tmp_path / "tr_TR-ada-medium.onnx.json").open("r+b") as file:
        file.truncate(10_000_001)
    assert "too large" in read_voice(path).fault


def test_a_folder_in_the_place_of_a_file_is_a_damaged_voice(tmp_path: Path) -> None:
    path = put_voice(tmp_path, "tr_TR-ada-medium")
    path.unlink()
    path.mkdir()
    assert "cannot be read" in read_voice(path).fault


def test_a_folder_in_the_place_of_the_configuration_is_a_damaged_voice(tmp_path: Path) -> None:
    path = put_voice(tmp_path, "tr_TR-ada-medium")
    (tmp_path / "tr_TR-ada-medium.onnx.json").unlink()
    (tmp_path / "tr_TR-ada-medium.onnx.json").mkdir()
    assert "cannot be read" in read_voice(path).fault
