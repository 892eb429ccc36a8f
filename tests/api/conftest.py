"""One service with tones for voices, for each test its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Service, service


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    with service(tmp_path) as running:
        yield running
