"""What tests of several parts need."""

from collections.abc import Iterator

import pytest

from tests.newspaper import Newspaper, newspaper


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A newspaper's web server, empty at first."""
    with newspaper() as running:
        yield running
