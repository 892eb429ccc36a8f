"""The frames of an MP3 of constant bit rate: what their headers say, and where they lie in a file."""

from dataclasses import dataclass
from typing import BinaryIO

from app.errors import StoreError

DECODER_DELAY_SAMPLES = 1105
"""LAME's encoder delay of 576 samples and the 529 of every Layer III decoder (LAME's technical FAQ)."""

MPEG_1_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160)
MPEG_2_KBPS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG_2_5_KBPS = tuple(kbps for kbps in MPEG_2_KBPS if kbps <= 64)
"""Those of MPEG-2 by the format, but LAME goes no higher whatever it is asked for."""
KBPS = {
    **dict.fromkeys((32000, 44100, 48000), MPEG_1_KBPS),
    **dict.fromkeys((16000, 22050, 24000), MPEG_2_KBPS),
    **dict.fromkeys((8000, 11025, 12000), _MPEG_2_5_KBPS),
}
"""The sample rates of MPEG-1, MPEG-2 and MPEG-2.5 Layer III and their bit rates (ISO/IEC 11172-3 and 13818-3)."""

_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the version bits of a frame header: MPEG-1, 2 and 2.5."""
HEADER_BYTES = 4
_ID3_HEADER_BYTES = 10
_MARK = b"Info"


@dataclass(frozen=True, slots=True)
class Frames:
    """Where the frames of sound lie in a file, and when they are heard."""

    start_byte: int
    """Of the first frame of sound, after the tag and the Info frame."""

    sample_rate_hz: int
    kbps: int
    delay_samples: int = 0
    """Which players cut off at the front, for an Info frame says so; files of before it have none."""

    @property
    def samples(self) -> int:
        """Samples in a frame."""
        return samples_per_frame(self.sample_rate_hz)

    def ms(self, frame: int) -> float:
        """When a frame begins to be heard; below 0 for what is cut off."""
        return (frame * self.samples - self.delay_samples) * 1000 / self.sample_rate_hz

    def at(self, ms: float) -> int:
        """The frame that is heard at a time."""
        return int((ms * self.sample_rate_hz / 1000 + self.delay_samples) / self.samples)

    def offset(self, frame: int) -> int:
        """The byte at which a frame begins.

        LAME pads frames by a byte so that the rate holds on average; the first frame has no such byte
        (`slot_lag` in LAME's lame.c).
        """
        whole, left = divmod(self.samples * self.kbps * 125, self.sample_rate_hz)
        padded = -(-(frame - 1) * left // self.sample_rate_hz) if frame else 0
        return self.start_byte + frame * whole + padded

    def within(self, size_bytes: int) -> int:
        """How many frames are whole in a file of so many bytes."""
        guess = max(0, size_bytes - self.start_byte) * self.sample_rate_hz // (self.samples * self.kbps * 125) + 1
        while guess and self.offset(guess) > size_bytes:
            guess -= 1
        return guess


def samples_per_frame(sample_rate_hz: int) -> int:
    """Layer III packs 1152 samples in a frame, and half of that below 32 kHz."""
    return 1152 if KBPS[sample_rate_hz] is MPEG_1_KBPS else 576


def frame_bytes(sample_rate_hz: int, kbps: int) -> int:
    """The length of a frame that is not padded."""
    return samples_per_frame(sample_rate_hz) * kbps * 125 // sample_rate_hz


def side_bytes(sample_rate_hz: int) -> int:
    """How much of a mono frame its header and its side information are; an Info frame's mark stands behind."""
    return HEADER_BYTES + (17 if KBPS[sample_rate_hz] is MPEG_1_KBPS else 9)


def header(sample_rate_hz: int, kbps: int) -> bytes:
    """The header of a mono frame without padding and checksum, as LAME writes it."""
    version, rates = next((bits, rates) for bits, rates in _RATES_HZ.items() if sample_rate_hz in rates)
    numbers = MPEG_1_KBPS if version == 3 else MPEG_2_KBPS
    rate_bits, kbps_bits = rates.index(sample_rate_hz), numbers.index(kbps) + 1
    return bytes([0xFF, 0xE0 | version << 3 | 0b011, kbps_bits << 4 | rate_bits << 2, 0xC4])


def frames_of(file: BinaryIO) -> Frames:
    """The frames of an MP3 of ours, open for reading. Raises StoreError when it is none."""
    file.seek(0)
    start = tag_bytes(file.read(_ID3_HEADER_BYTES))
    file.seek(start)
    found = _frames_from(start, file.read(HEADER_BYTES))
    file.seek(start + side_bytes(found.sample_rate_hz))
    if file.read(len(_MARK)) != _MARK:
        return found
    # The Info frame may be of a higher bit rate, for it must hold what it says.
    file.seek(second := found.offset(1))
    sound = _frames_from(second, file.read(HEADER_BYTES))
    return Frames(second, sound.sample_rate_hz, sound.kbps, DECODER_DELAY_SAMPLES)


def tag_bytes(header: bytes) -> int:
    """The length of the ID3v2 tag that begins with these 10 bytes; 0 when it is none."""
    if len(header) < _ID3_HEADER_BYTES or header[:3] != b"ID3":
        return 0
    size = 0
    for seven_bits in header[6:10]:
        size = size << 7 | seven_bits & 0x7F
    return _ID3_HEADER_BYTES + size


def _frames_from(start_byte: int, header: bytes) -> Frames:
    """The frames of a file whose first one begins at `start_byte` with these 4 bytes. Raises StoreError."""
    if len(header) >= HEADER_BYTES and header[0] == 0xFF and header[1] & 0xE6 == 0xE2:  # Layer III
        version = header[1] >> 3 & 3
        rates, numbers = _RATES_HZ.get(version, ()), MPEG_1_KBPS if version == 3 else MPEG_2_KBPS
        rate_bits, kbps_bits = header[2] >> 2 & 3, header[2] >> 4
        if rate_bits < len(rates) and 0 < kbps_bits <= len(numbers):
            return Frames(start_byte, rates[rate_bits], numbers[kbps_bits - 1])
    raise StoreError("The narration does not begin with a frame of MP3.")
