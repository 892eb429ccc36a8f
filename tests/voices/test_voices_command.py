import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli.voices import voices_app
from app.voices import install_voice
from app.voices.places import EMBEDDED
from tests.voices.offer import Offer, put_voice, serving, tiny_config, tiny_model

ADA = "tr_TR-ada-medium"
LOW = "en_US-announcer-low"


@pytest.fixture(autouse=True)
def voices_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh voices folder, and no settings of the machine the test runs on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANNOUNCER_VOICES_DIR", str(tmp_path / "voices"))
    monkeypatch.delenv("ANNOUNCER_VOICE_REPOSITORY", raising=False)
    return tmp_path / "voices"


def announcer_voices(*arguments: str) -> Result:
    return CliRunner().invoke(voices_app, list(arguments))


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_list_shows_what_is_installed_and_what_could_be(voices_dir: Path) -> None:
    put_voice(voices_dir, "en_US-first-medium")
    result = announcer_voices("list")
    assert result.exit_code == 0
    installed, recommended = result.stdout.split("Recommended, not installed:")
    assert "en_US-first-medium" in installed
    assert "announcer voices install tr_TR-dfki-medium" in recommended
    dfki = recommended.partition("tr_TR-dfki-medium")[2]
    assert "not for a commercial site" in dfki.partition("\n  tr_")[0]


def test_list_shows_what_came_with_the_program() -> None:
    listed = announcer_voices("list").stdout
    assert re.search(
        r"^  en_US-heart-medium +en +medium.*\n.*Apache-2.0.*: a commercial site may use it", listed, re.MULTILINE
    )


def test_list_says_what_is_wrong_with_a_damaged_voice(voices_dir: Path) -> None:
    put_voice(voices_dir, ADA, model=b"<html>")
    result = announcer_voices("list")
    assert result.exit_code == 0
    assert "DAMAGED: the model file is not an ONNX model" in result.stdout


def test_list_says_which_voice_is_for_trying_out(voices_dir: Path) -> None:
    put_voice(voices_dir, ADA, config=tiny_config(for_trying_out=True))
    assert re.search(rf"^  {ADA} .*accent, for trying out$", announcer_voices("list").stdout, re.MULTILINE)
    marked = [row["voice"] for row in rows(announcer_voices("list", "--json")) if row.get("for_trying_out")]
    assert marked == [ADA, "tr_TR-announcer-low"]


def test_list_as_json_is_one_object_a_line(voices_dir: Path) -> None:
    path = put_voice(voices_dir, ADA)
    (voices_dir / f"{ADA}.MODEL_CARD").write_text("License: ours")
    listed = {row["voice"]: row for row in rows(announcer_voices("list", "--json"))}
    assert listed[ADA]["installed"]
    assert listed[ADA]["size_bytes"] == path.stat().st_size
    assert len(listed[ADA]["sha256"]) == 64
    assert (listed[ADA]["licence"], listed[ADA]["commercial"]) == (f"see {ADA}.MODEL_CARD", "ask")
    assert listed["en_US-heart-medium"]["commercial"] == "yes"
    assert not listed["tr_TR-dfki-medium"]["installed"]
    assert listed["tr_TR-dfki-medium"]["install"] == "announcer voices install tr_TR-dfki-medium"
    assert listed["tr_TR-fahrettin-medium"]["install"] == ""


def test_a_voice_without_any_card_has_an_unknown_licence(voices_dir: Path) -> None:
    put_voice(voices_dir, ADA)
    assert "unknown: a commercial site should ask for legal advice first" in announcer_voices("list").stdout


def test_install_from_an_address_reports_progress_as_json_lines(voices_dir: Path) -> None:
    with serving(Offer().add(ADA, tiny_model(bytes(500_000)))) as server:
        result = announcer_voices("install", ADA, "--from", server.address)
    assert result.exit_code == 0
    lines = rows(result)
    assert lines[0]["event"] == "progress"
    assert lines[-1] == {
        "event": "installed",
        "voice": ADA,
        "voices": [ADA],
        "fetched": True,
        "path": str(voices_dir / f"{ADA}.onnx"),
    }
    last = lines[-2]
    assert last["done_bytes"] == last["total_bytes"]
    assert len(lines) <= 25


