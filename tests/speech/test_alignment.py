"""Which phonemes of a Line belong to which word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.speech.alignment import LONGEST_LINE, align
from app.speech.marks import Heard, estimated, from_durations, word_marks

WORDS = st.lists(st.lists(st.sampled_from("abdeikostuzˈː"), max_size=6), min_size=1, max_size=8)


def test_words_that_are_said_as_they_are_alone() -> None:
    found = align([list("ðə"), list("kat")], list("ðə kat."))
    assert found is not None
    assert found.spans == ((0, 2), (3, 6))
    assert found.exact


def test_words_that_run_together_and_weak_forms() -> None:
    found = align([list("ʌv"), list("ðə"), list("kat")], list("əvðə kat"))
    assert found is not None
    assert found.spans == ((0, 2), (2, 4), (5, 8))


def test_a_silent_token_has_no_phonemes() -> None:
    found = align([list("a"), [], list("b")], list("a b"))
    assert found is not None
    assert found.spans[1] is None


def test_a_line_too_long_to_align_is_not() -> None:
    assert align([["a"]], ["a"] * (LONGEST_LINE + 1)) is None


@given(words=WORDS, line=st.lists(st.sampled_from("abdeikostuz ,.ˈː"), max_size=40))
def test_spans_are_in_order_and_inside(words: list[list[str]], line: list[str]) -> None:
    found = align(words, line)
    assert found is not None
    at = 0
    assert len(found.spans) == len(words)
    for span in found.spans:
        if span is not None:
            assert at <= span[0] < span[1] <= len(line)
            at = span[1]


@given(words=WORDS, line=st.lists(st.sampled_from("abdeikostuz ,."), min_size=1, max_size=40), seed=st.integers(0, 99))
def test_marks_are_monotonic_and_inside_the_clip(words: list[list[str]], line: list[str], seed: int) -> None:
    edges = np.concatenate(([0.0], np.cumsum(np.random.default_rng(seed).random(len(line)) * 100)))
    heard = Heard(edges[:-1], edges[1:], exact=True)
    samples = int(edges[-1]) + 1
    marks, _ = word_marks(words, line, heard, samples=samples, sample_rate_hz=1_000)
    times = [time for mark in marks for time in (mark.start_ms, mark.end_ms)]
    assert len(marks) == len(words)
    assert times == sorted(times)
    assert all(0 <= time <= samples for time in times)


def test_durations_are_spread_over_the_samples() -> None:
    heard = from_durations(np.array([1.0, 1, 2, 1, 3, 1, 1]), [2, 2], 1_000, before=2)
    assert heard.exact
    assert heard.starts.tolist() == [200, 500]
    assert heard.ends.tolist() == [500, 900]


@pytest.mark.parametrize("durations", [[0.0, 0, 0, 0, 0], [1.0, 2], [1.0, -1, 1, 1, 1], [1.0, float("nan"), 1, 1, 1]])
def test_durations_that_do_not_fit_are_refused(durations: list[float]) -> None:
    with pytest.raises(ValueError, match="durations"):
        from_durations(np.array(durations), [2], 1_000, before=2)


def test_without_durations_marks_are_a_guess_within_the_sound() -> None:
    pcm = np.concatenate([np.zeros(500), np.full(1_000, 0.5), np.zeros(500)]).astype(np.float32)
    heard = estimated(list("ab, ka."), pcm)
    assert not heard.exact
    assert heard.starts[0] == 500
    assert heard.ends.max() == 1_500
    assert (np.diff(heard.starts) >= 0).all()
