"""Machines of workers: on each core one speaks for listeners, and one, more patiently, for everybody else."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.simulated.reading import Reading

Task = tuple[Reading, int]
"""A Line of a reading."""
PATIENT = 110 / (1_024 + 110)
"""What Linux gives a process of nice 10 of a core that one of nice 0 wants too (sched_prio_to_weight)."""


@dataclass(slots=True)
class Worker:
    """One that speaks, for listeners (`is_live`) or not."""

    number: int
    is_live: bool
    holds: list[int] = field(default_factory=list)
    task: Task | None = None
    begun_s: float = 0.0
    left_s: float = 0.0
    """Of its task, on a core of its own."""
    life: int = 0
    """What was to happen to an earlier life does not."""


class Core:
    """Two workers share it."""

    def __init__(self, number: int) -> None:
        self.live = Worker(2 * number, is_live=True)
        self.patient = Worker(2 * number + 1, is_live=False)
        self.both = (self.live, self.patient)
        self._since_s = 0.0

    def rate(self, worker: Worker) -> float:
        """What the worker has of the core now."""
        if self.live.task is None or self.patient.task is None:
            return 1.0
        return 1 - PATIENT if worker.is_live else PATIENT

    def advance(self, now_s: float) -> float:
        """Both have worked until now; how much the core did, in s. Call it before anything changes."""
        done_s = 0.0
        for worker in self.both:
            if worker.task is not None:
                worked_s = (now_s - self._since_s) * self.rate(worker)
                worker.left_s -= worked_s
                done_s += worked_s
        self._since_s = now_s
        return done_s

    def ends(self) -> Iterator[tuple[Worker, float]]:
        """When each that works will be done if nothing changes, from now in s."""
        for worker in self.both:
            if worker.task is not None:
                yield worker, max(0.0, worker.left_s) / self.rate(worker)


class Machine:
    """Its cores are lost together; its workers share the voices' rewritten graphs."""

    def __init__(self, number: int, cores: int) -> None:
        self.cores = [Core(number * cores + each) for each in range(cores)]
        self.prepared: dict[int, float] = {}
        """When it has, or will have, a voice's graph."""
