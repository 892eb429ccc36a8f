import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.join import FADE_MS, Joined, Joiner, speech_span
from app.errors import SynthesisError
from tests.audio.sounds import RATE_HZ, clip, noise, onset, samples, silence, tone

KEPT_BEFORE_MS, KEPT_AFTER_MS = 25, 40
WINDOW_MS = 5


def join(*clips_and_pauses: tuple[object, int]) -> list[Joined]:
    joiner = Joiner(RATE_HZ)
    return [joiner.add(one, pause_ms) for one, pause_ms in clips_and_pauses]  # type: ignore[arg-type]  # clips


def test_silence_around_a_sentence_is_cut_but_a_margin_stays() -> None:
    spoken = clip(silence(300), tone(500), silence(400))
    first, last = speech_span(spoken.pcm, RATE_HZ)
    assert samples(300 - KEPT_BEFORE_MS - WINDOW_MS) <= first <= samples(300 - KEPT_BEFORE_MS)
    assert samples(800 + KEPT_AFTER_MS) <= last <= samples(800 + KEPT_AFTER_MS + WINDOW_MS)


def test_the_first_word_of_a_narration_comes_at_once() -> None:
    (joined,) = join((clip(silence(600), tone(500)), 0))
    assert joined.start_ms == 0
    assert onset(joined.pcm, 1000) <= samples(KEPT_BEFORE_MS + 2 * WINDOW_MS)


def test_a_sentence_that_begins_and_ends_at_once_is_kept_whole() -> None:
    assert speech_span(tone(200), RATE_HZ) == (0, samples(200))


def test_the_silence_behind_a_sentence_is_cut_and_its_pause_stands_instead() -> None:
    (joined,) = join((clip(tone(300), silence(900)), 100))
    assert samples(300 + KEPT_AFTER_MS + 100) <= len(joined.pcm) <= samples(301 + KEPT_AFTER_MS + WINDOW_MS + 100)


