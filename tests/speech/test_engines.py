"""Voices in memory."""

import errno
import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import VoiceUnavailableError
from app.speech.calibration import calibrate, calibration_lines
from app.speech.engine import VoiceEngine
from app.speech.engines import Engines
from app.speech.tone import ToneEngine
from app.voices import Voice, VoiceCatalogue
from tests.voices.offer import put_voice

KEYS = ("en_US-a-medium", "tr_TR-b-medium", "de_DE-c-medium")


@pytest.fixture
def voices(tmp_path: Path) -> list[Voice]:
    for key in KEYS:
        put_voice(tmp_path, key)
    return [VoiceCatalogue(tmp_path).get(key) for key in KEYS]


def counting(loaded: list[str], before: Callable[[], None] = lambda: None) -> Callable[[Voice], VoiceEngine]:
    def load(voice: Voice) -> VoiceEngine:
        before()
        loaded.append(voice.key)
        return ToneEngine(voice_key=voice.key)

    return load


def wait_for(gate: threading.Event) -> None:
    assert gate.wait(20)


def test_a_voice_is_loaded_once_whoever_asks(voices: list[Voice]) -> None:
    loaded: list[str] = []
    gate = threading.Event()
    engines = Engines(counting(loaded, lambda: wait_for(gate)))
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(engines.get, voices[0]) for _ in range(8)]
        gate.set()
        assert len({id(one.result()) for one in asked}) == 1
    assert loaded == [KEYS[0]]


@pytest.mark.slow
def test_the_least_recently_used_is_let_go(voices: list[Voice]) -> None:
    loaded: list[str] = []
    engines = Engines(counting(loaded), max_loaded=2)
    for number in (0, 1, 0, 2, 0):
        engines.get(voices[number])
    assert loaded == list(KEYS)
    assert engines.loaded == (voices[2].digest, voices[0].digest)
    engines.get(voices[1])
    assert loaded == [*KEYS, KEYS[1]]


def test_its_gain_is_measured_once_and_outlives_the_engine(voices: list[Voice]) -> None:
    measured: list[int] = []

    def measure(pcm: NDArray[np.int16], _rate: int) -> float:
        measured.append(len(pcm))
        return 3.5

    engines = Engines(counting([]), measure=measure, max_loaded=1)
    assert engines.gain_db(voices[0]) == 3.5
    engines.get(voices[1])
    assert engines.gain_db(voices[0]) == 3.5
    assert len(measured) == 2
    assert min(measured) > 22_050


def test_a_voice_that_cannot_be_loaded_says_why_and_is_not_tried_again_and_again(voices: list[Voice]) -> None:
    tries: list[str] = []

    def fail(voice: Voice) -> VoiceEngine:
        tries.append(voice.key)
        raise ValueError("its weights are torn")

    engines = Engines(fail)
    for _ in range(3):
        with pytest.raises(VoiceUnavailableError, match="ValueError"):
            engines.get(voices[0])
    assert len(tries) == 1
    voices[0].files[1].write_text(voices[0].files[1].read_text() + " ")
    with pytest.raises(VoiceUnavailableError):
        engines.get(voices[0])
    assert len(tries) == 2


@pytest.mark.parametrize("fault", [MemoryError(), OSError(errno.EMFILE, "Too many open files")])
def test_a_machine_that_failed_is_no_fault_of_the_voice(voices: list[Voice], fault: Exception) -> None:
    faults = [fault]

    def load(voice: Voice) -> VoiceEngine:
        if faults:
            raise VoiceUnavailableError(f"The voice {voice.key} cannot be loaded.") from faults.pop()
        return ToneEngine(voice_key=voice.key)

    engines = Engines(load)
    with pytest.raises(VoiceUnavailableError):
        engines.get(voices[0])
    assert engines.get(voices[0]).sample_rate_hz > 0


@pytest.mark.parametrize("model", [b"", b"not a model", b"\x08\x08" * 50])
def test_a_file_that_is_no_model_makes_that_voice_unavailable(tmp_path: Path, model: bytes) -> None:
    put_voice(tmp_path, KEYS[0], model=model)
    (voice,) = VoiceCatalogue(tmp_path).voices()
    with pytest.raises(VoiceUnavailableError) as raised:
        Engines().get(voice)
    assert str(tmp_path) not in raised.value.detail


def test_a_model_with_weights_of_nonsense_is_unavailable_too(voices: list[Voice]) -> None:
    with pytest.raises(VoiceUnavailableError, match="cannot be loaded"):
        Engines().get(voices[0])


@pytest.mark.parametrize("language", ["en", "tr", "tr-TR", "de", ""])
def test_every_language_has_calibration_sentences(language: str) -> None:
    lines = calibration_lines(language)
    assert len(lines) == 3
    assert all(line for line in lines)
    assert len(calibrate(ToneEngine(), language)) > 22_050


@pytest.mark.slow
def test_a_voice_let_go_is_out_of_memory_before_the_next_is_loaded(voices: list[Voice]) -> None:
    alive: list[weakref.ref[ToneEngine]] = []
    at_loading: list[int] = []

    def load(voice: Voice) -> VoiceEngine:
        at_loading.append(sum(engine() is not None for engine in alive))
        engine = ToneEngine(voice_key=voice.key)
        engine.itself = engine  # type: ignore[attr-defined]  # as an engine's word cache refers to the engine
        alive.append(weakref.ref(engine))
        return engine

    engines = Engines(load, max_loaded=1)
    gc.disable()
    try:
        for voice in voices:
            engines.get(voice)
    finally:
        gc.enable()
    assert at_loading == [0, 0, 0]
