"""How a worker process and its parent talk: frames over a socket pair.

A frame is a line of JSON and, where that says so in "bytes", as many bytes after it. The parent is trusted and sends
what is to be done pickled; what the child sends is JSON and samples only, for it ran native code on strangers' text.
"""

import json
import pickle
import select
import socket
import time
from typing import Any

import numpy as np

from app.errors import SynthesisError, VoiceUnavailableError
from app.speech.engine import Clip, Pcm, WordMark
from app.voices import Voice
from app.workers.base import Spoken

LONGEST_HEADER = 4_000_000
"""Bytes; the marks of the longest Line are a hundredth of this."""
LONGEST_BODY = 256_000_000
"""Bytes of PCM; 45 minutes at 48 kHz."""
BLOCK = 65_536
FAULTS = {each.code: each for each in (SynthesisError, VoiceUnavailableError)}


class LostError(Exception):
    """The other side is gone, says nothing in time (it is `late`), or says what nobody understands."""

    def __init__(self, what: str, *, late: bool = False) -> None:
        super().__init__(what)
        self.late = late


class Wire:
    """One end of the pair. Not thread-safe."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._held = bytearray()
        self._readable = select.poll()  # select() knows no descriptor above 1,023
        self._readable.register(end, select.POLLIN)

    def send(self, header: dict[str, Any], body: bytes = b"", deadline: float | None = None) -> None:
        """`deadline` as time.monotonic() has it. Raises LostError."""
        frame = json.dumps(header | {"bytes": len(body)}).encode() + b"\n" + body
        try:
            self._end.settimeout(None if deadline is None else max(0.001, deadline - time.monotonic()))
            self._end.sendall(frame)
            self._end.settimeout(None)
        except TimeoutError as error:
            raise LostError("it did not listen in time", late=True) from error
        except OSError as error:
            raise LostError("it is gone") from error

    def receive(self, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
        """The next frame; `deadline` as time.monotonic() has it. Raises LostError."""
        while (end := self._held.find(b"\n")) < 0:
            if len(self._held) > LONGEST_HEADER:
                raise LostError("it says too much")
            self._more(deadline)
        try:
            header = json.loads(self._held[:end])
            size = int(header["bytes"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise LostError("it says what nobody understands") from error
        if not 0 <= size <= LONGEST_BODY:
            raise LostError("it says too much")
        del self._held[: end + 1]
        while len(self._held) < size:
            self._more(deadline)
        body = bytes(self._held[:size])
        del self._held[:size]
        return header, body

    def close(self) -> None:
        """Let go of this end."""
        self._end.close()

    def _more(self, deadline: float | None) -> None:
        left_ms = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
        try:
            if not self._readable.poll(left_ms):
                raise LostError("it did not answer in time", late=True)
            data = self._end.recv(BLOCK)
        except OSError as error:
            raise LostError("it is gone") from error
        if not data:
            raise LostError("it is gone")
        self._held += data


def asked(what: str, voice: Voice, line: Spoken | None = None, *, aloud: bool = False) -> tuple[dict[str, Any], bytes]:
    """A frame to a child: "load" a voice, or "speak" a Line."""
    return {"what": what, "aloud": aloud}, pickle.dumps((voice, line))


def understood(body: bytes) -> tuple[Voice, Spoken | None]:
    """What `asked` sent; only ever from the parent."""
    voice, line = pickle.loads(body)  # noqa: S301 - the parent's own words
    return voice, line


def clip_frame(clip: Clip, *, with_sound: bool) -> tuple[dict[str, Any], bytes]:
    """A frame to the parent; without sound where its pieces were sent already."""
    marks = [[float(mark.start_ms), float(mark.end_ms)] for mark in clip.marks]
    header = {"clip": {"rate": clip.sample_rate_hz, "exact": bool(clip.marks_exact), "marks": marks}}
    return header, clip.pcm.astype("<i2", copy=False).tobytes() if with_sound else b""


def clip_of(header: dict[str, Any], pcm: Pcm) -> Clip:
    """What `clip_frame` says, with its sound. Raises LostError."""
    try:
        told = header["clip"]
        marks = tuple(WordMark(float(start), float(end)) for start, end in told["marks"])
        return Clip(pcm, int(told["rate"]), marks, bool(told["exact"]))
    except (KeyError, TypeError, ValueError) as error:
        raise LostError("it says what nobody understands") from error


def samples(body: bytes) -> Pcm:
    """PCM of a frame's bytes. Raises LostError."""
    if len(body) % 2:
        raise LostError("it says half a sample")
    return np.frombuffer(body, dtype="<i2").astype(np.int16, copy=False)


def fault_frame(error: Exception) -> dict[str, Any]:
    """A frame to the parent: why it cannot be done."""
    code = getattr(error, "code", "")
    return {"fault": code if code in FAULTS else SynthesisError.code, "detail": getattr(error, "detail", str(error))}
