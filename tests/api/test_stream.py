"""`stream.m3u8` and its segments: what Safari asks for."""

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.api import stream
from app.audio.frames import frames_of, tag_bytes
from app.text.spoken.token import SpokenToken
from tests.serving import Gate, Service, service

pytestmark = pytest.mark.slow

LONG = "\n\n".join(
    f"The council of {town} met for hours on Monday, and decided in the end that its old library would stay open."
    for town in ("Ashby", "Borrow", "Corby", "Derby", "Enfield", "Farnham", "Goole", "Harlow", "June")
)


class HoldsJune(Gate):
    """Holds back the last Line alone."""

    def __call__(self, tokens: Sequence[SpokenToken]) -> None:
        if any("June" in token.text for token in tokens):
            super().__call__(tokens)


@pytest.fixture
def rendering(tmp_path: Path) -> Iterator[tuple[Service, str, Gate]]:
    gate = HoldsJune()
    with service(tmp_path, before=gate) as here:
        yield here, here.begin(LONG), gate
        gate.open()


def segments_of(here: Service, address: str, playlist: str) -> list[bytes]:
    names = re.findall(r"^segments/\d+\.mp3$", playlist, re.MULTILINE)
    answers = [here.client.get(f"{address}/{name}") for name in names]
    assert {answer.headers["content-type"] for answer in answers} == {"audio/mpeg"}
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)
    return [answer.content[tag_bytes(answer.content[:10]) :] for answer in answers]


def test_the_segments_are_the_file_in_pieces(here: Service) -> None:
    view = here.narrate(LONG)
    address = f"/narrations/{view['id']}"
    answer = here.client.get(view["stream_url"])
    assert answer.headers["content-type"].startswith("application/vnd.apple.mpegurl")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text.endswith("#EXT-X-ENDLIST\n")
    whole = here.client.get(view["audio_url"]).content
    pieces = segments_of(here, address, answer.text)
    assert len(pieces) > 3
    assert b"".join(pieces) == whole[frames_of(io.BytesIO(whole)).start_byte :]
    lengths = [float(found) for found in re.findall(r"#EXTINF:([\d.]+),", answer.text)]
    assert sum(lengths) == pytest.approx(view["duration_s"] + 0.1, abs=0.05)
    beyond = here.client.get(f"{address}/segments/{len(pieces)}.mp3")
    assert (beyond.status_code, beyond.json()["code"]) == (404, "not-found")


def test_while_rendering_it_grows_and_what_was_given_stays(rendering: tuple[Service, str, Gate]) -> None:
    here, address, gate = rendering
    assert gate.reached.wait(20)
    early = here.client.get(f"{address}/stream.m3u8")
    assert (early.status_code, early.headers["cache-control"]) == (200, "no-store")
    assert "EVENT" in early.text
    assert "ENDLIST" not in early.text
    given = segments_of(here, address, early.text)
    assert given
    later = here.client.get(f"{address}/segments/{len(given) + 5}.mp3")
    assert (later.status_code, later.json()["code"], later.headers["retry-after"]) == (409, "not-ready", "1")
    gate.open()
    here.until(address, "ready")
    whole = here.client.get(f"{address}/stream.m3u8").text
    assert [line for line in early.text.splitlines() if "TYPE" not in line] == [
        line for line in whole.splitlines() if "TYPE" not in line
    ][: len(early.text.splitlines()) - 1]
    assert segments_of(here, address, whole)[: len(given)] == given


def test_a_player_that_comes_before_the_first_sound_is_asked_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "FIRST_SEGMENT_S", 0.05)
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        address = here.begin()
        for name in ("stream.m3u8", "segments/0.mp3"):
            answer = here.client.get(f"{address}/{name}")
            assert (answer.status_code, answer.json()["code"]) == (409, "not-ready")
        gate.open()


def test_a_short_narration_is_one_segment(here: Service) -> None:
    view = here.narrate("One short sentence.")
    assert here.client.get(view["stream_url"]).text.count("segments/") == 1


@pytest.mark.parametrize("name", ["stream.m3u8", "segments/0.mp3"])
def test_an_unknown_or_impossible_id_is_404(here: Service, name: str) -> None:
    for narration_id in ("a" * 26, "..%2f..%2fetc", "A" * 26):
        assert here.client.get(f"/narrations/{narration_id}/{name}").status_code == 404


@pytest.mark.parametrize("number", ["-1", "1e3", "99999999999999999999", "x", "0x1"])
def test_a_number_that_is_none_is_refused(here: Service, number: str) -> None:
    answer = here.client.get(f"/narrations/{here.narrate()['id']}/segments/{number}.mp3")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_failed_render_says_why(tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("no voice left")

    with service(tmp_path, before=fail) as here:
        address = here.begin()
        here.until(address, "failed")
        assert here.client.get(f"{address}/stream.m3u8").status_code == 500
