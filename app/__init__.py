"""Announcer: a news site's own announcer, on its own machine."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("announcer")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
