"""Nodes, workers and the two queues between them; workers are lost, and come back."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks.simulated.clock import Clock
from benchmarks.simulated.costs import MEASURED, Costs
from benchmarks.simulated.newsday import Article
from benchmarks.simulated.reading import Node, Reading

Task = tuple[Reading, int]
"""A Line of a reading."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of what."""

    workers: int
    nodes: int = 1
    speakers: int = 2
    """Processes of each node that speak first Lines; 0: these go through the queue like all others."""
    reserved: float = 0.25
    """The share of workers, at least one, that speak for listeners only."""
    held: int = 2
    """Voices that a worker holds (ANNOUNCER_MAX_LOADED_VOICES)."""
    machine: int = 8
    """Workers that share a machine's rewritten graphs."""
    ahead: int = 4
    """Lines that a reading asks for at once. With more, one article's Lines keep those of all later ones waiting."""
    is_new: bool = False
    """Whether no machine has spoken with any voice yet."""
    lost_every_s: float | None = None
    """In the mean, for each worker (exponential)."""
    frozen: float = 0.5
    """The share of the lost that are only frozen, and come back with a Line that somebody else has spoken."""
    costs: Costs = MEASURED


@dataclass(slots=True)
class Worker:
    """One process that speaks."""

    number: int
    for_listeners: bool
    holds: list[int] = field(default_factory=list)
    task: Task | None = None
    since_s: float = 0.0
    life: int = 0
    """What was to happen to an earlier life does not."""


@dataclass(slots=True)
class Outcome:
    """What a run came to. Times in seconds, one for each listener's article that became ready."""

    first_word_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    queued_s: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    """How long Lines waited for a worker, of listeners' articles and of others."""
    archived: int = 0
    """Articles of the archive that became ready before the arrivals ended."""
    lines: int = 0
    spoken_twice: int = 0
    lost: int = 0
    worked_s: float = 0.0
    redone_s: float = 0.0
    seconds: float = 0.0
    spans: list[tuple[int, float, float]] = field(default_factory=list)
    """Which worker spoke from when until when."""


