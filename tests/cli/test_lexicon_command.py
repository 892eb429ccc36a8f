"""`announcer lexicon`: from a shell."""

from pathlib import Path

import pytest
import soundfile

from tests.cli.test_commands import announcer, events

pytestmark = pytest.mark.slow


def test_an_entry_is_set_listed_read_and_removed(tmp_path: Path) -> None:
    assert announcer(tmp_path, "lexicon", "set", "en", "Siobhan", "shivawn").returncode == 0
    listed = events(announcer(tmp_path, "lexicon", "list", "en").stdout)
    assert {"written": "Siobhan", "spoken": "shivawn", "origin": "newsroom"} in listed
    text = b"Siobhan won."
    assert announcer(tmp_path, "script", "-", "--language", "en", stdin=text).stdout == "shivawn won.\n"
    assert announcer(tmp_path, "script", "-", "--language", "en", "--no-lexicon", stdin=text).stdout == "Siobhan won.\n"
    each = ("script", "-", "--each-line", "--language", "en")
    assert announcer(tmp_path, *each, stdin=text).stdout == "Siobhan won.\n"
    assert announcer(tmp_path, *each, "--lexicon", stdin=text).stdout == "shivawn won.\n"
    assert announcer(tmp_path, "lexicon", "remove", "en", "Siobhan").returncode == 0
    again = announcer(tmp_path, "lexicon", "remove", "en", "Siobhan")
    assert again.returncode == 1
    assert again.stderr == 'announcer: The lexicon of English (en) has no entry "Siobhan".\n'


@pytest.mark.speech
def test_a_preview_speaks_and_keeps_nothing_and_uses_are_found(tmp_path: Path) -> None:
    done = announcer(
        tmp_path, "lexicon", "preview", "en", "Qwen", "[[kwˈɛn]]", "--sentence", "Qwen's model won.", "-o", "qwen.mp3"
    )
    assert done.returncode == 0, done.stderr
    sound, rate = soundfile.read(tmp_path / "qwen.mp3")
    assert 0.5 < len(sound) / rate < 5
    assert events(announcer(tmp_path, "lexicon", "uses", "en", "Qwen").stdout)[0]["count"] == 1
    assert not (tmp_path / "lexicon").exists()
