"""hibari's voices: which words they say, and their sound in pieces."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hibari import dsp

from app.ingest.markup import html_article
from app.speech.calibration import calibrate
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.hibari.engine import words
from app.speech.hibari.vocoder import Frames, windows
from app.speech.kokoro.alphabet import given
from app.speech.phonemizer import Phonemizer
from app.text.script import build_script
from app.text.spoken import speak
from app.web.samples import samples

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)


@pytest.fixture(scope="module")
def said() -> Callable[[str], str]:
    say = words(british=False)
    return lambda text: "".join(itertools.chain.from_iterable(say(text)))


def test_words_of_one_spelling_are_told_apart_by_their_sentence(said: Callable[[str], str]) -> None:
    assert "ɹˈɛd ðə" in said("The minister read the report.")
    assert "wɪl ɹˈid" in said("Voters will read it.")
    assert said("They live near the live music.").count("lˈIv") == 1


@pytest.mark.parametrize("name", ["Erdoğan", "Şanlıurfa", "Zelenskyy", "Владимир", "東京", "ελληνικά", "xkcd", "Ünlü"])
def test_no_letters_vanish_in_silence(said: Callable[[str], str], name: str) -> None:
    alone, between = said(name), said(f"Then {name} came.")
    assert any(sound.isalpha() for sound in alone)
    assert len(between) > len(said("Then came.")) + 2


def test_what_the_lexicon_gives_is_said_as_it_is() -> None:
    phonemizer = Phonemizer(words(british=False), "kwˈɛn,.spOʧ ", raw=given("en-us"))
    assert "".join(phonemizer.line(["[[kwˈɛn]],", "[[spoʊtʃ]]"])) == "kwˈɛn, spOʧ"


def frames(count: int = 100) -> Frames:
    random = np.random.default_rng(3)
    parts = random.standard_normal((5, dsp.N_FFT // 2 + 1, count)).astype(np.float32) - 2
    parts[2] = -40  # the noise is the one thing that is drawn otherwise here
    harmonic, turn, noise, rest, phase = parts
    return Frames(harmonic, turn, noise, rest, phase, np.full(count, 180, np.float32))


@pytest.mark.parametrize(("first", "longest"), [(1, 1), (16, 64), (100, 100), (3, 7)])
def test_windows_join_into_what_the_package_itself_sounds(first: int, longest: int) -> None:
    whole = dsp.synth(*frames(), np.random.default_rng(0))
    ours = np.concatenate(list(windows(frames(), first, longest)))
    assert ours.shape == whole.shape
    assert np.abs(ours - whole).max() < 1e-4 * np.abs(whole).max()


@pytest.mark.speech
def test_words_are_marked_where_they_are_heard(heart: VoiceEngine) -> None:
    clip = heart.synthesize(speak("One, two, three.", "en"), STEADY)
    assert clip.marks_exact
    for mark in clip.marks:
        start, end = (int(edge * clip.sample_rate_hz / 1000) for edge in (mark.start_ms, mark.end_ms))
        assert np.abs(clip.pcm[start:end]).max() > 500


@pytest.mark.speech
def test_almost_every_line_of_the_sample_is_aligned_exactly(heart: VoiceEngine) -> None:
    sample = samples()["en"]
    lines = build_script(html_article(sample.html, language="en", title=sample.title, summary=sample.summary)).lines
    exact = [heart.synthesize(line.tokens, STEADY).marks_exact for line in lines]
    assert sum(exact) >= 0.97 * len(lines)


@pytest.mark.speech
def test_its_level_is_that_of_speech(heart: VoiceEngine) -> None:
    pcm = calibrate(heart, "en")
    assert 300 < np.sqrt(np.mean(pcm.astype(float) ** 2)) < 10_000
