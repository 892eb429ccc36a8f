import io

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.frames import DECODER_DELAY_SAMPLES
from app.audio.mp3 import DEFAULT_KBPS, Mp3Encoder
from app.errors import UnsupportedMediaError
from tests.audio.sounds import RATE_HZ, Pcm, noise, onset, samples, silence, tone


def encoded(pcm: Pcm, rate_hz: int = RATE_HZ, kbps: int = DEFAULT_KBPS, piece: int = 5_000) -> bytes:
    encoder = Mp3Encoder(rate_hz, kbps)
    return b"".join(encoder.encode(pcm[at : at + piece]) for at in range(0, len(pcm), piece)) + encoder.finish()


def decoded(data: bytes) -> tuple[np.ndarray, int]:
    sound, rate_hz = soundfile.read(io.BytesIO(data))
    return sound, rate_hz


@pytest.mark.parametrize("kbps", [32, 48, 64, 96, 160])
def test_every_bit_rate_has_its_size_and_its_duration(kbps: int) -> None:
    data = encoded(noise(2_000), kbps=kbps)
    assert len(data) * 8 / (len(decoded(data)[0]) * 1000 / RATE_HZ) == pytest.approx(kbps, rel=0.01)


@given(st.lists(st.integers(0, 3_000), max_size=12))
@settings(max_examples=25, deadline=None)
def test_pieces_of_any_size_give_the_same_file(sizes: list[int]) -> None:
    pcm = noise(1_000)[: sum(sizes)]
    encoder, data, at = Mp3Encoder(RATE_HZ), b"", 0
    for size in sizes:
        data += encoder.encode(pcm[at : at + size])
        at += size
    assert data + encoder.finish() == encoded(pcm, piece=len(pcm) or 1)


def test_the_first_bytes_come_long_before_the_end() -> None:
    encoder = Mp3Encoder(RATE_HZ)
    assert encoder.encode(tone(300))[:1] == b"\xff"


def test_a_stream_that_stops_halfway_can_be_played_so_far() -> None:
    encoder = Mp3Encoder(RATE_HZ)
    sound, _ = decoded(encoder.encode(tone(2_000)))
    assert onset(sound, 0.1) == pytest.approx(DECODER_DELAY_SAMPLES, abs=samples(2))


def test_sound_is_as_loud_after_as_before() -> None:
    sound, _ = decoded(encoded(tone(2_000, amplitude=0.25)))
    middle = sound[samples(500) : samples(1_500)]
    assert np.sqrt(2 * np.square(middle).mean()) == pytest.approx(0.25, rel=0.01)


def test_full_scale_does_not_wrap_around() -> None:
    sound, _ = decoded(encoded(tone(1_000, amplitude=1.0)))
    assert np.abs(np.diff(sound)).max() < 0.3


def test_silence_is_a_file_and_nothing_at_all_is_none() -> None:
    assert len(decoded(encoded(silence(500)))[0]) > samples(500)
    assert encoded(silence(0)) == b""


def test_a_rate_that_mp3_has_not_is_refused_with_the_ones_it_has() -> None:
    with pytest.raises(UnsupportedMediaError, match="22050"):
        Mp3Encoder(22_000)
    with pytest.raises(UnsupportedMediaError, match="64"):
        Mp3Encoder(RATE_HZ, 65)
    with pytest.raises(UnsupportedMediaError):
        Mp3Encoder(48_000, 24)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 12_000])
def test_a_bit_rate_that_lame_would_lower_in_silence_is_refused(rate_hz: int) -> None:
    with pytest.raises(UnsupportedMediaError, match="64"):
        Mp3Encoder(rate_hz, 80)
    data = encoded(np.zeros(rate_hz * 2, np.int16), rate_hz, 64)
    assert len(data) * 8 / 64_000 == pytest.approx(2, abs=0.3)
