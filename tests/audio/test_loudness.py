import math

import numpy as np
import pytest

from app.audio.loudness import integrated_loudness, overshoot_bound, true_peak_dbtp
from tests.audio.sounds import RATE_HZ, noise, silence, tone

RATES_HZ = (16_000, 22_050, 24_000, 44_100, 48_000)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("peak_dbfs", [-6.0, -20.0, -36.0])
def test_a_sine_of_997_hz_reads_three_below_its_peak(rate_hz: int, peak_dbfs: float) -> None:
    sine = tone(5_000, hz=997, amplitude=10 ** (peak_dbfs / 20), rate_hz=rate_hz)
    assert integrated_loudness(sine, rate_hz) == pytest.approx(peak_dbfs - 3.01, abs=0.06)


@pytest.mark.parametrize("hz", [25, 60, 100, 500, 1_681, 2_000, 8_000, 15_000])
def test_other_tones_read_as_the_filters_of_the_standard_weigh_them(hz: int) -> None:
    # BS.1770-4, Annex 1, tables 1 and 2: the coefficients at 48 kHz.
    z = np.exp(-2j * np.pi * hz / 48_000)
    shelf = np.polyval([1.19839281085285, -2.69169618940638, 1.53512485958697], z)
    shelf /= np.polyval([0.73248077421585, -1.69065929318241, 1.0], z)
    high_pass = np.polyval([1, -2, 1], z) / np.polyval([0.99007225036621, -1.99004745483398, 1.0], z)
    expected = -0.691 - 20 - 3.01 + 20 * math.log10(abs(shelf * high_pass))
    sine = tone(5_000, hz=hz, amplitude=0.1, rate_hz=48_000)
    assert integrated_loudness(sine, 48_000) == pytest.approx(expected, abs=0.05)


def test_pauses_between_sentences_do_not_count() -> None:
    spoken = tone(3_000, amplitude=0.1)
    with_pauses = np.concatenate([spoken, silence(4_000), spoken, silence(6_000)])
    assert integrated_loudness(with_pauses, RATE_HZ) == pytest.approx(integrated_loudness(spoken, RATE_HZ), abs=0.4)


def test_a_much_quieter_passage_is_gated_out() -> None:
    # BS.1770-4's relative gate: 20 dB below, the quiet part must not pull the reading down by the 3 dB of a mean.
    loud, quiet = tone(5_000, amplitude=0.2), tone(5_000, amplitude=0.02)
    both = integrated_loudness(np.concatenate([loud, quiet]), RATE_HZ)
    assert both == pytest.approx(integrated_loudness(loud, RATE_HZ), abs=0.3)


def test_a_sound_longer_than_one_piece_reads_like_a_short_one() -> None:
    short, long = tone(10_000, amplitude=0.1), tone(75_000, amplitude=0.1)
    assert integrated_loudness(long, RATE_HZ) == pytest.approx(integrated_loudness(short, RATE_HZ), abs=0.01)


@pytest.mark.parametrize("sound", [silence(0), silence(5_000), tone(399), tone(2_000, amplitude=0.0001)])
def test_silence_and_what_is_too_short_have_no_loudness(sound: np.ndarray) -> None:
    assert integrated_loudness(sound, RATE_HZ) == -math.inf


def test_a_peak_between_two_samples_is_found() -> None:
    # A quarter of the sample rate, sampled 45 degrees off its peaks: every sample lies 3.01 dB below them.
    sine = tone(500, hz=RATE_HZ / 4, amplitude=0.5, phase=np.pi / 4)
    swelling = np.rint(sine * np.hanning(len(sine))).astype(np.int16)
    assert 20 * math.log10(np.abs(swelling).max() / 32768) == pytest.approx(-9.03, abs=0.01)
    assert true_peak_dbtp(swelling) == pytest.approx(-6.02, abs=0.05)


def test_the_true_peak_is_never_below_the_largest_sample_nor_above_the_bound() -> None:
    for seed in range(5):
        sound = noise(200, amplitude=0.3, seed=seed)
        largest = 20 * math.log10(np.abs(sound.astype(int)).max() / 32768)
        assert largest <= true_peak_dbtp(sound) <= largest + 20 * math.log10(overshoot_bound())


def test_silence_has_no_true_peak() -> None:
    assert true_peak_dbtp(silence(0)) == true_peak_dbtp(silence(10)) == -math.inf


def test_the_most_negative_sample_is_full_scale() -> None:
    assert true_peak_dbtp(np.array([-32768], np.int16)) == pytest.approx(0.0, abs=0.2)
