"""The examples of docs/nightly.md do what they say."""

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.newsroom.config import Newsroom, read_newsroom

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "nightly.md").read_text()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder as /srv/announcer, with a source."""
    program = tmp_path / ".venv" / "bin" / "announcer"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -W ignore -m app.cli "$@"\n')
    program.chmod(0o755)
    (tmp_path / "voices").symlink_to(ROOT / "voices")
    (tmp_path / "announcer.toml").write_text('[[source]]\npath = "today.jsonl"\n')
    (tmp_path / "today.jsonl").write_text('{"text": "Good morning."}\n')
    return tmp_path


def test_the_cron_line_renders_and_reports(installed: Path) -> None:
    (block,) = blocks("cron")
    line = block.splitlines()[-1]
    *when, command = line.split(None, 5)
    assert all(re.fullmatch(r"\*|\d{1,2}", field) for field in when)
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("/srv/announcer", str(installed))], check=False, timeout=120
    )
    assert done.returncode == 0, (installed / "night.log").read_text()
    assert json.loads((installed / "night.json").read_text())["counts"] == {"rendered": 1}


def test_the_systemd_units_are_right_and_the_service_renders(installed: Path) -> None:
    names = re.findall(r"`/etc/systemd/system/(.+?)`:", TEXT)
    units = dict(zip(names, blocks("ini"), strict=True))
    parsed = {}
    for name, unit in units.items():
        parsed[name] = configparser.ConfigParser(interpolation=None)
        parsed[name].read_string(unit)
    service, timer = parsed["announcer-night.service"]["Service"], parsed["announcer-night.timer"]
    assert timer["Timer"]["OnCalendar"]
    assert timer["Install"]["WantedBy"] == "timers.target"
    command = service["ExecStart"].replace("/srv/announcer", str(installed)).split()
    assert subprocess.run(command, cwd=installed, check=False, timeout=120).returncode == 0
    if verify := shutil.which("systemd-analyze"):
        for name, unit in units.items():
            (installed / name).write_text(
                unit.replace("/srv/announcer", str(installed)).replace("User=announcer\n", "")
            )
        done = subprocess.run(
            [verify, "verify", *(str(installed / name) for name in units)], capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode()


def test_the_example_configuration_is_right(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    (tmp_path / "announcer.toml").write_text(block)
    found = read_newsroom(tmp_path / "announcer.toml")
    assert isinstance(found, Newsroom), found
    assert (len(found.source), len(found.feed)) == (2, 1)
