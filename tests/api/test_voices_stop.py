"""A service that is stopped while it installs a voice: a real process, a real signal."""

import signal
import threading
import time
from pathlib import Path

import pytest

from app.voices import install_voice
from app.voices.install import kept_bytes
from tests.process import served
from tests.serving import PATIENCE_S
from tests.voices.offer import Offer, serving, tiny_model

pytestmark = [pytest.mark.slow, pytest.mark.speech]

ADA = "tr_TR-ada-medium"
LARGE = tiny_model(bytes(range(256)) * 4000)
GRACE_S = 4


def test_a_stop_ends_within_the_grace_and_keeps_the_part(tmp_path: Path) -> None:
    voices = tmp_path / "voices"
    voices.mkdir()
    offer = Offer().add(ADA, LARGE)
    with serving(offer) as repository:
        rest = repository.held.setdefault(offer.path(ADA), threading.Event())
        with served(tmp_path, voices_dir=voices, voice_repository=repository.address, grace_s=GRACE_S) as here:
            assert here.client.post(f"/voices/{ADA}").json()["phase"] == "fetching"
            give_up = time.monotonic() + PATIENCE_S
            while kept_bytes(ADA, voices) < len(LARGE) // 3:
                assert time.monotonic() < give_up
                time.sleep(0.02)
            here.process.send_signal(signal.SIGTERM)
            assert here.process.wait(PATIENCE_S + GRACE_S) == 0
        kept = kept_bytes(ADA, voices)
        assert 0 < kept < len(LARGE)
        rest.set()
        repository.asked.clear()
        assert install_voice(ADA, repository=repository.address, voices_dir=voices).fetched
        assert repository.asked_for(f"{ADA}.onnx")[0].startswith("bytes=")
    assert "leaving it behind" not in (tmp_path / "log").read_text()
