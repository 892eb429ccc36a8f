"""How fast voices speak here."""

from pathlib import Path

import pytest

from app.store.files import Files
from app.store.paces import FOLDER, KEPT_EVERY_S, REMEMBERED, Paces

ADA, BEA = "a" * 64, "b" * 64


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Refusing(Files):
    """A full disk."""

    def put(self, path: str, data: bytes, *, durable: bool = True) -> None:
        raise OSError(28, "No space left on device")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_one_line_that_waited_changes_nothing(tmp_path: Path, clock: Clock) -> None:
    paces = Paces(Files(tmp_path), clock)
    assert paces.factor(ADA) is None
    for work_s in (0.2, 9.0, 0.4):
        paces.note(ADA, work_s, 2.0)
    assert paces.factor(ADA) == pytest.approx(0.2)
    assert paces.factor(BEA) is None


def test_the_newest_lines_count(tmp_path: Path, clock: Clock) -> None:
    paces = Paces(Files(tmp_path), clock)
    for _ in range(REMEMBERED):
        paces.note(ADA, 1.0, 1.0)
    for _ in range(REMEMBERED):
        paces.note(ADA, 0.5, 1.0)
    assert paces.factor(ADA) == 0.5


def test_a_line_without_sound_tells_nothing(tmp_path: Path, clock: Clock) -> None:
    paces = Paces(Files(tmp_path), clock)
    paces.note(ADA, 1.0, 0.0)
    assert paces.factor(ADA) is None
    assert not (tmp_path / FOLDER).exists()


def test_others_read_what_was_measured_once_a_minute(tmp_path: Path, clock: Clock) -> None:
    paces = Paces(Files(tmp_path), clock)
    paces.note(ADA, 0.1, 1.0)
    assert Paces(Files(tmp_path)).factor(ADA) == pytest.approx(0.1)
    clock.now_s += KEPT_EVERY_S - 1
    paces.note(ADA, 0.3, 1.0)
    assert Paces(Files(tmp_path)).factor(ADA) == pytest.approx(0.1)
    clock.now_s += 1
    paces.note(ADA, 0.3, 1.0)
    later = Paces(Files(tmp_path), clock)
    assert later.factor(ADA) == pytest.approx(0.3)
    later.note(ADA, 0.1, 1.0)
    assert later.factor(ADA) == pytest.approx(0.2)  # it goes on from what was kept


def test_a_disk_that_is_full_and_a_file_that_is_damaged_cost_the_figure_alone(tmp_path: Path, clock: Clock) -> None:
    full = Paces(Refusing(tmp_path), clock)
    full.note(ADA, 0.1, 1.0)
    assert full.factor(ADA) == pytest.approx(0.1)
    Paces(Files(tmp_path), clock).note(ADA, 0.1, 1.0)
    (kept,) = (tmp_path / FOLDER).iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"0.1", b"0.2"))
    assert Paces(Files(tmp_path)).factor(ADA) is None
