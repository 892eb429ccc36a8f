"""Bad input: a typed problem, nothing half-written, the service unharmed."""

import json
import socket
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.narration.bulkheads import LONG_TEXT
from tests.serving import ARTICLE, ENGLISH, Service, service

pytestmark = pytest.mark.faults


@pytest.fixture
def here(running: Service) -> Service:
    running.tones.forget()
    return running


def refused(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n", "\u00a0\u200b"])
def test_an_empty_article(here: Service, text: str) -> None:
    answer = here.client.post("/narrate", json={"text": text, "language": "en"})
    assert answer.json()["code"] in ("empty-article", "unspeakable")
    assert answer.status_code == 422


@pytest.mark.parametrize("text", ["😀😀 🎉", "***", "\x00\x01\x02", "… — ! ?", "\u0301\u0302"])
def test_text_without_a_speakable_character(here: Service, text: str) -> None:
    answer = here.client.post("/narrate", json={"text": text, "language": "en"})
    assert answer.status_code == 422
    assert answer.json()["code"] in ("empty-article", "unspeakable")


def test_html_without_anything_to_read(here: Service) -> None:
    answer = here.client.post("/narrate", json={"html": "<script>1</script><img src=x>", "language": "en"})
    refused(answer, 422, "empty-article")


@pytest.mark.parametrize("wish", [{}, {"text": "a", "html": "b"}, {"text": "a", "url": "b"}, {"title": "alone"}])
def test_not_exactly_one_source(here: Service, wish: dict[str, str]) -> None:
    body = refused(here.client.post("/narrate", json=wish), 422, "invalid-request")
    assert "exactly one" in body["detail"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("speed", 0.49),
        ("speed", 2.01),
        ("speed", "fast"),
        ("speed", None),
        ("language", "x"),
        ("language", "english please"),
        ("parts", []),
        ("parts", ["footer"]),
        ("article_id", ""),
        ("article_id", "a/b"),
        ("source_url", "javascript:alert(1)"),
        ("summary", ["x"] * 51),
        ("text", 5),
        ("spede", 1.0),
    ],
)
def test_a_wrong_member_is_named(here: Service, member: str, value: object) -> None:
    wish = {"text": ARTICLE, member: value}
    body = refused(here.client.post("/narrate", json=wish), 422, "invalid-request")
    assert member in body["detail"] or member == "language"


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("language", "english", "such as tr or en-GB"),
        ("article_id", "a/b", "no slash"),
        ("source_url", "www.example.org/a", "begins with http"),
        ("spede", 1.0, "no such member"),
    ],
)
def test_what_is_wrong_with_a_member_is_said_in_words(here: Service, member: str, value: object, words: str) -> None:
    body = refused(here.client.post("/narrate", json={"text": ARTICLE, member: value}), 422, "invalid-request")
    assert words in body["detail"]
    assert "^" not in body["detail"]


def test_who_sends_a_form_is_told_to_send_json(here: Service) -> None:
    """As `curl -d` does by itself."""
    for method, path in (("POST", "/narrate"), ("PUT", "/lexicon/en/Qwen"), ("POST", "/v1/audio/speech")):
        answer = here.client.request(method, path, data={"text": "Good morning."})
        assert "Content-Type: application/json" in refused(answer, 400, "malformed-request")["detail"]


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'"Good morning."'])
def test_a_body_that_is_no_object_is_told_what_one_is(here: Service, content: bytes) -> None:
    answer = here.client.post("/narrate", content=content, headers={"Content-Type": "application/json"})
    assert "JSON object" in refused(answer, 422, "invalid-request")["detail"]


@pytest.mark.parametrize("spoken", ["", "!!!", "[[kw", "k\x00wen"])
def test_what_an_article_says_of_its_words_must_be_sayable(here: Service, spoken: str) -> None:
    wish = {"text": "Qwen is a model.", "language": "en", "lexicon": {"Qwen": spoken}}
    refused(here.client.post("/narrate", json=wish), 422, "invalid-lexicon")


def test_the_input_is_not_repeated(here: Service) -> None:
    answer = here.client.post("/narrate", json={"text": ARTICLE, "speed": "s3cret-" * 10})
    assert "s3cret" not in answer.text


