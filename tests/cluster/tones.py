"""A voice of tones for worker processes: in its home it writes down what it speaks, and waits at gates."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.graph.cache import GraphCache
from app.text.spoken.token import SpokenToken
from app.voices import Voice
from app.workers.base import Spoken
from tests.workers import voices

PATIENCE_S = 60
SPOKEN = "spoken"


class Written(voices.Told):
    """Does besides: "wait:NAME" until the gate NAME is open, "rest:0.7" for so many seconds."""

    def __init__(self, key: str, home: Path) -> None:
        super().__init__(voice_key=key)
        self._home = home

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        with (self._home / SPOKEN).open("ab") as file:  # appended whole: it is short
            file.write(f"{os.getpid()} {' '.join(token.text for token in tokens)}\n".encode())
        for token in tokens:
            deed, _, what = token.text.partition(":")
            if deed == "wait":
                Gate(self._home, what).wait()
            elif deed == "rest":
                time.sleep(float(what))
        return super().synthesize(tokens, settings, hear)


class Gate:
    """Between processes: two files."""

    def __init__(self, home: Path, name: str) -> None:
        self._reached, self._open = home / f"{name}.reached", home / f"{name}.open"

    def wait(self) -> None:
        """Say that one is there, and wait until it is open."""
        self._reached.touch()
        until(self._open.exists)

    def open(self) -> None:
        """For all."""
        self._open.touch()

    def until_reached(self) -> None:
        """Until one is there."""
        until(self._reached.exists)


def until(what: Callable[[], object]) -> None:
    """Until that is so."""
    give_up = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def load(voice: Voice, graphs: GraphCache | None) -> voices.Told:
    """Raises what a damaged model would."""
    voices.load(voice, graphs)
    return Written(voice.key, voice.home)


def said(text: str, home: Path) -> Spoken:
    """A Line of these words, for the voice of that home."""
    return voices.said(text, voices.voice_named("tone", home))


def spoken(home: Path, word: str = "") -> list[str]:
    """The Lines with that word that were spoken, by whom it may be; sentences of the loudness's measuring left out."""
    if not (home / SPOKEN).exists():
        return []
    lines = (line.partition(" ")[2] for line in (home / SPOKEN).read_text().splitlines())
    return [line for line in lines if word in line]
