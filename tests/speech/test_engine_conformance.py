"""What every VoiceEngine promises, on every one there is."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import SynthesisError
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.loading import load_engine, prepare
from app.speech.tone import ToneEngine
from app.text.spoken import speak
from app.text.spoken.token import SpokenToken
from app.voices.makes import makes
from tests.speech.conftest import EMBEDDED, embedded_engine
from tests.speech.tiny_makes import TINY

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)
SENTENCE = "Fourteen regional newspapers gave their pages a voice, and nobody left."


def tokens(text: str) -> tuple[SpokenToken, ...]:
    return speak(text, "en")


@pytest.fixture(
    scope="session",
    params=["tone", *sorted(TINY), "fast piper", *(pytest.param(key, marks=pytest.mark.speech) for key in EMBEDDED)],
)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> VoiceEngine:
    if request.param == "tone":
        return ToneEngine()
    if request.param in EMBEDDED:
        return embedded_engine(request.param)
    name = request.param.removeprefix("fast ")
    folder = tmp_path_factory.mktemp("voices")
    voice = makes()[name].describe(TINY[name](folder / "voices"))[0]
    if name == request.param:
        return load_engine(voice)
    graphs = GraphCache(folder / "graphs")
    prepare(voice, graphs)
    return load_engine(voice, graphs)


def test_a_line_becomes_sound_with_a_mark_for_every_token(engine: VoiceEngine) -> None:
    line = tokens(SENTENCE)
    clip = engine.synthesize(line, STEADY)
    assert clip.pcm.dtype == np.int16
    assert clip.pcm.ndim == 1
    assert clip.sample_rate_hz == engine.sample_rate_hz
    assert len(clip.marks) == len(line)
    assert clip.marks_exact
    edges = [edge for mark in clip.marks for edge in (mark.start_ms, mark.end_ms)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= clip.duration_ms
    assert 1_500 < clip.duration_ms < 12_000
    assert np.abs(clip.pcm).max() > 1_000


def test_who_listens_hears_the_clip_in_pieces(engine: VoiceEngine) -> None:
    heard: list[np.ndarray] = []
    clip = engine.synthesize(tokens(SENTENCE), STEADY, heard.append)
    assert np.array_equal(np.concatenate(heard), clip.pcm)
    whole = engine.synthesize(tokens(SENTENCE), STEADY)
    assert whole.marks == clip.marks
    assert np.abs(whole.pcm.astype(int) - clip.pcm.astype(int)).max() <= 1  # rounding to 16 bits


def test_the_same_line_sounds_the_same_without_noise(engine: VoiceEngine) -> None:
    one, two = (engine.synthesize(tokens(SENTENCE), STEADY) for _ in range(2))
    assert np.array_equal(one.pcm, two.pcm)
    assert one.marks == two.marks


def test_speed_shortens_the_line(engine: VoiceEngine) -> None:
    usual, fast = (
        engine.synthesize(tokens(SENTENCE), SynthesisSettings(speed, 0, 0)).duration_ms for speed in (1.0, 2.0)
    )
    assert 0.4 < fast / usual < 0.75


@pytest.mark.parametrize("text", ["...", "[[]]", "—", ""])
def test_a_line_without_sound_is_an_error(engine: VoiceEngine, text: str) -> None:
    with pytest.raises(SynthesisError):
        engine.synthesize([SpokenToken(text, 0, len(text))], STEADY)


def test_many_threads_share_one_engine(engine: VoiceEngine) -> None:
    lines = [tokens(f"{word} people came to the meeting.") for word in ("Ten", "Twenty", "Thirty", "Forty")]
    alone = [engine.synthesize(line, STEADY).pcm for line in lines]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda number: engine.synthesize(lines[number % 4], STEADY).pcm, range(16)))
    for number, pcm in enumerate(together):
        assert np.array_equal(pcm, alone[number % 4])


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(), max_size=60))
def test_no_text_breaks_it(engine: VoiceEngine, text: str) -> None:
    line = [SpokenToken(word, 0, 1) for word in text.split(" ")]
    try:
        clip = engine.synthesize(line, STEADY)
    except SynthesisError:
        return
    assert len(clip.marks) == len(line)
    assert len(clip.pcm) > 0