class Cluster:
    """Runs once."""

    def __init__(self, plan: Plan, seed: int, *, watched: bool = False) -> None:
        """`watched`: `Outcome.spans` and `queued_s` are filled."""
        self.plan = plan
        self.clock = Clock()
        self.outcome = Outcome()
        self._watched = watched
        self._chance = np.random.default_rng(seed)
        reserved = min(plan.workers - 1, max(1, round(plan.workers * plan.reserved))) if plan.reserved else 0
        self._workers = [Worker(number, number < reserved) for number in range(plan.workers)]
        self._idle: dict[bool, deque[Worker]] = {
            kept: deque(each for each in self._workers if each.for_listeners is kept) for kept in (True, False)
        }
        self._queues: dict[bool, deque[tuple[Task, float]]] = {True: deque(), False: deque()}
        self._nodes = [Node(plan.speakers) for _ in range(plan.nodes)]
        self._prepared: dict[tuple[int, int], float] = {}
        """When a machine has, or will have, a voice's graph."""
        self._begun = {True: 0, False: 0}
        self._unfinished = 0
        self._coming: Iterator[Article] = iter(())
        self._archive: Iterator[Article] = iter(())
        self._until_s = 0.0

    def run(
        self, articles: list[Article], *, archive: Iterator[Article] | None = None, seconds: float = 0.0
    ) -> Outcome:
        """Articles by their time, each with a listener; the archive beside them for `seconds`; until all are ready."""
        self._until_s = self.outcome.seconds = seconds
        self._archive = archive or iter(())
        self._coming = iter(articles)
        self._unfinished = len(articles)
        self._await_next()
        for worker in self._workers:
            self._await_loss(worker)
        self._fill()
        self.clock.run(lambda: not self._unfinished and self.clock.now_s >= self._until_s)
        self.outcome.seconds = self.outcome.seconds or self.clock.now_s
        return self.outcome

    def _await_next(self) -> None:
        if (article := next(self._coming, None)) is not None:
            self.clock.after(article.at_s - self.clock.now_s, self._arrive, article)

    def _arrive(self, article: Article) -> None:
        self._await_next()
        reading = self._begin(article, is_live=True)
        if not self.plan.speakers:
            self._ask(reading)
            return
        node = reading.node
        node.waiting.append(reading)
        reading.asked = 1
        self._speak_firsts(node)
        self._ask(reading)

    def _begin(self, article: Article, *, is_live: bool) -> Reading:
        self._begun[is_live] += 1
        node = self._nodes[self._begun[is_live] % len(self._nodes)]
        now_s, ahead = self.clock.now_s, self.plan.ahead
        return Reading(article, node, self.plan.costs, begun_s=now_s, ahead=ahead, is_live=is_live)

    def _speak_firsts(self, node: Node) -> None:
        """The node itself speaks first Lines, so that no listener waits for a queue."""
        costs = self.plan.costs
        while node.idle and node.waiting:
            node.idle -= 1
            reading = node.waiting.pop(0)
            voice = reading.article.voice
            load_s = 0.0 if voice in node.prepared else costs.load_s
            node.prepared.add(voice)
            reading.hears(self.clock.now_s + load_s + costs.first_byte_s)
            speech_s = max(costs.first_byte_s, reading.article.sounds[0] * costs.speech)
            self.clock.after(load_s + speech_s, self._first_spoken, reading)

    def _first_spoken(self, reading: Reading) -> None:
        reading.node.idle += 1
        self._speak_firsts(reading.node)
        self._spoken(reading, 0)

    def _ask(self, reading: Reading) -> None:
        queue = self._queues[reading.is_live]
        for line in reading.to_ask():
            queue.append(((reading, line), self.clock.now_s))
        self._hand_out()

    def _fill(self) -> None:
        """The archive is read as fast as workers allow: there is always a Line waiting for each of them."""
        queue = self._queues[False]
        while self.clock.now_s < self._until_s and len(queue) < len(self._workers):
            if (article := next(self._archive, None)) is None:
                return
            self._ask(self._begin(article, is_live=False))

    def _hand_out(self) -> None:
        live, others = self._queues[True], self._queues[False]
        kept, free = self._idle[True], self._idle[False]
        while live and (kept or free):
            self._begin_to_speak((kept or free).popleft(), *live.popleft())
        while others and free:
            self._begin_to_speak(free.popleft(), *others.popleft())

    def _begin_to_speak(self, worker: Worker, task: Task, asked_s: float) -> None:
        reading, line = task
        if self._watched:
            self.outcome.queued_s[reading.is_live].append(self.clock.now_s - asked_s)
        worker.task, worker.since_s = task, self.clock.now_s
        costs = self.plan.costs
        takes_s = (
            self._voice_s(worker, reading.article.voice) + costs.queue_s + reading.article.sounds[line] * costs.speech
        )
        self.clock.after(takes_s, self._done, worker, worker.life)

    def _voice_s(self, worker: Worker, voice: int) -> float:
        """How long until the worker holds the voice."""
        if voice in worker.holds:
            worker.holds.remove(voice)
            worker.holds.append(voice)
            return 0.0
        worker.holds = [*worker.holds, voice][-self.plan.held :]
        if not self.plan.is_new:
            return self.plan.costs.load_s
        place = (worker.number // self.plan.machine, voice)
        there_s = self._prepared.setdefault(place, self.clock.now_s + self.plan.costs.prepare_s)
        return max(0.0, there_s - self.clock.now_s) + self.plan.costs.load_s

    def _done(self, worker: Worker, life: int) -> None:
        if worker.life != life:
            return
        task, worker.task = worker.task, None
        assert task is not None
        took_s = self._note_work(worker)
        self._idle[worker.for_listeners].append(worker)
        if not self._spoken(*task):
            self.outcome.spoken_twice += 1
            self.outcome.redone_s += took_s
        self._hand_out()

    def _note_work(self, worker: Worker) -> float:
        """How long it was at its task, which ends now."""
        took_s = self.clock.now_s - worker.since_s
        self.outcome.worked_s += took_s
        if self._watched:
            self.outcome.spans.append((worker.number, worker.since_s, self.clock.now_s))
        return took_s

    def _spoken(self, reading: Reading, line: int) -> bool:
        """A Line is kept. False when it was before."""
        if not reading.add(line, self.clock.now_s):
            return False
        self.outcome.lines += 1
        if reading.is_ready:
            self._finished(reading)
        else:
            self._ask(reading)
        self._fill()
        return True

    def _finished(self, reading: Reading) -> None:
        if not reading.is_live:
            self.outcome.archived += self.clock.now_s <= self._until_s
            return
        self._unfinished -= 1
        self.outcome.first_word_s.append(reading.first_word_s)
        self.outcome.ready_s.append(reading.ready_s)
        self.outcome.late_s.append(reading.late_s)

    def _await_loss(self, worker: Worker) -> None:
        if self.plan.lost_every_s is not None:
            delay_s = float(self._chance.exponential(self.plan.lost_every_s))
            self.clock.after(delay_s, self._lose, worker)

    def _lose(self, worker: Worker) -> None:
        """Killed, or frozen. Its Line is given to another once that is noticed, before all that wait."""
        costs = self.plan.costs
        worker.life += 1
        self.outcome.lost += 1
        is_frozen = self._chance.random() < self.plan.frozen
        if worker.task is None:
            self._idle[worker.for_listeners].remove(worker)
        else:
            self.clock.after(costs.noticed_s, self._give_again, worker.task)
        if is_frozen and worker.task is not None:
            self.clock.after(costs.frozen_s, self._thaw, worker, worker.task)
        else:
            if worker.task is not None:
                self.outcome.redone_s += self._note_work(worker)
            worker.holds = []
            self.clock.after(costs.restart_s, self._come_back, worker)
        worker.task = None

    def _give_again(self, task: Task) -> None:
        reading, line = task
        if not reading.spoken[line]:
            self._queues[reading.is_live].appendleft((task, self.clock.now_s))
            self._hand_out()

    def _thaw(self, worker: Worker, task: Task) -> None:
        """A frozen worker goes on as if nothing had been."""
        self._await_loss(worker)
        self._begin_to_speak(worker, task, self.clock.now_s)

    def _come_back(self, worker: Worker) -> None:
        self._await_loss(worker)
        self._idle[worker.for_listeners].append(worker)
        self._hand_out()
