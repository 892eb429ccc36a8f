"""One object server for all tests of a module, and a bucket of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.nodes import Shared, shared
from tests.cluster.objects import object_server


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with object_server() as address:
        yield address


@pytest.fixture
def site(server: str, tmp_path: Path) -> Iterator[Shared]:
    with shared(tmp_path, server) as found:
        yield found
