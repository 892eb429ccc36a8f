"""QueueWorkers: Lines spoken by workers of other machines, the first one by the node's own."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.errors import StoreError, SynthesisError, VoiceUnavailableError
from app.narration.identity import clip_key
from app.speech.engine import Clip
from app.speech.pool import Lane, SpeechPool
from app.store.base import Store
from app.voices import Voice
from app.workers.base import Hear, KeptClip, Spoken, Workers
from app.workers.queue.broker import Sender, queue_of
from app.workers.queue.calls import Calls
from app.workers.queue.listener import Listener
from app.workers.queue.messages import Said, asked
from app.workers.queue.presence import Present, Roster
from app.workers.queue.voices import OfferedVoices, Shelf

if TYPE_CHECKING:
    from celery import Celery

AHEAD = {Lane.LIVE: 4, Lane.READERS: 4, Lane.BATCH: 32}
"""Lines of one narration under way. The live queue is first come, first served: a long article's Lines stand before
everybody else's second one. `python -m benchmarks.cluster`, ten workers, 50 articles in three minutes: with 64 ahead a
third of the listeners runs dry, with 4 one in 26. The night's has nobody to hold up; it would fill memory with more."""
AT_ONCE = 128
"""Calls: more than all renders together that the conductor lets go on at once. Each waits in a thread."""
MOST_ASIDE = 1_000

LOG = logging.getLogger(__name__)


class QueueWorkers:
    """The queue's workers, and `here` those of this node: they speak what is heard as it comes, so that the first word
    waits for no queue, and everything while no worker is there or the broker is gone.
    """

    def __init__(self, app: "Celery", here: Workers, store: Store, shelf: Shelf) -> None:
        """`store` and `shelf` are the ones that the workers use too."""
        self._here = here
        self._own = SpeechPool(here.at_once, queue_limit=AT_ONCE)
        self._store = store
        self._offered = OfferedVoices(shelf)
        self._aside: OrderedDict[str, str] = OrderedDict()
        self.spoken_here = 0
        """Lines that the queue could not have spoken."""
        self.roster = Roster()
        self.calls = Calls(Sender(app).task, self.roster)
        self._listener = Listener(
            app,
            answered=self.calls.answered,
            present=self.roster.hear,
            connected=self.calls.renew,
            look=self.calls.look,
        )

    def load(self, voice: Voice) -> None:
        """As Workers has it: here, for the first Lines. Others load it with the first Line they speak."""
        self._here.load(voice)

    def speak(self, line: Spoken, hear: Hear | None = None) -> Clip:
        """As Workers has it; of another machine it is a KeptClip. Raises StoreError when that cannot be read."""
        if hear is None:
            if (clip := self._there(line)) is not None:
                return clip
            self.spoken_here += 1
        return self._own.submit(line.lane, lambda: self._here.speak(line, hear)).result()

    @property
    def at_once(self) -> int:
        """As Workers has it."""
        return AT_ONCE

    def ahead(self, lane: Lane) -> int:
        """As Workers has it."""
        return AHEAD[lane]

    @property
    def held(self) -> frozenset[str]:
        """As Workers has it."""
        return self._here.held

    @property
    def set_aside(self) -> Mapping[str, str]:
        """As Workers has it."""
        return self._here.set_aside

    @property
    def there(self) -> list[Present]:
        """The workers of other machines, and which voices each holds."""
        return self.roster.there()

    def close(self) -> None:
        """As Workers has it."""
        self.calls.close()
        self._here.close()
        self._own.shutdown(wait=False)
        self._listener.close()

    def _there(self, line: Spoken) -> KeptClip | None:
        """By the queue; None where the node must speak. Raises SynthesisError, ShuttingDownError, StoreError."""
        queue = queue_of(line.lane)
        if not self.roster.slots(queue):
            return None
        key = clip_key(line, line.voice.digest, line.settings)
        if reason := self._aside.get(key):
            raise SynthesisError(reason)
        try:
            self._offered.offer(line.voice)
        except (StoreError, VoiceUnavailableError) as error:
            LOG.warning("the voice %s cannot be offered to workers: %s", line.voice.key, error.detail)
            return None
        future, is_ours = self.calls.ask(key, queue, asked(key, line, self._listener.name))
        answer = future.result()
        if answer.said is Said.DONE:
            clip = self._store.get_clip(key)
            return (
                None
                if clip is None
                else KeptClip(
                    clip.pcm, clip.sample_rate_hz, clip.marks, clip.marks_exact, answer.work_s if is_ours else 0.0
                )
            )
        if answer.code == SynthesisError.code:
            if not answer.worker:  # by the node's own count: it would take as many workers again
                self._set_aside(key, answer.detail)
            raise SynthesisError(answer.detail)
        LOG.warning("a sentence is spoken here, for the queue cannot: %s", answer.detail)
        return None

    def _set_aside(self, key: str, reason: str) -> None:
        self._aside[key] = reason
        while len(self._aside) > MOST_ASIDE:
            self._aside.popitem(last=False)
