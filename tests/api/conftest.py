"""One service with tones for voices, for each test its own, or for a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Service, service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests of a module that leave nothing behind which another could notice."""
    with service(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(tmp_path) as running:
        yield running
