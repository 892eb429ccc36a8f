"""The picture of a site's readings."""

import struct
import zlib
from pathlib import Path

import pytest

from app.audio.cover import MAX_BYTES, Cover, load_cover
from app.errors import InvalidSettingError
from app.web.pages import STATIC_DIR


def png(width: int = 8, height: int = 8, more: bytes = b"") -> bytes:
    """A grey picture, with what is said of it after it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"tEXt", more) + chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """The markers of one, in front of nothing to be seen."""
    jfif = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    size = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8" + jfif + size + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0\xff\xd9"


def kept(folder: Path, data: bytes) -> Cover | None:
    (folder / "cover").write_bytes(data)
    return load_cover(folder / "cover")


@pytest.mark.parametrize(("data", "media_type"), [(png(), "image/png"), (jpeg(), "image/jpeg")])
def test_a_picture_is_taken_as_it_is(tmp_path: Path, data: bytes, media_type: str) -> None:
    assert kept(tmp_path, data) == Cover(data, media_type)
    assert load_cover(None) is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "neither"),
        (b"GIF89a" + bytes(40), "neither"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither"),
        (png()[:-9], "neither"),
        (jpeg()[:-9], "neither"),
        (b"\xff\xd8\xff\xd9", "neither"),
        (png(3_001, 1), "3,000 pixels"),
        (jpeg(0, 8), "3,000 pixels"),
        (png(more=bytes(MAX_BYTES)), "200,000 bytes"),
    ],
)
def test_what_players_cannot_show_is_refused_at_the_start(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(InvalidSettingError, match=why) as refused:
        kept(tmp_path, data)
    assert "ANNOUNCER_COVER" in refused.value.detail


def test_a_picture_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettingError, match="ANNOUNCER_COVER"):
        load_cover(tmp_path / "none.png")


def test_a_podcast_without_a_picture_gets_ours_which_directories_take() -> None:
    """Square, 1,400 to 3,000 pixels, PNG or JPEG: what Apple Podcasts asks for."""
    ours = load_cover(STATIC_DIR / "podcast.png")
    assert ours is not None
    width, height = struct.unpack(">II", ours.data[16:24])
    assert 1_400 <= width == height <= 3_000
    assert len(ours.data) < 20_000
