"""One worker process, as its parent sees it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.speech.engine import Clip, Pcm
from app.voices import Voice
from app.workers.base import Hear, Spoken
from app.workers.child import Child
from app.workers.wire import FAULTS, LostError, asked, clip_of, samples

LOADER = "app.speech.loading:load_engine"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a worker process may take."""

    memory_bytes: int
    """Of address space, libraries and mapped weights included."""

    line_timeout_s: float
    """For a Line of LINE_CHARACTERS spoken characters or less; longer ones have more in proportion."""

    max_loaded: int = 2
    load_timeout_s: float = 120.0
    """For a voice to be loaded and to speak the sentences by which its level is measured, the process's own start
    included."""

    def seconds_for(self, line: Spoken) -> float:
        """How long a Line may take to be spoken, in s."""
        return self.line_timeout_s * max(1.0, sum(len(token.text) for token in line.tokens) / LINE_CHARACTERS)


LINE_CHARACTERS = 100


class Process:
    """Started at once, ready when it answers. Used by one thread at a time; `kill` may come from any."""

    def __init__(self, allowance: Allowance, graphs: Path, loader: str = LOADER) -> None:
        self.holds: set[str] = set()
        """The digests of the voices it has in memory."""
        self._allowance = allowance
        self.child = Child(
            "app.workers.speaker", allowance.memory_bytes, str(allowance.max_loaded), loader, str(graphs)
        )
        self._wire = self.child.wire

    def load(self, voice: Voice) -> None:
        """Raises VoiceUnavailableError, LostError."""
        if voice.digest in self.holds:
            return
        deadline = time.monotonic() + self._allowance.load_timeout_s
        self._wire.send(*asked("load", voice), deadline)
        header, _ = self._answer(deadline)
        self.holds = set(map(str, header.get("holds", ())))

    def speak(self, line: Spoken, hear: Hear | None) -> Clip:
        """As Workers.speak has it. Raises LostError too."""
        self.load(line.voice)
        deadline = time.monotonic() + self._allowance.seconds_for(line)
        self._wire.send(*asked("speak", line.voice, line, aloud=hear is not None), deadline)
        pieces: list[Pcm] = []
        while True:
            header, body = self._answer(deadline)
            pcm = samples(body)
            if "piece" not in header:
                return clip_of(header, np.concatenate(pieces) if hear else pcm)
            if hear is None:
                raise LostError("it says what nobody asked for")
            pieces.append(pcm)
            hear(pcm)

    def _answer(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        header, body = self._wire.receive(deadline)
        if "fault" in header:
            kind = FAULTS.get(str(header["fault"]))
            if kind is None:
                raise LostError("it says what nobody understands")
            raise kind(str(header.get("detail", "")))
        return header, body
