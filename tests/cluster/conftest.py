import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import broker as brokers
from tests.cluster.broker import Broker
from tests.cluster.nodes import Shared, shared
from tests.cluster.objects import object_server
from tests.cluster.processes import Cluster, cluster

BROKERS = {"rabbitmq": brokers.rabbitmq, "redis": brokers.redis}


@pytest.fixture(scope="module", params=BROKERS)
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    """Each of the brokers that there may be, for a module's tests."""
    with tempfile.TemporaryDirectory() as folder, BROKERS[request.param](Path(folder)) as running:
        yield running


@pytest.fixture
def queued(broker: Broker, tmp_path: Path) -> Iterator[Cluster]:
    """A cluster without nodes and workers."""
    with cluster(broker, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An object store, for a module's tests."""
    with object_server() as address:
        yield address


@pytest.fixture
def site(server: str, tmp_path: Path) -> Iterator[Shared]:
    """A prefix of it, without nodes."""
    with shared(tmp_path, server) as found:
        yield found
