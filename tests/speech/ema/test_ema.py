"""EMA Lightning: its files without PyTorch, its nets as the package has them, its pieces and pauses."""

import logging
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import VoiceUnavailableError
from app.speech.ema import Ema
from app.speech.ema.archive import read_archive
from app.speech.ema.engine import EmaAcoustics
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.loading import load_engine
from app.text.spoken import speak
from app.text.spoken.token import SpokenToken
from tests.speech.ema.tiny_ema import acoustic, put_tiny_ema, vocoder, write_archive

STEADY = SynthesisSettings(noise_scale=0, noise_w=0)
RATE_HZ = 48_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return put_tiny_ema(tmp_path)


@pytest.fixture
def engine(home: Path) -> VoiceEngine:
    return load_engine(Ema().describe(home)[0])


def line(text: str) -> tuple[SpokenToken, ...]:
    return speak(text, "tr")


def refusal(home: Path) -> str:
    with pytest.raises(VoiceUnavailableError) as refused:
        load_engine(Ema().describe(home)[0])
    return refused.value.detail


def test_an_archive_with_anything_but_weights_is_refused_and_nothing_of_it_runs(home: Path, tmp_path: Path) -> None:
    class Hostile:
        def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
            return Path.touch, (tmp_path / "touched",)

    with zipfile.ZipFile(home / "ema.pt", "w") as archive:
        archive.writestr("ema/data.pkl", pickle.dumps({"cfg": Hostile()}, 2))
    assert "ema.pt is damaged or holds no voice" in refusal(home)
    assert not (tmp_path / "touched").exists()


