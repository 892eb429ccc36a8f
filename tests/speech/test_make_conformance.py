"""What every Make promises, on a tiny voice of each."""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.audio.level import gain_for
from app.errors import VoiceInstallError, VoiceUnavailableError
from app.settings import Settings
from app.speech.calibration import calibrate
from app.speech.engine import SynthesisSettings
from app.speech.graph.cache import GraphCache
from app.speech.loading import load_engine, prepare
from app.voices import Voice, VoiceCatalogue, install_voice, verify_voice
from app.voices.makes import Make, makes
from app.voices.recommended import Recommendations
from tests.speech.lines import tokens_of
from tests.speech.tiny_makes import TINY

WORKER_BYTES = str(Settings.model_fields["worker_memory_bytes"].default)
STEADY = SynthesisSettings(noise_scale=0, noise_w=0)
LINE = tokens_of("Nobody left before midnight, and the vote was close.")


@pytest.fixture(params=sorted(TINY))
def make(request: pytest.FixtureRequest) -> Make:
    return makes()[request.param]


@pytest.fixture
def home(make: Make, tmp_path: Path) -> Path:
    return TINY[make.name](tmp_path / "voices")


@pytest.fixture
def voice(make: Make, home: Path) -> Voice:
    return make.describe(home)[0]


def test_every_make_of_the_project_has_a_tiny_voice() -> None:
    assert set(TINY) == {name for name, make in makes().items() if type(make).__module__.startswith("app.")}


def test_it_claims_its_own_and_nobody_elses(make: Make, home: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("no voice")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "README.md", tmp_path / "folder", tmp_path / "none"):
        assert not make.claims(path)
    assert [other.name for other in makes().values() if other.claims(home)] == [make.name]


def test_its_voices_say_what_they_are(make: Make, home: Path) -> None:
    voices = make.describe(home)
    assert len({voice.key for voice in voices}) == len(voices) > 0
    assert len({voice.digest for voice in voices}) == len(voices)
    for voice in voices:
        assert voice.make == make.name
        assert voice.available, voice.fault
        assert voice.locale.partition("_")[0] == voice.language != ""
        assert 8_000 <= voice.sample_rate_hz <= 48_000
        assert voice.size_bytes == voice.model_path.stat().st_size
        assert voice.home == home
        assert None not in voice.stamp()


def test_the_catalogue_finds_them_by_name(home: Path, voice: Voice) -> None:
    catalogue = VoiceCatalogue(home.parent, Recommendations())
    assert catalogue.get(voice.key) == voice
    assert catalogue.for_language(voice.locale, {}).language == voice.language


@pytest.mark.slow
def test_it_speaks_the_same_with_and_without_a_fast_graph(voice: Voice, tmp_path: Path) -> None:
    cache = GraphCache(tmp_path / "graphs")
    prepare(voice, cache)
    stock, fast = (load_engine(voice, graphs) for graphs in (None, cache))
    assert stock.digest == fast.digest == voice.digest
    assert stock.sample_rate_hz == voice.sample_rate_hz
    one, two = (engine.synthesize(LINE, STEADY) for engine in (stock, fast))
    assert one.marks == two.marks
    assert one.marks_exact
    assert np.abs(one.pcm.astype(int) - two.pcm.astype(int)).max() <= 4  # of 32,767


def test_a_damaged_file_is_told_and_never_raised(home: Path, voice: Voice) -> None:
    catalogue = VoiceCatalogue(home.parent, Recommendations())
    for path in voice.files:
        if not path.is_file():
            continue
        whole = path.read_bytes()
        for content in (b"", b"\0" * 100, whole[: len(whole) // 2], b"[" * 100_000):
            path.write_bytes(content)
            described = catalogue.voices()
            if all(again.available for again in described):
                with pytest.raises(VoiceUnavailableError):
                    load_engine(described[0])
        path.write_bytes(whole)
        assert catalogue.voices()[0].available


def test_a_missing_file_makes_it_damaged_with_the_reason(make: Make, home: Path, voice: Voice) -> None:
    for path in voice.files:
        if path.is_file():
            path.rename(path.with_name(path.name + ".away"))
            assert not make.claims(home) or any(not again.available for again in make.describe(home))
            path.with_name(path.name + ".away").rename(path)


def test_a_model_of_another_make_is_refused_in_a_sentence(make: Make, home: Path, voice: Voice, tmp_path: Path) -> None:
    for name in TINY:
        if name == make.name:
            continue
        other = makes()[name].describe(TINY[name](tmp_path / name))[0]
        shutil.copyfile(other.model_path, voice.model_path)
        again = make.describe(home)[0]
        with pytest.raises(VoiceUnavailableError, match=rf"The voice {again.key} cannot be (loaded|used): .*\.$"):
            load_engine(again)


def test_it_is_installed_from_a_folder_and_verified(make: Make, home: Path, voice: Voice, tmp_path: Path) -> None:
    key = home.name if home.is_dir() else voice.key
    done = install_voice(key, repository=str(home.parent), voices_dir=tmp_path / "installed")
    assert [found.key for found in done.voices] == [found.key for found in make.describe(home)]
    assert [found.digest for found in done.voices] == [found.digest for found in make.describe(home)]
    for found in VoiceCatalogue(tmp_path / "installed", Recommendations()).voices():
        verdict = verify_voice(found, Recommendations(), load_engine)
        assert (verdict.fault, verdict.digest_known) == ("", True)


def test_a_truncated_model_installs_nothing(home: Path, voice: Voice, tmp_path: Path) -> None:
    key = home.name if home.is_dir() else voice.key
    voice.model_path.write_bytes(voice.model_path.read_bytes()[:-1000])
    with pytest.raises(VoiceInstallError, match="truncated"):
        install_voice(key, repository=str(home.parent), voices_dir=tmp_path / "installed")
    assert [path.name for path in (tmp_path / "installed").iterdir()] == [".install.lock"]


@pytest.mark.slow
def test_its_loudness_can_be_measured(voice: Voice) -> None:
    pcm = calibrate(load_engine(voice), voice.locale)
    assert len(pcm) > voice.sample_rate_hz
    assert math.isfinite(gain_for(pcm, voice.sample_rate_hz))


@pytest.mark.slow
def test_within_a_workers_limits_it_speaks_asks_no_network_and_writes_nothing(voice: Voice, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-B", "-m", "tests.speech.alone", str(voice.home.parent), WORKER_BYTES, voice.language]
    around = os.environ | {"TMPDIR": str(temporary), "HOME": str(tmp_path / "home")}
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout or "{}")
    assert told, done.stderr
    assert told["samples"] > 0
    assert told["sockets"] == []
    assert [path for path in told["written"] if not path.startswith(str(temporary))] == []
    assert not list(temporary.iterdir())


def test_a_make_that_is_not_here_is_named_with_the_extra_that_may_bring_it(tmp_path: Path) -> None:
    (tmp_path / "tr_TR-ada-high").mkdir()
    (tmp_path / "tr_TR-ada-high" / "voice.json").write_text(json.dumps({"make": "lark", "locale": "tr_TR"}))
    [lost] = VoiceCatalogue(tmp_path, Recommendations()).voices()
    assert (lost.key, lost.language, lost.status) == ("tr_TR-ada-high", "tr", "damaged")
    with pytest.raises(VoiceUnavailableError, match=r"its make, lark, is not installed .*\.\[lark\]"):
        load_engine(lost)
    with pytest.raises(VoiceInstallError, match="lark"):
        install_voice("tr_TR-ada-high", repository=str(tmp_path), voices_dir=tmp_path / "installed")
