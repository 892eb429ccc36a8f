"""The documented example of a make: registered by an entry point, it is heard like any other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "voices.md").read_text()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of packages with the example in it, as pip would have put it there, and one that is broken."""
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    [points] = re.findall(r"```toml\n\[project\.entry-points\.\"([\w.]+)\"\]\n(.*?)```", DOCUMENT, re.DOTALL)
    packages = tmp_path / "packages"
    (packages / "tones-1.dist-info").mkdir(parents=True)
    (packages / "tones.py").write_text(example)
    (packages / "tones-1.dist-info" / "METADATA").write_text("Name: tones\nVersion: 1\n")
    entries = f"[{points[0]}]\n{points[1]}broken = nowhere:Nothing\n".replace('"', "")
    (packages / "tones-1.dist-info" / "entry_points.txt").write_text(entries)
    (tmp_path / "voices").mkdir()
    return tmp_path


def announcer(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    around = {
        "PYTHONPATH": os.pathsep.join((str(site / "packages"), str(ROOT))),
        "ANNOUNCER_VOICES_DIR": str(site / "voices"),
    }
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, cwd=site, env=os.environ | around, capture_output=True, text=True, check=False)


def test_the_example_is_as_short_as_promised() -> None:
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert len(example.splitlines()) <= 40


def test_its_voice_is_listed_verified_and_reads(site: Path) -> None:
    (site / "voices" / "de_DE-haus-low.tones").write_text("16000")
    (site / "text.txt").write_text("Guten Morgen.")
    listed = announcer(site, "voices", "list")
    assert re.search(r"de_DE-haus-low +de +low", listed.stdout), listed.stderr
    assert announcer(site, "voices", "verify", "de_DE-haus-low").returncode == 0
    read = announcer(site, "narrate", "text.txt", "--voice", "de_DE-haus-low", "-o", "out.mp3")
    assert read.returncode == 0, read.stderr
    assert (site / "out.mp3").stat().st_size > 1_000


def test_its_voice_installs_as_any_other(site: Path) -> None:
    (site / "stick").mkdir()
    (site / "stick" / "de_DE-haus-low.tones").write_text("16000")
    (site / "stick" / "voices.json").write_text(
        '{"de_DE-haus-low": {"make": "tones", "files": {"de_DE-haus-low.tones": {"size_bytes": 5}}}}'
    )
    done = announcer(site, "voices", "install", "de_DE-haus-low", "--from", str(site / "stick"))
    assert done.returncode == 0, done.stderr
    assert (site / "voices" / "de_DE-haus-low.tones").read_text() == "16000"


def test_a_broken_make_keeps_no_other_from_speaking(site: Path) -> None:
    (site / "voices" / "de_DE-haus-low.tones").write_text("loud")
    listed = announcer(site, "voices", "list")
    assert listed.returncode == 0
    assert "DAMAGED: de_DE-haus-low.tones holds no rate" in listed.stdout
