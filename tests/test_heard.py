"""What the judge's figures rest on: both sides are compared in one form, and speech is told from silence."""

import numpy as np
import pytest

from benchmarks.compared import misses, words_of
from benchmarks.heard import sentences
from benchmarks.judge import missing_extra
from benchmarks.sound import spoken_seconds

RATE_HZ = 16_000


@pytest.mark.parametrize(
    ("language", "written", "heard"),
    [
        ("en", "It cost €3.5m, 18% more.", "it cost 3.5 million euros, 18 percent more"),
        ("en", "On 3 March 2026 at 7:30 a.m.", "On the 3rd of March, 2026, at 7.30 AM"),
        ("en", "On 3 March they won.", "On March 3rd they won."),
        ("en", "It began on 1 June.", "It began on the first of June."),
        ("en", "41,300 apologised at the theatre.", "Forty-one thousand three hundred apologized at the theater"),
        ("en", "The children’s 3rd colour", "the childrens third color"),
        ("tr", "IŞIK İçin %12,5 zam", "ışık için yüzde on iki buçuk zam"),
        ("tr", "Ankara'nın kâğıdı 41.300 lira", "Ankara nın kağıdı kırk bir bin üç yüz lira"),
        ("tr", "Üçüncü gün saat 18.30'da", "3. gün saat 18:30'da"),
        ("tr", "Ödül 3,5 milyon avro", "ödül €3,5 milyon"),
    ],
)  # fmt: skip
def test_what_sounds_the_same_is_the_same(language: str, written: str, heard: str) -> None:
    assert list(misses(words_of(written, language), words_of(heard, language))) == []


@pytest.mark.parametrize(
    ("written", "heard", "errors"),
    [
        ("the smart phone rang", "the smartphone rang", 0),
        ("the vote was close", "the vote was closed", 1),
        ("it took five minutes", "it took minutes", 1),
        ("it took minutes", "it took five long minutes", 2),
    ],
)
def test_a_word_that_is_lost_added_or_another_is_missed(written: str, heard: str, errors: int) -> None:
    found = list(misses(words_of(written, "en"), words_of(heard, "en")))
    assert sum(miss.errors for miss in found) == errors


def test_what_the_text_stage_loses_is_not_lost_from_what_is_written() -> None:
    assert words_of("It took 5 minutes.", "en") == ["it", "took", "five", "minutes"]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_each_sentence_of_a_set_is_one_line(language: str) -> None:
    lines = sentences(language)
    assert len(lines) == 24
    assert all(line.written.endswith(".") and not any(map(str.isdigit, line.written)) for line in lines)


def test_pauses_are_not_speech() -> None:
    tone = (np.sin(np.arange(RATE_HZ) * 0.1) * 10_000).astype(np.int16)
    silence = np.zeros(RATE_HZ, np.int16)
    breath = silence[: RATE_HZ // 20]
    said = np.concatenate([silence, tone, silence, tone, breath, tone, silence])
    assert spoken_seconds(said, RATE_HZ) == pytest.approx(3.05, abs=0.05)


def test_without_the_judge_a_sentence_names_what_brings_it() -> None:
    assert "pip install '.[judge]'" in missing_extra("no_such_package")
    assert missing_extra("json") == ""
