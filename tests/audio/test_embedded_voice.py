"""The whole audio stage on the voice that the project ships."""

import io
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from piper import PiperVoice, SynthesisConfig

from app.audio.join import Joiner, speech_span
from app.audio.level import TARGET_LUFS, applied, gain_for
from app.audio.loudness import integrated_loudness, true_peak_dbtp
from app.audio.mp3 import Mp3Encoder
from app.speech.engine import Clip
from app.voices.places import EMBEDDED

MODEL = EMBEDDED / "en_US-announcer-low.onnx"
CALIBRATION = (
    "The council met on Monday and decided to close the bridge for repairs.",
    "Five thousand people were there, and nobody was hurt.",
    "What happens next is up to the court, which hears the case in May.",
)
ARTICLE = (
    "Fish returned to the river this spring.",
    "Half of the farmers along the northern bank say the water has never been so clear.",
    "She laughed.",
    "The ministry spent nine million dollars on the plant, which opened four years late.",
    "Officials would not say who will pay for its upkeep.",
    "For now, the children have begun to swim.",
)

pytestmark = pytest.mark.speech


def spoken(voice: PiperVoice, text: str) -> Clip:
    chunks = voice.synthesize(text, SynthesisConfig(normalize_audio=False))
    pcm = np.concatenate([chunk.audio_int16_array for chunk in chunks])
    return Clip(pcm, voice.config.sample_rate, (), marks_exact=False)


@pytest.fixture(scope="module")
def voice() -> PiperVoice:
    return PiperVoice.load(MODEL)


@pytest.fixture(scope="module")
def clips(voice: PiperVoice) -> list[Clip]:
    return [spoken(voice, text) for text in ARTICLE]


def test_an_article_is_as_loud_as_promised_and_never_too_loud(voice: PiperVoice, clips: list[Clip]) -> None:
    rate_hz = voice.config.sample_rate
    gain_db = gain_for(np.concatenate([spoken(voice, text).pcm for text in CALIBRATION]), rate_hz)
    joiner, encoder = Joiner(rate_hz), Mp3Encoder(rate_hz)
    levelled = [replace(clip, pcm=applied(clip.pcm, rate_hz, gain_db)) for clip in clips]
    data = b"".join(encoder.encode(joiner.add(clip, 350).pcm) for clip in levelled) + encoder.finish()
    heard = np.asarray(soundfile.read(io.BytesIO(data), dtype="int16")[0], np.int16)
    assert integrated_loudness(heard, rate_hz) == pytest.approx(TARGET_LUFS, abs=1.0)
    assert true_peak_dbtp(heard) <= -1.0


def test_trimming_cuts_silence_only(clips: list[Clip]) -> None:
    for clip in clips:
        first, last = speech_span(clip.pcm, clip.sample_rate_hz)
        power = np.square(clip.pcm.astype(float))
        cut = power[:first].sum() + power[last:].sum()
        assert cut < power.sum() * 1e-5
        assert last - first > 0.6 * len(clip.pcm)
