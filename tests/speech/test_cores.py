import os
from pathlib import Path

import pytest

from app.speech.cores import usable_cores


@pytest.fixture(autouse=True)
def sixteen_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(16)), raising=False)


def test_without_a_quota_every_allowed_core_is_used(tmp_path: Path) -> None:
    assert usable_cores(tmp_path) == 16


@pytest.mark.parametrize(
    ("written", "cores"),
    [
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("5000 100000", 1),
        ("max 100000", 16),
        ("6400000 100000", 16),
        ("", 16),
        ("soon", 16),
        ("1 0", 16),
    ],
)
def test_a_containers_quota_is_respected(tmp_path: Path, written: str, cores: int) -> None:
    (tmp_path / "cpu.max").write_text(written)
    assert usable_cores(tmp_path) == cores


@pytest.mark.parametrize(
    ("quota", "period", "cores"), [("300000", "100000", 3), ("-1", "100000", 16), ("300000", "0", 16), ("x", "1", 16)]
)
def test_an_older_kernels_quota_is_respected(tmp_path: Path, quota: str, period: str, cores: int) -> None:
    folder = tmp_path / "cpu"
    folder.mkdir()
    (folder / "cpu.cfs_quota_us").write_text(quota)
    (folder / "cpu.cfs_period_us").write_text(period)
    assert usable_cores(tmp_path) == cores


def test_where_affinity_is_unknown_the_machines_cores_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert usable_cores(tmp_path) == 4


def test_an_unknown_machine_has_one_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores(tmp_path) == 1


def test_this_machine_has_a_core() -> None:
    assert usable_cores() >= 1
