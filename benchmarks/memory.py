"""The memory of a service and its workers: proportional set size, in which a shared page counts once."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

EVERY_S = 0.05


def family(pid: int) -> list[int]:
    """A process and all that come from it."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [member for child in path.read_text().split() for member in family(int(child))]
    return found


def family_mb(pid: int) -> float:
    """Proportional set size of a process and all that come from it, in MB."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
            total += int(next(line.split()[1] for line in lines if line.startswith("Pss:")))
    return total / 1e3


@contextlib.contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """The largest of `family_mb` while the block runs, as the list's one member."""
    most, over = [family_mb(pid)], threading.Event()

    def look() -> None:
        while not over.wait(EVERY_S):
            most[0] = max(most[0], family_mb(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()
