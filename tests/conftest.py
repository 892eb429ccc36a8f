"""What tests of several parts need."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings

from tests.newspaper import Newspaper, newspaper

settings.register_profile("any machine", deadline=None)  # no test asserts a time
settings.load_profile("any machine")
if "MUTANT_UNDER_TEST" in os.environ:  # `make mutants` asks whether a test fails, not for the simplest example
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
    )
    settings.load_profile("mutants")


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A newspaper's web server, empty at first."""
    with newspaper() as running:
        yield running
