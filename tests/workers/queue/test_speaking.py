"""What a worker does with a task, without any broker."""

from typing import Any

import pytest

from app.audio.level import gain_for
from app.errors import StoreError, StoreFullError, SynthesisError, VoiceUnavailableError
from app.narration.identity import clip_key
from app.speech.engine import Clip
from app.speech.engines import Engines
from app.store.memory import MemoryStore
from app.voices import Voice
from app.workers.queue import speaking
from app.workers.queue.messages import Answer, Said, asked
from app.workers.queue.speaking import Speaking
from app.workers.threads import ThreadWorkers
from tests.workers import voices
from tests.workers.voices import VOICE, said, voice_named


class Claims:
    """Names that somebody has."""

    def __init__(self, *taken: str) -> None:
        self.taken = set(taken)
        self.looks = 0

    def take(self, name: str) -> bool:
        self.looks += 1
        free = name not in self.taken
        self.taken.add(name)
        return free

    def release(self, name: str) -> None:
        self.taken.remove(name)


class Known:
    """All voices but one."""

    def get(self, key: str, digest: str) -> Voice:
        if key == "missing":
            raise VoiceUnavailableError("It is nowhere.")
        return voice_named(key)


class Worker:
    """What it answers."""

    def __init__(self, store: MemoryStore | None = None, claims: Claims | None = None) -> None:
        self.store = store or MemoryStore()
        self.claims = claims or Claims()
        self.answers: list[Answer] = []
        self.spoke = 0
        engines = Engines(lambda voice: voices.load(voice, None), measure=gain_for)
        self._speaking = Speaking(
            "one",
            store=self.store,
            workers=ThreadWorkers(engines),
            voices=Known(),
            claims=self.claims,
            answer=lambda node, body: self.answers.append(Answer.of(body)),
        )

    def speak(self, body: dict[str, Any], *, redelivered: bool = False) -> list[Said]:
        self._speaking.speak("call", body, redelivered=redelivered)
        return [answer.said for answer in self.answers]


def body_of(text: str, voice: Voice = VOICE) -> dict[str, Any]:
    line = said(text, voice)
    return asked(clip_key(line, voice.digest, line.settings), line, "node")


def test_a_line_is_spoken_into_the_store() -> None:
    worker, body = Worker(), body_of("The vote was close.")
    assert worker.speak(body) == [Said.BEGUN, Said.DONE]
    clip = worker.store.get_clip(body["key"])
    assert clip is not None
    assert len(clip.marks) == 4
    assert worker.answers[-1].work_s > 0
    assert not worker.claims.taken


def test_a_clip_that_is_there_is_not_spoken_again() -> None:
    worker, body = Worker(), body_of("The vote was close.")
    worker.speak(body)
    worker.speak(body)
    assert [answer.work_s > 0 for answer in worker.answers if answer.said is Said.DONE] == [True, False]


def test_what_another_worker_lost_is_told_and_not_spoken_before_the_node_has_counted_it() -> None:
    worker, body = Worker(), body_of("The vote was close.")
    assert worker.speak(body, redelivered=True) == [Said.LOST]
    assert worker.store.get_clip(body["key"]) is None


def test_who_finds_a_line_claimed_waits_and_finds_its_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    store, body = MemoryStore(), body_of("The vote was close.")

    class Spoken(Claims):
        def take(self, name: str) -> bool:
            if self.looks == 2:  # now the other is done
                Worker(store).speak(body)
                self.taken.clear()
            return super().take(name)

    worker = Worker(store, Spoken(f"{body['key']}.0"))
    worker.speak(body)
    assert worker.answers[-1].work_s == 0
    monkeypatch.setattr(speaking, "CLAIM_PATIENCE_S", 0.1)
    other = body_of("Another sentence.")
    stuck = Worker(claims=Claims(f"{other['key']}.0"))
    stuck.speak(other)
    assert stuck.answers[-1].work_s > 0  # whoever claimed it is taken for lost


def test_after_a_worker_was_lost_its_claim_counts_no_more() -> None:
    body = body_of("The vote was close.")
    worker = Worker(claims=Claims(f"{body['key']}.0"))
    worker.speak({**body, "lost": 1, "attempt": 1})
    assert worker.claims.looks == 1
    assert worker.answers[-1].work_s > 0
    assert worker.answers[-1].attempt == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (body_of("refuse"), SynthesisError.code),
        (body_of("Anything.", voice_named("damaged")), VoiceUnavailableError.code),
        (body_of("Anything.", voice_named("missing")), VoiceUnavailableError.code),
        ({**body_of("Anything."), "key": "0" * 64}, VoiceUnavailableError.code),
    ],
)
def test_what_cannot_be_done_is_answered_with_its_reason(body: dict[str, Any], code: str) -> None:
    worker = Worker()
    assert worker.speak(body) == [Said.BEGUN, Said.FAULT]
    assert worker.answers[-1].code == code
    assert worker.answers[-1].detail
    assert not worker.claims.taken


@pytest.mark.parametrize("error", [StoreFullError("No space is left."), StoreError("It failed."), ValueError("Odd.")])
def test_a_store_that_fails_is_answered_too(error: Exception) -> None:
    class Failing(MemoryStore):
        def put_clip(self, key: str, clip: Clip) -> None:
            raise error

    worker = Worker(Failing())
    assert worker.speak(body_of("The vote was close.")) == [Said.BEGUN, Said.FAULT]


@pytest.mark.parametrize("body", [{}, {"key": 1}, {**body_of("A."), "tokens": [["A"]]}, {**body_of("A."), "lost": "x"}])
def test_what_nobody_understands_is_left_alone(body: dict[str, Any]) -> None:
    assert Worker().speak(body) == []
