import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import broker as brokers
from tests.cluster.broker import Broker
from tests.cluster.nodes import Shared, shared
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


@pytest.fixture
def site(object_address: str, tmp_path: Path) -> Iterator[Shared]:
    """A prefix of an object store, without nodes."""
    with shared(tmp_path, object_address) as found:
        yield found