def test_an_unknown_voice_names_the_known_ones(here: Service) -> None:
    body = refused(here.client.post("/narrate", json={"text": ARTICLE, "voice": "xx"}), 404, "unknown-voice")
    assert ENGLISH in body["detail"]


def test_a_voice_never_reads_another_language(here: Service) -> None:
    wish = {"text": ARTICLE, "voice": ENGLISH, "language": "tr"}
    refused(here.client.post("/narrate", json=wish), 422, "no-voice-for-language")


def test_a_language_without_a_voice(here: Service) -> None:
    wish = {"text": "Der Rat tagt.", "language": "de"}
    body = refused(here.client.post("/narrate", json=wish), 422, "no-voice-for-language")
    assert "announcer voices install" in body["detail"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"text": NaN',
        b'{"text": "' + b"a" * 100_000,
        b"\xff" * 100_000,
        b'{"speed": ' + b"9" * 100_000 + b"}",
        b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
)
def test_what_is_not_json(here: Service, content: bytes) -> None:
    answer = here.client.post("/narrate", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_lone_surrogate_is_refused_or_read_but_never_breaks_anything(here: Service) -> None:
    content = b'{"text": "Good \\ud800 morning.", "language": "en"}'
    answer = here.client.post("/narrate", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 202, 422)


def test_a_body_that_is_a_book_says_what_a_short_one_says(here: Service) -> None:
    def script(**wish: Any) -> httpx2.Response:
        content, headers = json.dumps({"language": "en", **wish}), {"Content-Type": "application/json"}
        return here.client.post("/script", content=content, headers=headers)

    words = 'It \N{SLIGHTLY SMILING FACE} \ud800 cost "1.5" million. '
    short, book = script(text=words), script(text=words * (LONG_TEXT // 20))
    assert book.json()["lines"][0]["spoken"] == short.json()["lines"][0]["spoken"]
    refused(script(text=words * (LONG_TEXT // 20), title=5), 422, "invalid-request")


def test_a_book_of_somebody_without_a_key_is_not_parsed(tmp_path: Path) -> None:
    with service(tmp_path, voices=(), api_keys="a key of some length") as here:
        here.announcer.bulkheads.bodies.close()
        refused(here.client.post("/script", content=b"[" * 100_000), 401, "unauthorized")
        assert here.client.post("/script", content=b"[").status_code in (400, 401)


def test_a_body_beyond_the_limit_is_refused_by_its_announced_length(here: Service) -> None:
    answer = here.client.post("/narrate", json={"text": "a" * 2_000_001})
    refused(answer, 413, "body-too-large")


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_a_body_beyond_the_limit_is_refused_before_it_is_read_whole(here: Service, host: str) -> None:
    """Chunked, so that no length is announced; the sender is stopped by the answer, not by its own end."""
    address, port = here.client.base_url.host, here.client.base_url.port
    sent = 0
    with socket.create_connection((address, port or 80), timeout=20) as wire:
        wire.sendall(b"POST /narrate HTTP/1.1\r\nHost: " + host.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        try:
            while sent < 50_000_000:
                wire.sendall(piece)
                sent += 0x10000
        except OSError:
            pass
    assert sent < 50_000_000
    assert here.client.get("/healthz").status_code == 200


def test_an_unknown_address_and_a_wrong_method(here: Service) -> None:
    refused(here.client.get("/nothing/here"), 404, "not-found")
    body = refused(here.client.get("/narrate"), 405, "method-not-allowed")
    assert body["detail"].endswith("it knows POST.")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "ftp://example.org/", "http://example.org:22/", "x"]
)
def test_an_address_that_may_not_be_fetched_is_refused(here: Service, url: str) -> None:
    refused(here.client.post("/narrate", json={"url": url}), 422, "address-refused")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    wish=st.dictionaries(
        st.sampled_from(["text", "html", "title", "language", "voice", "speed", "parts"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False),
            st.text(max_size=50),
            st.lists(st.text(max_size=5), max_size=3),
        ),
    )
)
def test_no_request_makes_it_answer_with_a_server_error(here: Service, wish: dict[str, Any]) -> None:
    content = json.dumps(wish).encode()
    answer = here.client.post("/narrate", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code < 500, (wish, answer.text)
    assert answer.status_code in (200, 202) or answer.json()["code"]
