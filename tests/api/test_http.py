"""HTTP as RFC 9110 has it: HEAD, Allow, who may keep an answer, compressed files."""

import gzip
from collections.abc import Iterator

import brotli
import pytest

from tests.serving import ARTICLE, Gate, Service, service

pytestmark = pytest.mark.slow

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("http")) as here:
        yield here


def test_head_is_answered_wherever_get_is_with_the_same_headers(ready: Service) -> None:
    view = ready.narrate(article_id="a-1")
    base = f"/narrations/{view['id']}"
    paths = ["", "/audio.mp3", "/timeline.json", "/captions.vtt", "/chapters.json", "/events", "/stream.m3u8"]
    here = [base + path for path in paths]
    here += ["/", "/tr", "/studio", "/voices", "/healthz", "/readyz", "/metrics", "/feeds/en.xml", "/v1/models"]
    here += ["/static/announcer.js", "/articles/a-1", "/articles/a-1/audio.mp3", "/openapi.json", "/robots.txt"]
    for path in here:
        with ready.client.stream("GET", path) as got:
            head = ready.client.head(path)
            assert head.status_code == got.status_code, path
            assert head.content == b"", path
            varying = {"date", "content-length", "transfer-encoding"}
            assert {name: value for name, value in head.headers.items() if name not in varying} == {
                name: value for name, value in got.headers.items() if name not in varying
            }, path


def test_head_of_a_growing_narration_promises_no_length(tmp_path_factory: pytest.TempPathFactory) -> None:
    gate = Gate()
    with service(tmp_path_factory.mktemp("growing"), before=gate) as here:
        address = here.begin()
        head = here.client.head(f"{address}/audio.mp3")
        gate.open()
        assert head.status_code == 200
        assert head.headers.get("content-length") is None
        assert head.headers["cache-control"] == "no-store"
        here.until(address, "ready")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/articles/a-1", "DELETE, GET, HEAD, PUT"),
        ("PUT", "/narrate", "POST"),
        ("POST", "/voices", "GET, HEAD"),
        ("DELETE", "/static/announcer.js", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_all_right_ones(ready: Service, method: str, path: str, allowed: str) -> None:
    answer = ready.client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


def test_what_a_key_opened_is_kept_by_no_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    with service(tmp_path_factory.mktemp("keys"), api_keys=(KEY,)) as here:
        keyed = {"Authorization": f"Bearer {KEY}"}
        view = here.client.post("/narrate", json={"text": ARTICLE}, headers={**keyed, "Prefer": "wait=20"}).json()
        for path in ("/lexicon/en", "/narrations", "/cache", "/voices", f"/narrations/{view['id']}/peaks.json"):
            answer = here.client.get(path, headers=keyed)
            assert answer.status_code == 200, path
            assert answer.headers["cache-control"] == "private, no-store", path
        audio = here.client.get(f"/narrations/{view['id']}/audio.mp3", headers=keyed)
        assert audio.headers["cache-control"].startswith("public")


def test_what_says_nothing_is_kept_by_no_cache(ready: Service) -> None:
    assert ready.client.get("/healthz").headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("accepted", "given"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("gzip;q=1, br;q=0", "gzip"), ("identity", ""), ("", ""), ("*", "br")],
)
def test_the_player_goes_out_compressed_with_a_validator(ready: Service, accepted: str, given: str) -> None:
    asked = {"Accept-Encoding": accepted}
    with ready.client.stream("GET", "/static/announcer.js", headers=asked) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding", "") == given
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.headers["content-type"].startswith("text/javascript")
    opened = {"br": brotli.decompress, "gzip": gzip.decompress}.get(given, bytes)(raw)
    assert b"ai-announcer" in opened
    again = ready.client.get("/static/announcer.js", headers={**asked, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("accepted", "given"), [("br, gzip", "gzip"), ("gzip;q=0", ""), ("identity", "")])
def test_a_timeline_is_packed_for_those_who_take_it(ready: Service, accepted: str, given: str) -> None:
    address = ready.narrate()["timeline_url"]
    answer = ready.client.get(address, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding", "") == given
    assert answer.json()["version"] == 1


def test_the_embed_code_names_the_players_version(ready: Service) -> None:
    code = ready.narrate()["embed_html"]
    source = code.partition('src="')[2].partition('"')[0]
    assert "?v=" in source
    assert "max-age=86400" in ready.client.get(source).headers["cache-control"]
    assert "max-age=300" in ready.client.get(source + "0").headers["cache-control"]
    assert '/audio.mp3"></audio></ai-announcer>' in code, "for readers without scripts"


def test_no_file_outside_is_served(ready: Service) -> None:
    for path in ("/static/..%2fpages.py", "/static/../pages.py", "/static/", "/static/nothing.js"):
        assert ready.client.get(path).status_code == 404


def test_what_browsers_and_robots_ask_for_is_there(ready: Service) -> None:
    assert ready.client.get("/favicon.ico").headers["content-type"].startswith("image/svg")
    assert "Disallow: /studio" in ready.client.get("/robots.txt").text
    assert 'lang="tr"' in ready.client.get("/tr").text
    assert 'lang="en"' in ready.client.get("/en", headers={"Accept-Language": "tr"}).text


def test_putting_an_article_may_wait_for_it(ready: Service) -> None:
    wish = {"text": "A new article that nobody has heard. It has two sentences."}
    answer = ready.client.put("/articles/waited-for", json=wish, headers={"Prefer": "wait=20"})
    assert answer.status_code == 200
    assert answer.headers["preference-applied"] == "wait=20"
    assert answer.json()["narration"]["status"] == "ready"
