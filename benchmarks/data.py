"""Where the shared sets and voices are: beside the checkout, or where ANNOUNCER_BENCHMARKS says."""

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

SHARED = Path(os.environ.get("ANNOUNCER_BENCHMARKS", Path(__file__).parents[2] / "shared"))


def path_of(name: str) -> Path:
    """A set of texts by its file's name."""
    return SHARED / "benchmarks" / name


def voice_of(name: str) -> Path:
    """A shared voice's model."""
    return SHARED / "voices" / f"{name}.onnx"


def missing(name: str) -> str:
    """Why a set cannot be measured; empty when it can."""
    return (
        "" if path_of(name).exists() else f"{name}: not measured, ANNOUNCER_BENCHMARKS names no folder that holds it."
    )


@dataclass(slots=True)
class Score:
    """What one set measured: cases right and in all, by class, and the misses in words."""

    right: Counter[str] = field(default_factory=Counter)
    count: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, kind: str, said: str, *, right: bool) -> None:
        """One case of a class; `said` tells what was found and expected."""
        self.count[kind] += 1
        self.right[kind] += right
        if not right:
            self.misses.append(f"{kind}: {said}")

    @property
    def share(self) -> float:
        return self.right.total() / self.count.total()

    def print(self, name: str, *, show: bool) -> None:
        """The figures of the set and its classes, and the misses on demand."""
        print(f"{name}: {self.right.total()}/{self.count.total()} = {self.share:.1%}")
        if len(self.count) > 1:
            print("  ", ", ".join(f"{kind} {self.right[kind]}/{count}" for kind, count in self.count.items()))
        for miss in self.misses if show else ():
            print("  ", miss)
