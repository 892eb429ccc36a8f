"""What espeak makes of names and acronyms: the tables of news words are said as a listener expects."""

import pytest

from benchmarks.phonemes import measure


@pytest.mark.parametrize(("language", "least"), [("en", 0.97), ("tr", 0.95)])
def test_names_and_acronyms_sound_as_a_listener_expects(language: str, least: float) -> None:
    score = measure(language)
    assert score.share >= least, score.misses
    weak = {kind for kind, count in score.count.items() if count >= 5 and score.right[kind] < 0.9 * count}
    assert not weak, score.misses
