"""The real voice: what stock Piper says, and what it does not know."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from piper import PiperVoice, SynthesisConfig

from app.ingest.markup import html_article
from app.speech.durations import duration_tensor, with_durations
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.phonemic import split
from app.speech.piper.engine import front_end
from app.text.script import build_script
from app.text.spoken import speak
from app.text.spoken.token import SpokenToken
from app.voices import Voice
from app.web.samples import samples

pytestmark = pytest.mark.speech
STEADY = SynthesisSettings(noise_scale=0, noise_w=0)
SENTENCE = "The council voted on Tuesday to keep the old library open."


@pytest.fixture(scope="module")
def stock(embedded: Voice) -> PiperVoice:
    return PiperVoice.load(embedded.model_path)


def test_it_sounds_as_stock_piper_does(piper: VoiceEngine, stock: PiperVoice) -> None:
    config = SynthesisConfig(noise_scale=0, noise_w_scale=0, normalize_audio=False)
    (chunk,) = stock.synthesize(SENTENCE, config)
    ours = piper.synthesize(speak(SENTENCE, "en"), STEADY)
    assert ours.sample_rate_hz == chunk.sample_rate
    assert len(ours.pcm) == len(chunk.audio_int16_array)
    assert np.abs(ours.pcm.astype(int) - chunk.audio_int16_array.astype(int)).max() <= 2


def test_a_line_stays_one_even_where_espeak_hears_several_sentences(piper: VoiceEngine) -> None:
    line = speak("He said: no. Never! Why? Because.", "en")
    clip = piper.synthesize(line, STEADY)
    assert len(clip.marks) == len(line)
    assert clip.duration_ms > 1_000


def test_words_are_marked_where_they_are_heard(piper: VoiceEngine) -> None:
    clip = piper.synthesize(speak("One, two, three.", "en"), STEADY)
    gaps = [after.start_ms - before.end_ms for before, after in itertools.pairwise(clip.marks)]
    assert all(gap >= 0 for gap in gaps)
    for mark in clip.marks:
        inside = clip.pcm[
            int(mark.start_ms * clip.sample_rate_hz / 1000) : int(mark.end_ms * clip.sample_rate_hz / 1000)
        ]
        assert np.abs(inside).max() > 500


def test_almost_every_line_of_the_sample_is_aligned_exactly(piper: VoiceEngine) -> None:
    sample = samples()["en"]
    article = html_article(sample.html, language="en", title=sample.title, summary=sample.summary)
    lines = build_script(article).lines
    exact = [piper.synthesize(line.tokens, STEADY).marks_exact for line in lines]
    assert sum(exact) >= 0.97 * len(lines)


def test_raw_phonemes_are_said_as_they_are(stock: PiperVoice) -> None:
    phonemizer = front_end(stock)
    assert "".join(phonemizer.line(["[[kwˈɛn]],", "spoke."])).startswith("kwˈɛn,")
    assert phonemizer.line(["[x]"]) == phonemizer.line(["x"])
    assert phonemizer.line(["a\0b"]) == phonemizer.line(["a b"])


def test_an_endless_line_is_spoken_in_runs(piper: VoiceEngine) -> None:
    text = ", ".join(["and then another clause came along"] * 20)
    clip = piper.synthesize(speak(text, "en"), STEADY)
    assert clip.duration_ms > 20_000
    assert clip.marks[-1].end_ms > 0.95 * clip.duration_ms - 1_000


@given(phonemes=st.lists(st.sampled_from(["a", "b", " ", ",", "."]), max_size=200), limit=st.integers(4, 50))
def test_runs_are_short_and_lose_nothing(phonemes: list[str], limit: int) -> None:
    parts = split(phonemes, limit)
    assert list(itertools.chain.from_iterable(parts)) == phonemes
    assert all(len(part) <= limit for part in parts)


@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=400))
def test_no_file_breaks_the_search_for_durations(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("model") / "x.onnx"
    path.write_bytes(data)
    assert duration_tensor(path) is None or isinstance(duration_tensor(path), bytes)


def test_a_model_that_gives_durations_is_used_as_it_is(embedded: Voice) -> None:
    with with_durations(embedded.model_path) as path:
        assert path == embedded.model_path


def test_a_token_may_be_empty(piper: VoiceEngine) -> None:
    line = [SpokenToken("Hello", 0, 5), SpokenToken("", 5, 5), SpokenToken("there.", 6, 12)]
    assert len(piper.synthesize(line, STEADY).marks) == 3
