"""How many cores this process may use: what the scheduler allows, and what a container's quota pays for."""

import math
import os
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")


def usable_cores(cgroups: Path = CGROUPS) -> int:
    """At least 1. A quota of one and a half cores counts as two: the half would lie idle otherwise."""
    quota = min(_quota_v2(cgroups), _quota_v1(cgroups / "cpu"))
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, math.ceil(quota) if math.isfinite(quota) else allowed))


def _quota_v2(folder: Path) -> float:
    """`cpu.max` holds "QUOTA PERIOD" in microseconds, or "max PERIOD" (Linux, Documentation/admin-guide/cgroup-v2)."""
    try:
        quota, period = (folder / "cpu.max").read_text("ascii").split()
        return math.inf if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError, ZeroDivisionError):
        return math.inf


def _quota_v1(folder: Path) -> float:
    """Version 1 keeps both numbers in files of their own; -1 means no quota."""
    try:
        quota = int((folder / "cpu.cfs_quota_us").read_text("ascii"))
        period = int((folder / "cpu.cfs_period_us").read_text("ascii"))
        return quota / period if quota > 0 else math.inf
    except (OSError, ValueError, ZeroDivisionError):
        return math.inf
