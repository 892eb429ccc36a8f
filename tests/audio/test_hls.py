"""HLS: the one MP3 in pieces that a player can put together again."""

import io
import itertools

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3
from numpy.typing import NDArray

from app.audio.frames import Frames, frames_of, tag_bytes
from app.audio.hls import (
    LONGEST_S,
    SHORTEST_S,
    Segment,
    playlist,
    segments,
    timestamp_tag,
)
from app.audio.mp3 import Mp3Encoder
from app.errors import StoreError
from app.narration.timeline import TimedLine
from app.text.article import BlockKind, Part

FRAMES = Frames(100, 22_050, 64)
FRAME_MS = 576_000 / 22_050


def line(start_ms: int, end_ms: int) -> TimedLine:
    return TimedLine(Part.BODY, 0, BlockKind.PARAGRAPH, 0, 1, "x", start_ms, end_ms, ())


def lines_of(*lengths_and_pauses: tuple[int, int]) -> list[TimedLine]:
    at, lines = 50, []
    for length_ms, pause_ms in lengths_and_pauses:
        lines.append(line(at, at + length_ms))
        at += length_ms + pause_ms
    return lines


def total_of(lines: list[TimedLine]) -> int:
    return int(lines[-1].end_ms / FRAME_MS) + 20


def noise(rate_hz: int, seconds: float) -> NDArray[np.int16]:
    made = np.random.default_rng(7).standard_normal(int(rate_hz * seconds)) * 5_000
    return made.astype(np.int16)


def test_a_segment_decoded_alone_sounds_as_it_does_in_the_whole() -> None:
    """LAME's frames borrow bits from earlier ones; at a cut only silence may borrow."""
    rate_hz = 22_050
    encoder, pieces, lines, at = Mp3Encoder(rate_hz), [], [], 50.0
    for _ in range(6):
        pieces += [noise(rate_hz, 3), np.zeros(rate_hz * 350 // 1000, np.int16)]
        lines.append(line(round(at), round(at + 3000)))
        at += 3350
    data = encoder.encode(np.concatenate(pieces)) + encoder.finish()
    frames = frames_of(io.BytesIO(data))
    whole = soundfile.read(io.BytesIO(data), dtype="int16")[0]
    found = list(segments(lines, frames, frames.within(len(data))))
    assert len(found) == 3
    for part in found:
        alone = soundfile.read(io.BytesIO(data[frames.offset(part.first) : frames.offset(part.end)]), dtype="int16")[0]
        expected = whole[part.first * 576 :][: len(alone)].astype(int)
        assert np.abs(expected - alone).max() <= 1


timings = st.lists(st.tuples(st.integers(200, 25_000), st.integers(0, 1_500)), min_size=1, max_size=40)


@given(timings)
@settings(deadline=None)
def test_segments_cover_everything_once_and_none_is_too_long(given_lines: list[tuple[int, int]]) -> None:
    lines = lines_of(*given_lines)
    found = list(segments(lines, FRAMES, total_of(lines)))
    assert (found[0].first, found[-1].end) == (0, total_of(lines))
    assert all(one.end == then.first for one, then in itertools.pairwise(found))
    assert all(0 < FRAMES.ms(part.end) - FRAMES.ms(part.first) <= LONGEST_S * 1000 for part in found)


@given(timings, st.data())
@settings(deadline=None)
def test_what_was_listed_stays_as_the_file_grows(given_lines: list[tuple[int, int]], data: st.DataObject) -> None:
    lines = lines_of(*given_lines)
    known = data.draw(st.integers(0, len(lines)))
    early, late = list(segments(lines[:known], FRAMES)), list(segments(lines, FRAMES, total_of(lines)))
    assert late[: len(early)] == early


def test_usual_lines_are_cut_in_their_pauses_at_four_seconds_or_more() -> None:
    lines = lines_of(*[(2_500, 350)] * 20)
    found = list(segments(lines, FRAMES, total_of(lines)))
    for part in found[:-1]:
        cut_ms = FRAMES.ms(part.end)
        assert cut_ms - FRAMES.ms(part.first) >= SHORTEST_S * 1000
        assert any(one.end_ms <= cut_ms < then.start_ms - 70 for one, then in itertools.pairwise(lines))


def test_lines_without_silence_between_them_are_not_parted() -> None:
    together, apart = lines_of((4_500, 0), (4_500, 350), (4_500, 0)), lines_of((4_500, 350), (4_500, 350), (4_500, 0))
    assert len(list(segments(together, FRAMES, total_of(together)))) == 2
    assert len(list(segments(apart, FRAMES, total_of(apart)))) == 3


def test_the_playlist_grows_and_then_ends() -> None:
    parts = [Segment(0, 200), Segment(200, 500)]
    growing, whole = playlist(parts, FRAMES, complete=False), playlist(parts, FRAMES, complete=True)
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in growing
    assert "ENDLIST" not in growing
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in whole
    assert whole.endswith("#EXTINF:5.22449,\nsegments/0.mp3\n#EXTINF:7.83673,\nsegments/1.mp3\n#EXT-X-ENDLIST\n")


def test_a_segment_says_when_it_is_heard() -> None:
    tag = timestamp_tag(500, FRAMES)
    assert tag_bytes(tag[:10]) == len(tag)
    found = ID3(io.BytesIO(tag)).getall("PRIV")[0]
    assert found.owner == "com.apple.streaming.transportStreamTimestamp"
    assert int.from_bytes(found.data, "big") == int(500 * FRAME_MS * 90)


@pytest.mark.parametrize("header", [b"", b"RIFF", b"\xff\xfb\x00\x00", b"\xff\xfd\x80\xc4", b"\xff\xf3\xfc\xc4"])
def test_what_is_no_mp3_is_refused(header: bytes) -> None:
    with pytest.raises(StoreError):
        frames_of(io.BytesIO(header))
    assert tag_bytes(header) == 0
