"""Voices for workers: tones, and what a voice must not be able to do to the service. Loaded inside a worker process.

A spoken token tells the engine what to do: "hang", "die", "exit", "grow", "refuse", or a sentence to sound.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import SynthesisError
from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.graph.cache import GraphCache
from app.speech.tone import ToneEngine
from app.text.spoken.token import SpokenToken
from app.voices import Voice
from app.workers.base import Spoken

LOADER = f"{__name__}:load"


def voice_named(key: str, home: Path = Path("nowhere")) -> Voice:
    """A voice without files, named by its digest."""
    voice = Voice(key, "tone", "en", "en_US", "low", 22_050, 0, home, (home / f"{key}.onnx",))
    voice.__dict__["digest"] = key.ljust(64, "0")
    return voice


class Told(ToneEngine):
    """Does what it is told, once for each file that it can take away where one is named ("die:/some/file")."""

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        for token in tokens:
            deed, _, once = token.text.partition(":")
            if not once or _took(Path(once)):
                self._do(deed, tokens, settings, hear)
        return super().synthesize(tokens, settings, hear)

    def _do(
        self, deed: str, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None
    ) -> None:
        if deed == "hang":
            threading.Event().wait()
        elif deed == "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif deed == "exit":
            sys.exit(3)
        elif deed == "grow":
            bytearray(1 << 40)
        elif deed == "refuse":
            raise SynthesisError("It will not be said.")
        elif deed == "half" and hear is not None:
            clip = super().synthesize(tokens, settings)
            hear(clip.pcm[: len(clip.pcm) // 2])
            os.kill(os.getpid(), signal.SIGKILL)


def _took(file: Path) -> bool:
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    return True


def load(voice: Voice, graphs: GraphCache | None) -> Told:
    """Raises what a damaged model would."""
    if voice.key == "damaged":
        raise ValueError("its model is damaged")
    if voice.key == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return Told(voice_key=voice.key)


VOICE = voice_named("tone")


def said(text: str, voice: Voice = VOICE) -> Spoken:
    """A Line of these words."""
    tokens, start = [], 0
    for word in text.split(" "):
        tokens.append(SpokenToken(word, start, start + len(word)))
        start += len(word) + 1
    return Spoken(voice, tuple(tokens), SynthesisSettings())
