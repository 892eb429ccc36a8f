"""A site's own sounds around its readings: which files are taken, and how they stand in the narration."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio.jingle import LONGEST_S, MAX_BYTES, PAUSE_MS, Jingles, load_jingles
from app.audio.loudness import integrated_loudness
from app.errors import InvalidSettingError
from tests.serving import Service, service


def sound(path: Path, *, seconds: float = 2.0, rate_hz: int = 44_100, channels: int = 2, level: float = 0.02) -> Path:
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    tone = level * np.sin(2 * np.pi * 660 * at)
    soundfile.write(path, np.stack([tone] * channels, axis=1), rate_hz)
    return path


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
def test_any_usual_file_is_taken_and_made_as_loud_as_the_voice(tmp_path: Path, kind: str) -> None:
    intro = load_jingles(sound(tmp_path / f"intro.{kind}"), None).intro
    assert intro is not None
    pcm = intro.at(22_050)
    assert len(pcm) == pytest.approx(2 * 22_050, rel=0.05)
    assert integrated_loudness(pcm, 22_050) == pytest.approx(-16, abs=0.5)


def test_what_is_no_short_sound_is_refused_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "huge.wav").write_bytes(b"\0" * (MAX_BYTES + 1))
    long = sound(tmp_path / "long.wav", seconds=LONGEST_S + 1, rate_hz=8_000)
    empty = sound(tmp_path / "empty.wav", seconds=0)
    for path in (tmp_path / "none.wav", tmp_path / "text.wav", tmp_path / "huge.wav", long, empty, tmp_path):
        with pytest.raises(InvalidSettingError, match="ANNOUNCER_OUTRO") as refused:
            load_jingles(None, path)
        assert not re.search(r"[<\[]", refused.value.detail)  # a sentence for people: no "[Errno 2]", no object


def test_each_sound_and_its_place_make_another_digest(tmp_path: Path) -> None:
    one, other = sound(tmp_path / "one.wav"), sound(tmp_path / "other.wav", level=0.03)
    pairs = [(None, None), (one, None), (None, one), (one, one), (one, other), (other, one)]
    assert len({load_jingles(*pair).digest for pair in pairs}) == len(pairs)
    assert Jingles().digest == ""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return sound(tmp_path / "intro.wav", seconds=1.5), sound(tmp_path / "outro.wav", seconds=1.0)


@pytest.fixture
def here(tmp_path: Path, files: tuple[Path, Path]) -> Iterator[Service]:
    with service(tmp_path, intro=files[0], outro=files[1]) as running:
        yield running


def test_the_words_are_timed_after_the_intro_and_the_outro_follows(here: Service, tmp_path: Path) -> None:
    around, plain = here.narrate(), here.narrate(jingles=False)
    assert around["id"] != plain["id"]
    lines = here.client.get(around["timeline_url"]).json()["lines"]
    bare = here.client.get(plain["timeline_url"]).json()["lines"]
    moved = {line["start_ms"] - other["start_ms"] for line, other in zip(lines, bare, strict=True)}
    assert max(moved) - min(moved) <= 1, "by the same for every line, rounded"
    assert min(moved) == pytest.approx(1500 + PAUSE_MS, abs=2)
    assert around["duration_s"] - plain["duration_s"] == pytest.approx(1.5 + PAUSE_MS / 1000 + 1.0, abs=0.06)
    data, rate_hz = soundfile.read(BytesIO(here.client.get(around["audio_url"]).content))
    assert len(data) / rate_hz == pytest.approx(around["duration_s"], abs=0.06)
    first = data[int(0.2 * rate_hz) : int(1.2 * rate_hz)]
    loudest = np.argmax(np.abs(np.fft.rfft(first))) * rate_hz / len(first)
    assert loudest == pytest.approx(660, abs=3)


@pytest.mark.slow
def test_without_the_files_narrations_are_as_they_were(here: Service, tmp_path: Path) -> None:
    plain = here.narrate(jingles=False)
    with service(tmp_path / "other") as bare:
        assert bare.narrate()["id"] == plain["id"]