@pytest.mark.parametrize(("steps", "is_speech"), [(3, False), (4, True)], ids=["-80.8 dBFS", "-78.3 dBFS"])
def test_what_is_as_quiet_as_rounding_all_through_is_not_cut(steps: int, is_speech: bool) -> None:  # noqa: FBT001
    quiet = np.tile(np.array([steps, -steps], np.int16), samples(100) // 2)
    sound = clip(silence(200), quiet, silence(200)).pcm
    assert (speech_span(sound, RATE_HZ) != (0, len(sound))) is is_speech


@pytest.mark.parametrize("weaker_db", [20, 30, 40, 45])
def test_a_weak_consonant_at_either_end_is_never_cut(weaker_db: int) -> None:
    weak = noise(80, amplitude=0.18 * 10 ** (-weaker_db / 20))
    spoken = clip(silence(200), weak, tone(400), weak, silence(200))
    first, last = speech_span(spoken.pcm, RATE_HZ)
    assert first <= samples(200)
    assert last >= samples(200 + 80 + 400 + 80)


def test_noise_of_the_voice_is_not_taken_for_speech() -> None:
    hiss = noise(300, amplitude=0.25 * 10 ** (-60 / 20))
    first, last = speech_span(clip(hiss, tone(400), hiss).pcm, RATE_HZ)
    assert first >= samples(300 - KEPT_BEFORE_MS - 2 * WINDOW_MS)
    assert last <= samples(700 + KEPT_AFTER_MS + 2 * WINDOW_MS)


def test_a_pause_inside_a_sentence_stays() -> None:
    (joined,) = join((clip(tone(300), silence(700), tone(300)), 0))
    assert len(joined.pcm) == pytest.approx(samples(1300), abs=samples(1))


def test_a_clip_without_any_sound_is_kept_whole() -> None:
    (joined,) = join((clip(silence(250)), 100))
    assert len(joined.pcm) == pytest.approx(samples(350), abs=samples(1))


def test_an_empty_clip_is_only_its_pause() -> None:
    (joined,) = join((clip(silence(0), marks=((0, 0),)), 200))
    assert joined.start_ms == joined.end_ms == 0
    assert joined.marks[0].start_ms == joined.marks[0].end_ms == 0
    assert len(joined.pcm) == samples(200)


def test_the_pause_is_silent_and_exact() -> None:
    joined = join(*[(clip(tone(123)), 357)] * 3)
    for one in joined:
        speech = samples(one.end_ms - one.start_ms)
        assert len(one.pcm) - speech == RATE_HZ * 357 // 1000
        assert not one.pcm[speech:].any()


def test_both_ends_fade_so_that_no_join_clicks() -> None:
    (joined,) = join((clip(tone(200, hz=1000, phase=np.pi / 2)), 0))
    whole = np.abs(joined.pcm.astype(int))
    assert whole[:5].max() < whole.max() / 10
    assert whole[-5:].max() < whole.max() / 10
    middle = samples(FADE_MS + 1)
    assert whole[middle : middle + 50].max() == pytest.approx(whole.max(), rel=0.01)


@given(st.integers(0, samples(12)), st.integers(0, 50))
def test_clips_of_any_few_samples_keep_their_length(length: int, pause_ms: int) -> None:
    (joined,) = join((clip(np.full(length, 9000, np.int16)), pause_ms))
    speech = len(joined.pcm) - RATE_HZ * pause_ms // 1000
    assert abs(speech - length) <= samples(1)


def test_sound_longer_than_four_thousand_lines_does_not_drift() -> None:
    joiner = Joiner(RATE_HZ)
    spoken = clip(tone(7), marks=((0, 7),))
    total = 0
    for _ in range(4_000):
        joined = joiner.add(spoken, 3)
        assert joined.start_ms == total * 1000 / RATE_HZ
        total += len(joined.pcm)
    assert joiner.duration_ms == total * 1000 / RATE_HZ


def test_a_word_is_heard_where_its_mark_says() -> None:
    spoken = clip(silence(300), tone(200), silence(100), tone(200, hz=900), marks=((300, 500), (600, 800)))
    first, second = join((spoken, 400), (spoken, 400))
    sound = np.concatenate([first.pcm, second.pcm])
    for mark in (*first.marks, *second.marks):
        before, inside = sound[: samples(mark.start_ms)], sound[samples(mark.start_ms) : samples(mark.end_ms)]
        assert not before[-samples(20) :].any()
        assert np.abs(inside).max() > 5_000


def test_a_mark_moves_with_the_silence_that_was_cut_before_it() -> None:
    spoken = clip(silence(2_000), tone(200), marks=((2_050, 2_150),))
    first, _ = speech_span(spoken.pcm, RATE_HZ)
    (joined,) = join((spoken, 0))
    assert joined.marks[0].start_ms == pytest.approx(2_050 - first * 1000 / RATE_HZ, abs=0.01)
    assert joined.marks[0].end_ms == pytest.approx(2_150 - first * 1000 / RATE_HZ, abs=0.01)


def test_a_mark_in_trimmed_silence_is_moved_to_the_edge() -> None:
    (joined,) = join((clip(silence(500), tone(300), silence(500), marks=((0, 600), (600, 1300))), 0))
    assert joined.marks[0].start_ms == joined.start_ms
    assert joined.marks[-1].end_ms == joined.end_ms


@given(
    st.lists(st.tuples(st.floats(-50, 900), st.floats(-50, 900)), max_size=8),
    st.integers(0, 300),
    st.integers(0, 300),
)
def test_marks_are_always_monotonic_and_inside_the_speech(
    marks: list[tuple[float, float]], lead_ms: int, tail_ms: int
) -> None:
    spoken = clip(silence(lead_ms), tone(200), silence(tail_ms), marks=tuple(marks))
    _, joined = join((spoken, 120), (spoken, 120))
    edges = [edge for mark in joined.marks for edge in (mark.start_ms, mark.end_ms)]
    assert edges == sorted(edges)
    assert len(joined.marks) == len(marks)
    assert all(joined.start_ms <= edge <= joined.end_ms for edge in edges)


def test_a_voice_that_changes_its_rate_is_refused() -> None:
    joiner = Joiner(RATE_HZ)
    with pytest.raises(SynthesisError, match="16000"):
        joiner.add(clip(tone(100, rate_hz=16_000), rate_hz=16_000), 0)
    assert joiner.duration_ms == 0


@given(cuts=st.lists(st.integers(0, 22_050), max_size=8), tail_ms=st.integers(0, 150))
@settings(deadline=None, max_examples=100)
def test_a_clip_in_pieces_is_joined_as_the_whole_is(cuts: list[int], tail_ms: int) -> None:
    sound = np.concatenate([silence(200), tone(300), silence(150), tone(200, amplitude=0.05), silence(tail_ms)])
    joiner = Joiner(RATE_HZ)
    edges = [0, *sorted(min(cut, len(sound)) for cut in cuts), len(sound)]
    whole = clip(sound, marks=((210, 480), (660, 840)))
    for expected in join((whole, 300), (whole, 300)):
        pieces = [joiner.piece(sound[start:end]) for start, end in itertools.pairwise(edges)]
        joined = joiner.add(whole, 300)
        assert np.array_equal(np.concatenate([*pieces, joined.pcm]), expected.pcm)
        assert (joined.start_ms, joined.end_ms, joined.marks) == (expected.start_ms, expected.end_ms, expected.marks)
    assert joiner.duration_ms == 2 * len(expected.pcm) * 1000 / RATE_HZ


def test_of_a_piece_without_speech_nothing_is_given() -> None:
    joiner = Joiner(RATE_HZ)
    nothing = joiner.piece(silence(500))
    assert not len(nothing)
    assert nothing.dtype == np.int16
    assert len(joiner.piece(tone(200)))


def test_of_a_piece_that_is_speech_to_its_end_all_but_a_fade_is_given() -> None:
    joiner = Joiner(RATE_HZ)
    assert len(joiner.piece(tone(100))) >= samples(100 - FADE_MS - 2)


def test_silence_that_may_be_the_end_is_held_back() -> None:
    joiner = Joiner(RATE_HZ)
    given = len(joiner.piece(np.concatenate([tone(200), silence(500)])))
    assert given <= samples(205)
    assert len(joiner.piece(tone(100))) >= samples(500)  # it was a pause


def test_a_jingle_stands_as_it_is_with_its_pause_and_moves_what_follows() -> None:
    joiner = Joiner(RATE_HZ)
    before = joiner.insert(tone(100), 250)
    assert before.dtype == np.int16
    assert np.array_equal(before, np.concatenate([tone(100), silence(250)]))
    assert joiner.duration_ms == pytest.approx(350, abs=0.1)
    assert np.array_equal(joiner.insert(tone(50), 0), tone(50))
    assert joiner.duration_ms == pytest.approx(400, abs=0.1)
