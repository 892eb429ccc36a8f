import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.level import MAX_GAIN_DB, TARGET_LUFS, Leveller, applied, gain_for
from app.audio.limit import CEILING_DBTP
from app.audio.loudness import integrated_loudness, true_peak_dbtp
from tests.audio.sounds import RATE_HZ, noise, silence, tone


@pytest.mark.parametrize("amplitude", [0.02, 0.1, 0.5])
def test_the_gain_brings_a_voice_to_the_target(amplitude: float) -> None:
    voice = tone(4_000, hz=300, amplitude=amplitude)
    gain_db = gain_for(voice, RATE_HZ)
    assert integrated_loudness(applied(voice, RATE_HZ, gain_db), RATE_HZ) == pytest.approx(TARGET_LUFS, abs=0.1)


def test_what_the_limiter_takes_is_made_up_for() -> None:
    # Bursts over a quiet ground: the gain for the target makes the bursts pass the ceiling.
    spiky = tone(4_000, hz=300, amplitude=0.08).astype(int)
    spiky[::2205] = 20_000
    voice = np.convolve(spiky, np.hanning(7) / 2, mode="same").astype(np.int16)
    result = applied(voice, RATE_HZ, gain_for(voice, RATE_HZ))
    assert integrated_loudness(result, RATE_HZ) == pytest.approx(TARGET_LUFS, abs=0.3)
    assert true_peak_dbtp(result) <= CEILING_DBTP + 0.05


@pytest.mark.parametrize("sound", [silence(0), silence(3_000), tone(200)])
def test_silence_gets_no_gain(sound: np.ndarray) -> None:
    assert gain_for(sound, RATE_HZ) == 0.0


def test_a_voice_that_is_hardly_there_is_not_lifted_beyond_reason() -> None:
    assert gain_for(noise(3_000, amplitude=0.001), RATE_HZ) == MAX_GAIN_DB


def test_no_gain_changes_no_sample() -> None:
    voice = tone(500, amplitude=0.5)
    np.testing.assert_array_equal(applied(voice, RATE_HZ, 0.0), voice)


def test_the_gain_is_the_same_for_a_whisper_and_a_shout() -> None:
    for amplitude in (0.01, 0.2):
        louder = applied(tone(300, amplitude=amplitude), RATE_HZ, 6.0)
        assert np.abs(louder).max() / (amplitude * 32767) == pytest.approx(1.995, rel=0.01)


def test_a_gain_never_wraps_a_loud_sample_around() -> None:
    louder = applied(tone(300, amplitude=0.99), RATE_HZ, 20.0)
    steps = np.abs(np.diff(louder.astype(int)))
    assert steps.max() < 6_000


@given(cuts=st.lists(st.integers(0, 22_050), max_size=6))
@settings(deadline=None, max_examples=25)
def test_pieces_are_levelled_as_the_whole_is(cuts: list[int]) -> None:
    loud = np.concatenate([tone(300, amplitude=0.9), noise(400, amplitude=0.5), tone(300, hz=90, amplitude=0.7)])
    edges = [0, *sorted(cuts), len(loud)]
    leveller = Leveller(RATE_HZ, 9.0)
    pieces = [leveller.feed(loud[start:end]) for start, end in itertools.pairwise(edges)]
    levelled = np.concatenate([*pieces, leveller.finish()])
    assert len(levelled) == len(loud)
    assert np.abs(levelled.astype(int) - applied(loud, RATE_HZ, 9.0).astype(int)).max() <= 1
