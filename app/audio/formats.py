"""The formats that `POST /v1/audio/speech` answers in; mono, 16 bit where they count bits."""

import io
from typing import BinaryIO, Protocol, cast

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.audio import mp3
from app.audio.mp3 import Mp3Encoder
from app.audio.resample import Resampler
from app.errors import UnsupportedMediaError

MEDIA_TYPES = {
    "mp3": mp3.MEDIA_TYPE,
    "wav": "audio/wav",
    "flac": "audio/flac",
    "opus": "audio/ogg",
    "pcm": "audio/pcm",
}
"""The known formats: their names are OpenAI's."""

PCM_RATE_HZ = 24_000
"""What OpenAI's clients expect of "pcm", which has no header to say so."""

OPUS_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)
"""RFC 6716, section 2.1.3."""

_UNKNOWN_SIZE = 0xFFFFFFFF
WAV_HEADER_BYTES = 44


class Encoder(Protocol):
    """Turns sound into bytes as it comes. Feed it in order, from one thread at a time."""

    def encode(self, pcm: NDArray[np.int16]) -> bytes:
        """The bytes that int16 samples, shape (n,), complete; perhaps none yet."""
        ...

    def finish(self) -> bytes:
        """The last bytes; nothing can be encoded after them."""
        ...

    def whole(self, data: bytes) -> bytes:
        """All that it gave, finished, and with its length where the format states one and a stream cannot."""
        ...


def stream_encoder(name: str, sample_rate_hz: int) -> Encoder:
    """An encoder of that format for sound of that rate. Raises UnsupportedMediaError.

    FLAC gives its bytes at the end, for its header holds the length; all others give them as the sound comes. What is
    held is compressed and never the whole sound.
    """
    if name == "mp3":
        return Mp3Encoder(sample_rate_hz)
    if name == "wav":
        return _Wav(sample_rate_hz)
    if name == "pcm":
        return _Resampled(_Raw(), sample_rate_hz, PCM_RATE_HZ)
    if name == "opus":
        rate = _opus_rate(sample_rate_hz)
        return _Resampled(_Ogg(rate), sample_rate_hz, rate)
    if name == "flac":
        return _Flac(sample_rate_hz)
    raise UnsupportedMediaError(f"There is no format {name!r}; there are {', '.join(MEDIA_TYPES)}.")


def encode(pcm: NDArray[np.int16], sample_rate_hz: int, name: str) -> bytes:
    """A whole sound, int16 samples of shape (n,), in that format. Raises UnsupportedMediaError."""
    encoder = stream_encoder(name, sample_rate_hz)
    return encoder.whole(encoder.encode(pcm) + encoder.finish())


def _opus_rate(sample_rate_hz: int) -> int:
    return next((rate for rate in OPUS_RATES_HZ if rate >= sample_rate_hz), OPUS_RATES_HZ[-1])


def _little_endian(pcm: NDArray[np.int16]) -> bytes:
    return pcm.astype("<i2", copy=False).tobytes()


def _wav_header(sample_rate_hz: int, data_bytes: int | None = None) -> bytes:
    """RIFF with one PCM format chunk; with the largest sizes when the length is not known yet."""

    def number(value: int, width: int = 4) -> bytes:
        return value.to_bytes(width, "little")

    riff, data = (_UNKNOWN_SIZE, _UNKNOWN_SIZE) if data_bytes is None else (data_bytes + 36, data_bytes)
    layout = number(1, 2) + number(1, 2) + number(sample_rate_hz) + number(sample_rate_hz * 2) + number(2, 2)
    fmt = layout + number(16, 2)
    return b"RIFF" + number(riff) + b"WAVEfmt " + number(len(fmt)) + fmt + b"data" + number(data)


class _Streamed:
    """What has no length to be told, or tells it itself."""

    def whole(self, data: bytes) -> bytes:
        return data


class _Raw(_Streamed):
    def encode(self, pcm: NDArray[np.int16]) -> bytes:
        return _little_endian(pcm)

    def finish(self) -> bytes:
        return b""


class _Wav:
    def __init__(self, sample_rate_hz: int) -> None:
        self._rate = sample_rate_hz
        self._header = _wav_header(sample_rate_hz)

    def encode(self, pcm: NDArray[np.int16]) -> bytes:
        header, self._header = self._header, b""
        return header + _little_endian(pcm)

    def finish(self) -> bytes:
        return self._header

    def whole(self, data: bytes) -> bytes:
        return _wav_header(self._rate, len(data) - WAV_HEADER_BYTES) + data[WAV_HEADER_BYTES:]


class _Resampled(_Streamed):
    """An encoder that is fed at another rate."""

    def __init__(self, encoder: Encoder, from_hz: int, to_hz: int) -> None:
        self._encoder = encoder
        self._resampler = Resampler(from_hz, to_hz) if from_hz != to_hz else None

    def encode(self, pcm: NDArray[np.int16]) -> bytes:
        return self._encoder.encode(self._resampler.feed(pcm) if self._resampler else pcm)

    def finish(self) -> bytes:
        rest = self._encoder.encode(self._resampler.finish()) if self._resampler else b""
        return rest + self._encoder.finish()


class _Flac(_Streamed):
    """FLAC's header is completed last, so all of it is kept until then."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._buffer = io.BytesIO()
        self._file = soundfile.SoundFile(self._buffer, "w", sample_rate_hz, 1, format="FLAC", subtype="PCM_16")

    def encode(self, pcm: NDArray[np.int16]) -> bytes:
        self._file.write(pcm)
        return b""

    def finish(self) -> bytes:
        self._file.close()
        return self._buffer.getvalue()


class _Ogg(_Streamed):
    """Ogg is written front to back, so what libsndfile wrote can be given away at once."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._sink = _Sink()
        file = cast("BinaryIO", self._sink)
        self._file = soundfile.SoundFile(file, "w", sample_rate_hz, 1, format="OGG", subtype="OPUS")

    def encode(self, pcm: NDArray[np.int16]) -> bytes:
        self._file.write(pcm)
        return self._sink.taken()

    def finish(self) -> bytes:
        self._file.close()
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """A file that is only ever appended to; it answers where it stands, for libsndfile asks for its length."""

    def __init__(self) -> None:
        self._written = bytearray()
        self._position = 0

    def write(self, data: object) -> int:
        piece = bytes(cast("bytes", data))
        self._written += piece
        self._position += len(piece)
        return len(piece)

    def seek(self, _offset: int, _whence: int = 0) -> int:
        return self._position

    def tell(self) -> int:
        return self._position

    def taken(self) -> bytes:
        data, self._written = bytes(self._written), bytearray()
        return data
