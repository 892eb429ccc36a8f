"""`POST /v1/audio/speech`, as OpenAI's clients call it."""

import io

import pytest
import soundfile

from tests.serving import ENGLISH, Service

pytestmark = pytest.mark.slow

RATES = {"mp3": 22_050, "wav": 22_050, "flac": 22_050, "opus": 24_000}


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
        here.client.post("/v1/audio/speech", json={"input": "Good morning."})
    assert here.tones.calls == ["Good morning."]


def test_a_voice_of_ours_may_be_named(here: Service) -> None:
    assert here.client.post("/v1/audio/speech", json={"input": "Hello.", "voice": ENGLISH}).status_code == 200
    assert here.client.post("/v1/audio/speech", json={"input": "Hello.", "voice": "nobody"}).status_code == 404


@pytest.mark.parametrize(
    "wish",
    [
        {"input": ""},
        {"input": "😀"},
        {"input": "Hello.", "response_format": "midi"},
        {"input": "Hello.", "speed": 3},
        {"input": "x" * 100_001},
        {},
    ],
)
def test_bad_requests(here: Service, wish: dict[str, object]) -> None:
    answer = here.client.post("/v1/audio/speech", json=wish)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
