"""Nodes, workers and the two queues between them; machines are lost, and come back."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks.simulated.clock import Clock
from benchmarks.simulated.costs import MEASURED, Costs
from benchmarks.simulated.machines import Core, Machine, Task, Worker
from benchmarks.simulated.newsday import Article
from benchmarks.simulated.reading import Node, Reading


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of what."""

    machines: int
    cores: int = 2
    """Of each machine; as many workers for listeners, and as many for the archive (`announcer worker`)."""
    nodes: int = 1
    speakers: int = 2
    """Processes of each node that speak first Lines; 0: these go through the queue like all others."""
    held: int = 2
    """Voices that a worker holds (ANNOUNCER_MAX_LOADED_VOICES)."""
    ahead: int = 4
    """Lines that a listener's reading asks for at once. With more, one article's Lines keep all later ones waiting."""
    archive_ahead: int = 32
    is_new: bool = False
    """Whether no machine has spoken with any voice yet."""
    lost_every_s: float | None = None
    """In the mean, for each machine (exponential)."""
    frozen: float = 0.5
    """The share of the lost that are only frozen, and come back with Lines that somebody else has spoken."""
    costs: Costs = MEASURED


@dataclass(slots=True)
class Outcome:
    """What a run came to. Times in seconds, one for each listener's article."""

    first_word_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    """How long each listener had to wait after the first word."""
    queued_s: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    """How long Lines waited for a worker: listeners' and others."""
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
        self._machines = [Machine(number, plan.cores) for number in range(plan.machines)]
        self._cores = [core for machine in self._machines for core in machine.cores]
        self._idle = {
            True: deque(core.live for core in self._cores),
            False: deque(core.patient for core in self._cores),
        }
        self._queues: dict[bool, deque[tuple[Task, float]]] = {True: deque(), False: deque()}
        self._nodes = [Node(plan.speakers) for _ in range(plan.nodes)]
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
        for machine in self._machines:
            self._await_loss(machine)
        self._fill()
        self.clock.run(lambda: not self._unfinished and self.clock.now_s >= self._until_s)
        self.outcome.seconds = self.outcome.seconds or self.clock.now_s
        return self.outcome

    # Articles come, and are asked for Line by Line.

    def _await_next(self) -> None:
        if (article := next(self._coming, None)) is not None:
            self.clock.after(article.at_s - self.clock.now_s, self._arrive, article)

    def _arrive(self, article: Article) -> None:
        self._await_next()
        reading = self._begin(article, is_live=True)
        if self.plan.speakers:
            reading.node.waiting.append(reading)
            reading.asked = 1
            self._speak_firsts(reading.node)
        self._ask(reading)

    def _begin(self, article: Article, *, is_live: bool) -> Reading:
        self._begun[is_live] += 1
        node = self._nodes[self._begun[is_live] % len(self._nodes)]
        ahead = self.plan.ahead if is_live else self.plan.archive_ahead
        return Reading(article, node, self.plan.costs, begun_s=self.clock.now_s, ahead=ahead, is_live=is_live)

    def _speak_firsts(self, node: Node) -> None:
        """The node itself speaks first Lines, so that no listener waits for a queue."""
        costs = self.plan.costs
        while node.idle and node.waiting:
            node.idle -= 1
            reading = node.waiting.popleft()
            voice = reading.article.voice
            load_s = 0.0 if voice in node.holds else costs.load_s
            node.holds.add(voice)
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
        self._hand_out(is_live=reading.is_live)

    def _fill(self) -> None:
        """The archive is read as fast as workers allow: there is always a Line waiting for each of them."""
        queue = self._queues[False]
        while self.clock.now_s < self._until_s and len(queue) < len(self._cores):
            if (article := next(self._archive, None)) is None:
                return
            self._ask(self._begin(article, is_live=False))

    # Workers take what waits, and speak it.

    def _hand_out(self, *, is_live: bool) -> None:
        queue, idle = self._queues[is_live], self._idle[is_live]
        while queue and idle:
            task, asked_s = queue.popleft()
            if self._watched:
                self.outcome.queued_s[is_live].append(self.clock.now_s - asked_s)
            worker = idle.popleft()
            reading, line = task
            costs, article = self.plan.costs, reading.article
            takes_s = self._voice_s(worker, article.voice) + costs.queue_s + article.sounds[line] * costs.speech
            self._set_to_work(worker, task, takes_s)

    def _set_to_work(self, worker: Worker, task: Task, takes_s: float) -> None:
        core = self._advanced(worker)
        worker.task, worker.begun_s, worker.left_s = task, self.clock.now_s, takes_s
        self._foresee(core)

    def _advanced(self, worker: Worker) -> Core:
        """Its core, up to now."""
        core = self._cores[worker.number // 2]
        self.outcome.worked_s += core.advance(self.clock.now_s)
        return core

    def _foresee(self, core: Core) -> None:
        """Who works on the core has changed, and so has when each will be done."""
        for worker, after_s in core.ends():
            worker.life += 1
            self.clock.after(after_s, self._done, worker, worker.life)

    def _voice_s(self, worker: Worker, voice: int) -> float:
        """How long until the worker holds the voice."""
        if voice in worker.holds:
            worker.holds.remove(voice)
            worker.holds.append(voice)
            return 0.0
        worker.holds = [*worker.holds, voice][-self.plan.held :]
        if not self.plan.is_new:
            return self.plan.costs.load_s
        machine = self._machines[worker.number // 2 // self.plan.cores]
        there_s = machine.prepared.setdefault(voice, self.clock.now_s + self.plan.costs.prepare_s)
        return max(0.0, there_s - self.clock.now_s) + self.plan.costs.load_s

    def _done(self, worker: Worker, life: int) -> None:
        if worker.life != life or worker.task is None:
            return
        reading, line = worker.task
        core = self._advanced(worker)
        self._leave(worker)
        self._foresee(core)
        self._idle[worker.is_live].append(worker)
        if not self._spoken(reading, line):
            self.outcome.spoken_twice += 1
            self.outcome.redone_s += reading.article.sounds[line] * self.plan.costs.speech
        self._hand_out(is_live=worker.is_live)

    def _leave(self, worker: Worker) -> None:
        worker.task = None
        worker.life += 1
        if self._watched:
            self.outcome.spans.append((worker.number, worker.begun_s, self.clock.now_s))

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

    # Machines are lost.

    def _await_loss(self, machine: Machine) -> None:
        if self.plan.lost_every_s is not None:
            self.clock.after(float(self._chance.exponential(self.plan.lost_every_s)), self._lose, machine)

    def _lose(self, machine: Machine) -> None:
        """Killed, or frozen. Its Lines are given to others once that is noticed, before all that wait."""
        costs = self.plan.costs
        self.outcome.lost += 1
        is_frozen = self._chance.random() < self.plan.frozen
        held: list[tuple[Worker, Task | None, float]] = []
        for core in machine.cores:
            self.outcome.worked_s += core.advance(self.clock.now_s)
            for worker in core.both:
                held.append((worker, worker.task if is_frozen else None, worker.left_s))
                if worker.task is None:
                    self._idle[worker.is_live].remove(worker)
                    continue
                self.clock.after(costs.noticed_s, self._give_again, worker.task)
                if not is_frozen:
                    self.outcome.redone_s += self._lost_work_s(worker)
                self._leave(worker)
        self.clock.after(costs.frozen_s if is_frozen else costs.restart_s, self._come_back, machine, held)

    def _lost_work_s(self, worker: Worker) -> float:
        assert worker.task is not None
        reading, line = worker.task
        return max(0.0, reading.article.sounds[line] * self.plan.costs.speech - worker.left_s)

    def _give_again(self, task: Task) -> None:
        reading, line = task
        if not reading.spoken[line]:
            self._queues[reading.is_live].appendleft((task, self.clock.now_s))
            self._hand_out(is_live=reading.is_live)

    def _come_back(self, machine: Machine, held: list[tuple[Worker, Task | None, float]]) -> None:
        """A killed machine has nothing; a frozen one goes on as if nothing had been."""
        self._await_loss(machine)
        for worker, task, left_s in held:
            if task is None:
                worker.holds = []
                self._idle[worker.is_live].append(worker)
            else:
                self._set_to_work(worker, task, left_s)
        for is_live in (True, False):
            self._hand_out(is_live=is_live)
