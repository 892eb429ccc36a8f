"""One worker process, as its parent sees it."""

import contextlib
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.speech.engine import Clip, Pcm
from app.voices import Voice
from app.workers.base import Hear, Spoken
from app.workers.wire import FAULTS, LostError, Wire, asked, clip_of, samples

LOADER = "app.speech.loading:load_engine"
ENDED_WITHIN_S = 2.0


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
        """The digests of voices it was seen to load; it may have let go of some."""
        self._allowance = allowance
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [
                str(theirs.fileno()),
                str(allowance.memory_bytes),
                str(allowance.max_loaded),
                loader,
                str(graphs),
            ]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", "app.workers.child", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._wire = Wire(ours)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def load(self, voice: Voice) -> None:
        """Raises VoiceUnavailableError, LostError."""
        if voice.digest in self.holds:
            return
        self._wire.send(*asked("load", voice))
        self._answer(time.monotonic() + self._allowance.load_timeout_s)
        self.holds.add(voice.digest)

    def speak(self, line: Spoken, hear: Hear | None) -> Clip:
        """As Workers.speak has it. Raises LostError too."""
        self.load(line.voice)
        deadline = time.monotonic() + self._allowance.seconds_for(line)
        self._wire.send(*asked("speak", line.voice, line, aloud=hear is not None))
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

    def kill(self) -> None:
        """End it, whatever it is doing; whoever waits for it gets LostError."""
        self._process.kill()

    def bury(self, lost: LostError | None = None) -> str:
        """End it for good, and say how it ended when it was `lost`."""
        if lost is not None and not lost.late:
            with contextlib.suppress(subprocess.TimeoutExpired):  # it may be on its way out
                self._process.wait(ENDED_WITHIN_S)
        alive = self._process.poll() is None
        self._process.kill()
        self._process.wait(ENDED_WITHIN_S)
        self._wire.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        code = self._process.returncode
        if alive:
            return str(lost or "it was not needed any more")
        return f"it was ended by signal {-code}" if code < 0 else f"it ended by itself, with code {code}"

    def _answer(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        header, body = self._wire.receive(deadline)
        if "fault" in header:
            kind = FAULTS.get(str(header["fault"]))
            if kind is None:
                raise LostError("it says what nobody understands")
            raise kind(str(header.get("detail", "")))
        return header, body
