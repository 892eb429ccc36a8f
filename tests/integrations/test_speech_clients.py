"""What other programs send to `/v1`, byte for byte as their own code writes it, and what they do with the answer.

Read in their sources in November 2026: Open WebUI's `routers/audio.py`, SillyTavern's `endpoints/openai.js`, Home
Assistant's custom component `openai_tts`; LiteLLM 1.110 was overheard.
"""

import http.client
import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.serving import ENGLISH, PATIENCE_S, Service, service

KEY = "a-key-of-enough-characters"
pytestmark = pytest.mark.slow

OPEN_WEBUI = (
    "POST /v1/audio/speech HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    "Authorization: Bearer {key}\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n"
    "User-Agent: Python/3.11 aiohttp/3.12.15\r\nContent-Length: {length}\r\n\r\n"
    '{{"input": "Good morning, listeners.", "voice": "{voice}", "model": "tts-1"}}'
)
SILLY_TAVERN = (
    "POST /v1/audio/speech HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer {key}\r\n"
    "Content-Length: {length}\r\nUser-Agent: node-fetch\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Host: {host}\r\nConnection: keep-alive\r\n\r\n"
    '{{"input":"Good morning, listeners.","response_format":"mp3","voice":"{voice}","speed":1,"model":"tts-1"}}'
)
HOME_ASSISTANT = (
    "POST /v1/audio/speech HTTP/1.1\r\nAccept-Encoding: identity\r\nContent-Length: {length}\r\nHost: {host}\r\n"
    "Content-Type: application/json\r\nUser-Agent: HomeAssistant-OpenAI-TTS\r\nAuthorization: Bearer {key}\r\n"
    "Connection: close\r\n\r\n"
    '{{"model": "tts-1", "input": "Good morning, listeners.", "voice": "{voice}", "response_format": "mp3", '
    '"speed": 1.0, "instructions": "Speak like a news reader."}}'
)
HOME_ASSISTANT_STREAMS = (
    "POST /v1/audio/speech HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    "User-Agent: HomeAssistant-OpenAI-TTS\r\nAuthorization: Bearer {key}\r\nAccept: */*\r\n"
    "Accept-Encoding: gzip, deflate\r\nContent-Length: {length}\r\n\r\n"
    '{{"model": "tts-1", "input": "Good morning, listeners.", "voice": "{voice}", "response_format": "opus", '
    '"speed": 1.0}}'
)
LITELLM = (
    "POST /v1/audio/speech HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n"
    "authorization: Bearer {key}\r\naccept: application/octet-stream\r\ncontent-type: application/json\r\n"
    "user-agent: OpenAI/Python 3.57.0\r\nx-stainless-lang: python\r\nx-stainless-async: false\r\n"
    "x-stainless-retry-count: 0\r\nx-stainless-read-timeout: 6000.0\r\nContent-Length: {length}\r\n\r\n"
    '{{"model":"tts-1","input":"Good morning, listeners.","voice":"{voice}"}}'
)
CALLS = {
    "LiteLLM": LITELLM,
    "Open WebUI": OPEN_WEBUI,
    "SillyTavern": SILLY_TAVERN,
    "Home Assistant": HOME_ASSISTANT,
    "Home Assistant, streaming": HOME_ASSISTANT_STREAMS,
}
ASKED_FIRST = (
    "GET /v1/audio/{what} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: python-requests/2.32.4\r\n"
    "Accept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n"
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("speech"), api_keys=[KEY]) as running:
        yield running


def sent(here: Service, request: str, **parts: str) -> tuple[int, str, bytes]:
    """Status, media type and content of the answer to exactly these bytes."""
    host, port = here.client.base_url.host, here.client.base_url.port
    body = request.partition("\r\n\r\n")[2].format(**parts)
    data = request.format(host=f"{host}:{port}", length=str(len(body)), **parts).encode()
    with socket.create_connection((host, port or 80), PATIENCE_S) as connection:
        connection.sendall(data)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.headers["content-type"], answer.read()


@pytest.mark.parametrize("voice", ["alloy", "onyx", ENGLISH])
@pytest.mark.parametrize("client", CALLS)
def test_it_is_spoken_to_in_its_own_words(here: Service, client: str, voice: str) -> None:
    status, media_type, content = sent(here, CALLS[client], key=KEY, voice=voice)
    assert (status, media_type) == (200, "audio/ogg" if "opus" in CALLS[client] else "audio/mpeg")
    sound, rate = soundfile.read(io.BytesIO(content))
    assert len(sound) / rate > 0.5


@pytest.mark.parametrize("client", CALLS)
def test_what_is_wrong_is_told_where_it_looks_for_it(here: Service, client: str) -> None:
    """Open WebUI shows `error.message`; the others show the whole answer."""
    status, _, content = sent(here, CALLS[client], key="wrong", voice="alloy")
    assert (status, json.loads(content)["error"]["code"]) == (401, "unauthorized")
    status, _, content = sent(here, CALLS[client], key=KEY, voice="en_US-nobody-medium")
    assert status == 404
    assert ENGLISH in json.loads(content)["error"]["message"]


@pytest.mark.parametrize("key", ["", "none"])
def test_a_client_that_has_no_key_and_sends_one_all_the_same_is_answered_where_none_is_needed(
    tmp_path: Path, key: str
) -> None:
    with service(tmp_path) as open_to_all:
        assert sent(open_to_all, SILLY_TAVERN, key=key, voice="alloy")[0] == 200


def test_the_lists_are_asked_for_without_a_key_and_hold_what_clients_choose_from(here: Service) -> None:
    models: dict[str, Any] = json.loads(sent(here, ASKED_FIRST, what="models")[2])
    assert "tts-1" in [model["id"] for model in models["models"]]
    voices: dict[str, Any] = json.loads(sent(here, ASKED_FIRST, what="voices")[2])
    assert {voice["id"]: voice["name"] for voice in voices["voices"]}[ENGLISH].startswith(ENGLISH)
