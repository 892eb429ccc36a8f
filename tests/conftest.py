"""What tests of several parts need, and the table of `make faults`."""

import os
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from tests.cluster.objects import object_server
from tests.cluster.postgres import Server, postgres
from tests.faults import named, table
from tests.newspaper import Newspaper, newspaper

if TYPE_CHECKING:
    from app.store.postgres.server import Postgres

settings.register_profile("any machine", deadline=None)  # no test asserts a time
settings.load_profile("any machine")
if "MUTANT_UNDER_TEST" in os.environ:  # `make mutants` asks whether a test fails, not for the simplest example
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
    )
    settings.load_profile("mutants")
OUTCOMES: dict[str, bool] = {}


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A newspaper's web server, empty at first."""
    with newspaper() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A real PostgreSQL, for all tests that break nothing of it."""
    with postgres() as server:
        yield server


@pytest.fixture
def site_database(postgres_server: Server) -> Iterator["Postgres"]:
    """A site of its own in it."""
    pytest.importorskip("psycopg")
    from app.store.postgres import open_postgres  # noqa: PLC0415 - tests run without the extra too

    site = open_postgres(postgres_server.address(), f"site-{secrets.token_hex(8)}")
    yield site
    site.close()


@pytest.fixture(scope="session")
def object_address() -> Iterator[str]:
    """The address of a real object store, for buckets of one's own."""
    with object_server() as address:
        yield address


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the table names is a test of a fault."""
    for item in items:
        if named(item.nodeid):
            item.add_marker("faults")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Of a test whose setup, call and teardown pass, nothing failed."""
    OUTCOMES[report.nodeid] = OUTCOMES.get(report.nodeid, True) and not report.failed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("-m") == "faults":
        terminalreporter.section("faults")
        for line in table(OUTCOMES.items()):
            terminalreporter.write_line(line)
