"""The picture that players show for a site's readings."""

import struct
from dataclasses import dataclass
from pathlib import Path

from app.errors import InvalidSettingError

MAX_BYTES = 200_000
"""It stands before the first sound of every MP3: three seconds of a slow mobile connection (500 kbit/s)."""
MAX_PIXELS = 3_000
"""On a side; no podcast app takes larger ones."""

_PNG = b"\x89PNG\r\n\x1a\n"
_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG's markers that a picture's height and width stand behind (ITU-T T.81, table B.1)."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A PNG or JPEG as it is."""

    data: bytes
    media_type: str


def load_cover(path: Path | None) -> Cover | None:
    """Read it. Raises InvalidSettingError that names the setting."""
    if path is None:
        return None
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidSettingError(f"ANNOUNCER_COVER: {path} has more than {MAX_BYTES:,} bytes.")
        data = path.read_bytes()
    except OSError as error:
        raise InvalidSettingError(f"ANNOUNCER_COVER: {path} cannot be read: {error.strerror}.") from error
    media_type = "image/png" if data.startswith(_PNG) else "image/jpeg"
    size = _png_size(data) if media_type == "image/png" else _jpeg_size(data)
    if size is None:
        raise InvalidSettingError(f"ANNOUNCER_COVER: {path} is neither a PNG nor a JPEG.")
    if not 0 < min(size) <= max(size) <= MAX_PIXELS:
        raise InvalidSettingError(f"ANNOUNCER_COVER: {path} may have {MAX_PIXELS:,} pixels on a side at most.")
    return Cover(data, media_type)


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture that is whole from its header to its end."""
    if data[12:16] != b"IHDR" or data[-8:-4] != b"IEND":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """The same of a JPEG."""
    if not data.startswith(b"\xff\xd8") or not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
