"""A waveform is decoded when somebody looks at it first, and remembered as long as few others were looked at since."""

import io
from typing import Any, cast

import pytest

from app.audio.mp3 import Mp3Encoder
from app.audio.peaks import Peaks
from app.errors import UnknownNarrationError
from app.narration import outlines
from app.narration.outlines import Outlines
from app.store.base import Store
from tests.audio.sounds import RATE_HZ, silence, tone


class Sounds:
    """The MP3s of a store, and how often each was opened."""

    def __init__(self, **loudness: float) -> None:
        self._files = {name: mp3(amplitude) for name, amplitude in loudness.items()}
        self.opened: list[str] = []

    def open_audio(self, narration_id: str) -> Any:
        self.opened.append(narration_id)
        return io.BytesIO(self._files[narration_id]) if narration_id in self._files else None


def mp3(amplitude: float) -> bytes:
    encoder = Mp3Encoder(RATE_HZ, 64)
    return encoder.encode(tone(300, amplitude=amplitude)) + encoder.encode(silence(300)) + encoder.finish()


def of(sounds: Sounds) -> Outlines:
    return Outlines(cast("Store", sounds))


def test_a_waveform_is_decoded_once() -> None:
    sounds = Sounds(quiet=0.1, loud=0.5)
    looked = of(sounds)
    quiet, loud = looked.get("quiet"), looked.get("loud")
    assert max(quiet.values) == pytest.approx(0.1 * 255, abs=4)
    assert max(loud.values) == pytest.approx(0.5 * 255, abs=10)
    assert min(loud.values) == 0
    assert (looked.get("quiet"), looked.get("loud")) == (quiet, loud)
    assert sounds.opened == ["quiet", "loud"]


def test_the_one_looked_at_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "REMEMBERED", 2)
    sounds = Sounds(a=0.1, b=0.2, c=0.3)
    looked = of(sounds)
    for name in "abaca":  # b was looked at before the second a
        assert isinstance(looked.get(name), Peaks)
    assert sounds.opened == ["a", "b", "c"]
    looked.get("b")
    assert sounds.opened == ["a", "b", "c", "b"]


def test_what_is_gone_is_unknown_each_time() -> None:
    sounds = Sounds()
    looked = of(sounds)
    for _ in range(2):
        with pytest.raises(UnknownNarrationError, match="n1"):
            looked.get("n1")
    assert sounds.opened == ["n1", "n1"]
