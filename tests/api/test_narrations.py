"""`/narrations/{id}`: what players and crawlers ask for."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audio.frames import frames_of
from tests.serving import ARTICLE, Gate, Service, service

pytestmark = pytest.mark.slow


@pytest.fixture
def here(running: Service) -> Service:
    running.tones.forget()
    return running


@pytest.fixture
def view(here: Service) -> dict[str, Any]:
    return here.narrate()


def test_the_audio_is_whole_typed_and_cacheable_for_ever(here: Service, view: dict[str, Any]) -> None:
    answer = here.client.get(view["audio_url"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-length"] == str(len(answer.content))


def test_head_tells_the_same_without_the_sound(here: Service, view: dict[str, Any]) -> None:
    get, head = here.client.get(view["audio_url"]), here.client.head(view["audio_url"])
    assert head.content == b""
    for name in ("content-length", "etag", "content-type", "accept-ranges"):
        assert head.headers[name] == get.headers[name]


def test_a_known_etag_is_not_sent_again(here: Service, view: dict[str, Any]) -> None:
    etag = here.client.get(view["audio_url"]).headers["etag"]
    for header in (etag, f'"other", W/{etag}', "*"):
        answer = here.client.get(view["audio_url"], headers={"If-None-Match": header})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert here.client.get(view["audio_url"], headers={"If-None-Match": '"other"'}).status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data())
def test_every_range_is_that_part_of_the_file(here: Service, data: st.DataObject) -> None:
    address = f"/narrations/{here.narrate()['id']}/audio.mp3"
    whole = here.client.get(address).content
    first = data.draw(st.integers(0, len(whole) - 1))
    last = data.draw(st.integers(first, 2 * len(whole)))
    form = data.draw(st.sampled_from(["closed", "open", "suffix"]))
    value = {"closed": f"{first}-{last}", "open": f"{first}-", "suffix": f"-{last + 1}"}[form]
    expected = {"closed": whole[first : last + 1], "open": whole[first:], "suffix": whole[-(last + 1) :]}[form]
    answer = here.client.get(address, headers={"Range": f"bytes={value}"})
    assert answer.status_code == 206
    assert answer.content == expected
    start = len(whole) - len(expected) if form == "suffix" else first
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"


@pytest.mark.parametrize("value", ["bytes=99999999-", "bytes=99999999-100000000", "bytes=-0"])
def test_a_range_beyond_the_end_is_416_and_tells_the_size(here: Service, view: dict[str, Any], value: str) -> None:
    size = len(here.client.get(view["audio_url"]).content)
    answer = here.client.get(view["audio_url"], headers={"Range": value})
    assert (answer.status_code, answer.json()["code"]) == (416, "range-not-satisfiable")
    assert answer.headers["content-range"] == f"bytes */{size}"


@pytest.mark.parametrize(
    "value", ["bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", "bytes=" + "9" * 40 + "-", "nonsense"]
)
def test_what_is_no_single_range_is_answered_with_the_whole(here: Service, view: dict[str, Any], value: str) -> None:
    answer = here.client.get(view["audio_url"], headers={"Range": value})
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"])


def test_if_range_of_another_file_gets_the_whole(here: Service, view: dict[str, Any]) -> None:
    etag = here.client.get(view["audio_url"]).headers["etag"]
    same = here.client.get(view["audio_url"], headers={"Range": "bytes=0-9", "If-Range": etag})
    other = here.client.get(view["audio_url"], headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_the_timeline_points_at_the_written_text(here: Service, view: dict[str, Any]) -> None:
    timeline = here.client.get(view["timeline_url"]).json()
    assert timeline["duration_ms"] == round(view["duration_s"] * 1000)
    for line in timeline["lines"]:
        assert ARTICLE[line["start"] : line["end"]] == line["text"]
        assert all(line["start"] <= start < end <= line["end"] for start, end, _, _ in line["words"])


def test_captions_and_chapters(here: Service, view: dict[str, Any]) -> None:
    captions = here.client.get(view["captions_url"])
    assert captions.headers["content-type"].startswith("text/vtt")
    assert captions.text.startswith("WEBVTT")
    assert "The vote was close." in captions.text
    chapters = here.client.get(f"/narrations/{view['id']}/chapters.json").json()
    assert [chapter["title"] for chapter in chapters["chapters"]] == ["Council keeps the library"]


def test_the_timeline_comes_in_half_the_bytes_and_gzipped_to_who_takes_it(here: Service) -> None:
    address = f"/narrations/{here.narrate()['id']}/timeline.json"
    plain = here.client.get(address, headers={"Accept-Encoding": "identity"})
    short = here.client.get(f"{address}?words=steps")
    assert "content-encoding" not in plain.headers
    assert short.headers["content-encoding"] == "gzip"
    assert short.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    first, of_plain = short.json()["lines"][0], plain.json()["lines"][0]
    assert first["words"][:2] == [0, of_plain["words"][0][1] - of_plain["words"][0][0]]
    assert len(first["words"]) == 4 * len(of_plain["words"])
    assert here.client.get(f"{address}?words=letters").status_code == 422


def test_while_rendering_the_audio_follows_and_the_rest_is_not_ready(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        address = here.begin()
        early = here.client.get(f"{address}/timeline.json")
        assert (early.status_code, early.json()["code"]) == (409, "not-ready")
        assert int(early.headers["retry-after"]) > 0
        head = here.client.head(f"{address}/audio.mp3")
        assert (head.status_code, head.headers["cache-control"]) == (200, "no-store")
        gate.open()
        answer = here.client.get(f"{address}/audio.mp3", headers={"Range": "bytes=0-"})
        assert answer.status_code == 200
        assert here.until(address, "ready")
        after = here.client.get(f"{address}/audio.mp3").content
        assert len(answer.content) == len(after)
        sound = frames_of(io.BytesIO(after)).start_byte  # before it, chapters and length came last
        assert answer.content[sound:] == after[sound:]


def test_a_retracted_narration_is_gone_and_stays_gone(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        address = f"/narrations/{here.narrate()['id']}"
        assert here.client.delete(address).status_code == 204
        for path in (address, f"{address}/audio.mp3", f"{address}/timeline.json"):
            answer = here.client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (410, "retracted")
        assert here.client.delete(address).status_code == 410
    with service(tmp_path) as here:
        assert here.client.get(address).status_code == 410
        assert here.narrate()["status"] == "ready"
        assert here.client.get(address).status_code == 200


def test_retracting_while_rendering_stops_the_render(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        address = here.begin()
        assert gate.reached.wait(20)
        gate.open()
        assert here.client.delete(address).status_code == 204
        assert here.client.get(address).status_code == 410
        assert list(here.announcer.store.narrations()) == []


@pytest.mark.parametrize(
    "wrong", ["x", "A" * 26, "a" * 25, "a" * 27, "..%2f..%2fetc%2fpasswd", "%00" * 26, "a" * 10_000]
)
def test_what_is_no_id_is_unknown(here: Service, wrong: str) -> None:
    for path in ("", "/audio.mp3", "/timeline.json"):
        answer = here.client.get(f"/narrations/{wrong}{path}")
        assert answer.status_code == 404
        assert answer.json()["code"] in ("unknown-narration", "not-found")
    assert here.client.delete(f"/narrations/{wrong}").status_code in (404, 405)


def test_an_id_of_the_right_shape_that_was_never_made_is_unknown(here: Service) -> None:
    answer = here.client.get("/narrations/" + "a" * 26)
    assert (answer.status_code, json.loads(answer.text)["code"]) == (404, "unknown-narration")
    assert here.client.get("/articles/never").json()["code"] == "unknown-article"
