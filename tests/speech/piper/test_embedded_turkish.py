"""The embedded Turkish voice: a Turkish site speaks on a fresh machine, until a better voice is installed."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from app.speech.durations import with_durations
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.loading import load_engine
from app.speech.piper.model import WholeModel, voice_feed
from app.speech.sessions import session
from app.text.spoken import speak
from app.voices import VoiceCatalogue
from tests.voices.offer import put_voice

KEY = "tr_TR-announcer-low"
STEADY = SynthesisSettings(noise_scale=0, noise_w=0)
SENTENCE = "Öğretmenler dün akşam köydeki küçük okulun ışıklarını söndürdü, çocuklar üzüldü."


@pytest.fixture(scope="module")
def turkish() -> VoiceEngine:
    return load_engine(VoiceCatalogue((), embedded=True).for_language("tr", {}))


@pytest.fixture(scope="module")
def whole() -> WholeModel:
    with with_durations(VoiceCatalogue((), embedded=True).get(KEY).model_path) as path:
        return WholeModel(session(path))


def test_it_reads_turkish_on_a_fresh_machine_and_no_other_language() -> None:
    fresh = VoiceCatalogue((), embedded=True)
    voice = fresh.for_language("tr-TR", {})
    assert (voice.key, voice.language, voice.for_trying_out) == (KEY, "tr", True)
    assert fresh.for_language("en", {}).language == "en"
    assert voice.size_bytes <= 15_000_000


@pytest.mark.parametrize("key", ["tr_TR-ada-x_low", "tr_CY-ada-low"])
def test_any_installed_turkish_voice_is_chosen_before_it(tmp_path: Path, key: str) -> None:
    put_voice(tmp_path, key)
    assert VoiceCatalogue(tmp_path, embedded=True).for_language("tr-TR", {}).key == key
    assert VoiceCatalogue(tmp_path, embedded=True).for_language("tr", {"tr": KEY}).key == KEY


def test_its_phonemes_are_those_of_turkish() -> None:
    config = json.loads(VoiceCatalogue((), embedded=True).get(KEY).files[1].read_bytes())
    assert config["espeak"]["voice"] == "tr"


@pytest.mark.speech
def test_a_sentence_lasts_as_long_as_it_takes_to_read_with_every_word_marked_where_it_is_loud(
    turkish: VoiceEngine,
) -> None:
    line = speak(SENTENCE, "tr")
    clip = turkish.synthesize(line, STEADY)
    assert 3_500 < clip.duration_ms < 8_500  # ten words, at 70 to 170 a minute
    assert clip.marks_exact
    assert len(clip.marks) == len(line)
    assert all(after.start_ms >= before.end_ms for before, after in itertools.pairwise(clip.marks))
    for mark in clip.marks:
        inside = clip.pcm[slice(*(int(edge * clip.sample_rate_hz / 1000) for edge in (mark.start_ms, mark.end_ms)))]
        assert np.abs(inside).max() > 500


@pytest.mark.speech
@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_it_keeps_to_the_speed(turkish: VoiceEngine, speed: float) -> None:
    usual = turkish.synthesize(speak(SENTENCE, "tr"), STEADY).duration_ms
    steady = SynthesisSettings(speed, noise_scale=0, noise_w=0)
    assert turkish.synthesize(speak(SENTENCE, "tr"), steady).duration_ms == pytest.approx(usual / speed, rel=0.1)


@pytest.mark.speech
@pytest.mark.parametrize("ids", [[7], [1, 0, 14, 0, 2], [*range(256)], [1, *([14, 0, 32, 0] * 374), 14, 0, 2]], ids=len)
def test_any_ids_become_usable_sound_as_long_as_their_durations(whole: WholeModel, ids: list[int]) -> None:
    sounded = whole.run(voice_feed(ids, noise_scale=0.0, length_scale=1.0, noise_w=0.0))
    assert np.isfinite(sounded.samples).all()
    assert np.abs(sounded.samples).max() < 1
    assert sounded.durations is not None
    assert len(sounded.durations) == len(ids)
    assert sounded.durations.sum() * 256 == len(sounded.samples)
