import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.limit import CEILING_DBTP, limited
from app.audio.loudness import true_peaks
from tests.audio.sounds import RATE_HZ, noise, samples, tone


def true_peak(sound: np.ndarray) -> float:
    return float(true_peaks(sound, np.arange(len(sound))).max(initial=0.0))


def dbtp(sound: np.ndarray) -> float:
    return 20 * float(np.log10(true_peak(sound)))


def test_what_stays_below_the_ceiling_is_the_very_same() -> None:
    quiet = tone(300, amplitude=0.8) / 32768
    assert limited(quiet, RATE_HZ) is quiet
    assert len(limited(np.zeros(0), RATE_HZ)) == 0


@given(st.integers(0, 10_000), st.floats(0.2, 3.0), st.integers(1, 4_000))
@settings(max_examples=40, deadline=None)
def test_no_true_peak_passes_the_ceiling(seed: int, amplitude: float, length: int) -> None:
    drawn = np.random.default_rng(seed).standard_normal(length)
    smooth = np.convolve(drawn, np.hanning(9) / 3)[:length] * amplitude
    assert true_peak(limited(smooth, RATE_HZ)) <= 10 ** ((CEILING_DBTP + 0.1) / 20)


def test_only_the_neighbourhood_of_a_peak_is_turned_down() -> None:
    sound = tone(1_000, amplitude=0.3) / 32768
    burst = slice(samples(500), samples(510))
    sound[burst] *= 5
    quieter = limited(sound, RATE_HZ)
    assert dbtp(quieter) <= CEILING_DBTP
    far = samples(60)
    np.testing.assert_array_equal(quieter[: burst.start - far], sound[: burst.start - far])
    np.testing.assert_array_equal(quieter[burst.stop + far :], sound[burst.stop + far :])


def test_the_gain_moves_without_a_step() -> None:
    sound = tone(1_000, amplitude=0.3) / 32768
    sound[samples(500) : samples(501)] *= 6
    gain = np.divide(limited(sound, RATE_HZ), sound, out=np.ones_like(sound), where=np.abs(sound) > 0.01)
    loud_enough = np.abs(sound) > 0.01
    assert np.abs(np.diff(gain[loud_enough])).max() < 0.03
    assert gain.max() <= 1.0 + 1e-9


def test_two_peaks_far_apart_are_limited_each_by_itself() -> None:
    sound = tone(2_000, amplitude=0.3) / 32768
    for at in (300, 1_700):
        sound[samples(at) : samples(at + 5)] *= 5
    quieter = limited(sound, RATE_HZ)
    assert dbtp(quieter) <= CEILING_DBTP
    np.testing.assert_array_equal(quieter[samples(600) : samples(1_400)], sound[samples(600) : samples(1_400)])


@pytest.mark.parametrize("at", [0, 1, samples(99), samples(100) - 1])
def test_a_peak_at_the_very_edge_is_limited_too(at: int) -> None:
    sound = noise(100, amplitude=0.01) / 32768
    sound[at] = 1.5
    assert dbtp(limited(sound, RATE_HZ)) <= CEILING_DBTP + 0.1
