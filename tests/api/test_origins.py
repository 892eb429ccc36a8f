"""A web page that an editor has open must not drive the editor's own announcer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.serving import ARTICLE, Service, service

EVIL = "evil.example"
WRITES: list[tuple[str, str, Any]] = [
    ("POST", "/narrate", {"text": ARTICLE}),
    ("PUT", "/articles/a1", {"text": ARTICLE}),
    ("DELETE", "/articles/a1", None),
    ("DELETE", "/narrations/" + "a" * 26, None),
    ("PUT", "/lexicon/en/Parliament", {"spoken": "clowns"}),
    ("DELETE", "/lexicon/en/Parliament", None),
    ("POST", "/v1/audio/speech", {"input": "Hello there."}),
    ("POST", "/narrations/" + "a" * 26 + "/listens", None),
    ("POST", "/script", {"text": ARTICLE}),
]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(
        tmp_path_factory.mktemp("origins"),
        hosts="announcer.lan",
        public_url="https://audio.example.org",
        cors_origins="https://www.example.org",
    ) as running:
        yield running


def refused(answer: httpx2.Response, status: int, code: str) -> bool:
    return answer.status_code == status and answer.json()["code"] == code


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_name_that_was_made_to_lead_here_reaches_nothing(
    here: Service, method: str, path: str, body: dict[str, Any] | None
) -> None:
    port = here.client.base_url.port
    for host in (EVIL, f"{EVIL}:{port}", f"127.0.0.1.{EVIL}", f"localhost.{EVIL}:{port}", "", "[", "0"):
        assert refused(here.client.request(method, path, json=body, headers={"Host": host}), 421, "host-refused")
    assert refused(here.client.get("/lexicon/en", headers={"Host": EVIL}), 421, "host-refused")
    assert here.tones.calls == []
    assert here.announcer.store.article("a1") is None


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_page_of_another_site_writes_nothing(
    here: Service, method: str, path: str, body: dict[str, Any] | None
) -> None:
    # A form, or a script without a preflight, sends text/plain or no type at all.
    for origin in (f"https://{EVIL}", "null", "http://localhost:1", f"https://www.example.org.{EVIL}", "http://["):
        for kind in ("application/json", "text/plain", ""):
            headers = {"Origin": origin, "Content-Type": kind}
            assert refused(here.client.request(method, path, json=body, headers=headers), 403, "origin-refused")
    assert here.tones.calls == []
    assert "clowns" not in here.client.get("/lexicon/en").text


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9", "127.0.0.1", "[::1]:8000", "announcer.lan", "audio.example.org"]
)
def test_its_own_names_are_answered(here: Service, host: str) -> None:
    assert here.client.get("/voices", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8000", "http://localhost:8000"),
        ("announcer.lan", "https://announcer.lan"),  # what ends TLS in front of us speaks plain HTTP to us
        ("127.0.0.1", "https://audio.example.org"),
        ("127.0.0.1", "https://www.example.org"),
    ],
)
def test_its_own_pages_and_the_sites_may_write(here: Service, host: str, origin: str) -> None:
    headers = {"Host": host, "Origin": origin}
    assert here.client.post("/script", json={"text": ARTICLE}, headers=headers).status_code == 200


def test_a_page_without_an_origin_is_no_friend_where_every_page_may_read(tmp_path: Path) -> None:
    with service(tmp_path, cors_origins="*") as there:
        for origin in ("null", "*", f"https://{EVIL}"):
            assert refused(
                there.client.post("/script", json={"text": ARTICLE}, headers={"Origin": origin}), 403, "origin-refused"
            )


def test_with_keys_any_name_is_answered_and_a_foreign_page_still_writes_nothing(tmp_path: Path) -> None:
    key = "k" * 20
    with service(tmp_path, api_keys=[key]) as there:
        headers = {"Host": "audio.example.org", "Authorization": f"Bearer {key}"}
        assert there.client.post("/script", json={"text": ARTICLE}, headers=headers).status_code == 200
        headers["Origin"] = f"https://{EVIL}"
        assert refused(there.client.post("/script", json={"text": ARTICLE}, headers=headers), 403, "origin-refused")


def test_no_browser_guesses_the_type_of_an_answer(here: Service) -> None:
    answers = [
        here.client.get(path)
        for path in ("/", "/voices", "/static/announcer.js", "/nothing", "/narrations/x", "/openapi.json")
    ]
    answers += [
        here.client.post("/narrate", content=b"{"),
        here.client.post("/narrate", content=b"x" * 2_000_001),
        here.client.get("/voices", headers={"Host": EVIL}),
    ]
    assert {answer.headers.get("x-content-type-options") for answer in answers} == {"nosniff"}
