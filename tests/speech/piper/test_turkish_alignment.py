"""Word marks of Turkish: espeak's Turkish phonemes through a tiny voice of random weights, whose sound is no matter."""

import json

import pytest

from app.ingest.markup import html_article
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.loading import load_engine
from app.text.script import build_script
from app.text.spoken import speak
from app.web.samples import samples
from tests.speech.piper.tiny_vits import put_tiny_vits

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)


@pytest.fixture(scope="module")
def turkish(tmp_path_factory: pytest.TempPathFactory) -> VoiceEngine:
    voice = put_tiny_vits(tmp_path_factory.mktemp("tr"))
    config = json.loads(voice.files[1].read_bytes())
    config["espeak"]["voice"] = "tr"
    voice.files[1].write_text(json.dumps(config))
    return load_engine(voice)


@pytest.mark.slow
def test_every_line_of_the_turkish_sample_is_aligned_exactly(turkish: VoiceEngine) -> None:
    sample = samples()["tr"]
    lines = build_script(html_article(sample.html, language="tr", title=sample.title, summary=sample.summary)).lines
    exact = [turkish.synthesize(line.tokens, STEADY).marks_exact for line in lines]
    assert sum(exact) >= 0.99 * len(lines)


@pytest.mark.parametrize(
    "written",
    [
        "TCMB faizi %38'e, BDDK'nın 12. kararı 2,5 milyar TL'ye indi.",
        "II. Abdülhamid, 24.11.2026'da saat 14.30'da www.ornek.gov.tr'ye yazdı.",
        "X'te #YapayZeka etiketiyle “GPT-4o'nun 3'te 2'si” yazan Ş. Kaya'yı A.Ş.'ye sordular.",
        "İZMİR'DE IŞIKLAR SÖNDÜ; kâr, hâl, zekâ…",
    ],
)
def test_numbers_letters_and_suffixes_are_aligned_exactly(turkish: VoiceEngine, written: str) -> None:
    clip = turkish.synthesize(speak(written, "tr"), STEADY)
    assert clip.marks_exact
    assert all(mark.end_ms > mark.start_ms for mark in clip.marks)
