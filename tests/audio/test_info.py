"""What an MP3 says of its own length, to whoever asks."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from mutagen.mp3 import MP3, BitrateMode

from app.audio.frames import KBPS, frames_of
from app.audio.info import info_frame
from app.audio.mp3 import Mp3Encoder
from tests.audio.sounds import Pcm, noise, onset, silence

EVERY_RATE = [(rate_hz, kbps) for rate_hz in KBPS for kbps in (KBPS[rate_hz][0], 64)]


def whole(pcm: Pcm, rate_hz: int = 22_050, kbps: int = 64) -> bytes:
    encoder = Mp3Encoder(rate_hz, kbps)
    sound = encoder.encode(pcm) + encoder.finish()
    return encoder.info() + sound


def spoken(rate_hz: int, samples: int) -> Pcm:
    """Noise after silence, with a click in the middle."""
    pcm = np.concatenate([silence(500, rate_hz), noise(3_000, rate_hz=rate_hz)])[:samples]
    pcm[len(pcm) // 2] = 32_000
    return pcm


@pytest.mark.parametrize(("rate_hz", "kbps"), EVERY_RATE)
@pytest.mark.parametrize("ms", [40, 2_987])
def test_a_decoder_gives_exactly_the_samples_that_went_in(rate_hz: int, kbps: int, ms: int) -> None:
    pcm = spoken(rate_hz, rate_hz * ms // 1000)
    data = whole(pcm, rate_hz, kbps)
    assert soundfile.info(io.BytesIO(data)).frames == len(pcm)
    sound, found_hz = soundfile.read(io.BytesIO(data))
    assert (len(sound), found_hz) == (len(pcm), rate_hz)


@pytest.mark.parametrize("rate_hz", KBPS)
def test_sound_is_heard_when_it_was_encoded(rate_hz: int) -> None:
    click = silence(1_000, rate_hz)
    click[rate_hz // 3] = 30_000
    sound, _ = soundfile.read(io.BytesIO(whole(click, rate_hz)))
    assert int(np.argmax(np.abs(sound))) == rate_hz // 3


@pytest.mark.parametrize(("rate_hz", "kbps"), EVERY_RATE)
def test_a_tag_reader_knows_length_and_bit_rate_without_decoding(rate_hz: int, kbps: int) -> None:
    pcm = spoken(rate_hz, rate_hz * 3)
    info: Any = MP3(io.BytesIO(whole(pcm, rate_hz, kbps))).info
    assert info.length == pytest.approx(len(pcm) / rate_hz, abs=1e-6)
    assert info.bitrate == pytest.approx(kbps * 1000, rel=0.01)
    assert info.bitrate_mode == BitrateMode.CBR
    assert info.encoder_info.startswith("LAME")


@pytest.mark.parametrize(("rate_hz", "kbps"), EVERY_RATE)
def test_the_frames_of_sound_are_found_behind_it(rate_hz: int, kbps: int) -> None:
    data = whole(spoken(rate_hz, rate_hz * 3), rate_hz, kbps)
    frames = frames_of(io.BytesIO(data))
    assert (frames.sample_rate_hz, frames.kbps) == (rate_hz, kbps)
    count = frames.within(len(data))
    assert frames.offset(count) == len(data)
    assert all(data[frames.offset(n)] == 0xFF and data[frames.offset(n) + 1] >= 0xE0 for n in range(count))
    assert frames.within(len(data) - 1) == count - 1
    assert frames.ms(0) < 0 < frames.ms(2)
    assert [frames.at(frames.ms(n) + 0.01) for n in range(count)] == list(range(count))


def test_the_frames_of_files_from_before_it_begin_behind_the_tag() -> None:
    encoder = Mp3Encoder(22_050)
    frames = frames_of(io.BytesIO(encoder.encode(noise(500)) + encoder.finish()))
    assert (frames.start_byte, frames.delay_samples, frames.ms(0)) == (0, 0, 0)


def test_the_contents_lead_to_each_hundredth_of_the_sound() -> None:
    data = whole(noise(10_000))
    at = data.index(b"Info") + 16
    contents, frames = data[at : at + 100], frames_of(io.BytesIO(data))
    count = frames.within(len(data))
    for hundredth, place in enumerate(contents):
        assert place * len(data) / 256 == pytest.approx(frames.offset(count * hundredth // 100), abs=len(data) / 128)


def test_before_the_end_it_is_as_long_and_tells_of_no_length() -> None:
    encoder = Mp3Encoder(22_050)
    early, sound = encoder.info(), encoder.encode(noise(2_000))
    assert encoder.info() == early == info_frame(22_050, 64)
    late = sound + encoder.finish()
    assert len(encoder.info()) == len(early)
    growing: Any = MP3(io.BytesIO(early + late)).info
    assert growing.length == pytest.approx(2.0, abs=0.15), "a reader has to guess from the size"
    decoded, _ = soundfile.read(io.BytesIO(early + sound))
    assert onset(decoded, 0.01) < 22_050 // 10


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="apt-get install ffmpeg")
def test_ffmpeg_finds_every_sample_too(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(whole(spoken(22_050, 44_321)))
    decode = [*"ffmpeg -v error -i".split(), str(tmp_path / "a.mp3"), *"-f s16le -".split()]
    assert len(subprocess.run(decode, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout) == 2 * 44_321
    probe = "ffprobe -v error -show_entries stream=duration -of default=nw=1:nk=1".split()
    told = subprocess.run([*probe, str(tmp_path / "a.mp3")], capture_output=True, check=True).stdout
    assert float(told) == pytest.approx(44_321 / 22_050, abs=0.1)
