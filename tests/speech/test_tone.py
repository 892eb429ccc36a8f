import threading
from collections.abc import Sequence

import numpy as np
import pytest

from app.errors import SynthesisError
from app.speech.engine import SynthesisSettings
from app.speech.tone import EDGE_MS, ToneEngine
from app.text.spoken.token import SpokenToken
from tests.speech.lines import tokens_of

USUAL = SynthesisSettings()


def test_it_sounds_at_twenty_decibels_below_full_scale() -> None:
    clip = ToneEngine().synthesize(tokens_of("extraordinarily uncharacteristically"), USUAL)
    mark = clip.marks[0]
    word = clip.pcm[round(mark.start_ms * 22.05) : round(mark.end_ms * 22.05)].astype(float) / 32768
    level_dbfs = 20 * np.log10(np.sqrt(np.mean(word**2)))
    assert level_dbfs == pytest.approx(-20, abs=0.3)


def test_a_word_always_has_the_same_pitch_and_others_have_others() -> None:
    engine = ToneEngine()
    same, again, other = (engine.synthesize(tokens_of(word), USUAL) for word in ("Paris", "paris", "tokyo"))
    assert np.array_equal(same.pcm, again.pcm)
    assert not np.array_equal(same.pcm, other.pcm)


def test_longer_words_last_longer() -> None:
    short, long = ToneEngine().synthesize(tokens_of("an announcement"), USUAL).marks
    assert long.end_ms - long.start_ms > 5 * (short.end_ms - short.start_ms)


def test_words_stand_between_silences() -> None:
    clip = ToneEngine().synthesize(tokens_of("one two three"), USUAL)
    heard = np.flatnonzero(clip.pcm) / 22.05
    assert heard[0] >= EDGE_MS
    assert heard[-1] <= clip.duration_ms - EDGE_MS
    for mark, following in zip(clip.marks, clip.marks[1:], strict=False):
        between = clip.pcm[round(mark.end_ms * 22.05) : round(following.start_ms * 22.05)]
        assert len(between)
        assert not between.any()


def test_punctuation_alone_is_a_silence_of_its_own() -> None:
    clip = ToneEngine().synthesize(tokens_of("yes — no"), USUAL)
    dash = clip.marks[1]
    assert dash.end_ms > dash.start_ms
    assert not clip.pcm[round(dash.start_ms * 22.05) : round(dash.end_ms * 22.05)].any()


def test_calls_are_counted_across_threads() -> None:
    engine = ToneEngine()
    threads = [
        threading.Thread(target=lambda: [engine.synthesize(tokens_of("a b"), USUAL) for _ in range(25)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engine.calls == ("a b",) * 100


def test_a_refused_line_is_counted_too() -> None:
    engine = ToneEngine()
    with pytest.raises(SynthesisError):
        engine.synthesize(tokens_of("…"), USUAL)
    assert engine.calls == ("…",)


def test_the_hook_sees_the_tokens_first_and_can_refuse() -> None:
    def refuse(tokens: Sequence[SpokenToken]) -> None:
        if tokens[0].text == "poison":
            raise SynthesisError("poisoned")

    engine = ToneEngine(before=refuse)
    engine.synthesize(tokens_of("water"), USUAL)
    with pytest.raises(SynthesisError, match="poisoned"):
        engine.synthesize(tokens_of("poison"), USUAL)


def test_engines_of_one_kind_share_a_digest_and_others_do_not() -> None:
    assert ToneEngine().digest == ToneEngine().digest
    digests = {ToneEngine().digest, ToneEngine(voice_key="bell").digest, ToneEngine(sample_rate_hz=48_000).digest}
    assert len(digests) == 3
    assert all(len(digest) == 64 for digest in digests)


def test_the_sample_rate_can_be_chosen() -> None:
    clips = [ToneEngine(sample_rate_hz=rate).synthesize(tokens_of("hello world"), USUAL) for rate in (16_000, 48_000)]
    assert clips[0].duration_ms == pytest.approx(clips[1].duration_ms, abs=1)
