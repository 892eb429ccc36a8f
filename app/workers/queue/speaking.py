"""What a worker does with a task: claim it, speak it by the workers of its own machine, keep the Clip, answer."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from app.errors import AnnouncerError, InvalidRequestError, VoiceUnavailableError
from app.narration.identity import clip_key
from app.store.base import Store
from app.voices import Voice
from app.workers.base import Spoken, Workers
from app.workers.queue.messages import Answer, Asked, Said

CLAIM_PATIENCE_S = 5.0
"""So long a worker waits for another that claimed the same Line; then it is taken for lost."""
CLAIM_LOOK_S = 0.05

LOG = logging.getLogger(__name__)


class Claiming(Protocol):
    """As much of Claims as is needed here."""

    def take(self, name: str) -> bool:
        """Whether nobody else has it."""
        ...

    def release(self, name: str) -> None:
        """Let others have it."""
        ...


class Fetching(Protocol):
    """As much of FetchedVoices as is needed here."""

    def get(self, key: str, digest: str) -> Voice:
        """The voice. Raises VoiceUnavailableError, StoreError."""
        ...


class Speaking:
    """Thread-safe; one call at a time for each worker below."""

    def __init__(
        self,
        name: str,
        *,
        store: Store,
        workers: Workers,
        voices: Fetching,
        claims: Claiming,
        answer: Callable[[str, dict[str, Any]], None],
    ) -> None:
        """`name` is this worker's; `answer` has a node's queue and what is to be sent there, and never raises."""
        self._name = name
        self._store = store
        self._workers = workers
        self._voices = voices
        self._claims = claims
        self._answer = answer

    def speak(self, call_id: str, body: Mapping[str, Any], *, redelivered: bool) -> None:
        """Never raises: what goes wrong is the answer. What another worker had and lost, the node must count first."""
        try:
            asked = Asked.of(body)
        except InvalidRequestError as error:
            LOG.warning("%s", error.detail)
            return

        def say(said: Said, **more: Any) -> None:
            self._answer(asked.node, Answer(said, asked.attempt, self._name, **more).as_json(call_id))

        if redelivered:
            say(Said.LOST)
            return
        say(Said.BEGUN)
        try:
            with self._claimed(f"{asked.key}.{asked.lost}"):  # a worker that is lost may hold the last one for a while
                say(Said.DONE, work_s=self._done(asked))
        except AnnouncerError as error:
            say(Said.FAULT, code=error.code, detail=error.detail)
        except Exception as error:
            LOG.exception("a sentence could not be spoken")
            say(Said.FAULT, code=AnnouncerError.code, detail=f"A worker failed ({type(error).__name__}).")

    @contextlib.contextmanager
    def _claimed(self, name: str) -> Iterator[None]:
        give_up = time.monotonic() + CLAIM_PATIENCE_S
        while not (mine := self._claims.take(name)) and time.monotonic() < give_up:
            time.sleep(CLAIM_LOOK_S)
        try:
            yield
        finally:
            if mine:
                self._claims.release(name)

    def _done(self, asked: Asked) -> float:
        """Seconds of speaking; 0 when the Clip is there already."""
        if self._store.get_clip(asked.key) is not None:
            return 0.0
        voice = self._voices.get(asked.voice_key, asked.voice_digest)
        line = asked.spoken(voice)
        if clip_key(line, voice.digest, line.settings) != asked.key:
            raise VoiceUnavailableError("The worker and its node are of different versions.")
        return self._spoken(asked.key, line)

    def _spoken(self, key: str, line: Spoken) -> float:
        self._workers.load(line.voice)  # so that what follows is the speaking alone
        began_s = time.perf_counter()
        clip = self._workers.speak(line)
        work_s = time.perf_counter() - began_s
        self._store.put_clip(key, clip)
        return work_s
