import re
from pathlib import Path

import pytest

from app.voices import load_recommendations
from app.voices.catalogue import QUALITY_RANK
from app.voices.download import ATTEMPTS
from app.voices.places import EMBEDDED

DOCUMENT = (Path(__file__).parents[2] / "docs" / "voices.md").read_text()


def test_every_recommended_voice_stands_in_the_licence_table_with_the_catalogues_verdict() -> None:
    table = [line for line in DOCUMENT.splitlines() if line.startswith("| `")]
    documented = {
        name: line.rstrip(" |").rpartition("|")[2].strip()
        for line in table
        for name in re.findall(r"`([\w-]+)`", line.split("|")[1])
    }
    assert documented == {voice.key: voice.commercial for voice in load_recommendations(EMBEDDED).voices}


def test_the_order_of_qualities_is_the_documented_one() -> None:
    assert f"({', '.join(sorted(QUALITY_RANK, key=QUALITY_RANK.__getitem__))})" in DOCUMENT


def test_the_number_of_attempts_is_the_documented_one() -> None:
    assert ATTEMPTS == 5
    assert "up to five times" in DOCUMENT


@pytest.mark.parametrize("linked", re.findall(r"\]\(\.\./([^)]+)\)", DOCUMENT))
def test_linked_files_are_there(linked: str) -> None:
    assert Path(__file__).parents[2].joinpath(linked).is_file()


def test_commands_in_examples_name_voices_that_can_be_installed() -> None:
    keys = {voice.key for voice in load_recommendations(EMBEDDED).voices if voice.install_command}
    examples = re.findall(r"^ {4}announcer voices install (\S+)", DOCUMENT, re.MULTILINE)
    assert examples
    assert set(examples) <= keys
