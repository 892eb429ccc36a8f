"""Memory: how glibc's malloc is told to give back what sentences used, and Python to collect less often.

Every sentence needs arrays of another size, in several threads. By default glibc raises its threshold for separately
mapped blocks to the largest one freed, and gives each thread an arena: a book then leaves 250 MB of holes.
"""

import ctypes
import gc
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""mallopt(3)."""
MAPPED_FROM_BYTES = 256 * 1024
ARENAS = 2


def keep_memory_flat() -> None:
    """Set malloc's limits for this process; does nothing where malloc is not glibc's."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for option, value in (
            (M_MMAP_THRESHOLD, MAPPED_FROM_BYTES),
            (M_TRIM_THRESHOLD, 4 * MAPPED_FROM_BYTES),
            (M_ARENA_MAX, ARENAS),
        ):
            mallopt(option, value)


def collect_seldom() -> None:
    """Let Python look for cycles after 20,000 new objects, not after 700.

    A text becomes hundreds of thousands of tokens, none in a cycle; looking at them again and again is a fifth of the
    time that reading takes.
    """
    gc.set_threshold(20_000, 10, 10)
