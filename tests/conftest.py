"""What tests of several parts need, and the table of `make faults`."""

from collections.abc import Iterator

import pytest

from tests.faults import named, table
from tests.newspaper import Newspaper, newspaper

OUTCOMES = pytest.StashKey[dict[str, bool]]()


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A newspaper's web server, empty at first."""
    with newspaper() as running:
        yield running


def pytest_configure(config: pytest.Config) -> None:
    config.stash[OUTCOMES] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the table names is a test of a fault."""
    for item in items:
        if named(item.nodeid):
            item.add_marker("faults")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> "Iterator[None]":
    report = yield
    outcomes = item.config.stash[OUTCOMES]
    outcomes[item.nodeid] = outcomes.get(item.nodeid, True) and report.outcome != "failed"
    return report  # type: ignore[return-value]  # as pluggy has it


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("-m") == "faults":
        terminalreporter.section("faults")
        for line in table(config.stash[OUTCOMES].items()):
            terminalreporter.write_line(line)