def test_numbers_that_are_not_all_there_are_refused(home: Path) -> None:
    with zipfile.ZipFile(home / "ema.pt") as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(home / "ema.pt", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content[:-4] if name.endswith("/data/3") else content)
    assert "ema.pt is damaged or holds no voice" in refusal(home)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda saved: saved["ema"].pop("in_proj.bias"), "its weights lack in_proj.bias"),
        (lambda saved: saved["ema"].update(more=np.zeros(3, np.float32)), "another net's: more is not known"),
        (
            lambda saved: saved["ema"].update({"in_proj.bias": np.zeros(3, np.float32)}),
            r"have the shape (3,), not (16,)",
        ),
        (lambda saved: saved["ema"].update({"in_proj.bias": np.full(16, np.nan, np.float32)}), "hold no numbers"),
        (lambda saved: saved["cfg"].update(n_heads=3), "its settings are not EMA Lightning's"),
        (lambda saved: saved["cfg"].pop("distilled"), "its settings are not EMA Lightning's"),
        (lambda saved: saved.update(vocab=["<pad>", "<unk>", *"abcdefghij"]), "holds no Turkish alphabet"),
        (lambda saved: saved.pop("ema"), "not EMA Lightning's"),
    ],
)
def test_weights_of_another_model_are_refused_in_a_sentence(
    home: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    saved = acoustic()
    saved["cfg"] = dict(saved["cfg"])
    change(saved)
    write_archive(home / "ema.pt", saved)
    assert reason in refusal(home)


def test_the_two_files_in_each_others_place_are_refused(home: Path) -> None:
    write_archive(home / "ema.pt", vocoder())
    assert "ema.pt is a PyTorch archive, but not EMA Lightning's" in refusal(home)
    write_archive(home / "ema.pt", acoustic())
    write_archive(home / "decoder.pt", vocoder(latent_dim=4))
    assert "its two files are not of one voice" in refusal(home)


def test_another_vocoder_is_another_voice(home: Path) -> None:
    digest = Ema().describe(home)[0].digest
    write_archive(home / "decoder.pt", vocoder(ch=32))
    assert Ema().describe(home)[0].digest != digest


def test_who_waits_hears_a_second_before_the_rest(engine: VoiceEngine) -> None:
    heard: list[np.ndarray] = []
    clip = engine.synthesize(line("On dört gazete sayfalarına ses verdi ve kimse gitmedi."), STEADY, heard.append)
    assert len(heard) > 1
    assert len(heard[0]) == RATE_HZ
    assert np.array_equal(np.concatenate(heard), clip.pcm)


def test_a_long_line_is_cut_at_its_clauses_with_a_breath_between(engine: VoiceEngine) -> None:
    clause = "belediye meclisi salı akşamı eski kütüphanenin açık kalmasına karar verdi"
    long = line(f"{clause}, {clause}, {clause}, {clause}.")
    clip = engine.synthesize(long, STEADY)
    words = len(clause.split())
    between = [clip.marks[place].start_ms - clip.marks[place - 1].end_ms for place in (2 * words,)]
    assert min(between) >= 120
    silence = clip.pcm[int(clip.marks[2 * words].start_ms * 48) - 5_000 :][:4_000]
    assert not silence.any()


def test_slow_speech_is_cut_into_shorter_pieces(engine: VoiceEngine) -> None:
    text = line("Belediye meclisi salı akşamı eski kütüphanenin açık kalmasına karar verdi, herkes evine döndü.")
    usual, slow = (engine.synthesize(text, SynthesisSettings(speed, 0, 0)) for speed in (1.0, 0.5))
    assert slow.duration_ms > 1.8 * usual.duration_ms
    assert len(slow.marks) == len(text)


def test_words_stand_on_the_grid_of_frames_that_the_voice_planned(engine: VoiceEngine) -> None:
    clip = engine.synthesize(line("kimse gitmedi."), STEADY)
    assert [mark.start_ms % 40 for mark in clip.marks] == [0, 0]
    assert clip.marks[1].end_ms <= clip.duration_ms


def test_letters_of_elsewhere_and_ipa_are_heard(engine: VoiceEngine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    silent = engine.synthesize([SpokenToken("Sonra", 0, 5)], STEADY).duration_ms
    for word in ("東京", "Москва", "[[tʃˈet]]", "Łódź"):
        assert engine.synthesize([SpokenToken("Sonra", 0, 5), SpokenToken(word, 6, 9)], STEADY).duration_ms > silent
    assert "left out" not in caplog.text


def acoustics(engine: VoiceEngine) -> EmaAcoustics:
    found = engine._acoustics  # type: ignore[attr-defined]
    assert isinstance(found, EmaAcoustics)
    return found


@pytest.mark.parametrize("other", [{}, {"letter_pos": False, "shared_ada": False, "lookback": 2, "text_conv": 2}])
def test_the_nets_are_the_packages_own(tmp_path: Path, other: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch, of the extra ema, is not here")
    pytest.importorskip("ema_lightning", reason="ema-lightning, of the extra ema, is not here")
    from ema_lightning.decoder import Decoder, load_decoder  # noqa: PLC0415 - the extra
    from ema_lightning.engine import Engine  # noqa: PLC0415
    from ema_lightning.model import Acoustic, load_acoustic  # noqa: PLC0415

    home = put_tiny_ema(tmp_path)
    torch.manual_seed(3)
    saved = acoustic(**other)
    real = Acoustic(saved["cfg"], saved["vocab"], saved["cfg"].get("shared_ada", True))
    for number in real.parameters():
        torch.nn.init.normal_(number, std=0.2)
    torch.save({**saved, "ema": real.state_dict()}, home / "ema.pt")
    finer = vocoder()["cfg"]
    torch.save({"cfg": finer, "G": Decoder(**finer).state_dict()}, home / "decoder.pt")

    theirs = Engine(load_acoustic(home / "ema.pt", "cpu"), load_decoder(home / "decoder.pt", "cpu"), "cpu")
    ours = acoustics(load_engine(Ema().describe(home)[0]))
    text = "on dört bölgesel gazete, sayfalarına ses verdi."
    piece = theirs.piece(text, 0.0, 0)
    theirs.plan([piece], 1.25)
    plan, inside = ours._plan(list(text), 1.25)
    assert plan.counts.tolist() == np.bincount(piece.fw.numpy()).tolist()
    noise = np.random.default_rng(0).standard_normal((2, int(plan.counts.sum()), 8), np.float32)
    theirs.noise = lambda _piece: torch.tensor(noise)
    theirs.think([piece])
    latents = ours._latents(plan, inside)
    assert np.abs(latents - piece.latents.numpy()).max() < 1e-3
    sound = theirs.decode([(piece, (0, piece.frames))])[0].numpy()
    assert np.abs(np.concatenate(list(ours._windows(latents, 25))) - sound).max() < 1e-3


def test_pytorch_reads_the_archives_of_these_tests_and_we_read_its(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch, of the extra ema, is not here")
    numbers = np.arange(12, dtype=np.float32).reshape(3, 4)
    write_archive(tmp_path / "ours.pt", {"a": numbers, "b": [1, 2.5, "ğ", True]})
    theirs = torch.load(tmp_path / "ours.pt", weights_only=True)
    assert np.array_equal(theirs["a"].numpy(), numbers)
    assert theirs["b"] == [1, 2.5, "ğ", True]
    kinds = {str(kind): torch.arange(6).to(kind).reshape(2, 3).T for kind in (torch.half, torch.bfloat16, torch.int64)}
    torch.save(kinds, tmp_path / "theirs.pt")
    for name, array in read_archive(tmp_path / "theirs.pt").items():
        assert np.array_equal(array, kinds[name].to(torch.float64).numpy())
