"""A voice of tones for whole processes: writes down what it speaks, takes its time, and waits at gates.

The environment tells it how: NOTED names a folder, RESTS how many seconds a second of sound takes. A word that begins
with "gate" is spoken when a file of that name is in the folder.
"""

import itertools
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from app.speech.engine import Clip, Pcm, SynthesisSettings
from app.speech.graph.cache import GraphCache
from app.speech.tone import ToneEngine
from app.text.spoken.token import SpokenToken
from app.voices import Voice

LOADER = f"{__name__}:load"
FIRST = f"import app.workers.process as process; process.LOADER = {LOADER!r}"
"""What a process runs before anything else, so that every voice is this one."""
PATIENCE_S = 60
LINES = "lines"
TIMES = "times"


class Noted(ToneEngine):
    """Sounds the same in every process."""

    def synthesize(
        self, tokens: Sequence[SpokenToken], settings: SynthesisSettings, hear: Callable[[Pcm], None] | None = None
    ) -> Clip:
        folder = Path(os.environ["NOTED"])
        words = [token.text.lower() for token in tokens]
        with (folder / LINES).open("ab") as file:  # appended whole: it is short
            file.write(f"{os.getpid()} {' '.join(words)}\n".encode())
        began_s = time.monotonic()  # the same clock in all processes of a machine
        for word in words:
            if word.startswith("gate"):
                until((folder / word.strip(".,")).exists)
        clip = super().synthesize(tokens, settings)
        time.sleep(float(os.environ.get("RESTS", "0")) * clip.duration_ms / 1000)
        with (folder / TIMES).open("ab") as file:
            file.write(f"{os.getpid()} {began_s} {time.monotonic()}\n".encode())
        if hear is not None:
            hear(clip.pcm)
        return clip


def load(voice: Voice, graphs: GraphCache | None) -> Noted:
    """Whatever the voice."""
    return Noted(voice_key=voice.key)


def until(what: Callable[[], object]) -> None:
    """Until that is so."""
    give_up = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < give_up
        time.sleep(0.01)


class Notes:
    """What was spoken, by whoever it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def lines(self, word: str) -> Counter[str]:
        """How often each Line with that word was spoken."""
        file = self.folder / LINES
        noted = file.read_text().splitlines() if file.exists() else []
        return Counter(line.partition(" ")[2] for line in noted if word in line)

    def speakers(self, word: str) -> list[int]:
        """The processes that spoke Lines with that word."""
        return [int(line.partition(" ")[0]) for line in (self.folder / LINES).read_text().splitlines() if word in line]

    def between_s(self, since_s: float) -> list[float]:
        """How long each process did nothing between two Lines, from that moment (time.monotonic) on."""
        times = [line.split() for line in (self.folder / TIMES).read_text().splitlines()]
        spans = sorted((int(pid), float(began), float(ended)) for pid, began, ended in times if float(began) > since_s)
        return [after[1] - before[2] for before, after in itertools.pairwise(spans) if before[0] == after[0]]

    def open(self, gate: str) -> None:
        """Let everybody through."""
        (self.folder / gate).touch()