def test_the_repository_setting_is_used_without_from(voices_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = Offer().add(ADA).lay_out(voices_dir.parent / "mirror")
    monkeypatch.setenv("ANNOUNCER_VOICE_REPOSITORY", str(mirror))
    assert announcer_voices("install", ADA).exit_code == 0
    assert rows(announcer_voices("install", ADA))[-1]["fetched"] is False


@pytest.mark.slow
def test_a_terminal_gets_a_bar_and_a_sentence(voices_dir: Path) -> None:
    mirror = Offer().add(ADA, tiny_model(bytes(200_000))).lay_out(voices_dir.parent / "mirror")
    ours, theirs = pty.openpty()
    program = "from app.cli.voices import voices_app; voices_app()"
    command = [sys.executable, "-c", program, "install", ADA, "--from", str(mirror)]
    with subprocess.Popen(command, stdout=theirs, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"}) as process:
        os.close(theirs)
        shown = read_terminal(ours)
    assert process.returncode == 0
    assert re.search(r"200\.\d/200\.\d", shown)
    assert f"{ADA}: installed (" in shown
    assert "{" not in shown


def read_terminal(descriptor: int) -> str:
    """All that is written to a terminal; Linux reports its end as an I/O error."""
    shown = b""
    with os.fdopen(descriptor, "rb", buffering=0) as terminal:
        try:
            while block := terminal.read(4096):
                shown += block
        except OSError:
            return shown.decode()
    return shown.decode()


def test_one_failure_does_not_keep_the_other_voices_out(voices_dir: Path) -> None:
    mirror = Offer().add(ADA).add("en_GB-bea-high").lay_out(voices_dir.parent / "mirror")
    result = announcer_voices("install", "de_DE-none-low", ADA, "en_GB-bea-high", ADA, "--from", str(mirror))
    assert result.exit_code == 1
    assert "de_DE-none-low: The repository has no voice named de_DE-none-low." in result.stderr
    events = [(row["event"], row["voice"]) for row in rows(result) if row["event"] != "progress"]
    assert events == [("failed", "de_DE-none-low"), ("installed", ADA), ("installed", "en_GB-bea-high")]


def test_install_without_a_name_is_wrong_usage() -> None:
    assert announcer_voices("install").exit_code == 2


def test_remove_takes_what_it_can(voices_dir: Path) -> None:
    put_voice(voices_dir, ADA)
    result = announcer_voices("remove", ADA, "en_US-heart-medium", "tr_TR-none-low")
    assert (result.exit_code, result.stdout) == (1, f"{ADA}: removed\n")
    assert "en_US-heart-medium: The voice en_US-heart-medium came with the program and stays." in result.stderr
    assert "tr_TR-none-low: No voice named tr_TR-none-low is installed." in result.stderr
    assert list(voices_dir.iterdir()) == []


def test_what_announcer_toml_names_is_not_removed(voices_dir: Path) -> None:
    put_voice(voices_dir, ADA)
    Path("announcer.toml").write_text(f'[voices]\ntr = "{ADA}"\n')
    assert "announcer.toml" in announcer_voices("remove", ADA).stderr
    assert (voices_dir / f"{ADA}.onnx").exists()


def test_what_has_arrived_of_a_voice_is_removed(voices_dir: Path) -> None:
    part = voices_dir / f".{ADA}.part"
    part.mkdir(parents=True)
    (part / f"{ADA}.onnx").write_bytes(b"half")
    assert announcer_voices("remove", ADA).exit_code == 0
    assert not part.exists()


@pytest.mark.slow
def test_verify_passes_good_voices(voices_dir: Path) -> None:
    install_voice(LOW, repository=str(EMBEDDED), voices_dir=voices_dir)
    result = announcer_voices("verify")
    good = [f"{name}: good" for name in (LOW, "en_US-heart-medium", "tr_TR-announcer-low")]
    assert (result.exit_code, result.stdout.splitlines()) == (0, good)


def test_verify_tells_when_there_is_nothing_to_compare_with(voices_dir: Path) -> None:
    install_voice(LOW, repository=str(EMBEDDED), voices_dir=voices_dir)
    (voices_dir / f"{LOW}.install.json").unlink()
    (voices_dir / "catalog.toml").write_text("")
    result = announcer_voices("verify", LOW)
    assert (result.exit_code, result.stdout) == (
        0,
        f"{LOW}: loads; no digest is known to compare it with\n",
    )


def test_verify_fails_for_a_damaged_or_missing_voice_and_says_why(voices_dir: Path) -> None:
    put_voice(voices_dir, ADA, config="{")
    result = announcer_voices("verify", "--json", ADA, "en_US-ghost-low")
    assert result.exit_code == 1
    assert [(row["voice"], row["ok"]) for row in rows(result)] == [(ADA, False), ("en_US-ghost-low", False)]
    assert "not valid JSON" in rows(result)[0]["fault"]
    assert rows(result)[1]["fault"] == "it is not installed"


@pytest.mark.slow
def test_verify_of_an_empty_folder_has_nothing_to_complain_of() -> None:
    assert announcer_voices("verify").exit_code == 0
