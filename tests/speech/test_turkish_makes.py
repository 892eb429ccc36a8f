"""The catalogue's Turkish voices of other makes come from where it says, and then read."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import VoiceInstallError
from app.speech.engine import SynthesisSettings
from app.speech.loading import load_engine
from app.text.spoken import speak
from app.voices import Recommendations, RecommendedVoice, VoiceCatalogue, install_voice, load_recommendations
from app.voices.places import EMBEDDED
from app.voices.sources import source_of
from tests.speech.tiny_makes import TINY
from tests.voices.offer import Offer, VoiceServer, serving

SHIPPED = {voice.key: voice for voice in load_recommendations(EMBEDDED).voices}
OFFERED = [voice for voice in SHIPPED.values() if voice.make in ("ema", "seslen")]


def moved(entry: RecommendedVoice, server: VoiceServer) -> Recommendations:
    """The catalogue's entry, its hub's address replaced by that of a server here."""
    return Recommendations((replace(entry, repository=server.address),))


def hub(make: str, folder: Path) -> Offer:
    """What the hub has: a tiny voice's files under the names they are published by."""
    home = TINY[make](folder)
    return Offer(files={path.name: path.read_bytes() for path in home.iterdir() if path.name != "voice.json"})


@pytest.mark.parametrize("key", ["tr_TR-ema-high", "tr_TR-ayse-medium"])
def test_it_is_fetched_from_the_hub_and_reads_turkish(key: str, tmp_path: Path) -> None:
    entry = SHIPPED[key]
    name = entry.install_command.rpartition(" ")[2]
    with serving(hub(entry.make, tmp_path / "hub")) as server:
        source = source_of(name, moved(entry, server), "nowhere")
        done = install_voice(name, repository=source, voices_dir=tmp_path / "voices")
    assert key in {voice.key for voice in done.voices}
    catalogue = VoiceCatalogue(tmp_path / "voices", load_recommendations(EMBEDDED))
    assert catalogue.for_language("tr", {}).key == key
    line = speak("Belediye meclisi salı akşamı karar verdi.", "tr")
    clip = load_engine(catalogue.get(key)).synthesize(line, SynthesisSettings())
    assert (len(clip.marks), clip.marks_exact) == (len(line), True)


@pytest.mark.parametrize("key", ["tr_TR-ema-high", "tr_TR-ayse-medium"])
def test_a_truncated_file_on_the_hub_installs_nothing(key: str, tmp_path: Path) -> None:
    entry = SHIPPED[key]
    name = entry.install_command.rpartition(" ")[2]
    offer = hub(entry.make, tmp_path / "hub")
    for path in ("decoder.pt", "metin.onnx"):
        if path in offer.files:
            offer.files[path] = offer.files[path][:-1_000]
    with serving(offer) as server:
        source = source_of(name, moved(entry, server), "nowhere")
        with pytest.raises(VoiceInstallError, match="truncated"):
            install_voice(name, repository=source, voices_dir=tmp_path / "voices")
    assert [path.name for path in (tmp_path / "voices").iterdir() if path.name[0] != "."] == []


def test_their_addresses_are_encrypted_and_of_their_authors() -> None:
    assert {entry.repository for entry in OFFERED} == {
        "https://huggingface.co/canberkkkkkk/ema-lightning/resolve/main",
        "https://huggingface.co/seslen-tr/seslen-tts/resolve/main",
    }


def test_the_address_of_ema_is_the_one_that_its_package_asks() -> None:
    pytest.importorskip("torch", reason="PyTorch, of the extra ema, is not here")
    model = pytest.importorskip("ema_lightning.api", reason="ema-lightning, of the extra ema, is not here")
    assert SHIPPED["tr_TR-ema-high"].repository == f"https://huggingface.co/{model.REPO}/resolve/main"


def test_the_address_of_seslen_is_the_one_that_its_package_asks() -> None:
    model = pytest.importorskip("seslen_tts.model", reason="the extra seslen is not here")
    entry = SHIPPED["tr_TR-ayse-medium"]
    assert entry.repository == f"https://huggingface.co/{model.HF_DEPO}/resolve/main"
    assert set(entry.offer["files"]) <= set(model.DOSYALAR)
