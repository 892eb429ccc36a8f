import io
import tracemalloc

import numpy as np
import pytest
import soundfile

from app.audio.formats import MEDIA_TYPES, PCM_RATE_HZ, encode, stream_encoder
from app.audio.frames import DECODER_DELAY_SAMPLES
from app.errors import UnsupportedMediaError
from tests.audio.sounds import RATE_HZ, Pcm, noise, samples, silence, tone

KINDS = {"mp3": "MP3", "wav": "WAV", "flac": "FLAC", "opus": "OGG"}


def streamed(pcm: Pcm, name: str, piece: int = 3_000) -> list[bytes]:
    encoder = stream_encoder(name, RATE_HZ)
    return [*(encoder.encode(pcm[at : at + piece]) for at in range(0, len(pcm), piece)), encoder.finish()]


@pytest.mark.parametrize("name", KINDS)
def test_every_format_can_be_opened_and_holds_the_sound(name: str) -> None:
    sound = tone(1_500, amplitude=0.25)
    data = encode(sound, RATE_HZ, name)
    opened = soundfile.SoundFile(io.BytesIO(data))
    assert (opened.format, opened.channels) == (KINDS[name], 1)
    heard = opened.read()
    assert len(heard) / opened.samplerate == pytest.approx(1.5, abs=0.001), "of a whole sound, exactly"
    middle = heard[len(heard) // 3 : len(heard) // 2]
    assert np.sqrt(2 * np.square(middle).mean()) == pytest.approx(0.25, rel=0.05)


@pytest.mark.parametrize("name", ["wav", "flac"])
def test_lossless_formats_lose_nothing(name: str) -> None:
    sound = noise(500)
    heard, rate_hz = soundfile.read(io.BytesIO(encode(sound, RATE_HZ, name)), dtype="int16")
    assert rate_hz == RATE_HZ
    np.testing.assert_array_equal(heard, sound)


def test_raw_samples_are_at_the_rate_that_clients_expect() -> None:
    heard = np.frombuffer(encode(tone(1_000, hz=1_000), RATE_HZ, "pcm"), "<i2")
    assert len(heard) == PCM_RATE_HZ
    spectrum = np.abs(np.fft.rfft(heard))
    assert int(np.argmax(spectrum)) == 1_000


@pytest.mark.parametrize(("rate_hz", "opus_hz"), [(16_000, 16_000), (22_050, 24_000), (44_100, 48_000)])
def test_opus_is_given_a_rate_that_it_has(rate_hz: int, opus_hz: int) -> None:
    data = encode(tone(500, rate_hz=rate_hz), rate_hz, "opus")
    opened = soundfile.SoundFile(io.BytesIO(data))
    assert opened.samplerate == opus_hz
    assert opened.frames == samples(500, opus_hz)


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_a_stream_holds_the_same_as_the_whole(name: str) -> None:
    sound = noise(1_200)
    whole, stream = encode(sound, RATE_HZ, name), b"".join(streamed(sound, name))
    if name == "pcm":
        assert stream == whole
        return
    heard, expected = (soundfile.read(io.BytesIO(data), dtype="int16")[0] for data in (stream, whole))
    if name == "mp3":  # what its encoder and decoder put around the sound is cut off where the end is known
        heard = heard[DECODER_DELAY_SAMPLES:][: len(expected)]
    np.testing.assert_allclose(heard, expected, atol=1 if name == "mp3" else 0)


@pytest.mark.parametrize("name", ["mp3", "wav", "opus", "pcm"])
def test_a_listener_gets_sound_before_the_end(name: str) -> None:
    *early, _, _ = streamed(noise(5_000), name)
    assert len(b"".join(early[: len(early) // 2])) > 5_000


def test_a_streamed_wav_says_that_its_length_is_unknown() -> None:
    head = streamed(tone(100), "wav")[0][:44]
    assert head[:4] == b"RIFF"
    assert head[4:8] == head[40:44] == b"\xff\xff\xff\xff"


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_no_sound_at_all_harms_nothing(name: str) -> None:
    data = encode(silence(0), RATE_HZ, name)
    assert (len(data) == 44) == (name == "wav")


def test_an_unfinished_stream_can_be_dropped() -> None:
    for name in MEDIA_TYPES:
        stream_encoder(name, RATE_HZ).encode(tone(500))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mp3", "wav", "opus", "pcm"])
def test_streaming_holds_no_sound_back(name: str) -> None:
    encoder, second = stream_encoder(name, RATE_HZ), noise(1_000)
    encoder.encode(second)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(30):
            encoder.encode(second)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 3 * second.nbytes


@pytest.mark.parametrize("name", ["aac", "", "MP3", "../wav"])
def test_an_unknown_format_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnsupportedMediaError, match="mp3, wav, flac, opus, pcm"):
        stream_encoder(name, RATE_HZ)
    with pytest.raises(UnsupportedMediaError):
        encode(tone(10), RATE_HZ, name)
