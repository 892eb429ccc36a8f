"""`POST /v1/audio/speech`, as OpenAI's clients call it."""

import asyncio
import base64
import contextlib
import io
import json
import struct
from collections.abc import Mapping
from pathlib import Path

import openai
import pytest
import soundfile

from app.newsroom.default_voices import DefaultVoices
from app.store.shelf import FileShelf
from tests.serving import ENGLISH, Service, service

pytestmark = pytest.mark.slow

RATES = {"mp3": 22_050, "wav": 22_050, "flac": 22_050, "opus": 24_000}


@pytest.fixture
def here(running: Service) -> Service:
    running.tones.forget()
    return running


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("name", [*RATES, "pcm"])
def test_every_format_holds_the_same_sound(here: Service, name: str, *, stream: bool) -> None:
    wish = {"model": "tts-1", "input": "Good morning, listeners.", "voice": "alloy", "response_format": name}
    answer = here.client.post("/v1/audio/speech", json=wish | {"stream": stream})
    assert answer.status_code == 200
    if name == "pcm":
        duration_s = len(answer.content) / 2 / 24_000
    elif name == "wav" and stream:
        duration_s = (len(answer.content) - 44) / 2 / RATES[name]  # its header cannot know the length
    else:
        sound, rate = soundfile.read(io.BytesIO(answer.content))
        assert rate == RATES[name]
        duration_s = len(sound) / rate
    reference = here.client.post("/v1/audio/speech", json=wish | {"stream": False, "response_format": "wav"}).content
    assert duration_s == pytest.approx((len(reference) - 44) / 2 / 22_050, abs=0.15)


def test_a_sentence_spoken_before_is_not_spoken_again(here: Service) -> None:
    for _ in range(2):
        here.client.post("/v1/audio/speech", json={"input": "Spoken but once."})
    assert here.tones.calls == ["Spoken but once."]


def test_a_voice_of_ours_may_be_named(here: Service) -> None:
    assert here.client.post("/v1/audio/speech", json={"input": "Hello.", "voice": ENGLISH}).status_code == 200
    assert here.client.post("/v1/audio/speech", json={"input": "Hello.", "voice": "nobody"}).status_code == 404


@pytest.mark.parametrize(
    "wish",
    [
        {"input": ""},
        {"input": "😀"},
        {"input": "Hello.", "response_format": "midi"},
        {"input": "Hello.", "speed": 4.1},
        {"input": "Hello.", "stream_format": "websocket"},
        {"input": "Hello.", "response_format": "aac"},
        {"input": "x" * 100_001},
        {},
    ],
)
def test_bad_requests(here: Service, wish: dict[str, object]) -> None:
    answer = here.client.post("/v1/audio/speech", json=wish)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("speed", [0.25, 4.0])
def test_speeds_as_openai_has_them(here: Service, speed: float) -> None:
    answer = here.client.post("/v1/audio/speech", json={"input": "Good morning.", "speed": speed})
    assert answer.status_code == 200


def test_a_whole_wav_states_its_length(here: Service) -> None:
    wish = {"input": "Good morning.", "response_format": "wav", "stream": False}
    data = here.client.post("/v1/audio/speech", json=wish).content
    assert struct.unpack("<I", data[4:8]) == (len(data) - 8,)
    assert struct.unpack("<I", data[40:44]) == (len(data) - 44,)


def test_sound_as_events_is_the_same_sound(here: Service) -> None:
    wish = {"input": "Good morning. And good night.", "response_format": "pcm"}
    answer = here.client.post("/v1/audio/speech", json=wish | {"stream_format": "sse"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    *deltas, done = [json.loads(line.removeprefix("data: ")) for line in answer.text.split("\n\n") if line]
    assert {event["type"] for event in deltas} == {"speech.audio.delta"}
    assert done["type"] == "speech.audio.done"
    assert done["usage"]["total_tokens"] == 5
    sound = b"".join(base64.b64decode(event["audio"]) for event in deltas)
    assert sound == here.client.post("/v1/audio/speech", json=wish).content


def client_of(here: Service) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{str(here.client.base_url).rstrip('/')}/v1", api_key="none", max_retries=0)


def test_openais_own_client_speaks_and_lists(here: Service) -> None:
    with client_of(here) as client:
        sound = client.audio.speech.create(model="tts-1", voice="alloy", input="Good morning.").content
        assert sound[:3] == b"ID3" or sound[0] == 0xFF
        models = [model.id for model in client.models.list()]
        assert "announcer" in models
        assert client.models.retrieve(models[0]).id == models[0]


@pytest.mark.parametrize(
    ("wish", "code", "param"),
    [
        ({"voice": "nobody"}, "unknown-voice", None),
        ({"speed": 9}, "invalid-request", "speed"),
        ({"extra_body": {"language": "xx"}}, "no-voice-for-language", None),
    ],
)
def test_openais_own_client_learns_why(here: Service, wish: dict[str, object], code: str, param: str | None) -> None:
    asked: dict[str, object] = {"model": "tts-1", "voice": "alloy", "input": "Good morning."}
    with client_of(here) as client, pytest.raises(openai.APIStatusError) as refused:
        client.audio.speech.create(**{**asked, **wish})  # type: ignore[arg-type]
    assert refused.value.code == code
    assert refused.value.param == param
    assert refused.value.type == "invalid_request_error"
    assert isinstance(refused.value.body, dict)
    assert refused.value.body["message"] in str(refused.value)


class Asked(DefaultVoices):
    """Notes whether it is asked where it would keep everybody waiting."""

    times = 0
    times_in_the_loop = 0

    def current(self) -> Mapping[str, str]:
        self.times += 1
        with contextlib.suppress(RuntimeError):  # none runs in this thread
            asyncio.get_running_loop()
            self.times_in_the_loop += 1
        return super().current()


def test_who_reads_a_language_is_not_asked_in_the_event_loop(tmp_path: Path) -> None:
    """It may stand in an object store, which takes its time."""
    with service(tmp_path) as here:
        asked = Asked(FileShelf(tmp_path), in_file={}, in_settings={})
        here.announcer.default_voices = asked
        for path in ("/v1/audio/voices", "/voices", "/voices/default", "/voices/default/en"):
            assert here.client.get(path).status_code == 200
        assert asked.times >= 3
        assert asked.times_in_the_loop == 0


def test_clients_choose_among_the_voices(here: Service) -> None:
    listed = here.client.get("/v1/audio/voices").json()["voices"]
    assert ENGLISH in [voice["id"] for voice in listed]
    assert here.client.get("/v1/audio/models").json()["models"][0]["id"] == "announcer"
    assert here.client.get("/v1/models/unheard-of").json()["error"]["code"] == "not-found"


def test_elsewhere_an_error_has_no_member_of_openais(here: Service) -> None:
    assert "error" not in here.client.post("/narrate", json={}).json()
