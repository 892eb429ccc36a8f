"""Several services on one store: one that freezes, and one that is told to stop while something hangs."""

import signal
from pathlib import Path

import pytest

from app.store.local import LocalStore
from tests.process import served

pytestmark = [pytest.mark.faults, pytest.mark.speech, pytest.mark.slow]
LONG = " ".join(f"Sentence number {n} tells what the council said about the river and the bridge." for n in range(8))


def test_a_frozen_writer_is_replaced_and_its_late_write_changes_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as first, served(tmp_path) as second:
        made = first.client.post("/narrate", json={"text": LONG})
        assert made.status_code == 202
        path = f"/narrations/{made.json()['id']}"
        first.process.send_signal(signal.SIGSTOP)
        assert second.client.post("/narrate", json={"text": LONG}).status_code == 202
        second.until(path)
        sound = second.client.get(f"{path}/audio.mp3").content
        first.process.send_signal(signal.SIGCONT)
        first.until(path)
        for each in (first, second):
            assert each.client.get(f"{path}/audio.mp3").content == sound
    assert LocalStore(tmp_path / "cache").verify() == []


HANGS = """
import app.narration.texts, threading
app.narration.texts.script_of = lambda *_: threading.Event().wait()
"""


def test_a_stop_ends_within_the_grace_whatever_hangs(tmp_path: Path) -> None:
    with served(tmp_path, before=HANGS, grace_s=2) as here:
        with pytest.raises(Exception, match="timed out"):
            here.client.post("/narrate", json={"text": "Nobody ever reads this."}, timeout=0.5)
        here.process.terminate()
        assert here.process.wait(10) == 0
