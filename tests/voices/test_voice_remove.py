"""Taking voices off the disk."""

import fcntl
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import UnknownVoiceError, VoiceBeingInstalledError, VoiceStaysError, VoicesUnwritableError
from app.voices import VoiceCatalogue, install_voice
from app.voices.remove import removable, remove_voices
from tests.voices.offer import Offer, put_voice, tiny_model

ADA, BEA = "tr_TR-ada-medium", "en_GB-bea-high"


def remove(name: str, folder: Path) -> list[str]:
    going = removable(name, VoiceCatalogue(folder, embedded=True))
    remove_voices(going)
    return [voice.key for voice in going]


def put_styles(folder: Path, *names: str) -> Path:
    """A Kokoro folder with these styles."""
    home = folder / "kokoro"
    home.mkdir(parents=True)
    (home / "voice.json").write_text(json.dumps({"make": "kokoro"}))
    (home / "model.onnx").write_bytes(tiny_model())
    (home / "vocab.json").write_text("{}")
    tables: dict[str, Any] = {name: np.zeros((510, 1, 256), np.float32) for name in names}
    np.savez(home / "voices.npz", **tables)
    return home


def test_nothing_of_a_voice_stays_and_all_of_the_others(tmp_path: Path) -> None:
    mirror = Offer().add(ADA).add(BEA).lay_out(tmp_path / "mirror")
    for key in (ADA, BEA):
        install_voice(key, repository=str(mirror), voices_dir=tmp_path / "voices")
    assert remove(ADA, tmp_path / "voices") == [ADA]
    left = {path.name for path in (tmp_path / "voices").iterdir()}
    assert left == {f"{BEA}.onnx", f"{BEA}.onnx.json", f"{BEA}.MODEL_CARD", f"{BEA}.install.json", ".install.lock"}


def test_a_damaged_voice_is_removed_too(tmp_path: Path) -> None:
    put_voice(tmp_path, ADA, model=b"<html>")
    assert remove(ADA, tmp_path) == [ADA]
    (tmp_path / "lost").mkdir()
    (tmp_path / "lost" / "voice.json").write_text('{"make": "of nobody"}')
    assert remove("lost", tmp_path) == ["lost"]
    assert list(tmp_path.iterdir()) == []


def test_voices_of_one_model_go_together_by_its_name_alone(tmp_path: Path) -> None:
    put_styles(tmp_path, "one", "two")
    with pytest.raises(VoiceStaysError, match="one of the 2 voices of kokoro"):
        remove("en_US-one-high", tmp_path)
    assert remove("kokoro", tmp_path) == ["en_US-one-high", "en_US-two-high"]
    assert list(tmp_path.iterdir()) == []


def test_the_one_voice_of_a_model_goes_by_its_own_name(tmp_path: Path) -> None:
    put_styles(tmp_path, "one")
    assert remove("en_US-one-high", tmp_path) == ["en_US-one-high"]


def test_a_link_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    home = put_styles(tmp_path / "elsewhere", "one")
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "kokoro").symlink_to(home)
    remove("kokoro", tmp_path / "voices")
    assert list((tmp_path / "voices").iterdir()) == []
    assert (home / "model.onnx").exists()


def test_what_came_with_the_program_stays(tmp_path: Path) -> None:
    for key in ("en_US-heart-medium", "en_US-announcer-low"):
        with pytest.raises(VoiceStaysError, match="came with the program"):
            remove(key, tmp_path)


@pytest.mark.parametrize("name", ["tr_TR-none-low", "", "..", "../voices", "/etc/passwd", ".install.lock"])
def test_what_is_no_voice_is_unknown(tmp_path: Path, name: str) -> None:
    put_voice(tmp_path, ADA)
    with pytest.raises(UnknownVoiceError, match=ADA):
        remove(name, tmp_path)


def test_a_voice_that_another_process_installs_is_left_to_it(tmp_path: Path) -> None:
    put_voice(tmp_path, ADA)
    put_voice(tmp_path, BEA)
    with (tmp_path / ".install.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write(ADA)
        other.flush()
        with pytest.raises(VoiceBeingInstalledError):
            remove(ADA, tmp_path)
        assert remove(BEA, tmp_path) == [BEA]
    assert remove(ADA, tmp_path) == [ADA]


def test_what_cannot_be_removed_is_one_clear_sentence(tmp_path: Path) -> None:
    put_voice(tmp_path, ADA)
    going = removable(ADA, VoiceCatalogue(tmp_path))
    (tmp_path / f"{ADA}.onnx").unlink()
    with pytest.raises(VoicesUnwritableError, match="cannot be removed"):
        remove_voices(going)
