from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def found_by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes find the tests' voices."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
