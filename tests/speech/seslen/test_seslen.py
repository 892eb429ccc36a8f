"""Seslen: what the package's own class makes of the same nets, its speakers, and what it says when it cannot speak."""

import importlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from app.errors import VoiceInstallError, VoiceUnavailableError
from app.speech.engine import SynthesisSettings
from app.speech.loading import load_engine
from app.speech.seslen import Seslen
from app.text.spoken import speak
from app.text.spoken.token import SpokenToken
from app.voices import Recommendations, Voice, VoiceCatalogue, install_voice
from tests.speech.seslen.tiny_seslen import KEY, put_tiny_seslen, styles

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return put_tiny_seslen(tmp_path)


@pytest.fixture
def voice(home: Path) -> Voice:
    pytest.importorskip("turkce_vurgu", reason="the extra seslen is not here")
    pytest.importorskip("seslen_tts", reason="the extra seslen is not here")
    return Seslen().describe(home)[0]


@pytest.mark.parametrize("speed", [1.0, 1.5])
@pytest.mark.parametrize(
    "text", ["Kimse gece yarısından önce gitmedi.", "Yardımcı olabilir misin, Ayşe?", "Ankara mı?"]
)
def test_it_sounds_as_the_packages_own_class(home: Path, voice: Voice, text: str, speed: float) -> None:
    from seslen_tts import SesModeli  # noqa: PLC0415 - the extra

    package = SesModeli(home, 1)
    theirs = package.konus(text, package.stil("ayse"), hiz=speed)
    ours = load_engine(voice).synthesize(speak(text, "tr"), SynthesisSettings(speed, 0, 0))
    assert len(ours.pcm) == len(theirs)
    assert np.abs(ours.pcm - np.clip(theirs, -1, 1) * 32_767).max() <= 4
    assert ours.marks_exact


def test_each_speaker_is_a_voice_in_the_calm_style(home: Path, voice: Voice) -> None:
    voices = Seslen().describe(home)
    assert [each.key for each in voices] == ["tr_TR-ayse-medium", "tr_TR-emre-medium"]
    one, two = (load_engine(each).synthesize(speak("Kimse gitmedi.", "tr"), STEADY).pcm for each in voices)
    assert not np.array_equal(one, two)


@pytest.mark.parametrize("table", [np.zeros((1, 128), np.float32), np.zeros((1, 256), np.int64)])
def test_a_style_of_another_shape_is_that_speakers_fault_alone(home: Path, voice: Voice, table: np.ndarray) -> None:
    (home / "stiller.npz").write_bytes(styles(**{"odd/notr": table}))
    voices = {each.key: each for each in Seslen().describe(home)}
    with pytest.raises(VoiceUnavailableError, match=r"its style table odd/notr"):
        load_engine(voices["tr_TR-odd-medium"])
    assert load_engine(voices["tr_TR-ayse-medium"])


def test_moods_alone_are_no_voices(home: Path) -> None:
    with np.load(home / "stiller.npz") as tables:
        np.savez(home / "stiller.npz", **{name: tables[name] for name in tables.files if "notr" not in name})
    [damaged] = Seslen().describe(home)
    assert damaged.fault == "stiller.npz holds no styles"


@pytest.mark.usefixtures("voice")
def test_nets_in_each_others_place_are_refused_in_a_sentence(home: Path) -> None:
    shutil.copyfile(home / "ses.onnx", home / "metin.onnx")
    with pytest.raises(VoiceUnavailableError, match="its nets are ONNX models, but not Seslen's"):
        load_engine(Seslen().describe(home)[0])


def test_another_text_net_is_another_voice(home: Path) -> None:
    digest = Seslen().describe(home)[0].digest
    (home / "metin.onnx").write_bytes((home / "metin.onnx").read_bytes() + b"\x12\x01x")
    assert Seslen().describe(home)[0].digest != digest


def test_who_waits_hears_the_first_clause_before_the_rest(voice: Voice) -> None:
    heard: list[np.ndarray] = []
    text = speak("Kimse gece yarısından önce gitmeyince, oylama her şeye rağmen yapıldı.", "tr")
    clip = load_engine(voice).synthesize(text, SynthesisSettings(), heard.append)
    assert len(heard) == 2
    assert np.array_equal(np.concatenate(heard), clip.pcm)


def test_letters_of_elsewhere_and_ipa_are_heard(voice: Voice, caplog: pytest.LogCaptureFixture) -> None:
    engine = load_engine(voice)
    alone = engine.synthesize([SpokenToken("Sonra", 0, 5)], STEADY).duration_ms
    for word in ("東京", "Москва", "[[tʃˈet]]", "José", "42"):
        assert engine.synthesize([SpokenToken("Sonra", 0, 5), SpokenToken(word, 6, 9)], STEADY).duration_ms > alone
    assert "left out" not in caplog.text


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python in which the packages are not installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("seslen_tts", "turkce_vurgu")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if "site-packages" not in path])
    importlib.invalidate_caches()


@pytest.mark.usefixtures("bare")
def test_without_its_package_the_message_names_the_extra_and_nothing_is_fetched(home: Path, tmp_path: Path) -> None:
    lost = VoiceCatalogue(home.parent, Recommendations()).voices()
    assert {each.status for each in lost} == {"damaged"}
    with pytest.raises(VoiceUnavailableError, match=r"needs the package seslen_tts \(pip install '\.\[seslen\]'"):
        load_engine(lost[0])
    with pytest.raises(VoiceInstallError, match=r"\.\[seslen\]"):
        install_voice(KEY, repository=str(home.parent), voices_dir=tmp_path / "installed")
    assert [path.name for path in (tmp_path / "installed").iterdir()] == [".install.lock"]
