import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.resample import Resampler, resampled
from tests.audio.sounds import noise, samples, silence, tone

PAIRS_HZ = [(22_050, 24_000), (16_000, 24_000), (48_000, 24_000), (44_100, 48_000), (24_000, 8_000)]


@pytest.mark.parametrize(("from_hz", "to_hz"), PAIRS_HZ)
@pytest.mark.parametrize("fraction", [0.02, 0.3, 0.8])
def test_a_tone_stays_the_same_tone_at_the_same_time(from_hz: int, to_hz: int, fraction: float) -> None:
    hz = fraction * min(from_hz, to_hz) / 2
    made = resampled(tone(400, hz=hz, rate_hz=from_hz), from_hz, to_hz)
    expected = tone(400, hz=hz, rate_hz=to_hz)
    inside = slice(samples(50, to_hz), samples(350, to_hz))
    error = made[inside].astype(float) - expected[inside]
    assert np.sqrt(np.square(error).mean()) < 8_192 * 10 ** (-50 / 20)


def test_what_the_lower_rate_cannot_hold_is_left_out() -> None:
    made = resampled(tone(400, hz=14_000, rate_hz=48_000), 48_000, 24_000)
    assert np.abs(made[500:-500]).max() <= 3


@pytest.mark.parametrize(("from_hz", "to_hz"), PAIRS_HZ)
@pytest.mark.parametrize("length", [0, 1, 2, 100, 12_345])
def test_the_sound_lasts_as_long_as_before(from_hz: int, to_hz: int, length: int) -> None:
    assert len(resampled(noise(1_000)[:length], from_hz, to_hz)) == -(-length * to_hz // from_hz)


@given(st.lists(st.integers(0, 4_000), max_size=10), st.sampled_from(PAIRS_HZ))
@settings(max_examples=40, deadline=None)
def test_pieces_of_any_size_give_the_same_sound(sizes: list[int], rates_hz: tuple[int, int]) -> None:
    pcm = noise(2_000)[: sum(sizes)]
    resampler, made, at = Resampler(*rates_hz), [], 0
    for size in sizes:
        made.append(resampler.feed(pcm[at : at + size]))
        at += size
    made.append(resampler.finish())
    np.testing.assert_array_equal(np.concatenate(made), resampled(pcm[:at], *rates_hz))


def test_sound_is_given_on_as_it_comes() -> None:
    resampler = Resampler(22_050, 24_000)
    assert len(resampler.feed(noise(1_000))) > 23_900


def test_full_scale_does_not_wrap_around() -> None:
    square = np.where(tone(200) >= 0, 32_767, -32_768).astype(np.int16)
    made = resampled(square, 22_050, 24_000)
    np.testing.assert_array_equal(np.sign(made[100:110]), np.sign(resampled(square // 2, 22_050, 24_000)[100:110]))


def test_the_same_rate_changes_nothing() -> None:
    pcm = noise(50)
    assert resampled(pcm, 24_000, 24_000) is pcm
    assert len(resampled(silence(0), 24_000, 24_000)) == 0
