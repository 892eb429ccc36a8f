"""Keys: writing needs one where they are set; reading never does."""

from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.main import create_app
from app.settings import Settings
from tests.serving import ARTICLE, Service, service

pytestmark = pytest.mark.slow

KEY, OTHER = "k" * 20, "ö" * 20
WRITES = [("POST", "/narrate"), ("POST", "/v1/audio/speech"), ("DELETE", "/narrations/" + "a" * 26)]


def ask(here: Service, method: str, path: str, authorization: str | None) -> int:
    headers = {} if authorization is None else {b"Authorization": authorization.encode()}
    body = {"text": ARTICLE} if path == "/narrate" else {"input": "Hello there."} if method == "POST" else None
    answer = here.client.request(method, path, json=body, headers=headers)
    if answer.status_code == 401:
        assert answer.json()["code"] == "unauthorized"
        assert answer.headers["www-authenticate"] == "Bearer"
    return answer.status_code


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writing_needs_a_key(tmp_path: Path, method: str, path: str) -> None:
    with service(tmp_path, api_keys=[KEY, OTHER]) as here:
        for wrong in (None, "", f"Basic {KEY}", "Bearer", f"Bearer {KEY}x", f"Bearer {KEY[:-1]}", KEY):
            assert ask(here, method, path, wrong) == 401
        assert here.tones.calls == []
        for key in (KEY, OTHER):
            assert ask(here, method, path, f"Bearer {key}") != 401


def test_reading_needs_none(tmp_path: Path) -> None:
    with service(tmp_path, api_keys=[KEY]) as here:
        here.client.headers["Authorization"] = f"Bearer {KEY}"
        view = here.narrate(article_id="a1")
        del here.client.headers["Authorization"]
        for path in ("", "/audio.mp3", "/timeline.json", "/captions.vtt", "/chapters.json"):
            assert here.client.get(f"/narrations/{view['id']}{path}").status_code == 200
        for path in ("/voices", f"/player/{view['id']}", "/healthz", "/readyz", "/static/announcer.js", "/"):
            assert here.client.get(path, follow_redirects=True).status_code == 200
        assert here.client.get("/articles/a1").status_code == 302


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "announcer.example.org", ""])
def test_listening_beyond_this_machine_without_keys_is_refused(host: str) -> None:
    with pytest.raises(InvalidSettingError, match="API keys"):
        create_app(Settings.load(host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_listening_on_this_machine_is_not(host: str) -> None:
    create_app(Settings.load(host=host))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(InvalidSettingError, match="16 characters"):
        create_app(Settings.load(host="0.0.0.0", api_keys=["short"]))


def test_only_named_origins_may_read_from_other_pages(tmp_path: Path) -> None:
    with service(tmp_path, cors_origins=["https://www.example.org"]) as here:
        address = f"/narrations/{here.narrate()['id']}"
        friend = here.client.get(address, headers={"Origin": "https://www.example.org"})
        stranger = here.client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert friend.headers["access-control-allow-origin"] == "https://www.example.org"
        assert "access-control-allow-origin" not in stranger.headers
