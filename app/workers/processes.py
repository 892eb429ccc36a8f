"""Workers that are processes of this machine: what a voice does to one of them, it does to no other, nor to us."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from app.errors import AnnouncerError, BusyError, ShuttingDownError, SynthesisError, VoiceUnavailableError
from app.speech.engine import Clip, Pcm
from app.speech.pool import Lane
from app.voices import Voice
from app.workers.base import AHEAD_PER_WORKER, Hear, Spoken
from app.workers.process import LOADER, Allowance, Process
from app.workers.wire import LostError

T = TypeVar("T")

TRIES = 2
MOST_LOST = 3
"""Workers that a voice may end in a row, no Line of it spoken between, before it is set aside."""

LOG = logging.getLogger(__name__)


class ProcessWorkers:
    """`count` processes, started when first needed. One that hangs, dies or grows is replaced."""

    def __init__(self, count: int, allowance: Allowance, graphs: Path, *, loader: str = LOADER) -> None:
        self._processes = count
        self._allowance = allowance
        self._graphs = graphs
        self._loader = loader
        self._changed = threading.Condition()
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._to_start = count
        self._lost: dict[str, int] = {}
        self._set_aside: dict[str, tuple[str, str]] = {}
        self._loading: dict[str, threading.Lock] = {}
        self._followers: list[threading.Thread] = []
        self._closed = False

    def load(self, voice: Voice) -> None:
        """As Workers has it: the first worker holds it when this returns, the idle ones follow."""
        with self._changed:
            if voice.digest in self._held():
                return
            first = self._loading.setdefault(voice.digest, threading.Lock())
        with first:  # what one worker finds out or builds, the others need not
            with self._changed:
                if voice.digest in self._held():
                    return
            self._tried(voice, lambda process: process.load(voice))
            with self._changed:
                self._loading.pop(voice.digest, None)
        with self._changed:
            others = len(self._idle) + self._to_start - 1
        followers = [threading.Thread(target=self._follow, args=[voice], daemon=True) for _ in range(others)]
        self._followers += followers
        for follower in followers:
            follower.start()

    def settle(self) -> None:
        """Wait for those that follow."""
        while self._followers:
            self._followers.pop().join()

    def speak(self, line: Spoken, hear: Hear | None = None) -> Clip:
        """As Workers has it. A Line whose worker is lost is tried once more by another."""
        self.load(line.voice)
        heard = None if hear is None else _Heard(hear)
        clip = self._tried(line.voice, lambda process: process.speak(line, None if heard is None else heard.again()))
        with self._changed:
            self._lost.pop(line.voice.digest, None)
        return clip if heard is None else heard.whole(clip)

    @property
    def at_once(self) -> int:
        """As Workers has it."""
        return self._processes

    def ahead(self, lane: Lane) -> int:  # noqa: ARG002 - the same for all
        """As Workers has it."""
        return AHEAD_PER_WORKER * self._processes

    @property
    def held(self) -> frozenset[str]:
        """As Workers has it."""
        with self._changed:
            return self._held()

    @property
    def set_aside(self) -> Mapping[str, str]:
        """As Workers has it."""
        with self._changed:
            return dict(self._set_aside.values())

    def close(self) -> None:
        """As Workers has it."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            for process in self._busy:
                process.child.kill()
            self._changed.notify_all()
        for process in idle:
            process.child.bury()

    def _held(self) -> frozenset[str]:
        """The digests of the voices that any worker holds."""
        return frozenset().union(*(process.holds for process in (*self._idle, *self._busy)))

    def _tried(self, voice: Voice, work: Callable[[Process], T]) -> T:
        reason = ""
        for _ in range(TRIES):
            try:
                return self._once(self._take(voice), voice, work)
            except LostError as lost:
                reason = str(lost)
        raise SynthesisError(f"A worker of the voice {voice.key} was lost over this sentence, twice: {reason}.")

    def _once(self, process: Process, voice: Voice, work: Callable[[Process], T]) -> T:
        """Raises LostError, with how it ended, of a worker that was replaced."""
        try:
            done = work(process)
        except LostError as lost:
            raise LostError(self._replace(process, voice, lost)) from lost
        except AnnouncerError:
            self._give_back(process)
            raise
        except BaseException:
            self._replace(process)
            raise
        self._give_back(process)
        return done

    def _take(self, voice: Voice) -> Process:
        """An idle worker, one that holds the voice if there is one.

        Raises VoiceUnavailableError, ShuttingDownError, and BusyError when the system has no room for a worker.
        """
        with self._changed:
            while True:
                if self._closed:
                    raise ShuttingDownError("The service is stopping; please ask again.", retry_after_s=5)
                if known := self._set_aside.get(voice.digest):
                    raise VoiceUnavailableError(known[1])
                if self._idle or self._to_start:
                    break
                self._changed.wait()
            self._idle.sort(key=lambda each: voice.digest in each.holds)
            if self._idle and (voice.digest in self._idle[-1].holds or not self._to_start):
                return self._set_to_work(self._idle.pop())
            return self._set_to_work(self._started())

    def _take_another(self, voice: Voice) -> Process | None:
        """An idle worker that does not hold the voice; None when there is none."""
        with self._changed:
            others = [each for each in self._idle if voice.digest not in each.holds]
            if self._closed or not (others or self._to_start):
                return None
            if not others:
                return self._set_to_work(self._started())
            self._idle.remove(others[0])
            return self._set_to_work(others[0])

    def _started(self) -> Process:
        process = Process(self._allowance, self._graphs, self._loader)
        self._to_start -= 1
        return process

    def _set_to_work(self, process: Process) -> Process:
        self._busy.add(process)
        return process

    def _give_back(self, process: Process) -> None:
        with self._changed:
            self._busy.discard(process)
            if not self._closed:
                self._idle.append(process)
            self._changed.notify()
        if self._closed:
            process.child.bury()

    def _replace(self, process: Process, voice: Voice | None = None, lost: LostError | None = None) -> str:
        """Bury a worker; another is begun at once. How it ended, which counts against the voice."""
        reason = process.child.bury(lost)
        with self._changed:
            self._busy.discard(process)
            if not self._closed:
                self._to_start += 1
                with suppress(BusyError):  # whoever needs it tries again, and is told
                    self._idle.append(self._started())
                if voice is not None:
                    self._count(voice, reason)
            self._changed.notify()
        return reason

    def _count(self, voice: Voice, reason: str) -> None:
        lost = self._lost[voice.digest] = self._lost.get(voice.digest, 0) + 1
        LOG.error("a worker of the voice %s was lost (%d in a row): %s", voice.key, lost, reason)
        if lost >= MOST_LOST:
            told = f"The voice {voice.key} is set aside, for it ended {lost} workers in a row: {reason}."
            self._set_aside[voice.digest] = voice.key, told

    def _follow(self, voice: Voice) -> None:
        with suppress(AnnouncerError, LostError):  # told by `load` already, or by whoever speaks with it
            process = self._take_another(voice)
            if process is not None:
                self._once(process, voice, lambda each: each.load(voice))


class _Heard:
    """What was heard of a Line stays heard: of another try only what comes after it is passed on."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._pieces: list[Pcm] = []
        self._left_out = 0

    def again(self) -> Hear:
        """For the next try."""
        self._left_out = sum(map(len, self._pieces))
        return self._piece

    def whole(self, clip: Clip) -> Clip:
        """The Clip as it was heard, with the last try's marks."""
        return replace(clip, pcm=np.concatenate(self._pieces)) if self._pieces else clip

    def _piece(self, pcm: Pcm) -> None:
        left_out = min(self._left_out, len(pcm))
        self._left_out -= left_out
        if len(pcm) > left_out:
            self._pieces.append(pcm[left_out:])
            self._hear(pcm[left_out:])
