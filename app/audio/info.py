"""The Info frame in front of an MP3's sound: how long it is, and which decoded samples are none of it.

A silent frame whose body is Xing's header (frames, bytes, table of contents) with LAME's extension (delay, padding).
Players and tag readers take the exact length from it, and cut off what encoder and decoder put around the sound.
"""

from dataclasses import dataclass

from app.audio.frames import KBPS, frame_bytes, header, samples_per_frame, side_bytes

ENCODER_DELAY_SAMPLES = 576
"""LAME's, at every rate; decoders add their own 529."""

_KNOWN_LENGTH = 0b1111
"""Xing's flags: frames, bytes, table of contents and a quality follow."""
_BODY_BYTES = 4 + 4 + 4 + 4 + 100 + 4 + 36
_QUALITY = 43
"""Quality 7 as LAME writes it: 100 - 10 * its VBR quality (5, for none was asked for) - 7."""
_CBR = 1
_ARC = 0xA001
"""CRC-16/ARC, reflected."""


@dataclass(frozen=True, slots=True)
class Length:
    """Of a whole encoded sound: its frames and their bytes, and how many samples went in."""

    frames: int
    size_bytes: int
    samples: int


def info_frame(sample_rate_hz: int, kbps: int, length: Length | None = None) -> bytes:
    """The frame, as long with a length as without; without one it tells of the delay alone."""
    needed = side_bytes(sample_rate_hz) + _BODY_BYTES
    own_kbps = next(
        each for each in KBPS[sample_rate_hz] if each >= kbps and frame_bytes(sample_rate_hz, each) >= needed
    )
    size = frame_bytes(sample_rate_hz, own_kbps)
    front = header(sample_rate_hz, own_kbps).ljust(side_bytes(sample_rate_hz), b"\0") + b"Info"
    padding = total = 0
    if length is None:
        front += _number(0)
    else:
        padding = length.frames * samples_per_frame(sample_rate_hz) - ENCODER_DELAY_SAMPLES - length.samples
        total = size + length.size_bytes
        front += _number(_KNOWN_LENGTH) + _number(length.frames) + _number(total) + _contents(size, total)
        front += _number(_QUALITY)
    front += b"LAME3.100" + bytes([_CBR, 0]) + bytes(8)  # neither a low-pass nor a loudness is told
    front += bytes([0, min(kbps, 255)]) + _number(ENCODER_DELAY_SAMPLES << 12 | padding, 3) + bytes(4)
    front += _number(total) + bytes(2)  # without a checksum of all the sound
    return (front + _number(_checksum(front), 2)).ljust(size, b"\0")


def _contents(first: int, total: int) -> bytes:
    """Where each hundredth of the time begins, in 256ths of the bytes: at a constant bit rate, evenly."""
    return bytes((first + (total - first) * each // 100) * 256 // total for each in range(100))


def _number(value: int, width: int = 4) -> bytes:
    return value.to_bytes(width, "big")


def _checksum(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (_ARC if value & 1 else 0)
    return value
